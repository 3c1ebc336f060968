"""Geometry of map-projected images in a JSON geometry file; see `sidecar`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..fields import JsonFields
from ..message import Message
from .ground_range import GroundToSlant
from .map_projected import MapProjectedModel
from .pixel_mapping import PixelMapping
from .sidecar_range_doppler import read_trajectory, trajectory_document


def map_projected_document(model: MapProjectedModel) -> dict[str, Any]:
    """The fields of a model that are its own."""
    mapping = {
        "origin": model.mapping.origin.tolist(),
        "step": model.mapping.step.tolist(),
        "time": model.mapping.time.tolist(),
        "range" if model.conversion is None else "ground_range": model.mapping.range_.tolist(),
    }
    if model.conversion is not None:
        mapping["ground_to_slant"] = {
            "time": model.conversion.time.tolist(),
            "coefficients": model.conversion.coefficients.tolist(),
            "span": list(model.conversion.span),
        }
    return {
        "origin": model.origin.tolist(),
        "step": model.step.tolist(),
        "mapping": mapping,
        "trajectory": trajectory_document(model.trajectory),
    }


def read_map_projected(fields: JsonFields, common: dict[str, Any]) -> MapProjectedModel:
    """A model from its own fields and the `common` ones: lines, samples, look_side, reference_height."""
    trajectory = read_trajectory(fields.child("trajectory"))
    mapping, conversion = _read_mapping(fields.child("mapping"))
    model = MapProjectedModel(
        trajectory=trajectory,
        mapping=mapping,
        conversion=conversion,
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


def _read_mapping(fields: JsonFields) -> tuple[PixelMapping, GroundToSlant | None]:
    on_ground = "ground_to_slant" in fields.values
    across = "ground_range" if on_ground else "range"
    fields.only({"origin", "step", "time", across} | ({"ground_to_slant"} if on_ground else set()))
    time, range_ = (fields.array(key, "(lines, samples)") for key in ("time", across))
    if time.ndim != 2 or min(time.shape) < 4:
        fields.refuse("time", "must be a full (lines, samples) array of at least 4 x 4 numbers")
    if range_.shape != time.shape:
        fields.refuse(
            across,
            Message(
                "must be an array of {rows} x {columns} numbers like time",
                rows=time.shape[0],
                columns=time.shape[1],
            ),
        )
    conversion = _read_conversion(fields.child("ground_to_slant")) if on_ground else None
    if conversion is None and not (range_ > 0).all():
        fields.refuse(across, "must be greater than zero")
    by_line, by_sample = ([np.diff(values, axis=axis) for values in (time, range_)] for axis in (0, 1))
    turn = by_line[0][:, :-1] * by_sample[1][:-1] - by_line[1][:, :-1] * by_sample[0][:-1]
    if not ((turn > 0).all() or (turn < 0).all()):
        fields.refuse("time", "and range must differ from pixel to pixel and must not turn back")
    mapping = PixelMapping(np.array(fields.numbers("origin", length=2)), _step(fields), time, range_)
    return mapping, conversion


def _read_conversion(fields: JsonFields) -> GroundToSlant:
    fields.only({"time", "coefficients", "span"})
    time, coefficients = np.array(fields.numbers("time")), fields.array("coefficients", "(times, powers)")
    if not (np.diff(time) > 0).all():
        fields.refuse("time", "must increase")
    if coefficients.ndim != 2 or len(coefficients) != len(time) or coefficients.shape[1] < 1:
        fields.refuse("coefficients", "must be a list of polynomials, one for each time")
    near, far = fields.numbers("span", length=2)
    conversion = GroundToSlant(time, coefficients, (near, far))
    if not near < far:
        fields.refuse("span", "must increase")
    if not conversion.increases():
        fields.refuse("coefficients", "must give positive slant ranges that grow with ground range")
    return conversion


def _step(fields: JsonFields) -> np.ndarray:
    step = fields.numbers("step", length=2)
    if min(step) <= 0.0:
        fields.refuse("step", "must be greater than zero")
    return np.array(step)
