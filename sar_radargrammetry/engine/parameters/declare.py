"""How a parameter is declared: once, for the engine, QGIS, the terminal and the documentation.

Both sides of the door use this: it needs the standard library only.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import os
import re
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from ..errors import EngineError
from ..message import Message

REQUIRED = dataclasses.MISSING

_ENDING = re.compile(r"""\.[a-z]\w*["']?\s*$ | :[^:/\\]+$ | :// | ^\s*/vsi""", re.IGNORECASE | re.VERBOSE)
"""Where the name of a file ends: at its ending, or at what GDAL takes for more than a file."""

P = typing.TypeVar("P")


@dataclasses.dataclass(frozen=True)
class Kind:
    """What a text stands for.

    Parameters
    ----------
    name : str
        ``text``, ``raster``, ``vector``, ``file``, ``folder``, ``crs`` or ``extent``.
    endings : tuple of str
        Of the names of files that a job writes.
    filter : str
        Of the dialog that asks for a file, as Qt writes it.
    geometry : str
        Of vector layers: ``point``, ``polygon``, or empty for any.
    on_map : bool
        Of rasters: whether their CRS counts; False in slant range.
    """

    name: str
    endings: tuple[str, ...] = ()
    filter: str = ""
    geometry: str = ""
    on_map: bool = True


