"""What the numbers of a raster are, and the amplitude that follows from them.

A raster of a processor may hold amplitude, complex numbers in one band or in two, decibels, intensity or phase. The
bands' names and units tell, otherwise samples of the numbers; both are looked at once for each file.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import re
from pathlib import Path

import numpy as np
from osgeo import gdal

from ..errors import EngineError
from ..message import Message
from .gdal_raster import open_raster, raster_failures

AMPLITUDE, PARTS, DECIBELS, INTENSITY = "amplitude", "parts", "decibels", "intensity"

_WHOLE = 1 << 18  # pixels of a raster that is read whole for samples
_WINDOWS, _SIDE = 8, 64  # otherwise windows a side over the raster, and pixels a side of each
_TILE = 8  # pixels a side of tiles of even brightness
_STRAY = 1e-3  # share of negative numbers that an interpolation of amplitude may leave beside bright targets
_REAL, _IMAGINARY = {"i", "real", "re", "inphase"}, {"q", "imag", "imaginary", "im", "quadrature"}
_STATED = {"amplitude", "magnitude"}
_PHASE = {"phase", "interferogram", "ifg"}
_ANGLES = {"rad", "radian", "radians", "deg", "degree", "degrees"}
_FULL_TURNS = (math.pi, 180.0)
_ADVICE = Message(
    "write its amplitude as a raster of one band, or its real and imaginary parts as two bands named real and imaginary"
)

Place = tuple[int, int, int, int]
"""First column and row, columns and rows."""


@dataclasses.dataclass(frozen=True)
class PixelValues:
    """How the amplitude follows from a raster.

    Parameters
    ----------
    kind : {"amplitude", "parts", "decibels", "intensity"}
    bands : tuple of int
        The real and the imaginary part, or the one band.
    void : float or None
        A number that is no data, although the file does not declare it.
    """

    kind: str = AMPLITUDE
    bands: tuple[int, ...] = (1,)
    void: float | None = None

    def read(self, dataset: gdal.Dataset, place: Place) -> np.ndarray:
        """A window: (rows, columns) complex64, or float32 amplitude; NaN is no data.

        Raises
        ------
        RasterFailure
        """
        first, *second = (_read(dataset.GetRasterBand(number), place, self.void) for number in self.bands)
        values, unknown = first
        if self.kind == PARTS:
            values = values + np.complex64(1j) * second[0][0]
            unknown &= second[0][1]  # a part of a known pixel may be 0, the usual nodata value
        values[unknown] = np.nan
        if np.iscomplexobj(values):
            return values
        with np.errstate(over="ignore", invalid="ignore"):
            if self.kind == DECIBELS:
                values[values == 0.0] = np.nan  # exactly 0 dB is the border of a frame
                return np.float32(10.0) ** (values * np.float32(0.05))
            values[values < 0.0] = np.nan
            return np.sqrt(values) if self.kind == INTENSITY else values

    def remarks(self, path: Path) -> list[Message]:
        """Sentences for the log on all that is not plain amplitude."""
        said = []
        if self.kind == PARTS:
            real, imaginary = self.bands
            said.append(
                Message(
                    "Bands {real} and {imaginary} are real and imaginary parts; their magnitude is used: {path}.",
                    real=real,
                    imaginary=imaginary,
                    path=path,
                )
            )
        elif self.kind == DECIBELS:
            said.append(Message("The image is in decibels; it is converted to amplitude: {path}.", path=path))
        elif self.kind == INTENSITY:
            said.append(Message("The image is an intensity; its square root is used as amplitude: {path}.", path=path))
        if self.void is not None:
            said.append(
                Message(
                    "The undeclared value {value:g} is no amplitude; it is used as no data: {path}.",
                    value=self.void,
                    path=path,
                )
            )
        return said


PLAIN = PixelValues()
"""Amplitude, or complex numbers, in band 1."""


def pixel_values(path: str | Path) -> PixelValues:
    """What the numbers of a raster are.

    Raises
    ------
    EngineError
        No amplitude: phase, negative numbers, one part of complex numbers, or bands of unknown meaning.
    RasterFailure
        It cannot be read.
    """
    status = Path(path).stat()
    return _decided(str(path), status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=64)
def _decided(path: str, time: int, size: int) -> PixelValues:
    dataset = open_raster(path)
    bands = {number: dataset.GetRasterBand(number) for number in range(1, dataset.RasterCount + 1)}
    bands = {n: band for n, band in bands.items() if band.GetColorInterpretation() != gdal.GCI_AlphaBand} or bands
    if len(bands) > 1:
        return _of_several(path, bands)
    (number, band), *_ = bands.items()
    return dataclasses.replace(_of_one(path, band), bands=(number,))


def _of_several(path: str, bands: dict[int, gdal.Band]) -> PixelValues:
    words = {number: _words(band) for number, band in bands.items()}
    parts = [number for number, band in bands.items() if not gdal.DataTypeIsComplex(band.DataType)]
    real = [number for number in parts if words[number] & _REAL]
    imaginary = [number for number in parts if words[number] & _IMAGINARY]
    if len(real) == len(imaginary) == 1 and real != imaginary:
        return PixelValues(PARTS, (real[0], imaginary[0]))
    stated = [number for number in bands if words[number] & _STATED]
    if len(stated) == 1:
        return dataclasses.replace(_of_one(path, bands[stated[0]]), bands=(stated[0],))
    if len(bands) == len(parts) == 2 and not any(words.values()):
        samples = [_samples(band) for band in bands.values()]
        scatter = [float(values.std()) for values in samples if values.size]
        if all(_centred(v) and not _phase(v) for v in samples) and max(scatter) < 2.0 * min(scatter):
            return PixelValues(PARTS, tuple(bands))
    names = ", ".join(band.GetDescription() for band in bands.values() if band.GetDescription())
    if names:
        raise EngineError(
            "The image has {count} bands ({names}), of which none is known to be the amplitude; {advice}: {path}.",
            count=len(bands),
            names=names,
            advice=_ADVICE,
            path=path,
        )
    raise EngineError(
        "The image has {count} bands without names, of which none is known to be the amplitude; {advice}: {path}.",
        count=len(bands),
        advice=_ADVICE,
        path=path,
    )


def _of_one(path: str, band: gdal.Band) -> PixelValues:
    words = _words(band)
    if gdal.DataTypeIsComplex(band.DataType):
        return PLAIN
    if words & {"db", "decibel", "decibels"}:
        return PixelValues(DECIBELS)
    stated = bool(words & _STATED)
    if (words & _PHASE and not stated) or set(_split(band.GetUnitType())) & _ANGLES:
        raise _phase_error(path)
    kind = INTENSITY if words & {"intensity", "power"} and not stated else AMPLITUDE
    if band.DataType in (gdal.GDT_Byte, gdal.GDT_UInt16, gdal.GDT_UInt32):
        return PixelValues(kind)
    values = _samples(band)
    negative, void = values[values < 0.0], None
    # Decibels below -200 are not measured, nor is an only negative number that is repeated.
    lowest = negative.min(initial=0.0)
    if np.count_nonzero(negative == lowest) > 1 and (lowest < -200.0 or (negative == lowest).all()):
        void, values, negative = float(lowest), values[values != lowest], negative[negative != lowest]
    if _phase(values) and not stated:
        raise _phase_error(path)
    if len(negative) <= _STRAY * len(values):
        return PixelValues(kind, void=void)
    if words & (_REAL | _IMAGINARY):
        raise EngineError(
            "The image is only one part of complex numbers ({name}); {advice}: {path}.",
            name=band.GetDescription(),
            advice=_ADVICE,
            path=path,
        )
    if kind == AMPLITUDE and not stated and _decibels(values, _tiles(band, void)):
        return PixelValues(DECIBELS, void=void)
    raise EngineError(
        "The image has negative values in {share:.1f} % of its pixels, so that it is no amplitude; {advice}. If it is "
        "in decibels, set the unit of its band to dB: {path}.",
        share=100.0 * len(negative) / len(values),
        advice=_ADVICE,
        path=path,
    )


def _words(band: gdal.Band) -> set[str]:
    """The words of a band's name and unit."""
    return set(_split(f"{band.GetDescription()} {band.GetUnitType()}"))


