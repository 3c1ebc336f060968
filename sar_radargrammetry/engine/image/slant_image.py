"""The slant image every later step works on: an amplitude raster and the geometry beside it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal

from ..errors import EngineError
from ..files.atomic import atomic_output, check_room, check_writable, explained, unwritten
from ..files.leftovers import resolved
from ..gdal_setup import closing
from ..sensor.model import SensorModel
from ..sensor.sidecar import read_sidecar, sidecar_path, sidecar_text
from .gdal_raster import RasterFailure, open_raster, raster_failures
from .pixel_values import PLAIN, PixelValues, pixel_values
from .window import Window

TILE = 256
"""Side of the raster's tiles [px]; blocks of a multiple of it are written without touching a tile twice."""
OVERVIEW = 1024
"""Pixels of a side up to which an image is drawn quickly."""


@dataclasses.dataclass(frozen=True)
class SlantImage:
    """A slant-range amplitude image on disk; rows are azimuth lines, columns slant-range samples.

    The raster is opened anew for every window, so that an image can be sent to other threads and processes.

    Parameters
    ----------
    path : Path
        The raster.
    model : SensorModel
        Pixel convention: the centre of the first pixel is (0, 0).
    info : dict
        What is known about the product, see `sensor.sidecar.write_sidecar`.
    values : PixelValues
        How the amplitude follows from the raster.
    """

    path: Path
    model: SensorModel
    info: dict[str, Any]
    values: PixelValues = PLAIN

    @classmethod
    def open(cls, path: str | Path) -> SlantImage:
        """Open any raster GDAL reads that has a ``.sargeom.json`` beside it.

        Raises
        ------
        EngineError
            One sentence: no such file, not a raster, no sidecar, a wrong sidecar, one of another size, or no amplitude.
        """
        path = Path(path)
        if not path.is_file():
            raise EngineError(
                "The image {path} does not exist or is not a file; choose an imported SAR image.", path=path
            )
        sidecar = sidecar_path(path)
        if not sidecar.is_file():
            raise EngineError(
                "{path} has no SAR geometry beside it ({name}); import the SAR product first and use the imported "
                "image.",
                path=path,
                name=sidecar.name,
            )
        model, info = read_sidecar(sidecar)
        try:
            dataset = open_raster(path)
        except RasterFailure as error:
            raise EngineError(
                "The image {path} could not be opened ({reason}); import the product again.", path=path, reason=error
            ) from error
        if (dataset.RasterYSize, dataset.RasterXSize) != (model.lines, model.samples):
            raise EngineError(
                "The image {path} has {rows} lines of {columns} samples, but {name} describes {lines} lines of "
                "{samples}; import the product again.",
                path=path,
                rows=dataset.RasterYSize,
                columns=dataset.RasterXSize,
                name=sidecar.name,
                lines=model.lines,
                samples=model.samples,
            )
        try:
            return cls(path, model, info, pixel_values(path))
        except RasterFailure as error:
            raise _unread(path, error) from error

    def read(self, line: int, sample: int, lines: int, samples: int) -> np.ndarray:
        """A window of the image, wherever it lies.

        Parameters
        ----------
        line, sample : int
            Its first pixel; may be negative.
        lines, samples : int
            Its size.

        Returns
        -------
        (lines, samples) float32 ndarray
            Amplitude; NaN where there is no data and outside the image.

        Raises
        ------
        EngineError
            When the raster is damaged or gone.
        """
        window = np.full((lines, samples), np.nan, dtype=np.float32)
        top, left = max(line, 0), max(sample, 0)
        bottom, right = min(line + lines, self.model.lines), min(sample + samples, self.model.samples)
        if top < bottom and left < right:
            window[top - line : bottom - line, left - sample : right - sample] = self._read_inside(
                left, top, right - left, bottom - top
            )
        return window

    def _read_inside(self, left: int, top: int, width: int, height: int) -> np.ndarray:
        try:
            values = self.values.read(open_raster(self.path), (left, top, width, height))
        except RasterFailure as error:
            raise _unread(self.path, error) from error
        return np.abs(values) if np.iscomplexobj(values) else values


