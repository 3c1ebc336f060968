"""Elevations of several pairs merged block by block, in memory that does not grow with them."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..elevation.gathering import LogHistogram
from ..elevation.geotiff import CORRELATED, RANDOM, TOTAL, write_raster
from ..elevation.grid import CellWindow
from ..errors import EngineError
from ..files.atomic import atomic_output, explained
from ..files.leftovers import short_stem
from ..job import Context
from .fuse import fused
from .offsets import PairOffset
from .stack import Stack

_BLOCK = 512


def tell_offsets(
    stack: Stack, pairs: tuple[PairOffset, ...], level: np.ndarray, removed: bool, context: Context
) -> None:
    """Say how the rasters lie to each other; warn of offsets that matter and stay."""
    names = [member.name for member in stack.members]
    for pair in pairs:
        context.log(
            "{first} minus {second}: median {offset:+.2f} m (1 sigma: {offset_sigma:.2f} m), NMAD {nmad:.2f} m, "
            "{normalised:.1f} times what their errors predict, {cells} cells.",
            first=names[pair.first],
            second=names[pair.second],
            offset=pair.offset,
            offset_sigma=pair.offset_sigma,
            nmad=pair.nmad,
            normalised=pair.normalised,
            cells=pair.cells,
        )
    met = {index for pair in pairs for index in (pair.first, pair.second)}
    for index in set(range(len(names))) - met if len(names) > 1 else ():
        context.warn("{name} has no cell in common with the others, so its offset is unknown.", name=names[index])
    telling = [p for p in pairs if abs(p.offset) > max(3.0 * p.offset_sigma, 0.3 * p.nmad)]
    if telling and not removed:
        worst = max(telling, key=lambda p: abs(p.offset))
        context.warn(
            "{first} minus {second} is {offset:+.2f} m: seams will show; find the cause, or merge with the offsets "
            "removed.",
            first=names[worst.first],
            offset=worst.offset,
            second=names[worst.second],
        )
    if removed:
        shifts = ", ".join(f"{name} {-value:+.2f} m" for name, value in zip(names, level, strict=True))
        context.log("Offsets removed: {shifts}.", shifts=shifts)


@dataclasses.dataclass(frozen=True)
class Merged:
    """Fused blocks on disk, and what was counted while they were made.

    Parameters
    ----------
    folder : Path
    windows : tuple of CellWindow
    numbers : dict
        ``measured_share`` (of the cells with a height), ``best_share`` (of the elevation that has most),
        ``contested_share`` (of the merged cells whose heights disagree), ``median_sigma`` [m].
    """

    folder: Path
    windows: tuple[CellWindow, ...]
    numbers: dict[str, float]

    def blocks(self, *layers: int) -> Iterator[tuple[CellWindow, np.ndarray]]:
        """Layers of each block: height, sigma, its random and its shared part, count and bits of what was used."""
        for index, window in enumerate(self.windows):
            yield window, np.load(self.folder / f"{index}.npy", allow_pickle=False)[list(layers)]


@contextlib.contextmanager
def merging(
    stack: Stack,
    removed: np.ndarray,
    output: str | Path,
    context: Context,
    *,
    confidence: float,
    correlation: float,
    in_common: bool,
    floor: float = 0.0,
) -> Iterator[Merged]:
    """Fuse block by block into a folder beside the output that is gone afterwards.

    Parameters
    ----------
    stack : Stack
    removed : (n,) ndarray
        What is taken off each elevation first [m].
    output : path
        The merged elevation; nothing is written there.
    context : Context
    confidence, correlation, in_common, floor
        See `fuse.fused`.

    Raises
    ------
    EngineError
        No elevation has a height with an error.
    """
    output = Path(output).absolute()
    sigmas_found = LogHistogram()
    contested = 0
    single = np.zeros(len(stack.members), np.int64)
    with tempfile.TemporaryDirectory(
        prefix=f".{short_stem(output)}.merge.", suffix=f".{os.getpid()}.part", dir=output.parent
    ) as folder:
        windows = tuple(stack.grid.blocks(_BLOCK))
        for index, window in enumerate(windows):
            context.progress(index / len(windows))
            heights, sigmas, shared = stack.read(window)
            single += np.isfinite(heights).sum(axis=(1, 2))
            result = fused(
                heights - removed[:, None, None],
                sigmas,
                shared,
                confidence=confidence,
                correlation=correlation,
                in_common=in_common or stack.one_flight,
                floor=floor,
            )
            known = result.count > 0
            contested += int(result.contested.sum())
            sigmas_found.add(result.sigma[known])
            random = np.sqrt(np.maximum(result.sigma**2 - result.shared**2, 0.0))
            layers = (result.height, result.sigma, random, result.shared)
            layers += tuple(np.where(known, v, np.nan) for v in (result.count, result.used))
            block, path = np.stack(layers).astype(np.float32), Path(folder) / f"{index}.npy"
            try:
                np.save(path, block, allow_pickle=False)
            except OSError as error:
                raise explained(error, path, block.nbytes) from error
        if sigmas_found.count == 0:
            raise EngineError("None of the elevation rasters has a height with an error; give rasters that have.")
        cells = stack.grid.width * stack.grid.height
        numbers = {
            "measured_share": sigmas_found.count / cells,
            "best_share": float(single.max()) / cells,
            "contested_share": contested / sigmas_found.count,
            "median_sigma": round(sigmas_found.quantile(0.5), 3),
        }
        yield Merged(Path(folder), windows, numbers)


def write_merged(
    stack: Stack,
    merged: Merged,
    elevation: str | Path,
    error: str | Path,
    contribution: str | Path | None,
    record: dict,
    context: Context,
) -> None:
    """Write all rasters, or none; `record` is the provenance that goes into each."""
    bands = (TOTAL, RANDOM, CORRELATED) if stack.parts else (TOTAL,)
    with contextlib.ExitStack() as files:
        outputs = (
            (elevation, (0,), ("elevation",), "m", stack.datum.name),
            (error, (1, 2, 3) if stack.parts else (1,), bands, "m", None),
            (contribution, (4, 5), ("number of elevations", "elevations used, a bit each"), "", None),
        )
        wanted = [output for output in outputs if output[0] is not None]
        for number, (path, layers, names, unit, datum) in enumerate(wanted):
            write_raster(
                files.enter_context(atomic_output(path)),
                stack.grid,
                merged.blocks(*layers),
                descriptions=names,
                unit=unit,
                vertical_datum=datum,
                vertical_crs=stack.datum.crs if datum and stack.datum.ellipsoidal is False else None,
                provenance=record,
                context=context.part(number / len(wanted), (number + 1) / len(wanted)),
            )
