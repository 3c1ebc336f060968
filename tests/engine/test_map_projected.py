"""Map-projected images: pixels come back from the ground, tables reproduce functions, sidecars keep everything."""

import json
from pathlib import Path

import numpy as np
import pytest
from slant_models import ORIGIN, flight

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.sensor import sidecar
from sar_radargrammetry.engine.sensor.closest_approach import closest_approach
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef, local_axes
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.map_projected import fitted_model
from sar_radargrammetry.engine.sensor.model import resampled
from sar_radargrammetry.engine.sensor.pixel_mapping import MAX_NODES, TOLERANCE, PixelMapping, fitted
from sar_radargrammetry.engine.sensor.sidecar import read_sidecar, sidecar_text
from sar_radargrammetry.engine.sensor.trajectory import Trajectory

LINES, SAMPLES, SPACING = 300, 500, 1.0
HEIGHT = 250.0
"""Of the ellipsoid that the images here are projected to [m]."""


def map_function(trajectory, side="right", turn=30.0, height=HEIGHT):
    """Times and ranges of a map 4 km beside the middle of `flight`, turned against it by `turn` degrees."""
    axes = local_axes(*ORIGIN[:2])
    away = -1.0 if side == "right" else 1.0
    centre = geodetic_to_ecef(*ORIGIN[:2], 0.0) + 700.0 * axes[0] + away * 4500.0 * axes[1]
    lon0, lat0, _ = ecef_to_geodetic(centre)
    metres = np.radians(1.0) * 6371e3
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))

    def function(line, sample):
        y, x = SPACING * (0.5 * LINES - line), SPACING * (sample - 0.5 * SAMPLES)
        lon = lon0 + (c * x - s * y) / (metres * np.cos(np.radians(lat0)))
        return closest_approach(
            trajectory, (10.5, 19.5), geodetic_to_ecef(lon, lat0 + (s * x + c * y) / metres, height)
        )

    return function


def map_model(side="right", turn=30.0):
    trajectory = Trajectory.from_state_vectors(*flight(wobble=0.3))
    return fitted_model(map_function(trajectory, side, turn), trajectory, LINES, SAMPLES, side, HEIGHT)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("turn", [0.0, 30.0, 200.0])
def test_pixels_come_back_from_the_ground(side, turn):
    model, residual = map_model(side, turn)
    assert residual < TOLERANCE
    line, sample = np.meshgrid(np.linspace(-0.5, LINES - 0.5, 17), np.linspace(-0.5, SAMPLES - 0.5, 19), indexing="ij")
    for height in (-100.0, HEIGHT, 1500.0):
        ground = image_to_ground(model, line, sample, height)
        again = model.ground_to_image(ground)
        assert np.abs(again[0] - line).max() < 1e-5 and np.abs(again[1] - sample).max() < 1e-5


def test_pixels_lie_on_the_surface_that_the_map_is_of():
    """The table is compared with places it was not made from."""
    trajectory = Trajectory.from_state_vectors(*flight(wobble=0.3))
    model, _ = map_model()
    random = np.random.default_rng(1)
    line, sample = random.uniform(0, LINES, 500), random.uniform(0, SAMPLES, 500)
    time, range_ = map_function(trajectory)(line, sample)
    pixels = model.projection_set(line, sample)
    # A tenth of a millisecond is 1.5 cm of flight.
    assert np.abs(pixels.time - time).max() < 1e-6 and np.abs(pixels.range_ - range_).max() < 1e-4
    assert not pixels.range_rate.any()
    ground = image_to_ground(model, line, sample, HEIGHT)
    assert np.abs(np.linalg.norm(ground - pixels.arp, axis=-1) - range_).max() < 1e-3


def test_height_displaces_pixels_across_the_track_in_both_coordinates():
    model, _ = map_model(turn=45.0)
    low, high = (image_to_ground(model, np.array(150.0), np.array(250.0), h) for h in (0.0, 100.0))
    lon, lat, _ = ecef_to_geodetic(low)
    line, sample = model.ground_to_image(np.stack([low, geodetic_to_ecef(lon, lat, 100.0), high]))
    moved = np.array([line[1] - line[0], sample[1] - sample[0]])
    # h / tan(incidence), towards the track: about 37 degrees there.
    assert 110 < np.hypot(*moved) < 160 and abs(abs(moved[0]) - abs(moved[1])) < 5
    assert abs(line[2] - line[0]) < 1e-5


def test_window_and_looks_see_the_same_ground():
    model, _ = map_model()
    part = resampled(model, 40, 60, 200, 300, 3, 2)
    assert (part.lines, part.samples) == (66, 150)
    whole, small = model.projection_set(40 + 3 * 11 + 1.0, 60 + 2 * 7 + 0.5), part.projection_set(11, 7)
    assert whole.time == small.time and whole.range_ == small.range_
    again = resampled(part, 5, 5).ground_to_image(image_to_ground(part, np.array(11.0), np.array(7.0), 300.0))
    np.testing.assert_allclose(again, (6.0, 2.0), atol=1e-5)


def test_points_that_the_track_does_not_pass_have_no_pixel():
    model, _ = map_model()
    ground = image_to_ground(model, np.array(150.0), np.array(250.0), HEIGHT)
    axes = local_axes(*ORIGIN[:2])
    line, sample = model.ground_to_image(np.stack([ground, ground + 5000.0 * axes[0], ground * np.nan]))
    assert np.isfinite([line[0], sample[0]]).all() and np.isnan(line[1:]).all() and np.isnan(sample[1:]).all()


