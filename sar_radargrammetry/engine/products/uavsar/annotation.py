"""UAVSAR annotation files (.ann): lines ``key (unit) = value ; comment``, and Doppler files (.dop) of SLC stacks.

Formats: JPL, "UAVSAR data format for Stack SLC products" and "... for PolSAR products" (uavsar.jpl.nasa.gov, science,
documents), and the annotation files themselves; the Doppler file's units are those ISCE2 reads it with
(``isceobj/Sensor/UAVSAR_Stack.py``: one header line, then slant range [m] and Doppler [radian/m]).
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np

from ... import units
from ...errors import EngineError
from ...fields import MISSING, Fields
from ...message import Message

MAX_SIZE = 1 << 22
"""Annotation and Doppler files are some ten kilobytes; much larger ones are something else [bytes]."""

_LINE = re.compile(r"^\s*(?P<key>[^=]*?)\s*(?:\((?P<unit>[^()=]*)\))?\s*=\s*(?P<value>.*?)\s*$")

LENGTH = {**units.LENGTH, "m/pixel": 1.0}
"""Factors to metres."""
COUNT = {**units.PIXEL, "-": 1.0, "": 1.0, "bytes": 1.0}
"""Factors of plain numbers."""


class Annotation(Fields):
    """The fields of one annotation file.

    `values` has by key the (value, unit) pairs of all its lines, in order; units in lower case, empty where none is.
    """

    KIND = Message("annotation")
    ADVICE = Message("choose the complete annotation of a UAVSAR SLC")
    TEXTUAL = True

    @classmethod
    def read(cls, path: Path) -> Annotation:
        """Read a file.

        Raises
        ------
        EngineError
            When it cannot be read, or is no text of ``key = value`` lines.
        """
        fields: dict[str, list[tuple[str, str]]] = {}
        for line in read_text(path).splitlines():
            match = _LINE.match(line.split(";", 1)[0])
            if match and match["key"]:
                fields.setdefault(match["key"], []).append((match["value"], (match["unit"] or "").strip().lower()))
        if not fields:
            raise EngineError(
                "{path} holds no 'key = value' lines; choose the annotation file of a UAVSAR product.", path=path
            )
        return cls(path, fields)

    def has(self, key: str) -> bool:
        """Whether the file states a field, other than as not available."""
        return key in self.values and self.values[key][0][0] not in ("", "N/A")

    def name(self, key: str) -> str:
        return repr(key)

    def found(self, key: str) -> Any:
        if not self.has(key):
            return MISSING
        stated = [value for value, _ in self.values[key]]
        if len(set(stated)) > 1:
            why = Message("is stated twice, as {first} and {last}", first=repr(stated[0]), last=repr(stated[-1]))
            self.refuse(key, why)
        return stated[0]

    def quantity(self, units: dict[str, float], *keys: str, positive: bool = False) -> float:
        """The first of `keys` that the file states, as a number in the unit whose factor is 1."""
        key = self._stated(keys)
        number = self.number(key, positive=positive)
        unit = self.values[key][0][1]
        if unit not in units:
            known = ", ".join(u for u in units if u)
            self.refuse(key, Message("has the unit {unit}; it must be one of {known}", unit=repr(unit), known=known))
        return number * units[unit]

    def count(self, *keys: str) -> int:
        """The first of `keys` that the file states, as a whole number greater than zero."""
        self.quantity(COUNT, *keys)
        return self.whole(self._stated(keys), minimum=1)

    def _stated(self, keys: tuple[str, ...]) -> str:
        return next((key for key in keys if self.has(key)), keys[0])


def read_doppler(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Slant range [m] and Doppler centroid [radian per metre flown], each (n,), of a stack's Doppler file.

    Raises
    ------
    EngineError
        When it cannot be read or a line after the first is not a range and a Doppler.
    """
    rows = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        columns = line.split(";", 1)[0].split()
        if number == 1 or not columns:  # the first line is a header
            continue
        try:
            rows.append((float(columns[0]), float(columns[1])))
        except (ValueError, IndexError):
            rows.append((math.nan, math.nan))
        if not all(map(math.isfinite, rows[-1])):
            raise EngineError(
                "{path} has no slant range and Doppler centroid in line {number}; download it again.",
                path=path,
                number=number,
            )
    if not rows:
        raise EngineError("{path} holds no Doppler centroids; download it again.", path=path)
    ranges, doppler = np.array(rows).T
    return ranges, doppler


def read_text(path: Path) -> str:
    """The text of a small file.

    Raises
    ------
    EngineError
        When it cannot be read or is too large.
    """
    try:
        if path.stat().st_size > MAX_SIZE:
            raise EngineError(
                "{path} is too large for an annotation; choose the .ann file of a UAVSAR product.", path=path
            )
        return path.read_bytes().decode("latin-1")
    except OSError as error:
        raise EngineError(
            "{path} could not be read ({reason}); download it again.", path=path, reason=error.strerror or error
        ) from error
