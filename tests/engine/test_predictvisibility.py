"""What two images will show, from their geometry or from tracks: closed forms, the simulator's truth, refusals."""

import functools

import numpy as np
import pytest
import scenes
from osgeo import gdal
from pairs import StopAfter, pixels, run

from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.elevation.grid import CellWindow, Grid
from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.image.outline import footprint
from sar_radargrammetry.engine.image.slant_image import write_slant_image
from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.mapcells.codes import Shown, Together
from sar_radargrammetry.engine.mapcells.ground import Ground, grid_beneath
from sar_radargrammetry.engine.mapcells.pair_view import pair_cells
from sar_radargrammetry.engine.mapcells.swath import Swath, image_of_track
from sar_radargrammetry.engine.mapcells.view import ImageView
from sar_radargrammetry.engine.patches.planning import outline_bounds
from sar_radargrammetry.engine.pipeline import predict
from sar_radargrammetry.engine.sensor.ellipsoid import geodetic_to_ecef
from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.simulation.truth import node_truth
from sar_radargrammetry.engine.visibility.surface import Surface

LEVEL = scenes.PLACE[2]
SWATH = Swath(look_side="right", min_look=20.0, max_look=70.0, range_spacing=0.5, azimuth_spacing=0.5)


def cells_of(dem, models, match_sigma=0.5):
    """The whole of a ground in two images, cells of 2 m."""
    grid = grid_beneath(dem, (), scenes.MAP, 2.0)
    ground, states = Ground(grid, dem), functools.partial(np.zeros, dtype=np.uint8)
    views = tuple(ImageView.of(ground, model, Surface(dem, 1), states, lambda share: None) for model in models)
    window = CellWindow(0, 0, grid.height, grid.width)
    return pair_cells(views, window, ground.corners(window), match_sigma)