def _unread(path: Path, reason: RasterFailure) -> EngineError:
    return EngineError("The image {path} could not be read ({reason}); import it again.", path=path, reason=reason)


def write_slant_image(
    path: str | Path,
    source: np.ndarray | Iterable[np.ndarray],
    model: SensorModel,
    info: dict[str, Any],
    filled: Window | None = None,
) -> None:
    """Write an amplitude raster and its sidecar; both appear when both are complete, or neither does.

    Parameters
    ----------
    path : path
        The raster, a GeoTIFF.
    source : (lines, samples) array, or iterable of (n, samples) arrays
        Amplitude, NaN where there is no data; blocks of rows in order, best of a multiple of `TILE` rows.
    model : SensorModel
        Of the size of the image.
    info : dict
        See `sensor.sidecar.write_sidecar`.
    filled : Window, optional
        The part that has data, where that is known; only it takes room on the disk.

    Raises
    ------
    EngineError
        When the folder cannot be written or the disk is full; no file is left then, an older pair stays as it was.
    ValueError
        When the source has not the size of the model: an error of the caller.
    """
    path = Path(path)
    blocks = iter([source] if isinstance(source, np.ndarray) else source)
    sidecar = sidecar_path(path)
    check_writable(path)
    filled = Window(0, 0, model.lines, model.samples) if filled is None else filled
    check_room(path, 4 * filled.lines * filled.samples * (4 if _overviews(model) else 3) // 3)
    with atomic_output(path) as raster_part, atomic_output(sidecar) as sidecar_part:
        try:
            _write_raster(raster_part, blocks, model)
        except RasterFailure as error:
            raise unwritten(path, error) from error
        sidecar_part.write_text(sidecar_text(model, info), encoding="utf-8")
        # On leaving, the sidecar takes its name first and the raster last. An older raster goes before that, and what
        # GDAL and QGIS keep about it, so that at no moment a raster stands beside the geometry of another one.
        for old in (resolved(path), path.with_name(path.name + ".aux.xml"), path.with_name(path.name + ".ovr")):
            try:
                old.unlink(missing_ok=True)
            except OSError as error:
                raise explained(error, old) from error


def _write_raster(path: Path, blocks: Iterator[np.ndarray], model: SensorModel) -> None:
    """Write blocks of rows; RasterFailure when GDAL fails at any moment up to and including closing the file."""
    # Here, because QGIS, which may have no pyproj, reads images and writes none.
    from .control_points import control_points

    with raster_failures():
        # Speckle hardly compresses (a tenth at best), so compression would only cost time here and at every read.
        options = ["TILED=YES", f"BLOCKXSIZE={TILE}", f"BLOCKYSIZE={TILE}", "BIGTIFF=IF_SAFER", "SPARSE_OK=TRUE"]
        driver = gdal.GetDriverByName("GTiff")
        dataset = driver.Create(str(path), model.samples, model.lines, 1, gdal.GDT_Float32, options)
        if dataset is None:
            raise RasterFailure("the file could not be created")
        try:
            band = dataset.GetRasterBand(1)
            band.SetNoDataValue(math.nan)
            band.SetDescription("amplitude")
            dataset.SetGCPs(*control_points(model))
            line = 0
            for block in blocks:
                if block.ndim != 2 or block.shape[1] != model.samples or line + len(block) > model.lines:
                    raise ValueError(f"block of {block.shape} at line {line} of {model.lines} x {model.samples}")
                band.WriteArray(np.ascontiguousarray(block, dtype=np.float32), 0, line)
                line += len(block)
            if line != model.lines:
                raise ValueError(f"{line} lines given for an image of {model.lines}")
            factors = _overviews(model)
            if factors:
                dataset.FlushCache()
                dataset.BuildOverviews("AVERAGE", factors)
        finally:
            # Closes the file also on the way out of a failure, whose traceback would keep it open until later.
            with closing():
                band = dataset = None


def _overviews(model: SensorModel) -> list[int]:
    """Factors of the averaged copies inside the raster: without them QGIS warps all pixels of a large image."""
    factors = []
    while max(model.lines, model.samples) > OVERVIEW * 2 ** (len(factors) + 1):
        factors.append(2 ** (len(factors) + 1))
    return factors
