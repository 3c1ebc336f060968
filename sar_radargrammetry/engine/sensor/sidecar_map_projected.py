"""Geometry of map-projected images in a JSON geometry file; see `sidecar`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..fields import JsonFields
from ..message import Message
from .map_projected import MapProjectedModel
from .pixel_mapping import PixelMapping
from .sidecar_range_doppler import read_trajectory, trajectory_document


def map_projected_document(model: MapProjectedModel) -> dict[str, Any]:
    """The fields of a model that are its own."""
    return {
        "origin": model.origin.tolist(),
        "step": model.step.tolist(),
        "mapping": {
            "origin": model.mapping.origin.tolist(),
            "step": model.mapping.step.tolist(),
            "time": model.mapping.time.tolist(),
            "range": model.mapping.range_.tolist(),
        },
        "trajectory": trajectory_document(model.trajectory),
    }


def read_map_projected(fields: JsonFields, common: dict[str, Any]) -> MapProjectedModel:
    """A model from its own fields and the `common` ones: lines, samples, look_side, reference_height."""
    trajectory = read_trajectory(fields.child("trajectory"))
    model = MapProjectedModel(
        trajectory=trajectory,
        mapping=_read_mapping(fields.child("mapping")),
        origin=np.array(fields.numbers("origin", length=2)),
        step=_step(fields),
        **common,
    )
    begin, end = model.time_span()
    if not (begin >= trajectory.start and end <= trajectory.end):
        fields.refuse(
            "trajectory",
            Message(
                "covers {start:.9g} s to {end:.9g} s, but the pixels of the image were taken from {image_start:.9g} s "
                "to {image_end:.9g} s",
                start=trajectory.start,
                end=trajectory.end,
                image_start=begin,
                image_end=end,
            ),
        )
    return model


def _read_mapping(fields: JsonFields) -> PixelMapping:
    fields.only({"origin", "step", "time", "range"})
    time, range_ = (fields.array(key, "(lines, samples)") for key in ("time", "range"))
    if time.ndim != 2 or min(time.shape) < 4:
        fields.refuse("time", "must be a full (lines, samples) array of at least 4 x 4 numbers")
    if range_.shape != time.shape:
        fields.refuse(
            "range",
            Message(
                "must be an array of {rows} x {columns} numbers like time",
                rows=time.shape[0],
                columns=time.shape[1],
            ),
        )
    if not (range_ > 0).all():
        fields.refuse("range", "must be greater than zero")
    by_line, by_sample = ([np.diff(values, axis=axis) for values in (time, range_)] for axis in (0, 1))
    turn = by_line[0][:, :-1] * by_sample[1][:-1] - by_line[1][:, :-1] * by_sample[0][:-1]
    if not ((turn > 0).all() or (turn < 0).all()):
        fields.refuse("time", "and range must differ from pixel to pixel and must not turn back")
    return PixelMapping(np.array(fields.numbers("origin", length=2)), _step(fields), time, range_)


def _step(fields: JsonFields) -> np.ndarray:
    step = fields.numbers("step", length=2)
    if min(step) <= 0.0:
        fields.refuse("step", "must be greater than zero")
    return np.array(step)
