"""Of what the error of a cell of the map consists: its matches, the slope, wrong matches, and the navigation.

The cell is computed once more from the matches around it, as the raster was (`elevation.gridding`, `elevation.cells`),
with numpy and GDAL alone. Its parts therefore add up to the value of the raster where that is of the same matches, and
of nothing else: a raster that was smoothed, filled, merged or resampled has another value.
"""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
from osgeo import gdal, osr

from ..image.gdal_raster import RasterFailure, open_raster
from ..image.signal import NOISE_FLOOR, NoiseFloor
from ..image.window import Window
from ..matching.odds import amid
from ..points.densifying import densified
from ..points.outliers import REACH, outliers
from ..points.surface_sigma import BOX, CHOSEN, displacements, slope_factor
from ..points.triangulation import LARGEST_RESIDUAL
from ..record import record_of
from ..sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef
from .opening import Opened
from .places import Pixel

LEAST_CERTAINTY = 0.1
"""Of the matches of a raster that does not state it: the default of `triangulate`."""
ABOUT = 10.0
"""Metres by which heights of matches may differ from those of the cells around it, at the least."""
FARTHEST = 256
"""Pixels to each side of the middle that are looked at, at the most."""
ROUNDING = 0.005, 0.005
"""Metres, and share of the value, up to which sum and raster agree: a raster has smooth functions of places for exact
ones, and points in single precision."""


@dataclasses.dataclass(frozen=True)
class CellError:
    """A cell of an error raster and the parts of its standard deviation [m].

    Parameters
    ----------
    raster : float
        What the raster has.
    matches : float
        Of the heights of the cell's matches, without the slope.
    count : int
        Matches that contribute.
    slope : float
        Factor by which the slope multiplies `matches`.
    wrong : float
        Of matches that are wrong altogether, by their probability.
    certainty : float
        Probability that the cell's matches are right amid those around.
    blur : float
        Of what the window of any match blurs.
    navigation : float or None
        Of the tracks; None where the raster does not contain it.
    """

    raster: float
    matches: float
    count: int
    slope: float
    wrong: float
    certainty: float
    blur: float
    navigation: float | None

    @property
    def total(self) -> float:
        """Root of the sum of the squares of the parts."""
        return math.hypot(self.matches * self.slope, self.wrong, self.blur, self.navigation or 0.0)

    @property
    def agrees(self) -> bool:
        """Whether that is what the raster has."""
        metres, share = ROUNDING
        return abs(self.total - self.raster) <= max(metres, share * self.raster)


