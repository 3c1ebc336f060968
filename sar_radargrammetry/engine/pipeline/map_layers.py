"""Rasters of one grid that are computed together, block by block: on disk until all are written, or none."""

from __future__ import annotations

import contextlib
import dataclasses
import enum
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..elevation.geotiff import write_category_names, write_raster, write_reasons
from ..elevation.grid import CellWindow, Grid
from ..files.atomic import atomic_output
from ..files.intermediate import scratch_array
from ..job import Context

BLOCK = 512
"""Cells along a side of the blocks, and of the rasters' tiles."""


@dataclasses.dataclass(frozen=True)
class Layer:
    """A raster to be written.

    Parameters
    ----------
    path : str
    band : str
        Name of the band.
    unit : str
        Of numbers.
    codes : type of enum, optional
        Of rasters of codes.
    """

    path: str
    band: str
    unit: str = ""
    codes: type[enum.IntEnum] | None = None


Compute = Callable[[CellWindow], dict[str, np.ndarray]]
"""Blocks (rows, cols) of a window by the names of the layers; others than those that are wanted may be among them."""


def compute_layers(
    grid: Grid, layers: dict[str, Layer], compute: Compute, scratch: Path, context: Context, side: int = BLOCK
) -> dict[str, np.ndarray]:
    """Compute all layers, block by block.

    Parameters
    ----------
    grid : Grid
    layers : dict
        Those that are wanted, by name.
    compute : Compute
    scratch : Path
        Folder for the layers.
    context : Context
    side : int
        Cells along a side of the windows that `compute` gets; a part of `BLOCK`.

    Returns
    -------
    dict
        Arrays on disk, (rows, cols) of the grid, by name.
    """
    kinds = {name: np.float32 if layer.codes is None else np.uint8 for name, layer in layers.items()}
    arrays = {name: scratch_array(scratch / name, kind, (grid.height, grid.width)) for name, kind in kinds.items()}
    windows = list(grid.blocks(side))
    for number, window in enumerate(windows):
        context.progress(number / len(windows))
        found = compute(window)
        for name, array in arrays.items():
            array[window.slices] = found[name]
    return arrays


def write_layers(
    grid: Grid, layers: dict[str, Layer], arrays: dict[str, np.ndarray], record: dict[str, Any], context: Context
) -> None:
    """Write all layers, or none; `record` is their provenance, see `report.provenance.Origin`."""
    with contextlib.ExitStack() as stack:
        for number, (name, layer) in enumerate(layers.items()):
            path = stack.enter_context(atomic_output(layer.path))
            part = context.part(number / len(layers), (number + 1) / len(layers))
            _write(path, grid, layer, _blocks(grid, arrays[name]), record, part)
    for layer in layers.values():
        if layer.codes is not None:
            write_category_names(layer.path, layer.codes)


def _blocks(grid: Grid, array: np.ndarray) -> Iterator[tuple[CellWindow, np.ndarray]]:
    return ((window, array[window.slices]) for window in grid.blocks(BLOCK))


def _write(
    path: Path,
    grid: Grid,
    layer: Layer,
    blocks: Iterator[tuple[CellWindow, np.ndarray]],
    record: dict[str, Any],
    context: Context,
) -> None:
    about = {"provenance": record, "context": context}
    if layer.codes is not None:
        write_reasons(path, grid, blocks, codes=layer.codes, description=layer.band, **about)
    else:
        write_raster(path, grid, blocks, descriptions=(layer.band,), unit=layer.unit, vertical_datum=None, **about)
