"""Places that the geolocation grid of a NISAR RSLC product states, with their times and ranges."""

from __future__ import annotations

import h5py
import numpy as np
import pyproj

from ...sensor.ellipsoid import geodetic_to_ecef
from ..product import Places
from .reader import RslcImage

STEP = 5
"""Every so many nodes of the grid are enough."""


def places_of_grid(reader: RslcImage) -> Places | None:
    """The product's geolocation grid; None where it has none, as UAVSAR's early ones.

    Layout: NISAR L1 RSLC product specification, ``metadata/geolocationGrid``: ``coordinateX`` and ``coordinateY``
    (heights, times, ranges) in the system ``epsg``, ``heightAboveEllipsoid``, ``zeroDopplerTime`` [s] of the epoch of
    the image, ``slantRange`` [m].
    """
    model = reader.model
    with h5py.File(reader.path) as file:
        grid = file.get(f"{reader.dataset.split('/swaths/')[0]}/metadata/geolocationGrid")
        if grid is None or "coordinateX" not in grid:
            return None
        x, y = (grid[name][:, ::STEP, ::STEP] for name in ("coordinateX", "coordinateY"))
        times = "zeroDopplerTime" if "zeroDopplerTime" in grid else "zeroDopplerAzimuthTime"
        time, range_ = grid[times][::STEP], grid["slantRange"][::STEP]
        height, code = grid["heightAboveEllipsoid"][:], int(grid["epsg"][()])
    to_degrees = pyproj.Transformer.from_crs(code, 4326, always_xy=True)
    longitude, latitude = to_degrees.transform(x, y)
    ground = geodetic_to_ecef(longitude, latitude, height[:, None, None]).reshape(-1, 3)
    line = (time[:, None] - model.first_line_time) / model.line_interval + 0.0 * range_
    sample = 0.0 * time[:, None] + (range_ - model.near_range) / model.range_spacing
    line, sample = (np.broadcast_to(values, x.shape).ravel() for values in (line, sample))
    return Places("geolocation grid", line, sample, ground)
