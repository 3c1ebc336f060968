"""Tie points: a few thousand good matches, spread evenly over what both images see."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..errors import EngineError
from ..matching.correspondence import Correspondence

SPACING = 16
"""Least pixels from cell to cell: matches closer together compare much the same pixels, and err alike."""
CERTAIN = 0.5
"""Certainty that a tie point must have."""
FEWEST = 30
"""Tie points below which nothing is estimated."""
SAMPLED_LINES = 32
"""Lines whose matches tell the typical covariance."""
MIN_SIGMA = 0.05
"""No match is more accurate than this [px]; a variance of zero would outweigh everything."""


@dataclasses.dataclass(frozen=True)
class TiePoints:
    """Pixels of the reference and where they lie in the secondary.

    Parameters
    ----------
    reference, secondary : (n, 2) ndarray
        Lines and samples.
    covariance : (n, 2, 2) ndarray
        Of the secondary's [px^2].
    """

    reference: np.ndarray
    secondary: np.ndarray
    covariance: np.ndarray

    def __len__(self) -> int:
        return len(self.reference)

    def chosen(self, which: np.ndarray) -> TiePoints:
        """Some of them."""
        return TiePoints(self.reference[which], self.secondary[which], self.covariance[which])


def tie_points(correspondence: Correspondence, count: int, spacing: int = SPACING) -> TiePoints:
    """The most certain match of each cell of a grid with about `count` cells over the raster.

    Parameters
    ----------
    correspondence : Correspondence
    count : int
    spacing : int
        Least side of a cell [px].

    Raises
    ------
    EngineError
        Fewer than `FEWEST` cells hold a match that is good enough.
    """
    area = correspondence.lines * correspondence.samples
    side = max(spacing, int(np.sqrt(area / max(count, 1))))
    found = []
    for line, bands, _ in correspondence.strips(side):
        found.append(_best(bands.astype(float), line, side))
    points = joined(found)
    if len(points) < FEWEST:
        raise EngineError(
            "Only {count} places of {path} hold a match certain enough to refine the geometry, and {fewest} are "
            "needed; go on without refinement, or match again.",
            count=len(points),
            path=correspondence.path,
            fewest=FEWEST,
        )
    return points


def match_near(correspondence: Correspondence, line: float, sample: float, reach: int = 2) -> TiePoints | None:
    """The certain match nearest to a reference pixel, moved there; None where there is none within `reach` pixels."""
    row, column = round(line), round(sample)
    if not (0 <= row < correspondence.lines and 0 <= column < correspondence.samples):
        return None
    first = max(row - reach, 0)
    bands = correspondence.read(first, min(row + reach + 1, correspondence.lines) - first).astype(float)
    left = max(column - reach, 0)
    bands = bands[:, :, left : column + reach + 1]
    rows, columns = np.nonzero(_good(bands))
    if rows.size == 0:
        return None
    nearest = np.argmin((rows + first - line) ** 2 + (columns + left - sample) ** 2)
    chosen = bands[:, rows[nearest], columns[nearest]]
    return _points(np.array([[line, sample]]), chosen[:, None])


class TypicalCovariance:
    """Median covariance of the matches of `SAMPLED_LINES` lines, gathered while a correspondence raster is read.

    Parameters
    ----------
    lines : int
        Of the raster.
    """

    def __init__(self, lines: int) -> None:
        self._sampled = np.unique(np.linspace(0, lines - 1, SAMPLED_LINES).astype(int))
        self._known: list[np.ndarray] = []

    def add(self, line: int, bands: np.ndarray) -> None:
        """Take what is needed of the `BANDS` (6, lines, samples) of whole lines from `line` on."""
        for sampled in self._sampled[(self._sampled >= line) & (self._sampled < line + bands.shape[1])]:
            values = bands[:, sampled - line].astype(float)
            self._known.append(values[3:, _good(values)])

    def median(self) -> np.ndarray:
        """(2, 2) [px^2]; the identity where no line held a match."""
        known = np.concatenate(self._known, axis=1)
        if known.shape[1] == 0:
            return np.eye(2)
        return _points(np.zeros((1, 2)), np.array([0.0, 0.0, 1.0, *np.median(known, axis=1)])[:, None]).covariance[0]


def _good(bands: np.ndarray) -> np.ndarray:
    """Which pixels of `BANDS` (6, ...) hold a match that may be a tie point."""
    line, sample, certainty, line_variance, _, sample_variance = bands
    with np.errstate(invalid="ignore"):
        known = np.isfinite(line) & np.isfinite(sample) & (line_variance > 0) & (sample_variance > 0)
        return known & (certainty >= CERTAIN)


def _best(bands: np.ndarray, first_line: int, side: int) -> TiePoints:
    """The best match of each square cell of a row of cells (6, lines, samples)."""
    # Certainties of a learned matcher come close to 1 over whole fields: there the smaller variance decides.
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.where(_good(bands), bands[2] + 0.05 / (1.0 + bands[3] + bands[5]), -np.inf)
    rows, columns = [], []
    for left in range(0, score.shape[1], side):
        cell = score[:, left : left + side]
        best = int(np.argmax(cell))
        if np.isfinite(cell.flat[best]):
            rows.append(best // cell.shape[1])
            columns.append(left + best % cell.shape[1])
    rows, columns = np.array(rows, int), np.array(columns, int)
    reference = np.stack([first_line + rows, columns], axis=-1).astype(float)
    return _points(reference, bands[:, rows, columns])


def _points(reference: np.ndarray, bands: np.ndarray) -> TiePoints:
    """Tie points at reference pixels (n, 2) with the bands (6, n) there."""
    ll, ls, ss = bands[3:]
    ll, ss = np.maximum(ll, MIN_SIGMA**2), np.maximum(ss, MIN_SIGMA**2)
    # Rounded to single precision, two perfectly correlated coordinates may be more than that.
    ls = np.clip(ls, -0.999 * np.sqrt(ll * ss), 0.999 * np.sqrt(ll * ss))
    covariance = np.stack([np.stack([ll, ls], -1), np.stack([ls, ss], -1)], axis=-2)
    return TiePoints(reference, reference + bands[:2].T, covariance)


def joined(parts: list[TiePoints]) -> TiePoints:
    """All tie points of several lists, in order."""
    return TiePoints(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in dataclasses.fields(TiePoints)))
