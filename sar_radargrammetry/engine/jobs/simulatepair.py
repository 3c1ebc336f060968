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
from ..job import RASTER, Context, parameter
from ..simulation.pair import PairSettings, expose, make_ground
from ..simulation.sicd_product import write_sicd
from ..simulation.terrain import KINDS
from ..simulation.view import Exposure

PRODUCTS = (".nitf", ".ntf")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parameters:
    """See `simulation.pair.PairSettings`, which takes all but the outputs."""

    dem: str | None = parameter("DEM to simulate from (ellipsoidal heights); without it a terrain is made up.", None)
    terrain: str = parameter("Kind of made-up terrain.", "mountains", KINDS)
    size: float = parameter("Side of the square scene (m).", 900.0)
    longitude: float | None = parameter("Longitude of the scene's centre (degrees); default: the DEM's centre.", None)
    latitude: float | None = parameter("Latitude of the scene's centre (degrees); default: the DEM's centre.", None)
    altitude: float = parameter("Height of both tracks above the scene's mean height (m).", 6000.0)
    reference_look: float = parameter("Look angle of the reference image at the scene's centre (degrees).", 35.0)
    secondary_look: float = parameter("Look angle of the secondary image at the scene's centre (degrees).", 50.0)
    heading: float = parameter("Flight direction of the reference track, clockwise from north (degrees).", 65.0)
    crossing: float = parameter("Angle by which the secondary track is turned against it, clockwise (degrees).", 0.0)
    look_side: str = parameter("Side of the track that the reference image looks to.", "right", ("left", "right"))
    opposite_sides: bool = parameter("The secondary image looks to the other side of its track.", False)
    range_spacing: float = parameter("Pixel spacing in slant range (m).", 0.5)
    azimuth_spacing: float = parameter("Pixel spacing along the track (m).", 0.5)
    decorrelation: float = parameter("Share of the texture's variance that the views do not share (0..1).", 0.3)
    noise: float = parameter("Thermal noise (dB of beta nought; the ground is around -10).", -28.0)
    pixel_type: str = parameter(
        "Pixel type of SICD products.", "RE32F_IM32F", ("RE32F_IM32F", "RE16I_IM16I", "AMP8I_PHS8I")
    )
    seed: int = parameter("The same seed gives the same pair, to the last bit.", 1)
    reference: str = parameter(
        "Reference image to write: .tif (amplitude and sidecar) or .nitf (SICD).", output=RASTER + PRODUCTS
    )
    secondary: str = parameter(
        "Secondary image to write: .tif (amplitude and sidecar) or .nitf (SICD).", output=RASTER + PRODUCTS
    )
    truth: str = parameter("Raster of the scene's true heights to write (.tif).", output=RASTER)


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
