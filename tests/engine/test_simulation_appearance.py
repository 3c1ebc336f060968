"""What images may look like beyond the default: pulses, clutter, land cover, bright lines, real brightness."""

import dataclasses

import numpy as np
import pytest
import torch
from osgeo import gdal

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.simulation.appearance import PLAIN, Appearance, Backdrop, CoverPattern
from sar_radargrammetry.engine.simulation.backdrop import CONTRAST_DB, backdrop, brightness
from sar_radargrammetry.engine.simulation.develop import Echoes, develop
from sar_radargrammetry.engine.simulation.double_bounce import Lines, bright_lines
from sar_radargrammetry.engine.simulation.impulse import (
    HAMMING,
    REACH,
    STANDARD,
    UNIFORM,
    Impulse,
    of_width,
    pulse,
    taylor,
)
from sar_radargrammetry.engine.simulation.noise import correlated_field
from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.simulation.scattering import Cover, CoverMap, Law, patchwork
from sar_radargrammetry.engine.simulation.scene import Scene, scene_grid
from sar_radargrammetry.engine.simulation.texture import Texture, angular_response, gamma_texture, texture_grid

NOTHING = Echoes(np.zeros(0), np.zeros(0), np.zeros(0, complex))
SMALL = PairSettings(terrain="plains", size=120.0, altitude=4000.0, range_spacing=1.0, azimuth_spacing=1.0)
EVERYTHING = Appearance(
    impulses=(of_width(1.6, HAMMING), of_width(1.3, UNIFORM)),
    texture=Texture(2.0, 3.0, 4.0),
    cover=CoverPattern((Cover(3.0, Law(2.0, 0.5, 0.1)), Cover(-2.0, Law(0.0))), 30.0, 0.2),
    lines=Lines(20, 0.5, 5.0, 20.0),
)


def speckle(impulses, power, seed=1):
    rng = np.random.default_rng(seed)
    image = np.concatenate(list(develop([(power.astype(np.float32), NOTHING)], 0.0, rng, impulses)))
    return image[REACH:-REACH, REACH:-REACH]


def correlation(image, lag):
    """Of complex pixels `lag` columns apart."""
    return abs(np.vdot(image[:, :-lag], image[:, lag:])) / np.sum(np.abs(image) ** 2)


def hilly(posting=1.0):
    grid = scene_grid(15.2, 46.5, 120.0, posting)
    x, y = np.meshgrid(np.arange(grid.width), np.arange(grid.height))
    return Scene((700.0 + 8.0 * np.sin(x / 13.0) * np.cos(y / 11.0)).astype(np.float32), grid)


@pytest.mark.parametrize(("window", "sidelobe"), [(UNIFORM, -13.3), (HAMMING, -42.0), (taylor(30.0), -30.0)])
def test_pulse_has_unit_energy_its_width_and_its_sidelobes(window, sidelobe):
    for width in (1.4, 1.8):
        impulse = of_width(width, window)
        assert np.sum(impulse.value(np.arange(-REACH, REACH + 1) + 0.3) ** 2) == pytest.approx(1.0, abs=2e-3)
        assert impulse.resolution() == pytest.approx(width, abs=5e-3)
        offset = np.linspace(0.0, 7.0, 7001)
        level = 20.0 * np.log10(np.abs(impulse.value(offset)) / impulse.value(0.0) + 1e-9)
        first_null = np.flatnonzero(np.diff(level) > 0)[0]
        assert level[first_null:].max() == pytest.approx(sidelobe, abs=1.2)


def test_pulse_cannot_be_narrower_than_pixels_allow():
    assert of_width(0.5, HAMMING).bandwidth == 1.0


def test_default_pulse_is_what_it_was():
    offset = np.arange(4.0)
    assert pulse(offset) == pytest.approx([0.9327623002, 0.2245240736, -0.0574001706, 0.0598824306], abs=2e-9)
    assert np.array_equal(pulse(offset), STANDARD.value(offset))
    assert PairSettings().appearance == PLAIN == Appearance()


@pytest.mark.parametrize("oversampling", [1.0, 1.4, 1.8])
def test_speckle_correlates_as_its_oversampling_says(oversampling):
    """The spectrum of speckle is the band's: the correlation of a uniform one is sinc(lag / oversampling)."""
    impulse = Impulse(1.0 / oversampling, UNIFORM)
    image = speckle((STANDARD, impulse), np.ones((400, 400)))
    for lag in (1, 2, 3):
        assert correlation(image, lag) == pytest.approx(abs(np.sinc(lag / oversampling)), abs=0.03)
    # Azimuth and range have each their own.
    standard = speckle((STANDARD, STANDARD), np.ones((400, 400)))
    assert correlation(image.T, 1) == pytest.approx(correlation(standard, 1), abs=0.02)
    assert np.mean(np.abs(image) ** 2) == pytest.approx(1.0, abs=0.05)


