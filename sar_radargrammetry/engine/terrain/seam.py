"""Rasters that go around the Earth, read across the meridian at which they begin and end."""

from __future__ import annotations

import math

import pyproj
from osgeo import gdal

from ..errors import EngineError
from ..longitude import TURN, Bounds, near, turn_of
from ..message import Message

MARGIN = 4
"""Cells on both sides of an area that interpolation may want."""
WHOLE = 0.05
"""Cells by which a turn may differ from a whole number of cells: the two ends then fit together."""
VOID = -32768.0
"""What lies between the ends of a raster that does not quite close and states no nodata; no height on Earth."""
_SIGNED = (gdal.GDT_Int16, gdal.GDT_Int32, gdal.GDT_Float32, gdal.GDT_Float64)


def facing(dataset: gdal.Dataset, crs: str, area: Bounds, what: Message) -> gdal.Dataset:
    """A raster with the coordinates of an area, whatever its longitudes begin and end with; see `turned`.

    Parameters
    ----------
    dataset : gdal.Dataset
    crs : str
        Of the raster, WKT, horizontal.
    area : Bounds
    what : Message

    Raises
    ------
    EngineError
    """
    turn, (west, south, east, north) = turn_of(crs), area
    if turn is None:
        return dataset
    scale, middle = turn / TURN, 0.5 * (west + east)
    x, _ = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(middle, 0.5 * (south + north))
    if not math.isfinite(x):
        return dataset
    x, half = float(near(x, middle * scale, turn)), 0.5 * (east - west) * scale
    return turned(dataset, turn, x - half, x + half, what)


def turned(dataset: gdal.Dataset, turn: float, x_min: float, x_max: float, what: Message) -> gdal.Dataset:
    """A raster shifted by whole turns to where an area is, and joined where the area lies at both of its ends.

    Parameters
    ----------
    dataset : gdal.Dataset
        In a CRS whose x repeats after `turn`, see `longitude.turn_of`.
    turn : float
    x_min, x_max : float
        Of the area, in the CRS of the raster.
    what : Message
        How an error sentence names the raster.

    Returns
    -------
    gdal.Dataset
        The raster itself where it needs neither or is elsewhere, where it is turned against its map, and where the
        area goes around the Earth; else a virtual one.

    Raises
    ------
    EngineError
        The ends do not fit together.
    """
    x0, step, skew, _, skew_y, _ = dataset.GetGeoTransform()
    width = dataset.RasterXSize * step
    if step <= 0.0 or skew or skew_y or x_max - x_min >= turn:
        return dataset
    copies = range(math.floor((x_min - x0 - width) / turn), math.ceil((x_max - x0) / turn) + 1)

    def covered(number: int) -> float:
        return min(x_max, x0 + number * turn + width) - max(x_min, x0 + number * turn)

    best = max(copies, key=covered)
    touching = [number for number in copies if covered(number) > 0.0]
    if not touching:
        return dataset
    if len(touching) < 2 or covered(best) > x_max - x_min - 1e-6 * step:
        return dataset if best == 0 else _piece(dataset, 0, dataset.RasterXSize, best * turn)
    if abs(turn / step - round(turn / step)) > WHOLE:
        raise EngineError(
            "{what} begins and ends within the scene, but its ends do not fit together: a turn around the Earth is no "
            "whole number of its cells; warp it to the UTM zone of the scene.",
            what=what,
        )
    pieces = []
    for number in touching:
        start = x0 + number * turn
        first = max(math.floor((x_min - start) / step) - MARGIN, 0)
        last = min(math.ceil((x_max - start) / step) + MARGIN, dataset.RasterXSize)
        pieces.append(_piece(dataset, first, last - first, number * turn))
    band = dataset.GetRasterBand(1)
    undeclared = band.GetNoDataValue() is None and band.DataType in _SIGNED
    return gdal.BuildVRT("", pieces, VRTNodata=VOID if undeclared else None)


def _piece(dataset: gdal.Dataset, first: int, columns: int, shift: float) -> gdal.Dataset:
    """Columns of a raster, shifted in x."""
    piece = gdal.Translate("", dataset, format="VRT", srcWin=[first, 0, columns, dataset.RasterYSize])
    x, *others = piece.GetGeoTransform()
    piece.SetGeoTransform((x + shift, *others))
    return piece
