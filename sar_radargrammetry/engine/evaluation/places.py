"""Where an elevation raster is worst and where it is best."""

from __future__ import annotations

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True, kw_only=True)
class Place:
    """A square part of a raster.

    Parameters
    ----------
    rows, cols : (float, float)
        First and last edge, as shares (0..1) of the raster's height and width.
    typical_error : float
        Root mean square of the differences in it (m).
    """

    rows: tuple[float, float]
    cols: tuple[float, float]
    typical_error: float

    def window(self, width: int, height: int) -> tuple[int, int, int, int]:
        """(col, row, cols, rows) of the place in a raster of width x height cells."""
        row, col = int(self.rows[0] * height), int(self.cols[0] * width)
        last_row, last_col = int(np.ceil(self.rows[1] * height)), int(np.ceil(self.cols[1] * width))
        return col, row, min(last_col, width) - col, min(last_row, height) - row


def worst_and_best(difference: np.ndarray, parts: int = 6, filled: float = 0.5) -> tuple[list[Place], Place | None]:
    """The two worst places and the best one.

    Parameters
    ----------
    difference : (rows, cols) ndarray
        Elevation - reference (m), NaN where void; a reduced picture of the raster will do.
    parts : int
        The shorter side of the raster is cut in so many places.
    filled : float
        Places with a smaller share of measured cells are left out: their errors say little.

    Returns
    -------
    worst : list of Place
        At most two, the worst first.
    best : Place or None
        None when there are fewer than two places to choose from.
    """
    rows, cols = difference.shape
    side = max(min(rows, cols) // parts, 1)
    places = []
    for row in range(0, rows - side + 1, side):
        for col in range(0, cols - side + 1, side):
            part = difference[row : row + side, col : col + side]
            known = part[np.isfinite(part)]
            if known.size >= filled * part.size and known.size:
                error = float(np.sqrt(np.mean(known.astype(float) ** 2)))
                edges_row, edges_col = (row / rows, (row + side) / rows), (col / cols, (col + side) / cols)
                places.append(Place(rows=edges_row, cols=edges_col, typical_error=error))
    places.sort(key=lambda place: place.typical_error, reverse=True)
    if len(places) < 2:
        return places, None
    return places[: min(2, len(places) - 1)], places[-1]
