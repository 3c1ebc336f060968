"""Import a SAR product as a slant-range amplitude image with its geometry beside it."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..image.channel import Channel
from ..image.importing import import_image, scene_point
from ..image.product import open_product
from ..job import Context, parameter
from ..sensor.model import range_spacing


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parameters:
    """See `image.importing.import_image`."""

    input: str = parameter("SAR product (SICD, NISAR-like RSLC, UAVSAR), or an image imported before.")
    output: str = parameter("Slant-range amplitude image to write (.tif); its .sargeom.json goes beside it.")
    looks_azimuth: int = parameter("Lines averaged into one.", default=1)
    looks_range: int = parameter("Slant-range samples averaged into one.", default=1)
    frequency: str | None = parameter("Frequency band of a product that holds two (A, B).", default=None)
    polarisation: str | None = parameter("Image of a product that holds several, such as HH or VV.", default=None)


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Import one product.

    Returns
    -------
    dict
        ``output``; ``lines``, ``samples``; ``look_side``; ``incidence_angle`` [degrees] at the middle of the scene at
        its reference height; ``range_spacing`` in slant range and ``azimuth_spacing`` on the ground [m].
    """
    reader = open_product(parameters.input, Channel.of(parameters.frequency, parameters.polarisation))
    image = import_image(reader, parameters.output, parameters.looks_azimuth, parameters.looks_range, context)
    model = image.model
    point = scene_point(model)
    sensor = reader.info.get("sensor", "unknown sensor")
    context.log(
        f"{reader.path.name}: {sensor}, {model.lines} lines of {model.samples} samples, looking "
        f"{model.look_side}, incidence angle {point.incidence_angle:.1f} degrees."
    )
    return {
        "output": str(image.path),
        "lines": model.lines,
        "samples": model.samples,
        "look_side": model.look_side,
        "incidence_angle": point.incidence_angle,
        "range_spacing": range_spacing(model),
        "azimuth_spacing": point.azimuth_spacing,
    }