TEXT, FILE, FOLDER, CRS, EXTENT = map(Kind, ("text", "file", "folder", "crs", "extent"))
RASTER = Kind("raster", (".tif", ".tiff"))
IMAGE = Kind("raster", RASTER.endings, on_map=False)
POLYGONS = Kind("vector", (".gpkg",), geometry="polygon")
POINTS = Kind("vector", (".gpkg",), geometry="point")
VECTOR = Kind("vector")
REPORT = Kind("file", (".html", ".htm"), "HTML files (*.html *.htm)")
NUMBERS = Kind("file", (".json",), "JSON files (*.json)")
WEIGHTS = Kind("file", (".safetensors",), "Weights (*.safetensors)")
CLOUD = Kind("file", (".laz", ".las"), "LAZ files (*.laz);;LAS files (*.las)")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter of a job.

    Parameters
    ----------
    title : str
        What a dialog calls it, without its unit.
    help : str
        One or a few sentences.
    unit : str
    minimum, maximum : float or None
        Smallest and largest value.
    above : float or None
        Largest number that is too small.
    choices : tuple of str
    decimals : int
        Of a number in a dialog.
    kind : Kind
        Of texts.
    count : int
        Smallest number of values of a list.
    advanced : bool
        Few need it: a dialog shows it on request.
    output : bool
        The job writes a file or folder of this name.
    by_default : bool
        Of outputs: whether QGIS makes it by default.
    recorded : bool
        Results depend on it and say it: not on how many processes make them.
    later : bool
        It was added to a job of version 0.9.0. Models that were saved before do not give it, and QGIS calls a parameter
        mandatory that is neither given nor optional: QGIS may leave it out.
    why : str
        Why a job declares a name in another way than the other jobs.
    name, type, many, default
        From the field: `type` is bool, int, float or str, `many` says that the value is a tuple of them.
    """

    title: str
    help: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    choices: tuple[str, ...] = ()
    decimals: int = 3
    kind: Kind = TEXT
    count: int = 1
    advanced: bool = False
    output: bool = False
    by_default: bool = True
    recorded: bool = True
    later: bool = False
    why: str = ""
    name: str = ""
    type: type = str
    many: bool = False
    default: Any = REQUIRED

    @property
    def required(self) -> bool:
        """Whether there is no run without a value."""
        return self.default is REQUIRED

    @property
    def label(self) -> str:
        """The title with its unit."""
        return f"{self.title} [{self.unit}]" if self.unit else self.title

    @property
    def limits(self) -> Message | None:
        """Which numbers are allowed; None where all are."""
        low, above, high = self.minimum, self.above, self.maximum
        if low is not None and high is not None:
            return Message("between {low:g} and {high:g}", low=low, high=high)
        if above is not None and high is not None:
            return Message("greater than {low:g} and at most {high:g}", low=above, high=high)
        if above is not None:
            return Message("greater than {low:g}", low=above)
        if low is not None:
            return Message("at least {low:g}", low=low)
        return None if high is None else Message("at most {high:g}", high=high)

    def check(self, value: Any) -> None:
        """Refuse a value that is out of the limits, no choice, or a name with another ending; None passes.

        Raises
        ------
        EngineError
        """
        values = () if value is None else value if self.many else (value,)
        if self.many and value is not None and len(values) < self.count and (values or self.required):
            raise EngineError("The parameter {name} needs {count} values or more.", name=self.name, count=self.count)
        for one in values:
            self._check_one(one)

    def _check_one(self, value: Any) -> None:
        if self.type in (int, float):
            low, above, high = self.minimum, self.above, self.maximum
            good = (low is None or value >= low) and (above is None or value > above)
            if not (good and (high is None or value <= high)):
                raise self.refusal(f"{value:g}" if self.type is float else str(value), self.limits)
        elif self.choices and value not in self.choices:
            raise self.refusal(repr(value), Message("one of {choices}", choices=", ".join(self.choices)))
        elif self.output and self.kind.endings and not str(value).lower().endswith(self.kind.endings):
            endings = " or ".join(self.kind.endings)
            raise EngineError(
                "The output {path} must end in {endings}; choose such a name.", path=value, endings=endings
            )

    def refusal(self, value: str, wanted: Message) -> EngineError:
        """The sentence about a value that cannot be."""
        return EngineError(
            "The parameter {name} is {value}; it must be {wanted}.", name=self.name, value=value, wanted=wanted
        )


def parameter(
    title: str, help: str, default: Any = REQUIRED, *, output: Kind | None = None, kind: Kind = TEXT, **more: Any
) -> Any:
    """A field of a group or job; see `Parameter`. `output` marks the kind of what the job writes."""
    declared = Parameter(
        title=title, help=help, default=default, kind=output or kind, output=output is not None, **more
    )
    return _field(declared)


def varied(group: type[Group], name: str, why: str, **changes: Any) -> Any:
    """The field `name` of a group with `changes`, and why they are."""
    return _field(dataclasses.replace(parameters_of(group)[name], why=why, **changes))


def _field(declared: Parameter) -> Any:
    options = {} if declared.required else {"default": declared.default}
    return dataclasses.field(metadata={"parameter": declared}, **options)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Group:
    """Parameters that belong together; an instance holds values that were checked.

    A rule of a group is a function that takes the values as attributes, None where none was given, and raises
    `EngineError`.
    """

    RULES: ClassVar[tuple[Callable[[Any], None], ...]] = ()

    def __post_init__(self) -> None:
        check(type(self), {field.name: getattr(self, field.name) for field in dataclasses.fields(self)})


@dataclasses.dataclass(frozen=True, kw_only=True)
class Job(Group):
    """Parameters of a job; the job's id is the name of the class in lower case.

    Its own parameters come first, then those of its groups in the order in which it names them, outputs last. `ORDER`
    names what comes before all others, fields and groups.
    """

    ORDER: ClassVar[tuple[str | type[Group], ...]] = ()
    ENGINE: ClassVar[bool] = True
    """Whether the engine runs it; else it is the work of QGIS's side."""
    QGIS: ClassVar[bool] = True
    """Whether it is an algorithm of QGIS."""


@functools.cache
def parameters_of(group: type[Group]) -> Mapping[str, Parameter]:
    """The parameters of a group or job by their names, in their order."""
    hints = typing.get_type_hints(group)
    found = {}
    for name in dict.fromkeys(sorted(_names(group), key=lambda name: _declared(group, name).output)):
        type_, many = _plain(hints[name])
        found[name] = dataclasses.replace(_declared(group, name), name=name, type=type_, many=many)
    return types.MappingProxyType(found)


def _names(group: type[Group]) -> Iterator[str]:
    """Names of all fields in their order, some twice."""
    for item in getattr(group, "ORDER", ()):
        yield from (item,) if isinstance(item, str) else _names(item)
    fields = {field.name for field in dataclasses.fields(group)}
    yield from (name for name in inspect.get_annotations(group) if name in fields)
    for base in group.__bases__:
        if base is not object:
            yield from _names(base)


