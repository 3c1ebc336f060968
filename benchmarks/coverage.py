"""Whether the predicted errors of several scenes hold, on the whole and in every tenth of predicted error, slope and
certainty, and whether they rank the errors.

Slope as measured is what a user can sort by. The true one includes walls and crowns' edges, where a cell is either on
top or at the bottom, which no error of a match can show.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
from osgeo import gdal

from sar_radargrammetry.engine.evaluation.calibration import SigmaTally
from sar_radargrammetry.engine.evaluation.classes import slope_of
from sar_radargrammetry.engine.evaluation.coverage import CERTAINTY, SLOPE, CoverageTally


class Pool:
    """Cells of several scenes, counted together."""

    def __init__(self) -> None:
        ranges = {"all": (0.0, 1.0, 1), "certainty": CERTAINTY, "slope": SLOPE, "true slope": SLOPE}
        self._tallies = {name: CoverageTally(*given) for name, given in ranges.items()}
        self._sigmas = SigmaTally()

    def add(self, elevation: Path, difference: Path, error: Path, certainty: Path) -> None:
        """Count the cells of rasters of one grid, heights and errors in metres."""
        heights, off, predicted, sure = (read_raster(path) for path in (elevation, difference, error, certainty))
        transform = gdal.Open(str(elevation)).GetGeoTransform()
        cell = abs(transform[1]), abs(transform[5])
        groups = {
            "all": np.zeros_like(off),
            "certainty": sure,
            "slope": slope_of(heights, cell),
            "true slope": slope_of(heights - off, cell),
        }
        for name, by in groups.items():
            self._tallies[name].add(by, off, predicted)
        known = np.isfinite(off)
        self._sigmas.add(off[known], predicted[known])

    def rows(self) -> list[dict]:
        """Groups: by what, the values they have, their cells and the shares within one and two predicted errors.

        Those ``by`` predicted error have the ``ratio`` NMAD / sigma too.
        """
        tenths = [
            {"by": "sigma", **dataclasses.asdict(row), "predicted": row.predicted_rms}
            for row in self._sigmas.calibration()
        ]
        return tenths + [
            {"by": name, **dataclasses.asdict(row)}
            for name, tally in self._tallies.items()
            for row in tally.rows(1 if name == "all" else 10)
        ]

    def ranks(self) -> dict[str, float]:
        """``rank_correlation`` of |error| with predicted error, and ``ause``, see `evaluation.ranking`."""
        ranking = self._sigmas.ranking()
        return {"rank_correlation": ranking.correlation, "ause": ranking.ause}


def table(rows: list[dict]) -> list[str]:
    """Lines to print."""
    lines = [f"  {'by':10s} {'from':>6s} {'to':>6s}   cells  1 sigma  2 sigma  predicted  observed  NMAD/sigma"]
    for row in rows:
        ends = ("", "") if row["by"] == "all" else (f"{row['low']:.2f}", f"{row['high']:.2f}")
        lines.append(
            f"  {row['by']:10s} {ends[0]:>6s} {ends[1]:>6s} {row['cells']:7d} {row['within_1_sigma']:8.3f} "
            f"{row['within_2_sigma']:8.3f} {row['predicted']:10.2f} {row['rmse']:9.2f}"
            + (f" {row['ratio']:11.2f}" if "ratio" in row else "")
        )
    return lines


def read_raster(path: Path) -> np.ndarray:
    """The first band of a raster, (rows, cols) float64; NaN where it has nodata."""
    dataset = gdal.Open(str(path))
    band = dataset.GetRasterBand(1)
    values = band.ReadAsArray().astype(float)
    return np.where(values == band.GetNoDataValue(), np.nan, values)
