"""Rasters on a map grid, written as cloud-optimised GeoTIFF."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from osgeo import gdal, osr

from ..files.atomic import atomic_output, unwritten
from ..job import Context
from ..reasons import Reason
from ..record import write_record
from ..terrain.vertical import ELLIPSOID, METADATA_KEY, compound
from .grid import CellWindow, Grid

NODATA = -9999.0

TOTAL, RANDOM, CORRELATED = "standard deviation of elevation", "random part", "correlated part"
"""The root of the sum of squares of the parts, and the parts, where both are known: see `error_parts`."""

_BLOCK = 512


@dataclasses.dataclass(frozen=True)
class _Kind:
    """How numbers of a kind are stored: types of GDAL and numpy, predictors of GTiff and COG, and overviews."""

    gdal: int
    numpy: type
    predictor: str
    cog_predictor: str
    overviews: str


_FLOAT = _Kind(gdal.GDT_Float32, np.float32, "3", "FLOATING_POINT", "AVERAGE")
_CODES = _Kind(gdal.GDT_Byte, np.uint8, "1", "NO", "MODE")
_BELONGINGS = (".aux.xml", ".ovr", ".msk")  # files that GDAL keeps beside a raster and uses whatever the raster is


def write_raster(
    path: str | Path,
    grid: Grid,
    content: np.ndarray | Iterable[tuple[CellWindow, np.ndarray]],
    *,
    nodata: float = NODATA,
    descriptions: Sequence[str] = ("elevation",),
    unit: str = "m",
    vertical_datum: str | None = ELLIPSOID,
    vertical_crs: str | None = None,
    provenance: dict | None = None,
    context: Context | None = None,
) -> None:
    """Write a float32 raster: tiled, DEFLATE with the floating-point predictor, overviews, cloud-optimised layout.

    Parameters
    ----------
    path : str or Path
    grid : Grid
    content : (rows, cols) or (bands, rows, cols) ndarray, or iterable of (CellWindow, ndarray)
        Values, NaN (or infinite) where there is none; or blocks of them, each (rows, cols) or (bands, rows, cols),
        in any order. Cells of no block become nodata.
    nodata : float
        Written in place of NaN.
    descriptions : sequence of str
        Name of each band; its length is the number of bands.
    unit : str
        Unit of every band.
    vertical_datum : str, optional
        What heights are counted from; None for values that are no heights.
    vertical_crs : str, optional
        Code or WKT of the vertical CRS of heights above a geoid; the raster's CRS is compound then.
    provenance : dict, optional
        Inputs, parameters and versions, see `record.write_record`.
    context : Context, optional
        Gets the progress, of `content` too where that is an iterable, and may cancel.

    Raises
    ------
    EngineError
        The folder is missing or not writable, or the disk is full. No file is left then, finished or not.
    """
    blocks = _blocks_of(grid, content, len(descriptions)) if isinstance(content, np.ndarray) else content

    def describe(dataset: gdal.Dataset) -> None:
        for index, description in enumerate(descriptions, start=1):
            band = dataset.GetRasterBand(index)
            band.SetNoDataValue(nodata)
            band.SetDescription(description)
            band.SetUnitType(unit)

    def stored(block: np.ndarray) -> np.ndarray:
        values = np.asarray(block, dtype=np.float32)
        return np.where(np.isfinite(values), values, np.float32(nodata))

    metadata = _metadata(vertical_datum)
    if vertical_crs is not None:
        grid = dataclasses.replace(grid, crs=compound(grid.crs, vertical_crs))
    _write(path, grid, blocks, len(descriptions), _FLOAT, describe, stored, metadata, provenance, context or Context())


def write_reasons(
    path: str | Path,
    grid: Grid,
    content: Iterable[tuple[CellWindow, np.ndarray]],
    *,
    codes: type[enum.IntEnum] = Reason,
    description: str = "reason",
    provenance: dict | None = None,
    context: Context | None = None,
) -> None:
    """Write a raster of codes, one byte a cell, with a colour table and labels of the codes.

    The labels are items ``REASON_<code>`` of the band's metadata. Code 0 counts as nodata. `codes` have `title` and
    `colour`, `description` is the name of the band. Other parameters and errors as of `write_raster`; each block is
    (rows, cols) uint8.
    """

    def describe(dataset: gdal.Dataset) -> None:
        band = dataset.GetRasterBand(1)
        colours = gdal.ColorTable()
        for reason in codes:
            colours.SetColorEntry(int(reason), (*bytes.fromhex(reason.colour[1:]), 255))
        band.SetColorTable(colours)
        band.SetNoDataValue(0)
        band.SetDescription(description)
        band.SetMetadata({f"REASON_{int(reason)}": reason.title for reason in codes})

    metadata, context = _metadata(None), context or Context()
    _write(path, grid, content, 1, _CODES, describe, lambda block: block, metadata, provenance, context)


def write_category_names(path: str | Path, codes: type[enum.IntEnum] = Reason) -> None:
    """Write labels of the codes beside a raster of `write_reasons`, where GDAL keeps names of categories."""
    names = "".join(f"<Category>{reason.title}</Category>" for reason in codes)
    text = f'<PAMDataset><PAMRasterBand band="1"><CategoryNames>{names}</CategoryNames></PAMRasterBand></PAMDataset>'
    with atomic_output(f"{path}.aux.xml") as temporary:
        temporary.write_text(text, encoding="utf-8")


def _write(
    path: str | Path,
    grid: Grid,
    blocks: Iterable[tuple[CellWindow, np.ndarray]],
    bands: int,
    kind: _Kind,
    describe: Callable[[gdal.Dataset], None],
    stored: Callable[[np.ndarray], np.ndarray],
    metadata: dict[str, str],
    provenance: dict | None,
    context: Context,
) -> None:
    """Write a raster of any kind, see `write_raster`; `describe` gives its bands, `stored` gives the numbers."""
    with atomic_output(path) as temporary:
        # The COG layout (overviews in front of the data) can be written only from a finished raster.
        plain = temporary.with_name(f"{temporary.name}.plain.tif")
        try:
            _write_plain(
                plain, grid, blocks, bands, kind, describe, stored, metadata, provenance, context.part(0.0, 0.7)
            )
            _copy_as_cog(plain, temporary, kind, context.part(0.7, 1.0))
            _check_readable(temporary)
        except RuntimeError as error:
            raise unwritten(path, error) from error
    for ending in _BELONGINGS:  # statistics and overviews of the raster that had this name before
        Path(f"{path}{ending}").unlink(missing_ok=True)


def _blocks_of(grid: Grid, array: np.ndarray, bands: int) -> Iterable[tuple[CellWindow, np.ndarray]]:
    array = array.reshape(-1, *array.shape[-2:])
    if array.shape != (bands, grid.height, grid.width):
        raise ValueError(f"array of shape {array.shape} for {bands} bands of {grid.height} x {grid.width} cells")
    return ((window, array[(slice(None), *window.slices)]) for window in grid.blocks(_BLOCK))


def _metadata(vertical_datum: str | None) -> dict[str, str]:
    items = {"AREA_OR_POINT": "Area"}
    # Why not a three-dimensional CRS: GDAL 3.6 stores one, but then neither it nor QGIS (3.22) recognises the
    # horizontal part as EPSG:326xx any more: the layer shows up in an unnamed custom CRS.
    if vertical_datum:
        items[METADATA_KEY] = vertical_datum
    return items


def _write_plain(
    path: Path,
    grid: Grid,
    blocks: Iterable[tuple[CellWindow, np.ndarray]],
    bands: int,
    kind: _Kind,
    describe: Callable[[gdal.Dataset], None],
    stored: Callable[[np.ndarray], np.ndarray],
    metadata: dict[str, str],
    provenance: dict | None,
    context: Context,
) -> None:
    reference = osr.SpatialReference()
    reference.SetFromUserInput(grid.crs)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    options = ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1", f"PREDICTOR={kind.predictor}", "SPARSE_OK=TRUE"]
    options += [f"BLOCKXSIZE={_BLOCK}", f"BLOCKYSIZE={_BLOCK}", "INTERLEAVE=BAND", "BIGTIFF=IF_SAFER"]
    driver = gdal.GetDriverByName("GTiff")
    dataset = driver.Create(str(path), grid.width, grid.height, bands, kind.gdal, options)
    try:
        dataset.SetSpatialRef(reference)
        dataset.SetGeoTransform(grid.geotransform)
        dataset.SetMetadata(metadata)
        if provenance:
            write_record(dataset, provenance)
        describe(dataset)
        cells = 0
        for window, block in blocks:
            cells += window.rows * window.cols
            context.progress(cells / (grid.width * grid.height))
            values = np.asarray(stored(block), dtype=kind.numpy).reshape(bands, window.rows, window.cols)
            dataset.WriteArray(values, window.col, window.row)
        dataset.FlushCache()
    finally:
        dataset = None  # closes it, so that it can be removed on Windows too


def _copy_as_cog(source: Path, target: Path, kind: _Kind, context: Context) -> None:
    stop: list[BaseException] = []

    def follow(fraction: float, message: str, data: object) -> int:
        try:
            context.progress(fraction)
        except BaseException as error:  # must not run through GDAL's C code; raised again below
            stop.append(error)
            return 0
        return 1

    options = ["COMPRESS=DEFLATE", f"PREDICTOR={kind.cog_predictor}", f"BLOCKSIZE={_BLOCK}", "BIGTIFF=IF_SAFER"]
    options += [f"OVERVIEW_RESAMPLING={kind.overviews}", "NUM_THREADS=1"]
    dataset = gdal.Open(str(source))
    copy = None
    try:
        copy = gdal.GetDriverByName("COG").CreateCopy(str(target), dataset, options=options, callback=follow)
        if copy is None and not stop:
            raise RuntimeError(gdal.GetLastErrorMsg() or "GDAL gave no reason")
        if copy is not None:
            copy.FlushCache()
    except RuntimeError:
        if not stop:
            raise
    finally:
        copy = dataset = None
    if stop:
        raise stop[0]
    source.unlink()


def _check_readable(path: Path) -> None:
    """Read every block back: GDAL does not report some failures of its last writes."""
    dataset = gdal.Open(str(path))
    for index in range(1, dataset.RasterCount + 1):
        band = dataset.GetRasterBand(index)
        for row in range(0, dataset.RasterYSize, _BLOCK):
            band.ReadRaster(0, row, dataset.RasterXSize, min(_BLOCK, dataset.RasterYSize - row))


def has_parts(dataset: gdal.Dataset) -> bool:
    """Whether an error raster holds the two parts as bands 2 and 3."""
    names = [dataset.GetRasterBand(n).GetDescription() for n in range(1, dataset.RasterCount + 1)]
    return names[1:] == [RANDOM, CORRELATED]
