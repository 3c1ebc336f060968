"""Error statistics of parts of the cells: by slope, by the mask's reason."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np

from .tally import NMAD_FACTOR, Tally

SLOPES = (0.0, 5.0, 10.0, 20.0, 30.0, 40.0, 90.0)
"""Edges of the slope classes [degrees]."""

_LIMITS = (1.0, 2.0, 5.0)


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClassRow:
    """Numbers of one class, defined as in `Statistics`; NaN where there is no cell, None where no sigma was given.

    Parameters
    ----------
    label : str
    reference_cells, measured_cells : int
    completeness : float
        measured_cells / reference_cells.
    bias, nmad, rmse, le90 : float
        Metres.
    under_1m, under_2m, under_5m : float
        Shares of measured_cells.
    predicted : float or None
        Root mean square of the predicted 1-sigma errors (m): what `rmse` should be.
    within_1_sigma, within_2_sigma : float or None
        Shares of the cells with a predicted error.
    """

    label: str
    reference_cells: int
    measured_cells: int
    completeness: float
    bias: float
    nmad: float
    rmse: float
    le90: float
    under_1m: float
    under_2m: float
    under_5m: float
    predicted: float | None
    within_1_sigma: float | None
    within_2_sigma: float | None

    def as_json(self) -> dict:
        """The row with null for what is not a number."""
        row = dataclasses.asdict(self)
        return {k: None if isinstance(v, float) and not np.isfinite(v) else v for k, v in row.items()}


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClassTable:
    """Numbers class by class.

    Parameters
    ----------
    name : str
        ``slope`` or ``mask``.
    definition : str
        What the classes are of.
    rows : tuple of ClassRow
        Classes with at least one cell of the reference.
    """

    name: str
    definition: str
    rows: tuple[ClassRow, ...]


class ClassTally:
    """Collects differences class by class, block by block.

    Parameters
    ----------
    name, definition : str
        See `ClassTable`.
    labels : dict of int to str
        Name of each class, in the order of the table. Classes without a name are called by their number.
    """

    def __init__(self, name: str, definition: str, labels: dict[int, str]):
        self.name, self.definition, self._labels = name, definition, labels
        self._classes: dict[int, _OneClass] = {}

    def add(
        self, number: np.ndarray, difference: np.ndarray, reference_valid: np.ndarray, sigma: np.ndarray | None
    ) -> None:
        """Count one block.

        Parameters
        ----------
        number : int ndarray
            Class of each cell; negative for none.
        difference, reference_valid, sigma : ndarray of the same shape
            As for `ErrorTally.add`.
        """
        counted = reference_valid & (number >= 0)
        for code in np.unique(number[counted]).tolist():
            cells = counted & (number == code)
            one = self._classes.setdefault(code, _OneClass())
            one.add(difference[cells], None if sigma is None else sigma[cells])

    def table(self) -> ClassTable:
        """The numbers of everything added so far."""
        order = [code for code in self._labels if code in self._classes]
        order += sorted(set(self._classes) - set(self._labels))
        rows = tuple(self._classes[code].row(self._labels.get(code, f"code {code}")) for code in order)
        return ClassTable(name=self.name, definition=self.definition, rows=rows)


class _OneClass:
    def __init__(self) -> None:
        self._errors = Tally(resolution=0.01, limit=500.0)  # a thousandth of the memory of the finest, for many classes
        self._reference = self._given = 0
        self._under = dict.fromkeys(_LIMITS, 0)
        self._within = {1: 0, 2: 0}
        self._variance = 0.0

    def add(self, difference: np.ndarray, sigma: np.ndarray | None) -> None:
        self._reference += difference.size
        measured = np.isfinite(difference)
        values = difference[measured].astype(float)
        self._errors.add(values)
        for limit in _LIMITS:
            self._under[limit] += int(np.count_nonzero(np.abs(values) < limit))
        if sigma is not None:
            predicted = sigma[measured].astype(float)
            given = np.isfinite(predicted) & (predicted > 0.0)
            values, predicted = values[given], predicted[given]
            self._given += predicted.size
            self._variance += float(predicted @ predicted)
            for k in self._within:
                self._within[k] += int(np.count_nonzero(np.abs(values) <= k * predicted))

    def row(self, label: str) -> ClassRow:
        errors, given = self._errors, self._given
        bias = errors.quantile(0.5)
        measured = errors.count
        return ClassRow(
            label=label,
            reference_cells=self._reference,
            measured_cells=measured,
            completeness=measured / max(self._reference, 1),
            bias=bias,
            nmad=NMAD_FACTOR * errors.deviation_quantile(bias, 0.5),
            rmse=errors.rms,
            le90=errors.deviation_quantile(0.0, 0.9),
            predicted=float(np.sqrt(self._variance / given)) if given else None,
            within_1_sigma=self._within[1] / given if given else None,
            within_2_sigma=self._within[2] / given if given else None,
            **{f"under_{limit:g}m": self._under[limit] / measured if measured else np.nan for limit in _LIMITS},
        )


def slope_tally(of: str = "the reference") -> ClassTally:
    """A tally of slope classes; `slope_class` gives the number of each cell."""
    labels = {
        number: f"{low:g}\N{DEGREE SIGN} to {high:g}\N{DEGREE SIGN}"
        for number, (low, high) in enumerate(itertools.pairwise(SLOPES))
    }
    return ClassTally("slope", f"slope of {of}, from the heights of the neighbouring cells", labels)


def slope_class(slope: np.ndarray) -> np.ndarray:
    """Number of the class of slopes (degrees); -1 where NaN."""
    return np.where(np.isfinite(slope), np.searchsorted(SLOPES[1:-1], slope, side="right"), -1)


def slope_of(heights: np.ndarray, cell: tuple[float, float]) -> np.ndarray:
    """Slope (degrees) by central differences, one-sided at the rim; NaN beside voids.

    Parameters
    ----------
    heights : (rows, cols) ndarray
        Metres, at least 2 x 2.
    cell : (width, height)
        Metres.
    """
    down, across = np.gradient(heights.astype(float), cell[1], cell[0])
    return np.degrees(np.arctan(np.hypot(down, across)))
