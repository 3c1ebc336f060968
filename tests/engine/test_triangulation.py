"""Matches to ground points: a known surface comes back, wrong matches do not."""

import json

import numpy as np
import pytest
import scenes
from osgeo import gdal

from sar_radargrammetry.engine.matching.correspondence import Correspondence
from sar_radargrammetry.engine.points.triangulation import (
    LARGEST_RESIDUAL,
    LINES,
    PixelSteps,
    look_direction,
    triangulate_band,
    triangulated,
)
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground, image_to_ground_on_dem

SIZE = 96
SIGMA = 0.7
HEIGHT = scenes.PLACE[2]

GEOMETRIES = {
    "parallel": ({"incidence": 35.0}, {"incidence": 50.0}),
    "crossing": ({"incidence": 35.0}, {"incidence": 50.0, "heading": 72.0, "size": 512}),
    "wobbling": ({"incidence": 35.0, "wobble": 3.0}, {"incidence": 50.0, "wobble": 2.0, "period": 8.0}),
    "backwards": ({"incidence": 35.0, "reverse": True}, {"incidence": 50.0, "reverse": True}),
    "one backwards": ({"incidence": 35.0}, {"incidence": 50.0, "reverse": True}),
    "left": ({"incidence": 35.0, "side": "left"}, {"incidence": 50.0, "side": "left"}),
    "opposite": ({"incidence": 40.0}, {"incidence": 40.0, "side": "left"}),
    "squinted": ({"incidence": 35.0, "squint": 4.0}, {"incidence": 50.0, "squint": 6.0}),
}


def models(name):
    return [scenes.model(**{"size": SIZE, **changes}) for changes in GEOMETRIES[name]]


def bands_of(reference, secondary, ground, sigma=SIGMA):
    """The bands of exact matches of ground points (lines, samples, 3), float64."""
    row, column = np.mgrid[: reference.lines, : reference.samples]
    line, sample = secondary.ground_to_image(ground)
    variance = np.full(line.shape, sigma**2)
    return np.stack([line - row, sample - column, np.ones(line.shape), variance, 0.0 * variance, variance])


def level(reference, height=HEIGHT):
    row, column = np.mgrid[: reference.lines, : reference.samples].astype(float)
    return image_to_ground(reference, row, column, height)


def points_of(bands, reference, secondary):
    return triangulate_band(bands, 0, reference, secondary, look_direction(reference), PixelSteps.of(secondary))


@pytest.mark.parametrize("name", GEOMETRIES)
def test_exact_matches_give_the_surface_back(name):
    reference, secondary = models(name)
    dem = scenes.dem(lambda x, y: HEIGHT + 0.1 * x - 0.05 * y + 5.0 * np.sin(x / 40.0), half=400.0, step=2.0)
    row, column = np.mgrid[:SIZE, :SIZE].astype(float)
    ground = image_to_ground_on_dem(reference, row, column, dem)
    points = points_of(bands_of(reference, secondary, ground), reference, secondary)
    lon, lat, height = ecef_to_geodetic(ground)
    assert np.abs(points.height - height).max() < 1e-3
    assert np.abs(points.longitude - lon).max() < 1e-8 and np.abs(points.latitude - lat).max() < 1e-8
    assert points.residual.max() < 1e-2 and points.rejected == 0


