"""Parameters of elevations of several pairs that become one."""

from __future__ import annotations

import dataclasses

from .declare import RASTER, Group, Job, parameter, varied
from .elevation import ElevationOutputs, MapGrid
from .pair import Report


@dataclasses.dataclass(frozen=True, kw_only=True)
class Contribution(Group):
    """What each cell of a merged elevation was made of."""

    contribution: str | None = parameter(
        "Contributing elevations",
        "Number of elevations in each cell (band 1), and which ones, one bit each (band 2).",
        None,
        output=RASTER,
        by_default=False,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class MergeRules(Group):
    """How heights of several pairs become one."""

    remove_offsets: bool = parameter(
        "Bring all to their common level first",
        "Remove the median offsets between the elevations, which errors of the flight tracks cause.",
        False,
    )
    correlation: float = parameter(
        "Correlation between pairs",
        "Correlation of the matching errors of two elevations at the same place. Pairs with different headings have "
        "about 0.4, because both smooth the same ground; pairs that share an image have more. Errors of the navigation "
        "(band 3 of the errors, if present) are independent between pairs.",
        0.4,
        minimum=0.0,
        maximum=0.95,
        advanced=True,
    )
    confidence: float = parameter(
        "Confidence of the test of agreement",
        "Share of cells with correct errors that pass the test. Values closer to 1 average larger differences.",
        0.99,
        minimum=0.5,
        maximum=0.9999,
        decimals=4,
        advanced=True,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class MergeElevations(MergeRules, MapGrid, ElevationOutputs, Contribution, Report, Job):
    """Elevations of several pairs become one."""

    ORDER = ("elevations", "errors", "masks", MergeRules, ElevationOutputs)

    elevations: tuple[str, ...] = parameter(
        "Elevations", "Two or more elevation rasters with the same vertical datum.", kind=RASTER, count=2
    )
    errors: tuple[str, ...] = parameter(
        "Errors", "The error rasters that belong to them, in the order of the elevations.", kind=RASTER, count=2
    )
    masks: tuple[str, ...] = parameter(
        "Masks",
        "The rasters of reasons that belong to them, in the order of the elevations (optional). Cells that were not "
        "measured, such as filled ones, are then ignored.",
        (),
        kind=RASTER,
    )
    crs: str | None = varied(
        MapGrid,
        "crs",
        "merging has rasters to take it from",
        help="Code such as EPSG:32633, or WKT. Default: the CRS of the first elevation.",
    )
    pixel_size: float | None = varied(
        MapGrid,
        "pixel_size",
        "merging has rasters to take it from",
        help="Cell size of the merged elevation; on a grid in degrees it is converted. Default: the cell size of the "
        "first elevation.",
    )
