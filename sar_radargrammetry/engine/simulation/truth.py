"""True correspondences of a pair: where the ground of one image lies in the other, and whether both see it."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..parallel import for_pieces
from .scene import Scene
from .view import SimulatedView, lattice_column

CONVERGED = 1e-5
"""Metres between a pixel's range circle and the surface at which the search for their intersection ends."""


@dataclasses.dataclass(frozen=True, eq=False)
class NodeTruth:
    """The nodes of the scene as the two views see them; all arrays (rows, cols) of the scene's grid.

    Parameters
    ----------
    line1, sample1, line2, sample2 : ndarray, float64
        Pixel in the reference and in the secondary image, whether it is seen or not.
    seen1, seen2 : ndarray, bool
        Lit, and alone in its range cell (no layover).
    """

    line1: np.ndarray
    sample1: np.ndarray
    line2: np.ndarray
    sample2: np.ndarray
    seen1: np.ndarray
    seen2: np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class PixelTruth:
    """The ground in pixels of the reference image, and where it lies in the secondary; all arrays (n, samples).

    Parameters
    ----------
    first_line : int
        Of the reference image, that row 0 stands for.
    line, sample : ndarray, float64
        Pixel of the secondary; NaN where the reference is ambiguous or shows no ground.
    height : ndarray, float64
        Ellipsoidal height of the ground [m]; NaN likewise.
    seen2 : ndarray, bool
        Visible and unambiguous in the secondary too.
    """

    first_line: int
    line: np.ndarray
    sample: np.ndarray
    height: np.ndarray
    seen2: np.ndarray


def node_truth(scene: Scene, reference: SimulatedView, secondary: SimulatedView) -> NodeTruth:
    """The truth on the scene's nodes, exact to the rounding of coordinates."""
    rows, cols = scene.heights.shape
    row, col = np.mgrid[:rows, :cols]
    xyz = scene.ecef(col, row, scene.heights).reshape(-1, 3)
    found = [part.reshape(rows, cols) for view in (reference, secondary) for part in _seen_by(view, xyz)]
    line1, sample1, seen1, line2, sample2, seen2 = found
    return NodeTruth(line1, sample1, line2, sample2, seen1, seen2)


def pixel_truth(
    scene: Scene, reference: SimulatedView, secondary: SimulatedView, first_line: int = 0, last_line: int | None = None
) -> PixelTruth:
    """The truth for every pixel of the reference's lines first_line..last_line - 1 (default: all).

    The point is the intersection of the pixel's range circle with the scene's surface, to ten times `CONVERGED`.
    """
    last_line = reference.model.lines if last_line is None else last_line
    shape = last_line - first_line, reference.model.samples
    line, sample = np.nonzero(np.isfinite(reference.distance[first_line:last_line]))
    xyz, height = _on_surface(scene, reference, line + first_line, sample)
    found = np.isfinite(height)
    line, sample, xyz, height = line[found], sample[found], xyz[found], height[found]
    line2, sample2, seen2 = _seen_by(secondary, xyz)

    def filled(values: np.ndarray, empty: float | bool) -> np.ndarray:
        out = np.full(shape, empty, values.dtype)
        out[line, sample] = values
        return out

    return PixelTruth(
        first_line, filled(line2, np.nan), filled(sample2, np.nan), filled(height, np.nan), filled(seen2, False)
    )


def _on_surface(
    scene: Scene, view: SimulatedView, line: np.ndarray, sample: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """ECEF points (n, 3) [m] and heights (n,) [m] of the ground in unambiguous pixels (n,)."""
    planes, model = view.planes, view.model
    xyz, height = np.empty((len(line), 3)), np.empty(len(line))

    def solve(piece: slice) -> None:
        i = line[piece]
        range_ = model.near_range + model.range_spacing * sample[piece]
        g = view.distance[i, sample[piece]].astype(float)
        # (3, powers, n): one contiguous row a coefficient.
        base, slope = (np.ascontiguousarray(c[:, i].transpose(0, 2, 1)) for c in (planes.base, planes.slope))
        level_z = planes.level[i]

        def miss(g: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
            """Height of the circle over the surface at g, height of the surface, and z."""
            z = -np.sqrt(range_**2 - g**2)
            rise = z - level_z
            x = planes.scaled(g)
            col, row, level = (_horner(base[k], x) + rise * _horner(slope[k], x) for k in range(3))
            ground = scene.height(col, row)
            return level - ground, ground, z

        # The start is within a lattice step of the truth. Regula falsi on that scale; the surface is piecewise smooth.
        low, high = g - planes.step, g + planes.step
        miss_low, miss_high = miss(low)[0], miss(high)[0]
        here = g
        for _ in range(8):
            error, ground, z = miss(here)
            if not (np.abs(error) > CONVERGED).any():
                break
            # A circle turned around the antenna rises with g: below the surface before the point, above it behind.
            behind = error > 0
            low, miss_low = np.where(behind, low, here), np.where(behind, miss_low, error)
            high, miss_high = np.where(behind, here, high), np.where(behind, error, miss_high)
            with np.errstate(divide="ignore", invalid="ignore"):
                new = low - miss_low * (high - low) / (miss_high - miss_low)
            bracketed = (miss_low <= 0) & (miss_high >= 0) & np.isfinite(new)
            here = np.where(bracketed, new, here)
        else:
            error, ground, z = miss(here)
        # At the foot of a wall within a lattice step the search may end nowhere: no truth there.
        ground[~(np.abs(error) <= 10.0 * CONVERGED)] = np.nan
        xyz[piece] = planes.points(i, here, z)
        height[piece] = ground

    for_pieces(solve, len(line))
    return xyz, height


def _horner(coefficients: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Polynomials with coefficients (d + 1, n), lowest power first, at x (n,)."""
    value = coefficients[-1].copy()
    for row in coefficients[-2::-1]:
        value *= x
        value += row
    return value


def _seen_by(view: SimulatedView, xyz: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Line, sample and whether it is visible and unambiguous, each (n,), of ECEF points (n, 3) on the surface."""
    line, sample = view.model.ground_to_image(xyz)
    inside = (line > -0.5) & (line < view.model.lines - 0.5) & (sample >= 0) & (sample <= view.model.samples - 1)
    nearest = np.where(inside, np.rint(np.where(inside, line, 0.0)), 0).astype(int)
    column = lattice_column(view.planes, nearest, xyz)
    return line, sample, inside & (view.flags[nearest, column] == 0)
