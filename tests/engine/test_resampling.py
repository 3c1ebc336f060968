"""The low-pass that takes the secondary to the reference's scale: by its own statistics, in closed form."""

import numpy as np
import pytest

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.interface import ImagePatch
from sar_radargrammetry.engine.matching.resampling import WIDTH, at_positions, band_limited

SIZE = 512


def turned(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s], [s, c]])


def speckle(size=SIZE, seed=1):
    """Amplitude of one look with a mean power of 1, which varies by as much."""
    power = np.random.default_rng(seed).exponential(size=(size, size))
    return ImagePatch(np.sqrt(power).astype(np.float32), Window(30, 40, size, size))


class TestBandLimited:
    @pytest.mark.parametrize("linear", [np.eye(2), turned(25.0), 0.5 * turned(70.0), np.diag([1.02, 0.7])])
    def test_is_the_identity_where_the_secondary_is_no_finer(self, linear):
        view = speckle(64)
        assert band_limited(view, linear) is view

    @pytest.mark.parametrize("linear", [np.diag([1.0, 4.0]), 3.0 * turned(30.0), np.array([[2.0, 1.5], [0.0, 3.0]])])
    def test_mean_power_is_kept(self, linear):
        view = speckle()
        after = band_limited(view, linear)
        assert after.window == view.window and after.amplitude.dtype == np.float32
        assert np.mean(after.amplitude**2) == pytest.approx(np.mean(view.amplitude**2), rel=3e-3)

    @pytest.mark.parametrize("turn", [0.0, 35.0])
    def test_speckles_variance_falls_as_a_gaussian_of_that_covariance_lets_it(self, turn):
        """White power that a Gaussian of covariance C averages keeps 1 / (4 pi sqrt(det C)) of its variance."""
        for along, across in ((4.0, 3.0), (6.0, 2.5)):
            linear = turned(turn) @ np.diag([along, across]) @ turned(12.0)
            determinant = WIDTH**2 * (along**2 - 1.0) * (across**2 - 1.0)
            power = band_limited(speckle(), linear).amplitude[20:-20, 20:-20] ** 2
            assert np.var(power) == pytest.approx(1.0 / (4.0 * np.pi * np.sqrt(determinant)), rel=0.06)

    def test_only_the_finer_axis_is_averaged(self):
        """Along one axis 1 / (2 sqrt(pi) sigma) of the variance stays; along the other neighbours stay strangers."""
        power = band_limited(speckle(), np.diag([0.8, 4.0])).amplitude[20:-20, 20:-20] ** 2
        sigma = np.sqrt(WIDTH * 15.0)
        assert np.var(power) == pytest.approx(1.0 / (2.0 * np.sqrt(np.pi) * sigma), rel=0.06)
        lines = np.corrcoef(power[:-1].ravel(), power[1:].ravel())[0, 1]
        samples = np.corrcoef(power[:, :-1].ravel(), power[:, 1:].ravel())[0, 1]
        assert abs(lines) < 0.02
        assert samples == pytest.approx(np.exp(-1.0 / (4.0 * sigma**2)), abs=0.02)

    def test_an_edge_is_blurred_by_the_same_gaussian(self):
        """The step of power becomes the normal distribution function."""
        from scipy.special import ndtr

        amplitude = np.ones((64, 128), np.float32)
        amplitude[:, 64:] = 3.0
        after = band_limited(ImagePatch(amplitude, Window(0, 0, 64, 128)), np.diag([1.0, 5.0]))
        sigma = np.sqrt(WIDTH * 24.0)
        expected = 1.0 + 8.0 * ndtr((np.arange(128) - 63.5) / sigma)
        assert np.abs(after.amplitude[:, 20:-20] ** 2 - expected[20:-20]).max() < 0.02

    def test_voids_stay_and_do_not_darken_what_is_beside_them(self):
        amplitude = np.full((90, 120), 2.0, np.float32)
        amplitude[30:60, 40:70] = np.nan
        after = band_limited(ImagePatch(amplitude, Window(0, 0, 90, 120)), 4.0 * turned(20.0)).amplitude
        assert np.array_equal(np.isnan(after), np.isnan(amplitude))
        # Nor do the image's edges.
        assert np.nanmax(np.abs(after - 2.0)) < 1e-4

    def test_no_signal_stays_none(self):
        view = speckle(128)
        view.amplitude[40:80, 50:90] = 0.0
        after = band_limited(view, np.diag([1.0, 4.0])).amplitude
        assert (after[40:80, 50:90] == 0).all() and (after[:, 100:] > 0).all()
        assert after[:40].min() > 0


class TestAtPositions:
    view = ImagePatch(np.float32(np.arange(30.0).reshape(5, 6)), Window(100, 200, 5, 6))

    def test_between_pixels_of_the_image(self):
        position = np.array([[[100.0, 200.0], [101.5, 203.25]], [[104.0, 205.0], [103.0, 200.5]]])
        found = at_positions(self.view, position)
        assert found == pytest.approx(np.array([[0.0, 9.0 + 3.25], [29.0, 18.5]]), abs=1e-4)
        assert found.dtype == np.float32

    def test_outside_or_without_a_place_or_beside_a_void_there_is_nothing(self):
        position = np.array([[[99.0, 202.0], [102.0, 206.0], [np.nan, np.nan], [102.0, 202.0]]])
        assert np.isnan(at_positions(self.view, position)).tolist() == [[True, True, True, False]]
        holed = ImagePatch(np.where(np.arange(30).reshape(5, 6) == 14, np.nan, self.view.amplitude), self.view.window)
        position = np.array([[[102.0, 202.0], [101.5, 202.5], [101.0, 202.0], [103.5, 203.0]]])
        assert np.isnan(at_positions(holed, position)).tolist() == [[True, True, False, False]]