def _split(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower().replace("in-phase", "inphase"))


def _phase_error(path: str) -> EngineError:
    return EngineError("The image is a phase, not an amplitude; {advice}: {path}.", advice=_ADVICE, path=path)


def _phase(values: np.ndarray) -> bool:
    """Whether numbers fill one turn, in radians or degrees, on both sides of zero or, evenly, above it."""
    if not values.size:
        return False
    if values.min() >= 0.0:
        quarters = np.percentile(values, [1.0, 25.0, 50.0, 75.0, 99.0])
        shares = (quarters / (2.0 * turn) for turn in _FULL_TURNS if 0.99 < values.max() / (2.0 * turn) < 1.0001)
        return any(np.abs(share - (0.01, 0.25, 0.5, 0.75, 0.99)).max() < 0.05 for share in shares)
    low, high, negative = values.min(), values.max(), float(np.mean(values < 0.0))
    turns = (turn for turn in _FULL_TURNS if max(-low, high) <= 1.0001 * turn and min(-low, high) > 0.95 * turn)
    return 0.2 < negative < 0.8 and any(np.mean(np.abs(values) > 0.5 * turn) > 0.2 for turn in turns)


def _centred(values: np.ndarray) -> bool:
    """Whether numbers lie on both sides of zero alike, as parts of complex numbers do."""
    if not values.size or not values.std() > 0.0:
        return False
    return 0.3 < float(np.mean(values < 0.0)) < 0.7 and abs(values.mean()) < 0.2 * values.std()


