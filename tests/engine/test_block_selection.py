"""Which of many pairs are matched: figures of the geometry, limits, the number of pairs of an image."""

import csv
import dataclasses

import numpy as np
import pytest
import scenes
from osgeo import ogr

from sar_radargrammetry.engine.block.listing import COLUMNS, write_footprints, write_table
from sar_radargrammetry.engine.block.selection import Candidate, chosen_of, selected_pairs
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.message import Message
from sar_radargrammetry.engine.parameters.block import PairLimits
from sar_radargrammetry.engine.stereo.pair import examine_pair

NAMES = ("a", "b", "c", "d")
ROLES = ("image", "matched", "refused")


@pytest.fixture(scope="module")
def models():
    """Two of one heading 15 degrees apart, one nearly at the place of the first, one of the opposite heading."""
    angles = ((50.0, 65.0), (35.0, 65.0), (38.0, 65.0), (35.0, 245.0))
    return [scenes.model(incidence, size=600, heading=heading) for incidence, heading in angles]


def selected(models, **limits):
    opposite = limits.pop("opposite", False)
    ground = (100.0, 300.0, None)
    return selected_pairs(models, lambda number: ground, PairLimits(**limits), opposite, Context())


def by_names(found):
    return {(NAMES[one.reference], NAMES[one.secondary]): one for one in found}


def test_every_pair_is_judged_with_the_steeper_image_as_reference(models):
    found = by_names(selected(models))
    assert len(found) == 6 and {("b", "a"), ("c", "a"), ("b", "c")} <= set(found)
    assert found["b", "a"].chosen and found["c", "a"].chosen
    assert found["b", "a"].geometry.intersection_angle == pytest.approx(15.0, abs=0.1)
    assert "3.0 degrees" in str(found["b", "c"].refusal) and "5 degrees" in str(found["b", "c"].refusal)
    assert all("opposite sides" in str(one.verdict) for names, one in found.items() if "d" in names)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"min_angle": 16.0}, "below the limit of 16 degrees"),
        ({"max_angle": 14.0}, "above the limit of 14 degrees"),
        ({"min_overlap": 0.99}, "below the limit of 99 %"),
        ({"max_sigma": 0.3}, "above the limit of 0.3 m"),
    ],
)
def test_a_pair_beyond_a_limit_says_which(models, limits, reason):
    one = by_names(selected(models, **limits))["b", "a"]
    assert not one.chosen and reason in str(one.verdict)
    assert by_names(selected(models))["b", "a"].chosen


@pytest.mark.parametrize(("times", "unit"), [(1.0, None), (1 / 0.3048, "feet"), (10.0, "decimetres")])
def test_a_dem_in_another_unit_is_told_by_the_overlap_at_its_heights(times, unit):
    models = [scenes.model(35.0, size=256), scenes.model(50.0, size=512)]
    ground = 100.0 * times, 300.0 * times, scenes.dem(lambda x, y: (200.0 + 0.1 * x) * times)
    (one,) = selected_pairs(models, lambda number: ground, PairLimits(), False, Context())
    assert one.chosen if unit is None else f"if the heights were in {unit}" in str(one.verdict)


def test_opposite_sides_are_matched_where_that_is_allowed(models):
    found = selected(models, opposite=True, max_angle=120.0)
    assert sum(one.chosen for one in found if 3 in (one.reference, one.secondary)) == 3


def test_an_image_keeps_its_best_pairs(models):
    """Candidates by expected error: a pair goes where both its images have enough better ones."""
    geometry = examine_pair(models[1], models[0], min_height=100.0, max_height=300.0)

    def candidate(reference, secondary, sigma):
        return Candidate(
            reference=reference, secondary=secondary, geometry=dataclasses.replace(geometry, expected_sigma=sigma)
        )

    candidates = [candidate(0, 1, 0.3), candidate(0, 2, 0.5), candidate(1, 2, 0.4), candidate(2, 3, 2.0)]
    found = {(one.reference, one.secondary): one for one in chosen_of(candidates, 1)}
    assert [pair for pair, one in found.items() if one.chosen] == [(0, 1), (1, 2), (2, 3)]
    assert "1 pairs with smaller" in str(found[0, 2].verdict)
    assert all(one.chosen for one in chosen_of(candidates, 0))


def test_no_more_pairs_than_can_be_merged(models):
    geometry = examine_pair(models[1], models[0], min_height=100.0, max_height=300.0)
    many = [Candidate(reference=i, secondary=i + 1, geometry=geometry) for i in range(30)]
    assert sum(one.chosen for one in chosen_of(many, 3)) == 24


def test_table_and_outlines_show_every_pair(models, tmp_path):
    found = selected(models)
    failed = dataclasses.replace(found[0], refusal=Message("no matches, although it promised some"))
    write_table(tmp_path / "pairs.csv", [failed, *found[1:]], NAMES)
    with open(tmp_path / "pairs.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS and len(rows) == 6
    assert rows[0]["chosen"] == "no" and rows[0]["verdict"].startswith("no matches, although")
    assert float(rows[1]["intersection_angle"]) == pytest.approx(found[1].geometry.intersection_angle, abs=1e-3)
    write_footprints(tmp_path / "pairs.gpkg", models, [200.0] * 4, found, NAMES)
    dataset = ogr.Open(str(tmp_path / "pairs.gpkg"))
    features = [feature.items() for feature in dataset.GetLayer()]
    assert [sum(row["role"] == role for row in features) for role in ROLES] == [4, 2, 4]
    pair = next(row for row in features if row["role"] == "matched")
    assert pair["overlap"] > 0.5 and np.isfinite(pair["expected_sigma"]) and pair["verdict"] == "chosen"
    assert next(row for row in features if row["role"] == "image")["overlap"] is None
