"""An elevation raster against check points."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pyproj
from osgeo import gdal, ogr, osr

from ..area.area import Area
from ..elevation.grid import CellWindow, Grid
from ..errors import EngineError
from ..files.atomic import atomic_output, unwritten
from ..job import Context
from ..message import Message
from ..stereo.height_unit import other_unit
from ..terrain.geoid import bounds_in_degrees
from .checkpoints import CheckPoints
from .classes import ClassTally, slope_class, slope_tally
from .compare import BLOCK, common_error, open_errors, summed
from .comparison import Comparison
from .datums import AUTO, conversion
from .mask import Mask, open_mask
from .part import Part
from .rasters import HeightRaster, cell_size, open_heights, screened
from .statistics import ErrorTally

LAYER = "checked_points"


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class CheckedPoints:
    """Check points beside the elevation raster; all (n,) and in metres.

    Parameters
    ----------
    grid : Grid
        Of the elevation raster.
    x, y : ndarray
        Coordinates in its CRS.
    reference : ndarray
        Height of the check point, counted from what the raster's heights are counted from.
    elevation, sigma : ndarray
        Interpolated from the rasters; NaN where void or not given.
    slope : ndarray
        Of the elevation raster (degrees).
    """

    grid: Grid
    x: np.ndarray
    y: np.ndarray
    reference: np.ndarray
    elevation: np.ndarray
    sigma: np.ndarray
    slope: np.ndarray

    @property
    def difference(self) -> np.ndarray:
        return self.elevation - self.reference


def compare_points(
    elevation: str | Path,
    points: CheckPoints,
    *,
    error: str | Path | None = None,
    mask: str | Path | None = None,
    area: Area | None = None,
    elevation_vertical: str = AUTO,
    reference_vertical: str = AUTO,
    context: Context | None = None,
) -> tuple[Comparison, CheckedPoints]:
    """Compare an elevation raster, bilinear between its cell centres, with check points.

    A point counts as measured where all four cells around it have a height; points outside the raster are left out.
    Parameters are those of `compare`.

    Raises
    ------
    EngineError
        As `compare`; or no point lies on the raster.
    """
    context = context or Context()
    measured = screened(open_heights(elevation, Message("The elevation raster")))
    grid = measured.grid
    what = Message("The file of check points {path}", path=points.path)
    heights_of = conversion(
        measured.datum,
        points.datum,
        bounds_in_degrees(grid.crs, grid.bounds),
        elevation_vertical=elevation_vertical,
        reference_vertical=reference_vertical,
        names=(measured.what, what),
    )
    predicted = None if error is None else open_errors(error, grid)
    reasons = None if mask is None else open_mask(mask, grid)
    to_grid = pyproj.Transformer.from_crs(points.crs, grid.crs, always_xy=True)
    x, y = to_grid.transform(points.x, points.y)
    lon, lat = pyproj.Transformer.from_crs(points.crs, "EPSG:4326", always_xy=True).transform(points.x, points.y)
    col, row, inside = _on_raster(grid, x, y)
    if not inside.any() and _on_raster(grid, *to_grid.transform(points.y, points.x))[2].any():
        raise EngineError(
            "The check points of {path} lie on the elevation raster only with their two coordinates exchanged; correct "
            "the names of the columns.",
            path=points.path,
        )
    if not inside.any():
        raise EngineError(
            "No check point of {path} lies on the elevation raster; give points of the same area, and check their "
            "coordinate system.",
            path=points.path,
        )
    on_raster, part = int(inside.sum()), Part.of(area, grid)
    if part is not None:
        inside[inside] = part.places(grid.own_x(x[inside]), y[inside])
        if not inside.any():
            raise EngineError("No check point of {path} lies in the area; choose a larger one.", path=points.path)
    x, y, col, row = grid.own_x(x[inside]), y[inside], col[inside], row[inside]
    reference = points.height[inside] + heights_of.offset(lon[inside], lat[inside])
    heights, slope = _sampled(measured, col, row, context)
    sigma = np.full(len(x), np.nan) if predicted is None else _sampled(predicted, col, row, context)[0]
    checked = CheckedPoints(grid=grid, x=x, y=y, reference=reference, elevation=heights, sigma=sigma, slope=slope)
    if not np.isfinite(checked.difference).any():
        raise EngineError(
            "The elevation raster has no height at any of the {count} check points that lie on it; give more points.",
            count=len(x),
        )
    tally, known = ErrorTally(), np.isfinite(reference)
    given = None if predicted is None else sigma
    tally.add(checked.difference, known, given)
    by_slope = slope_tally("the elevation raster")
    by_slope.add(slope_class(slope), checked.difference, known, given)
    tallies = [by_slope]
    if reasons is not None:
        by_reason = ClassTally("mask", "codes of the mask at the check points", reasons.names)
        by_reason.add(_codes(reasons, col, row), checked.difference, known, given)
        tallies.append(by_reason)
    left_out = len(points.height) - on_raster
    voids = measured.void_warnings + (() if predicted is None else predicted.void_warnings)
    warnings = points.told + heights_of.warnings + voids + (() if predicted is None else common_error(predicted))
    warnings += other_unit(what, heights, reference)
    if left_out:
        warnings += (
            Message(
                "{count} of the {total} check points lie outside the elevation raster.",
                count=left_out,
                total=len(points.height),
            ),
        )
    if on_raster > len(x):
        told = Message("Only check points in the area are compared: {count} of {total}.", count=len(x), total=on_raster)
        warnings += (told,)
    comparison = Comparison(
        **summed(tally, int(known.sum())),
        resampling="bilinear",
        warnings=warnings,
        classes=tuple(table for table in (tally.table() for tally in tallies) if table.rows),
        datum=heights_of.text,
    )
    return comparison, checked


def _on_raster(grid: Grid, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Columns and rows of places (n,), and which lie on the raster."""
    col, row = grid.cell(x, y)
    return col, row, (col >= -0.5) & (col < grid.width - 0.5) & (row >= -0.5) & (row < grid.height - 0.5)


