"""Voids that a raster of heights does not declare: a number far from all other heights that stands for "no height".

Programs lose the nodata value of a raster, and -9999 then counts as a height. Such a number is exactly repeated, or one
of those that programs write for voids, and no other height lies near it. The height of a lake is repeated too, but its
shore lies near. A number nearer to the ground is a void where it fills areas that no ground has (`plateaus.py`).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

import numpy as np
from osgeo import gdal
from scipy import ndimage

from ..memory import check_free
from ..message import Message
from ..record import record_of, write_record
from .plateaus import areas, plateaus_of
from .stored import Window, blocks, scaled, stored_heights

GROUND = (-500.0, 9000.0)
"""Heights of ground that a radar can image [m]: from the shore of the Dead Sea at -430 m to a summit of 8849 m."""

NO_UNIT = 1e5
"""From this size on [m], a number among heights is void, repeated or not."""

_TYPES = (32768.0, 32767.0, 65535.0)
_FILLS = np.array([-99.0, -999.0, -9999.0, -99999.0, 9999.0, 99999.0, *_TYPES, *(-v for v in _TYPES)], np.float32)
_SCALED = np.array([sign * v / by for v in _TYPES for sign in (-1.0, 1.0) for by in (10.0, 100.0)], np.float32)
"""Numbers that programs write for voids; and the extremes of 16-bit numbers as heights in decimetres, centimetres."""

_WHOLE = 1 << 22  # cells of a raster that is read whole to find the range of its heights
_WINDOWS, _SIDE = 8, 128  # otherwise windows a side over the raster, and cells a side of each
_KEPT = 1 << 22  # distinct numbers that are kept
_RIM = 32  # cells over which a resampling may have mixed void and ground
_NEAR = 2  # cells beyond those that are visibly mixed
_SQUARE = np.ones((3, 3), bool)


@dataclasses.dataclass(frozen=True, kw_only=True)
class UndeclaredVoids:
    """What the undeclared voids of a band are.

    Parameters
    ----------
    numbers : tuple of float
        As the file stores them.
    heights : tuple of float
        The same as heights [m], the most frequent first.
    share : float
        Share of the cells that hold one.
    lowest, highest : float
        All other heights [m].
    mixed : bool
        Cells beside voids hold mixtures of void and ground, as the raster was resampled after its nodata value was
        lost. The cells around a void are void too then.
    filling : tuple of float
        Numbers of `numbers` within the range of the heights; they are void only where they fill areas.
    """

    numbers: tuple[float, ...]
    heights: tuple[float, ...]
    share: float
    lowest: float
    highest: float
    mixed: bool
    filling: tuple[float, ...] = ()

    def among(self, stored: np.ndarray, heights: np.ndarray) -> np.ndarray:
        """Which cells of a window are void: (rows, cols) bool from the file's numbers and the heights [m]."""
        everywhere = [number for number in self.numbers if number not in self.filling]
        found = np.isin(stored, everywhere) | (np.abs(heights) >= NO_UNIT)
        for number in self.filling:
            found |= areas(stored == number)
        if self.mixed and found.any():
            found = _spread(found, _Range(self.lowest, self.highest).beyond(heights))
        return found

    def said(self, what: Message) -> Message:
        """A sentence for the log; `what` names the raster."""
        fields = {
            "what": what,
            "values": ", ".join(f"{value:.8g}" for value in self.heights[:4]),
            "share": 100.0 * self.share,
        }
        if self.mixed:
            return Message(
                "{what} has the undeclared value {values} in {share:.3g} % of its cells, far from all other heights; "
                "it is used as void, and so are the cells around it, where a resampling has mixed it with heights.",
                **fields,
            )
        if self.filling:
            return Message(
                "{what} has the undeclared value {values} in {share:.3g} % of its cells, in areas that end at a cliff "
                "on all sides; it is used as void.",
                **fields,
            )
        return Message(
            "{what} has the undeclared value {values} in {share:.3g} % of its cells, far from all other heights; it is "
            "used as void.",
            **fields,
        )


