"""Geometry by the SICD standard's projection in a JSON geometry file; see `sidecar`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from ..fields import JsonFields
from ..message import Message
from .constants import EARTH_RADII
from .sicd_model import SicdModel
from .sicd_projection import Plane, PolarFormat, Projection, RangeAzimuth, RangeDoppler

_TYPES = {
    "range_doppler": RangeDoppler,
    "polar_format": PolarFormat,
    "range_azimuth": RangeAzimuth,
    "plane": Plane,
}


def sicd_document(model: SicdModel) -> dict[str, Any]:
    """The fields of a model that are its own."""
    name = next(name for name, cls in _TYPES.items() if isinstance(model.projection, cls))
    values = {f.name: getattr(model.projection, f.name) for f in dataclasses.fields(model.projection)}
    return {
        "grid": {
            "origin": model.origin.tolist(),
            "line_step": model.line_step.tolist(),
            "sample_step": model.sample_step.tolist(),
        },
        "time_coa": model.time_coa.tolist(),
        "arp": model.arp.tolist(),
        "projection": {"type": name, **{key: np.asarray(value).tolist() for key, value in values.items()}},
    }


def read_sicd(fields: JsonFields, common: dict[str, Any]) -> SicdModel:
    """A model from its own fields and the `common` ones: lines, samples, look_side, reference_height."""
    grid = fields.child("grid")
    grid.only({"origin", "line_step", "sample_step"})
    origin, line_step, sample_step = (
        np.array(grid.numbers(key, length=2)) for key in ("origin", "line_step", "sample_step")
    )
    if line_step[0] * sample_step[1] == line_step[1] * sample_step[0]:
        grid.refuse("sample_step", "must go another way than line_step")
    arp = _array(fields, "arp", "(powers, 3)", 2, 3)
    if len(arp) < 2:
        fields.refuse("arp", "must describe a moving antenna: two or more powers of time")
    model = SicdModel(
        origin=origin,
        line_step=line_step,
        sample_step=sample_step,
        time_coa=_array(fields, "time_coa", "(powers of x, powers of y)", 2),
        arp=arp,
        projection=_read_projection(fields.child("projection")),
        **common,
    )
    with np.errstate(all="ignore"):
        middle = model.projection_set(0.5 * (model.lines - 1), 0.5 * (model.samples - 1))
        radius = np.linalg.norm(middle.arp)
    if not EARTH_RADII[0] < radius < EARTH_RADII[1]:
        fields.refuse("arp", "must give Earth-centred, Earth-fixed metres (WGS 84) at the time of the image's middle")
    return model


def _read_projection(fields: JsonFields) -> Projection:
    name = fields.choice("type", tuple(_TYPES))
    readers = _READERS[name]
    fields.only({"type", *readers})
    return _TYPES[name](**{key: read(fields, key) for key, read in readers.items()})


def _number(fields: JsonFields, key: str) -> float:
    return fields.number(key)


def _vector(fields: JsonFields, key: str) -> np.ndarray:
    return np.array(fields.numbers(key, length=3))


def _polynomial(fields: JsonFields, key: str) -> np.ndarray:
    return np.array(fields.numbers(key))


def _polynomial2(fields: JsonFields, key: str) -> np.ndarray:
    return _array(fields, key, "(powers of x, powers of y)", 2)


def _path(fields: JsonFields, key: str) -> np.ndarray:
    return _array(fields, key, "(powers, 3)", 2, 3)


_READERS: dict[str, dict[str, Callable[[JsonFields, str], Any]]] = {
    "range_doppler": {
        "range_at_scp": _number,
        "closest_time": _polynomial,
        "rate_scale": _polynomial2,
        "velocity": _path,
    },
    "polar_format": {"scp": _vector, "polar_angle": _polynomial, "frequency_scale": _polynomial},
    "range_azimuth": {"scp": _vector, "azimuth_scale": _number},
    "plane": {"scp": _vector, "row": _vector, "column": _vector},
}


def _array(fields: JsonFields, key: str, shape: str, axes: int, width: int | None = None) -> np.ndarray:
    """A full array with so many axes, the last of this length."""
    values = fields.array(key, shape)
    if values.ndim != axes or values.size == 0 or (width is not None and values.shape[-1] != width):
        fields.refuse(key, Message("must be a full {shape} array of numbers", shape=shape))
    return values
