"""From the error of a point's height to the error of the surface at a cell, which depends on the slope.

The pixel of the reference is exact, so that a point with a wrong height lies wrong along the circle of its range and
Doppler: e metres too high, it is displaced by g e on the map, towards the sensor. What the raster has at that cell is
off by

    e (1 - g . grad z)

On a slope that faces the radar the circle runs along the ground, and a wrong match changes the surface little; on one
that faces away the error grows, up to 1 / sin^2 of the incidence angle.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pyproj

from ..matching.local_plane import local_plane
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


@dataclasses.dataclass(frozen=True, eq=False)
class Displacement:
    """Where points of a wrong height go.

    Parameters
    ----------
    shift : ScenePolynomial
        Map coordinates [m] by which a point is displaced that is a metre too high.
    """

    shift: ScenePolynomial

    @classmethod
    def of(cls, reference: SensorModel, heights: tuple[float, float], crs: pyproj.CRS) -> Displacement:
        """Compute it for a reference image, between two heights [m above the ellipsoid]."""
        ground = ground_places(reference, heights)
        places = on_map(ground, crs)
        higher = image_to_ground(reference, *reference.ground_to_image(ground), places[2] + RISE)
        shift = (on_map(higher, crs) - places)[:2].T / RISE
        with np.errstate(invalid="ignore"):
            known = np.hypot(*shift.T) < FARTHEST  # a map's edge may lie between the two places
        return cls(ScenePolynomial.fitted(places[:, known], shift[known]))

    def factor(self, grid: Grid, window: CellWindow, elevation: np.ndarray, error: np.ndarray) -> np.ndarray:
        """Error of the surface at a cell over that of its points' heights: (rows, cols), NaN where there is none.

        The slope itself is uncertain: where the surface bends within the box, and by the heights' errors.

        Parameters
        ----------
        grid : Grid
        window : CellWindow
            The cells.
        elevation, error : (rows, cols) ndarray
            Of these cells [m]; NaN where not measured.
        """
        known = np.isfinite(elevation) & np.isfinite(error)
        deviation, right, down = local_plane(np.where(known, elevation, 0.0), known, BOX)
        factor = np.full(elevation.shape, np.nan)
        for strip, shift in self.shift.strips(*grid.centres(window), np.where(known, elevation, np.nan)):
            across, along = shift[..., 0] / grid.pixel_size, -shift[..., 1] / grid.step_y
            doubt = (BENT * deviation[strip] ** 2 + COMMON * error[strip] ** 2) / SPREAD**2
            facing = 1.0 - across * right[strip] - along * down[strip]
            factor[strip] = np.sqrt(facing**2 + (across**2 + along**2) * doubt)
        return factor
