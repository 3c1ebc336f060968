"""Whether the antenna sees a place of a DSM, or other ground stands between.

A ray is followed from the ground towards the antenna until it is above all of the DSM. That asks nothing of the image's
geometry but where the antenna was, and so it holds for every sensor model. Rays are straight lines on the DSM's map,
with the Earth's curvature in height: over the kilometre that a ray stays below the summits a map errs by centimetres.
Voids, and ground beyond the DSM's edge, cast no shadow.
"""

from __future__ import annotations

import numpy as np

from ..parallel import for_pieces
from ..sensor.ellipsoid import SEMI_MAJOR, ecef_to_geodetic, up_vector
from .surface import Surface

STEP = 0.5
"""Cells from look to look along a ray."""
CLEARANCE = 0.01
"""Metres by which the surface must stand above a ray: rounding of heights in single precision."""


def lit(surface: Surface, row: np.ndarray, col: np.ndarray, xyz: np.ndarray, antenna: np.ndarray) -> np.ndarray:
    """Whether places on the surface are in the antenna's light.

    Parameters
    ----------
    surface : Surface
    row, col : (n,) ndarray
        Positions in cells.
    xyz, antenna : (n, 3) ndarray
        The same places, and where the antenna was, ECEF [m].

    Returns
    -------
    (n,) bool ndarray
    """
    found = np.zeros(len(row), bool)

    def follow(piece: slice) -> None:
        found[piece] = ~_blocked(surface, row[piece], col[piece], xyz[piece], antenna[piece])

    for_pieces(follow, len(row))
    return found


def _blocked(surface: Surface, row: np.ndarray, col: np.ndarray, xyz: np.ndarray, antenna: np.ndarray) -> np.ndarray:
    sight = antenna - xyz
    sight /= np.linalg.norm(sight, axis=-1, keepdims=True)
    lon, lat, height = ecef_to_geodetic(xyz)
    rise = np.sum(sight * up_vector(lon, lat), axis=-1)
    blocked = ~(rise > 1e-3)
    length = np.maximum(surface.highest + 1.0 - height, 0.0) / np.maximum(rise, 1e-3)
    end_row, end_col, end_height = surface.position(xyz + length[:, None] * sight)
    # A straight line seen from the ellipsoid hangs below the chord of its heights.
    sag = (length**2) * (1.0 - rise**2) / (2.0 * SEMI_MAJOR)
    cells = np.hypot(end_row - row, end_col - col)
    open_ = np.flatnonzero(~blocked & (cells > STEP))
    share = STEP / np.maximum(cells, STEP)
    while open_.size:
        t = share[open_]
        here_row, here_col = ((1.0 - t) * a[open_] + t * b[open_] for a, b in ((row, end_row), (col, end_col)))
        ray = (1.0 - t) * height[open_] + t * end_height[open_] - t * (1.0 - t) * sag[open_]
        inside = (here_row >= 0) & (here_col >= 0)
        inside &= (here_row <= surface.shape[0] - 1) & (here_col <= surface.shape[1] - 1)
        # Above a block and all its neighbours a ray cannot meet them within the block's side, because it rises.
        jump = np.full(open_.size, STEP)
        for side, top in reversed(surface.tops):
            block = np.where(inside, here_row, 0).astype(int) // side, np.where(inside, here_col, 0).astype(int) // side
            jump[ray > top[block]] = side
        close = inside & (jump == STEP)
        met = np.zeros(open_.size, bool)
        ground = surface.height(here_row[close], here_col[close])
        met[close] = ground > ray[close] + CLEARANCE
        blocked[open_[met]] = True
        share[open_] += jump / cells[open_]
        open_ = open_[inside & ~met & (share[open_] < 1.0)]
    return blocked
