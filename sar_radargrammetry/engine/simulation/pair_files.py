"""A simulated pair on disk: both images, and the truth."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..elevation.geotiff import write_raster
from ..image.slant_image import write_slant_image
from ..job import Context
from .pair import PairSettings, expose, make_ground
from .sicd_product import write_sicd
from .view import Exposure

PRODUCTS = (".nitf", ".ntf")
"""Endings of the images that become SICD products."""


def is_product(path: str | Path) -> bool:
    """Whether an image of this name becomes a SICD product; otherwise it becomes a raster with its geometry beside."""
    return Path(path).suffix.lower() in PRODUCTS


@dataclasses.dataclass(frozen=True)
class PairFiles:
    """Where a simulated pair goes.

    Parameters
    ----------
    reference, secondary : path
        Images; an ending of `PRODUCTS` makes a SICD product, any other an amplitude raster with its geometry.
    truth : path
        Raster of the scene's heights.
    pixel_type : {"RE32F_IM32F", "RE16I_IM16I", "AMP8I_PHS8I"}
        Of SICD products.
    """

    reference: str | Path
    secondary: str | Path
    truth: str | Path
    pixel_type: str = "RE32F_IM32F"


def write_pair(settings: PairSettings, files: PairFiles, record: dict[str, Any], context: Context) -> None:
    """Simulate a pair and write it.

    Parameters
    ----------
    settings : PairSettings
    files : PairFiles
    record : dict
        Provenance of the truth.
    context : Context

    Raises
    ------
    EngineError
        Settings that no pair can have, or a file that cannot be written.
    """
    context.progress(0.0)
    ground = make_ground(settings, context)
    context.progress(0.08)
    grid = ground.scene.grid
    context.log(
        "Scene of {width} x {height} nodes, heights {low:.0f} to {high:.0f} m.",
        width=grid.width,
        height=grid.height,
        low=ground.scene.height_range[0],
        high=ground.scene.height_range[1],
    )
    for view, path in enumerate((files.reference, files.secondary)):
        part = context.part(0.08 + 0.44 * view, 0.52 + 0.44 * view)
        exposure = expose(settings, ground, view)
        model = exposure.model
        context.log(
            "Image {view}: {lines} lines of {samples} samples.", view=view + 1, lines=model.lines, samples=model.samples
        )
        _write(path, exposure, f"simulated-{settings.seed}-{view + 1}", files.pixel_type, part)
    write_raster(
        files.truth,
        grid,
        ground.scene.heights,
        descriptions=("elevation",),
        provenance=record,
        context=context.part(0.96, 1.0),
    )


def _write(path: str | Path, exposure: Exposure, name: str, pixel_type: str, context: Context) -> None:
    info = {
        "sensor": "simulated",
        "collector": "simulated",
        "core_name": name,
        "mode": "STRIPMAP",
        "polarisation": "HH",
        "acquisition_time": "2026-01-01T00:00:00Z",
        "radiometry": "root of beta nought",
        "looks_azimuth": 1,
        "looks_range": 1,
    }
    if is_product(path):
        blocks = exposure.blocks(context)
        write_sicd(path, blocks, exposure.model, core_name=name, pixel_type=pixel_type, noise=exposure.noise)
    else:
        write_slant_image(path, _amplitudes(exposure, context), exposure.model, info)


def _amplitudes(exposure: Exposure, context: Context) -> Iterator[np.ndarray]:
    for block in exposure.blocks(context):
        yield np.abs(block)
