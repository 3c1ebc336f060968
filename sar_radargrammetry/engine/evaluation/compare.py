"""An elevation raster against a reference DSM, cell by cell, in memory that does not grow with the rasters."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal

from ..area.area import Area
from ..elevation.geotiff import has_parts, write_raster
from ..elevation.grid import CellWindow, Grid
from ..errors import EngineError
from ..job import Context
from ..message import Message
from ..stereo.height_unit import other_unit
from ..terrain.dem import read_heights
from ..terrain.geoid import bounds_in_degrees
from .classes import ClassTable, ClassTally, slope_class, slope_of, slope_tally
from .comparison import Comparison, ReferenceOnGrid
from .coregister import find_shift
from .coverage import CERTAINTY, SLOPE, CoverageTable, CoverageTally
from .datums import AUTO, conversion
from .footprint import Footprint
from .mask import Mask, open_mask
from .means import MeansTally
from .part import Part
from .rasters import HeightRaster, cell_size, moved, on_grid, open_heights, same_cells, screened
from .statistics import ErrorTally

BLOCK = 512  # a multiple of 8, as Footprint requires
SAMPLED = 16  # cells a side of a block that tell the unit of the reference
_SAMPLE = 1000  # cells a side from which the share of the correlated variance is found
COMMON = 0.2
"""Share of the predicted variances that is the navigation's, from which on one scene says little about them."""


ERRORS = Message("The error raster")


def compare(
    elevation: str | Path,
    reference: str | Path,
    difference: str | Path | None,
    *,
    error: str | Path | None = None,
    mask: str | Path | None = None,
    certainty: str | Path | None = None,
    area: Area | None = None,
    coregister: bool = False,
    elevation_vertical: str = AUTO,
    reference_vertical: str = AUTO,
    provenance: dict | None = None,
    context: Context | None = None,
) -> Comparison:
    """Subtract a reference DSM from an elevation raster, on the elevation raster's grid.

    Parameters
    ----------
    elevation, reference : path
        Rasters of heights (m) in any CRS and resolution. The reference is resampled to the elevation raster.
    difference : path or None
        Raster to write: elevation - reference (m).
    error : path, optional
        Predicted 1-sigma errors (m) on the grid of the elevation raster.
    mask : path, optional
        Codes of what is known of each cell, on the grid of the elevation raster.
    certainty : path, optional
        How sure the matcher is of each cell, on the grid of the elevation raster.
    area : Area, optional
        Only cells in it are compared, and used to find a shift.
    coregister : bool
        Find out how far the elevation raster is shifted, and remove that before comparing.
    elevation_vertical, reference_vertical : str
        What heights are counted from: see `conversion`.
    provenance : dict, optional
        Goes into the metadata of `difference`.
    context : Context, optional

    Raises
    ------
    EngineError
        One of the rasters cannot be used (see `open_heights`), two of them are the same file, the vertical datums
        differ and cannot be converted or are not known, they have no cell in common, or the output cannot be written.
    """
    context = context or Context()
    _refuse_same(elevation, reference, error, difference)
    measured = screened(open_heights(elevation, Message("The elevation raster")))
    grid = measured.grid
    original = screened(open_heights(reference, Message("The reference DSM")), grid)
    heights_of = conversion(
        measured.datum,
        original.datum,
        bounds_in_degrees(grid.crs, grid.bounds),
        elevation_vertical=elevation_vertical,
        reference_vertical=reference_vertical,
        names=(measured.what, original.what),
    )
    part = Part.of(area, grid)
    predicted = None if error is None else open_errors(error, grid)
    reasons = None if mask is None else open_mask(mask, grid)
    sureness = None if certainty is None else open_errors(certainty, grid, Message("The certainty raster"))
    rasters = [raster for raster in (measured, original, predicted, sureness) if raster is not None]
    voids = tuple(warning for raster in rasters for warning in raster.void_warnings)
    warnings = heights_of.warnings + voids + (() if predicted is None else common_error(predicted))
    shift = None
    if coregister:
        shift = find_shift(measured, original, heights_of.offset_on, context.part(0.0, 0.3), part)
        original = moved(original, grid, shift.map_east, shift.map_north)
        context = context.part(0.3, 1.0)
    on_cells, method = on_grid(original, grid)
    wanted = ReferenceOnGrid(raster=on_cells, conversion=heights_of, up=shift.up if shift else 0.0)
    tallies = _Tallies(grid, predicted, reasons, sureness)
    inside = 0

    def blocks() -> Iterator[tuple[CellWindow, np.ndarray]]:
        nonlocal inside
        for window in grid.blocks(BLOCK):
            heights, (truth, slope) = measured.read(window), _with_slope(wanted, window)
            if part is not None:
                own = part.cells(grid, window)
                inside += int(own.sum())
                truth = np.where(own, truth, np.nan)
            yield window, tallies.add(window, heights, truth, slope)
        if tallies.errors.errors.count == 0:
            raise EngineError(
                "{what} has no value where the elevation raster has one; give a reference of the same area.",
                what=original.what,
            )

    if difference is None:
        for window, _ in blocks():
            context.progress((window.row + window.rows) / grid.height)
    else:
        write_raster(
            difference,
            grid,
            blocks(),
            descriptions=("elevation minus reference",),
            vertical_datum=None,
            provenance=provenance,
            context=context,
        )
    warnings += other_unit(original.what, *tallies.sample())
    if part is not None:
        share = 100.0 * inside / (grid.width * grid.height)
        told = Message("Only cells of the area are compared: {share:.1f} % of the elevation raster.", share=share)
        warnings += (told,)
    return Comparison(
        **summed(tallies.errors, tallies.footprint.reference_cells()),
        resampling=method,
        warnings=warnings,
        classes=tallies.tables(),
        coverage=tallies.coverage(),
        means=tallies.means.found(),
        datum=heights_of.text,
        shift=shift,
        reference=wanted,
    )


