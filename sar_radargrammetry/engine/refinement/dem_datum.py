"""What the offset between the heights of a pair and a DEM shows about the surface that the DEM counts from."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..longitude import mean
from ..message import Message
from ..sensor.ellipsoid import ecef_to_geodetic
from ..stereo.height_unit import unit_by_relief
from ..terrain.geoid import known_geoids
from .conditions import Conditions
from .solution import Solution

IMPOSSIBLE = 3.0
"""Sigmas by which a DEM as a whole may differ from what navigation and DEM are expected to be wrong by."""
FITS = 2.0
"""Sigmas within which a surface explains the offset."""
CLEARLY = 5.0
"""Times that one surface must be likelier than the other to be called probable."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class DemOffset:
    """How far the heights of a pair lie above a DEM, corrected by what the matches tell about the navigation.

    Parameters
    ----------
    offset : float
        Median [m].
    sigma : float
        Standard deviation of what the navigation and the DEM's bias explain of it [m].
    longitude, latitude : float
        Of the middle of the tie points [degrees].
    unit : (float, Message), optional
        Length [m] and name of the unit of the DEM's heights, where it is not the metre, by the relief of the pair.
    """

    offset: float
    sigma: float
    longitude: float
    latitude: float
    unit: tuple[float, Message] | None = None


def dem_offset(
    found: Conditions, difference: np.ndarray, by_unknown: np.ndarray, solution: Solution, bias: float
) -> DemOffset | None:
    """The offset of a DEM; None where it has heights at less than a tenth of the tie points.

    Parameters
    ----------
    found : Conditions
        Of n tie points, uncorrected.
    difference : (n,) ndarray
        Their heights minus those of the DEM [m], uncorrected; NaN where it has none.
    by_unknown : (n, q) ndarray
        Derivatives of their heights by the unknowns.
    solution : Solution
        The unknowns by the matches alone.
    bias : float
        Standard deviation of what all heights of the DEM are off by together [m].
    """
    known = np.isfinite(difference)
    if known.sum() < 0.1 * known.size:
        return None
    rows = by_unknown[known]
    spread = np.median(np.sqrt(np.einsum("ni,ij,nj->n", rows, solution.covariance, rows)))
    lon, lat, heights = ecef_to_geodetic(found.xyz[known])
    return DemOffset(
        offset=float(np.median(difference[known] + rows @ solution.values)),
        unit=unit_by_relief(heights + rows @ solution.values, heights - difference[known]),
        sigma=float(np.hypot(spread, bias)),
        longitude=mean(lon),
        latitude=float(np.median(lat)),
    )


def dem_problem(found: DemOffset | None, stated: bool) -> Message | None:
    """A sentence on why a DEM is not used for the refinement; None where it is.

    Parameters
    ----------
    found : DemOffset or None
    stated : bool
        Whether the DEM's file or the user states its vertical datum.
    """
    if found is None:
        return Message("The DEM has heights at almost none of the tie points and was not used for the refinement.")
    if found.unit is not None:
        metres, name = found.unit
        return Message(
            "The heights of the DEM are probably in {unit}: its relief is {times:.3g} times that of the images' "
            "heights, which differ from it by {offset:+.1f} m. Convert it to metres; it was not used for the "
            "refinement.",
            unit=name,
            times=1.0 / metres,
            offset=found.offset,
        )
    if not stated:
        return Message(
            "The DEM does not state its vertical datum and was not used for the refinement. The heights of the images "
            "differ from it by {offset:+.1f} m, where navigation errors explain {sigma:.1f} m (one sigma): {likely}.",
            offset=found.offset,
            sigma=found.sigma,
            likely=_unstated(found),
        )
    if abs(found.offset) <= IMPOSSIBLE * found.sigma:
        return None
    return Message(
        "The heights of the images differ from the DEM by {offset:+.1f} m, more than navigation errors can explain "
        "({sigma:.1f} m): {likely}; it was not used for the refinement.",
        offset=found.offset,
        sigma=found.sigma,
        likely=_stated(found),
    )


def _stated(found: DemOffset) -> Message:
    """The likely cause of an offset that is too large from the ellipsoid."""
    geoid = _nearest(found)
    if geoid is None:
        return Message("the DEM's heights may count from a geoid (no geoid grid is installed to test this)")
    if abs(found.offset - geoid.height) > FITS * found.sigma:
        return Message("check the DEM and its vertical datum, which is set with DEM_VERTICAL")
    return Message(
        "the DEM's heights probably count from the geoid ({name}: {height:+.1f} m here) and not from the WGS-84 "
        "ellipsoid, so set DEM_VERTICAL to {code}",
        **dataclasses.asdict(geoid),
    )


def _unstated(found: DemOffset) -> Message:
    """What a DEM that states nothing probably counts from, and what to do."""
    geoid = _nearest(found)
    if geoid is None:
        return Message(
            "no geoid grid is installed to test what it counts from, so set DEM_VERTICAL to ellipsoid or to its geoid "
            "as a raster"
        )
    ellipsoid, other = (abs(found.offset - height) / found.sigma for height in (0.0, geoid.height))
    by_geoid = np.exp(min(0.5 * (ellipsoid**2 - other**2), 50.0))  # ratio of the likelihoods
    said = dataclasses.asdict(geoid)
    if other <= FITS and by_geoid >= CLEARLY:
        return Message(
            "it probably counts from the geoid ({name}: {height:+.1f} m here), so set DEM_VERTICAL to {code}", **said
        )
    if ellipsoid <= FITS and by_geoid <= 1.0 / CLEARLY:
        return Message(
            "it probably counts from the WGS-84 ellipsoid and not from the geoid ({name}: {height:+.1f} m here), so "
            "set DEM_VERTICAL to ellipsoid",
            **said,
        )
    if min(ellipsoid, other) <= FITS:
        return Message(
            "it may count from the WGS-84 ellipsoid or from the geoid ({name}: {height:+.1f} m here), so set "
            "DEM_VERTICAL to ellipsoid or {code}",
            **said,
        )
    return Message(
        "neither the WGS-84 ellipsoid nor the geoid ({name}: {height:+.1f} m here) explains this, so check the DEM and "
        "set DEM_VERTICAL",
        **said,
    )


@dataclasses.dataclass(frozen=True)
class _Geoid:
    """A geoid in the middle of the tie points: name, code, and height above the ellipsoid [m]."""

    name: str
    code: str
    height: float


def _nearest(found: DemOffset) -> _Geoid | None:
    """The installed geoid whose height is nearest to the offset."""
    place = np.array(found.longitude), np.array(found.latitude)
    geoids = known_geoids(found.longitude, found.latitude)
    known = [_Geoid(surface.name, surface.code, float(surface.separation(*place))) for surface in geoids]
    return min(known, key=lambda geoid: abs(found.offset - geoid.height), default=None)
