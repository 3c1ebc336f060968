"""Merge the elevations of several pairs, weighted by their errors."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..elevation.error_bands import CORRELATED, RANDOM, TOTAL
from ..elevation.geotiff import write_raster
from ..elevation.grid import Window
from ..errors import EngineError
from ..files.atomic import atomic_output, check_outputs
from ..fusion.fuse import fused
from ..fusion.offsets import PairOffset, levels, pair_offsets
from ..fusion.stack import Stack, open_stack
from ..job import Context
from ..parameters.elevation import MergeElevations as Parameters
from ..points.quantiles import LogHistogram
from ..report.provenance import provenance

NAME = "mergeelevations"

CORRELATION = 0.4
"""Of the matching's errors of two simulated pairs of other headings: both smooth the same ground."""

_BLOCK = 512
_LAYERS = ("elevation", "error", "contribution")


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Find the offsets between the rasters, then merge them block by block.

    Returns
    -------
    dict
        Paths elevation, error, contribution, report; measured_share of the cells with a height, best_share of the
        elevation that has most, contested_share of the merged cells whose heights disagree, median_sigma (m),
        largest_offset (m).
    """
    inputs = {name: list(getattr(parameters, name)) for name in ("elevations", "errors", "masks")}
    files = [path for paths in inputs.values() for path in paths]
    check_outputs((parameters.elevation, parameters.error, parameters.contribution, parameters.report), files)
    stack = open_stack(
        inputs["elevations"],
        inputs["errors"],
        inputs["masks"],
        crs=parameters.crs,
        pixel_size=parameters.pixel_size,
    )
    if stack.datum.name is None:
        context.warn("No elevation says what its heights are counted from; neither will the merged one.")
    pairs = pair_offsets(stack, context.part(0.0, 0.35))
    level = levels(len(stack.members), pairs)
    _tell(stack, pairs, level, parameters.remove_offsets, context)
    record = provenance(
        NAME,
        parameters,
        inputs={f"{name}_{number}": path for name, paths in inputs.items() for number, path in enumerate(paths, 1)},
        output=parameters.elevation,
    )
    record["offsets"] = [dataclasses.asdict(pair) for pair in pairs]
    record["levels"] = {m.name: round(float(value), 3) for m, value in zip(stack.members, level, strict=True)}
    record["contribution_bits"] = {member.name: 1 << bit for bit, member in enumerate(stack.members)}
    removed = level if parameters.remove_offsets else np.zeros(len(level))
    with _merging(parameters, stack, removed, context.part(0.35, 0.7)) as merged:
        numbers = merged.numbers
        _write(parameters, stack, merged, record, context.part(0.7, 0.95))
    if parameters.report:
        # Matplotlib takes a second to import: only where a report is wanted.
        from ..fusion.merge_report import merge_report

        names = [member.name for member in stack.members]
        merge_report(parameters.elevation, parameters.error, names, pairs, level, numbers, record).write(
            parameters.report
        )
    context.progress(1.0)
    context.log(
        f"{100.0 * numbers['measured_share']:.1f} % of the cells have a height; the fullest single elevation has "
        f"{100.0 * numbers['best_share']:.1f} %. In {100.0 * numbers['contested_share']:.2f} % of the merged cells the "
        "heights disagree."
    )
    written = {name: getattr(parameters, name) for name in (*_LAYERS, "report")}
    return {**written, **numbers, "largest_offset": float(np.abs(level).max())}


def _tell(stack: Stack, pairs: tuple[PairOffset, ...], level: np.ndarray, removed: bool, context: Context) -> None:
    """Say how the rasters lie to each other; warn of offsets that matter and stay."""
    names = [member.name for member in stack.members]
    for pair in pairs:
        context.log(
            f"{names[pair.first]} minus {names[pair.second]}: median {pair.offset:+.2f} m (± {pair.offset_sigma:.2f}), "
            f"NMAD {pair.nmad:.2f} m, {pair.normalised:.1f} times what their errors predict, {pair.cells} cells."
        )
    met = {index for pair in pairs for index in (pair.first, pair.second)}
    for index in set(range(len(names))) - met:
        context.warn(f"{names[index]} has no cell in common with the others: its offset cannot be told.")
    telling = [p for p in pairs if abs(p.offset) > max(3.0 * p.offset_sigma, 0.3 * p.nmad)]
    if telling and not removed:
        worst = max(telling, key=lambda p: abs(p.offset))
        context.warn(
            f"{names[worst.first]} lies {abs(worst.offset):.2f} m {'above' if worst.offset > 0 else 'below'} "
            f"{names[worst.second]}: seams will show; find the cause, or merge with the offsets removed."
        )
    if removed:
        shifts = ", ".join(f"{name} {-value:+.2f} m" for name, value in zip(names, level, strict=True))
        context.log(f"Brought to their common level: {shifts}.")


@dataclasses.dataclass(frozen=True)
class _Merged:
    """Fused blocks on disk, and what was counted while they were made."""

    folder: Path
    windows: tuple[Window, ...]
    numbers: dict[str, float]

    def blocks(self, *layers: int) -> Iterator[tuple[Window, np.ndarray]]:
        for index, window in enumerate(self.windows):
            yield window, np.load(self.folder / f"{index}.npy", allow_pickle=False)[list(layers)]


@contextlib.contextmanager
def _merging(parameters: Parameters, stack: Stack, removed: np.ndarray, context: Context) -> Iterator[_Merged]:
    """Fuse block by block into a folder beside the output that is gone afterwards."""
    beside = Path(parameters.elevation).absolute().parent
    sigmas_found = LogHistogram()
    contested = 0
    single = np.zeros(len(stack.members), np.int64)
    with tempfile.TemporaryDirectory(
        prefix=f".{Path(parameters.elevation).stem}.merge.", suffix=f".{os.getpid()}.part", dir=beside
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
                confidence=parameters.confidence,
                correlation=parameters.correlation,
                in_common=parameters.remove_offsets or stack.one_flight,
            )
            known = result.count > 0
            contested += int(result.contested.sum())
            sigmas_found.add(result.sigma[known])
            random = np.sqrt(np.maximum(result.sigma**2 - result.shared**2, 0.0))
            layers = (result.height, result.sigma, random, result.shared)
            layers += tuple(np.where(known, v, np.nan) for v in (result.count, result.used))
            np.save(Path(folder) / f"{index}.npy", np.stack(layers).astype(np.float32), allow_pickle=False)
        if sigmas_found.count == 0:
            raise EngineError("None of the elevation rasters has a height with an error; give rasters that have.")
        cells = stack.grid.width * stack.grid.height
        numbers = {
            "measured_share": sigmas_found.count / cells,
            "best_share": float(single.max()) / cells,
            "contested_share": contested / sigmas_found.count,
            "median_sigma": round(sigmas_found.quantile(0.5), 3),
        }
        yield _Merged(Path(folder), windows, numbers)


def _write(parameters: Parameters, stack: Stack, merged: _Merged, record: dict, context: Context) -> None:
    """Write all rasters, or none."""
    bands = (TOTAL, RANDOM, CORRELATED) if stack.parts else (TOTAL,)
    with contextlib.ExitStack() as files:
        outputs = (
            (parameters.elevation, (0,), ("elevation",), "m", stack.datum.name),
            (parameters.error, (1, 2, 3) if stack.parts else (1,), bands, "m", None),
            (parameters.contribution, (4, 5), ("number of elevations", "elevations used, a bit each"), "", None),
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
