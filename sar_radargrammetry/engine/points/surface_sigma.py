"""The error of the surface at a cell: from the errors of its points' heights, the slope, and what may be wrong.

The pixel of the reference is exact, so that a point with a wrong height lies wrong along the circle of its range and
Doppler: e metres too high, it is displaced by g e on the map, towards the sensor. What the raster has at that cell is
off by

    e (1 - g . grad z)

On a slope that faces the radar the circle runs along the ground, and a wrong match changes the surface little; on one
that faces away the error grows, up to 1 / sin^2 of the incidence angle. A match that is wrong altogether makes a
surface that has little to do with the slope; its error is added by its probability.

On simulated pairs nearly all heights that are far off are those of ground that one of the images does not show: the
raster has the surface beside it, the top of a crown or the foot of a wall. Matches there are less certain than usual,
but not each by itself: where few of the matches around are right, one that seems right is likely wrong too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel

BOX = 21
"""Cells a side of the box whose plane is the slope."""
SPREAD = BOX / 12**0.5
"""Standard deviation [cells] of a box's places."""
RISE = 10.0
"""Metres of height between the two places of a pixel that tell its displacement."""
FARTHEST = 100.0
"""Metres on the map by which a metre of height displaces a point at the most."""
BENT = 2.0
"""Variance of the slope [1 / cell^2] within a box whose heights deviate by one from the plane, times its `SPREAD`
squared: 2 on a surface of constant curvature, 1.8 at a step in the middle."""
COMMON = 0.125
"""Variance of a box's slope by the heights' errors of variance one, times its `SPREAD` squared: at the most, over all
lengths of correlation, for a window and a correlation of Gaussian shape."""


@dataclasses.dataclass(frozen=True)
class Shares:
    """What matching, what hides the ground, and what a window blurs add to the error of a cell.

    Parameters
    ----------
    right : float
        Share of a match's predicted error that is left when what wrong matches add counts by itself.
    hidden : float
        Metres by which the surface is off where all matches are wrong: by the height of what hides the ground.
    least : float
        Pixels of the reference, as displacements along the curve of heights, that a window of any match blurs.
    """

    right: float
    hidden: float
    least: float

    def sigma(self, matching: np.ndarray, wrong: np.ndarray, pixel: np.ndarray) -> np.ndarray:
        """Standard deviation of the surface [m], from what `elevation.surface_error.SurfaceError.parts` gives."""
        return np.sqrt((self.right * matching) ** 2 + (self.hidden * wrong) ** 2 + (self.least * pixel) ** 2)


CHOSEN = Shares(right=0.7, hidden=3.5, least=0.3)
"""Chosen on simulated pairs by `benchmarks.surface_errors`."""


def slope_factor(
    displaced: tuple[np.ndarray, np.ndarray], plane: tuple[np.ndarray, np.ndarray, np.ndarray], error: np.ndarray
) -> np.ndarray:
    """Factor by which the slope multiplies the errors of heights.

    The slope itself is uncertain: where the surface bends within the box, and by the heights' errors.

    Parameters
    ----------
    displaced : two of ndarray
        Columns and rows by which a point is displaced that is a metre too high.
    plane : three of ndarray
        Deviation [m] of the heights in a box from their plane, and its slopes by column and by row [m], see
        `local_plane.local_plane`.
    error : ndarray
        Standard deviation of the heights [m].
    """
    (across, along), (deviation, right, down) = displaced, plane
    doubt = (BENT * deviation**2 + COMMON * error**2) / SPREAD**2
    facing = 1.0 - across * right - along * down
    return np.sqrt(facing**2 + (across**2 + along**2) * doubt)


def displacements(
    models: tuple[SensorModel, SensorModel], ground: np.ndarray, to_map: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """What a metre of height does to points: (3, n) their displacement on the map in x and y [m], and the height [m]
    that displaces their matches by a pixel of the reference; NaN where it is not known.

    Parameters
    ----------
    models : two of SensorModel
        Reference and secondary.
    ground : (n, 3) ndarray
        ECEF [m].
    to_map : callable
        Map coordinates and height (3, n) of ground points (n, 3).
    """
    reference, secondary = models
    places = to_map(ground)
    line, sample = reference.ground_to_image(ground)
    moved = [
        image_to_ground(reference, line + down, sample + right, places[2] + up)
        for down, right, up in ((0, 0, RISE), (1, 0, 0), (0, 1, 0))
    ]
    start, higher, *pixels = (np.stack(secondary.ground_to_image(xyz)) for xyz in (ground, *moved))
    shift = (to_map(moved[0]) - places)[:2] / RISE
    # The curve's direction in pixels of the reference: those of the secondary by the change from pixel to pixel.
    (a, c), (b, d) = (pixel - start for pixel in pixels)
    y, x = (higher - start) / RISE
    per_metre = np.hypot(d * y - b * x, a * x - c * y) / np.abs(a * d - b * c)
    with np.errstate(invalid="ignore"):
        # A map's edge may lie between the two places.
        known = (np.hypot(*shift) < FARTHEST) & (per_metre > 0.0)
    return np.where(known, np.stack([*shift, 1.0 / np.where(known, per_metre, np.nan)]), np.nan)
