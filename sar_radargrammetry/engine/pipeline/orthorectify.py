"""An image on the map: its amplitude over an elevation, what it shows, and its local incidence."""

from __future__ import annotations

import functools
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from ..elevation.grid import CellWindow
from ..elevation.map_grid import map_grid
from ..errors import EngineError
from ..files.intermediate import scratch_array
from ..files.leftovers import short_stem
from ..image.slant_image import SlantImage
from ..job import Context
from ..mapcells.area_mean import mean_power
from ..mapcells.codes import Shown
from ..mapcells.ground import Ground, averaged_to, grid_beneath
from ..mapcells.view import CellView, ImageView
from ..parameters.mapping import Orthorectify
from ..sensor.ground import image_to_ground
from ..visibility.surface import make_surface
from .ground_model import ground_beneath
from .images import slant_image
from .map_layers import BLOCK, Layer, compute_layers, write_layers

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
        counts = np.zeros(len(Shown), np.int64)

        def compute(window: CellWindow) -> dict[str, np.ndarray]:
            cells = view.cells(window, ground.corners(window))
            counts[:] += np.bincount(cells.shown.ravel(), minlength=len(Shown))
            return {"output": _decibels(image, cells), "mask": cells.shown, "incidence": cells.incidence}

        layers = _layers(given)
        arrays = compute_layers(grid, layers, compute, scratch, context.part(0.3, 0.7), _block(view))
        shown = int(counts.sum() - counts[Shown.OUTSIDE])
        if not shown:
            raise EngineError(
                "The image shows no ground of the elevation {path}; give one of the same area, and check what its "
                "heights count from.",
                path=given.dem,
            )
        write_layers(grid, layers, arrays, record, context.part(0.7, 1.0))
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
    return {
        **{name: layer.path for name, layer in layers.items()},
        "pixel_size": pixel_size,
        "shown_share": round(shown / counts.sum(), 4),
        **shares,
    }


def _layers(given: Orthorectify) -> dict[str, Layer]:
    """What is to be written."""
    layers = {"output": Layer(given.output, "amplitude in decibels", "dB")}
    if given.mask is not None:
        layers["mask"] = Layer(given.mask, "visibility", codes=Shown)
    if given.incidence is not None:
        layers["incidence"] = Layer(given.incidence, "local incidence angle", "degrees")
    return layers


def _decibels(image: SlantImage, cells: CellView) -> np.ndarray:
    """Amplitude [dB] of cells (rows, cols), NaN where the image does not show them."""
    power = mean_power(image, cells.line, cells.sample)
    power[cells.shown == Shown.OUTSIDE] = np.nan
    with np.errstate(divide="ignore"):
        return np.maximum(10.0 * np.log10(power), DARKEST)


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