def _sampled(raster: HeightRaster, col: np.ndarray, row: np.ndarray, context: Context) -> tuple[np.ndarray, np.ndarray]:
    """Values between cell centres (bilinear), and the slope (degrees) of that surface; NaN beside voids."""
    grid, (width, height) = raster.grid, cell_size(raster.grid)
    value, slope = np.full(len(col), np.nan), np.full(len(col), np.nan)
    # In the outermost half cell the surface goes on from the two last cells.
    left = np.clip(np.floor(col).astype(int), 0, max(grid.width - 2, 0))
    top = np.clip(np.floor(row).astype(int), 0, max(grid.height - 2, 0))
    blocks = (top // BLOCK) * (grid.width // BLOCK + 1) + left // BLOCK
    for block in np.unique(blocks):
        context.check_cancelled()
        chosen = np.flatnonzero(blocks == block)
        i, j = top[chosen], left[chosen]
        first_row, first_col = int(i.min()), int(j.min())
        last_row, last_col = min(int(i.max()) + 2, grid.height), min(int(j.max()) + 2, grid.width)
        cells = raster.read(CellWindow(first_row, first_col, last_row - first_row, last_col - first_col)).astype(float)
        if min(cells.shape) < 2:
            continue  # a raster of one row or column has no surface
        i, j = i - first_row, j - first_col
        down, across = row[chosen] - top[chosen], col[chosen] - left[chosen]
        a, b, c, d = cells[i, j], cells[i, j + 1], cells[i + 1, j], cells[i + 1, j + 1]
        value[chosen] = (1 - down) * ((1 - across) * a + across * b) + down * ((1 - across) * c + across * d)
        east = ((1 - down) * (b - a) + down * (d - c)) / width
        south = ((1 - across) * (c - a) + across * (d - b)) / height
        slope[chosen] = np.degrees(np.arctan(np.hypot(east, south)))
    return value, slope


def _codes(reasons: Mask, col: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Code of the cell that each point lies in."""
    i, j = np.rint(row).astype(int), np.rint(col).astype(int)
    codes = np.empty(len(i), dtype=np.int64)
    for band in np.unique(i // BLOCK):
        chosen = np.flatnonzero(i // BLOCK == band)
        first = int(i[chosen].min())
        window = CellWindow(first, 0, int(i[chosen].max()) + 1 - first, reasons.dataset.RasterXSize)
        codes[chosen] = reasons.read(window)[i[chosen] - first, j[chosen]]
    return codes


def write_checked_points(path: str | Path, checked: CheckedPoints) -> None:
    """Write the points with both heights and their difference as a GeoPackage.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    reference = osr.SpatialReference()
    reference.SetFromUserInput(checked.grid.crs)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    fields = ("difference", "elevation", "reference", "sigma", "slope")
    with atomic_output(path) as temporary:
        try:
            source = gdal.GetDriverByName("GPKG").Create(str(temporary), 0, 0, 0, gdal.GDT_Unknown)
            layer = source.CreateLayer(LAYER, reference, ogr.wkbPoint)
            for name in fields:
                layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal))
            layer.StartTransaction()
            for index in range(len(checked.x)):
                feature = ogr.Feature(layer.GetLayerDefn())
                place = ogr.Geometry(ogr.wkbPoint)
                place.AddPoint_2D(float(checked.x[index]), float(checked.y[index]))
                feature.SetGeometry(place)
                for name in fields:
                    value = float(getattr(checked, name)[index])
                    if np.isfinite(value):
                        feature.SetField(name, round(value, 4))
                layer.CreateFeature(feature)
            layer.CommitTransaction()
            layer = source = None
        except RuntimeError as error:
            raise unwritten(path, error) from error