def test_correlated_field_falls_to_one_over_e_at_its_length():
    field = correlated_field((700, 700), 0.5, 3.0, np.random.default_rng(3))
    assert field.std() == pytest.approx(1.0, abs=0.05)
    for lag, expected in ((6, np.exp(-1.0)), (12, np.exp(-2.0))):
        assert np.mean(field[:, :-lag] * field[:, lag:]) == pytest.approx(expected, abs=0.06)


@pytest.mark.parametrize("order", [1.0, 3.0, 10.0])
def test_clutter_is_k_distributed(order):
    """<I^2> / <I>^2 = 2 (1 + 1 / order), for texture that a pulse does not smooth."""
    grid = texture_grid(hilly(), 0.12)
    texture = gamma_texture(grid, Texture(0.0, order, 1.0), 5, 0, 0.3)
    assert texture.mean() == pytest.approx(1.0, abs=0.04 + 0.04 / order)
    assert np.mean(texture**2) / texture.mean() ** 2 == pytest.approx(1.0 + 1.0 / order, rel=0.06)
    intensity = np.abs(speckle((STANDARD, STANDARD), texture)) ** 2
    assert np.mean(intensity**2) / intensity.mean() ** 2 == pytest.approx(2.0 * (1.0 + 1.0 / order), rel=0.08)


def test_views_share_their_clutter_but_for_the_decorrelation():
    grid = texture_grid(hilly(), 0.25)
    common = [gamma_texture(grid, Texture(0.0, 4.0, 1.0), 5, view, 0.0) for view in (0, 1)]
    assert np.array_equal(*common)
    apart = [np.log(gamma_texture(grid, Texture(0.0, 4.0, 1.0), 5, view, 0.6)).ravel() for view in (0, 1)]
    assert np.corrcoef(*apart)[0, 1] == pytest.approx(0.4, abs=0.1)


def test_standard_law_is_near_the_default_response():
    cosine = torch.linspace(0.1, 1.0, 19)
    assert torch.allclose(Law().response(cosine), angular_response(cosine), rtol=0.02, atol=0.02)


def test_smooth_ground_falls_faster_and_facets_shine_near_vertical():
    cosine = torch.cos(torch.deg2rad(torch.tensor([5.0, 40.0, 70.0])))
    smooth, rough = Law(2.0, 3.0, 0.03).response(cosine), Law(0.0, 0.0, 0.03).response(cosine)
    assert torch.allclose(rough, torch.ones(3))
    assert smooth[1] / smooth[2] == pytest.approx(float(cosine[1] / cosine[2]) ** 2, rel=1e-3)
    assert smooth[0] > 3.0


def test_every_class_answers_by_its_own_law():
    laws = (Law(0.0, 0.0), Law(2.0, 1.0, 0.1))
    cosine = torch.full((2, 2), 0.7)
    found = CoverMap(np.zeros((2, 2), np.uint8), laws).response(torch.tensor([[0, 1], [1, 0]]), cosine)
    assert found[0, 1] == pytest.approx(float(laws[1].response(cosine)[0, 0]))
    assert found[0, 0] == 1.0


def test_patches_have_the_size_asked_for():
    grid = scene_grid(15.2, 46.5, 600.0, 1.0)
    patch, classes = patchwork(grid, 40.0, 4, 1)
    assert set(np.unique(classes)) == {0, 1, 2, 3}
    assert len(classes) == (600 // 40) ** 2
    assert len(np.unique(patch)) > 0.9 * len(classes)


def rendered(cover):
    """Mean power of a flat scene of one class at two look angles."""
    appearance = dataclasses.replace(PLAIN, cover=CoverPattern((cover,), 30.0), texture=Texture(0.0))
    found = []
    for look in (25.0, 60.0):
        settings = dataclasses.replace(SMALL, reference_look=look, appearance=appearance)
        exposure = expose(settings, make_ground(settings), 0, keep_power=True)
        exposure.image()
        power = exposure.view.power
        rows, cols = (n // 2 for n in power.shape)
        found.append(power[rows - 15 : rows + 15, cols - 10 : cols + 10].mean())
    return np.array(found)


def test_rendered_ground_follows_its_law():
    constant, steep = rendered(Cover(0.0, Law(0.0, 0.0))), rendered(Cover(0.0, Law(2.0, 0.0)))
    expected = np.cos(np.radians([25.0, 60.0])) ** 2
    assert np.allclose(steep / constant, expected, rtol=0.05)
    assert np.allclose(rendered(Cover(3.0, Law(0.0, 0.0))) / constant, 10.0**0.3, rtol=1e-3)


def test_lines_shine_where_they_run_along_the_track():
    scene = hilly()
    energy = []
    for heading in range(0, 180, 15):
        found = bright_lines(scene, Lines(1, 1.0, 30.0, 30.1), seed=4, view=0, heading=heading, spacing=0.5)
        energy.append(np.sum(np.abs(found.amplitude) ** 2))
    assert max(energy) > 8.0 * min(energy)
    best = 15.0 * int(np.argmax(energy))
    found = bright_lines(scene, Lines(1, 1.0, 30.0, 30.1), seed=4, view=0, heading=best, spacing=0.5)
    # Columns run east, rows south.
    off = np.degrees(np.arctan2(found.col[-1] - found.col[0], found.row[0] - found.row[-1])) - best
    assert abs((off + 90.0) % 180.0 - 90.0) < 20.0


def test_views_share_the_lines_they_are_asked_to():
    scene = hilly()
    places = [
        {tuple(p) for p in np.round(np.stack([s.col, s.row], 1), 6)}
        for s in (bright_lines(scene, Lines(30, 0.5, 5.0, 10.0), 4, view, 65.0, 0.5) for view in (0, 1))
    ]
    shared = len(places[0] & places[1])
    assert 0.3 < shared / len(places[0]) < 0.7
    none = [bright_lines(scene, Lines(30, 0.0, 5.0, 10.0), 4, view, 65.0, 0.5) for view in (0, 1)]
    assert not set(none[0].col) & set(none[1].col)


def image_file(path, amplitude, bands=1):
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), *amplitude.shape[::-1], bands, gdal.GDT_Float32)
    for band in range(bands):
        dataset.GetRasterBand(band + 1).WriteArray(amplitude.astype(np.float32))
    dataset.FlushCache()
    return str(path)


