"""Fields of SICD metadata by their name in the standard."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...fields import MISSING, Fields
from ...message import Message


class SicdFields(Fields):
    """Fields of sarpy's SICDType, such as "Grid.Row.SS"."""

    KIND = Message("SICD product")
    ADVICE = Message("ask its producer for a valid product")

    def found(self, key: str) -> Any:
        value = self.values
        for name in key.split("."):
            value = getattr(value, name, None)
        if hasattr(value, "get_array"):
            value = value.get_array()
        return MISSING if value is None else value

    def vector(self, key: str) -> np.ndarray:
        """Three finite numbers (3,)."""
        return self.array(key, shape=(3,))

    def polynomial(self, key: str) -> np.ndarray:
        """Coefficients (n,), lowest power first, without zeros at the end."""
        values = np.atleast_1d(self.array(f"{key}.Coefs"))
        return values[: _used(values != 0)]

    def polynomial2(self, key: str) -> np.ndarray:
        """Coefficients (m, n) in powers of the first and the second variable, without zeros at the ends."""
        values = np.atleast_2d(self.array(f"{key}.Coefs"))
        there = values != 0
        return values[: _used(there.any(axis=1)), : _used(there.any(axis=0))]

    def path_polynomial(self) -> np.ndarray:
        """The antenna's position (d + 1, 3) in powers of time, ECEF [m]."""
        parts = [self.polynomial(f"Position.ARPPoly.{axis}") for axis in "XYZ"]
        arp = np.zeros((max(map(len, parts)), 3))
        for axis, part in enumerate(parts):
            arp[: len(part), axis] = part
        return arp


def _used(there: np.ndarray) -> int:
    """How many coefficients are needed, at least one."""
    return max(1, 1 + int(np.flatnonzero(there).max(initial=0)))