def test_beyond_the_table_it_goes_on_straight():
    model, _ = map_model()
    line = np.array([-500.0, -400.0, -300.0])
    time, range_ = model.mapping.at(line, np.full(3, 900.0))
    assert abs(np.diff(range_, 2)[0]) < 1e-9 and abs(np.diff(time, 2)[0]) < 1e-12
    back = model.mapping.pixel(time, range_)
    assert np.abs(back[0] - line).max() < 1e-4 and np.abs(back[1] - 900.0).max() < 1e-4


def test_cubics_are_reproduced_and_noisy_functions_end():
    def cubic(line, sample):
        line, sample = np.broadcast_arrays(line, sample)
        return 1e-3 * line + 1e-11 * line**3, 8e3 + 0.5 * sample + 1e-8 * sample**3

    mapping, residual = fitted(cubic, 300, 400)
    assert residual < 1e-8 and mapping.time.shape == (5, 5)
    random = np.random.default_rng(0)
    mapping, residual = fitted(lambda li, s: (li + 0 * s, 9e3 + s + 0.01 * random.normal(size=s.shape)), 300, 400)
    assert mapping.range_.shape == (MAX_NODES, MAX_NODES) and 0.01 < residual < 0.2


def test_images_that_cannot_be_are_refused():
    trajectory = Trajectory.from_state_vectors(*flight())
    with pytest.raises(EngineError, match="same time and range"):
        fitted_model(lambda li, s: (12 + 0 * li, 9e3 + 0 * s), trajectory, 100, 100, "left", 0.0)
    with pytest.raises(EngineError, match="does not pass"):
        fitted_model(lambda li, s: (np.nan + 0 * li + s, np.nan + 0 * s), trajectory, 100, 100, "left", 0.0)
    with pytest.raises(EngineError, match=r"10\.000 s to 20\.000 s"):
        fitted_model(lambda li, s: (15 + 0.1 * li, 9e3 + 0 * li + s), trajectory, 100, 100, "left", 0.0)
    model, _ = map_model()
    with pytest.raises(EngineError, match="empty"):
        resampled(model, lines=0)


def same_model(a, b):
    pairs = [(a.mapping.time, b.mapping.time), (a.mapping.range_, b.mapping.range_), (a.origin, b.origin)]
    pairs += [(a.mapping.origin, b.mapping.origin), (a.mapping.step, b.mapping.step), (a.step, b.step)]
    pairs += [(a.trajectory.breaks, b.trajectory.breaks), (a.trajectory.coefficients, b.trajectory.coefficients)]
    numbers = ("lines", "samples", "look_side", "reference_height")
    return all(np.array_equal(x, y) for x, y in pairs) and all(getattr(a, n) == getattr(b, n) for n in numbers)


def written(tmp_path, document):
    path = tmp_path / "a.sargeom.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def test_sidecar_round_trip_is_bit_exact_and_fits_the_schema(tmp_path):
    model = resampled(map_model()[0], 7, 9, 200, 300, 3, 2)
    text = sidecar_text(model, {"sensor": "test", "mapping_residual": 1e-5})
    again, info = read_sidecar(written(tmp_path, text))
    assert same_model(model, again) and info["mapping_residual"] == 1e-5
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(Path(sidecar.__file__).with_name("sargeom.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(json.loads(text))


DOCUMENT = json.loads(sidecar_text(map_model()[0], {}))


def changed(*keys, to):
    """The document with another value at the path `keys`."""
    copy = json.loads(json.dumps(DOCUMENT))
    inner = copy
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = to
    return copy


WRONG = [
    (changed("step", to=[1, 0]), "step"),
    (changed("origin", to=[1]), "origin"),
    (changed("mapping", "step", to=[-1, 2]), "mapping.step"),
    (changed("mapping", "time", to=[[1, 2], [3, 4]]), "mapping.time"),
    (changed("mapping", "time", to=[1, 2]), "mapping.time"),
    (changed("mapping", "time", 0, 0, to="a"), "mapping.time"),
    (changed("mapping", "time", 2, 2, to=13.0), "mapping.time"),
    (changed("mapping", "range", to=DOCUMENT["mapping"]["range"][:-1]), "mapping.range"),
    (changed("mapping", "range", 0, 0, to=-1.0), "mapping.range"),
    (changed("mapping", "rnge", to=1), "mapping.rnge"),
    (changed("trajectory", "state_vectors", to=DOCUMENT["trajectory"]["state_vectors"][:50]), "trajectory"),
    (changed("kind", to="map"), "kind"),
    (changed("near_range", to=1.0), "near_range"),
]


@pytest.mark.parametrize(("document", "field"), WRONG, ids=[f"{f}-{i}" for i, (_, f) in enumerate(WRONG)])
def test_wrong_field_is_named(tmp_path, document, field):
    path = written(tmp_path, document)
    with pytest.raises(EngineError, match=f"the field {field} ") as error:
        read_sidecar(path)
    assert str(path) in str(error.value)


def test_mapping_needs_no_values_to_be_made():
    """Tables are computed with when first asked, so that reading a sidecar costs nothing more than reading."""
    mapping = PixelMapping(np.zeros(2), np.ones(2), np.arange(16.0).reshape(4, 4), np.ones((4, 4)))
    assert set(vars(mapping)) == {"origin", "step", "time", "range_"}
