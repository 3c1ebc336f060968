"""Fields of SICD metadata by their name in the standard, present and finite, or refused by that name."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import EngineError


@dataclasses.dataclass(frozen=True)
class SicdFields:
    """Metadata of one product.

    Parameters
    ----------
    sicd : sarpy SICDType
    path : Path
        Its file, for messages.
    """

    sicd: Any
    path: Path

    def get(self, field: str) -> Any:
        """A field such as "Grid.Row.SS"; EngineError when the product lacks it, as of all methods here."""
        value = self.sicd
        for name in field.split("."):
            value = getattr(value, name, None)
        if value is None:
            raise EngineError(
                "{path} lacks the SICD field {field}; ask its producer for a complete product.",
                path=self.path,
                field=field,
            )
        return value

    def number(self, field: str, *, positive: bool = False) -> float:
        """A finite number."""
        value = float(self._finite(field, np.asarray(self.get(field), float)))
        if positive and value <= 0.0:
            raise EngineError(
                "{path} has a SICD field {field} of {value:g}; it must be greater than zero.",
                path=self.path,
                field=field,
                value=value,
            )
        return value

    def vector(self, field: str) -> np.ndarray:
        """Three finite numbers (3,)."""
        return self._finite(field, np.asarray(self.get(field).get_array(), float))

    def polynomial(self, field: str) -> np.ndarray:
        """Coefficients (n,), lowest power first, without zeros at the end."""
        values = self._finite(field, np.atleast_1d(np.asarray(self.get(f"{field}.Coefs"), float)))
        return values[: _used(values != 0)]

    def polynomial2(self, field: str) -> np.ndarray:
        """Coefficients (m, n) in powers of the first and the second variable, without zeros at the ends."""
        values = self._finite(field, np.atleast_2d(np.asarray(self.get(f"{field}.Coefs"), float)))
        there = values != 0
        return values[: _used(there.any(axis=1)), : _used(there.any(axis=0))]

    def path_polynomial(self) -> np.ndarray:
        """The antenna's position (d + 1, 3) in powers of time, ECEF [m]."""
        parts = [self.polynomial(f"Position.ARPPoly.{axis}") for axis in "XYZ"]
        arp = np.zeros((max(map(len, parts)), 3))
        for axis, part in enumerate(parts):
            arp[: len(part), axis] = part
        return arp

    def _finite(self, field: str, value: np.ndarray) -> np.ndarray:
        if not np.isfinite(value).all():
            raise EngineError(
                "{path} has a SICD field {field} that is not a finite number; the metadata are damaged.",
                path=self.path,
                field=field,
            )
        return value


def _used(there: np.ndarray) -> int:
    """How many coefficients are needed, at least one."""
    return max(1, 1 + int(np.flatnonzero(there).max(initial=0)))