@pytest.mark.parametrize(("first", "second", "sigma"), [(35.0, 50.0, 0.552), (50.0, 35.0, 0.743), (30.0, 35.0, 1.440)])
def test_expected_errors_of_parallel_tracks_are_those_of_the_closed_form(first, second, sigma):
    """sigma dr sin(theta1) / |sin(theta2 - theta1)|, half a pixel of half a metre."""
    dem = scenes.dem(lambda x, y: LEVEL + 0.0 * x, half=40.0, step=2.0)
    cells = cells_of(dem, [scenes.model(angle, spacing=0.5) for angle in (first, second)])
    middle = tuple(n // 2 for n in cells.sigma.shape)
    assert cells.sigma[middle] == pytest.approx(sigma, rel=0.015)
    assert cells.angle[middle] == pytest.approx(abs(second - first), abs=0.1)
    closed = 0.25 * np.sin(np.radians(first)) / abs(np.sin(np.radians(second - first)))
    assert cells.sigma[middle] == pytest.approx(closed, rel=0.015)
    assert (cells.together[1:-1, 1:-1] == Together.BOTH).all()
    double = cells_of(dem, [scenes.model(angle, spacing=0.5) for angle in (first, second)], 1.0)
    assert double.sigma[middle] == pytest.approx(2.0 * sigma, rel=0.02)


def test_two_tracks_that_are_one_give_no_height():
    dem = scenes.dem(lambda x, y: LEVEL + 0.0 * x, half=20.0, step=2.0)
    cells = cells_of(dem, [scenes.model(40.0), scenes.model(40.0)])
    assert np.nanmax(cells.angle) < 0.1
    assert np.isnan(cells.sigma).all() and (cells.together[1:-1, 1:-1] == Together.BOTH).all()


def test_where_no_heights_can_be_measured_the_log_says_so():
    said = []
    numbers = {"both_share": 0.7, "reference_share": 0.7, "secondary_share": 0.7, "median_sigma": None}
    predict._tell(numbers, Context(report=said.append))
    assert "Heights can be measured nowhere" in said[-1]["text"]


def test_behind_a_wall_only_the_steeper_image_shows_the_ground():
    """Looks of 30 and 60 degrees: the shadow of the second is three times as long."""
    away = np.array([np.cos(np.radians(65.0)), -np.sin(np.radians(65.0))])
    height = 15.0
    dem = scenes.dem(lambda x, y: LEVEL + height * (np.abs(away[0] * x + away[1] * y + 2.0) < 2.0), half=60.0, step=1.0)
    cells = cells_of(dem, [scenes.model(30.0), scenes.model(60.0)])
    x = 2.0 * (np.arange(cells.sigma.shape[1]) + 0.5) - cells.sigma.shape[1]
    distance = away[0] * x - away[1] * x[:, None]
    short, long = height * np.tan(np.radians(30.0)), height * np.tan(np.radians(60.0))
    alone = (distance > short + 3.0) & (distance < long - 3.0)
    assert np.mean(cells.together[alone] == Together.REFERENCE) > 0.9
    assert np.mean(cells.together[(distance > 2.0) & (distance < short - 2.0)] == Together.NEITHER) > 0.9
    inner = np.zeros(cells.sigma.shape, bool)
    inner[2:-2, 2:-2] = True
    assert (cells.together[inner & (distance > long + 3.0)] == Together.BOTH).all()
    assert (np.isfinite(cells.sigma) == (cells.together == Together.BOTH)).all()


def test_an_image_of_a_track_holds_the_ground_within_its_swath():
    dem = scenes.dem(lambda x, y: LEVEL + 0.1 * x, half=400.0, step=20.0)
    path = scenes.track(40.0)
    model = image_of_track("track.csv", path, SWATH, dem)
    x, y = np.meshgrid([-390.0, 0.0, 390.0], [-390.0, 0.0, 390.0])
    lon, lat = scenes.TO_MAP.transform(x.ravel(), y.ravel(), direction="INVERSE")
    line, sample = model.ground_to_image(geodetic_to_ecef(lon, lat, LEVEL + 0.1 * x.ravel()))
    assert ((line > 0) & (line < model.lines) & (sample > 0) & (sample < model.samples)).all()
    # Half of the ground lies at looks of less than 40 degrees.
    half = image_of_track("track.csv", path, Swath(**{**vars(SWATH), "max_look": 39.9}), dem)
    assert half.samples < 0.6 * model.samples
    assert half.near_range + half.samples * 0.5 == pytest.approx(6000.0 / np.cos(np.radians(39.9)), rel=2e-2)
    with pytest.raises(EngineError, match="does not pass the elevation on its left side"):
        image_of_track("track.csv", path, Swath(**{**vars(SWATH), "look_side": "left"}), dem)
    with pytest.raises(EngineError, match=r"look angles of 3.* degrees, outside the swath of 50 to 70 degrees"):
        image_of_track("track.csv", path, Swath(**{**vars(SWATH), "min_look": 50.0}), dem)


def test_the_outline_of_a_steep_low_image_is_that_of_the_heights_its_ranges_reach():
    """Of looks of 22 to 27 degrees from 6 km up, no range reaches 1000 m below the ground."""
    dem = scenes.dem(lambda x, y: LEVEL + 0.0 * x, half=300.0, step=10.0)
    model = image_of_track("track.csv", scenes.track(24.0), Swath(**{**vars(SWATH), "max_look": 28.0}), dem)
    deep = LEVEL - 1000.0
    assert footprint(model, Window(0, 0, model.lines, model.samples), deep).shape == (0, 2)
    assert outline_bounds(model, deep, LEVEL) == pytest.approx(outline_bounds(model, LEVEL, LEVEL), abs=1e-9)
    with pytest.raises(EngineError, match="ranges are too short to reach the ground"):
        outline_bounds(model, deep, deep)


def test_a_swath_ends_at_its_look_angles():
    """Of a flight 6 km up, on level ground."""
    dem = scenes.dem(lambda x, y: LEVEL + 0.0 * x, half=300.0, step=10.0)
    swath = Swath(**{**vars(SWATH), "min_look": 39.0, "max_look": 41.0})
    model = image_of_track("track.csv", scenes.track(40.0), swath, dem)
    grid = grid_beneath(dem, (), scenes.MAP, 10.0)
    ground, states = Ground(grid, dem), functools.partial(np.zeros, dtype=np.uint8)
    view = ImageView.of(ground, model, Surface(dem, 1), states, lambda share: None, (39.0, 41.0))
    window = CellWindow(0, 0, grid.height, grid.width)
    shown = view.cells(window, ground.corners(window)).shown == Shown.VISIBLE
    x, y = grid.centres()
    away = np.cos(np.radians(65.0)) * x - np.sin(np.radians(65.0)) * y[:, None]
    look = np.degrees(np.arctan(np.tan(np.radians(40.0)) + away / 6000.0))
    inner = np.zeros(shown.shape, bool)
    inner[2:-2, 2:-2] = True
    assert shown[inner & (np.abs(look - 40.0) < 0.85)].all()
    assert not shown[np.abs(look - 40.0) > 1.15].any()


def write_track(path, trajectory):
    """A table of a track every tenth of a second, to micrometres."""
    time = np.arange(trajectory.start, trajectory.end, 0.1)
    position, velocity, _ = trajectory.at(time)
    rows = np.column_stack([time, position, velocity])
    np.savetxt(path, rows, fmt="%.6f", delimiter=",", header="time,x,y,z,vx,vy,vz", comments="")
    return str(path)


@pytest.fixture(scope="module")
def rough(tmp_path_factory):
    """A small steep simulated pair without its images' content: DEM, images, tracks and what the simulator saw."""
    folder = tmp_path_factory.mktemp("rough")
    settings = PairSettings(size=130.0, range_spacing=1.0, azimuth_spacing=1.0, seed=3, relief=2.5)
    ground, views = make_ground(settings), []
    write_raster(folder / "dem.tif", ground.scene.grid, ground.scene.heights)
    for view, name in enumerate(("reference", "secondary")):
        exposure = expose(settings, ground, view)
        write_slant_image(folder / f"{name}.tif", np.abs(exposure.image()), exposure.model, {})
        write_track(folder / f"{name}.csv", exposure.model.trajectory)
        views.append(exposure.view)
    truth = node_truth(ground.scene, *views)
    return folder, truth.seen1, truth.seen2, ground.scene.grid.pixel_size


OUTPUTS = ("visibility", "sigma", "angle", "reference_mask", "secondary_mask")


def outputs(folder, name):
    return {kind: str(folder / f"{name} {kind}.tif") for kind in OUTPUTS}


def test_both_see_what_the_simulator_saw_and_tracks_say_the_same_as_images(rough, tmp_path):
    folder, seen1, seen2, size = rough
    dem, pair = str(folder / "dem.tif"), {role: str(folder / f"{role}.tif") for role in ("reference", "secondary")}
    files = outputs(tmp_path, "images")
    numbers = run("predictvisibility", dem=dem, **pair, pixel_size=size, **files)
    codes = gdal.Open(files["visibility"]).ReadAsArray()
    assert codes.shape == seen1.shape
    inner = (slice(4, -4), slice(4, -4))
    for seen, kinds in ((seen1, (1, 2)), (seen2, (1, 3)), (seen1 & seen2, (1,))):
        assert np.mean((np.isin(codes, kinds) == seen)[inner]) > 0.85
    assert numbers["both_share"] == pytest.approx(np.mean((seen1 & seen2)[inner]), abs=0.08)
    sigma, angle = pixels(files["sigma"]), pixels(files["angle"])
    assert (np.isfinite(sigma) == (codes == Together.BOTH)).all()
    assert np.nanmedian(angle) == pytest.approx(15.0, abs=1.0)
    heights = pixels(dem)
    checked = run("checkpair", min_height=float(heights.min()), max_height=float(heights.max()), **pair)
    assert np.nanmedian(sigma) == pytest.approx(0.9 / 0.5 * checked["expected_sigma"], rel=0.03)
    for role, kind in (("reference", 2), ("secondary", 3)):
        mask = gdal.Open(files[f"{role}_mask"]).ReadAsArray()
        visible = np.isin(mask, (Shown.VISIBLE, Shown.FORESHORTENED))
        assert (visible == np.isin(codes, (1, kind))).all()

    tracks = {f"{role}_track": str(folder / f"{role}.csv") for role in ("reference", "secondary")}
    spacings = {"range_spacing": 1.0, "azimuth_spacing": 1.0}
    again = outputs(tmp_path, "tracks")
    run("predictvisibility", dem=dem, **tracks, **spacings, pixel_size=size, **again)
    other = gdal.Open(again["visibility"]).ReadAsArray()
    # Pixels stand elsewhere, so the edges of layover differ by a cell.
    assert np.mean((other == codes)[inner]) > 0.93
    assert np.nanmedian(pixels(again["sigma"])) == pytest.approx(np.nanmedian(sigma), rel=0.02)


def test_an_image_and_a_track_that_is_planned(rough, tmp_path):
    folder = rough[0]
    numbers = run(
        "predictvisibility",
        dem=str(folder / "dem.tif"),
        reference=str(folder / "reference.tif"),
        secondary_track=str(folder / "secondary.csv"),
        visibility=str(tmp_path / "seen.tif"),
    )
    assert numbers["median_angle"] == pytest.approx(15.0, abs=1.0)
    assert 0.0 < numbers["both_share"] < 1.0 and set(numbers) & set(OUTPUTS) == {"visibility"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"secondary_track": None}, "There is no secondary; give an image, or the table of a track"),
        ({"reference": "reference.tif"}, "Both an image and a track are given as the reference"),
        ({"min_look": 60.0, "max_look": 30.0}, "The smallest look angle 60 is not below the largest 30"),
        ({"secondary_look_side": "left"}, "does not pass the elevation on its left side"),
        ({"pixel_size": 0.001}, "0.001 m is far finer than the elevation"),
        ({"pixel_size": 50000.0}, "50000 m is too coarse for an area"),
        ({"match_sigma": 0.0}, "match_sigma is 0; it must be greater than 0"),
    ],
)
def test_bad_input_is_one_sentence(rough, tmp_path, given, sentence):
    tracks = {f"{role}_track": str(rough[0] / f"{role}.csv") for role in ("reference", "secondary")}
    parameters = {**tracks, "dem": str(rough[0] / "dem.tif"), "visibility": str(tmp_path / "seen.tif"), **given}
    with pytest.raises(EngineError, match=sentence):
        run("predictvisibility", **parameters)
    assert not list(tmp_path.iterdir())


def test_an_elevation_of_another_place_is_refused(rough, tmp_path):
    grid = Grid(crs="EPSG:32633", x0=600_000.0, y0=5_200_000.0, pixel_size=10.0, width=40, height=40)
    write_raster(tmp_path / "far.tif", grid, np.full((40, 40), 500.0))
    given = {role: str(rough[0] / f"{role}.tif") for role in ("reference", "secondary")}
    with pytest.raises(EngineError, match="does not cover the ground"):
        run("predictvisibility", dem=str(tmp_path / "far.tif"), **given, visibility=str(tmp_path / "seen.tif"))


def test_a_cancelled_run_leaves_nothing(rough, tmp_path):
    tracks = {f"{role}_track": str(rough[0] / f"{role}.csv") for role in ("reference", "secondary")}
    with pytest.raises(Cancelled):
        run(
            "predictvisibility", StopAfter(8).context, dem=str(rough[0] / "dem.tif"), **tracks, **outputs(tmp_path, "a")
        )
    assert not list(tmp_path.iterdir())
