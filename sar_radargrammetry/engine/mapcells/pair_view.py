"""What two images promise at the cells of a map: where both show the ground, at which angle, and with which error.

Angle and error change smoothly with place and height, so they are computed between nodes.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ..elevation.grid import CellWindow
from ..sensor.nodes import Nodes
from ..stereo.pair import angle_between, expected_sigma
from .codes import Shown, Together
from .ground import Corners
from .view import SPACING, CellView, ImageView, middles

ANGLE_TOLERANCE = 0.05
"""Degrees between nodes."""
SIGMA_TOLERANCE = 0.01
"""Share of the smallest error between nodes."""
LARGEST = 1e4
"""Errors of heights above [m] are as good as no height."""


@dataclasses.dataclass(frozen=True, eq=False)
class PairCells:
    """The cells of a window in two images; arrays (rows, cols).

    Parameters
    ----------
    reference, secondary : CellView
    together : uint8 ndarray
        `Together`.
    angle : ndarray
        Between the lines of sight [degrees]; NaN where one of the images does not show the place.
    sigma : ndarray
        Standard deviation of the height [m]; NaN where not both images see the ground.
    """

    reference: CellView
    secondary: CellView
    together: np.ndarray
    angle: np.ndarray
    sigma: np.ndarray


def pair_cells(
    views: tuple[ImageView, ImageView], window: CellWindow, corners: Corners, match_sigma: float
) -> PairCells:
    """What reference and secondary show of the cells of a window.

    Parameters
    ----------
    views : tuple of ImageView
        Reference and secondary.
    window : CellWindow
    corners : Corners
        Of its cells.
    match_sigma : float
        Standard deviation of a match in the secondary, in line and in sample [px].
    """
    first, second = (view.cells(window, corners) for view in views)
    frames = [one.shown != Shown.OUTSIDE for one in (first, second)]
    visible = [np.isin(one.shown, (Shown.VISIBLE, Shown.FORESHORTENED)) for one in (first, second)]
    together = np.full(first.shown.shape, Together.OUTSIDE, np.uint8)
    together[frames[0] | frames[1]] = Together.NEITHER
    together[visible[0]] = Together.REFERENCE
    together[visible[1]] = Together.SECONDARY
    together[visible[0] & visible[1]] = Together.BOTH
    angle, sigma = (np.full(together.shape, np.nan) for _ in range(2))
    common = frames[0] & frames[1]
    if common.any():
        row, col, height = (middles(values)[common] for values in (corners.row, corners.col, corners.height))
        angle[common], sigma[common] = _promises(views, (row, col, height), match_sigma)
    sigma[together != Together.BOTH] = np.nan
    return PairCells(first, second, together, angle, sigma)


def _promises(
    views: tuple[ImageView, ImageView], places: tuple[np.ndarray, np.ndarray, np.ndarray], match_sigma: float
) -> tuple[np.ndarray, np.ndarray]:
    """Angles [degrees] and sigmas [m] (n,) of places: rows, columns and heights [m], each (n,)."""

    def function(row: np.ndarray, col: np.ndarray, height: np.ndarray) -> np.ndarray:
        """Angle, and one over sigma, which is finite at all angles: (2, n)."""
        angle, sigma = _of_places(views, row, col, height, match_sigma)
        return np.stack([angle, 1.0 / sigma])

    ends = [(float(values.min()), float(values.max())) for values in places]
    # A window of a single row or column of cells.
    ends[:2] = [(low - 0.5, high + 0.5) for low, high in ends[:2]]
    corners = np.meshgrid(*ends, indexing="ij")
    largest = np.nanmax(function(*(values.ravel() for values in corners))[1], initial=0.0)
    tolerance = [ANGLE_TOLERANCE, SIGMA_TOLERANCE * max(float(largest), 1.0 / LARGEST)]
    angle, inverse = Nodes.of(function, *ends, tolerance, SPACING).at(*places)
    with np.errstate(invalid="ignore", divide="ignore"):
        return angle, np.where(inverse > 1.0 / LARGEST, 1.0 / inverse, np.nan)


def _of_places(
    views: tuple[ImageView, ImageView], row: np.ndarray, col: np.ndarray, height: np.ndarray, match_sigma: float
) -> tuple[np.ndarray, np.ndarray]:
    xyz = views[0].ground.ecef(row, col, height)
    pixels = [view.place(row, col, height) for view in views]
    known = np.isfinite(sum(place.sum(0) for place in pixels))
    angle, sigma = np.full(len(row), np.nan), np.full(len(row), np.nan)
    if not known.any():
        return angle, sigma
    xyz, (first, second) = xyz[known], (place[:, known] for place in pixels)
    angle[known] = angle_between(first[2:].T - xyz, second[2:].T - xyz)
    sigma[known] = expected_sigma(views[0].model, views[1].model, *first[:2], xyz, match_sigma)
    return angle, sigma
