"""An image on the map: its amplitude over an elevation, what it shows, and its local incidence."""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..elevation.geotiff import write_category_names, write_raster, write_reasons
from ..elevation.grid import CellWindow, Grid
from ..elevation.map_grid import map_grid
from ..errors import EngineError
from ..files.atomic import atomic_output
from ..files.intermediate import scratch_array
from ..files.leftovers import short_stem
from ..image.slant_image import SlantImage
from ..job import Context
from ..mapcells.area_mean import mean_power
from ..mapcells.codes import Shown
from ..mapcells.ground import Ground, averaged_to, grid_beneath
from ..mapcells.view import ImageView
from ..parameters.mapping import Orthorectify
from ..sensor.ground import image_to_ground
from ..visibility.surface import make_surface
from .ground_model import ground_beneath
from .images import slant_image

BLOCK = 512
"""Cells along a side of the blocks, and of the raster's tiles."""
SMALLEST_BLOCK = 16
PIXELS = 2048
"""Pixels of the image along a side of a block at most, roughly: the block's window of the image is held in memory."""
DARKEST = -120.0
"""Decibels of cells whose pixels are all zero, as in shadows of coarsely quantised products: dark, but not without
data."""


def orthorectified(given: Orthorectify, record: dict[str, Any], context: Context) -> dict[str, Any]:
    """Project an image onto an elevation, block by block.

    Parameters
    ----------
    given : Orthorectify
    record : dict
        Provenance that goes into the rasters, see `report.provenance.Origin`.
    context : Context

    Returns
    -------
    dict
        ``output``, ``mask``, ``incidence`` (paths of what was written), ``pixel_size`` [m]; ``shown_share`` (of the
        raster's cells), ``visible_share``, ``layover_share``, ``shadow_share`` (of the cells that the image shows).

    Raises
    ------
    EngineError
        The image or the elevation cannot be used, or they show no common ground.
    """
    output = Path(given.output).absolute()
    with tempfile.TemporaryDirectory(
        prefix=f".{short_stem(output)}.view.", suffix=f".{os.getpid()}.part", dir=output.parent
    ) as name:
        scratch = Path(name)
        image = SlantImage.open(slant_image(given.image, "image", (1, 1), scratch, context.part(0.0, 0.1)))
        dem = ground_beneath(given.dem, given.dem_vertical, (image.model,), context)
        crs, pixel_size = map_grid(image.model, given.crs, given.pixel_size)
        grid = grid_beneath(dem, (image.model,), crs, pixel_size)
        ground = Ground(grid, averaged_to(dem, pixel_size))
        states = functools.partial(scratch_array, scratch / "states", np.uint8)
        part = context.part(0.1, 0.3)
        view = ImageView.of(ground, image.model, make_surface(dem, (image.model,)), states, part.progress)
        layers = _Layers(scratch, grid, given)
        _write(given, layers, layers.amplitudes(image, view), record, context.part(0.3, 1.0))
        counts = layers.counts
    shown = int(counts.sum() - counts[Shown.OUTSIDE])
    shares = {
        f"{code.name.lower()}_share": round(int(counts[code]) / shown, 4)
        for code in (Shown.VISIBLE, Shown.LAYOVER, Shown.SHADOW)
    }
    context.log(
        "Cells of {pixel_size:g} m that the image shows: {shown}; visible {visible:.1f} %, layover {layover:.1f} %, "
        "shadow {shadow:.1f} %.",
        pixel_size=pixel_size,
        shown=shown,
        visible=100.0 * shares["visible_share"],
        layover=100.0 * shares["layover_share"],
        shadow=100.0 * shares["shadow_share"],
    )
    files = {name: getattr(given, name) for name in ("output", "mask", "incidence")}
    return {
        **{name: path for name, path in files.items() if path is not None},
        "pixel_size": pixel_size,
        "shown_share": round(shown / counts.sum(), 4),
        **shares,
    }


class _Layers:
    """What is known of the cells beside their amplitude, on disk while the amplitude is written."""

    def __init__(self, scratch: Path, grid: Grid, given: Orthorectify) -> None:
        self.grid, self.dem = grid, given.dem
        shape = grid.height, grid.width
        self.shown = None if given.mask is None else scratch_array(scratch / "shown", np.uint8, shape)
        self.incidence = None if given.incidence is None else scratch_array(scratch / "incidence", np.float32, shape)
        self.counts = np.zeros(len(Shown), np.int64)

    def amplitudes(self, image: SlantImage, view: ImageView) -> Iterator[tuple[CellWindow, np.ndarray]]:
        """Blocks of the amplitude [dB]; the other layers are filled on the way.

        Raises
        ------
        EngineError
            At the end, if the image shows no cell.
        """
        for window in self.grid.blocks(_block(view)):
            cells = view.cells(window, view.ground.corners(window))
            self.counts += np.bincount(cells.shown.ravel(), minlength=len(Shown))
            if self.shown is not None:
                self.shown[window.slices] = cells.shown
            if self.incidence is not None:
                self.incidence[window.slices] = cells.incidence
            power = mean_power(image, cells.line, cells.sample)
            power[cells.shown == Shown.OUTSIDE] = np.nan
            with np.errstate(divide="ignore"):
                yield window, np.maximum(10.0 * np.log10(power), DARKEST)
        if self.counts.sum() == self.counts[Shown.OUTSIDE]:
            raise EngineError(
                "The image shows no ground of the elevation {path}; give one of the same area, and check what its "
                "heights count from.",
                path=self.dem,
            )

    def blocks(self, layer: np.ndarray) -> Iterator[tuple[CellWindow, np.ndarray]]:
        """Blocks of a layer."""
        return ((window, layer[window.slices]) for window in self.grid.blocks(BLOCK))


def _block(view: ImageView) -> int:
    """Cells along a side of a block: fewer where cells are much larger than the image's pixels."""
    model, side = view.model, BLOCK
    line = 0.5 * (model.lines - 1) + np.array([0.0, 1.0, 0.0])
    sample = 0.5 * (model.samples - 1) + np.array([0.0, 0.0, 1.0])
    points = image_to_ground(model, line, sample, model.reference_height)
    finest = float(np.linalg.norm(points[1:] - points[0], axis=-1).min())
    while side > SMALLEST_BLOCK and side * view.ground.grid.pixel_size > PIXELS * finest:
        side //= 2
    return side


def _write(
    given: Orthorectify,
    layers: _Layers,
    amplitudes: Iterator[tuple[CellWindow, np.ndarray]],
    record: dict[str, Any],
    context: Context,
) -> None:
    """Write all rasters, or none."""
    grid, no_heights = layers.grid, {"vertical_datum": None, "provenance": record}
    with contextlib.ExitStack() as stack:
        output = stack.enter_context(atomic_output(given.output))
        names = ("amplitude in decibels",)
        part = context.part(0.0, 0.8)
        write_raster(output, grid, amplitudes, descriptions=names, unit="dB", context=part, **no_heights)
        if given.incidence is not None:
            path, part = stack.enter_context(atomic_output(given.incidence)), context.part(0.8, 0.9)
            names, blocks = ("local incidence angle",), layers.blocks(layers.incidence)
            write_raster(path, grid, blocks, descriptions=names, unit="degrees", context=part, **no_heights)
        if given.mask is not None:
            path, part = stack.enter_context(atomic_output(given.mask)), context.part(0.9, 1.0)
            blocks = layers.blocks(layers.shown)
            write_reasons(path, grid, blocks, codes=Shown, description="visibility", provenance=record, context=part)
    if given.mask is not None:
        write_category_names(given.mask, Shown)
