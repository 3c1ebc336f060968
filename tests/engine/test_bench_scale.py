"""What `make bench SCALE=1` tells is counted right."""

import pytest

from benchmarks import scale
from benchmarks.engine_jobs import Ran


def step(size, megapixels, core_seconds, peak_gb, name="matchpatches"):
    return scale.Step(size, name, megapixels, 2 * core_seconds, core_seconds, peak_gb, 0.06 * megapixels, 0.01)


class TestTrends:
    def test_a_line_through_the_smallest_and_the_largest(self):
        (trend,) = scale.trends([step(1.0, 5.0, 70.0, 0.8), step(0.5, 1.0, 30.0, 0.7), step(2.0, 21.0, 230.0, 0.9)])
        assert (trend.seconds, trend.seconds_a_megapixel) == pytest.approx((20.0, 10.0))
        assert (trend.gb, trend.gb_a_megapixel) == pytest.approx((0.69, 0.01))

    @pytest.mark.parametrize(("last", "flat"), [(0.919, True), (0.921, False)])
    def test_memory_is_flat_up_to_fifteen_percent_from_size_to_size(self, last, flat):
        (trend,) = scale.trends([step(0.5, 1.0, 30.0, 0.7), step(1.0, 5.0, 70.0, 0.8), step(2.0, 20.0, 230.0, last)])
        assert trend.flat is flat
        assert ("memory flat" in scale.trend_lines([trend])[0]) is flat

    def test_each_step_has_its_own(self):
        found = [step(size, size, size, 0.5, name) for name in ("a", "b") for size in (1.0, 2.0)]
        assert [trend.name for trend in scale.trends(found)] == ["a", "b"]

    def test_one_size_has_none(self):
        assert scale.trends([step(1.0, 5.0, 70.0, 0.8)]) == []


def test_the_table_divides_by_megapixels():
    row = scale.table([step(1.0, 5.0, 70.0, 0.8)])[1].split()
    assert row[:5] == ["1", "5.00", "matchpatches", "140.0", "70.0"]
    assert row[5:] == ["14.00", "0.80", "160.0", "60.0", "2.0"]


def test_growth_of_a_folder_counts_what_vanishes_again(tmp_path):
    (tmp_path / "before").write_bytes(bytes(50_000))
    (tmp_path / "below").mkdir()
    with scale.Growth(tmp_path) as growth:
        (tmp_path / "below" / "large").write_bytes(bytes(400_000))
        assert growth.now() == pytest.approx(400_000, abs=10_000)
        (tmp_path / "below" / "large").unlink()
        (tmp_path / "result").write_bytes(bytes(100_000))
    assert growth.now() == pytest.approx(100_000, abs=10_000)
    assert growth.most == pytest.approx(400_000, abs=10_000)


def test_a_step_of_a_job(tmp_path):
    with scale.Growth(tmp_path) as growth:
        (tmp_path / "result").write_bytes(bytes(1_000_000))
    found = scale.step(0.5, "triangulate", 1.4, Ran({}, 5.0, 0.5, 4.0), growth)
    assert (found.seconds, found.core_seconds, found.peak_gb) == (5.0, 4.0, 0.5)
    assert found.disk_gb == found.kept_gb == pytest.approx(1e-3, rel=0.02)
