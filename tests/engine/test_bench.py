"""What make bench tells is counted right, and its matchers run, on a case of 96 x 96 pixels."""

import ast
import gc
import importlib
import math
from pathlib import Path

import numpy as np
import pytest

from benchmarks import matching, matching_pandora, matching_scenes, matching_worker
from benchmarks.matching_methods import methods
from sar_radargrammetry.engine.simulation.pair import PairSettings

SIDE = 96
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def case():
    settings = PairSettings(terrain="hills", seed=11, size=150.0, reference_look=35.0, secondary_look=50.0)
    return matching_scenes.make_case(settings, SIDE)


def parsed(path):
    """The syntax tree of a file.

    Python 3.11.2 counts its depth wrongly where garbage that is collected meanwhile parses something itself
    (https://github.com/python/cpython/issues/106905).
    """
    gc.disable()
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        gc.enable()


@pytest.mark.parametrize("folder", ["benchmarks", "scripts"])
def test_what_is_imported_of_the_engine_is_there(folder):
    missing = []
    for path in sorted((ROOT / folder).glob("*.py")):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sar_radargrammetry.engine"):
                module = importlib.import_module(node.module)
                parts = {part.stem for part in Path(module.__file__).parent.glob("*.py")}
                known = {*vars(module), *(parts if module.__file__.endswith("__init__.py") else ())}
                missing += [f"{path.name}: {node.module}.{name.name}" for name in node.names if name.name not in known]
    assert missing == []


class TestCounting:
    def test_missing_matches_are_misses_of_all_and_none_of_the_kept(self):
        truth = np.zeros((1, 6, 2))
        truth[0, 5] = np.nan  # no truth: not judged
        position = np.zeros((1, 6, 2))
        position[0, :, 1] = [0.5, 2.0, 4.0, np.nan, np.nan, 100.0]
        found = matching.judged(position, truth)
        assert found["kept"] == pytest.approx(3 / 5)
        assert [found[f"pck{limit}"] for limit in (1, 3, 5, 10)] == pytest.approx([0.2, 0.4, 0.6, 0.6])
        assert found["median"] == 4.0
        assert found["kept_median"] == 2.0
        assert found["kept_pck3"] == pytest.approx(2 / 3)

    def test_most_missing_makes_the_median_infinite(self):
        position = np.full((1, 4, 2), np.nan)
        position[0, 0] = 0.0
        found = matching.judged(position, np.zeros((1, 4, 2)))
        assert found["median"] == math.inf
        assert found["kept_median"] == 0.0

    def test_both_components_count(self):
        position = np.full((2, 2, 2), [3.0, 4.0])
        assert matching.judged(position, np.zeros((2, 2, 2)))["median"] == 5.0


class TestRatios:
    @staticmethod
    def rows():
        numbers = {
            "flow": ((2.0, 2.0), (8.0, 8.0)),
            "poc, one way": ((1.0, 1.0), (9.0, 9.0)),
            "poc, checked": ((math.inf, 0.8), (math.inf, 0.4)),
            "compact, one way": ((0.5, 0.5), (2.0, 2.0)),
            "compact, checked": ((0.6, 0.4), (3.0, 0.8)),
        }
        return [
            {"scene": scene, "method": method, "median": values[i][0], "kept_median": values[i][1]}
            for i, scene in enumerate(("hills", "town"))
            for method, values in numbers.items()
        ]

    def test_best_other_scene_by_scene_and_geometric_mean(self):
        found = [(row["what"], row["scene"], row["best"], row["ratio"]) for row in matching.ratios(self.rows())]
        assert found == [
            ("all pixels", "hills", "poc, one way", 0.5),
            ("all pixels", "town", "flow", 0.25),
            ("all pixels", "all scenes", "geometric mean", pytest.approx(math.sqrt(0.125))),
            ("kept pixels", "hills", "poc, checked", 0.5),
            ("kept pixels", "town", "poc, checked", 2.0),
            ("kept pixels", "all scenes", "geometric mean", pytest.approx(1.0)),
        ]

    def test_none_without_ours(self):
        rows = [row for row in self.rows() if not row["method"].startswith("compact")]
        assert matching.ratios(rows) == []
        assert matching.ratio_table([]) == ["  no ratios: no rows of compact"]