@dataclasses.dataclass(frozen=True)
class _Range:
    """Lowest and highest height of most of the ground [m], and whether it has many distinct ones."""

    low: float
    high: float
    varied: bool = True

    @property
    def spread(self) -> float:
        return self.high - self.low

    def beyond(self, heights: np.ndarray) -> np.ndarray:
        tolerance = 20.0 + 0.1 * self.spread
        return (heights < self.low - tolerance) | (heights > self.high + tolerance)


def undeclared_voids(dataset: gdal.Dataset, window: Window, number: int = 1) -> UndeclaredVoids | None:
    """The undeclared voids in a window of a band; None where it has none.

    The range of the heights comes from samples of the whole file; the window is read completely, because a void may be
    a few cells. NaN is a void without being asked.

    Raises
    ------
    RuntimeError
        The raster cannot be read.
    """
    band = dataset.GetRasterBand(number)
    plateaus = plateaus_of(dataset, window)
    ground = _ground(band, window, list(plateaus))
    stored, counts = _unlike(band, window, ground)
    filling = [number for number in plateaus if number not in stored]
    stored, counts = np.append(stored, filling), np.append(counts, [plateaus[number] for number in filling]).astype(int)
    heights = scaled(band, stored)
    huge = np.abs(heights) >= NO_UNIT
    if ground is None:  # nothing but numbers for voids, unless all are heights in another unit
        taken, lowest, highest, mixed = np.full(stored.shape, not huge.all() or len(stored) == 1), 0.0, 0.0, False
    else:
        sure = np.isin(stored, list(plateaus))
        candidates = ~huge & (_isolated(stored, heights, counts) | sure)
        taken, lowest, highest, mixed = _far(band, window, ground, stored, candidates, sure)
        taken |= huge
    if not taken.any():
        return None
    order = np.argsort(-counts[taken], kind="stable")
    return UndeclaredVoids(
        numbers=tuple(stored[taken][order].tolist()),
        heights=tuple(heights[taken][order].tolist()),
        share=float(counts[taken].sum() / (window[2] * window[3])),
        lowest=lowest,
        highest=highest,
        mixed=mixed,
        filling=tuple(filling),
    )


def with_declared(dataset: gdal.Dataset, window: Window, voids: UndeclaredVoids, what: Message) -> gdal.Dataset:
    """A copy in memory of a window of a raster whose voids are declared, those of band 1 in every band.

    Parameters
    ----------
    dataset : gdal.Dataset
    window : (col, row, cols, rows)
    voids : UndeclaredVoids
        Of band 1.
    what : Message
        How an error sentence names the raster.

    Raises
    ------
    EngineError
        Too little memory.
    RuntimeError
        The raster cannot be read.
    """
    col, row, cols, rows = window
    kind = dataset.GetRasterBand(1).DataType
    size = cols * rows * dataset.RasterCount * gdal.GetDataTypeSize(kind) / 8
    check_free(1.2 * size, "cpu", what, Message("declare the nodata value of the file (gdal_edit.py -a_nodata)"))
    copy = gdal.GetDriverByName("MEM").Create("", cols, rows, dataset.RasterCount, kind)
    copy.SetDescription(dataset.GetDescription())
    copy.SetMetadata(dataset.GetMetadata())
    record = record_of(dataset)
    if record is not None:
        write_record(copy, record)
    copy.SetSpatialRef(dataset.GetSpatialRef())
    x0, dx, rx, y0, ry, dy = dataset.GetGeoTransform()
    copy.SetGeoTransform((x0 + col * dx + row * rx, dx, rx, y0 + col * ry + row * dy, ry, dy))
    first = dataset.GetRasterBand(1)
    for number in range(1, dataset.RasterCount + 1):
        band, target = dataset.GetRasterBand(number), copy.GetRasterBand(number)
        target.SetDescription(band.GetDescription())
        target.SetUnitType(band.GetUnitType() or "")
        if band.GetScale() is not None:
            target.SetScale(band.GetScale())
        if band.GetOffset() is not None:
            target.SetOffset(band.GetOffset())
        nodata = band.GetNoDataValue()
        if nodata is None:
            nodata = math.nan if kind in (gdal.GDT_Float32, gdal.GDT_Float64) else voids.numbers[0]
        target.SetNoDataValue(nodata)
        for part, inner in blocks(window, _RIM):
            stored, heights, valid = stored_heights(first, part)
            void = (voids.among(stored, heights) | ~valid)[inner]
            if number > 1:
                stored, _, valid = stored_heights(band, part)
                void |= ~valid[inner]
            values = stored[inner].copy()
            values[void] = nodata
            target.WriteArray(values, part[0] + inner[1].start - col, part[1] + inner[0].start - row)
    return copy


