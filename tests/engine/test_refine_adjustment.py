"""Known navigation errors come back as far as they can be seen, and what cannot be seen stays unknown."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import scenes
from refine_pairs import GEOMETRIES, SIGMA, case, surface
from sicd_grids import grid_meta
from slant_models import ORIGIN, flight
from test_map_projected import HEIGHT, map_model

from sar_radargrammetry.engine.products.sicd.geometry import sicd_model
from sar_radargrammetry.engine.refinement.adjustment import HeightReference, heights_by_unknown
from sar_radargrammetry.engine.refinement.findings import findings_of
from sar_radargrammetry.engine.refinement.observations import across_group
from sar_radargrammetry.engine.refinement.solution import spread
from sar_radargrammetry.engine.refinement.unknowns import Expected
from sar_radargrammetry.engine.sensor.ellipsoid import local_axes
from sar_radargrammetry.engine.sensor.range_doppler import RangeDopplerModel
from sar_radargrammetry.engine.sensor.trajectory import Trajectory


@pytest.fixture(scope="module")
def ground():
    return scenes.dem(surface, half=900.0)


def survey(ground, sigma=1.0, bias=0.05):
    return HeightReference(dem=ground, sigma=sigma, bias=bias)


def spread_of(adjustment, by_unknown):
    """Standard deviations (n,) of what derivatives (n, q) say, by the covariance that was found."""
    return np.sqrt(np.einsum("ni,ij,nj->n", by_unknown, adjustment.solution.covariance, by_unknown))


@pytest.mark.parametrize("name", GEOMETRIES)
def test_with_a_dem_heights_come_back_unbiased(name, ground):
    found = case(GEOMETRIES[name](), seed=1, ground=ground, size=2.5)
    adjustment = found.adjusted(heights=survey(ground))
    before, after = (found.height_errors(c) for c in (adjustment.before, adjustment.after))
    assert np.abs(np.median(before)) > 1.0 or spread(adjustment.before.across) > 5.0
    # Everywhere in the scene, not only in the mean: fifths along both axes.
    fifth = (found.ties.reference / np.array([found.models[0].lines, found.models[0].samples]) * 5).astype(int)
    for axis in (0, 1):
        for part in range(5):
            here = fifth[:, axis] == part
            assert abs(np.median(after[here])) < 0.2, (axis, part)
    assert spread(adjustment.after.across) == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("name", GEOMETRIES)
def test_without_control_matches_fit_and_the_height_stays_unknown(name, ground):
    found = case(GEOMETRIES[name](), seed=2, ground=ground)
    adjustment = found.adjusted()
    summary = findings_of(adjustment)
    assert spread(adjustment.after.across) == pytest.approx(1.0, abs=0.1)
    # What a metre of range does to heights, for ranges and tracks of both images known to 2 m.
    assert summary.height_sigma > 1.0
    assert abs(np.median(found.height_errors(adjustment.after))) < 4.0 * summary.height_sigma
    if name == "parallel":
        assert summary.height_sigma > 0.8 * summary.expected_height_sigma
        assert "not observed" in summary.remarks(controlled=False)[0] and "control" in summary.remarks(False)[0]
    observed, combinations = summary.combinations
    assert 0 < observed < combinations == 14


def test_parallel_tracks_show_along_track_differences_and_no_ranges():
    """Equations for parallel tracks: the epipolar curve runs across the track, so that ranges move along it."""
    found = case(GEOMETRIES["parallel"](), seed=3)
    pairs = {q.name: q for q in findings_of(found.adjusted()).pairs}
    assert pairs["along track: secondary minus reference"].remaining < pairs["along track: mean"].remaining * 2.1
    assert pairs["range: secondary minus reference"].verdict == "not observed"
    assert pairs["range: mean"].verdict == "not observed"
    assert pairs["along track: mean"].verdict == "not observed"
    # The Doppler cones' turn against each other is seen to a millimetre of drift.
    assert pairs["drift to the right: secondary minus reference"].verdict == "observed"
    constant = case(GEOMETRIES["parallel"](), seed=3, expected=Expected(drift=0.0))
    pairs = {q.name: q for q in findings_of(constant.adjusted()).pairs}
    assert pairs["along track: secondary minus reference"].verdict == "observed"
    first = len(constant.unknowns[0].sigma)
    true = constant.errors[first + 1] - constant.errors[1]
    assert pairs["along track: secondary minus reference"].estimate == pytest.approx(true, abs=0.05)


def test_crossing_tracks_show_more():
    """Where tracks cross, the curves run obliquely, and ranges show across them."""
    constant = Expected(drift=0.0)
    parallel, crossing = (
        findings_of(case(GEOMETRIES[name](), seed=4, expected=constant).adjusted()).combinations[0]
        for name in ("parallel", "crossing")
    )
    assert crossing > parallel


@pytest.mark.parametrize("name", ["parallel", "crossing"])
def test_sigmas_are_those_of_the_estimates(name):
    """Monte Carlo over navigation errors, matching noise and errors of the DEM: errors over sigmas are standard normal.

    Ten scalars a run, heights at places and some unknowns: over the runs their standard deviation is known to 0.05.
    """
    normalised = []
    models = GEOMETRIES[name]()
    level = scenes.dem(lambda x, y: 200.0 + 0.02 * x + 0.0 * y, half=900.0, step=20.0)
    for seed in range(24):
        found = case(models, seed=100 + seed, ground=level, ground_sigma=1.0, ground_bias=0.3, count=250)
        adjustment = found.adjusted(heights=HeightReference(dem=level, sigma=1.0, bias=0.3))
        error = np.append(found.errors, 0.0) - adjustment.solution.values
        place = np.argsort(found.ties.reference @ [1.0, 0.3])[[0, 50, 100, 150, 190]]
        rows = np.concatenate([heights_by_unknown(adjustment.after)[place], np.eye(15)[[0, 1, 5, 8, 12]]])
        normalised.append(rows @ error / spread_of(adjustment, rows))
    assert 0.8 < np.std(normalised) < 1.2


def test_noise_of_matches_does_not_squeeze_the_image(ground):
    """Derivatives at noisy matches would let thousands of them prefer a shorter image; see `conditions`."""
    found = case(GEOMETRIES["parallel"](), seed=5, count=3000, errors=np.zeros(14), sigma=1.0)
    adjustment = found.adjusted(heights=survey(ground))
    index = found.unknowns[0].names.index("drift along")
    second = len(found.unknowns[0].names) + index
    sigma = np.sqrt(np.diag(adjustment.solution.covariance))
    for unknown in (index, second):
        assert abs(adjustment.solution.values[unknown]) < 4.0 * sigma[unknown]
    group = across_group(adjustment.pair.conditions(np.zeros(15)))
    # The common stretch of both images is no matter of the epipolar curves: no condition may depend on its own noise.
    common = group.by_unknown[:, index] + group.by_unknown[:, second]
    assert abs(np.corrcoef(common, group.value)[0, 1]) < 0.1


def test_wrong_matches_do_not_matter(ground):
    found = case(GEOMETRIES["parallel"](), seed=6, ground=ground)
    random = np.random.default_rng(0)
    wrong = random.random(len(found.ties)) < 0.2
    found.ties.secondary[wrong] += random.normal(size=(int(wrong.sum()), 2)) * 30.0
    adjustment = found.adjusted(heights=survey(ground))
    assert abs(np.median(found.height_errors(adjustment.after)[~wrong])) < 0.2
    assert np.median(adjustment.solution.weights["across"][wrong]) < 0.1
    assert np.median(adjustment.solution.weights["across"][~wrong]) > 0.8


def test_vegetation_in_a_part_of_the_dem_does_not_lift_the_scene(ground):
    """A fifth of the ground has changed by 15 m since the DEM was made."""

    def changed(x, y):
        return surface(x, y) - 15.0 * ((np.abs(x) < 200) & (np.abs(y) < 200))

    found = case(GEOMETRIES["parallel"](), seed=7, ground=ground, expected=Expected(drift=0.0))
    adjustment = found.adjusted(heights=survey(scenes.dem(changed, half=900.0)))
    assert abs(np.median(found.height_errors(adjustment.after))) < 0.2


def test_a_dem_above_the_geoid_is_told_and_left_out(ground):
    geoid = scenes.dem(lambda x, y: surface(x, y) - 41.0, half=900.0)
    found = case(GEOMETRIES["parallel"](), seed=8, ground=ground, expected=Expected(range_=1.0, track=1.0, drift=0.1))
    adjustment = found.adjusted(heights=survey(geoid))
    assert len(adjustment.warnings) == 1 and "geoid" in adjustment.warnings[0]
    assert adjustment.height_after is None
    assert findings_of(adjustment).height_sigma > 2.0


def test_errors_that_go_together_are_counted_once():
    """Matches whose errors are common to whole fields say less than as many independent ones."""
    found = case(GEOMETRIES["parallel"](), seed=9, count=2000)
    fields = (found.ties.reference // 100).astype(int) @ np.array([100, 1])
    random = np.random.default_rng(1)
    common = SIGMA * random.normal(size=(fields.max() + 1, 2))[fields]
    found.ties.secondary[:] += common
    adjustment = found.adjusted()
    plain = case(GEOMETRIES["parallel"](), seed=9, count=2000).adjusted()
    assert plain.solution.inflation["across"] == 1.0
    assert adjustment.solution.inflation["across"] > 2.0


def test_two_polar_format_images():
    """A staring spotlight has no drift; its second view is the same ground from a higher track."""
    first = sicd_model(grid_meta("PFA"), Path("made by the test"))
    path = np.array(first.arp, float)
    path[0] *= 1.0 + 1000.0 / np.linalg.norm(path[0])
    second = dataclasses.replace(first, arp=path)
    found = case((first, second), seed=10, count=600, height=first.reference_height - 50.0, sigma=0.3)
    assert found.unknowns[0].names == ("range", "along track", "right of track", "above track")
    assert len(found.ties) > 300
    adjustment = found.adjusted()
    assert spread(adjustment.before.across) > 2.0
    assert spread(adjustment.after.across) == pytest.approx(1.0, abs=0.15)
    assert abs(np.median(found.height_errors(adjustment.after))) < 3.0 * findings_of(adjustment).height_sigma


def test_a_map_projected_image_with_a_strip_map():
    first = map_model()[0]
    time, position, velocity = flight(wobble=0.3)
    north = local_axes(*ORIGIN[:2])[1]
    second = RangeDopplerModel(
        trajectory=Trajectory.from_state_vectors(time, position + 3500.0 * north, velocity),
        lines=1800,
        samples=2400,
        first_line_time=10.0 + 700.0 / 150.0 - 3.0,
        line_interval=6.0 / 1800,
        near_range=9400.0,
        range_spacing=0.5,
        look_side="right",
        reference_height=HEIGHT,
    )
    found = case((first, second), seed=11, count=800, height=HEIGHT)
    assert len(found.ties) > 400
    adjustment = found.adjusted()
    assert spread(adjustment.before.across) > 2.0
    assert spread(adjustment.after.across) == pytest.approx(1.0, abs=0.15)
    assert abs(np.median(found.height_errors(adjustment.after))) < 3.0 * findings_of(adjustment).height_sigma


@pytest.mark.parametrize(("shift", "refined"), [(0.3, False), (1.0, True)])
def test_small_biases_of_sharp_matches_are_no_reason_to_refine(shift, refined):
    """Exact geometry, matches that say 0.1 px and all lie beside the curve: a network's do in towns."""
    exact = case(GEOMETRIES["parallel"](), seed=8, sigma=0.1, errors=np.zeros(14), count=300)
    ties = dataclasses.replace(exact.ties, secondary=exact.ties.secondary + np.array([shift, 0.0]))
    found = findings_of(dataclasses.replace(exact, ties=ties).adjusted())
    assert found.bias > 2.0 and found.moved == pytest.approx(shift, rel=0.15)
    assert (found.reason() is not None) == refined


def test_matches_whose_rays_do_not_meet_by_their_covariance_are_left_out():
    """Loose along the curve and far beside it: with equal weights the rays meet, with these they do not."""
    found = case(GEOMETRIES["parallel"](), seed=9, errors=np.zeros(14), count=300)
    covariance, secondary = found.ties.covariance.copy(), found.ties.secondary.copy()
    covariance[:3] = [[0.9, -28.5], [-28.5, 2355.0]]
    secondary[:3] += [60.0, 150.0]
    ties = dataclasses.replace(found.ties, covariance=covariance, secondary=secondary)
    adjusted = dataclasses.replace(found, ties=ties).adjusted()
    assert len(adjusted.before.across) == len(found.ties) - 3
    assert np.isfinite(adjusted.solution.values).all() and findings_of(adjusted).bias < 1.0
