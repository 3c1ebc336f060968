"""The epipolar curve of a pixel with its heights, and how alike the two images are along it, there and back."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from ..sensor.ground import image_to_ground
from .chips import bilinear, resampled_power
from .opening import Opened
from .surface import LocalSurface

REACH = 24.0
"""Pixels of the secondary along the curve to either side of the surface."""
STEP = 0.5
"""Pixels of the secondary along the curve between heights."""
TEMPLATE = 12
"""Pixels of the reference from the middle of the correlation window to its sides."""
SPECKLE = 1
"""Pixels to each side over which power is averaged before images are compared: against speckle."""
TICKS = 6
"""Heights that are marked on the curve, about."""
LOWEST = 1e-12
"""Power below which a pixel has no logarithm: dark to every radar."""
PROBE = 1.0
"""Metres of height over which the displacement of the match is taken."""


@dataclasses.dataclass(frozen=True, eq=False)
class Curve:
    """An epipolar curve around the surface.

    Parameters
    ----------
    height : (n,) ndarray
        [m above the ellipsoid]
    places : (n, 2) ndarray
        Line and sample of the secondary; NaN where the geometry has none.
    correlation : (n,) ndarray
        Of the reference around the pixel with the secondary, resampled with the surface moved to each height, -1..1.
    back : (n,) ndarray
        The way back: of the secondary at the highest correlation with the reference, moved along its own curve by the
        differences to the height of the surface.
    by_height : (2,) ndarray
        Displacement in the secondary by a metre of height [px].
    trip : float
        Pixels of the reference between the pixel and the place where the way there and back ends; NaN without.
    """

    height: np.ndarray
    places: np.ndarray
    correlation: np.ndarray
    back: np.ndarray
    by_height: np.ndarray
    trip: float

    @property
    def best(self) -> float:
        """Height [m] of the highest correlation; NaN without any."""
        return peak(self.height, self.correlation)

    def ticks(self) -> np.ndarray:
        """Round heights [m] on the curve."""
        return round_heights(float(self.height[0]), float(self.height[-1]))


def curve_of(opened: Opened, surface: LocalSurface, reference: np.ndarray) -> Curve:
    """The curve of the pixel in the middle of a surface; `reference` is its chip, see `chips.reference_chip`.

    Raises
    ------
    EngineError
        The secondary cannot be read.
    """
    pixel, model = surface.pixel, opened.images[1].model
    place = np.array([float(pixel.line)]), np.array([float(pixel.sample)])
    level = float(surface.at(surface.height, *place)[0])
    by_height = _by_height(opened, *place, level)
    rate = float(np.hypot(*by_height))
    reach = REACH / rate if rate > 0 else math.nan
    height = level + np.linspace(-reach, reach, 2 * round(REACH / STEP) + 1)
    ground = image_to_ground(opened.images[0].model, *place, height)
    places = np.stack(model.ground_to_image(ground), axis=-1)
    there = _there(opened, surface, reference, height - level)
    best = peak(height - level, there)
    back, trip = np.full(len(height), np.nan), math.nan
    if math.isfinite(best):
        jacobian = surface.by_pixel(pixel.line, pixel.sample)
        moved = -np.linalg.solve(jacobian, by_height)  # reference pixels by a metre of the ground's height
        back = _back(opened, surface, reference, best, (height - level)[:, None] * moved)
        trip = float(abs(peak(height - level, back)) * np.hypot(*moved))
    return Curve(height, places, there, back, by_height, trip)


def peak(places: np.ndarray, values: np.ndarray) -> float:
    """Where values (n,) at evenly spaced places are highest, by a parabola through three of them; NaN without any."""
    if not np.isfinite(values).any():
        return math.nan
    top = int(np.nanargmax(values))
    if not 0 < top < len(values) - 1 or not np.isfinite(values[top - 1 : top + 2]).all():
        return float(places[top])
    before, here, after = values[top - 1 : top + 2]
    bend = before - 2.0 * here + after
    shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return float(places[top] + shift * (places[1] - places[0]))


def round_heights(low: float, high: float) -> np.ndarray:
    """Some `TICKS` multiples of 1, 2 or 5 times a power of ten [m]; none for a range that is none."""
    if not high > low:
        return np.zeros(0)
    rough = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough)
    return step * np.arange(math.ceil(low / step), math.floor(high / step) + 1)


def alike(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Correlation coefficients (...) of images (..., n, n); NaN where one has holes or no contrast."""
    one, two = (values - values.mean((-2, -1), keepdims=True) for values in (first, second))
    with np.errstate(invalid="ignore", divide="ignore"):
        return (one * two).sum((-2, -1)) / np.sqrt((one**2).sum((-2, -1)) * (two**2).sum((-2, -1)))


