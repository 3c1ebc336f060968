"""A corrected navigation on any sensor model: what it does to pixels, and its way through the sidecar."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import scenes
from sicd_grids import grid_meta
from test_map_projected import map_model
from test_sidecar import by_hand, written

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.products.sicd.geometry import sicd_model
from sar_radargrammetry.engine.sensor import sidecar
from sar_radargrammetry.engine.sensor.corrected import CorrectedModel, Correction, later_pixel
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.model import equations, resampled
from sar_radargrammetry.engine.sensor.sidecar import read_sidecar, sidecar_text
from sar_radargrammetry.engine.sensor.trajectory import Trajectory

MODELS = {
    "straight": lambda: scenes.model(35.0, size=300),
    "wobbling": lambda: scenes.model(35.0, size=300, wobble=3.0, period=10.0),
    "backwards, squinted": lambda: scenes.model(50.0, size=300, side="left", squint=4.0, reverse=True),
    "polar format": lambda: sicd_model(grid_meta("PFA"), Path("made by the test")),
    "sliding spotlight": lambda: sicd_model(grid_meta("PFA", sliding=True), Path("made by the test")),
    "plane": lambda: sicd_model(grid_meta("PLANE"), Path("made by the test")),
    "map-projected": lambda: map_model()[0],
    "map-projected, turned": lambda: map_model(turn=100.0)[0],
}


@pytest.fixture(params=MODELS, scope="module")
def model(request):
    return MODELS[request.param]()


def places(model, count=9):
    """Lines and samples (n,) over an image, and their ground at two heights (2, n, 3)."""
    line, sample = np.meshgrid(np.linspace(0, model.lines - 1, count), np.linspace(0, model.samples - 1, count))
    line, sample = line.ravel(), sample.ravel()
    return line, sample, [image_to_ground(model, line, sample, model.reference_height + h) for h in (0.0, 300.0)]


def correction_of(model, time=0.02):
    """Metres in every direction, drifting over the image."""
    middle = model.projection_set(0.5 * model.lines, 0.5 * model.samples)
    position = np.array([[1.5, -2.0, 1.0], [0.01, 0.02, -0.015], [1e-3, 0.0, 1e-3]])
    return Correction(3.0, time, float(np.ravel(middle.time)[0]), position)


def test_pixels_come_back_from_the_ground(model):
    corrected = CorrectedModel(model, correction_of(model))
    line, sample, _ = places(model)
    for height in (0.0, 300.0):
        ground = image_to_ground(corrected, line, sample, model.reference_height + height)
        again = corrected.ground_to_image(ground)
        assert np.abs(again[0] - line).max() < 1e-5 and np.abs(again[1] - sample).max() < 1e-5
    assert np.isnan(corrected.ground_to_image(np.array([[6.4e6, 0.0, 0.0]]))).all()


def test_a_correction_moves_the_ground_by_metres_and_no_correction_by_nothing(model):
    line, sample, grounds = places(model)
    nothing = CorrectedModel(model, Correction(0.0, 0.0, 5.0, np.zeros((1, 3))))
    pixels = nothing.projection_set(line, sample)
    assert np.abs(equations(pixels, grounds[0])).max() < 1e-6
    moved = image_to_ground(CorrectedModel(model, correction_of(model)), line, sample, model.reference_height)
    distance = np.linalg.norm(moved - grounds[0], axis=-1)
    assert distance.min() > 0.5 and distance.max() < 60.0


def test_a_delay_is_the_trajectory_read_later():
    """On a weaving track too, where a shift along the track is not enough: the Doppler cone turns."""
    model = scenes.model(35.0, size=300, wobble=3.0, period=10.0)
    delay = 0.02
    late = dataclasses.replace(model, first_line_time=model.first_line_time + delay)
    corrected = CorrectedModel(model, Correction(0.0, delay, 0.0, np.zeros((1, 3))))
    line, sample, (ground, _) = places(model)
    for direct, wrapped in zip(late.ground_to_image(ground), corrected.ground_to_image(ground), strict=True):
        assert np.abs(direct - wrapped).max() < 0.01
    shift = np.linalg.norm(ground - image_to_ground(late, line, sample, scenes.PLACE[2]), axis=-1)
    assert shift.max() > 1.2 * delay * scenes.SPEED


def test_a_moved_track_is_a_corrected_one():
    """The polynomial on top of a trajectory is the trajectory with the polynomial in it."""
    model = scenes.model(40.0, size=300)
    position = np.array([[1.0, -2.0, 3.0], [0.05, 0.02, -0.04]])
    path = model.trajectory.coefficients[0].copy()
    path[:2] += position
    moved = dataclasses.replace(
        model,
        trajectory=Trajectory(model.trajectory.breaks, path[None]),
        near_range=model.near_range + 1.5,
    )
    corrected = CorrectedModel(model, Correction(1.5, 0.0, float(model.trajectory.breaks[0]), position))
    line, sample, _ = places(model)
    ground = image_to_ground(moved, line, sample, 200.0)
    again = corrected.ground_to_image(ground)
    assert np.abs(again[0] - line).max() < 1e-6 and np.abs(again[1] - sample).max() < 1e-6


def test_windows_and_looks_keep_the_correction(model):
    corrected = CorrectedModel(model, correction_of(model))
    part = resampled(corrected, 10, 20, 100, 120, looks_azimuth=2, looks_range=3)
    _, _, (ground, _) = places(model)
    line, sample = corrected.ground_to_image(ground)
    coarse = part.ground_to_image(ground)
    inside = np.isfinite(coarse[0])
    assert inside.any()
    assert np.abs(coarse[0] - (line - 10.5) / 2)[inside].max() < 1e-5
    assert np.abs(coarse[1] - (sample - 21.0) / 3)[inside].max() < 1e-5


def test_an_image_of_one_time_has_no_neighbour_in_time():
    assert later_pixel(MODELS["polar format"]()) == (0.0, 0.0)
    assert later_pixel(MODELS["straight"]()) == (0.5, 0.0)


def test_the_sidecar_keeps_a_correction_to_the_last_bit(model, tmp_path):
    corrected = CorrectedModel(model, correction_of(model))
    text = sidecar_text(corrected, {"sensor": "test"})
    again, info = read_sidecar(written(tmp_path, text))
    assert isinstance(again, CorrectedModel) and info == {"sensor": "test"}
    assert sidecar_text(again, info) == text
    line, sample, _ = places(model)
    for name in ("arp", "varp", "range_", "range_rate", "time"):
        one, two = (getattr(m.projection_set(line, sample), name) for m in (corrected, again))
        assert np.array_equal(one, two), name
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(Path(sidecar.__file__).with_name("sargeom.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(text), schema)


@pytest.mark.parametrize(
    ("correction", "field"),
    [
        ([], "correction"),
        ({"range": "2"}, "correction.range"),
        ({"range": 1e6}, "correction.range"),
        ({"time": 11}, "correction.time"),
        ({"position": []}, "correction.position"),
        ({"position": [1, 2, 3]}, "correction.position"),
        ({"position": [[1, 2]]}, "correction.position"),
        ({"velocity": 1}, "correction.velocity"),
    ],
)
def test_a_wrong_correction_is_refused_by_its_field(tmp_path, correction, field):
    path = written(tmp_path, by_hand(correction=correction))
    with pytest.raises(EngineError, match=rf"(field|the field) {field.replace('.', '[.]')} "):
        read_sidecar(path)


def test_a_correction_by_hand_needs_only_what_it_corrects(tmp_path):
    model, _ = read_sidecar(written(tmp_path, by_hand(correction={"range": -1.5})))
    plain, _ = read_sidecar(written(tmp_path, by_hand()))
    assert model.projection_set(3.0, 4.0).range_ == plain.projection_set(3.0, 4.0).range_ - 1.5
