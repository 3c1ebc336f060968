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

import numpy as np
import pyproj

from ..matching.consistency import amid
from ..matching.local_plane import local_plane, mean_around
from ..refinement.scene_polynomial import ScenePolynomial, ground_places, on_map
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel
from .grid import CellWindow, Grid

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
        """Standard deviation of the surface [m], from what `SurfaceError.parts` gives."""
        return np.sqrt((self.right * matching) ** 2 + (self.hidden * wrong) ** 2 + (self.least * pixel) ** 2)


CHOSEN = Shares(right=0.85, hidden=3.5, least=0.2)
"""Chosen on simulated pairs by `benchmarks.surface_errors`."""


@dataclasses.dataclass(frozen=True, eq=False)
class SurfaceError:
    """What a match's error does to a raster, all over a scene.

    Parameters
    ----------
    along : ScenePolynomial
        Map coordinates x and y [m] by which a point is displaced that is a metre too high; and the height [m] that
        displaces a match by a pixel of the reference.
    """

    along: ScenePolynomial

    @classmethod
    def of(cls, models: tuple[SensorModel, SensorModel], heights: tuple[float, float], crs: pyproj.CRS) -> SurfaceError:
        """Compute it for reference and secondary, between two heights [m above the ellipsoid]."""
        reference, secondary = models
        ground = ground_places(reference, heights)
        places = on_map(ground, crs)
        line, sample = reference.ground_to_image(ground)
        moved = [
            image_to_ground(reference, line + down, sample + right, places[2] + up)
            for down, right, up in ((0, 0, RISE), (1, 0, 0), (0, 1, 0))
        ]
        start, higher, *pixels = (np.stack(secondary.ground_to_image(xyz)) for xyz in (ground, *moved))
        shift = (on_map(moved[0], crs) - places)[:2] / RISE
        # The curve's direction in pixels of the reference: those of the secondary by the change from pixel to pixel.
        (a, c), (b, d) = (pixel - start for pixel in pixels)
        y, x = (higher - start) / RISE
        per_metre = np.hypot(d * y - b * x, a * x - c * y) / np.abs(a * d - b * c)
        with np.errstate(invalid="ignore"):
            # A map's edge may lie between the two places.
            known = (np.hypot(*shift) < FARTHEST) & (per_metre > 0.0)
        values = np.stack([*shift, 1.0 / per_metre])[:, known]
        return cls(ScenePolynomial.fitted(places[:, known], values.T))

    def at(
        self, grid: Grid, window: CellWindow, elevation: np.ndarray, error: np.ndarray, certainty: np.ndarray
    ) -> np.ndarray:
        """Standard deviation of the surface [m] at cells: (rows, cols), NaN where there is none; see `parts`."""
        return CHOSEN.sigma(*self.parts(grid, window, elevation, error, certainty))

    def parts(
        self, grid: Grid, window: CellWindow, elevation: np.ndarray, error: np.ndarray, certainty: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What makes the surface wrong at cells.

        The slope itself is uncertain: where the surface bends within the box, and by the heights' errors.

        Parameters
        ----------
        grid : Grid
        window : CellWindow
            The cells.
        elevation, error, certainty : (rows, cols) ndarray
            Of these cells: heights and the standard deviation of their matches [m], and the probability that they are
            right; NaN where not measured.

        Returns
        -------
        matching, wrong, pixel : (rows, cols) ndarray
            Error of the matches [m] on the slope; the probability that they are wrong amid their neighbours; the height
            [m] that displaces a match by a pixel. NaN where there is no height.
        """
        known = np.isfinite(elevation) & np.isfinite(error)
        deviation, right, down = local_plane(np.where(known, elevation, 0.0), known, BOX)
        around = mean_around(np.where(known, certainty, 0.0), BOX) / np.maximum(mean_around(known * 1.0, BOX), 1e-6)
        wrong = 1.0 - amid(certainty, around)
        matching, height = np.full((2, *elevation.shape), np.nan)
        for strip, values in self.along.strips(*grid.centres(window), np.where(known, elevation, np.nan)):
            east, north, pixel = np.moveaxis(values, -1, 0)
            across, along = east / grid.pixel_size, -north / grid.step_y
            doubt = (BENT * deviation[strip] ** 2 + COMMON * error[strip] ** 2) / SPREAD**2
            facing = 1.0 - across * right[strip] - along * down[strip]
            factor = facing**2 + (across**2 + along**2) * doubt
            matching[strip], height[strip] = np.sqrt(factor) * error[strip], pixel
        return matching, wrong, height
