"""`.sargeom.json`: what is written comes back to the last bit, and a wrong file is refused by field."""

import json

import numpy as np
import pytest
from slant_models import flight, same_model, slant_model

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.sensor.sidecar import read_sidecar, sidecar_path, write_sidecar
from sar_radargrammetry.engine.sensor.trajectory import Trajectory

INFO = {"sensor": "test", "polarisation": "HH", "looks_azimuth": 2, "wavelength": 0.031, "note": "Überflug"}


def by_hand(**changes):
    """What an in-house processor might write: velocities, range rate, reference height and info left out."""
    time, position, _ = flight()
    document = {
        "schema": "sargeom",
        "version": 1,
        "lines": 300,
        "samples": 200,
        "first_line_time": 12,
        "line_interval": 0.004,
        "near_range": 8200,
        "range_spacing": 0.3,
        "look_side": "left",
        "trajectory": {"state_vectors": [{"time": time[i], "position": list(position[i])} for i in range(len(time))]},
    }
    return {k: v for k, v in (document | changes).items() if v is not ...}


def written(tmp_path, document):
    path = tmp_path / "hand made.sargeom.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def test_name_replaces_the_suffix():
    assert sidecar_path("/a b/flug.1.tif").name == "flug.1.sargeom.json"


@pytest.mark.parametrize("kind", ["state vectors", "polynomial", "pieces", "backwards"])
def test_round_trip_is_bit_exact(tmp_path, kind):
    model = slant_model()
    if kind == "polynomial":
        trajectory = Trajectory.from_polynomial(np.array([flight()[1][0], [150 / 3, 1e-17, 149.0]]), -0.1, 20.3)
        model = slant_model(trajectory=trajectory, range_rate=(0.1, -1 / 3))
    if kind == "pieces":
        whole = model.trajectory
        model = slant_model(trajectory=Trajectory(whole.breaks, whole.coefficients))
    if kind == "backwards":
        model = slant_model(line_interval=-1 / 300, look_side="left")
    path = tmp_path / "é.sargeom.json"
    write_sidecar(path, model, INFO | {"mode": None})
    again, info = read_sidecar(path)
    assert same_model(model, again)
    assert info == INFO
    assert (again.trajectory.state_vectors is None) == (model.trajectory.state_vectors is None)


def test_written_by_hand_without_velocities(tmp_path):
    model, info = read_sidecar(written(tmp_path, by_hand()))
    time, position, velocity = flight()
    assert info == {}
    assert model.range_rate == (0.0,) and model.reference_height == 0.0
    inside = slice(5, -5)
    assert np.abs(model.trajectory.at(time[inside])[1] - velocity[inside]).max() < 1e-3
    assert np.abs(model.trajectory.at(time)[0] - position).max() < 1e-8


WRONG = [
    ({"schema": "geojson"}, "schema"),
    ({"version": 2}, "version"),
    ({"version": ...}, "version"),
    ({"lines": ...}, "lines"),
    ({"lines": 0}, "lines"),
    ({"lines": 10.5}, "lines"),
    ({"lines": True}, "lines"),
    ({"samples": "200"}, "samples"),
    ({"first_line_time": None}, "first_line_time"),
    ({"line_interval": 0}, "line_interval"),
    ({"near_range": -5}, "near_range"),
    ({"near_range": float("nan")}, "near_range"),
    ({"near_range": 10**400}, "near_range"),
    ({"range_spacing": float("inf")}, "range_spacing"),
    ({"look_side": "port"}, "look_side"),
    ({"look_side": 1}, "look_side"),
    ({"range_rate": []}, "range_rate"),
    ({"range_rate": ["a"]}, "range_rate"),
    ({"refernce_height": 5}, "refernce_height"),
    ({"info": []}, "info"),
    ({"info": {"wavelength": "X"}}, "info.wavelength"),
    ({"info": {"sensor": 5}}, "info.sensor"),
    ({"first_line_time": 19.5}, "trajectory"),
    ({"first_line_time": 9.0}, "trajectory"),
    ({"trajectory": ...}, "trajectory"),
    ({"trajectory": {}}, "trajectory.state_vectors"),
    ({"trajectory": {"state_vectors": []}}, "trajectory.state_vectors"),
    ({"trajectory": {"state_vectors": [1, 2]}}, "trajectory.state_vectors[0]"),
    ({"trajectory": {"state_vectors": [{"time": 1}] * 2}}, "trajectory.state_vectors[0].position"),
    (
        {"trajectory": {"state_vectors": [{"time": 1, "position": [138.7, 35.4, 6000.0]}] * 2}},
        "trajectory.state_vectors[0].position",
    ),
    (
        {"trajectory": {"state_vectors": [{"time": 1, "position": [-3.9e6, 3.4e6, 3.7e6]}] * 2}},
        "trajectory.state_vectors[1].time",
    ),
    (
        {
            "trajectory": {
                "state_vectors": [
                    {"time": 1, "position": [-3.9e6, 3.4e6, 3.7e6], "velocity": [1, 2, 3]},
                    {"time": 2, "position": [-3.9e6, 3.4e6, 3.7e6]},
                ]
            }
        },
        "trajectory.state_vectors[1].velocity",
    ),
]
for breaks, coefficients, name in (
    ([0], [], "breaks"),
    ([0, 20], [[1]], "coefficients"),
    ([0, 20], [[[1], 2]], "coefficients"),
    ([0, 20], [[[1, 2, float("nan")]]], "coefficients"),
    ([0, 20], [[[1, 2, 3]]], "coefficients"),
):
    document = {"trajectory": {"polynomial": {"breaks": breaks, "coefficients": coefficients}}}
    WRONG.append((document, f"trajectory.polynomial.{name}"))


@pytest.mark.parametrize(("changes", "field"), WRONG, ids=[f"{field}-{i}" for i, (_, field) in enumerate(WRONG)])
def test_wrong_field_is_named(tmp_path, changes, field):
    path = written(tmp_path, by_hand(**changes))
    with pytest.raises(EngineError) as error:
        read_sidecar(path)
    text = str(error.value)
    assert str(path) in text and f"field {field} " in text and text.endswith(".") and "\n" not in text


@pytest.mark.parametrize("text", ["", "{", "[" * 100000, "[]", "null", '"a"', "\ufeff{}", '{"schema": "sargeom"}'])
def test_not_a_sidecar(tmp_path, text):
    path = written(tmp_path, text)
    with pytest.raises(EngineError, match="geometry file"):
        read_sidecar(path)


def test_binary_and_missing_files(tmp_path):
    path = tmp_path / "x.sargeom.json"
    with pytest.raises(EngineError, match="could not be read"):
        read_sidecar(path)
    path.write_bytes(bytes(range(256)))
    with pytest.raises(EngineError, match="not valid JSON"):
        read_sidecar(path)
