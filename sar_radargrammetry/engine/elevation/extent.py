"""How large an area is on a map and on the Earth: a map is cut somewhere, and distorted far from its own area."""

from __future__ import annotations

import math

import numpy as np
import pyproj

from ..errors import EngineError
from ..longitude import Bounds, near, utm_zone_crs

STRETCH = 8.0
"""Times that an area may be larger on its map than on the Earth; Web Mercator has 6 at 80 degrees of latitude."""
SMALL = 100.0
"""Metres of an area that may be of a single place."""
DEGREE = 111_320.0
"""Metres along a meridian."""


class Extent:
    """Bounds of points that come in blocks, on the Earth and on a map.

    Parameters
    ----------
    crs : pyproj.CRS
        Of the map.
    """

    def __init__(self, crs: pyproj.CRS) -> None:
        self._crs = crs
        self._earth, self._map = np.full((2, 2), np.nan), np.full((2, 2), np.nan)

    def add(self, longitude: np.ndarray, latitude: np.ndarray, x: np.ndarray, y: np.ndarray) -> None:
        """Add points (n,) [degrees, units of the map].

        Raises
        ------
        EngineError
            The points are far more distant from each other on the map than on the Earth.
        """
        known = np.isfinite(x) & np.isfinite(y) & np.isfinite(longitude) & np.isfinite(latitude)
        if not known.any():
            return
        places = np.stack([longitude[known], latitude[known]])
        middle = places[0, 0] if np.isnan(self._earth).any() else self._earth[:, 0].mean()
        places[0] = near(places[0], middle)
        self._earth, self._map = _grown(self._earth, places), _grown(self._map, np.stack([x[known], y[known]]))
        check_extent(self._crs, tuple(self._earth.ravel()), self.box)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """x_min, y_min, x_max, y_max on the map; NaN without points."""
        return tuple(self._map.ravel().tolist())


def check_extent(crs: pyproj.CRS, area: Bounds, box: tuple[float, float, float, float]) -> None:
    """Refuse a map on which an area would be far larger than it is.

    Parameters
    ----------
    crs : pyproj.CRS
        Of the map.
    area : Bounds
    box : x_min, y_min, x_max, y_max
        Of the area on the map.

    Raises
    ------
    EngineError
    """
    west, south, east, north = area
    across = math.cos(math.radians(0.0 if south <= 0.0 <= north else min(abs(south), abs(north))))
    unit = DEGREE if crs.is_geographic else crs.axis_info[0].unit_conversion_factor
    ground = DEGREE * math.hypot(across * (east - west), north - south)
    mapped = unit * math.hypot(across * (box[2] - box[0]) if crs.is_geographic else box[2] - box[0], box[3] - box[1])
    if mapped > STRETCH * (ground + SMALL):
        middle = 0.5 * (west + east), 0.5 * (south + north)
        raise EngineError(
            "The scene at {lon:.3f}, {lat:.3f} is {ground:.0f} km across, but {mapped:.0f} km in {name}, which is cut "
            "or distorted there; choose another coordinate system, such as {utm}.",
            lon=float(near(middle[0], 0.0)),
            lat=middle[1],
            ground=max(ground / 1000.0, 1.0),
            mapped=mapped / 1000.0,
            name=crs.name,
            utm=utm_zone_crs(*middle).to_string(),
        )


def _grown(bounds: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Bounds ((x_min, y_min), (x_max, y_max)) that hold points (2, n) too; NaN before the first ones."""
    return np.stack([np.fmin(bounds[0], points.min(axis=1)), np.fmax(bounds[1], points.max(axis=1))])
