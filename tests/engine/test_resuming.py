"""A finished step is not done again while what it wrote is there as it left it; otherwise it is."""

import pytest

from sar_radargrammetry.engine.pipeline.resuming import Mark

ANSWER = {"matched_share": 0.5}


@pytest.fixture()
def mark(tmp_path):
    raster = tmp_path / "matches.tif"
    raster.write_bytes(bytes(1000))
    made = Mark(tmp_path / "matched.json")
    made.put("stamp", ANSWER, [raster])
    return made


def test_a_finished_step_answers_again_and_after_a_move(mark, tmp_path):
    assert mark.answer("stamp") == ANSWER
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for name in ("matches.tif", "matched.json"):
        (tmp_path / name).rename(moved / name)
    assert Mark(moved / "matched.json").answer("stamp") == ANSWER


def test_another_step_has_no_answer(mark):
    assert mark.answer("other") is None and not mark.path.exists()


@pytest.mark.parametrize("left", [0, 1, 999, 1001, None])
def test_an_output_of_another_size_or_none_is_made_again(mark, tmp_path, left):
    raster = tmp_path / "matches.tif"
    raster.unlink()
    if left is not None:
        raster.write_bytes(bytes(left))
    assert mark.answer("stamp") is None and not mark.path.exists()


@pytest.mark.parametrize(
    "text", ["", "[]", "null", '{"stamp": "stamp", "answer": {}}', '{"stamp": "stamp", "outputs": 3}']
)
def test_a_damaged_mark_or_one_of_an_older_version_has_no_answer(mark, text):
    mark.path.write_text(text)
    assert mark.answer("stamp") is None and not mark.path.exists()