class TestMethods:
    @pytest.mark.parametrize("name", list(methods()))
    def test_gives_a_pixel_of_the_secondary_for_most_pixels_it_matches(self, name, case):
        method = methods()[name]
        if method.missing():
            pytest.skip(f"{' and '.join(method.missing())} not installed; make bench installs what it compares with")
        position = method.function(case)
        assert position.shape == (SIDE, SIDE, 2)
        found = matching.judged(position, case.truth)
        if name != "prior only" and found["kept"] > 0.3:
            assert found["kept_median"] < 5.0

    def test_in_a_process_of_its_own_the_same(self, case, tmp_path):
        matching_worker.write_cases({"tiny": case}, tmp_path)
        found = matching_worker.run("prior only", tmp_path)
        np.testing.assert_array_equal(found["positions"]["tiny"], matching_scenes.middle_places(case))
        assert found["seconds"]["tiny"] > 0.0
        assert 0.0 <= found["peak_mb"] < 1000.0

    def test_failure_of_a_matcher_is_not_a_row(self, tmp_path):
        with pytest.raises(RuntimeError, match="no such matcher failed"):
            matching_worker.run("no such matcher", tmp_path)


@pytest.fixture(scope="module", params=[0.0, 15.0])
def pair(request):
    settings = PairSettings(
        terrain="hills", seed=12, size=150.0, reference_look=35.0, secondary_look=50.0, crossing=request.param
    )
    return matching_scenes.make_case(settings, SIDE)


class TestPeers:
    def test_frame_holds_the_reference(self, pair):
        frame = matching_pandora.make_frame(pair)
        image = matching_pandora.to_frame(pair.reference.amplitude, frame)
        assert np.isfinite(image).sum() == SIDE**2
        assert (frame.tall > 10) == (abs(pair.truth - matching_scenes.middle_places(pair))[..., 0] > 1.0).any()

    def test_no_shift_is_the_middle_height(self, pair):
        frame = matching_pandora.make_frame(pair)
        found = matching_pandora.places_at(np.zeros(frame.places.shape[:2]), frame) + matching_scenes.origin(pair)
        np.testing.assert_allclose(found, matching_scenes.middle_places(pair), atol=1e-3)

    def test_shifts_along_the_rows_reach_the_truth(self, pair):
        frame = matching_pandora.make_frame(pair)
        shape = frame.places.shape[:2]
        shifts = np.arange(frame.low, frame.high + 1)
        found = [matching_pandora.places_at(np.full(shape, float(shift)), frame) for shift in shifts]
        miss = np.hypot(*np.moveaxis(np.stack(found) + matching_scenes.origin(pair) - pair.truth, -1, 0))
        # Whole shifts, which the secondary stretches by a third, and columns moved by whole rows.
        assert np.nanpercentile(np.nanmin(miss[:, np.isfinite(pair.truth[..., 0])], 0), 95) < 1.2


class TestScenes:
    def test_terrains_and_angles(self):
        settings = matching_scenes.SCENES.values()
        assert {one.terrain for one in settings} == {"hills", "mountains", "forest", "town"}
        assert {one.secondary_look - one.reference_look for one in settings} >= {10.0, 15.0, 25.0, 40.0}
        assert any(one.crossing for one in settings)

    def test_truth_of_another_renderer(self, real_data):
        folder = real_data("oso")
        case = matching_scenes.oso_case(folder, SIDE)
        assert np.isfinite(case.truth[..., 0]).mean() > 0.2
        nodes = np.load(folder / "truth.npz")
        seen = nodes["seen1"] & nodes["seen2"]
        first, second = (nodes[name][seen][:, ::-1] for name in ("px1", "px2"))
        window = case.reference.window
        inside = np.rint(first).astype(int) - [window.line, window.sample]
        chosen = ((inside >= 0) & (inside < SIDE)).all(-1)
        found = case.truth[tuple(inside[chosen].T)]
        # The node lies half a pixel at most from that pixel, and the secondary's pixels are stretched by a third.
        miss = np.abs(found - second[chosen])
        assert np.nanmax(miss[:, 0]) < 1.5
        assert np.nanmedian(miss[:, 1]) < 0.5
