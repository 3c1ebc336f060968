"""From a pixel to the ground: on a surface of constant height, and on a DEM."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..errors import EngineError
from .ellipsoid import ecef_to_geodetic, up_vector
from .model import SensorModel

if TYPE_CHECKING:
    from ..terrain.dem import Dem

HEIGHT_TOLERANCE = 1e-5
"""Heights are met to this many metres: a Newton step from there is exact to the rounding of coordinates."""


def image_to_ground(model: SensorModel, line: np.ndarray, sample: np.ndarray, height: np.ndarray) -> np.ndarray:
    """Ground points (..., 3) ECEF [m] of pixels at ellipsoidal `height` [m]; the inputs broadcast to (...).

    The pixel's points form a circle around the track: P = A + k u + rho (cos(phi) down + sin(phi) side). Newton finds
    the look angle phi at which the ellipsoidal height is met, from the spherical Earth's value.

    Returns
    -------
    (..., 3) ndarray
        NaN where the circle does not reach the height (a range shorter than the antenna's height above it).
    """
    pixels = model.projection_set(line, sample)
    shape = np.broadcast_shapes(pixels.time.shape, pixels.range_.shape, np.shape(height))
    speed = np.linalg.norm(pixels.varp, axis=-1, keepdims=True)
    forward = pixels.varp / speed
    lon, lat, antenna_height = ecef_to_geodetic(pixels.arp)
    up = up_vector(lon, lat)
    down = -(up - np.sum(up * forward, axis=-1, keepdims=True) * forward)
    down /= np.linalg.norm(down, axis=-1, keepdims=True)
    # Right of the track is forward x up.
    side = np.cross(down, forward) if model.look_side == "right" else np.cross(forward, down)
    offset = pixels.doppler_offset()
    rho = np.broadcast_to(np.sqrt(np.maximum(pixels.range_**2 - offset**2, 0.0)), shape)
    centre = np.broadcast_to(pixels.arp + offset[..., None] * forward, (*shape, 3))
    height = np.broadcast_to(np.asarray(height, float), shape)

    radius = np.linalg.norm(pixels.arp, axis=-1)
    ground_radius = radius - antenna_height + height
    with np.errstate(divide="ignore", invalid="ignore"):
        cosine = (rho**2 + radius**2 - ground_radius**2) / (2.0 * rho * radius)
    look = np.arccos(np.clip(cosine, -1.0, 1.0))
    reached = cosine < 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(8):
            cos_look, sin_look = np.cos(look)[..., None], np.sin(look)[..., None]
            point = centre + rho[..., None] * (cos_look * down + sin_look * side)
            lon, lat, found = ecef_to_geodetic(point)
            miss = height - found
            if not (np.abs(miss[reached]) > HEIGHT_TOLERANCE).any():
                break
            tangent = rho[..., None] * (cos_look * side - sin_look * down)
            look = look + miss / np.sum(up_vector(lon, lat) * tangent, axis=-1)
    point[~(reached & (np.abs(miss) <= 10 * HEIGHT_TOLERANCE))] = np.nan
    return point


def scene_centre(model: SensorModel) -> tuple[float, float]:
    """Longitude and latitude [degrees] of the middle of an image at its reference height."""
    middle = image_to_ground(
        model, np.array(0.5 * (model.lines - 1)), np.array(0.5 * (model.samples - 1)), model.reference_height
    )
    if not np.isfinite(middle).all():
        raise EngineError("The reference image's ranges are too short to reach the ground; check its geometry.")
    lon, lat, _ = ecef_to_geodetic(middle)
    return float(lon), float(lat)


def image_to_ground_on_dem(
    model: SensorModel, line: np.ndarray, sample: np.ndarray, dem: Dem, levels: int = 33
) -> np.ndarray:
    """Ground points (..., 3) ECEF [m] where the pixels' range circles first meet the DEM from above.

    In layover a circle meets the terrain several times and the echoes add up; the highest crossing is returned, the
    one that is never in shadow of the others. Heights from the DEM's highest to its lowest are searched at `levels`
    steps, so a peak narrower than one step in height along the circle may be missed.

    Returns
    -------
    (..., 3) ndarray
        NaN where the circle leaves the DEM or meets no height of it.
    """
    shape = np.broadcast_shapes(np.shape(line), np.shape(sample))
    line = np.broadcast_to(np.asarray(line, float), shape).reshape(-1)
    sample = np.broadcast_to(np.asarray(sample, float), shape).reshape(-1)
    lowest, highest = dem.height_range()

    def above(height: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        lon, lat, _ = ecef_to_geodetic(image_to_ground(model, line[chosen], sample[chosen], height))
        return height - dem.height(lon, lat)

    everything = np.arange(line.size)
    top = np.full(line.size, highest + 1.0)
    bottom = np.full(line.size, np.nan)
    upper_gap = above(top, everything)
    lower_gap = np.full(line.size, np.nan)
    for level in np.linspace(highest + 1.0, lowest - 1.0, levels)[1:]:
        open_ = everything[np.isnan(bottom)]
        if open_.size == 0:
            break
        gap = above(np.full(open_.size, level), open_)
        crossed = gap <= 0
        bottom[open_[crossed]], lower_gap[open_[crossed]] = level, gap[crossed]
        higher = open_[gap > 0]
        top[higher], upper_gap[higher] = level, gap[gap > 0]
    found = everything[np.isfinite(bottom) & (upper_gap > 0)]
    low, high, low_gap, high_gap = bottom[found], top[found], lower_gap[found], upper_gap[found]
    height = low
    # Illinois variant of the false position: superlinear, and never leaves the bracket.
    for _ in range(40):
        height = (low * high_gap - high * low_gap) / (high_gap - low_gap)
        gap = above(height, found)
        if not (np.abs(gap) > 1e-4).any():
            break
        is_above = gap > 0
        low_gap = np.where(is_above, 0.5 * low_gap, gap)
        high_gap = np.where(is_above, gap, 0.5 * high_gap)
        low, high = np.where(is_above, low, height), np.where(is_above, height, high)
    points = np.full((line.size, 3), np.nan)
    points[found] = image_to_ground(model, line[found], sample[found], height)
    return points.reshape(*shape, 3)
