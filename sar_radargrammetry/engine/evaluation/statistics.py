"""How far an elevation raster is from a reference, in numbers whose definitions go with them."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from .calibration import SigmaTally
from .ranking import Ranking
from .tally import NMAD_FACTOR, Tally

THRESHOLDS = (1.0, 2.0, 5.0, 10.0)
"""Error thresholds (m) whose shares are reported."""

_D = "d = elevation - reference"


def number(definition: str, unit: str = "m") -> float:
    """Declare one statistic with its unit and definition."""
    return dataclasses.field(metadata={"definition": definition, "unit": unit})


@dataclasses.dataclass(frozen=True, kw_only=True)
class Statistics:
    """Error statistics of an elevation raster; metadata of each field holds its definition and unit."""

    reference_cells: int = number("cells of the elevation raster's grid where the reference has a value", "cells")
    measured_cells: int = number("reference_cells where the elevation raster has a value too", "cells")
    completeness: float = number("measured_cells / reference_cells", "share")
    completeness_footprint: float = number(
        "the same, counted inside the convex hull of the cells that have an elevation", "share"
    )
    bias: float = number(f"median of {_D}")
    mean: float = number(f"mean of {_D}")
    nmad: float = number(f"1.4826 * median(|d - bias|), {_D}: a standard deviation that is robust against outliers")
    std: float = number(f"standard deviation of {_D} about its mean")
    rmse: float = number(f"root mean square of {_D}")
    le90: float = number(f"90 % quantile of |d|, {_D}")
    min: float = number(f"lowest {_D}")
    max: float = number(f"highest {_D}")
    under_1m: float = number("share of measured_cells with |d| < 1 m", "share")
    under_2m: float = number("share of measured_cells with |d| < 2 m", "share")
    under_5m: float = number("share of measured_cells with |d| < 5 m", "share")
    under_10m: float = number("share of measured_cells with |d| < 10 m", "share")
    under_1m_of_reference: float = number("share of reference_cells with |d| < 1 m; voids count as misses", "share")
    under_2m_of_reference: float = number("share of reference_cells with |d| < 2 m; voids count as misses", "share")
    under_5m_of_reference: float = number("share of reference_cells with |d| < 5 m; voids count as misses", "share")
    under_10m_of_reference: float = number("share of reference_cells with |d| < 10 m; voids count as misses", "share")
    error_given: float | None = number("share of measured_cells with a predicted 1-sigma error > 0", "share")
    within_1_sigma: float | None = number("share of those with |d| <= sigma; 0.683 if sigma is correct", "share")
    within_2_sigma: float | None = number("share of those with |d| <= 2 sigma; 0.954 if sigma is correct", "share")
    normalised_std: float | None = number("standard deviation of d / sigma about its mean; 1 if sigma is correct", "")
    normalised_nmad: float | None = number("NMAD of d / sigma; 1 if sigma is correct, robust against outliers", "")
    rank_correlation: float | None = number(
        "Spearman's rank correlation of |d| with sigma; 0 if sigma does not tell good places from bad", ""
    )
    ause: float | None = number(
        "area between the sparsification curves of sigma and of |d| itself, as a share of that between random order "
        "and |d|: 0 if sigma ranks as the errors do, 1 if at random",
        "",
    )

    def as_json(self) -> dict[str, dict]:
        """Every number with its unit and definition; not-a-number becomes null."""
        described = {}
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, float) and not math.isfinite(value):
                value = None
            described[field.name] = {"value": value, **field.metadata}
        return described


class ErrorTally:
    """Collects differences, block by block, and turns them into `Statistics`."""

    def __init__(self) -> None:
        self.errors = Tally()
        self.sigmas = SigmaTally()
        self.reference_cells = 0
        self._under = np.zeros(len(THRESHOLDS), dtype=np.int64)

    def add(self, difference: np.ndarray, reference_valid: np.ndarray, sigma: np.ndarray | None = None) -> None:
        """Count one block.

        Parameters
        ----------
        difference : (rows, cols) ndarray
            Elevation - reference (m), NaN where one of them is void.
        reference_valid : (rows, cols) bool ndarray
        sigma : (rows, cols) ndarray, optional
            Predicted 1-sigma error of the elevation (m), NaN where there is none.
        """
        self.reference_cells += int(np.count_nonzero(reference_valid))
        measured = np.isfinite(difference)
        values = difference[measured].astype(float)
        self.errors.add(values)
        self._under += [np.count_nonzero(np.abs(values) < limit) for limit in THRESHOLDS]
        if sigma is not None:
            self.sigmas.add(values, sigma[measured].astype(float))

    def curve(self, limits: np.ndarray) -> np.ndarray:
        """Share of measured cells with an absolute error below each of `limits` (m), to the tally's resolution."""
        values, counts = self.errors.bins()
        order = np.argsort(np.abs(values))
        below = np.concatenate([[0], np.cumsum(counts[order])])
        return below[np.searchsorted(np.abs(values)[order], limits)] / max(self.errors.count, 1)

    def statistics(self, completeness_footprint: float, ranking: Ranking | None = None) -> Statistics:
        """The numbers of everything added so far; NaN where there was nothing.

        Parameters
        ----------
        completeness_footprint : float
        ranking : Ranking, optional
            That of `sigmas`, where it is known already.
        """
        errors, sigmas = self.errors, self.sigmas
        measured, reference = max(errors.count, 1), max(self.reference_cells, 1)
        bias = errors.quantile(0.5)
        shares = {}
        for limit, below in zip(THRESHOLDS, self._under.tolist(), strict=True):
            shares[f"under_{limit:g}m"] = below / measured
            shares[f"under_{limit:g}m_of_reference"] = below / reference
        given = sigmas.count > 0
        ranking = ranking or sigmas.ranking()
        return Statistics(
            reference_cells=self.reference_cells,
            measured_cells=errors.count,
            completeness=errors.count / reference,
            completeness_footprint=completeness_footprint,
            bias=bias,
            mean=errors.mean,
            nmad=NMAD_FACTOR * errors.deviation_quantile(bias, 0.5),
            std=errors.std,
            rmse=errors.rms,
            le90=errors.deviation_quantile(0.0, 0.9),
            min=errors.min,
            max=errors.max,
            **shares,
            error_given=sigmas.count / measured if given else None,
            within_1_sigma=sigmas.within(1) if given else None,
            within_2_sigma=sigmas.within(2) if given else None,
            normalised_std=sigmas.normalised.std if given else None,
            normalised_nmad=sigmas.normalised_nmad() if given else None,
            rank_correlation=ranking.correlation if given else None,
            ause=ranking.ause if given else None,
        )
