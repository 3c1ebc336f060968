"""SICD images on every grid: the standard's projection and its inverse, windows, and what a pair gives."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import scenes
from sarpy.geometry.point_projection import COAProjection
from sicd_files import amplitude, raw_samples, sicd_meta, write_sicd
from sicd_grids import GRIDS, grid_meta

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.image.window import Window, tiles
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs.importimage import Parameters, run
from sar_radargrammetry.engine.parameters.declare import parse_parameters
from sar_radargrammetry.engine.patches.planning import secondary_window
from sar_radargrammetry.engine.points.triangulation import PixelSteps, look_direction, triangulate_band
from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.products.sicd.geometry import lines_are_columns, sicd_model
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.model import resampled
from sar_radargrammetry.engine.sensor.range_doppler import RangeDopplerModel
from sar_radargrammetry.engine.sensor.sicd_model import SicdModel
from sar_radargrammetry.engine.sensor.sidecar import read_sidecar, sidecar_text, write_sidecar
from sar_radargrammetry.engine.stereo.prior import build_prior

VARIANTS = {
    "squinted": {},
    "left chip": {"look_side": "L", "chip": (500, 900)},
    "far behind": {"squint": -20.0},
}
CASES = [(grid, name, variant) for grid in GRIDS for name, variant in VARIANTS.items()]
CASES += [(grid, "sliding", {"sliding": True}) for grid in GRIDS if grid != "RGZERO"]
CASES += [(grid, "ranges along columns", {"swap": True}) for grid in GRIDS if grid in ("PLANE", "XRGYCR")]


@pytest.fixture(scope="module", params=CASES, ids=[f"{grid}, {name}" for grid, name, _ in CASES])
def case(request):
    """Metadata, model, and lines and samples (9, 7) of a grid over the image."""
    grid, _, variant = request.param
    meta = grid_meta(grid, rows=1500, columns=2000, **variant)
    model = sicd_model(meta, Path("by hand"))
    return meta, model, *places(model)


def places(model):
    return np.meshgrid(np.linspace(0, model.lines - 1, 9), np.linspace(0, model.samples - 1, 7), indexing="ij")


def rows_and_columns(model, line, sample):
    return np.stack([sample, line] if lines_are_columns(model) else [line, sample], axis=-1).reshape(-1, 2)


def test_projection_set_is_that_of_the_standard(case):
    meta, model, line, sample = case
    assert isinstance(model, SicdModel)
    theirs = COAProjection.from_sicd(meta).projection(rows_and_columns(model, line, sample))
    ours = model.projection_set(line, sample)
    for our, their in zip((ours.range_, ours.range_rate, ours.time, ours.arp, ours.varp), theirs, strict=True):
        np.testing.assert_allclose(our.reshape(their.shape), their, rtol=0, atol=1e-8)
    # A column of lines against a row of samples gives the same, whatever axes the fields keep.
    crossed = model.projection_set(line[:, :1], sample[:1])
    for our, field in ((ours.range_, crossed.range_), (ours.range_rate, crossed.range_rate)):
        np.testing.assert_allclose(np.broadcast_to(field, our.shape), our, rtol=0, atol=1e-8)
    np.testing.assert_allclose(np.broadcast_to(crossed.arp, ours.arp.shape), ours.arp, rtol=0, atol=1e-8)


@pytest.mark.parametrize("height", [0.0, 321.0, 900.0])
def test_ground_to_image_is_that_of_the_standard(case, height):
    meta, model, line, sample = case
    ground = image_to_ground(model, line, sample, height)
    back = model.ground_to_image(ground)
    np.testing.assert_allclose(back, [line, sample], rtol=0, atol=1e-6)
    theirs, _, _ = meta.project_ground_to_image(ground.reshape(-1, 3), tolerance=1e-8, max_iterations=100)
    solved = np.isfinite(theirs).all(axis=-1)  # the standard's iteration gives up in the extremes of far squint
    assert solved.mean() > 0.7
    np.testing.assert_allclose(theirs[solved], rows_and_columns(model, *back)[solved], rtol=0, atol=1e-3)


def test_ranges_along_columns_become_samples():
    model = sicd_model(grid_meta("XRGYCR", rows=300, columns=500, swap=True), Path("by hand"))
    assert (model.lines, model.samples) == (300, 500)


def test_windows_and_looks(case):
    _, model, _, _ = case
    part = resampled(model, 100, 200, 60, 90, 4, 3)
    assert (part.lines, part.samples) == (15, 30)
    ours, theirs = part.projection_set(7.0, 11.0), model.projection_set(100 + 7 * 4 + 1.5, 200 + 11 * 3 + 1.0)
    assert abs(ours.range_ - theirs.range_) < 1e-8 and np.abs(ours.arp - theirs.arp).max() < 1e-8


def test_sidecar_keeps_every_bit(case, tmp_path):
    _, model, line, sample = case
    write_sidecar(tmp_path / "a.sargeom.json", model, {"sensor": "TESTBIRD"})
    again, info = read_sidecar(tmp_path / "a.sargeom.json")
    assert info == {"sensor": "TESTBIRD"}
    assert sidecar_text(again, info) == (tmp_path / "a.sargeom.json").read_text(encoding="utf-8")
    ours, theirs = again.projection_set(line, sample), model.projection_set(line, sample)
    for field in ("time", "arp", "varp", "range_", "range_rate"):
        np.testing.assert_array_equal(getattr(ours, field), getattr(theirs, field))
    assert (again.look_side, again.reference_height) == (model.look_side, model.reference_height)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda d: d["projection"].update(type="other"),
            'projection.type must be one of "range_doppler", "polar_format"',
        ),
        (lambda d: d["projection"].pop("scp"), "projection.scp is missing"),
        (lambda d: d["projection"].update(more=1), "projection.more is unknown"),
        (lambda d: d["projection"].update(polar_angle=[0, "x"]), "projection.polar_angle must be a number"),
        (lambda d: d.update(arp=[[1.0, 2.0, 3.0]]), "the field arp must describe a moving antenna"),
        (lambda d: d.update(arp=[[1.0, 2.0, 3.0], [1.0, 0.0, 0.0]]), "arp must give Earth-centred"),
        (lambda d: d.update(arp=[[1.0, 2.0], [1.0, 0.0]]), "arp must be a full"),
        (lambda d: d.update(time_coa=[1.0]), "time_coa must be a full"),
        (lambda d: d["grid"].update(line_step=[0.45, 0.0]), "grid.sample_step must go another way"),
        (lambda d: d["grid"].update(origin=[0.45]), "grid.origin must be a list of 2 numbers"),
        (lambda d: d.update(kind="range_doppler"), "is unknown"),
        (lambda d: d.update(kind=7), 'kind must be one of "range_doppler", '),
    ],
)
def test_sidecar_names_the_field(tmp_path, change, said):
    model = sicd_model(grid_meta("PFA"), Path("by hand"))
    document = json.loads(sidecar_text(model, {}))
    change(document)
    path = tmp_path / "a.sargeom.json"
    path.write_text(json.dumps(document))
    with pytest.raises(EngineError, match=f"a.sargeom.json.*{re.escape(said)}"):
        read_sidecar(path)


@pytest.mark.parametrize("grid", ["PFA", "PLANE"])
def test_import(tmp_path, grid):
    """An imported image keeps the geometry of its product; windows of it triangulate like the product's."""
    path = write_sicd(tmp_path / "a.nitf", grid_meta(grid, rows=48, columns=64))
    given = {"input": str(path), "output": str(tmp_path / "b.tif"), "looks_azimuth": 4, "looks_range": 2}
    outputs = run(parse_parameters(Parameters, given), Context())
    assert (outputs["lines"], outputs["samples"], outputs["look_side"]) == (16, 24, "right")
    image, product = SlantImage.open(tmp_path / "b.tif"), open_product(path)
    ours, theirs = image.model.projection_set(3.0, 5.0), product.model.projection_set(13.5, 10.5)
    assert abs(ours.range_ - theirs.range_) < 1e-8 and abs(ours.range_rate - theirs.range_rate) < 1e-10