def _decibels(values: np.ndarray, tiles: np.ndarray) -> bool:
    """Whether numbers, some of them negative, are decibels.

    Most of them are negative; or small tiles are skewed to dark values, as the logarithm of speckle is: by -0.28 for
    one look, -0.14 for four, while amplitude has +0.19 and parts of complex numbers 0.
    """
    lowest, low, high, highest = np.percentile(values, [0.1, 5.0, 95.0, 99.9])
    if lowest < -100.0 or highest > 100.0 or not high - low > 1.0:
        return False
    if float(np.mean(values < 0.0)) > 0.75 and highest < 40.0:
        return True
    if len(tiles) < 10:
        return False
    low, middle, high = np.percentile(tiles, [5.0, 50.0, 95.0], axis=1)
    return float(np.median((low + high - 2.0 * middle) / (high - low + 1e-9))) < -0.1


def _tiles(band: gdal.Band, void: float | None) -> np.ndarray:
    """(n, `_TILE` squared) numbers of square tiles that are known throughout."""
    found = []
    for place in _places(band):
        values, unknown = _read(band, place, void)
        values[unknown] = np.nan
        rows, cols = (size // _TILE for size in values.shape)
        tiles = values[: rows * _TILE, : cols * _TILE].reshape(rows, _TILE, cols, _TILE).swapaxes(1, 2)
        found.append(tiles.reshape(rows * cols, -1))
    tiles = np.concatenate(found).astype(float)
    return tiles[np.isfinite(tiles).all(1)]


def _places(band: gdal.Band) -> list[Place]:
    """Windows evenly spread over a band, or all of it where it is small."""
    cols, rows = band.XSize, band.YSize
    if cols * rows <= _WHOLE:
        return [(0, 0, cols, rows)]
    width, height = min(_SIDE, cols), min(_SIDE, rows)
    across = np.linspace(0, cols - width, _WINDOWS).astype(int).tolist()
    down = np.linspace(0, rows - height, _WINDOWS).astype(int).tolist()
    return [(x, y, width, height) for y in down for x in across]


def _samples(band: gdal.Band) -> np.ndarray:
    """Numbers of a band, evenly spread over it, without zeros and no data."""
    parts = []
    for place in _places(band):
        values, unknown = _read(band, place)
        parts.append(values[~unknown & np.isfinite(values) & (values != 0.0)])
    return np.concatenate(parts).astype(float)


def _read(band: gdal.Band, place: Place, void: float | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of a window, float32 or complex64, and which are no data by the file's value or `void`."""
    with raster_failures():
        values = band.ReadAsArray(*place)
    unknown = np.zeros(values.shape, bool)
    for number in (band.GetNoDataValue(), void):
        if number is not None and not math.isnan(number):
            unknown |= values == number
    # The no-data value of 64-bit rasters is often beyond what 32 bits hold.
    with np.errstate(over="ignore"):
        return values.astype(np.complex64 if np.iscomplexobj(values) else np.float32), unknown
