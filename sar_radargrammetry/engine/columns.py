"""Names of the columns of a table: the quantity that a column holds, its unit, and what its heights count from.

Units and datums stand in brackets, or as words at either end: ``height (ft)``, ``alt [km]``, ``z_ft``,
``elev_m_egm96``, ``orthometric height``.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable, Mapping, Sequence

from .errors import EngineError
from .message import Message

HEIGHT = "height"
"""The quantity whose name may state a vertical datum."""
ELLIPSOID = "ellipsoid"
SEA_LEVEL = "sea level"
"""Some geoid that the name does not tell."""
GROUND = "the ground"

REMARKS = frozenset(
    (
        *("wgs84", "wgs", "84", "ecef", "gps", "gpst", "utc", "tai", "sow", "sod", "tow", "decimal"),
        *("n", "e", "north", "east", "in", "above", "over", "the", "mean"),
    )
)
"""What a name may state and is no unit."""
SURFACES = {
    **dict.fromkeys(("hae", "ellipsoid", "ellipsoidal", "ell", "ellheight", "ellipsoidalheight"), ELLIPSOID),
    **dict.fromkeys(("msl", "amsl", "asl", "masl", "mamsl", "sea", "level", "geoid", "geoidal"), SEA_LEVEL),
    **dict.fromkeys(("orthometric", "ortho", "normal", "nn", "nhn"), SEA_LEVEL),
    **dict.fromkeys(("agl", "ground"), GROUND),
    "egm84": "EPSG:5798",
    "egm96": "EPSG:5773",
    **dict.fromkeys(("egm2008", "egm08"), "EPSG:3855"),
    "navd88": "EPSG:5703",
    "cgvd28": "EPSG:5713",
    "cgvd2013": "EPSG:6647",
    "evrf2007": "EPSG:5621",
    "evrf2019": "EPSG:9389",
    "dhhn92": "EPSG:5783",
    "dhhn2016": "EPSG:7837",
    "nap": "EPSG:5709",
    "odn": "EPSG:5701",
    "ign69": "EPSG:5720",
    "ln02": "EPSG:5728",
    "rh2000": "EPSG:5613",
    "nn2000": "EPSG:5941",
    "n2000": "EPSG:3900",
    "dvr90": "EPSG:5799",
    "ahd": "EPSG:5711",
    "nzvd2016": "EPSG:7839",
}
"""Words that tell what a height counts from: `ELLIPSOID`, `SEA_LEVEL`, `GROUND`, or the code of a vertical CRS."""
NO_HEIGHT = frozenset(("geoid", "geoidal", "ground"))
"""In front of ``height`` these make another quantity: the geoid's own height, that of the ground."""


@dataclasses.dataclass(frozen=True)
class Column:
    """A column that holds a known quantity.

    Parameters
    ----------
    index : int
    name : str
        As the file has it.
    quantity : str
    base : str
        The part of the name that gives the quantity, in lower case without blanks.
    said : tuple of str
        What else the name states, in lower case: words, and the texts in brackets.
    units : mapping of str to float
        Units of the quantity and their factors; empty where brackets mean nothing.
    """

    index: int
    name: str
    quantity: str
    base: str
    said: tuple[str, ...]
    units: Mapping[str, float]

    def factor(self, what: Message) -> float | None:
        """What takes the stated unit to that of `units` whose factor is 1; None where none is stated.

        Parameters
        ----------
        what : Message
            How the error sentence names the file, such as ``The track file a.csv``.

        Raises
        ------
        EngineError
            The name states something that is no unit.
        """
        factor, unknown = self._unit
        if unknown is None:
            return factor
        raise EngineError(
            "{what} has a column {name} that states {word}, which is no unit of {quantity} known here; convert the "
            "column, or leave that out if it is no unit.",
            what=what,
            name=repr(self.name),
            word=repr(unknown),
            quantity=self.quantity,
        )

    @functools.cached_property
    def _unit(self) -> tuple[float | None, str | None]:
        """The factor of the stated unit, and the first word that is none."""
        found = None
        for word in self._words() if self.units else ():
            if word in self.units:
                found = self.units[word]
            elif not _means(word, self.quantity, self.units):
                return None, word
        return found, None

    def surface(self) -> str | None:
        """What the name says that the heights count from, as `SURFACES` has it; None where it says nothing."""
        stated = [SURFACES[word] for word in (self.base, *self._words()) if word in SURFACES]
        # Of "orthometric height (EGM96)" the second word is more specific.
        return next((surface for surface in stated if surface != SEA_LEVEL), stated[0] if stated else None)

    def _words(self) -> Iterable[str]:
        for text in (part for said in self.said for part in re.split(r"[,;]", said)):
            plain = _plain(text)
            if plain in self.units or plain in SURFACES:
                yield plain
            else:
                yield from filter(None, map(_plain, re.split(r"[\s/]+", text)))


