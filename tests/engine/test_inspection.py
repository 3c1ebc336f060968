"""What an inspection of a match shows, against a textured plane whose pixels, heights and angles are known."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from inspected import BACK, LOST, SIGMA, SIZE, make_plane, textured, write_matches
from osgeo import gdal

import sar_radargrammetry
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.inspection.curve import peak, round_heights
from sar_radargrammetry.engine.inspection.inspecting import inspect, inspect_pixel, pixel_ground
from sar_radargrammetry.engine.inspection.opening import matches_of, open_matches
from sar_radargrammetry.engine.inspection.places import Pixel, pixel_at, pixel_of
from sar_radargrammetry.engine.inspection.worst import worst_places
from sar_radargrammetry.engine.reasons import Reason
from sar_radargrammetry.engine.sensor.ellipsoid import geodetic_to_ecef
from sar_radargrammetry.engine.sensor.ground import image_to_ground

MIDDLE = (SIZE // 2, SIZE // 2)


@pytest.fixture(scope="module")
def level(tmp_path_factory):
    return make_plane(tmp_path_factory.mktemp("level"))


@pytest.fixture(scope="module")
def tilted(tmp_path_factory):
    return make_plane(tmp_path_factory.mktemp("tilted"), slope=10.0)


def middle(plane):
    return inspect_pixel(plane.opened, pixel_of(plane.opened, *MIDDLE, 0.0))


def correlation(first, second):
    known = np.isfinite(first) & np.isfinite(second)
    return np.corrcoef(first[known], second[known])[0, 1]


@pytest.mark.parametrize("pixel", [(20, 33), (111, 112), (200, 180)])
def test_a_place_on_the_map_leads_to_its_pixel(tilted, pixel):
    wanted = pixel_of(tilted.opened, *pixel, 0.0)
    assert wanted.height == pytest.approx(tilted.height[pixel], abs=1e-3) and wanted.matched
    lon, lat, height = pixel_ground(tilted.opened, wanted)
    for about in (None, height, height + 60.0):
        assert pixel_at(tilted.opened, lon, lat, about) == wanted


def test_where_several_pixels_show_a_place_its_height_decides(level):
    """A pixel is matched 10 m too high, so that its point lies where that of another one does."""
    here = pixel_of(level.opened, *MIDDLE, 0.0)
    lon, lat, height = pixel_ground(level.opened, here)
    reference, secondary = (image.model for image in level.opened.images)
    xyz = geodetic_to_ecef(lon, lat, np.array([height + 10.0]))
    line, sample = (round(float(values[0])) for values in reference.ground_to_image(xyz))
    bands = np.concatenate([level.opened.matches.read(0, SIZE), np.ones((1, SIZE, SIZE))])
    wrong = image_to_ground(reference, np.array([float(line)]), np.array([float(sample)]), height + 10.0)
    bands[:2, line, sample] = np.concatenate(secondary.ground_to_image(wrong)) - [line, sample]
    path = write_matches(level.correspondence.parent / "twice.tif", bands, (reference, secondary))
    opened = open_matches(path)
    assert pixel_at(opened, lon, lat, height, of_ellipsoid=True) == here
    found = pixel_at(opened, lon, lat, height + 10.0, of_ellipsoid=True)
    assert (found.line, found.sample) == (line, sample) and found.height == pytest.approx(height + 10.0, abs=0.01)
    assert pixel_at(opened, lon, lat, height + 10.0) == here, "heights above a geoid do not decide"


def test_a_void_has_the_height_between_its_neighbours_and_its_reason(tilted):
    height = tilted.height[60, 60]
    lon, lat, _ = pixel_ground(tilted.opened, Pixel(60, 60, height, False))
    found = inspect(tilted.opened, lon, lat)
    assert not found.pixel.matched and found.match is None
    assert found.pixel.height == pytest.approx(height, abs=1.0)
    assert abs(found.pixel.line - 60) <= 1 and abs(found.pixel.sample - 60) <= 2
    assert found.reason is Reason.LEFT_RIGHT and found.difference == LOST
    assert middle(tilted).difference == BACK
    # The images say where the match that is missing lies.
    assert found.curve.best == pytest.approx(tilted.height[found.pixel.line, found.pixel.sample], abs=0.3)


def test_a_place_beyond_the_image_is_one_sentence(level):
    lon, lat, _ = pixel_ground(level.opened, pixel_of(level.opened, 0, 0, 0.0))
    with pytest.raises(EngineError, match="does not show this place"):
        pixel_at(level.opened, lon + 0.01, lat)


def test_both_chips_look_alike(tilted):
    found = middle(tilted)
    assert found.reference.shape == found.secondary.shape == (129, 129)
    assert correlation(found.reference, found.secondary) > 0.995
    here = (np.array([float(value)]) for value in MIDDLE)
    xyz = image_to_ground(tilted.opened.images[0].model, *here, found.pixel.height)
    assert found.reference[64, 64] == pytest.approx(float(textured(xyz)[0]), rel=1e-3)


def test_a_click_in_a_chip_is_a_place_of_both_images_and_of_the_map(tilted):
    found = middle(tilted)
    reference, secondary = found.image_places(50.0, 70.5)
    assert reference == (MIDDLE[0] - 14.0, MIDDLE[1] + 6.5)
    assert found.place(50.0, 70.5)[2] == pytest.approx(
        tilted.height[MIDDLE[0] - 14, MIDDLE[1] + 6 : MIDDLE[1] + 8].mean(), abs=0.02
    )
    assert found.on_chip(np.array([secondary])) == pytest.approx(np.array([[50.0, 70.5]]), abs=1e-3)
    whole = found.place(50.0, 70.0)
    assert pixel_at(tilted.opened, whole[0], whole[1]).line == MIDDLE[0] - 14


def test_the_curve_leads_through_the_match_at_its_height(level):
    found = middle(level)
    curve = found.curve
    at = np.array([np.interp(found.pixel.height, curve.height, curve.places[:, axis]) for axis in (0, 1)])
    assert at == pytest.approx(found.match.place, abs=1e-3)
    # Each place of the curve, taken for the match, gives its height.
    n = len(curve.height)
    places = np.full((2, n), np.array(MIDDLE, float)[:, None])
    _, geodetic, _ = level.opened.intersected(*places, curve.places.T, np.tile([[0.25], [0.0], [0.25]], n))
    assert geodetic[2] == pytest.approx(curve.height, abs=1e-4)
    assert np.hypot(*(curve.places[-1] - curve.places[0])) == pytest.approx(48.0, rel=0.01)


def test_correlation_is_highest_at_the_true_height_there_and_back(tilted):
    found = middle(tilted)
    assert found.curve.best == pytest.approx(tilted.height[MIDDLE], abs=0.15)
    assert np.nanmax(found.curve.correlation) > 0.98 and np.nanmax(found.curve.back) > 0.98
    assert found.curve.trip < 0.2


def test_a_wrong_surface_is_seen_in_the_correlation(level):
    """Matches that are 6 m too high: the images say so."""
    wrong = Pixel(*MIDDLE, level.height[MIDDLE] + 6.0, True)
    bands = level.opened.matches.read(0, SIZE)
    curve = middle(level).curve
    bands[:2] += (6.0 * curve.by_height)[:, None, None]
    folder = level.correspondence.parent
    models = [image.model for image in level.opened.images]
    path = write_matches(folder / "wrong.tif", np.concatenate([bands, np.ones((1, SIZE, SIZE))]), models)
    found = inspect_pixel(open_matches(path), wrong)
    assert found.match.sigma > 0 and abs(found.match.residual) < 0.2, "along the curve nothing contradicts"
    assert found.curve.best == pytest.approx(level.height[MIDDLE], abs=0.3)
    assert correlation(found.reference, found.secondary) < 0.6 < correlation(middle(level).reference, found.reference)


def test_the_error_is_that_of_the_closed_form_and_has_its_parts(level):
    """Parallel tracks: sigma of the match times spacing times sin(35) / sin(50 - 35), as 0.552 m."""
    match = middle(level).match
    assert match.sigma == pytest.approx(SIGMA * 0.5 * np.sin(np.radians(35)) / np.sin(np.radians(15)), rel=0.02)
    assert match.sigma_along == match.sigma_across == SIGMA
    along, across = match.parts
    assert np.hypot(along, across) == pytest.approx(match.sigma, rel=0.01) and across < 0.05 * along
    assert match.by_along == pytest.approx(1.0 / np.hypot(*middle(level).curve.by_height), rel=0.01)
    assert match.across == pytest.approx(0.0, abs=1e-3) and match.certainty == pytest.approx(0.9)


def test_a_match_beside_its_curve_says_by_how_much(level):
    bands = level.opened.matches.read(0, SIZE)
    bands[0] += 1.5  # tracks are parallel: curves run along the lines
    models = [image.model for image in level.opened.images]
    rows = np.concatenate([bands, np.ones((1, SIZE, SIZE))])
    opened = open_matches(write_matches(level.correspondence.parent / "beside.tif", rows, models))
    found = inspect_pixel(opened, pixel_of(opened, *MIDDLE, 0.0))
    assert abs(found.match.across) == pytest.approx(1.5, abs=0.02)
    assert found.match.residual == pytest.approx(1.5 / SIGMA, rel=0.02)


def test_the_ellipse_is_that_of_the_covariance(level):
    match = middle(level).match
    away = match.ellipse(2.0) - match.place
    assert np.einsum("ni,ij,nj->n", away, np.linalg.inv(match.covariance), away) == pytest.approx(4.0)


def test_angles_are_those_of_the_flights_and_of_the_slope(level, tilted):
    flat, steep = middle(level).angles, middle(tilted).angles
    assert flat.local_incidence == pytest.approx((35.0, 50.0), abs=0.1) == flat.incidence
    assert flat.intersection == pytest.approx(15.0, abs=0.1) and flat.slope < 0.05
    # Ground that rises in looking direction faces the radars.
    assert steep.slope == pytest.approx(10.0, abs=0.1)
    assert steep.local_incidence == pytest.approx((25.0, 40.0), abs=0.1)
    sine = {angle: np.sin(np.radians(angle)) for angle in (25, 35, 40, 50)}
    assert flat.stretch == pytest.approx((sine[50] / sine[35], 1.0), abs=0.01)
    assert steep.stretch == pytest.approx((sine[40] / sine[25], 1.0), abs=0.01)


def test_without_any_match_the_surface_is_level(level):
    models = [image.model for image in level.opened.images]
    bands = np.full((7, SIZE, SIZE), np.nan)
    bands[6] = Reason.UNMATCHED
    opened = open_matches(write_matches(level.correspondence.parent / "none.tif", bands, models))
    lon, lat, height = pixel_ground(level.opened, pixel_of(level.opened, *MIDDLE, 0.0))
    found = inspect(opened, lon, lat, height + 3.0)
    assert np.all(found.surface.height == height + 3.0) and found.reason is Reason.UNMATCHED
    assert found.curve.best == pytest.approx(height, abs=0.3)


def test_chips_at_the_rim_end_with_the_image(level):
    found = inspect_pixel(level.opened, pixel_of(level.opened, 0, SIZE - 1, 0.0))
    assert np.isnan(found.reference[:64]).all() and np.isnan(found.reference[:, 65:]).all()
    assert np.isfinite(found.reference[64:, :65]).all()
    assert found.match is not None and np.isnan(found.curve.correlation).all() and np.isnan(found.curve.best)


def test_the_worst_places_come_first_and_far_apart(tmp_path):
    values = np.full((100, 150), 1.0, np.float32)
    values[10, 20], values[11, 21], values[70, 140], values[40, 40] = 9.0, 8.0, 12.0, -9999.0
    dataset = gdal.GetDriverByName("GTiff").Create(str(tmp_path / "error.tif"), 150, 100, 1, gdal.GDT_Float32)
    dataset.SetGeoTransform((1000.0, 2.0, 0.0, 5000.0, 0.0, -2.0))
    dataset.GetRasterBand(1).SetNoDataValue(-9999.0)
    dataset.GetRasterBand(1).WriteArray(values)
    dataset = None
    places = worst_places(tmp_path / "error.tif")
    assert places[:2] == pytest.approx(np.array([[1281.0, 4859.0, 12.0], [1041.0, 4979.0, 9.0]]))
    assert (places[2:, 2] == 1.0).all() and len(places) == 20
    with pytest.raises(EngineError, match="could not be read"):
        worst_places(tmp_path / "nothing.tif")


def raster_with(path, record):
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 2, 2, 1, gdal.GDT_Float32)
    dataset.SetMetadataItem("SAR_RADARGRAMMETRY", json.dumps(record))
    dataset = None
    return path


def test_a_raster_leads_to_its_matches_wherever_both_moved(level, tmp_path):
    before = tmp_path / "before"
    shutil.copytree(level.correspondence.parent, before)
    of_steps = {"inputs": {"correspondence": {"path": "correspondence.tif"}}}
    assert matches_of(raster_with(before / "a.tif", of_steps)) == before / "correspondence.tif"
    parameters = {"elevation": str(before / "elevation.tif"), "correspondence": str(before / "correspondence.tif")}
    at_once = {"correspondence": "correspondence.tif", "parameters": parameters}
    error = raster_with(before / "error.tif", at_once)
    (tmp_path / "elsewhere").mkdir()
    assert matches_of(raster_with(tmp_path / "elsewhere" / "mask.tif", at_once)) == before / "correspondence.tif"
    assert matches_of(error) == before / "correspondence.tif"
    after = before.rename(tmp_path / "after")
    assert open_matches(matches_of(after / "error.tif")).images[0].path == after / "reference.tif"
    (after / "correspondence.tif").unlink()
    with pytest.raises(EngineError, match="is missing; choose where it is now"):
        matches_of(after / "error.tif")


def test_a_raster_without_matches_says_what_to_do(tmp_path):
    for record in ({"job": "mergeelevations", "inputs": {}}, {}, [1]):
        with pytest.raises(EngineError, match="names no correspondence raster"):
            matches_of(raster_with(tmp_path / "merged.tif", record))


def test_peaks_lie_between_samples():
    places = np.arange(9.0)
    assert peak(places, 1.0 - (places - 4.3) ** 2) == pytest.approx(4.3)
    assert np.isnan(peak(places, np.full(9, np.nan)))
    assert peak(places, places) == 8.0


def test_ticks_are_round_heights():
    assert list(round_heights(203.0, 251.0)) == [210.0, 220.0, 230.0, 240.0, 250.0]
    assert list(round_heights(-1.1, 1.1)) == pytest.approx([-1.0, -0.5, 0.0, 0.5, 1.0])
    assert not len(round_heights(np.nan, np.nan))


def test_numpy_and_gdal_are_enough(level):
    """QGIS runs it in its own process, where the engine's packages are not."""
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('torch', 'scipy', 'pyproj', 'laspy')))\n"
        "from sar_radargrammetry.engine.inspection import cell, inspecting, opening, places, worst\n"
        "opened = opening.open_matches(sys.argv[1])\n"
        "print(inspecting.inspect_pixel(opened, places.pixel_of(opened, 112, 112, 0.0)).match.certainty > 0.8)"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, str(level.correspondence)]
    folder = Path(sar_radargrammetry.__file__).parents[1]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    assert done.stdout == "True\n" and done.returncode == 0, done.stderr