def test_brightness_of_an_image_loses_its_speckle_and_keeps_its_contrasts(tmp_path):
    rng = np.random.default_rng(1)
    power = np.where(np.arange(120) < 60, 1.0, 10.0) * rng.exponential(1.0, (100, 120))
    level = brightness(image_file(tmp_path / "two.tif", np.sqrt(power)))
    assert level.shape == (50, 60)
    assert level[:, 40:].mean() - level[:, :20].mean() == pytest.approx(10.0, abs=0.5)
    assert level[:, :20].std() < 2.0  # one look has 5.6 dB
    assert np.abs(level).max() <= CONTRAST_DB


def test_brightness_goes_on_mirrored_over_a_larger_scene(tmp_path):
    rng = np.random.default_rng(1)
    path = image_file(tmp_path / "small.tif", np.exp(rng.normal(0.0, 1.0, (40, 50))))
    grid = scene_grid(15.2, 46.5, 200.0, 1.0)
    level = backdrop(grid, path, 1.0, seed=3)
    assert level.shape == (200, 200)
    # A mirrored axis of n values repeats after 2 (n - 1) steps.
    assert any(np.allclose(level[period:], level[:-period], atol=1e-3) for period in (76, 96))
    assert np.array_equal(level, backdrop(grid, path, 1.0, seed=3))
    assert not np.array_equal(level, backdrop(grid, path, 1.0, seed=4))


def test_images_that_give_no_brightness_are_refused(tmp_path):
    with pytest.raises(EngineError, match=r"does not exist"):
        brightness(str(tmp_path / "no.tif"))
    with pytest.raises(EngineError, match=r"less than half"):
        brightness(image_file(tmp_path / "dark.tif", np.zeros((60, 60))))
    with pytest.raises(EngineError, match=r"too small"):
        brightness(image_file(tmp_path / "tiny.tif", np.ones((8, 8))))
    with pytest.raises(EngineError):
        brightness(image_file(tmp_path / "colours.tif", np.ones((60, 60)), bands=3))


def test_both_views_of_a_pair_with_everything_are_images(tmp_path):
    rng = np.random.default_rng(1)
    path = image_file(tmp_path / "real.tif", np.exp(rng.normal(0.0, 1.0, (90, 80))))
    settings = dataclasses.replace(SMALL, appearance=dataclasses.replace(EVERYTHING, backdrop=Backdrop(path, 2.0)))
    ground = make_ground(settings)
    for view in (0, 1):
        exposure = expose(settings, ground, view, keep_power=True)
        image = exposure.image()
        assert np.isfinite(image).all()
        other = exposure.further_look(1)
        assert other.shape == image.shape
        # Other speckle of the same ground.
        assert correlation(image, 1) == pytest.approx(correlation(other, 1), abs=0.1)
        means = [np.mean(np.abs(one[40:80, 30:60]) ** 2) for one in (image, other)]
        assert means[0] == pytest.approx(means[1], rel=0.3)
        assert abs(np.vdot(image, other)) < 0.6 * np.sum(np.abs(image) ** 2)


def test_relief_multiplies_heights_about_their_mean():
    low, high = (make_ground(dataclasses.replace(SMALL, relief=relief)).scene.heights for relief in (1.0, 2.0))
    assert np.ptp(high) == pytest.approx(2.0 * np.ptp(low), rel=1e-3)
    assert high.mean() == pytest.approx(low.mean(), abs=1e-2)