@pytest.mark.parametrize(("first", "second"), [(35.0, 50.0), (50.0, 35.0), (30.0, 35.0)])
def test_sigma_of_parallel_tracks_in_closed_form(first, second):
    reference, secondary = scenes.model(first, size=SIZE), scenes.model(second, size=SIZE)
    points = points_of(bands_of(reference, secondary, level(reference)), reference, secondary)
    t1, t2 = np.radians([first, second])
    expected = SIGMA * secondary.range_spacing * np.sin(t1) / abs(np.sin(t2 - t1))
    assert points.sigma[SIZE // 2, SIZE // 2] == pytest.approx(expected, rel=5e-3)


def test_sigma_predicts_the_scatter_of_heights():
    """Matches with the errors that their covariance says: correlated, and unlike in line and sample."""
    reference, secondary = models("crossing")
    bands = bands_of(reference, secondary, level(reference))
    covariance = np.array([[0.25, 0.04], [0.04, 0.09]])
    bands[3], bands[4], bands[5] = covariance[0, 0], covariance[0, 1], covariance[1, 1]
    noise = np.random.default_rng(0).multivariate_normal((0, 0), covariance, bands.shape[1:])
    bands[0] += noise[..., 0]
    bands[1] += noise[..., 1]
    points = points_of(bands, reference, secondary)
    errors = (points.height - HEIGHT) / points.sigma
    assert np.nanstd(errors) == pytest.approx(1.0, abs=0.03) and abs(np.nanmean(errors)) < 0.05
    # One degree of freedom: the squared residual is chi-square with mean 1.
    assert np.nanmean(points.residual**2) == pytest.approx(1.0, abs=0.06)


@pytest.mark.parametrize(("sigmas", "kept"), [(0.8 * LARGEST_RESIDUAL, True), (1.3 * LARGEST_RESIDUAL, False)])
def test_a_match_off_the_epipolar_line_is_dropped(sigmas, kept):
    """Parallel tracks: the epipolar line runs along the samples, so that a shift of lines is the residual."""
    reference, secondary = models("parallel")
    bands = bands_of(reference, secondary, level(reference))
    bands[0, 10, 20] += sigmas * SIGMA
    points = points_of(bands, reference, secondary)
    assert np.isfinite(points.height[10, 20]) == kept and points.rejected == (0 if kept else 1)
    assert np.isfinite(points.height).sum() == SIZE**2 - (0 if kept else 1)


def test_a_match_moved_along_the_epipolar_line_changes_the_height_only():
    reference, secondary = models("parallel")
    bands = bands_of(reference, secondary, level(reference))
    bands[1] += 1.0
    points = points_of(bands, reference, secondary)
    t1, t2 = np.radians([35.0, 50.0])
    rise = secondary.range_spacing * np.sin(t1) / np.sin(t2 - t1)
    assert points.height[48, 48] - HEIGHT == pytest.approx(rise, rel=0.01)
    assert points.residual.max() < 1e-2


def test_pixels_without_a_match_have_no_point():
    reference, secondary = models("parallel")
    bands = bands_of(reference, secondary, level(reference))
    bands[:, 5:9, 7:12] = np.nan
    bands[0, 20, 20], bands[1, 21, 21] = np.nan, np.nan
    points = points_of(bands, reference, secondary)
    void = np.isnan(bands[:2]).any(0)
    for values in (points.longitude, points.latitude, points.height, points.sigma, points.residual):
        assert np.array_equal(np.isnan(values), void)
    assert points.rejected == 0
    nothing = points_of(np.full(bands.shape, np.nan), reference, secondary)
    assert np.isnan(nothing.height).all()


def test_a_raster_is_triangulated_band_by_band(tmp_path):
    """As the whole at once, and float32 displacements are exact to a millimetre."""
    reference = scenes.model(35.0, size=LINES + 40)
    secondary = scenes.model(50.0, size=LINES + 40)
    bands = bands_of(reference, secondary, level(reference)).astype(np.float32)
    path = tmp_path / "c.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), bands.shape[2], bands.shape[1], 6, gdal.GDT_Float32)
    dataset.SetMetadataItem("SAR_RADARGRAMMETRY", json.dumps({"reference": "r.tif", "secondary": "s.tif"}))
    dataset.WriteArray(bands)
    dataset = None  # closes it
    correspondence = Correspondence.open(path)
    assert (correspondence.reference, correspondence.secondary) == (tmp_path / "r.tif", tmp_path / "s.tif")
    parts = list(triangulated(correspondence, reference, secondary))
    assert [line for line, _ in parts] == [0, LINES]
    height = np.concatenate([points.height for _, points in parts])
    assert height.shape == bands.shape[1:] and np.abs(height - HEIGHT).max() < 1e-3
    whole = triangulate_band(bands, 0, reference, secondary, look_direction(reference), PixelSteps.of(secondary))
    assert np.allclose(height, whole.height, atol=1e-6)