def test_points_far_away_have_no_pixel(case):
    _, model, _, _ = case
    ground = image_to_ground(model, 10.0, 10.0, 300.0)
    far = ground + 30e3 * scenes.up() + 90e3 * np.array([1.0, -1.0, 0.5])
    line, sample = model.ground_to_image(np.stack([ground, far, np.full(3, np.nan)]))
    np.testing.assert_allclose([line[0], sample[0]], 10.0, atol=1e-6)
    assert np.isnan(line[1:]).all() and np.isnan(sample[1:]).all()


def test_bent_times_and_squint_need_the_standards_projection():
    assert isinstance(sicd_model(sicd_meta(), Path("a")), RangeDopplerModel)
    assert isinstance(sicd_model(sicd_meta(time_curvature=1e-6), Path("a")), SicdModel)
    assert isinstance(sicd_model(sicd_meta(squint_seconds=1.5), Path("a")), SicdModel)


@pytest.mark.parametrize("swap", [False, True])
def test_pixels_of_a_product(tmp_path, swap):
    """Lines are the axis on which the range changes less."""
    meta = grid_meta("XCTYAT", rows=31, columns=47, swap=swap)
    image = open_product(write_sicd(tmp_path / "a.nitf", meta))
    expected = amplitude(meta, raw_samples(meta))
    expected = expected.T if swap else expected
    assert (image.model.lines, image.model.samples) == expected.shape
    np.testing.assert_allclose(np.abs(image.read(3, 5, 20, 11)), expected[3:23, 5:16], rtol=1e-6)


