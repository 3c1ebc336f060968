"""What `make bench` tells of accuracy against the angle: scenes, DEMs, shares, rivals' patches, tables, the picture."""

import dataclasses
import json
import math

import numpy as np
import pytest

from benchmarks import by_angle, by_angle_show, engine_jobs, pipeline, surface_patch
from benchmarks.coverage import Pool, table
from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.elevation.grid import Grid
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.interface import ImagePatch
from sar_radargrammetry.engine.matching.registry import COMPLETE
from sar_radargrammetry.engine.simulation.flight import fly, image_of
from sar_radargrammetry.engine.simulation.pair import PairSettings, make_ground
from sar_radargrammetry.engine.stereo.pair import examine_pair
from sar_radargrammetry.engine.stereo.prior import build_prior
from sar_radargrammetry.engine.terrain.dem import open_dem


def models(settings):
    scene = make_ground(settings).scene
    flights = [settings.flight(view) for view in (0, 1)]
    return [image_of(scene, fly(scene, flight), flight, 0.5, 0.5) for flight in flights], scene.height_range


class TestScenes:
    @pytest.mark.parametrize("angle", by_angle.ANGLES)
    def test_parallel_looks_are_as_far_apart_as_the_angle(self, angle):
        low, high = by_angle.parallel_looks(angle)
        assert high - low == pytest.approx(angle)
        inside = low >= by_angle.STEEPEST and high <= by_angle.FLATTEST
        assert inside or angle > by_angle.FLATTEST - by_angle.STEEPEST
        assert low >= 10.0 and high <= 80.0

    def test_crossing_of_level_sights_is_the_angle_itself(self):
        assert by_angle.crossing_of(90.0, 90.0, 33.0) == pytest.approx(33.0)
        assert by_angle.crossing_of(40.0, 60.0, 20.0) == pytest.approx(0.0, abs=1e-5)

    @pytest.mark.parametrize("tracks", by_angle_show.TRACKS)
    @pytest.mark.parametrize("angle", [10.0, 40.0, 60.0])
    def test_pairs_intersect_at_their_angle(self, tracks, angle, monkeypatch):
        monkeypatch.setattr(by_angle, "SIZE", 60.0)
        pair, (low, high) = models(by_angle.AngleScene("hills", tracks, angle).settings)
        found = examine_pair(*pair, min_height=low - 1.0, max_height=high + 1.0)
        assert found.intersection_angle == pytest.approx(angle, abs=0.5)
        assert not found.opposite_sides
        assert found.steeper == "reference"

    def test_every_scene_once(self):
        scenes = by_angle.every_scene()
        assert len(scenes) == len(set(scenes)) == 2 * 2 * len(by_angle.ANGLES)

    def test_patch_in_the_middle_fits_small_images(self):
        assert by_angle.middle(1000, 300) == Window(244, 0, by_angle.SIDE, 300)


class TestDem:
    def test_means_with_errors_that_neighbours_share(self):
        heights = np.arange(60.0)[:, None] + np.zeros(2000)
        found = by_angle.coarse(heights, 10, np.random.default_rng(1))
        assert found.shape == (6, 200)
        error = found - (np.arange(6) * 10.0 + 4.5)[:, None]
        assert error.std() == pytest.approx(by_angle.DEM_NOISE, rel=0.05)
        assert np.corrcoef(error[:, 1:].ravel(), error[:, :-1].ravel())[0, 1] > 0.7

    def test_stands_where_the_truth_stands_and_reaches_beyond(self, tmp_path):
        truth, dem = tmp_path / "truth.tif", tmp_path / "dem.tif"
        grid = Grid(crs="EPSG:32633", x0=500000.0, y0=5000000.0, pixel_size=1.0, width=150, height=150)
        slope = 0.5 * np.arange(150.0) + np.zeros((150, 1))
        write_raster(truth, grid, slope)
        by_angle.coarse_dem(truth, dem, 1)
        found = open_dem(str(dem))
        assert found.datum.ellipsoidal is True
        assert found.geotransform[1] == by_angle.DEM_CELL
        col, row = np.meshgrid(np.arange(30, 121, 30) + 14.5, np.arange(30, 121, 30) + 14.5)
        lon, lat = open_dem(str(truth)).lonlat(col, row)
        assert np.abs(found.height(lon, lat) - 0.5 * col).max() < 5 * by_angle.DEM_NOISE
        rim = open_dem(str(truth)).lonlat(np.array([-1000.0, 1100.0]), np.array([-1000.0, 1100.0]))
        assert np.isfinite(found.height(*rim)).all()


