"""The correspondence raster: displacement, certainty, covariance and verdict of every reference pixel.

QGIS reads it too, so that this file needs numpy and GDAL only.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from osgeo import gdal

from ..errors import EngineError
from ..image.gdal_raster import RasterFailure, open_raster, raster_failures
from ..image.window import Window
from ..reasons import Reason
from ..record import record_of
from ..sensor.model import SensorModel

BANDS = (
    "line displacement",
    "sample displacement",
    "certainty",
    "variance of line",
    "covariance",
    "variance of sample",
)
"""What the raster holds for each pixel; displacements are secondary minus reference pixel."""
REASON = "reason"
"""The band that follows: a `Reason`, MEASURED where there is a match."""
DIFFERENCE = "both-ways difference"
"""The last band, since version 1.0.0: length of the way from each pixel to where its match's own match lies [px of the
reference], of pixels without a match too; NaN where nothing comes back."""
LEFT_OUT = "patches_left_out"
"""Item of the metadata: numbers of planned patches that were not matched, because they show nothing of the area."""
TILE = 256


@dataclasses.dataclass(frozen=True)
class Correspondence:
    """A correspondence raster on disk.

    Parameters
    ----------
    path, reference, secondary : Path
        The raster and the slant images it connects.
    lines, samples : int
    about : dict
        Metadata of the raster on how it was made.
    """

    path: Path
    reference: Path
    secondary: Path
    lines: int
    samples: int
    about: dict

    @classmethod
    def open(cls, path: str | Path) -> Correspondence:
        """Open what `correspondence_writing.write_correspondence` wrote.

        Raises
        ------
        EngineError
            Missing, or made by something else.
        """
        path = Path(path)
        if not path.is_file():
            raise EngineError("The correspondence raster {path} does not exist; run matchpatches first.", path=path)
        try:
            dataset = open_raster(path)
            about = record_of(dataset)
            folder = path.absolute().parent
            return cls(
                path,
                (folder / about["reference"]).resolve(),
                (folder / about["secondary"]).resolve(),
                dataset.RasterYSize,
                dataset.RasterXSize,
                about,
            )
        except (RasterFailure, ValueError, KeyError, TypeError) as error:
            raise EngineError(
                "{path} is not a correspondence raster made by matchpatches; run matchpatches and use its output.",
                path=path,
            ) from error

    def fits(self, name: str, model: SensorModel) -> bool:
        """Whether the ``reference`` or ``secondary`` image still has the size it was matched with."""
        return list(self.about.get(f"{name}_size", ())) == [model.lines, model.samples]

    def heights(self, name: str) -> tuple[float, float]:
        """Lowest and highest height [m above the ellipsoid] that were ``searched`` or that are ``kept``; without limits
        where the raster does not state them, as before version 1.0.0.

        Raises
        ------
        EngineError
            What it says are no two heights.
        """
        try:
            low, high = self.about.get("heights", {}).get(name, (-math.inf, math.inf))
            return float(low), float(high)
        except (AttributeError, TypeError, ValueError) as error:
            raise EngineError(
                "{path} is not a correspondence raster made by matchpatches; run matchpatches and use its output.",
                path=self.path,
            ) from error

    def read(self, line: int, lines: int) -> np.ndarray:
        """`BANDS` of whole lines: (6, lines, samples) float32, NaN where there is no match."""
        try:
            with raster_failures():
                return _bands(open_raster(self.path), line, lines)
        except RasterFailure as error:
            raise self._unreadable(error) from error

    def read_window(self, window: Window) -> np.ndarray:
        """`BANDS` of a window: (6, lines, samples) float32, NaN where there is no match."""
        box = (window.sample, window.line, window.samples, window.lines)
        try:
            with raster_failures():
                dataset = open_raster(self.path)
                return np.stack([dataset.GetRasterBand(n).ReadAsArray(*box) for n in range(1, len(BANDS) + 1)])
        except RasterFailure as error:
            raise self._unreadable(error) from error

    def reasons(self, line: int, lines: int) -> np.ndarray:
        """Why pixels of whole lines have no match: (lines, samples) uint8 of `Reason`, MEASURED where they have one.

        A raster of version 0.1.0 does not say: its pixels without a match are UNMATCHED.
        """
        try:
            with raster_failures():
                return _reasons(open_raster(self.path), (0, line, self.samples, lines))
        except RasterFailure as error:
            raise self._unreadable(error) from error

    def result_at(self, line: int, sample: int) -> tuple[Reason, float]:
        """Why a pixel has no match, see `reasons`, and its difference of both ways [px of the reference]: NaN where
        nothing came back, and where the raster has no such band, as before version 1.0.0."""
        try:
            with raster_failures():
                dataset = open_raster(self.path)
                box = (sample, line, 1, 1)
                why, difference = _reasons(dataset, box)[0, 0], math.nan
                if dataset.RasterCount > len(BANDS) + 1:
                    difference = float(dataset.GetRasterBand(len(BANDS) + 2).ReadAsArray(*box)[0, 0])
                return Reason(int(why)), difference
        except RasterFailure as error:
            raise self._unreadable(error) from error

    def strips(self, lines: int) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """First line, `BANDS` and reasons of every so many lines, in order; no part of the file is read twice."""
        bands = reasons = None
        for first in range(0, self.lines, TILE):
            count = min(TILE, self.lines - first)
            try:
                with raster_failures():
                    dataset = open_raster(self.path)
                    read = _bands(dataset, first, count), _reasons(dataset, (0, first, self.samples, count))
                    dataset = None
            except RasterFailure as error:
                raise self._unreadable(error) from error
            # What was left of the tiles before.
            start = first if bands is None else first - bands.shape[1]
            if bands is not None and bands.shape[1] > 0:
                read = np.concatenate([bands, read[0]], axis=1), np.concatenate([reasons, read[1]])
            bands, reasons = read
            end = len(reasons) if first + count == self.lines else len(reasons) // lines * lines
            for line in range(0, end, lines):
                here = slice(line, min(line + lines, end))
                yield start + line, bands[:, here], reasons[here]
            bands, reasons = bands[:, end:].copy(), reasons[end:].copy()

    def _unreadable(self, error: RasterFailure) -> EngineError:
        return EngineError(
            "{path} could not be read ({reason}); delete it and match again.", path=self.path, reason=error
        )


def _bands(dataset: gdal.Dataset, line: int, lines: int) -> np.ndarray:
    numbers = range(1, len(BANDS) + 1)
    return np.stack([dataset.GetRasterBand(n).ReadAsArray(0, line, dataset.RasterXSize, lines) for n in numbers])


def _reasons(dataset: gdal.Dataset, box: tuple[int, int, int, int]) -> np.ndarray:
    """Of a box: first sample, first line, samples, lines."""
    number = len(BANDS) + 1 if dataset.RasterCount > len(BANDS) else 1
    values = dataset.GetRasterBand(number).ReadAsArray(*box)
    return codes(values) if number > 1 else np.where(np.isfinite(values), Reason.MEASURED, Reason.UNMATCHED)


def codes(values: np.ndarray) -> np.ndarray:
    """Codes (uint8) from float32; what is none is UNMATCHED."""
    known = np.isfinite(values) & (values >= 0) & (values < len(Reason))
    return np.where(known, values, Reason.UNMATCHED).astype(np.uint8)
