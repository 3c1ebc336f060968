"""Parameters of a stereo pair: the two images, its heights, its patches."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..errors import EngineError
from .datum import DemVertical
from .declare import EXTENT, IMAGE, POLYGONS, RASTER, REPORT, Group, Job, Kind, parameter

_EITHER = "An imported image, or a SAR product, which is imported on the way."


@dataclasses.dataclass(frozen=True, kw_only=True)
class Pair(Group):
    """The two images."""

    reference: str = parameter(
        "Reference image",
        f"The image whose pixels become points of the elevation model; use the steeper of the two. {_EITHER}",
        kind=IMAGE,
    )
    secondary: str = parameter(
        "Secondary image", f"The image of the same ground from the other flight track. {_EITHER}", kind=IMAGE
    )


def _ordered_heights(given: Any) -> None:
    low, high = given.min_height, given.max_height
    if low is not None and high is not None and not low < high:
        raise EngineError(
            "The lowest height {low:g} m is not below the highest height {high:g} m; exchange or correct them.",
            low=low,
            high=high,
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class HeightRange(DemVertical):
    """What is known about the terrain beforehand."""

    RULES = (_ordered_heights,)

    dem: str | None = parameter(
        "Elevation model of the area",
        "A coarse elevation model that narrows the search (optional). Any CRS; heights in metres above the WGS-84 "
        "ellipsoid, or above the datum that its CRS or DEM_VERTICAL names.",
        None,
        kind=RASTER,
    )
    min_height: float | None = parameter(
        "Lowest height",
        "Lower limit of the terrain above the WGS-84 ellipsoid. Default: from the elevation model; without one, from "
        "the images.",
        None,
        unit="m",
    )
    max_height: float | None = parameter(
        "Highest height",
        "Upper limit of the terrain above the WGS-84 ellipsoid. Default: as for the lowest height. A narrow range "
        "makes matching faster and more reliable.",
        None,
        unit="m",
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class OppositeSides(Group):
    """Permission to match images from opposite look sides."""

    allow_opposite_sides: bool = parameter(
        "Allow opposite look sides",
        "Accept images taken from opposite sides. They show bright and dark slopes exchanged and rarely match.",
        False,
        advanced=True,
    )


_POLYGONS = Kind("vector", geometry="polygon")


@dataclasses.dataclass(frozen=True, kw_only=True)
class AreaOfInterest(Group):
    """Where heights are wanted."""

    extent: str | None = parameter(
        "Part of the map",
        "Measure within this rectangle only (optional). As text: xmin,xmax,ymin,ymax [EPSG:code].",
        None,
        kind=EXTENT,
    )
    area: str | None = parameter(
        "Area of interest",
        "Measure within these polygons only, in any CRS (optional).",
        None,
        kind=_POLYGONS,
    )
    leave_out: str | None = parameter(
        "Leave out",
        "Polygons in which no heights are wanted, such as water or forest, in any CRS (optional).",
        None,
        kind=_POLYGONS,
        advanced=True,
    )


def _less_than_half(given: Any) -> None:
    if 2 * given.overlap >= given.patch_size:
        raise EngineError(
            "The overlap {overlap} px is not less than half the patch size {size} px; choose a smaller overlap.",
            overlap=given.overlap,
            size=given.patch_size,
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class PatchGrid(Group):
    """How the images are cut."""

    RULES = (_less_than_half,)

    patch_size: int = parameter(
        "Patch size",
        "Side of the square windows of the reference image that are matched one by one. Larger patches need more "
        "memory.",
        512,
        unit="px",
        minimum=64,
        maximum=4096,
        advanced=True,
    )
    overlap: int = parameter(
        "Overlap",
        "Width of the strip that neighbouring patches share; results are blended there. Less than half the patch size.",
        64,
        unit="px",
        minimum=0,
        maximum=2048,
        advanced=True,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Report(Group):
    """A report of the run; QGIS lists it in the result viewer."""

    report: str | None = parameter(
        "Report", "HTML page with parameters, results, figures and maps.", None, output=REPORT
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class CheckPair(Pair, HeightRange, OppositeSides, Report, Job):
    """What a pair can deliver, from its geometry alone."""

    footprints: str | None = parameter(
        "Footprints",
        "Outlines of both images and of their overlap on the ground, as a layer (optional).",
        None,
        output=POLYGONS,
        by_default=False,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class CreatePatches(Pair, HeightRange, AreaOfInterest, PatchGrid, OppositeSides, Job):
    """Windows of the reference image, each with that of the secondary image that holds its match."""

    output: str = parameter(
        "Patches",
        "GeoPackage of footprints with the pixel windows as attributes; it refers to the two images.",
        output=POLYGONS,
    )