def smoothed_logarithm(power: np.ndarray) -> np.ndarray:
    """Logarithms of power (..., n + 2, n + 2) averaged over `SPECKLE` pixels to each side: (..., n, n)."""
    size = 2 * SPECKLE + 1
    rows = power.shape[-2] - size + 1, power.shape[-1] - size + 1
    shifted = (power[..., i : i + rows[0], j : j + rows[1]] for i in range(size) for j in range(size))
    return np.log(np.maximum(sum(shifted) / size**2, LOWEST))


def _by_height(opened: Opened, line: np.ndarray, sample: np.ndarray, height: float) -> np.ndarray:
    """Displacement of the match [px] by a metre of height."""
    ground = image_to_ground(opened.images[0].model, line, sample, height + 0.5 * PROBE * np.array([-1.0, 1.0]))
    ends = np.stack(opened.images[1].model.ground_to_image(ground), axis=-1)
    return (ends[1] - ends[0]) / PROBE


def _template(surface: LocalSurface, reference: np.ndarray) -> np.ndarray:
    side = TEMPLATE + SPECKLE
    inside = slice(surface.half - side, surface.half + side + 1)
    return np.square(reference[inside, inside], dtype=float)


def _moving(opened: Opened, surface: LocalSurface, offsets: np.ndarray) -> np.ndarray:
    """Places in the secondary (k, m, m, 2) of the window's pixels for the surface moved by offsets (k,) [m].

    Exact at nodes, and the difference to the resting surface bilinear in between.
    """
    side = TEMPLATE + SPECKLE
    window = np.arange(-side, side + 1)
    corners = np.array([-side, side], float)
    line, sample = surface.pixel.line + corners[:, None], surface.pixel.sample + corners[None, :]
    height = surface.at(surface.height, line, sample)
    reference, secondary = (image.model for image in opened.images)

    def at(levels: np.ndarray) -> np.ndarray:
        return np.stack(secondary.ground_to_image(image_to_ground(reference, line, sample, levels)), axis=-1)

    moved = at(height + offsets[:, None, None]) - at(height)
    share = (window + side) / (2.0 * side)
    columns = moved[:, :, :1] * (1 - share)[:, None] + moved[:, :, 1:] * share[:, None]
    rows = columns[:, :1] * (1 - share)[:, None, None] + columns[:, 1:] * share[:, None, None]
    resting = surface.at(surface.match, surface.pixel.line + window[:, None], surface.pixel.sample + window[None, :])
    return resting + rows


def _there(opened: Opened, surface: LocalSurface, reference: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    power = resampled_power(opened.images[1], _moving(opened, surface, offsets))
    return alike(smoothed_logarithm(_template(surface, reference)), smoothed_logarithm(power))


def _back(opened: Opened, surface: LocalSurface, reference: np.ndarray, best: float, moved: np.ndarray) -> np.ndarray:
    """Correlations (n,) of the secondary for the surface moved by `best` [m] with the reference moved by (n, 2) px."""
    template = resampled_power(opened.images[1], _moving(opened, surface, np.array([best]))[0])
    window = surface.half + np.arange(-TEMPLATE - SPECKLE, TEMPLATE + SPECKLE + 1)
    row = window[None, :, None] + moved[:, 0, None, None]
    column = window[None, None, :] + moved[:, 1, None, None]
    power = bilinear(np.square(reference, dtype=float), *np.broadcast_arrays(row, column))
    return alike(smoothed_logarithm(template), smoothed_logarithm(power))
