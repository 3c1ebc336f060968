"""Give the image of an in-house processor its geometry: a raster and a flight track become an imported image."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..job import Context
from ..parameters.images import MakeGeometry as Parameters
from ..pipeline.images import tell_values
from ..products.importing import import_image
from ..products.plain.raster import plain_raster, raster_size
from ..products.view import description, numbers
from ..sensor.ellipsoid import ecef_to_geodetic
from ..sensor.ground import image_to_ground
from ..sensor.range_doppler import RangeDopplerModel
from ..sensor.track_csv import read_track
from ..sensor.track_use import (
    check_digits,
    check_fit,
    check_ground,
    check_path,
    check_rounding,
    check_sparse,
    check_times,
)


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Make one imported image.

    Returns
    -------
    dict
        As of importimage, without a footprint.
    """
    path = Path(parameters.input)
    lines, samples = raster_size(path, parameters.columns_are_lines)
    track = read_track(parameters.track)
    check_times(parameters.track, track, parameters.first_line_time, parameters.line_interval, lines)
    model = RangeDopplerModel(
        trajectory=track.trajectory,
        lines=lines,
        samples=samples,
        first_line_time=parameters.first_line_time,
        line_interval=parameters.line_interval,
        near_range=parameters.near_range,
        range_spacing=parameters.range_spacing,
        look_side=parameters.look_side,
        reference_height=parameters.reference_height,
    )
    check_ground(model)
    check_path(parameters.track, model)
    check_digits(parameters.track, track, context)
    check_sparse(parameters.track, track, model, context)
    if track.fit is None:
        check_rounding(parameters.track, track, model, context)
    else:
        check_fit(parameters.track, track.fit, model, context)
    info = {"sensor": parameters.sensor, "radiometry": "uncalibrated amplitude"}
    info = {key: value for key, value in info.items() if value is not None}
    raster = plain_raster(path, model, info, parameters.columns_are_lines)
    for text in description(model, info):
        context.log(text)
    # Exchanged coordinates may still be those of a flight.
    last = image_to_ground(model, lines - 1.0, samples - 1.0, model.reference_height)
    longitude, latitude, _ = ecef_to_geodetic(last)
    context.log(
        "The last pixel of the image lies at longitude {longitude:.4f}, latitude {latitude:.4f} degrees.",
        longitude=longitude,
        latitude=latitude,
    )
    tell_values(raster, context)
    image = import_image(raster, parameters.output, 1, 1, context)
    return {"output": str(image.path), **numbers(image.model)}