def known_columns(
    names: Sequence[str], known: Mapping[str, Sequence[str]], units: Mapping[str, Mapping[str, float]]
) -> list[Column]:
    """The columns of known quantities, in their order.

    Parameters
    ----------
    names : sequence of str
        Of all columns.
    known : mapping
        How each quantity may be called, in lower case without blanks.
    units : mapping
        Units of each quantity; of one that is missing, brackets mean nothing.
    """
    found = [_read(index, name, known, units, 0) for index, name in enumerate(names)]
    there = {column.quantity for column in found if column is not None}
    of_geoid = {column.quantity for column in found if column is not None and column.surface() is not None}
    of_geoid -= {column.quantity for column in found if column is not None and column.surface() in (None, ELLIPSOID)}
    for index, name in enumerate(names):
        if found[index] is None:
            # Only where no other column has the quantity: "height" goes before "orthometric height". But "ellipsoid
            # height" stands beside "height (MSL)".
            column = _read(index, name, known, units, len(name))
            if column is not None and column.quantity in there:
                beside = column.quantity in of_geoid and column.surface() == ELLIPSOID
                column = column if beside else None
            found[index] = column
    return [column for column in found if column is not None]


def named_column(index: int, name: str, quantity: str, units: Mapping[str, float]) -> Column:
    """A column of any name that holds a quantity because the user says so: known words at its end are units."""
    words, brackets = _split(name)
    count = len(words)
    while count > 1 and _means(words[count - 1], quantity, units):
        count -= 1
    said = (*_endings(words[count:], units), *brackets)
    said = tuple(text for text in said if any(_means(_plain(w), quantity, units) for w in (text, *text.split())))
    return Column(index, name, quantity, "".join(words[:count]), said, units)


def _read(
    index: int,
    name: str,
    known: Mapping[str, Sequence[str]],
    units: Mapping[str, Mapping[str, float]],
    aside: int,
) -> Column | None:
    """A column whose name begins with that of a quantity, at most so many words aside; None for any other."""
    words, brackets = _split(name)
    for start in range(min(aside + 1, len(words))):
        for end in range(len(words), start, -1):
            plain = "".join(words[start:end])
            quantity = next((key for key, called in known.items() if plain in called), None)
            if quantity is None or any(word in NO_HEIGHT for word in words[:start]):
                continue
            own, rest = units.get(quantity, {}), (*words[:start], *words[end:])
            if _plain("".join(words[end:])) in own or all(_means(word, quantity, own) for word in rest):
                said = (*words[:start], *_endings(words[end:], own), *brackets)
                return Column(index, name, quantity, plain, said, own)
    return None


def _endings(words: Sequence[str], units: Mapping[str, float]) -> tuple[str, ...]:
    """The words, or all as one where that is a unit, as in ``z_us_ft``."""
    together = "".join(words)
    return (together,) if together in units else tuple(words)


def _split(name: str) -> tuple[list[str], list[str]]:
    """The words of a name and the texts in its brackets, in lower case."""
    lower = re.sub(r"\b(?:[a-z]\.){2,}", lambda found: found[0].replace(".", "") + " ", name.lower())  # a.s.l.
    brackets = [text.strip() for pair in re.findall(r"\((.*?)\)|\[(.*?)\]", lower) for text in pair if text.strip()]
    words = re.split(r"[\s_.\-]+", re.sub(r"\(.*?\)|\[.*?\]", " ", lower))
    return [word for word in words if word], brackets


def _plain(text: str) -> str:
    return re.sub(r"[\s_.\-]", "", text)


def _means(word: str, quantity: str, units: Mapping[str, float]) -> bool:
    return word in units or word in REMARKS or (quantity == HEIGHT and word in SURFACES)
