"""Parameters of what images show of a map: amplitude, visibility, incidence."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..errors import EngineError
from ..message import Message
from .datum import OTHER_DATUMS, STATED, DemVertical
from .declare import IMAGE, RASTER, Job, Kind, parameter, varied
from .elevation import MapGrid


@dataclasses.dataclass(frozen=True, kw_only=True)
class KnownGround(DemVertical):
    """An elevation that is taken as it is."""

    dem_vertical: str = varied(
        DemVertical,
        "dem_vertical",
        "the elevation is the ground, not the start of a search",
        help=f"{STATED}; if it states none, the WGS-84 ellipsoid. Else {OTHER_DATUMS}. Copernicus GLO-30 counts from "
        "EGM2008 (EPSG:3855), SRTM from EGM96. Elevations of this plugin state their datum.",
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Orthorectify(KnownGround, MapGrid, Job):
    """The amplitude of an image on a map."""

    ORDER = ("image", "dem", "dem_vertical")

    image: str = parameter(
        "Image",
        "Reference or secondary: an imported image, or a SAR product, which is imported on the way. After Refine "
        "geometry use the refined image.",
        kind=IMAGE,
    )
    dem: str = parameter(
        "Elevation",
        "Elevation model or measured elevation, in any CRS; heights in metres above the WGS-84 ellipsoid, or above the "
        "datum that its CRS or DEM_VERTICAL names. Voids stay voids.",
        kind=RASTER,
    )
    crs: str | None = varied(MapGrid, "crs", "the raster is no elevation model", title="CRS of the orthoimage")
    pixel_size: float | None = varied(
        MapGrid,
        "pixel_size",
        "the raster is no elevation model",
        help="Cell size of the orthoimage; power is averaged over the cell's area in the image. Default: the pixel "
        "spacing of the image on the ground, rounded up.",
    )
    output: str = parameter(
        "Orthoimage", "Amplitude in decibels on the map, 20 log10 of the root mean square over the cell.", output=RASTER
    )
    mask: str | None = parameter(
        "Layover and shadow",
        "Code for each cell: visible, foreshortened, layover, shadow. The legend explains the codes.",
        None,
        output=RASTER,
    )
    incidence: str | None = parameter(
        "Local incidence angle",
        "Angle between the normal of the ground and the line of sight, in degrees.",
        None,
        output=RASTER,
        by_default=False,
    )


TABLE = Kind("file", filter="Tables (*.csv *.txt *.tsv);;All (*)")
_OF_TRACKS = "Of the images that the tracks will take."


def _two_views(given: Any) -> None:
    for role in ("reference", "secondary"):
        image, track = getattr(given, role), getattr(given, f"{role}_track")
        if image is None and track is None:
            raise EngineError("There is no {role}; give an image, or the table of a track.", role=Message(role))
        if image is not None and track is not None:
            raise EngineError(
                "Both an image and a track are given as the {role}; leave one of the two empty.", role=Message(role)
            )


def _ordered_looks(given: Any) -> None:
    if not given.min_look < given.max_look:
        raise EngineError(
            "The smallest look angle {low:g} is not below the largest {high:g}; exchange or correct them.",
            low=given.min_look,
            high=given.max_look,
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class PredictVisibility(KnownGround, MapGrid, Job):
    """What two images show of an elevation, from their geometry or from two tracks."""

    RULES = (_two_views, _ordered_looks)
    ORDER = ("dem", "dem_vertical")

    dem: str = parameter(
        "Elevation",
        "Elevation model, in any CRS; heights in metres above the WGS-84 ellipsoid, or above the datum that its CRS or "
        "DEM_VERTICAL names. Walls, crowns and cliffs count only if it contains them.",
        kind=RASTER,
    )
    reference: str | None = parameter(
        "Reference image",
        "An imported image or a SAR product, for its geometry (optional). Else give its track.",
        None,
        kind=IMAGE,
    )
    reference_track: str | None = parameter(
        "Track of the reference",
        "Table of a flown or planned track (optional): time, longitude, latitude, height, or time, x, y, z in "
        "Earth-centred metres (WGS 84). Heights refer to the ellipsoid.",
        None,
        kind=TABLE,
    )
    reference_look_side: str = parameter(
        "Look side of the reference track",
        "Relative to the direction of flight. An image states its own.",
        "right",
        choices=("right", "left"),
    )
    secondary: str | None = parameter(
        "Secondary image",
        "An imported image or a SAR product, for its geometry (optional). Else give its track.",
        None,
        kind=IMAGE,
    )
    secondary_track: str | None = parameter(
        "Track of the secondary",
        "Table of a flown or planned track (optional), as for the reference.",
        None,
        kind=TABLE,
    )
    secondary_look_side: str = parameter(
        "Look side of the secondary track",
        "Relative to the direction of flight. An image states its own.",
        "right",
        choices=("right", "left"),
    )
    min_look: float = parameter(
        "Smallest look angle of tracks",
        "Near edge of the swath: angle at the antenna from the vertical to the ground.",
        20.0,
        unit="degrees",
        minimum=1.0,
        maximum=85.0,
    )
    max_look: float = parameter(
        "Largest look angle of tracks",
        "Far edge of the swath, likewise.",
        70.0,
        unit="degrees",
        minimum=1.0,
        maximum=85.0,
    )
    range_spacing: float = parameter(
        "Slant-range spacing of tracks", _OF_TRACKS, 0.5, unit="m", minimum=0.01, maximum=1000.0, advanced=True
    )
    azimuth_spacing: float = parameter(
        "Azimuth spacing of tracks", _OF_TRACKS, 0.5, unit="m", minimum=0.01, maximum=1000.0, advanced=True
    )
    match_sigma: float = parameter(
        "Expected matching error",
        "Standard deviation of a match in the secondary, in line and in sample. With the default the expected errors "
        "are those that were measured with the matcher compact on hills and mountains.",
        0.9,
        unit="px",
        above=0.0,
        maximum=100.0,
    )
    crs: str | None = varied(
        MapGrid,
        "crs",
        "there may be no image",
        title="CRS of the maps",
        help="Code such as EPSG:32633, or WKT. Default: the UTM zone of the elevation.",
    )
    pixel_size: float | None = varied(
        MapGrid,
        "pixel_size",
        "there may be no image",
        help="Cell size of the maps. Default: that of the elevation, rounded to two digits.",
    )
    visibility: str = parameter(
        "Visible in both",
        "Code for each cell: visible in both images, in one of them, in neither. The legend explains the codes.",
        output=RASTER,
    )
    sigma: str | None = parameter(
        "Expected error of height (1 sigma)",
        "Of matching only, in metres, where both images show the ground.",
        None,
        output=RASTER,
    )
    angle: str | None = parameter(
        "Intersection angle",
        "Angle between the two lines of sight, in degrees.",
        None,
        output=RASTER,
        by_default=False,
    )
    reference_mask: str | None = parameter(
        "Layover and shadow of the reference",
        "Code for each cell: visible, foreshortened, layover, shadow. The legend explains the codes.",
        None,
        output=RASTER,
        by_default=False,
    )
    secondary_mask: str | None = parameter(
        "Layover and shadow of the secondary",
        "Code for each cell: visible, foreshortened, layover, shadow. The legend explains the codes.",
        None,
        output=RASTER,
        by_default=False,
    )
