"""The geometry of a slant image as a JSON file beside it: ``name.tif`` has ``name.sargeom.json``.

The file is meant to be written by hand or by an in-house processor too, so it holds what such a processor knows:
when the first line was taken, how far lines and samples are apart, and where the antenna was.

    {
      "schema": "sargeom", "version": 1,
      "lines": 4000, "samples": 3000,
      "first_line_time": 12.5, "line_interval": 0.004,
      "near_range": 8200.0, "range_spacing": 0.3,
      "look_side": "left",
      "reference_height": 350.0,
      "trajectory": {"state_vectors": [
          {"time": 10.0, "position": [x, y, z], "velocity": [vx, vy, vz]},
          {"time": 10.1, "position": [x, y, z], "velocity": [vx, vy, vz]}
      ]},
      "info": {"sensor": "Pi-SAR2", "polarisation": "HH"}
    }

Times are seconds since any epoch common to the file, positions are WGS-84 ECEF metres, velocities may be left out.
Instead of state vectors the trajectory may be a polynomial, `breaks` [s] and `coefficients` (pieces, powers, 3) in
powers of the time since the piece's first break. Numbers are written with all their digits, so that a model read back
is the same to the last bit.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from ..atomic import atomic_output
from ..errors import EngineError
from .range_doppler import RangeDopplerModel
from .trajectory import Trajectory

SCHEMA = "sargeom"
VERSION = 1

_INFO_KINDS = {
    "sensor": str,
    "product": str,
    "mode": str,
    "polarisation": str,
    "acquisition_time": str,
    "radiometry": str,
    "source": str,
    "looks_azimuth": int,
    "looks_range": int,
    "wavelength": float,
}

# Antennas fly below 100 km or orbit below 50 000 km; a position outside is in other units or another frame.
_EARTH_RADII = (6.3e6, 6.0e7)


def sidecar_path(raster_path: str | Path) -> Path:
    """The name of the sidecar of a raster: the suffix replaced by ``.sargeom.json``."""
    return Path(raster_path).with_suffix(".sargeom.json")


def write_sidecar(path: str | Path, model: RangeDopplerModel, info: dict[str, Any]) -> None:
    """Write a model and what is known about its image; the file appears only when complete.

    Parameters
    ----------
    path : path
        Name of the sidecar itself, see `sidecar_path`.
    model : RangeDopplerModel
    info : dict
        JSON values; the keys ``sensor``, ``product``, ``mode``, ``polarisation``, ``acquisition_time`` (ISO 8601,
        UTC, of time zero of the trajectory), ``radiometry``, ``source``, ``looks_azimuth``, ``looks_range`` and
        ``wavelength`` (m) have a fixed meaning, others are kept as they are. None values are left out.

    Raises
    ------
    EngineError
        When the file cannot be written.
    """
    with atomic_output(path) as temporary:
        temporary.write_text(sidecar_text(model, info), encoding="utf-8")


def sidecar_text(model: RangeDopplerModel, info: dict[str, Any]) -> str:
    """The JSON text `write_sidecar` writes."""
    document = {
        "schema": SCHEMA,
        "version": VERSION,
        "lines": int(model.lines),
        "samples": int(model.samples),
        "first_line_time": float(model.first_line_time),
        "line_interval": float(model.line_interval),
        "near_range": float(model.near_range),
        "range_spacing": float(model.range_spacing),
        "look_side": model.look_side,
        "range_rate": [float(c) for c in model.range_rate],
        "reference_height": float(model.reference_height),
        "info": {key: value for key, value in info.items() if value is not None},
        "trajectory": _trajectory_document(model.trajectory),
    }
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def read_sidecar(path: str | Path) -> tuple[RangeDopplerModel, dict[str, Any]]:
    """Read a sidecar.

    Returns
    -------
    model : RangeDopplerModel
    info : dict
        See `write_sidecar`.

    Raises
    ------
    EngineError
        One sentence that names the file and the field: missing, of a wrong type, not finite, unknown, contradictory.
    """
    path = Path(path)
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise EngineError(f"The geometry file {path} could not be read ({error.strerror or error}).") from error
    except (ValueError, RecursionError) as error:
        detail = f" ({error})" if isinstance(error, json.JSONDecodeError) else ""
        raise EngineError(f"The geometry file {path} is not valid JSON{detail}; write it anew.") from error
    return _read_document(_Fields(path, "", document))


def _read_document(fields: _Fields) -> tuple[RangeDopplerModel, dict[str, Any]]:
    if fields.text("schema") != SCHEMA:
        fields.refuse("schema", f'must be "{SCHEMA}"')
    if fields.whole("version") != VERSION:
        fields.refuse("version", f"must be {VERSION}, the only one this release reads")
    known = {"schema", "version", "lines", "samples", "first_line_time", "line_interval", "near_range", "range_spacing"}
    known |= {"look_side", "range_rate", "reference_height", "info", "trajectory"}
    fields.only(known)
    info = _read_info(fields.child("info", default={}))
    lines, samples = fields.whole("lines", minimum=1), fields.whole("samples", minimum=1)
    interval = fields.number("line_interval")
    if interval == 0.0:
        fields.refuse("line_interval", "must not be zero")
    side = fields.text("look_side")
    if side not in ("left", "right"):
        fields.refuse("look_side", 'must be "left" or "right", seen in the direction of flight')
    first = fields.number("first_line_time")
    trajectory = _read_trajectory(fields.child("trajectory"))
    begin, end = sorted((first, first + (lines - 1) * interval))
    if begin < trajectory.start or end > trajectory.end:
        fields.refuse(
            "trajectory",
            f"covers {trajectory.start:.9g} s to {trajectory.end:.9g} s, but the lines of the image were taken from "
            f"{begin:.9g} s to {end:.9g} s",
        )
    model = RangeDopplerModel(
        trajectory=trajectory,
        lines=lines,
        samples=samples,
        first_line_time=first,
        line_interval=interval,
        near_range=fields.number("near_range", positive=True),
        range_spacing=fields.number("range_spacing", positive=True),
        look_side=side,
        range_rate=tuple(fields.numbers("range_rate", default=(0.0,))),
        reference_height=fields.number("reference_height", default=0.0),
    )
    return model, info


def _read_info(fields: _Fields) -> dict[str, Any]:
    for key in fields.values:
        kind = _INFO_KINDS.get(key)
        if kind is str:
            fields.text(key)
        elif kind is int:
            fields.whole(key, minimum=1)
        elif kind is float:
            fields.number(key, positive=True)
    return dict(fields.values)


def _trajectory_document(trajectory: Trajectory) -> dict[str, Any]:
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


def _read_trajectory(fields: _Fields) -> Trajectory:
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
        if not _EARTH_RADII[0] < math.hypot(*position[-1]) < _EARTH_RADII[1]:
            row.refuse("position", "must be Earth-centred, Earth-fixed metres (WGS 84)")
        if "velocity" in row.values:
            velocity.append(row.numbers("velocity", length=3))
        if len(velocity) not in (0, len(time)):
            row.refuse("velocity", "must be given for all state vectors or for none")
    return Trajectory.from_state_vectors(np.array(time), np.array(position), np.array(velocity) if velocity else None)


def _read_polynomial(fields: _Fields) -> Trajectory:
    fields.only({"breaks", "coefficients"})
    breaks = np.array(fields.numbers("breaks"))
    if len(breaks) < 2 or not np.all(np.diff(breaks) > 0):
        fields.refuse("breaks", "must be two or more times, each later than the one before")
    coefficients = fields.array("coefficients", "(pieces, powers, 3)")
    if coefficients.ndim != 3 or coefficients.shape[0] != len(breaks) - 1 or coefficients.shape[2] != 3:
        fields.refuse("coefficients", f"must be {len(breaks) - 1} pieces of [x, y, z] rows, one row a power of time")
    trajectory = Trajectory(breaks=breaks, coefficients=coefficients)
    radii = np.linalg.norm(trajectory.at(breaks)[0], axis=-1)
    if not np.all((radii > _EARTH_RADII[0]) & (radii < _EARTH_RADII[1])):
        fields.refuse("coefficients", "must give Earth-centred, Earth-fixed metres (WGS 84)")
    return trajectory


class _Fields:
    """One object of the JSON document: gives checked values, and refuses others by file and field."""

    def __init__(self, path: Path, prefix: str, values: Any) -> None:
        self.path, self.prefix, self.values = path, prefix, values
        if not isinstance(values, dict):
            what = f"the field {prefix}" if prefix else "its content"
            raise EngineError(f"In the geometry file {path}, {what} must be a JSON object in braces.")

    def refuse(self, key: str, why: str) -> None:
        raise EngineError(f"In the geometry file {self.path}, the field {self._name(key)} {why}.")

    def only(self, known: set[str]) -> None:
        for key in self.values:
            if key not in known:
                self.refuse(str(key), f"is unknown; known are {', '.join(sorted(known))}")

    def text(self, key: str) -> str:
        value = self._get(key)
        if not isinstance(value, str):
            self.refuse(key, "must be a text")
        return value

    def number(self, key: str, *, default: float | None = None, positive: bool = False) -> float:
        value = self._number(key, self._get(key, default))
        if positive and value <= 0.0:
            self.refuse(key, f"is {value:g}; it must be greater than zero")
        return value

    def whole(self, key: str, *, minimum: int | None = None) -> int:
        value = self._number(key, self._get(key))
        if not value.is_integer() or (minimum is not None and value < minimum):
            self.refuse(key, "must be a whole number" + ("" if minimum is None else f" of at least {minimum}"))
        return int(value)

    def numbers(self, key: str, *, default: tuple | None = None, length: int | None = None) -> list[float]:
        value = self._get(key, default)
        if not isinstance(value, (list, tuple)) or not value or (length is not None and len(value) != length):
            self.refuse(key, "must be a list of " + ("numbers" if length is None else f"{length} numbers"))
        return [self._number(key, v) for v in value]

    def array(self, key: str, shape: str) -> np.ndarray:
        try:
            value = np.array(self._get(key), dtype=np.float64)
        except (ValueError, TypeError, OverflowError):
            self.refuse(key, f"must be a full {shape} array of numbers")
        if not np.all(np.isfinite(value)):
            self.refuse(key, "holds a number that is not finite")
        return value

    def child(self, key: str, *, default: dict | None = None) -> _Fields:
        return _Fields(self.path, self._name(key), self._get(key, default))

    def objects(self, key: str, *, minimum: int) -> list[_Fields]:
        value = self._get(key)
        if not isinstance(value, list) or len(value) < minimum:
            self.refuse(key, f"must be a list of at least {minimum} objects")
        return [_Fields(self.path, f"{self._name(key)}[{i}]", v) for i, v in enumerate(value)]

    def _name(self, key: str) -> str:
        return f"{self.prefix}.{key}" if self.prefix else key

    def _get(self, key: str, default: Any = None) -> Any:
        if key in self.values:
            return self.values[key]
        if default is None:
            self.refuse(key, "is missing")
        return default

    def _number(self, key: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.refuse(key, "must be a number")
        # An integer too large for a float is as wrong as an infinite one.
        if (isinstance(value, int) and abs(value) > 1e300) or not math.isfinite(value):
            self.refuse(key, "must be a finite number")
        return float(value)
