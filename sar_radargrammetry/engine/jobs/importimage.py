"""Import a SAR product as a slant-range amplitude image with its geometry beside it."""

from __future__ import annotations

from typing import Any

from ..image.outline import footprint, write_outlines
from ..image.slant_image import SlantImage
from ..image.window import Window
from ..job import Context
from ..parameters.images import ImportImage as Parameters
from ..pipeline.images import announce, tell_part
from ..products.channel import Channel
from ..products.importing import import_image
from ..products.part import window_of_extent, window_of_text
from ..products.registry import open_product
from ..products.view import numbers, scene_point
from ..sensor.model import SensorModel


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Import one product, or a part of it.

    Returns
    -------
    dict
        ``output``, the numbers of `products.view.numbers`, and ``footprint`` when asked for.
    """
    reader = open_product(parameters.input, Channel.of(parameters.frequency, parameters.polarisation))
    announce(reader, context)
    window = _window(parameters, reader.model)
    if window is not None:
        tell_part(window, context)
    image = import_image(reader, parameters.output, parameters.looks_azimuth, parameters.looks_range, context, window)
    outputs = {"output": str(image.path), **numbers(image.model)}
    if parameters.footprint is not None:
        whole = Window(0, 0, image.model.lines, image.model.samples)
        outline = footprint(image.model, whole, image.model.reference_height)
        write_outlines(parameters.footprint, [(outline, _attributes(image))])
        outputs["footprint"] = parameters.footprint
    return outputs


def _window(parameters: Parameters, model: SensorModel) -> Window | None:
    if parameters.extent is not None:
        return window_of_extent(parameters.extent, model)
    if parameters.window is not None:
        return window_of_text(parameters.window, model)
    return None


def _attributes(image: SlantImage) -> dict[str, Any]:
    """Fields of the footprint layer."""
    known = {key: image.info.get(key) for key in ("sensor", "mode", "polarisation", "acquisition_time")}
    return {
        "image": image.path.name,
        **{key: None if value is None else str(value) for key, value in known.items()},
        **numbers(image.model),
        "look_angle": scene_point(image.model).look_angle,
    }
