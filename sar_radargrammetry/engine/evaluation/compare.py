"""An elevation raster against a reference DSM, cell by cell, in memory that does not grow with the rasters."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyproj

from ..elevation.geotiff import write_raster
from ..elevation.grid import Grid, Window
from ..errors import EngineError
from ..job import Context
from .calibration import Calibration
from .footprint import Footprint
from .rasters import HeightRaster, on_grid, open_heights
from .statistics import ErrorTally, Statistics

BLOCK = 512  # a multiple of 8, as Footprint wants it


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
    calibration : Calibration or None
        Predicted against observed errors, where predictions were given.
    resampling : str
        How the reference came to the grid of the elevation raster: ``average`` or ``bilinear``.
    warnings : tuple of str
        Sentences that a reader of the numbers must know.
    """

    statistics: Statistics
    curve: tuple[np.ndarray, np.ndarray]
    histogram: tuple[np.ndarray, np.ndarray]
    calibration: Calibration | None
    resampling: str
    warnings: tuple[str, ...]


def compare(
    elevation: str | Path,
    reference: str | Path,
    difference: str | Path,
    *,
    error: str | Path | None = None,
    provenance: dict | None = None,
    context: Context | None = None,
) -> Comparison:
    """Subtract a reference DSM from an elevation raster, on the elevation raster's grid.

    Parameters
    ----------
    elevation, reference : path
        Rasters of heights (m) in any CRS and resolution. The reference is resampled to the elevation raster.
    difference : path
        Raster to write: elevation - reference (m).
    error : path, optional
        Predicted 1-sigma errors (m) on the grid of the elevation raster.
    provenance : dict, optional
        Goes into the metadata of `difference`.
    context : Context, optional

    Raises
    ------
    EngineError
        One of the rasters cannot be used (see `open_heights`), two of them are the same file, the vertical datums
        differ, they have no cell in common, or the output cannot be written.
    """
    _refuse_same(elevation, reference, error, difference)
    measured = open_heights(elevation, "elevation raster")
    original = open_heights(reference, "reference DSM")
    warnings = _datum_warnings(measured, original)
    wanted, method = on_grid(original, measured.grid)
    predicted = None if error is None else _open_errors(error, measured.grid)

    tally, footprint = ErrorTally(), Footprint(measured.grid)

    def blocks() -> Iterator[tuple[Window, np.ndarray]]:
        for window in measured.grid.blocks(BLOCK):
            heights, truth = measured.read(window), wanted.read(window)
            values = heights.astype(float) - truth
            tally.add(values, np.isfinite(truth), None if predicted is None else predicted.read(window))
            footprint.add(window, np.isfinite(heights), np.isfinite(truth))
            yield window, values
        if tally.errors.count == 0:
            raise EngineError(
                f"{original.what} has no value where the elevation raster has one; give a reference of the same area."
            )

    write_raster(
        difference,
        measured.grid,
        blocks(),
        descriptions=("elevation minus reference",),
        vertical_datum=None,
        provenance=provenance,
        context=context,
    )
    statistics = tally.statistics(tally.errors.count / max(footprint.reference_cells(), 1))
    limits = np.linspace(0.0, max(12.0, 2.0 * statistics.le90), 601)
    return Comparison(
        statistics=statistics,
        curve=(limits, tally.curve(limits)),
        histogram=tally.errors.bins(),
        calibration=tally.calibration(),
        resampling=method,
        warnings=warnings,
    )


def _refuse_same(elevation: str | Path, reference: str | Path, error: str | Path | None, output: str | Path) -> None:
    if _same(elevation, reference):
        raise EngineError(f"The elevation raster and the reference DSM are the same file {elevation}; give two files.")
    if error is not None and (_same(error, elevation) or _same(error, reference)):
        raise EngineError(f"The error raster {error} is also given as heights; give the raster of 1-sigma errors.")
    for source in (elevation, reference, error):
        if source is not None and _same(source, output):
            raise EngineError(f"The difference would overwrite the input {source}; choose another output file.")


def _same(a: str | Path, b: str | Path) -> bool:
    try:
        return os.path.samefile(a, b)
    except OSError:
        return os.path.abspath(a) == os.path.abspath(b)


def _datum_warnings(measured: HeightRaster, reference: HeightRaster) -> tuple[str, ...]:
    if measured.datum.conflicts(reference.datum):
        raise EngineError(
            f"The elevation raster holds heights of {measured.datum.name} and the reference DSM heights of "
            f"{reference.datum.name}; convert one of them to the vertical datum of the other first."
        )
    silent = [raster.what for raster in (measured, reference) if raster.datum.ellipsoidal is None]
    if not silent:
        return ()
    named = silent[0] if len(silent) == 1 else f"{silent[0]} and {silent[1][0].lower()}{silent[1][1:]}"
    do = "does" if len(silent) == 1 else "do"
    return (
        f"{named} {do} not say what heights are counted from; the heights are subtracted as they are, and if they "
        "are not counted from the same surface, the bias contains the distance between the two.",
    )


def _open_errors(path: str | Path, grid: Grid) -> HeightRaster:
    errors = open_heights(path, "error raster")
    same_cells = (errors.grid.width, errors.grid.height) == (grid.width, grid.height) and np.allclose(
        errors.grid.geotransform, grid.geotransform, rtol=1e-9, atol=1e-6 * grid.pixel_size
    )
    if not same_cells or pyproj.CRS(errors.grid.crs) != pyproj.CRS(grid.crs):
        raise EngineError(f"{errors.what} is not on the grid of the elevation raster; give the one made with it.")
    return errors
