"""Range-Doppler geometry in a JSON geometry file; see `sidecar`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..fields import JsonFields
from ..message import Message
from .constants import EARTH_RADII
from .range_doppler import RangeDopplerModel
from .trajectory import Trajectory


def range_doppler_document(model: RangeDopplerModel) -> dict[str, Any]:
    """The fields of a model that are its own."""
    return {
        "first_line_time": float(model.first_line_time),
        "line_interval": float(model.line_interval),
        "near_range": float(model.near_range),
        "range_spacing": float(model.range_spacing),
        "range_rate": [float(c) for c in model.range_rate],
        "trajectory": trajectory_document(model.trajectory),
    }


def read_range_doppler(fields: JsonFields, common: dict[str, Any]) -> RangeDopplerModel:
    """A model from its own fields and the `common` ones: lines, samples, look_side, reference_height."""
    interval = fields.number("line_interval")
    if interval == 0.0:
        fields.refuse("line_interval", "must not be zero")
    first = fields.number("first_line_time")
    trajectory = read_trajectory(fields.child("trajectory"))
    begin, end = sorted((first, first + (common["lines"] - 1) * interval))
    if begin < trajectory.start or end > trajectory.end:
        fields.refuse(
            "trajectory",
            Message(
                "covers {start:.9g} s to {end:.9g} s, but the lines of the image were taken from {image_start:.9g} s "
                "to {image_end:.9g} s",
                start=trajectory.start,
                end=trajectory.end,
                image_start=begin,
                image_end=end,
            ),
        )
    return RangeDopplerModel(
        trajectory=trajectory,
        first_line_time=first,
        line_interval=interval,
        near_range=fields.number("near_range", positive=True),
        range_spacing=fields.number("range_spacing", positive=True),
        range_rate=tuple(fields.numbers("range_rate", default=(0.0,))),
        **common,
    )


def trajectory_document(trajectory: Trajectory) -> dict[str, Any]:
    """A trajectory, by its state vectors where it has some."""
    vectors = trajectory.state_vectors
    if vectors is not None:
        rows = zip(vectors.time.tolist(), vectors.position.tolist(), vectors.velocity.tolist(), strict=True)
        return {"state_vectors": [{"time": t, "position": p, "velocity": v} for t, p, v in rows]}
    return {
        "polynomial": {
            "breaks": np.asarray(trajectory.breaks, dtype=np.float64).tolist(),
            "coefficients": np.asarray(trajectory.coefficients, dtype=np.float64).tolist(),
        }
    }


def read_trajectory(fields: JsonFields) -> Trajectory:
    """What `trajectory_document` wrote."""
    fields.only({"state_vectors", "polynomial"})
    if len(fields.values) != 1:
        fields.refuse("state_vectors", "or polynomial must be there, one of the two")
    if "polynomial" in fields.values:
        return _read_polynomial(fields.child("polynomial"))
    rows = fields.objects("state_vectors", minimum=2)
    time, position, velocity = [], [], []
    for row in rows:
        row.only({"time", "position", "velocity"})
        time.append(row.number("time"))
        if len(time) > 1 and time[-1] <= time[-2]:
            row.refuse("time", "must be later than the one before")
        position.append(row.numbers("position", length=3))
        if not EARTH_RADII[0] < math.hypot(*position[-1]) < EARTH_RADII[1]:
            row.refuse("position", "must be Earth-centred, Earth-fixed metres (WGS 84)")
        if "velocity" in row.values:
            velocity.append(row.numbers("velocity", length=3))
        if len(velocity) not in (0, len(time)):
            row.refuse("velocity", "must be given for all state vectors or for none")
    return Trajectory.from_state_vectors(np.array(time), np.array(position), np.array(velocity) if velocity else None)


def _read_polynomial(fields: JsonFields) -> Trajectory:
    fields.only({"breaks", "coefficients"})
    breaks = np.array(fields.numbers("breaks"))
    if len(breaks) < 2 or not np.all(np.diff(breaks) > 0):
        fields.refuse("breaks", "must be two or more times, each later than the one before")
    coefficients = fields.array("coefficients", "(pieces, powers, 3)")
    if coefficients.ndim != 3 or coefficients.shape[0] != len(breaks) - 1 or coefficients.shape[2] != 3:
        fields.refuse(
            "coefficients",
            Message("must be {count} pieces of [x, y, z] rows, one row a power of time", count=len(breaks) - 1),
        )
    trajectory = Trajectory(breaks=breaks, coefficients=coefficients)
    radii = np.linalg.norm(trajectory.at(breaks)[0], axis=-1)
    if not np.all((radii > EARTH_RADII[0]) & (radii < EARTH_RADII[1])):
        fields.refuse("coefficients", "must give Earth-centred, Earth-fixed metres (WGS 84)")
    return trajectory