def test_a_grid_the_standard_does_not_have():
    meta = grid_meta("PFA")
    meta.ImageFormation.ImageFormAlgo = "OTHER"
    with pytest.raises(EngineError, match="formed by OTHER"):
        sicd_model(meta, Path("by hand"))


def test_a_polar_angle_that_stands_still_is_refused():
    meta = grid_meta("PFA")
    meta.PFA.PolarAngPoly = [0.0]
    with pytest.raises(EngineError, match="no pixel or several"):
        sicd_model(meta, Path("by hand"))


def spotlight(incidence, squint):
    """Model of a squinted polar-format image of the scene, from a made-up flight that turns upwards."""
    arp = scenes.track(incidence, squint=squint).coefficients[0]  # counts time from 60 s before the scene is seen
    arp = np.vstack([arp[0] - 3600.0 * 0.02 * scenes.up(), arp[1], 0.02 * scenes.up()])
    meta = grid_meta("PFA", arp=arp, scp=scenes.place(), time=60.0, rows=600, columns=700, sliding=True)
    return sicd_model(meta, Path("by hand"))


@pytest.fixture(scope="module")
def pair():
    return spotlight(35.0, 14.0), spotlight(50.0, -9.0)


def on_waves(model, line, sample):
    """Ground points of pixels on a terrain of waves and their heights, by iteration."""
    height = np.full(line.shape, scenes.PLACE[2])
    for _ in range(60):
        ground = image_to_ground(model, line, sample, height)
        east, north, _ = scenes.on_map(ground)
        height = scenes.PLACE[2] + 18.0 * np.sin(2.0 * np.pi * (east + 0.5 * north) / 400.0)
    return ground, height


class TestSpotlightPair:
    """Spotlight pixels are not zero-Doppler; whatever comes after the sensor model takes them as they are."""

    def test_pixels_are_far_from_zero_doppler(self, pair):
        for model in pair:
            assert isinstance(model, SicdModel)
            assert np.abs(model.projection_set(350.0, 300.0).doppler_offset()) > 500.0

    def test_exact_matches_triangulate_to_the_surface(self, pair):
        reference, secondary = pair
        line, sample = np.meshgrid(np.arange(200.0, 328.0), np.arange(0.0, 600.0), indexing="ij")
        ground, height = on_waves(reference, line, sample)
        theirs = secondary.ground_to_image(ground)
        bands = np.stack([theirs[0] - line, theirs[1] - sample, *(np.full(line.shape, v) for v in (1, 0.1, 0, 0.1))])
        points = triangulate_band(bands, 200, reference, secondary, look_direction(reference), PixelSteps.of(secondary))
        np.testing.assert_allclose(points.height, height, rtol=0, atol=1e-3)
        lon, lat, _ = ecef_to_geodetic(ground)
        np.testing.assert_allclose([points.longitude, points.latitude], [lon, lat], rtol=0, atol=1e-8)
        assert points.rejected == 0 and (points.residual < 1e-4).all() and (points.sigma > 0).all()

    def test_prior_leads_to_the_match(self, pair):
        reference, secondary = pair
        window = Window(line=100, sample=150, lines=256, samples=256)
        prior = build_prior(reference, secondary, window, 0.0, 600.0)
        line, sample = np.meshgrid(100.0 + np.arange(256), 150.0 + np.arange(256), indexing="ij")
        for height in (20.0, 300.0, 580.0):
            ours = prior.to_pixels(prior.at_nodes(height))
            theirs = np.stack(secondary.ground_to_image(image_to_ground(reference, line, sample, height)), axis=-1)
            assert np.abs(ours - theirs).max() < 0.05

    def test_patches_hold_their_matches(self, pair):
        reference, secondary = pair
        for window in tiles(reference.lines, reference.samples, 256, 32):
            other = secondary_window(reference, secondary, window, 100.0, 300.0)
            line = window.line + np.linspace(0.0, window.lines - 1.0, 9)[:, None]
            sample = window.sample + np.linspace(0.0, window.samples - 1.0, 9)
            for height in (100.0, 200.0, 300.0):
                theirs = secondary.ground_to_image(image_to_ground(reference, line, sample, height))
                seen = (theirs[0] >= 0) & (theirs[0] <= secondary.lines - 1)
                seen &= (theirs[1] >= 0) & (theirs[1] <= secondary.samples - 1)
                if seen.any():
                    first = np.array([[other.line], [other.sample]])
                    last = first + np.array([[other.lines - 1], [other.samples - 1]])
                    places = np.stack(theirs)[:, seen]
                    assert (places >= first).all() and (places <= last).all()
