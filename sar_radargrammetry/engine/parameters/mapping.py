"""Parameters of what images show of a map: amplitude, visibility, incidence."""

from __future__ import annotations

import dataclasses

from .datum import OTHER_DATUMS, STATED, DemVertical
from .declare import IMAGE, RASTER, Job, parameter, varied
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
