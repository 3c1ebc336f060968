"""The elevation beneath images, for what is looked at on the map."""

from __future__ import annotations

import functools

from ..job import Context
from ..longitude import common, united
from ..mapcells.ground import no_common_ground
from ..patches.planning import outline_bounds
from ..sensor.model import SensorModel
from ..terrain.dem import Dem, raster_bounds
from ..terrain.geoid import open_ground
from ..terrain.vertical import THE_DEM, horizontal, open_map_raster, spatial_reference

SPAN = 1000.0
"""Metres around an image's reference height between which its ground lies, until the elevation says more."""


def ground_beneath(path: str, vertical: str, models: tuple[SensorModel, ...], context: Context) -> Dem:
    """The part of an elevation that any of the images may show; all of it without images.

    Parameters
    ----------
    path : str
    vertical : str
        As of `terrain.geoid.open_ground`.
    models : tuple of SensorModel
    context : Context
        Gets the messages on the vertical datum and on undeclared voids.

    Raises
    ------
    EngineError
        It cannot be used, or the images do not show it.
    """
    shared = None
    if models:
        outlines = [outline_bounds(m, m.reference_height - SPAN, m.reference_height + SPAN) for m in models]
        dataset = open_map_raster(path, THE_DEM)
        crs, transform = spatial_reference(dataset), dataset.GetGeoTransform(can_return_null=True)
        shared = functools.reduce(united, outlines)
        if crs is not None and transform is not None:  # else `open_ground` says what is wrong
            own = raster_bounds(horizontal(crs).to_wkt(), transform, dataset.RasterXSize, dataset.RasterYSize)
            shared = common(shared, own)
        if shared is None:
            raise no_common_ground(path)
    dem, counted = open_ground(path, bounds=shared, vertical=vertical)
    context.log(counted)
    if dem.warning is not None:
        context.warn(dem.warning)
    return dem