@dataclasses.dataclass(frozen=True, eq=False)
class _Cell:
    """A cell of an error raster and the heights around it.

    Parameters
    ----------
    x, y : float
        Its centre.
    width, step : float
        Of a cell in x, and by which y falls from row to row.
    bands : (n,) ndarray
        Of the error raster.
    heights : (BOX, BOX) ndarray
        NaN where there is none.
    to_map : osr.CoordinateTransformation
        From longitude and latitude.
    least : float
        Certainty that matches need.
    floor : float or None
        Power of the reference up to which a pixel shows noise only; None where the raster does not state it.
    """

    x: float
    y: float
    width: float
    step: float
    bands: np.ndarray
    heights: np.ndarray
    to_map: osr.CoordinateTransformation
    least: float
    floor: float | None

    def on_map(self, longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        """Map coordinates (2, n)."""
        places = self.to_map.TransformPoints(np.stack([longitude, latitude], axis=-1).tolist())
        return np.array(places)[:, :2].T

    def of_ground(self, xyz: np.ndarray) -> np.ndarray:
        """Map coordinates and height (3, n) of ground points (n, 3) ECEF."""
        lon, lat, height = ecef_to_geodetic(xyz)
        return np.concatenate([self.on_map(lon, lat), height[None]])

    def corners(self, beyond: float) -> tuple[np.ndarray, np.ndarray]:
        """Longitudes and latitudes (4,) of the corners of the square of so many cells to each side."""
        x, y = np.meshgrid(*(middle + beyond * self.width * np.array([-1, 1]) for middle in (self.x, self.y)))
        back = self.to_map.GetInverse()
        places = np.array(back.TransformPoints(np.stack([x.ravel(), y.ravel()], axis=-1).tolist()))
        return places[:, 0], places[:, 1]


def cell_error(
    opened: Opened, pixel: Pixel, elevation: str | Path, error: str | Path, x: float, y: float
) -> CellError | None:
    """The error of a cell; None where the rasters have no value there, or no match contributes to it.

    Parameters
    ----------
    opened : Opened
        The matches of the rasters.
    pixel : Pixel
        Of the reference, whose match gave the height there.
    elevation, error : path
    x, y : float
        In the coordinates of the rasters.
    """
    try:
        cell = _cell(elevation, error, x, y)
    except RasterFailure:
        return None
    if cell is None:
        return None
    middle = BOX // 2
    sums, count = _gridded(_points(opened, pixel, cell), cell)
    share, weight, first, second, of_certainty = sums
    if not (count and share[middle, middle] > 0.0):
        return None
    weight = np.where(weight > 0.0, weight, np.nan)
    mean = first[middle, middle] / weight[middle, middle]
    scatter = max(second[middle, middle] / weight[middle, middle] - mean**2, 0.0)
    error = math.sqrt(share[middle, middle] / weight[middle, middle] + scatter)
    certainty = of_certainty / weight
    around = float(np.nanmean(np.where(np.isfinite(cell.heights), certainty, np.nan)))
    sure = float(amid(certainty[middle, middle], around))
    slope, metres = _slope_and_pixel(opened, cell, pixel.height + float(mean), error)
    whole, *others = cell.bands.tolist()
    return CellError(
        raster=whole,
        matches=CHOSEN.right * error,
        count=count,
        slope=slope,
        wrong=CHOSEN.hidden * (1.0 - sure),
        certainty=sure,
        blur=CHOSEN.least * metres,
        navigation=others[1] if len(others) == 2 else None,
    )


def _cell(elevation: str | Path, error: str | Path, x: float, y: float) -> _Cell | None:
    raster = open_raster(error)
    row, column = _place(raster, x, y)
    if not (0 <= row < raster.RasterYSize and 0 <= column < raster.RasterXSize):
        return None
    bands = _read(raster, row, column, 1)[:, 0, 0]
    x0, width, _, y0, _, step = raster.GetGeoTransform()
    middle = x0 + (column + 0.5) * width, y0 + (row + 0.5) * step
    surface = open_raster(elevation)
    heights = _read(surface, *_place(surface, *middle), BOX)[0]
    if not np.isfinite([*bands, heights[BOX // 2, BOX // 2]]).all():
        return None
    degrees, crs = osr.SpatialReference(), raster.GetSpatialRef()
    degrees.ImportFromEPSG(4326)
    crs.StripVertical()
    for one in (degrees, crs):
        one.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    record = record_of(raster) or {}
    least = float(record.get("parameters", {}).get("min_certainty", LEAST_CERTAINTY))
    transformation = osr.CoordinateTransformation(degrees, crs)
    return _Cell(*middle, width, -step, bands, heights, transformation, least, record.get(NOISE_FLOOR))


def _place(raster: gdal.Dataset, x: float, y: float) -> tuple[int, int]:
    """Row and column of the cell that contains a place."""
    x0, width, _, y0, _, step = raster.GetGeoTransform()
    return math.floor((y - y0) / step), math.floor((x - x0) / width)


def _read(raster: gdal.Dataset, row: int, column: int, side: int) -> np.ndarray:
    """Cells (bands, side, side) around one, NaN where there is no value."""
    values = np.full((raster.RasterCount, side, side), np.nan)
    first = row - side // 2, column - side // 2
    top, left = max(first[0], 0), max(first[1], 0)
    bottom, right = min(first[0] + side, raster.RasterYSize), min(first[1] + side, raster.RasterXSize)
    if bottom > top and right > left:
        read = raster.ReadAsArray(left, top, right - left, bottom - top).reshape(-1, bottom - top, right - left)
        read = np.where(read == raster.GetRasterBand(1).GetNoDataValue(), np.nan, read)
        values[:, top - first[0] : bottom - first[0], left - first[1] : right - first[1]] = read
    return values


def _points(opened: Opened, pixel: Pixel, cell: _Cell) -> np.ndarray:
    """Columns and rows in cells from the centre of the cell, heights above the pixel's and sigmas [m], and certainties
    (5, n) of the points in the box around the cell."""
    window = _window(opened, pixel, cell)
    bands = opened.matches.read_window(window)
    row, column = np.nonzero(np.isfinite(bands[0]) & np.isfinite(bands[1]))
    found = bands[:, row, column].astype(float)
    line, sample = (row + window.line).astype(float), (column + window.sample).astype(float)
    points, (lon, lat, height), sigma = opened.intersected(
        line, sample, np.stack([line + found[0], sample + found[1]]), found[3:6]
    )
    low, high = opened.matches.heights("kept")
    good = np.isfinite(height) & (points.residual <= LARGEST_RESIDUAL) & (found[2] >= cell.least)
    good &= (height >= low) & (height <= high)
    if cell.floor is not None:
        good &= ~NoiseFloor(opened.images[0], cell.floor).dark_in(window)[row, column]
    values = np.full((5, window.lines, window.samples), np.nan)
    places = cell.on_map(lon[good], lat[good]) if good.any() else np.zeros((2, 0))
    values[:, row[good], column[good]] = [*places, height[good], sigma[good], found[2][good]]
    values[:, outliers(values[2], values[3])] = np.nan
    x, y, height, sigma, certainty = densified(*values[:4], cell.width, values[4])
    return np.stack([(x - cell.x) / cell.width, (cell.y - y) / cell.width, height - pixel.height, sigma, certainty])


def _gridded(points: np.ndarray, cell: _Cell) -> tuple[np.ndarray, int]:
    """Sums (5, BOX, BOX) as of `elevation.gridding`: shares, weights, and these times heights, their squares and
    certainties; and how many points contribute to the cell in the middle."""
    column, row, height, sigma, certainty = points
    left, above = np.floor(column).astype(int), np.floor(row).astype(int)
    sums, count = np.zeros((5, BOX * BOX)), 0
    for right, down in ((0, 0), (1, 0), (0, 1), (1, 1)):
        x, y = left + right + BOX // 2, above + down + BOX // 2
        share = (1.0 - np.abs(column - left - right)) * (1.0 - np.abs(row - above - down))
        inside = (x >= 0) & (x < BOX) & (y >= 0) & (y < BOX)
        weight = share / np.maximum(sigma, 1e-6) ** 2
        places = (y * BOX + x)[inside]
        for number, values in enumerate((share, weight, weight * height, weight * height**2, weight * certainty)):
            sums[number] += np.bincount(places, values[inside], minlength=BOX * BOX)
        count += int(((x == BOX // 2) & (y == BOX // 2) & (share > 0.0)).sum())
    return sums.reshape(5, BOX, BOX), count


def _window(opened: Opened, pixel: Pixel, cell: _Cell) -> Window:
    """Pixels of the reference whose points may contribute to the cells of the box, and their neighbours."""
    around = cell.heights - cell.heights[BOX // 2, BOX // 2]
    beyond = max(ABOUT, 5.0 * float(cell.bands[0]))
    lon, lat = cell.corners(0.5 * BOX + 1.0)
    level = pixel.height + np.array([np.nanmin(around) - beyond, np.nanmax(around) + beyond])
    model = opened.images[0].model
    edges = []
    for values, here in zip(
        model.ground_to_image(geodetic_to_ecef(np.tile(lon, 2), np.tile(lat, 2), np.repeat(level, 4))),
        (pixel.line, pixel.sample),
        strict=True,
    ):
        known = values[np.isfinite(values)]
        low, high = (known.min(), known.max()) if len(known) else (here, here)
        first = max(math.floor(min(low, here)) - REACH - 1, here - FARTHEST)
        edges.append((first, min(math.ceil(max(high, here)) + REACH + 1, here + FARTHEST) - first + 1))
    (line, lines), (sample, samples) = edges
    return Window(line, sample, lines, samples).clipped(model.lines, model.samples)


def _slope_and_pixel(opened: Opened, cell: _Cell, height: float, error: float) -> tuple[float, float]:
    """Factor of the slope at the cell, and the height [m] that displaces a match by a pixel, where the cell's matches
    have this height above the ellipsoid and this error [m]."""
    degrees = cell.corners(0.0)
    ground = geodetic_to_ecef(*(v[:1] for v in degrees), np.array([height]))
    models = opened.images[0].model, opened.images[1].model
    east, north, metres = displacements(models, ground, cell.of_ground)[:, 0]
    displaced = east / cell.width, -north / cell.step
    return float(slope_factor(displaced, _plane(cell.heights), error)), float(metres)


def _plane(heights: np.ndarray) -> tuple[float, float, float]:
    """As `local_plane.local_plane` in the middle of a box."""
    rows, columns = np.nonzero(np.isfinite(heights))
    x, y, z = (v - v.mean() for v in (columns.astype(float), rows.astype(float), heights[rows, columns]))
    xx, xy, yy, xz, yz, zz = (float(np.mean(a * b)) for a, b in ((x, x), (x, y), (y, y), (x, z), (y, z), (z, z)))
    determinant = max(xx * yy - xy**2, 1e-3)
    right, down = (xz * yy - yz * xy) / determinant, (yz * xx - xz * xy) / determinant
    return math.sqrt(max(zz - right * xz - down * yz, 0.0)), right, down
