"""Parameters of judging: against references, of matchers, on simulated pairs."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..errors import EngineError
from ..matching.registry import MATCHER_NAMES
from .datum import OTHER_DATUMS, STATED
from .declare import CRS, FILE, FOLDER, NUMBERS, POINTS, POLYGONS, RASTER, VECTOR, Group, Job, Kind, parameter, varied
from .elevation import MapGrid
from .images import ImportLooks
from .matching import Device
from .pair import AreaOfInterest, HeightRange, OppositeSides, Pair, PatchGrid, Report


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReferenceDsm(Group):
    """The surface that results are judged by, or learned from."""

    reference_dsm: str = parameter(
        "Reference surface model",
        "Heights of the ground with its trees and buildings at the time of the images, best from lidar. Any CRS; "
        "heights in metres above the WGS-84 ellipsoid, or above the datum that its CRS names.",
        kind=RASTER,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Seed(Group):
    """Start of random numbers."""

    seed: int = parameter(
        "Seed",
        "Seed of the random numbers. The same seed gives the same result, another seed a different one.",
        1,
        minimum=0,
        advanced=True,
    )


def _something_to_compare(given: Any) -> None:
    surface, points = given.reference_dsm is not None, given.check_points is not None
    if not surface and not points:
        raise EngineError("There is nothing to compare with; give a reference surface model or check points.")
    if not surface and given.coregister:
        raise EngineError("Co-registration needs a reference surface model; give one, or compare without it.")
    if given.certainty is not None and not (surface and given.error is not None):
        raise EngineError(
            "The certainty raster needs a reference surface model and the error raster; give both, or leave it out."
        )
    if not surface and given.difference is not None:
        raise EngineError("The difference raster needs a reference surface model; give one, or skip that output.")
    if not points and given.checked_points is not None:
        raise EngineError("The layer of checked points needs check points; give some, or skip that output.")


_COMPARED = "it selects what is compared, not what is measured"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Evaluate(Report, Job):
    """An elevation is compared with a reference surface, with check points, or with both."""

    ORDER = ("difference", "checked_points", "report")
    RULES = (_something_to_compare,)

    elevation: str = parameter("Elevation", "The elevation raster to evaluate, in metres.", kind=RASTER)
    reference_dsm: str | None = parameter(
        "Reference surface model",
        "A more accurate elevation model of the same ground, surfaces included; it is resampled to the grid of the "
        "elevation. Give this, check points, or both.",
        None,
        kind=RASTER,
    )
    check_points: str | None = parameter(
        "Check points",
        "Points of known height (optional): a layer of points with a height field or a third coordinate, or a CSV file "
        "with the columns lon, lat, height or x, y, height.",
        None,
        kind=VECTOR,
    )
    check_points_crs: str | None = parameter(
        "CRS of a table of check points",
        "Coordinate system of the columns x and y of a CSV file; layers have their own.",
        None,
        kind=CRS,
        advanced=True,
    )
    height_field: str | None = parameter(
        "Field of the check points' heights",
        "Needed only if the field is not called height, elevation, z or similar.",
        None,
        advanced=True,
    )
    error: str | None = parameter(
        "Error",
        "The error raster that belongs to the elevation (optional). The report then says whether the expected errors "
        "are realistic.",
        None,
        kind=RASTER,
    )
    mask: str | None = parameter(
        "Mask",
        "The raster of reasons that belongs to the elevation (optional). The report then says why "
        "cells have no height.",
        None,
        kind=RASTER,
    )
    certainty: str | None = parameter(
        "Certainty",
        "The certainty raster that belongs to the elevation (optional). The report then says whether the expected "
        "errors hold at high and low certainty.",
        None,
        kind=RASTER,
        advanced=True,
    )
    coregister: bool = parameter(
        "Remove a shift against the reference first",
        "Estimate the shift between elevation and reference (Nuth and Kaab 2011), report it with its uncertainty, and "
        "compare without it. Leave it off to evaluate positions too.",
        False,
    )
    elevation_vertical: str = parameter(
        "Vertical datum of the elevation", f"{STATED}. Else {OTHER_DATUMS}.", "auto", advanced=True
    )
    reference_vertical: str = parameter(
        "Vertical datum of the reference",
        f"{STATED}. Else {OTHER_DATUMS}; or same, as the elevation. Applies to check points too.",
        "auto",
        advanced=True,
    )
    extent: str | None = varied(
        AreaOfInterest,
        "extent",
        _COMPARED,
        help="Compare within this rectangle only (optional). As text: xmin,xmax,ymin,ymax [EPSG:code].",
    )
    area: str | None = varied(
        AreaOfInterest, "area", _COMPARED, help="Compare within these polygons only, in any CRS (optional)."
    )
    leave_out: str | None = varied(
        AreaOfInterest,
        "leave_out",
        _COMPARED,
        help="Polygons in which nothing is compared, such as water, or forest where the reference is bare ground, in "
        "any CRS (optional).",
    )
    difference: str | None = parameter(
        "Difference",
        "Elevation minus reference surface model, in metres. Skip it if there are only check points.",
        None,
        output=RASTER,
    )
    checked_points: str | None = parameter(
        "Checked points",
        "The check points with both heights and their difference, in metres.",
        None,
        output=POINTS,
        by_default=False,
    )
    statistics: str | None = parameter(
        "Statistics", "The statistics for other programs (JSON).", None, output=NUMBERS, by_default=False
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class CompareMatchers(Pair, ReferenceDsm, Device, HeightRange, ImportLooks, PatchGrid, MapGrid, OppositeSides, Job):
    """Matchers side by side on a pair whose surface is known."""

    ORDER = (Pair, ReferenceDsm, "matchers", "weights")

    matchers: tuple[str, ...] = parameter(
        "Matchers", "Matchers to compare. Default: all whose weights are available.", (), choices=MATCHER_NAMES
    )
    weights: tuple[str, ...] = parameter(
        "Weights of learned matchers",
        "Weights files, such as Fine-tune matcher writes (optional). Each is compared as a matcher of its own, beside "
        "the bundled weights.",
        (),
        kind=FILE,
    )
    output: str = parameter(
        "Comparison",
        "Folder for report, numbers and rasters; new, empty, or that of an earlier run on the same pair.",
        output=FOLDER,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class ZonalError(Job):
    """Mean heights and volumes of areas with their standard errors."""

    elevation: str = parameter(
        "Elevation",
        "Elevation raster, or the difference of two elevations for changes, in metres.",
        kind=RASTER,
    )
    error: str = parameter("Error", "The error raster that belongs to it, 1 sigma, in metres.", kind=RASTER)
    polygons: str = parameter("Areas", "Layer of polygons, in any CRS.", kind=Kind("vector", geometry="polygon"))
    difference: str | None = parameter(
        "Difference from a reference",
        "Elevation minus a reference, as Evaluate elevation writes it (optional). The correlation of the errors and "
        "their size are then estimated from it. Default: the correlation that the error raster states.",
        None,
        kind=RASTER,
    )
    correlation_length: float | None = parameter(
        "Correlation length",
        "Side of the square over which errors count as one independent error (optional). It replaces the estimate.",
        None,
        unit="m",
        above=0.0,
        advanced=True,
    )
    base_height: float = parameter(
        "Base of the volumes", "Height from which volumes count. 0 for changes.", 0.0, unit="m"
    )
    output: str = parameter(
        "Areas with mean heights",
        "The polygons with mean height, volume, their standard errors, number of cells and share of voids.",
        output=POLYGONS,
    )


TERRAINS = ("mountains", "hills", "plains", "town", "forest")
PIXEL_TYPES = ("RE32F_IM32F", "RE16I_IM16I", "AMP8I_PHS8I")

_LOOK = "Angle from the vertical at the antenna to the centre of the scene."
_CENTRE = "Centre of the scene (optional). Default: the centre of the elevation model."
_IMAGE = Kind("raster", (*RASTER.endings, ".nitf", ".ntf"))


def _whole_place(given: Any) -> None:
    if (given.longitude is None) != (given.latitude is None):
        raise EngineError("Only one of longitude and latitude is given; give both, or neither.")


@dataclasses.dataclass(frozen=True, kw_only=True)
class SimulatePair(Seed, Job):
    """Two images of a terrain as two flights would see it, and the terrain itself."""

    RULES = (_whole_place,)

    dem: str | None = parameter(
        "Elevation model",
        "Terrain to image, heights in metres above the ellipsoid (optional). Default: a simulated terrain.",
        None,
        kind=RASTER,
    )
    terrain: str = parameter(
        "Invented terrain", "Kind of terrain if no elevation model is given.", TERRAINS[0], choices=TERRAINS
    )
    size: float = parameter(
        "Size of the scene", "Side of the square of ground that is imaged.", 900.0, unit="m", minimum=50
    )
    longitude: float | None = parameter(
        "Longitude of the centre", _CENTRE, None, unit="degrees", minimum=-180, maximum=360, advanced=True, decimals=6
    )
    latitude: float | None = parameter(
        "Latitude of the centre", _CENTRE, None, unit="degrees", minimum=-89, maximum=89, advanced=True, decimals=6
    )
    altitude: float = parameter(
        "Flying altitude", "Height of both tracks above the mean height of the ground.", 6000.0, unit="m", minimum=100
    )
    reference_look: float = parameter(
        "Look angle of the reference", _LOOK, 35.0, unit="degrees", minimum=10, maximum=80
    )
    secondary_look: float = parameter(
        "Look angle of the secondary", _LOOK, 50.0, unit="degrees", minimum=10, maximum=80
    )
    heading: float = parameter(
        "Heading",
        "Flight direction of the reference track, clockwise from north.",
        65.0,
        unit="degrees",
        minimum=-360,
        maximum=360,
    )
    crossing: float = parameter(
        "Crossing angle",
        "Rotation of the secondary track against the reference track, clockwise.",
        0.0,
        unit="degrees",
        minimum=-180,
        maximum=180,
    )
    look_side: str = parameter(
        "Look side",
        "Look side of the reference image relative to its track.",
        "right",
        choices=("right", "left"),
    )
    opposite_sides: bool = parameter(
        "Look from opposite sides",
        "The secondary image looks to the other side of its track, as from the other side of a valley.",
        False,
        advanced=True,
    )
    range_spacing: float = parameter(
        "Slant-range spacing", "Distance between range samples.", 0.5, unit="m", minimum=0.01, advanced=True
    )
    azimuth_spacing: float = parameter(
        "Azimuth spacing", "Distance between image lines.", 0.5, unit="m", minimum=0.01, advanced=True
    )
    decorrelation: float = parameter(
        "Decorrelation",
        "Share of the variance of the texture that differs between the two views.",
        0.3,
        minimum=0,
        maximum=1,
        advanced=True,
    )
    noise: float = parameter(
        "Noise",
        "Thermal noise as beta nought; the ground is at about -10 dB.",
        -28.0,
        unit="dB",
        maximum=20,
        advanced=True,
    )
    pixel_type: str = parameter(
        "Pixel type of products",
        "How a SICD product (.nitf) stores its pixels.",
        PIXEL_TYPES[0],
        choices=PIXEL_TYPES,
        advanced=True,
    )
    reference: str = parameter("Reference image", "Slant-range image (.tif) or SICD product (.nitf).", output=_IMAGE)
    secondary: str = parameter("Secondary image", "Slant-range image (.tif) or SICD product (.nitf).", output=_IMAGE)
    truth: str = parameter("True surface", "Heights in metres above the WGS-84 ellipsoid.", output=RASTER)
