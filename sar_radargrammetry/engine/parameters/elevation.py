"""Parameters of elevations: map grid, voids, navigation errors, vertical datum, rasters to write."""

from __future__ import annotations

import dataclasses

from .datum import OTHER_DATUMS, DemVertical
from .declare import CLOUD, CRS, IMAGE, RASTER, VECTOR, Group, Job, Kind, parameter, varied
from .images import ImportLooks
from .matching import Matching, PatchQuality, Workers
from .pair import AreaOfInterest, HeightRange, OppositeSides, Pair, PatchGrid, Report


@dataclasses.dataclass(frozen=True, kw_only=True)
class MapGrid(Group):
    """The grid of the elevation raster."""

    crs: str | None = parameter(
        "CRS of the elevation model",
        "Code such as EPSG:32633, or WKT. Default: the UTM zone of the scene.",
        None,
        kind=CRS,
    )
    pixel_size: float | None = parameter(
        "Pixel size",
        "Cell size of the elevation model. Default: the pixel spacing of the image on the ground, rounded up.",
        None,
        unit="m",
        above=0.0,
        decimals=8,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Voids(Group):
    """Which matches are discarded, which holes are filled, how heights are smoothed."""

    min_certainty: float = parameter(
        "Minimum certainty",
        "Discard matches with a certainty below this value. The certainty of a match is the probability that it is "
        "right to 3 pixels.",
        0.1,
        minimum=0.0,
        maximum=0.99,
        advanced=True,
    )
    fill_holes: float = parameter(
        "Fill holes up to",
        "Fill holes from their rims up to this distance from measured cells. The error of filled cells grows with the "
        "distance, and the mask marks them. 0 fills none.",
        0.0,
        unit="m",
        minimum=0.0,
        advanced=True,
    )
    smooth: float = parameter(
        "Smooth over",
        "Smooth heights over about this many cells, but not across steps that their errors do not explain. The error "
        "raster does not change, because errors of neighbours are correlated. 0: no smoothing.",
        0.0,
        unit="cells",
        minimum=0.0,
        maximum=5.0,
        advanced=True,
    )


_BY_DEFAULT = "Default: the value in the image's file, else {}. 0: known to have no error."


def _sigma(title: str, text: str, default: str, unit: str = "m", decimals: int = 3):
    help_ = f"{text}, 1 sigma, for each image. {_BY_DEFAULT.format(default)}"
    return parameter(
        f"Expected {title}", help_, None, unit=unit, minimum=0.0, maximum=1000.0, advanced=True, decimals=decimals
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Navigation(Group):
    """How well the tracks of both flights are known."""

    sigma_range: float | None = _sigma("range bias", "Bias of the slant ranges, atmosphere included", "2 m")
    sigma_along: float | None = _sigma("error along the track", "Bias of the azimuth times, times the speed", "2 m")
    sigma_track: float | None = _sigma("error of the track", "Position of the track across it and in height", "2 m")
    sigma_drift: float | None = _sigma(
        "drift of the track", "Rate of change of the track's error", "0.05 m/s", unit="m/s", decimals=6
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Vertical(Group):
    """What heights refer to."""

    vertical: str = parameter(
        "Vertical datum of the elevation",
        "ellipsoid: WGS-84. Else the code of a vertical datum whose geoid grid is installed, such as EPSG:5773 "
        "(EGM96), or the path of a raster with the geoid's height above the ellipsoid. Point cloud and slant layers "
        "keep heights above the ellipsoid.",
        "ellipsoid",
        advanced=True,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class ElevationOutputs(Group):
    """The two rasters that every elevation consists of."""

    elevation: str = parameter(
        "Elevation",
        "Heights in metres above the vertical datum; nodata where nothing was measured.",
        output=RASTER,
    )
    error: str = parameter(
        "Error (1 sigma)",
        "Expected error of each height, 1 sigma, in metres. If the accuracy of the tracks is known (from Refine "
        "geometry, the expected errors or the images' files), band 1 is the total error, band 2 the error of "
        "matching, band 3 the error of the navigation, which is correlated between neighbours. Otherwise it is the "
        "error of matching only.",
        output=RASTER,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class OptionalOutputs(Group):
    """What is made on request."""

    mask: str | None = parameter(
        "Reasons of voids",
        "Code for each cell: the reason why it has a height or not, such as layover or shadow and in which image, "
        "no signal, or inconsistent matches. The legend explains the codes.",
        None,
        output=RASTER,
    )
    certainty: str | None = parameter(
        "Certainty",
        "Mean certainty of the matches that contribute to each height, 0 to 1.",
        None,
        output=RASTER,
        by_default=False,
        advanced=True,
    )
    outlier: str | None = parameter(
        "Probability of a wrong height",
        "Probability that a height comes from a wrong match, 0 to 1: one minus the certainty. The error raster "
        "holds what wrong matches add by it.",
        None,
        output=RASTER,
        by_default=False,
        advanced=True,
    )
    points: str | None = parameter(
        "Point cloud",
        "Every measured pixel as a point, with its error, certainty and residual of the intersection (.laz or .las).",
        None,
        output=CLOUD,
        by_default=False,
    )
    slant: str | None = parameter(
        "Elevation in slant range",
        "Elevation, error and code of every pixel of the reference image, in slant-range geometry.",
        None,
        output=RASTER,
        by_default=False,
        advanced=True,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class CorrespondenceInput(Group):
    """The result of matching."""

    correspondence: str = parameter("Correspondence", "The raster made by Match patches.", kind=IMAGE)


@dataclasses.dataclass(frozen=True, kw_only=True)
class RefineGeometry(CorrespondenceInput, DemVertical, Navigation, Report, Job):
    """Biases between the two flights are found and removed."""

    ORDER = (
        CorrespondenceInput,
        *("dem", "dem_vertical", "dem_sigma", "dem_bias"),
        *("control_points", "control_crs", "control_vertical", "control_sigma"),
        Navigation,
    )

    dem: str | None = parameter(
        "Elevation model of the area",
        "Elevation model to compare heights with (optional), in metres above the WGS-84 ellipsoid or above the geoid "
        "that its CRS names. One that does not state its vertical datum is not used unless you state it.",
        None,
        kind=RASTER,
    )
    dem_sigma: float = parameter(
        "Error of single heights of the elevation model",
        "1 sigma, vegetation and changes included. Large deviations are recognised.",
        3.0,
        unit="m",
        minimum=1e-3,
        advanced=True,
    )
    dem_bias: float = parameter(
        "Common error of all heights of the elevation model",
        "Error that all its heights have in common, 1 sigma.",
        1.0,
        unit="m",
        minimum=0.0,
        advanced=True,
    )
    control_points: str | None = parameter(
        "Ground control points",
        "Table or layer with longitude, latitude (or x, y) and height in metres above the WGS-84 ellipsoid, and line "
        "and sample in the reference image, first pixel 0 (optional). Points without line and sample are used as "
        "heights. Columns name and sigma [m] are read if they exist. Other units and vertical datums that a column's "
        "name states, such as height (ft) or z_egm96, are converted.",
        None,
        kind=VECTOR,
    )
    control_crs: str | None = parameter(
        "CRS of the control points",
        "Coordinate system of their x and y. Default: that of the layer.",
        None,
        kind=CRS,
        advanced=True,
    )
    control_vertical: str = parameter(
        "Vertical datum of the control points",
        "auto: what the coordinate system or the name of the column states, otherwise the WGS-84 ellipsoid. Else "
        f"{OTHER_DATUMS}.",
        "auto",
        advanced=True,
        later=True,
    )
    control_sigma: float = parameter(
        "Error of the control points",
        "Error of each coordinate, 1 sigma, for points that do not state their own.",
        0.2,
        unit="m",
        minimum=1e-3,
        advanced=True,
    )
    degree: int = parameter(
        "Highest power of time of the drift",
        "0: the errors of the tracks are constant; 1: they also drift; 2 and 3: they also bend.",
        1,
        minimum=0,
        maximum=3,
        advanced=True,
    )
    tie_points: int = parameter(
        "Tie points",
        "Number of matches to use, evenly spread, those of highest certainty first.",
        4000,
        minimum=100,
        maximum=100000,
        advanced=True,
    )
    output: str = parameter(
        "Refined correspondence",
        "The same matches between the refined images, <i>name</i>_reference.vrt and <i>name</i>_secondary.vrt, which "
        "are written beside it.",
        output=Kind("raster", (*RASTER.endings, ".vrt")),
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Elevation(MapGrid, AreaOfInterest, Voids, Navigation, Vertical, ElevationOutputs, OptionalOutputs):
    """How matches become an elevation raster."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Triangulate(CorrespondenceInput, Elevation, Job):
    """Matches become elevation and error."""


REFINE = ("auto", "yes", "no")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RefineChoice(Group):
    """Whether the geometry is refined on the way."""

    refine: str = parameter(
        "Refine geometry",
        "Estimate biases between the two flights from the matches, and from the elevation model if one is given, and "
        "remove them. auto: if the matches or the elevation model show that the geometry is wrong; yes: always; no: "
        "never.",
        REFINE[0],
        choices=REFINE,
        advanced=True,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class StereoDsm(
    Pair,
    HeightRange,
    Matching,
    Workers,
    ImportLooks,
    PatchGrid,
    OppositeSides,
    RefineChoice,
    Elevation,
    PatchQuality,
    Report,
    Job,
):
    """Two images become elevation and error."""

    ORDER = (
        *(Pair, HeightRange, AreaOfInterest, Matching, Workers, ImportLooks, PatchGrid, MapGrid, OppositeSides),
        RefineChoice,
    )

    patch_quality: str | None = varied(
        PatchQuality, "patch_quality", "in one step patches are a detail", by_default=False, advanced=True
    )
    correspondence: str | None = parameter(
        "Correspondence",
        "The matches, for the map tool Inspect a match, Refine geometry and Triangulate. Images that are imported or "
        "refined on the way are written beside it: <i>name</i>_reference and <i>name</i>_secondary.",
        None,
        output=RASTER,
        why="an output here, an input of the steps that continue from it",
    )
