"""Give the image of an in-house processor its geometry: a raster and a flight track become an imported image."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ..errors import EngineError
from ..job import Context
from ..parameters.images import MakeGeometry as Parameters
from ..products.importing import import_image
from ..products.plain.raster import PlainRaster, raster_size
from ..products.view import description, numbers
from ..sensor.ellipsoid import ecef_to_geodetic
from ..sensor.ground import image_to_ground
from ..sensor.range_doppler import RangeDopplerModel
from ..sensor.track_csv import Track, read_track
from ..sensor.track_use import check_fit, check_path

GAP = 20
"""A time between two positions that is so many times the mean one is a gap."""


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
    _check_times(parameters, track, lines)
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
    _check_ground(model)
    check_path(parameters.track, model)
    if track.fit is not None:
        check_fit(parameters.track, track.fit, model, context)
    info = {"sensor": parameters.sensor, "radiometry": "uncalibrated amplitude"}
    info = {key: value for key, value in info.items() if value is not None}
    for text in description(model, info):
        context.log(text)
    image = import_image(PlainRaster(path, model, info, parameters.columns_are_lines), parameters.output, 1, 1, context)
    return {"output": str(image.path), **numbers(image.model)}


def _check_times(parameters: Parameters, track: Track, lines: int) -> None:
    """Refuse a track that does not cover the image, or has a gap."""
    first, path = parameters.first_line_time, track.trajectory
    begin, end = sorted((first, first + (lines - 1) * parameters.line_interval))
    if begin < path.start or end > path.end:
        raise EngineError(
            "The track {track} covers {start:.9g} s to {end:.9g} s, but by first_line_time and line_interval the "
            "image was taken from {image_start:.9g} s to {image_end:.9g} s.",
            track=parameters.track,
            start=path.start,
            end=path.end,
            image_start=begin,
            image_end=end,
        )
    time = path.state_vectors.time
    around = np.searchsorted(time, [begin, end])
    step = np.diff(time[max(around[0] - 1, 0) : around[1] + 1])
    if track.longest_step in step and track.longest_step > GAP * np.median(np.diff(time)):
        raise EngineError(
            "The track {track} has a gap of {longest_step:.3g} s before line {longest_step_line}, while the image was "
            "taken; fill it in.",
            track=parameters.track,
            longest_step=track.longest_step,
            longest_step_line=track.longest_step_line,
        )


def _check_ground(model: RangeDopplerModel) -> None:
    """Refuse ranges by which no pixel of the image reaches the ground."""
    line, sample = 0.5 * (model.lines - 1), np.array([0.0, 0.5, 1.0]) * (model.samples - 1)
    if np.isnan(image_to_ground(model, np.array(line), sample, model.reference_height)).all():
        height = float(ecef_to_geodetic(model.projection_set(line, 0.0).arp)[2]) - model.reference_height
        far = model.near_range + (model.samples - 1) * model.range_spacing
        raise EngineError(
            "The image's slant ranges, {near_range:.6g} to {far:.6g} m, are all shorter than the antenna's height of "
            "{height:.6g} m above the reference height; check near_range, range_spacing, and the track's heights.",
            near_range=model.near_range,
            far=far,
            height=height,
        )
