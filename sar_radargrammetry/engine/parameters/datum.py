"""Parameters that say what heights of an input count from."""

from __future__ import annotations

import dataclasses

from .declare import Group, parameter

OTHER_DATUMS = (
    "ellipsoid, the code of a vertical datum such as EPSG:5773 (EGM96), or the path of a raster with the geoid's "
    "height above the ellipsoid"
)
STATED = "auto: what the file states"


@dataclasses.dataclass(frozen=True, kw_only=True)
class DemVertical(Group):
    """What the heights of an elevation model count from."""

    dem_vertical: str = parameter(
        "Vertical datum of the elevation model",
        f"{STATED}; if it states none, the elevation model narrows the search, but the geometry is not corrected by "
        f"it. Else {OTHER_DATUMS}. Copernicus GLO-30 counts from EGM2008 (EPSG:3855), SRTM from EGM96.",
        "auto",
        advanced=True,
        later=True,
    )
