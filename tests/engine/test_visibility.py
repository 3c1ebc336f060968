"""What an image sees of a DSM, against the simulator's own bookkeeping and against other sensor models."""

import dataclasses

import numpy as np
import pyproj
import pytest
from scenes import dem as made_dem
from scenes import model

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.simulation import render
from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.simulation.truth import pixel_truth
from sar_radargrammetry.engine.terrain.dem import Dem
from sar_radargrammetry.engine.visibility.mask import (
    LAYOVER,
    SHADOW,
    VISIBLE,
    VOID,
    project_surface,
    unambiguous,
    visibility_mask,
)
from sar_radargrammetry.engine.visibility.surface import make_surface


@pytest.fixture(scope="module", params=["mountains", "town"])
def scene(request):
    """Both views, the scene as a DSM, and the simulator's truth."""
    settings = PairSettings(
        terrain=request.param, size=170.0, crossing=10.0, reference_look=50.0, secondary_look=35.0, seed=5
    )
    ground = make_ground(settings)
    exposures = [expose(settings, ground, view) for view in (0, 1)]
    for exposure in exposures:
        exposure.image()
    views = [exposure.view for exposure in exposures]
    grid = ground.scene.grid
    dem = Dem(
        heights=ground.scene.heights, geotransform=grid.geotransform, crs=pyproj.CRS(grid.crs).to_wkt(), path="truth"
    )
    return views, dem, pixel_truth(ground.scene, *views)


def test_matches_and_masks_are_those_of_the_simulation(scene):
    """Measured: matches to 0.02 px at worst; 98 to 99.9 % of the pixels have the same state."""
    views, dem, truth = scene
    models = tuple(view.model for view in views)
    surface = make_surface(dem, models)
    first, second = (project_surface(surface, m) for m in models)
    mask = visibility_mask(first, Window(0, 0, models[0].lines, models[0].samples))
    known = mask.state == VISIBLE
    row, col = mask.row[known], mask.col[known]
    match = np.full((*known.shape, 2), np.nan)
    match[known] = np.stack(models[1].ground_to_image(surface.ecef(row, col, surface.height(row, col))), -1)
    both = known & np.isfinite(truth.line)
    error = np.hypot(match[..., 0] - truth.line, match[..., 1] - truth.sample)[both]
    assert np.percentile(error, 99) < 0.01
    assert error.max() < 0.1

    flags = views[0].mask
    simulated = np.select(
        [(flags & render.OUTSIDE) > 0, (flags & render.LAYOVER) > 0, (flags & render.SHADOW) > 0],
        [VOID, LAYOVER, SHADOW],
        VISIBLE,
    )
    assert (simulated == mask.state).mean() > 0.97
    # Hardly a pixel counts as seen alone that is none.
    assert (known & (simulated != VISIBLE)).sum() < 0.004 * known.sum()
    seen2 = np.zeros(known.shape, bool)
    seen2[known] = unambiguous(second, match[known][:, 0], match[known][:, 1], row, col)
    assert (seen2 == truth.seen2)[both].mean() > 0.97


def test_parts_of_an_image_see_what_the_whole_sees(scene):
    views, dem, _ = scene
    surface = make_surface(dem, tuple(view.model for view in views))
    projected = project_surface(surface, views[0].model)
    whole = visibility_mask(projected, Window(0, 0, views[0].model.lines, views[0].model.samples))
    window = Window(60, 50, 64, 90)
    part = visibility_mask(projected, window)
    cut = slice(window.line, window.line + window.lines), slice(window.sample, window.sample + window.samples)
    assert np.array_equal(part.state, whole.state[cut])
    np.testing.assert_allclose(part.row, whole.row[cut], atol=1e-6)


@pytest.mark.parametrize("squint", [0.0, 8.0])
@pytest.mark.parametrize("side", ["left", "right"])
def test_level_ground_is_seen_everywhere_at_its_place(side, squint):
    image = model(40.0, size=96, side=side, squint=squint)
    flat = made_dem(lambda east, north: 200.0 + 0 * east * north, half=150.0, step=3.0)
    surface = make_surface(flat, (image,))
    mask = visibility_mask(project_surface(surface, image), Window(0, 0, 96, 96))
    assert (mask.state == VISIBLE).all()
    lon, lat, _ = ecef_to_geodetic(image_to_ground(image, *np.mgrid[:96.0, :96.0], 200.0))
    col, row = flat.pixel(lon, lat)
    # A hundredth of a pixel.
    np.testing.assert_allclose(mask.row, row, atol=0.01)
    np.testing.assert_allclose(mask.col, col, atol=0.01)


def test_a_wall_lays_over_the_ground_before_it_and_shades_the_ground_behind():
    """A block of 20 m at 45 degrees: layover and shadow as long as it is high, in slant range by cos and sin."""
    image = model(45.0, size=256, heading=0.0, side="right")
    block = made_dem(lambda east, north: 200.0 + 20.0 * (np.abs(east) <= 20.0) + 0 * north, half=200.0, step=1.0)
    mask = visibility_mask(project_surface(make_surface(block, (image,)), image), Window(0, 0, 256, 256))
    line = mask.state[128]
    # 20 m of wall shift by 20 cos 45 degrees of range, at 0.5 m a pixel: from where the top lies to where the foot.
    assert 22 <= (line == LAYOVER).sum() <= 64
    # The shadow ends 20 m behind the back wall on the ground: (20 + 20) sin 45 degrees less the wall's own range.
    assert 50 <= (line == SHADOW).sum() <= 60
    assert np.flatnonzero(line == LAYOVER).max() < np.flatnonzero(line == SHADOW).min()


def test_voids_and_the_end_of_the_surface_are_unknown():
    image = model(40.0, size=128)
    dem = made_dem(lambda east, north: 200.0 + 0 * east * north, half=25.0, step=1.0)
    heights = dem.heights.copy()
    heights[20:30, 20:30] = np.nan
    surface = make_surface(dataclasses.replace(dem, heights=heights), (image,))
    mask = visibility_mask(project_surface(surface, image), Window(0, 0, 128, 128))
    assert set(np.unique(mask.state)) == {VOID, VISIBLE}
    whole = visibility_mask(project_surface(make_surface(dem, (image,)), image), Window(0, 0, 128, 128))
    lost = (whole.state == VISIBLE) & (mask.state == VOID)
    # 11 x 11 m without a height, 0.5 x 0.78 m a pixel.
    assert lost.sum() == pytest.approx(121.0 / (0.5 * 0.5 / np.sin(np.radians(40.0))), rel=0.1)


def test_a_surface_much_finer_than_the_pixels_is_averaged():
    image = model(40.0, size=64, spacing=4.0)
    dem = made_dem(lambda east, north: 200.0 + np.sin(3.0 * east) + 0 * north, half=200.0, step=0.5)
    surface = make_surface(dem, (image,))
    assert surface.shape[0] < 0.3 * dem.heights.shape[0]
    assert (visibility_mask(project_surface(surface, image), Window(0, 0, 64, 64)).state == VISIBLE).mean() > 0.95
