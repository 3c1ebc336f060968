"""Fields of a document, checked: a value of the right kind, or a refusal by the names of the file and of the field.

The checks are the same for every format. A format's class says what the document is called and how a field is found.
"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any, ClassVar, NoReturn

import numpy as np

from .errors import EngineError
from .message import Message

MISSING = object()
"""Found where a document does not have a field."""


class Fields:
    """Fields of one document, or of an object within it; every method refuses a field that is missing.

    Parameters
    ----------
    path : Path
        Its file, for messages.
    values : any
        The document, as the format's library gives it.
    prefix : str
        Name of the object within the document, with what separates it from a field's name.
    """

    KIND: ClassVar[Message]
    """What the file is."""
    ADVICE: ClassVar[Message | None] = None
    """What to do about a wrong one."""
    TEXTUAL: ClassVar[bool] = False
    """Whether values are texts, in which numbers are written."""

    def __init__(self, path: Path, values: Any, prefix: str = "") -> None:
        self.path, self.values, self.prefix = path, values, prefix

    def found(self, key: str) -> Any:
        """The value as the document has it, or `MISSING`."""
        raise NotImplementedError

    def name(self, key: str) -> str:
        """The name of a field as the user finds it."""
        return self.prefix + key

    def refuse(self, key: str, why: str | Message) -> NoReturn:
        """Raise EngineError; `why` goes on after the name of the field."""
        given = {"kind": self.KIND, "path": self.path, "field": self.name(key), "why": why}
        if self.ADVICE is None:
            raise EngineError("In the {kind} {path}, the field {field} {why}.", **given)
        raise EngineError("In the {kind} {path}, the field {field} {why}; {advice}.", advice=self.ADVICE, **given)

    def get(self, key: str, default: Any = None) -> Any:
        """The value as the document has it."""
        value = self.found(key)
        if value is MISSING and default is None:
            self.refuse(key, Message("is missing"))
        return default if value is MISSING else value

    def text(self, key: str) -> str:
        """A text."""
        value = self.get(key)
        if not isinstance(value, str):
            self.refuse(key, Message("must be a text"))
        return value

    def number(
        self, key: str, *, default: float | None = None, positive: bool = False, minimum: float = -math.inf
    ) -> float:
        """A finite number."""
        value = self._number(key, self.get(key, default))
        if positive and value <= 0.0:
            self.refuse(key, Message("is {value:g}; it must be greater than zero", value=value))
        if value < minimum:
            self.refuse(key, Message("is {value:g}; it must be {minimum:g} or more", value=value, minimum=minimum))
        return value

    def whole(self, key: str, *, minimum: int | None = None) -> int:
        """A whole number."""
        value = self._number(key, self.get(key))
        if not value.is_integer() or (minimum is not None and value < minimum):
            if minimum is None:
                self.refuse(key, Message("must be a whole number"))
            self.refuse(key, Message("must be a whole number of at least {minimum}", minimum=minimum))
        return int(value)

    def choice(
        self, key: str, choices: tuple[str, ...], what: str | Message = "", *, default: str | None = None
    ) -> str:
        """One of `choices`; `what` goes on after them in the message."""
        value = self.get(key, default)
        if value not in choices:
            listed = ", ".join(json.dumps(choice) for choice in choices)
            self.refuse(key, Message("must be one of {listed}{what}", listed=listed, what=what))
        return value

    def numbers(self, key: str, *, default: tuple | None = None, length: int | None = None) -> list[float]:
        """A list of finite numbers, at least one."""
        value = self.get(key, default)
        value = value.split() if self.TEXTUAL else value
        if not isinstance(value, (list, tuple)) or not value or (length is not None and len(value) != length):
            if length is None:
                self.refuse(key, Message("must be a list of numbers"))
            self.refuse(key, Message("must be a list of {count} numbers", count=length))
        return [self._number(key, v) for v in value]

    def array(self, key: str, described: str = "", shape: tuple[int, ...] | None = None) -> np.ndarray:
        """A full array (float64) of finite numbers, of a `shape` if one is given; `described` is for the message."""
        raw = self.get(key)
        try:
            if shape is not None and np.shape(raw) != shape:  # before all of it is read
                why = Message("has the shape {found}, not {wanted}", found=np.shape(raw), wanted=shape)
                self.refuse(key, why)
            value = np.array(raw, dtype=np.float64)
        except (ValueError, TypeError, OverflowError):
            described = described or " x ".join(map(str, shape or ()))
            self.refuse(key, Message("must be a full {described} array of numbers", described=described))
        if not np.all(np.isfinite(value)):
            self.refuse(key, Message("holds a number that is not finite"))
        return value

    def utc(self, key: str) -> np.datetime64:
        """A time, UTC, ISO 8601, to the nanosecond."""
        value = str(self.get(key))
        try:
            # numpy also reads "now" and bare years.
            if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z?", value):
                return np.datetime64(value.rstrip("Z"), "ns")
        except ValueError:  # the 31st of February
            pass
        self.refuse(key, Message("is no time in UTC, but {value}", value=repr(value[:40])))

    def _number(self, key: str, value: Any) -> float:
        if self.TEXTUAL:
            try:
                value = float(value)
            except ValueError:
                self.refuse(key, Message("must be a number, not {value}", value=repr(value[:40])))
        if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
            self.refuse(key, Message("must be a number"))
        # An integer too large for a float is as wrong as an infinite one.
        if (isinstance(value, int) and abs(value) > 1e300) or not math.isfinite(value):
            self.refuse(key, Message("must be a finite number"))
        return float(value)


class JsonFields(Fields):
    """An object of a JSON document; a key may lead through objects, as in "collect.radar.pointing"."""

    def __init__(self, path: Path, values: Any, prefix: str = "") -> None:
        super().__init__(path, values, prefix)
        if not isinstance(values, dict):
            what = Message("the field {field}", field=prefix[:-1]) if prefix else Message("its content")
            raise EngineError(
                "In the {kind} {path}, {what} must be a JSON object in braces.", kind=self.KIND, path=path, what=what
            )

    def found(self, key: str) -> Any:
        value: Any = self.values
        for part in key.split("."):
            value = value.get(part, MISSING) if isinstance(value, dict) else MISSING
        return value

    def only(self, known: set[str]) -> None:
        """Refuse fields that are not `known`."""
        for key in self.values:
            if key not in known:
                self.refuse(str(key), Message("is unknown; known are {known}", known=", ".join(sorted(known))))

    def child(self, key: str, *, default: dict | None = None) -> JsonFields:
        """An object."""
        return type(self)(self.path, self.get(key, default), f"{self.name(key)}.")

    def objects(self, key: str, *, minimum: int) -> list[JsonFields]:
        """A list of objects."""
        value = self.get(key)
        if not isinstance(value, list) or len(value) < minimum:
            self.refuse(key, Message("must be a list of at least {minimum} objects", minimum=minimum))
        return [type(self)(self.path, v, f"{self.name(key)}[{i}].") for i, v in enumerate(value)]
