"""A job's parameters and the context it runs in."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .errors import Cancelled, EngineError
from .message import Message

P = typing.TypeVar("P")

RASTER, LAYER, CLOUD = (".tif", ".tiff"), (".gpkg",), (".laz", ".las")
REPORT, NUMBERS, WEIGHTS = (".html", ".htm"), (".json",), (".safetensors",)
FOLDER = ()
"""Endings of what jobs write."""


@dataclasses.dataclass(frozen=True)
class Context:
    """What a running job may say to whoever started it, and how it learns that it should stop.

    Parameters
    ----------
    report : callable
        Takes one message, a dict with the key ``type`` (``progress``, ``log``).
    cancelled : callable
        True once the user asked to stop.
    low, high : float
        The part of the whole job's progress, 0..1, that this context fills.
    """

    report: Callable[[dict], None] = lambda message: None
    cancelled: Callable[[], bool] = lambda: False
    low: float = 0.0
    high: float = 1.0

    def progress(self, fraction: float) -> None:
        """Say how far the job is (0..1), and stop here if the user asked for it."""
        self.check_cancelled()
        share = self.low + (self.high - self.low) * min(max(fraction, 0.0), 1.0)
        self.report({"type": "progress", "percent": round(100.0 * share, 2)})

    def log(self, template: str | Message, /, **fields: Any) -> None:
        """Say something that is good to know: a template and its fields (`engine/message.py`)."""
        self._say("info", template, fields)

    def warn(self, template: str | Message, /, **fields: Any) -> None:
        """Say what the user should think about; as `log`."""
        self._say("warning", template, fields)

    def _say(self, level: str, template: str | Message, fields: dict) -> None:
        message = template if isinstance(template, Message) else Message(template, **fields)
        self.report({"type": "log", "level": level, **message.as_json()})

    def keep(self, folder: Path) -> None:
        """Say where finished work lies that the same job, started again, goes on from."""
        self.report({"type": "kept", "folder": str(folder)})

    def check_cancelled(self) -> None:
        """Raise `Cancelled` once the user asked to stop; call it at least every second of work."""
        if self.cancelled():
            raise Cancelled

    def part(self, low: float, high: float) -> Context:
        """A context whose 0..1 is low..high of this one's."""
        span = self.high - self.low
        return dataclasses.replace(self, low=self.low + span * low, high=self.low + span * high)


def parameter(
    help: str, default: Any = dataclasses.MISSING, choices: tuple = (), *, output: tuple[str, ...] | None = None
) -> Any:
    """Declare one field of a job's Parameters dataclass: its help text, default and allowed values.

    `output` marks what the job writes: the endings that its name may have, none for a folder.
    """
    metadata = {"help": help, "choices": choices, "output": output}
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def plain_type(annotation: Any) -> tuple[type, bool]:
    """The type behind ``X`` or ``X | None``, and whether None is allowed."""
    if isinstance(annotation, types.UnionType):
        inner = [a for a in typing.get_args(annotation) if a is not type(None)]
        return inner[0], True
    return annotation, False


def parse_parameters(cls: type[P], given: dict) -> P:
    """Build a Parameters dataclass from JSON, refusing unknown keys, missing keys, wrong types and values.

    Raises
    ------
    EngineError
        One sentence that names the parameter.
    """
    hints = typing.get_type_hints(cls)
    fields = {f.name: f for f in dataclasses.fields(cls)}
    unknown = sorted(set(given) - set(fields))
    if unknown:
        raise EngineError(f"Unknown parameter {unknown[0]}; known are {', '.join(fields)}.")
    values = {}
    for name, field in fields.items():
        kind, optional = plain_type(hints[name])
        value = given.get(name)
        if value is None:
            if optional or field.default is not dataclasses.MISSING:
                continue
            raise EngineError(f"The parameter {name} is missing: {field.metadata['help']}")
        values[name] = _converted(name, value, kind)
        choices = field.metadata["choices"]
        if choices and values[name] not in choices:
            raise EngineError(f"The parameter {name} is {value!r}; it must be one of {', '.join(map(str, choices))}.")
        endings = field.metadata["output"]
        if endings and not values[name].lower().endswith(endings):
            raise EngineError(f"The output {value} must end in {' or '.join(endings)}; choose such a name.")
    return cls(**values)


def _converted(name: str, value: Any, kind: type) -> Any:
    if kind is bool:
        if not isinstance(value, bool):
            raise EngineError(f"The parameter {name} is {value!r}; it must be true or false.")
        return value
    if kind in (int, float) and not isinstance(value, (bool, str)):
        if kind is float or float(value).is_integer():
            number = kind(value)
            if number == number and abs(number) != float("inf"):
                return number
    elif kind is str and isinstance(value, str):
        if value.strip():
            return value
        raise EngineError(f"The parameter {name} is empty.")
    wanted = {int: "a whole number", float: "a finite number", str: "a text"}[kind]
    raise EngineError(f"The parameter {name} is {value!r}; it must be {wanted}.")


def output_files(parameters: Any) -> Iterator[Path]:
    """The files and folders that a job with these parameters writes."""
    for field in dataclasses.fields(parameters):
        value = getattr(parameters, field.name)
        if field.metadata["output"] is not None and value is not None:
            yield Path(value)
