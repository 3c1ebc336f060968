"""Heights that are compared must be counted from the same surface: what each side is counted from, and the way between.

Heights of unlike or unknown surfaces are never subtracted unless the user says what they are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pyproj

from ..errors import EngineError
from ..message import Message
from ..terrain.geoid import AUTO, Bounds, HeightSurface, height_surface, stated_surface
from ..terrain.vertical import VerticalDatum

SAME = "same"
"""The surface of the elevation raster, whatever that is."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Conversion:
    """From heights of the reference to heights as the elevation raster has them.

    Parameters
    ----------
    text : str
        A sentence for the report.
    warnings : tuple of Message
    surfaces : (reference, elevation), HeightSurface, or None
        None where nothing is to be converted.
    """

    text: str
    warnings: tuple[Message, ...] = ()
    surfaces: tuple[HeightSurface, HeightSurface] | None = None

    def offset(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray | float:
        """What is added to heights of the reference (m) at longitudes and latitudes (degrees)."""
        if self.surfaces is None:
            return 0.0
        reference, elevation = self.surfaces
        return reference.separation(lon, lat) - elevation.separation(lon, lat)

    def offset_on(self, crs: str, x: np.ndarray, y: np.ndarray) -> np.ndarray | float:
        """The same on a map grid (rows, cols): see `HeightSurface.separation_on`."""
        if self.surfaces is None:
            return 0.0
        reference, elevation = self.surfaces
        return reference.separation_on(crs, x, y) - elevation.separation_on(crs, x, y)


def conversion(
    elevation: VerticalDatum,
    reference: VerticalDatum,
    bounds: Bounds,
    *,
    elevation_vertical: str = AUTO,
    reference_vertical: str = AUTO,
    names: tuple[Message, Message] = (Message("The elevation raster"), Message("The reference DSM")),
) -> Conversion:
    """How heights of a reference become comparable.

    Parameters
    ----------
    elevation, reference : VerticalDatum
        What the files state.
    bounds : (west, south, east, north)
        Area of the comparison [degrees].
    elevation_vertical, reference_vertical : str
        What the user says: ``auto``, ``ellipsoid``, an authority code, the path of a geoid raster; for the reference
        also ``same``.
    names : (elevation, reference)
        How sentences begin.

    Raises
    ------
    EngineError
        Not known and not chosen; or known, unlike, and no way between them on this machine.
    """
    chosen = {"elevation": elevation_vertical, "reference": reference_vertical}
    warnings = tuple(
        Message(
            "{name} states heights of {datum}, but they were taken as heights of {said} as requested.",
            name=name,
            datum=datum.name,
            said=said,
        )
        for name, datum, said in zip(names, (elevation, reference), chosen.values(), strict=True)
        if datum.name is not None and said not in (AUTO, SAME) and not _agrees(datum, said)
    )
    if reference_vertical == SAME:
        counted = f"heights of {elevation.name}" if elevation.name else "heights of one surface"
        text = f"Both were taken as {counted}, as you stated; if this is wrong, the bias contains the difference."
        return Conversion(text=text, warnings=warnings)
    for name, datum, key in zip(names, (elevation, reference), chosen, strict=True):
        if chosen[key] == AUTO and datum.ellipsoidal is None:
            same = Message(", or to same if it is that of the elevation")
            raise EngineError(
                "{name} does not state its vertical datum; set {key}_VERTICAL to ellipsoid, to a code such as "
                "EPSG:5773 (EGM96) or to a geoid raster{same}.",
                name=name,
                key=key.upper(),
                same=same if key == "reference" else "",
            )
    if chosen == {"elevation": AUTO, "reference": AUTO} and not elevation.conflicts(reference):
        return Conversion(text=f"The vertical datum of both is {_short(elevation, reference)}, as their files state.")
    sides = []
    for name, datum, key in zip(names, (elevation, reference), chosen, strict=True):
        surface = stated_surface(datum, bounds) if chosen[key] == AUTO else height_surface(chosen[key], bounds)
        if surface is None:
            raise EngineError(
                "{name} holds heights of {datum}, and the other one does not; set {key}_VERTICAL to the code of "
                "that vertical datum or to its geoid as a raster, so that they can be converted.",
                name=name,
                datum=datum.name,
                key=key.upper(),
            )
        sides.append(surface)
    mine, theirs = sides
    if (mine.name, mine.by) == (theirs.name, theirs.by):
        return Conversion(text=f"The vertical datum of both is {mine.name}.", warnings=warnings)
    west, south, east, north = bounds
    middle = Conversion(text="", surfaces=(theirs, mine)).offset(0.5 * (west + east), 0.5 * (south + north))
    if not np.isfinite(middle):
        raise EngineError("The geoid grid does not cover the middle of the rasters; give one that covers them.")
    by = " and ".join(surface.by for surface in (theirs, mine) if surface.by)
    text = (
        f"The reference's heights of {theirs.name} were converted to heights of {mine.name}, those of the elevation, "
        f"by {by}: {float(middle):+.2f} m in the middle of the area."
    )
    return Conversion(text=text.replace("+-", "-"), warnings=warnings, surfaces=(theirs, mine))


def preference(
    elevation: VerticalDatum, elevation_vertical: str = AUTO, reference_vertical: str = AUTO
) -> Callable[[VerticalDatum], int]:
    """How well heights of a reference fit, by their datum: the lower the number, the better.

    Where the user states the datum of the reference, heights that state it fit best, then those that may have it.
    Otherwise those with the datum of the elevation do, then those that can be converted most surely.

    Parameters
    ----------
    elevation : VerticalDatum
        What the file of the elevation states.
    elevation_vertical, reference_vertical : str
        As of `conversion`.
    """
    stated = reference_vertical not in (AUTO, SAME)
    said = reference_vertical if stated else elevation_vertical

    def rank(datum: VerticalDatum) -> int:
        known = datum.ellipsoidal is not None
        same = (
            _agrees(datum, said)
            if said != AUTO
            else elevation.ellipsoidal is not None and not datum.conflicts(elevation)
        )
        if known and same:
            return 0
        some_geoid = datum.ellipsoidal is False and datum.crs is None
        if stated:
            return 1 if some_geoid and "ellipsoid" not in said.lower() else 3 if known else 2
        return 1 if datum.ellipsoidal else 4 if some_geoid else 2 if known else 3

    return rank


def _agrees(datum: VerticalDatum, said: str) -> bool:
    """Whether what a file states is what the user says, as far as that shows without opening anything."""
    if datum.crs is None:
        return bool(datum.ellipsoidal) == ("ellipsoid" in said.lower())
    code = pyproj.CRS.from_wkt(datum.crs).to_authority()
    return code is not None and said.upper() == ":".join(code)


def _short(a: VerticalDatum, b: VerticalDatum) -> str:
    return a.name if a.name == b.name else f"{a.name} and {b.name}"