class TestWrong:
    def test_far_off_and_not_known_to_be(self):
        difference = np.array([0.0, 6.0, -6.0, 6.0, 4.0, np.nan, 100.0])
        error = np.array([1.0, 1.0, 1.0, 2.0, 0.1, 1.0, np.nan])
        assert pipeline.wrong_share(difference, error) == pytest.approx(3 / 6)

    def test_of_nothing_is_no_number(self):
        assert math.isnan(pipeline.wrong_share(np.full(3, np.nan), np.ones(3)))

    def test_table_has_a_column(self):
        numbers = dict.fromkeys((*pipeline.WANTED, "wrong", "seconds", "peak_gb"), 0.0123)
        lines = pipeline.table([{"scene": "hills", "matcher": "poc", **numbers, "ratios": [0.9, 1.4, 0.7]}])
        assert "wrong" in lines[0]
        assert "0.0123" in lines[1] and "0.70-1.40" in lines[1]

    def test_error_maps_are_drawn_by_matcher(self, tmp_path):
        curve = {name: [1.0, 0.5] for name in ("kept", "by_prediction", "by_error")}
        rows = [{"scene": "hills", "matcher": name, "ratios": [1.0] * 10, "sparsification": curve} for name in COMPLETE]
        drawn = pipeline.draw_error_maps(rows, tmp_path)
        assert len(drawn) == 2 * len(COMPLETE)
        assert all(path.read_bytes().startswith(b"\x89PNG") for path in drawn)


class TestPool:
    def test_tenths_and_ranks_of_all_scenes(self, tmp_path):
        rng = np.random.default_rng(0)
        grid = Grid(crs="EPSG:32633", x0=0.0, y0=0.0, pixel_size=1.0, width=80, height=60)
        pool = Pool()
        for scale in (0.5, 2.0):
            sigma = scale * np.exp(0.3 * rng.standard_normal((60, 80)))
            rasters = {"e": 100.0 + 0.0 * sigma, "d": sigma * rng.standard_normal(sigma.shape), "s": sigma, "c": sigma}
            for name, values in rasters.items():
                write_raster(tmp_path / f"{name}.tif", grid, values, vertical_datum=None)
            pool.add(*(tmp_path / f"{name}.tif" for name in rasters))
        tenths = [row for row in pool.rows() if row["by"] == "sigma"]
        assert len(tenths) == 10 and all(row["ratio"] == pytest.approx(1.0, abs=0.15) for row in tenths)
        assert pool.ranks()["rank_correlation"] > 0.3 and pool.ranks()["ause"] < 0.7
        assert sum("sigma " in line for line in table(pool.rows())[1:]) == 10


class TestShares:
    def test_of_matches_at_known_distances(self):
        truth = np.zeros((1, 5, 2))
        truth[0, 4] = np.nan
        position = np.zeros((1, 5, 2))
        position[0, :, 0] = [0.5, 2.0, 9.0, np.nan, 0.0]
        assert by_angle.shares(position, truth) == pytest.approx({"pck1": 0.25, "pck3": 0.5, "pck10": 0.75})

    def test_positions_are_pixels_and_what_they_moved(self):
        class Moved:
            def read(self, line, lines):
                bands = np.full((6, lines, 8), np.nan, np.float32)
                bands[0], bands[1] = 10.0 + line, -1.0
                return bands

        found = by_angle.positions(Moved(), Window(3, 2, 2, 4))
        np.testing.assert_array_equal(found[..., 0], [[16.0] * 4, [17.0] * 4])
        np.testing.assert_array_equal(found[..., 1], [[1.0, 2.0, 3.0, 4.0]] * 2)

    def test_second_matching_counts_where_there_was_one(self, tmp_path):
        assert by_angle.last_correspondence(tmp_path).name == "correspondence.tif"
        (tmp_path / "correspondence_again.tif").touch()
        assert by_angle.last_correspondence(tmp_path).name == "correspondence_again.tif"


class TestFailures:
    def test_are_rows_without_heights(self, monkeypatch, tmp_path):
        def fails(*args, **options):
            raise engine_jobs.JobFailed("Nothing matches.")

        def refuses(*args):
            raise EngineError("Nothing correlates.")

        class Pair:
            files, folder, seen = {}, tmp_path, np.ones((8, 8), bool)

            def truth(self, window):
                return np.zeros((8, 8, 2))

        monkeypatch.setattr(by_angle, "elevation", fails)
        monkeypatch.setattr(by_angle, "planned", refuses)
        rows = by_angle.rows_of(by_angle.SHORT[0], Pair(), None)
        assert [row["method"] for row in rows] == [*COMPLETE, *surface_patch.RIVALS]
        assert [row["failure"] for row in rows] == ["Nothing matches."] * len(COMPLETE) + ["Nothing correlates."] * 2
        assert [row.get("pck10") for row in rows] == [0.0] * len(COMPLETE) + [None, None]
        assert rows[0]["completeness"] == 0.0
        assert any("Nothing matches." in line for line in by_angle_show.table(rows))


