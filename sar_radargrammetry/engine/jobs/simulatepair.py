"""Make an image pair of a terrain, with its truth."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..elevation.geotiff import write_raster
from ..errors import EngineError
from ..files.atomic import check_writable
from ..image.slant_image import write_slant_image
from ..job import Context
from ..parameters.quality import SimulatePair as Parameters
from ..simulation.pair import PairSettings, expose, make_ground
from ..simulation.sicd_product import write_sicd
from ..simulation.view import Exposure

PRODUCTS = (".nitf", ".ntf")


def run(parameters: Parameters, context: Context) -> dict:
    """Write both images and the truth; see `Parameters`."""
    _check_outputs(parameters)
    wanted = {field.name for field in dataclasses.fields(PairSettings)}
    given = {k: v for k, v in dataclasses.asdict(parameters).items() if k in wanted}
    settings = PairSettings(**given)

    context.progress(0.0)
    ground = make_ground(settings, context)
    context.progress(0.08)
    grid = ground.scene.grid
    context.log(
        f"Scene of {grid.width} x {grid.height} nodes, heights {ground.scene.height_range[0]:.0f} to "
        f"{ground.scene.height_range[1]:.0f} m."
    )
    for view, path in enumerate((parameters.reference, parameters.secondary)):
        part = context.part(0.08 + 0.44 * view, 0.52 + 0.44 * view)
        exposure = expose(settings, ground, view)
        model = exposure.model
        context.log(f"Image {view + 1}: {model.lines} lines of {model.samples} samples.")
        _write(path, exposure, f"simulated-{settings.seed}-{view + 1}", parameters.pixel_type, part)
    write_raster(
        parameters.truth,
        grid,
        ground.scene.heights,
        descriptions=("elevation",),
        provenance={"job": "simulatepair", **given},
        context=context.part(0.96, 1.0),
    )
    return {"reference": parameters.reference, "secondary": parameters.secondary, "truth": parameters.truth}


def _check_outputs(parameters: Parameters) -> None:
    """Refuse output names before any work is done."""
    for name in ("reference", "secondary", "truth"):
        check_writable(getattr(parameters, name))
    outputs = [Path(p).absolute() for p in (parameters.reference, parameters.secondary, parameters.truth)]
    if len(set(outputs)) < 3:
        raise EngineError("The outputs reference, secondary and truth must be three different files.")
    if parameters.dem is not None and Path(parameters.dem).absolute() in outputs:
        raise EngineError(f"The DEM {parameters.dem} would be overwritten by an output; choose another name.")


def _write(path: str, exposure: Exposure, name: str, pixel_type: str, context: Context) -> None:
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
    if Path(path).suffix.lower() in PRODUCTS:
        blocks = exposure.blocks(context)
        write_sicd(path, blocks, exposure.model, core_name=name, pixel_type=pixel_type, noise=exposure.noise)
    else:
        write_slant_image(path, _amplitudes(exposure, context), exposure.model, info)


def _amplitudes(exposure: Exposure, context: Context) -> Iterator[np.ndarray]:
    for block in exposure.blocks(context):
        yield np.abs(block)
