"""WGS-84 ellipsoid: geodetic coordinates and Earth-centred, Earth-fixed (ECEF) coordinates.

pyproj does the same about eight times slower per point; the stereo solver converts every pixel, so it is worth its
forty lines. Tests compare the two.
"""

from __future__ import annotations

import numpy as np

SEMI_MAJOR = 6378137.0
"""Semi-major axis of WGS-84 [m]."""
FLATTENING = 1.0 / 298.257223563
SEMI_MINOR = SEMI_MAJOR * (1.0 - FLATTENING)
E2 = FLATTENING * (2.0 - FLATTENING)
"""First eccentricity squared."""
EP2 = E2 / (1.0 - E2)
"""Second eccentricity squared."""


def geodetic_to_ecef(longitude: np.ndarray, latitude: np.ndarray, height: np.ndarray) -> np.ndarray:
    """Longitude, latitude [degrees] and ellipsoidal height [m], broadcast to (...), as (..., 3) ECEF [m]."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    sin_lat, cos_lat = np.sin(lat), np.cos(lat)
    normal = SEMI_MAJOR / np.sqrt(1.0 - E2 * sin_lat**2)
    horizontal = (normal + height) * cos_lat
    x, y, z = np.broadcast_arrays(
        horizontal * np.cos(lon), horizontal * np.sin(lon), (normal * (1.0 - E2) + height) * sin_lat
    )
    return np.stack([x, y, z], axis=-1)


def ecef_to_geodetic(xyz: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(..., 3) ECEF [m] as longitude, latitude [degrees] and ellipsoidal height [m], each (...).

    Bowring (1976), "Transformation from spatial to geographical coordinates", iterated twice: below 1e-8 m for
    heights from -10 to 1000 km.
    """
    # Contiguous: numpy takes a strided column to end a whole stride behind its last number. A result that lies there
    # counts as overlapping and is computed without SIMD, so that its last digits depend on where it lies in memory.
    x, y, z = np.ascontiguousarray(np.moveaxis(np.asarray(xyz, float), -1, 0))
    p = np.hypot(x, y)
    tan_beta = z * SEMI_MAJOR / np.maximum(p * SEMI_MINOR, 1e-9)
    for _ in range(2):
        cos_beta = 1.0 / np.sqrt(1.0 + tan_beta**2)
        sin_beta = tan_beta * cos_beta
        tan_lat = (z + EP2 * SEMI_MINOR * sin_beta**3) / np.maximum(p - E2 * SEMI_MAJOR * cos_beta**3, 1e-9)
        tan_beta = (1.0 - FLATTENING) * tan_lat
    cos_lat = 1.0 / np.sqrt(1.0 + tan_lat**2)
    sin_lat = tan_lat * cos_lat
    # This form of the height has no singularity at the poles or the equator.
    height = p * cos_lat + z * sin_lat - SEMI_MAJOR * np.sqrt(1.0 - E2 * sin_lat**2)
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan(tan_lat)), height


def up_vector(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """The ellipsoid's outward normal at longitude, latitude [degrees]: (..., 3) unit ECEF vectors."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    x, y, z = np.broadcast_arrays(np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat))
    return np.stack([x, y, z], axis=-1)


def local_axes(longitude: float, latitude: float) -> np.ndarray:
    """Unit ECEF vectors east, north, up at one place, as the rows of a (3, 3) array."""
    lon = np.radians(longitude)
    east = np.array([-np.sin(lon), np.cos(lon), 0.0])
    up = up_vector(longitude, latitude)
    return np.stack([east, np.cross(up, east), up])
