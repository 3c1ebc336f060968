"""What a comparison of an elevation with a reference found."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ..elevation.grid import CellWindow
from ..message import Message
from .calibration import CalibrationRow
from .classes import ClassTable
from .coregister import Shift
from .coverage import CoverageTable
from .datums import Conversion
from .means import MeanErrors
from .ranking import Ranking
from .rasters import HeightRaster
from .statistics import Statistics


@dataclasses.dataclass(frozen=True, kw_only=True)
class Comparison:
    """What a comparison found.

    Parameters
    ----------
    statistics : Statistics
    curve : (limits, shares), each (n,) ndarray
        Share of measured cells with an absolute error below a limit (m).
    histogram : (centres, counts), each (n,) ndarray
        Number of cells by difference, centres in metres, 1 mm apart where there are any.
    calibration : tuple of CalibrationRow
        Predicted against observed errors by tenths of the predictions; empty where none were given.
    ranking : Ranking or None
        How well the predictions rank the errors.
    resampling : str
        How the reference came to the grid of the elevation raster: ``average`` or ``bilinear``.
    warnings : tuple of Message
        Sentences that a reader of the numbers must know.
    classes : tuple of ClassTable
        The same numbers by slope and by the mask's reason, as far as those are known.
    coverage : tuple of CoverageTable
        Whether the predicted errors hold by tenths of slope and certainty, where they are known.
    means : MeanErrors or None
        Correlation of the errors and errors of means over areas; None where too few cells are compared.
    datum : str
        A sentence on what the heights of both are counted from.
    shift : Shift or None
        What co-registration found and removed.
    reference : ReferenceOnGrid or None
        The reference as it was compared, to draw parts of it.
    """

    statistics: Statistics
    curve: tuple[np.ndarray, np.ndarray]
    histogram: tuple[np.ndarray, np.ndarray]
    calibration: tuple[CalibrationRow, ...]
    ranking: Ranking | None
    resampling: str
    warnings: tuple[Message, ...]
    classes: tuple[ClassTable, ...] = ()
    coverage: tuple[CoverageTable, ...] = ()
    means: MeanErrors | None = None
    datum: str = ""
    shift: Shift | None = None
    reference: ReferenceOnGrid | None = None

    def document(self) -> dict[str, Any]:
        """Everything that a comparison found, ready for JSON."""
        limits, shares = self.curve
        document: dict[str, Any] = {
            "statistics": self.statistics.as_json(),
            "cumulative_curve": {
                "definition": "share of measured cells with |elevation - reference| below a limit (m)",
                "limits": [round(float(limit), 4) for limit in limits],
                "shares": [round(float(share), 6) for share in shares],
            },
            "classes": {
                table.name: {"definition": table.definition, "rows": [row.as_json() for row in table.rows]}
                for table in self.classes
            },
            "coverage": {
                table.name: {"definition": table.definition, "rows": [dataclasses.asdict(row) for row in table.rows]}
                for table in self.coverage
            },
            "resampling_of_reference": self.resampling,
            "vertical_datum": self.datum,
            "co_registration": None if self.shift is None else dataclasses.asdict(self.shift),
            "warnings": list(self.warnings),
        }
        if self.ranking is not None:
            document["calibration"] = {
                "definition": "tenths of the cells by predicted error: median predicted 1-sigma error (m), 68.3 % "
                "quantile of |elevation - reference| (m), 1.4826 median(|elevation - reference|) / predicted, root "
                "mean squares of both (m), shares within one and two predicted sigma",
                "rows": [dataclasses.asdict(row) for row in self.calibration],
            }
            document["sparsification"] = self.ranking.as_json()
        if self.means is not None:
            document["errors_of_means"] = self.means.as_json()
        return document


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReferenceOnGrid:
    """A reference on the grid of an elevation raster, its heights counted from the same surface.

    Parameters
    ----------
    raster : HeightRaster
        On the grid, moved there by co-registration where that was requested.
    conversion : Conversion
    up : float
        Added to the heights (m): the vertical part of co-registration.
    """

    raster: HeightRaster
    conversion: Conversion
    up: float = 0.0

    def read(self, window: CellWindow) -> np.ndarray:
        """(rows, cols) heights (m), NaN where void."""
        grid = self.raster.grid
        return self.raster.read(window) + self.conversion.offset_on(grid.crs, *grid.centres(window)) + self.up
