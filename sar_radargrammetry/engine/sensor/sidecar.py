"""The geometry of a slant image as a JSON file beside it: ``name.tif`` has ``name.sargeom.json``.

The file is meant to be written by hand or by an in-house processor too, so it holds what such a processor has:
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

An image whose lines are not times says what its pixels stand for in other words, under "kind": see `KINDS`.

Any of them may have a "correction" of its navigation on top, as `refinement` finds it: see `corrected`.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import EngineError
from ..fields import JsonFields
from ..files.atomic import atomic_output
from ..message import Message
from .corrected import CorrectedModel, correction_document, read_correction, uncorrected
from .map_projected import MapProjectedModel
from .model import SensorModel
from .range_doppler import RangeDopplerModel
from .sicd_model import SicdModel
from .sidecar_map_projected import map_projected_document, read_map_projected
from .sidecar_range_doppler import range_doppler_document, read_range_doppler
from .sidecar_sicd import read_sicd, sicd_document

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


class SidecarFields(JsonFields):
    """Fields of a geometry file."""

    KIND = Message("geometry file")


@dataclasses.dataclass(frozen=True)
class Kind:
    """How one kind of model is written.

    Parameters
    ----------
    model : type
    document : callable
        Takes the model, gives the fields of the document that are its own.
    read : callable
        Takes the document's `SidecarFields` and a dict of the common ones (lines, samples, look_side,
        reference_height), gives the model.
    fields : set of str
        Names of its own fields.
    """

    model: type
    document: Callable[[Any], dict[str, Any]]
    read: Callable[[SidecarFields, dict[str, Any]], SensorModel]
    fields: frozenset[str]


RANGE_DOPPLER = "range_doppler"
"""The kind of a document that names none."""

KINDS = {
    RANGE_DOPPLER: Kind(
        RangeDopplerModel,
        range_doppler_document,
        read_range_doppler,
        frozenset({"first_line_time", "line_interval", "near_range", "range_spacing", "range_rate", "trajectory"}),
    ),
    "sicd": Kind(SicdModel, sicd_document, read_sicd, frozenset({"grid", "time_coa", "arp", "projection"})),
    "map_projected": Kind(
        MapProjectedModel,
        map_projected_document,
        read_map_projected,
        frozenset({"origin", "step", "mapping", "trajectory"}),
    ),
}
COMMON = {"schema", "version", "kind", "lines", "samples", "look_side", "reference_height", "correction", "info"}


def sidecar_path(raster_path: str | Path) -> Path:
    """The name of the sidecar of a raster: the suffix replaced by ``.sargeom.json``."""
    return Path(raster_path).with_suffix(".sargeom.json")


def write_sidecar(path: str | Path, model: SensorModel, info: dict[str, Any]) -> None:
    """Write a model and what is known about its image; the file appears only when complete.

    Parameters
    ----------
    path : path
        Name of the sidecar itself, see `sidecar_path`.
    model : SensorModel
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


def sidecar_text(model: SensorModel, info: dict[str, Any]) -> str:
    """The JSON text `write_sidecar` writes."""
    base = uncorrected(model)
    name = next(name for name, kind in KINDS.items() if isinstance(base, kind.model))
    correction = {"correction": correction_document(model.correction)} if isinstance(model, CorrectedModel) else {}
    document = {
        "schema": SCHEMA,
        "version": VERSION,
        **({} if name == RANGE_DOPPLER else {"kind": name}),
        "lines": int(model.lines),
        "samples": int(model.samples),
        "look_side": model.look_side,
        "reference_height": float(model.reference_height),
        **correction,
        "info": {key: value for key, value in info.items() if value is not None},
        **KINDS[name].document(base),
    }
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def read_sidecar(path: str | Path) -> tuple[SensorModel, dict[str, Any]]:
    """Read a sidecar.

    Returns
    -------
    model : SensorModel
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
        raise EngineError(
            "The geometry file {path} could not be read ({reason}).", path=path, reason=error.strerror or error
        ) from error
    except (ValueError, RecursionError) as error:
        raise EngineError(
            "The geometry file {path} is not valid JSON ({reason}); write it again.", path=path, reason=error
        ) from error
    return _read_document(SidecarFields(path, document))


def _read_document(fields: SidecarFields) -> tuple[SensorModel, dict[str, Any]]:
    if fields.text("schema") != SCHEMA:
        fields.refuse("schema", Message('must be "{schema}"', schema=SCHEMA))
    if fields.whole("version") != VERSION:
        fields.refuse("version", Message("must be {version}, the only one this release reads", version=VERSION))
    kind = KINDS[fields.choice("kind", tuple(KINDS), default=RANGE_DOPPLER)]
    fields.only(COMMON | kind.fields)
    info = _read_info(fields.child("info", default={}))
    common = {
        "lines": fields.whole("lines", minimum=1),
        "samples": fields.whole("samples", minimum=1),
        "look_side": fields.choice("look_side", ("left", "right"), Message(", seen in the direction of flight")),
        "reference_height": fields.number("reference_height", default=0.0),
    }
    model = kind.read(fields, common)
    if "correction" in fields.values:
        model = CorrectedModel(model, read_correction(fields.child("correction")))
    return model, info


def _read_info(fields: SidecarFields) -> dict[str, Any]:
    for key in fields.values:
        kind = _INFO_KINDS.get(key)
        if kind is str:
            fields.text(key)
        elif kind is int:
            fields.whole(key, minimum=1)
        elif kind is float:
            fields.number(key, positive=True)
    return dict(fields.values)