def summed(tally: ErrorTally, in_footprint: int) -> dict[str, Any]:
    """Fields of a `Comparison` that a tally gives: statistics, curve, histogram, calibration, ranking.

    Parameters
    ----------
    tally : ErrorTally
    in_footprint : int
        Reference cells inside the footprint of the elevation raster.
    """
    ranking = tally.sigmas.ranking()
    statistics = tally.statistics(tally.errors.count / max(in_footprint, 1), ranking)
    limits = np.linspace(0.0, max(12.0, 2.0 * statistics.le90), 601)
    return {
        "statistics": statistics,
        "curve": (limits, tally.curve(limits)),
        "histogram": tally.errors.bins(),
        "calibration": tally.sigmas.calibration(),
        "ranking": ranking,
    }


class _Tallies:
    """Everything that is counted of a comparison, block by block."""

    def __init__(
        self, grid: Grid, predicted: HeightRaster | None, reasons: Mask | None, certainty: HeightRaster | None
    ):
        self.errors, self.footprint = ErrorTally(), Footprint(grid)
        self.means = MeansTally(grid)
        self._sample = []
        self._predicted, self._reasons = predicted, reasons
        self._parts = (predicted, None)
        if predicted is not None and has_parts(predicted.dataset):
            self._parts = tuple(dataclasses.replace(predicted, band=band) for band in (2, 3))
        self._by_slope = slope_tally()
        self._certainty = certainty
        self._coverage = {"slope": CoverageTally(*SLOPE), "certainty": CoverageTally(*CERTAINTY)}
        self._by_reason = None
        if reasons is not None:
            definition = "codes of the mask; voids are counted as cells without an elevation"
            self._by_reason = ClassTally("mask", definition, reasons.names)

    def add(self, window: CellWindow, heights: np.ndarray, truth: np.ndarray, slope: np.ndarray) -> np.ndarray:
        """Count one block; returns elevation - reference."""
        difference, known = heights.astype(float) - truth, np.isfinite(truth)
        sigma = None if self._predicted is None else self._predicted.read(window)
        self.errors.add(difference, known, sigma)
        step = max(1, max(heights.shape) // SAMPLED)
        self._sample.append(np.stack([heights[::step, ::step].ravel(), truth[::step, ::step].ravel()]))
        self.footprint.add(window, np.isfinite(heights), known)
        self.means.add(window, difference, *(part and part.read(window) for part in self._parts))
        self._by_slope.add(slope_class(slope), difference, known, sigma)
        if sigma is not None:
            self._coverage["slope"].add(slope, difference, sigma)
            if self._certainty is not None:
                self._coverage["certainty"].add(self._certainty.read(window), difference, sigma)
        if self._by_reason is not None:
            self._by_reason.add(self._reasons.read(window), difference, known, sigma)
        return difference

    def sample(self) -> tuple[np.ndarray, np.ndarray]:
        """Heights and those of the reference (n,) [m] at some cells of each block."""
        return tuple(np.concatenate(self._sample, axis=1))

    def tables(self) -> tuple[ClassTable, ...]:
        tallies = (self._by_slope, self._by_reason)
        tables = (tally.table() for tally in tallies if tally is not None)
        return tuple(table for table in tables if table.rows)

    def coverage(self) -> tuple[CoverageTable, ...]:
        found = (
            CoverageTable(name=name, definition=definition, unit=unit, rows=self._coverage[name].rows())
            for name, definition, unit in (
                ("slope", "tenths of the cells by slope of the reference", "\N{DEGREE SIGN}"),
                ("certainty", "tenths of the cells by certainty of the match", ""),
            )
        )
        return tuple(table for table in found if table.rows)


def _with_slope(reference: ReferenceOnGrid, window: CellWindow) -> tuple[np.ndarray, np.ndarray]:
    """Heights (m) and slopes (degrees) of a window, with the neighbours of its rim taken into account."""
    grid = reference.raster.grid
    top, left = max(window.row - 1, 0), max(window.col - 1, 0)
    bottom = min(window.row + window.rows + 1, grid.height)
    right = min(window.col + window.cols + 1, grid.width)
    heights = reference.read(CellWindow(top, left, bottom - top, right - left))
    inner = (
        slice(window.row - top, window.row - top + window.rows),
        slice(window.col - left, window.col - left + window.cols),
    )
    if min(heights.shape) < 2:
        return heights[inner], np.full((window.rows, window.cols), np.nan)
    return heights[inner], slope_of(heights, cell_size(grid))[inner]


def _sample(raster: HeightRaster) -> np.ndarray:
    """Values of cells evenly spread over a raster; NaN where void."""
    grid = raster.grid
    small = gdal.Translate(
        "",
        raster.dataset,
        format="MEM",
        width=min(grid.width, _SAMPLE),
        height=min(grid.height, _SAMPLE),
        resampleAlg="nearest",
    )
    return read_heights(small, (0, 0, small.RasterXSize, small.RasterYSize), raster.what, raster.band)


def _refuse_same(
    elevation: str | Path, reference: str | Path, error: str | Path | None, output: str | Path | None
) -> None:
    if _same(elevation, reference):
        raise EngineError(
            "The elevation raster and the reference DSM are the same file {elevation}; give two files.",
            elevation=elevation,
        )
    if error is not None and (_same(error, elevation) or _same(error, reference)):
        raise EngineError(
            "The error raster {path} is also given as heights; give the raster of 1-sigma errors.", path=error
        )
    for source in (elevation, reference, error):
        if source is not None and output is not None and _same(source, output):
            raise EngineError(
                "The difference would overwrite the input {source}; choose another output file.", source=source
            )


def _same(a: str | Path, b: str | Path) -> bool:
    try:
        return os.path.samefile(a, b)
    except OSError:
        return os.path.abspath(a) == os.path.abspath(b)


def common_error(predicted: HeightRaster) -> tuple[Message, ...]:
    """A warning where much of the predicted errors is one that all heights of the scene share."""
    if not has_parts(predicted.dataset):
        return ()
    total, shared = (_sample(dataclasses.replace(predicted, band=band)) for band in (1, 3))
    known = np.isfinite(total) & np.isfinite(shared)
    share = float(np.mean(shared[known] ** 2) / np.mean(total[known] ** 2)) if known.any() else 0.0
    if share < COMMON:
        return ()
    warning = Message(
        "{share:.0f} % of the predicted variance comes from navigation errors (band 3 of the error raster). These "
        "errors are fully correlated, so coverage is a single sample.",
        share=100.0 * share,
    )
    return (warning,)


def open_errors(path: str | Path, grid: Grid, name: Message = ERRORS) -> HeightRaster:
    """Open a raster of predicted 1-sigma errors made with an elevation raster on `grid`.

    Raises
    ------
    EngineError
        It cannot be used (see `open_heights`), or is not on the grid.
    """
    errors = screened(open_heights(path, name))
    if not same_cells(errors.grid, grid):
        raise EngineError(
            "{what} is not on the grid of the elevation raster; give the one made with it.", what=errors.what
        )
    return errors