def _declared(group: type[Group], name: str) -> Parameter:
    return group.__dataclass_fields__[name].metadata["parameter"]


def _plain(hint: Any) -> tuple[type, bool]:
    """The type behind ``X``, ``X | None`` or ``tuple[X, ...]``, and whether it is the last."""
    if isinstance(hint, types.UnionType):
        hint = next(one for one in typing.get_args(hint) if one is not type(None))
    many = typing.get_origin(hint) is tuple
    return (typing.get_args(hint)[0] if many else hint), many


def check(group: type[Group], values: Mapping[str, Any]) -> None:
    """Refuse values of the right types that cannot be, one by one and together; what is None was not given.

    Raises
    ------
    EngineError
    """
    declared = parameters_of(group)
    for name, one in declared.items():
        one.check(values[name])
    given = types.SimpleNamespace(**{name: values[name] for name in declared})
    for rule in dict.fromkeys(rule for base in group.__mro__ for rule in vars(base).get("RULES", ())):
        rule(given)


def parse_parameters(job: type[P], given: Mapping[str, Any]) -> P:
    """The parameters of a job from JSON: unknown, missing and wrong ones are refused.

    Raises
    ------
    EngineError
        One sentence that names the parameter.
    """
    declared = parameters_of(job)
    unknown = sorted(set(given) - set(declared))
    if unknown:
        raise EngineError("Unknown parameter {name}; known are {known}.", name=unknown[0], known=", ".join(declared))
    values = {}
    for name, one in declared.items():
        if given.get(name) is not None:
            values[name] = _converted(one, given[name])
        elif one.required:
            raise EngineError("The parameter {name} is missing: {help}", name=name, help=Message(one.help))
    return job(**values)


def _converted(declared: Parameter, value: Any) -> Any:
    if declared.many:
        if isinstance(value, str):
            value = _listed(value, are_files=not declared.choices)
        if not isinstance(value, (list, tuple)):
            raise declared.refusal(repr(value), Message("a list"))
        return tuple(_converted(dataclasses.replace(declared, many=False), one) for one in value)
    kind = declared.type
    if kind is bool and isinstance(value, bool):
        return value
    # Whole numbers beyond the largest float compare with it, but do not convert.
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
    if is_number and (kind is float or (kind is int and float(value).is_integer())):
        return kind(value)
    if kind is str and isinstance(value, str) and _is_encodable(value):
        if not value.strip():
            raise EngineError("The parameter {name} is empty.", name=declared.name)
        return value
    wanted = {
        bool: Message("true or false"),
        int: Message("a whole number"),
        float: Message("a finite number"),
        str: Message("a text"),
    }
    raise declared.refusal(repr(value), wanted[kind])


def _is_encodable(text: str) -> bool:
    """Whether the system takes `text` for a name of a file."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def _listed(text: str, are_files: bool) -> list[str]:
    """The values of a text with commas between.

    The name of a file that exists stays whole, commas and all. So does that of a missing one, as far as its ending
    shows where it ends.
    """
    words, values = text.split(","), []
    while words:
        end = _end(words) if are_files else 1
        values.append(",".join(words[:end]).strip())
        words = words[end:]
    return [value for value in values if value]


def _end(words: list[str]) -> int:
    """How many of the words between commas are the name of the first file."""
    exists = [os.path.exists(",".join(words[:end]).strip()) for end in range(1, len(words) + 1)]
    if any(exists):
        return len(exists) - exists[::-1].index(True)
    for end, word in enumerate(words, 1):
        if _ENDING.search(word) or not word.strip():
            return end
        if end < len(words) and os.path.exists(words[end].strip()):
            return end
    return 1


def output_files(values: Job) -> Iterator[Path]:
    """The files and folders that a job with these parameters writes."""
    for name, declared in parameters_of(type(values)).items():
        value = getattr(values, name)
        if declared.output and value is not None:
            yield Path(value)


def named_inputs(values: Job) -> Iterator[Path]:
    """All that may be an input of a job with these parameters: also a geoid in the place of the code of a datum."""
    for name, declared in parameters_of(type(values)).items():
        value = getattr(values, name)
        if declared.type is str and not declared.output and value is not None:
            yield from map(Path, value if declared.many else (value,))
