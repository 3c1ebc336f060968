"""Ground control points of a slant-range image, by which QGIS and GDAL show it roughly at its place on the map.

They lie on the surface of the image's reference height. Terrain above and below it is displaced; that is a preview, and
no step of the computation uses it.
"""

from __future__ import annotations

import numpy as np
import pyproj
from osgeo import gdal

from ..longitude import mean, utm_zone_crs
from ..sensor.ellipsoid import ecef_to_geodetic
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel

NODES = 6
"""Points along each side: GDAL fits a polynomial of second order."""
FEWEST = 6
"""Coefficients of that polynomial."""


def control_points(model: SensorModel) -> tuple[list[gdal.GCP], str]:
    """Points over the whole image, and the WKT of their CRS: the UTM zone, as that of the elevation by default.

    None where too little of the image reaches the ground.
    """
    line, sample = np.meshgrid(
        np.linspace(-0.5, model.lines - 0.5, NODES), np.linspace(-0.5, model.samples - 0.5, NODES), indexing="ij"
    )
    xyz = image_to_ground(model, line.ravel(), sample.ravel(), model.reference_height)
    known = np.isfinite(xyz).all(-1)
    if known.sum() < FEWEST:
        return [], ""
    lon, lat, height = ecef_to_geodetic(xyz[known])
    crs = utm_zone_crs(mean(lon), float(lat.mean()))
    x, y = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    # GDAL counts pixels from the outer corner of the first one.
    places = np.stack([x, y, height, sample.ravel()[known] + 0.5, line.ravel()[known] + 0.5], -1)
    return [gdal.GCP(*map(float, place)) for place in places if np.isfinite(place).all()], crs.to_wkt()
