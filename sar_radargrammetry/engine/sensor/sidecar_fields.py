"""Fields of a JSON geometry file, of the right kind or refused by the names of the file and of the field."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import EngineError

# Antennas fly below 100 km or orbit below 50 000 km; a position outside is in other units or another frame.
EARTH_RADII = (6.3e6, 6.0e7)
"""Least and greatest distance of an antenna from the Earth's centre [m]."""


class Fields:
    """One object of the JSON document: gives checked values, and refuses others by file and field."""

    def __init__(self, path: Path, prefix: str, values: Any) -> None:
        self.path, self.prefix, self.values = path, prefix, values
        if not isinstance(values, dict):
            what = f"the field {prefix}" if prefix else "its content"
            raise EngineError(
                "In the geometry file {path}, {what} must be a JSON object in braces.", path=path, what=what
            )

    def refuse(self, key: str, why: str) -> None:
        """Raise EngineError; `why` goes on after the name of the field."""
        raise EngineError(
            "In the geometry file {path}, the field {name} {why}.", path=self.path, name=self._name(key), why=why
        )

    def only(self, known: set[str]) -> None:
        """Refuse fields that are not `known`."""
        for key in self.values:
            if key not in known:
                self.refuse(str(key), f"is unknown; known are {', '.join(sorted(known))}")

    def text(self, key: str) -> str:
        """A text."""
        value = self._get(key)
        if not isinstance(value, str):
            self.refuse(key, "must be a text")
        return value

    def number(self, key: str, *, default: float | None = None, positive: bool = False) -> float:
        """A finite number."""
        value = self._number(key, self._get(key, default))
        if positive and value <= 0.0:
            self.refuse(key, f"is {value:g}; it must be greater than zero")
        return value

    def whole(self, key: str, *, minimum: int | None = None) -> int:
        """A whole number."""
        value = self._number(key, self._get(key))
        if not value.is_integer() or (minimum is not None and value < minimum):
            self.refuse(key, "must be a whole number" + ("" if minimum is None else f" of at least {minimum}"))
        return int(value)

    def choice(self, key: str, choices: tuple[str, ...], what: str = "", *, default: str | None = None) -> str:
        """One of `choices`; `what` goes on after them in the message."""
        value = self._get(key, default)
        if value not in choices:
            self.refuse(key, f"must be {' or '.join(json.dumps(choice) for choice in choices)}{what}")
        return value

    def numbers(self, key: str, *, default: tuple | None = None, length: int | None = None) -> list[float]:
        """A list of finite numbers, at least one."""
        value = self._get(key, default)
        if not isinstance(value, (list, tuple)) or not value or (length is not None and len(value) != length):
            self.refuse(key, "must be a list of " + ("numbers" if length is None else f"{length} numbers"))
        return [self._number(key, v) for v in value]

    def array(self, key: str, shape: str) -> np.ndarray:
        """A full array of finite numbers; `shape` describes it in the message."""
        try:
            value = np.array(self._get(key), dtype=np.float64)
        except (ValueError, TypeError, OverflowError):
            self.refuse(key, f"must be a full {shape} array of numbers")
        if not np.all(np.isfinite(value)):
            self.refuse(key, "holds a number that is not finite")
        return value

    def child(self, key: str, *, default: dict | None = None) -> Fields:
        """An object."""
        return Fields(self.path, self._name(key), self._get(key, default))

    def objects(self, key: str, *, minimum: int) -> list[Fields]:
        """A list of objects."""
        value = self._get(key)
        if not isinstance(value, list) or len(value) < minimum:
            self.refuse(key, f"must be a list of at least {minimum} objects")
        return [Fields(self.path, f"{self._name(key)}[{i}]", v) for i, v in enumerate(value)]

    def _name(self, key: str) -> str:
        return f"{self.prefix}.{key}" if self.prefix else key

    def _get(self, key: str, default: Any = None) -> Any:
        if key in self.values:
            return self.values[key]
        if default is None:
            self.refuse(key, "is missing")
        return default

    def _number(self, key: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.refuse(key, "must be a number")
        # An integer too large for a float is as wrong as an infinite one.
        if (isinstance(value, int) and abs(value) > 1e300) or not math.isfinite(value):
            self.refuse(key, "must be a finite number")
        return float(value)