class TestRivals:
    @pytest.fixture(params=[(0.0, True), (60.0, False)])
    def patch(self, request):
        crossing, along_rows = request.param
        settings = PairSettings(terrain="hills", size=80.0, reference_look=44.0, secondary_look=48.0, crossing=crossing)
        (one, two), (low, high) = models(settings)
        window = Window(20, 30, 48, 40)
        prior = build_prior(one, two, window, low, high)
        views = [
            ImagePatch(np.zeros((48, 40), np.float32), window),
            ImagePatch(np.zeros((60, 50), np.float32), Window(5, 7, 60, 50)),
        ]
        return surface_patch.SurfacePatch(*views, prior), along_rows

    def test_height_moves_places_along_rows_on_parallel_tracks_only(self, patch):
        patch, along_rows = patch
        assert surface_patch.runs_along_rows(patch.prior) == along_rows
        assert surface_patch.runs_along_rows(surface_patch.exchanged_axes(patch).prior) != along_rows

    def test_exchanged_axes_hold_the_same_places(self, patch):
        patch, _ = patch
        height = patch.prior.middle + 3.0
        found = surface_patch.as_turned(lambda turned: turned.prior.at_pixels(height), patch)
        np.testing.assert_allclose(found, patch.prior.at_pixels(height), atol=1e-9)
        turned = surface_patch.exchanged_axes(patch)
        assert turned.secondary.amplitude.shape == (50, 60)
        assert turned.secondary.window == Window(7, 5, 50, 60)

    def test_prior_is_continued_where_the_secondary_does_not_pass(self, patch):
        whole = patch[0].prior
        assert surface_patch.continued(whole) is whole
        coefficients = whole.coefficients.copy()
        coefficients[:, -1:, :] = np.nan
        found = surface_patch.continued(dataclasses.replace(whole, coefficients=coefficients))
        height = whole.middle
        np.testing.assert_array_equal(found.at_nodes(height)[:-1], whole.at_nodes(height)[:-1])
        # Over one step of nodes the map is affine to a pixel.
        assert np.abs(found.at_nodes(height) - whole.at_nodes(height)).max() < 1.0


class TestShown:
    ROWS = (
        {"method": "compact", "completeness": 0.9, "wrong": 0.01, "nmad": 1.0, "pck3": 0.8, "seconds": 12.0},
        {"method": "OpenCV DIS", "pck3": 0.4, "nmad": math.nan},
    )

    def rows(self):
        heads = [
            {"terrain": "hills", "tracks": tracks, "angle": angle, "dem": dem}
            for tracks in by_angle_show.TRACKS
            for angle in (10.0, 20.0)
            for dem in (False, True)
        ]
        return by_angle.plain([{**head, **row} for head in heads for row in self.ROWS])

    def test_no_number_is_a_dash_or_null(self):
        rows = self.rows()
        assert json.loads(json.dumps(rows, allow_nan=False))[1]["nmad"] is None
        lines = by_angle_show.table(rows)
        assert len(lines) == 1 + len(rows)
        assert lines[1].split()[:6] == ["hills", "parallel", "10°", "no", "compact", "0.900"]
        assert lines[2].count(" -") == 7

    def test_markdown_says_what_changes(self):
        lines = by_angle_show.markdown(self.rows())
        assert len({line.count("|") for line in lines}) == 1
        assert lines[2].startswith("| hills, parallel | 10° | no | compact | 0.900 | 0.0100 | 1.00 | - |")
        assert lines[3].startswith("|  |  |  | OpenCV DIS | - |")
        assert lines[4].startswith("|  |  | yes | compact |")
        assert lines[6].startswith("|  | 20° | no | compact |")

    def test_picture(self, tmp_path):
        by_angle_show.draw(self.rows(), tmp_path / "new" / "picture.png")
        assert (tmp_path / "new" / "picture.png").read_bytes()[1:4] == b"PNG"


class TestJobs:
    def test_answers_with_time_and_memory(self):
        ran = engine_jobs.run_job("describe", "checkpair")
        assert "checkpair" in ran.outputs
        assert ran.seconds > 0.0
        assert 0.005 < ran.peak_gb < 2.0

    def test_failure_says_why(self, tmp_path):
        given = engine_jobs.options(reference=tmp_path / "no.tif", secondary=tmp_path / "none.tif")
        with pytest.raises(engine_jobs.JobFailed, match="does not exist"):
            engine_jobs.run_job("checkpair", *given)

    def test_options_and_reasons(self):
        assert engine_jobs.options(min_height=3, dem=None) == ["--min-height", "3"]
        assert engine_jobs.reason(f"10 %\nWrong file.\n{engine_jobs.KEPT} in /x; go on.\n") == "Wrong file."
        assert engine_jobs.reason("") == "no reason given"