def _fills(stored: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Which numbers are those that programs write for voids."""
    with np.errstate(over="ignore"):
        stored, heights = stored.astype(np.float32), heights.astype(np.float32)
    return np.isin(stored, _FILLS) | np.isin(heights, _FILLS) | np.isin(heights, _SCALED)


def _spread(voids: np.ndarray, beyond: np.ndarray) -> np.ndarray:
    """Voids, what is connected with them `beyond` the ground, and the cells around.

    What is connected with few voids over many cells is ground of other heights, such as a sea floor.
    """
    connected = ndimage.binary_propagation(voids, _SQUARE, mask=voids | beyond)
    if np.count_nonzero(connected & ~voids) > 400 + 8 * np.count_nonzero(voids):
        connected = voids
    return ndimage.binary_dilation(connected, _SQUARE, iterations=_NEAR)


def _samples(window: Window) -> Iterator[Window]:
    """Windows evenly spread over a window, or all of it where it is small."""
    col, row, cols, rows = window
    if cols * rows <= _WHOLE:
        yield window
        return
    width, height = min(_SIDE, cols), min(_SIDE, rows)
    for y in np.linspace(0, rows - height, _WINDOWS).astype(int).tolist():
        for x in np.linspace(0, cols - width, _WINDOWS).astype(int).tolist():
            yield col + x, row + y, width, height


def _ground(band: gdal.Band, window: Window, plateaus: list[float]) -> _Range | None:
    """The range of most of the heights, from samples; None where every number stands for a void."""
    whole = (0, 0, band.XSize, band.YSize)
    likely, possible = [], []
    for part in {*_samples(window), *_samples(whole)}:
        stored, heights, valid = stored_heights(band, part)
        known = valid & (np.abs(heights) < NO_UNIT) & ~np.isin(stored, plateaus)
        fills = known & _fills(stored, heights)
        odd = known & ((heights < GROUND[0]) | (heights > GROUND[1]))
        values, counts = np.unique(stored[odd], return_counts=True)
        suspect = fills | (odd & np.isin(stored, values[counts > 1]))
        if suspect.any():
            likely.append(heights[known & ~_spread(suspect, odd) & (heights != 0.0)])
        else:
            likely.append(heights[known & (heights != 0.0)])
        possible.append(heights[known & ~fills])
    for parts in (likely, possible):
        heights = np.concatenate(parts).astype(float)
        if heights.size:
            distinct = np.unique(heights)
            # A number far from all others, repeated over much of the raster, is not the ground.
            groups = np.split(distinct, np.flatnonzero(np.diff(distinct) > 1000.0) + 1)
            most = max(groups, key=len)
            if len(most) > 1:
                heights = heights[(heights >= most[0]) & (heights <= most[-1])]
            low, high = np.percentile(heights, [1.0, 99.0])
            return _Range(float(low), float(high), len(most) >= 10)
    return None


def _unlike(band: gdal.Band, window: Window, ground: _Range | None) -> tuple[np.ndarray, np.ndarray]:
    """Distinct numbers of a window beyond the range of the ground, ascending, and in how many cells each is."""
    numbers, counts = np.empty(0), np.empty(0, int)
    for part, _ in blocks(window):
        stored, heights, valid = stored_heights(band, part)
        unlike = valid & np.isfinite(stored)
        if ground is not None:
            unlike &= ground.beyond(heights)
        numbers = np.concatenate([numbers, stored[unlike].astype(float)])
        counts = np.concatenate([counts, np.ones(len(numbers) - len(counts), int)])
        numbers, place = np.unique(numbers, return_inverse=True)
        counts = np.bincount(place, counts, len(numbers)).astype(int)
        if len(numbers) > _KEPT:  # ground of many heights; what is repeated or written for voids is enough
            kept = (counts > 1) | _fills(numbers, scaled(band, numbers))
            numbers, counts = numbers[kept], counts[kept]
    return numbers, counts


def _isolated(stored: np.ndarray, heights: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Which numbers may be voids: those that programs write, and others that are repeated; each if it is much more
    frequent than all others within 100 m."""
    fills, isolated = _fills(stored, heights), np.zeros(stored.shape, bool)
    for index in {*np.flatnonzero(fills).tolist(), *np.argsort(-counts)[:16].tolist()}:
        near = (np.abs(heights - heights[index]) < 100.0) & ~fills
        near[index] = False
        others = counts[near].max(initial=0)
        isolated[index] = counts[index] >= (2 if fills[index] else 5) * others and (fills[index] or counts[index] > 1)
    return isolated


def _far(
    band: gdal.Band, window: Window, ground: _Range, stored: np.ndarray, candidates: np.ndarray, sure: np.ndarray
) -> tuple[np.ndarray, float, float, bool]:
    """Which candidates are `sure` or lie far from all heights that are not near them on the ground.

    Returns
    -------
    taken : (n,) bool ndarray
    lowest, highest : float
        Of all other heights [m].
    mixed : bool
        Whether cells beside a void lie between it and the ground.
    """
    heights = scaled(band, stored).astype(float)
    edge = 20.0 + 0.1 * ground.spread
    gap = np.maximum(ground.low - edge - heights, heights - ground.high - edge)
    if not candidates.any():
        return candidates, ground.low, ground.high, False
    seeds = stored[candidates & (heights != 0.0)]
    values = heights[candidates]
    lowest, highest, between = ground.low, ground.high, 0
    for part, inner in blocks(window, _RIM):
        numbers, there, valid = stored_heights(band, part)
        beyond, seed = ground.beyond(there), np.isin(numbers, seeds)
        known = valid & np.isfinite(there) & (np.abs(there) < NO_UNIT)
        rest = known & ~seed
        if seed.any():
            around = _spread(seed & valid, beyond)
            mixture = there[inner][(around & rest & beyond)[inner]]
            for value in values:
                share = (mixture - value) / (np.clip(value, ground.low, ground.high) - value)
                between += int(((share > 0.05) & (share < 0.75)).sum())
            rest &= ~around
        rest = there[inner][(rest & ~(known & (there == 0.0) & (0.0 in values)))[inner]]
        if rest.size:
            lowest, highest = min(lowest, float(rest.min())), max(highest, float(rest.max()))
            tail = np.unique(rest[ground.beyond(rest)]).astype(float)
            if tail.size:
                nearest = np.searchsorted(tail, values)
                below, above = tail[np.maximum(nearest - 1, 0)], tail[np.minimum(nearest, len(tail) - 1)]
                distance = np.minimum(np.abs(values - below), np.abs(values - above))
                gap[candidates] = np.minimum(gap[candidates], distance)
    implausible = (heights < GROUND[0]) | (heights > GROUND[1])
    certain = (_fills(stored, heights) | implausible) & (gap > max(100.0, 0.1 * ground.spread))
    zero = (heights == 0.0) & ground.varied & (gap > max(100.0, ground.spread))
    strange = ground.varied & (gap > max(1000.0, 3.0 * ground.spread))
    taken = candidates & (certain | zero | strange | sure)
    return taken, lowest, highest, bool(taken.any() and between)
