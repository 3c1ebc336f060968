"""The error of the surface at all cells of a raster, see `points.surface_sigma`."""

from __future__ import annotations

import dataclasses

import numpy as np
import pyproj

from ..matching.local_plane import local_plane, mean_around
from ..matching.odds import amid
from ..points.surface_sigma import BOX, CHOSEN, displacements, slope_factor
from ..refinement.scene_polynomial import ScenePolynomial, ground_places, on_map
from ..sensor.model import SensorModel
from .grid import CellWindow, Grid


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
        ground = ground_places(models[0], heights)
        values = displacements(models, ground, lambda xyz: on_map(xyz, crs))
        places, known = on_map(ground, crs), np.isfinite(values).all(axis=0)
        return cls(ScenePolynomial.fitted(places[:, known], values[:, known].T))

    def at(
        self, grid: Grid, window: CellWindow, elevation: np.ndarray, error: np.ndarray, certainty: np.ndarray
    ) -> np.ndarray:
        """Standard deviation of the surface [m] at cells: (rows, cols), NaN where there is none; see `parts`."""
        return CHOSEN.sigma(*self.parts(grid, window, elevation, error, certainty))

    def parts(
        self, grid: Grid, window: CellWindow, elevation: np.ndarray, error: np.ndarray, certainty: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What makes the surface wrong at cells.

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
            displaced = east / grid.pixel_size, -north / grid.step_y
            plane = deviation[strip], right[strip], down[strip]
            matching[strip], height[strip] = slope_factor(displaced, plane, error[strip]) * error[strip], pixel
        return matching, wrong, height
