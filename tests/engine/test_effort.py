"""Expected time and memory of a run from sizes, and the time left while it runs."""

import dataclasses

import pytest

from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.matching.registry import MATCHERS, matcher_entry
from sar_radargrammetry.engine.pipeline import effort
from sar_radargrammetry.engine.pipeline.effort import (
    Effort,
    Task,
    duration,
    expected,
    pass_megapixels,
    repeated,
    speed_up,
    telling_time_left,
)


def task(lines=2221, samples=2305, share=1.0, reach=100.0, rate=0.9, turned=False):
    return Task.of_overlap((lines, samples), 512, 64, share, reach, rate, turned)


@pytest.fixture(autouse=True)
def one_core(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


class TestTask:
    def test_patches_are_counted_with_their_overlaps(self):
        found = task()
        assert (found.patches, found.largest) == (30, 512**2)
        assert found.pixels == 30 * 512**2

    def test_half_an_overlap_is_half_the_patches(self):
        half = task(share=0.5)
        assert (half.patches, half.pixels) == (15, 15 * 512**2)

    def test_wide_angles_have_patches_searched_again(self):
        assert [repeated(rate, 0.2) for rate in (0.1, 0.9, 1.9, 100.0)] == pytest.approx([1.0, 1.0, 1.2, 2.0])

    def test_a_wide_range_is_searched_in_bands(self):
        # The first pass averages 16 pixels, and a band has 96 of its own. Later ones know the ground.
        sizes = [pass_megapixels(task(reach=reach, rate=1.0)) for reach in (1536.0, 1537.0, 3072.0, 3073.0)]
        assert sizes[0] < sizes[1] == sizes[2] < sizes[3]
        assert sizes[3] < 1.2 * sizes[0]

    def test_pairs_whose_tracks_cross_have_a_pass_more(self):
        # It averages 2 pixels: 1111 x 1153 of them, in windows that overlap.
        more = pass_megapixels(task(turned=True)) - pass_megapixels(task())
        windows = more / effort.PASS_TRIES
        assert 1.111 * 1.153 < windows < 2 * 1.111 * 1.153


class TestExpected:
    def test_a_scene_that_was_measured(self):
        # Half a kilometre of mountains at 15 degrees on one core: 13.6 s of processor time, 0.62 GB.
        found = expected(task(995, 772), "compact")
        assert found.whole == pytest.approx(13.6, rel=0.3)
        assert found.memory == pytest.approx(0.62e9, rel=0.3)

    def test_a_large_scene_that_was_measured(self):
        # 2 x 2 km of mountains at 15 degrees, of which 108 patches: 253 s of processor time, 1.08 GB.
        found = expected(task(5377, 3741, share=108 / 117, reach=341.0, rate=0.87), "compact")
        assert found.whole == pytest.approx(253.0, rel=0.3)
        assert found.memory == pytest.approx(1.08e9, rel=0.3)

    @pytest.mark.parametrize("matcher", [entry.name for entry in MATCHERS])
    def test_four_times_the_ground_takes_about_four_times_the_time(self, matcher):
        small, large = expected(task(), matcher), expected(task(2 * 2221, 2 * 2305), matcher)
        assert 3.0 < large.patches / small.patches < 4.5
        assert 3.0 < large.elevation / small.elevation < 4.5
        assert small.whole < large.whole

    def test_workers_share_the_patches_and_each_takes_memory(self, monkeypatch):
        one = expected(task(), "compact")
        monkeypatch.setenv("OMP_NUM_THREADS", "4")
        alone, workers = expected(task(), "compact"), expected(task(), "compact", workers=4)
        assert workers.patches == pytest.approx(one.patches / 4)
        assert one.passes / 4 < workers.passes < one.passes
        assert alone.patches == pytest.approx(one.patches / speed_up(4, matcher_entry("compact").cost.serial)), (
            "four patches at the same time"
        )
        assert alone.elevation < one.elevation
        assert workers.memory > 4 * (one.memory - effort.WHOLE_LINES * 2305)
        assert workers.blending == one.blending

    def test_memory_follows_the_width_and_not_the_length(self):
        assert expected(task(lines=100 * 2221), "compact").memory == expected(task(), "compact").memory

    def test_a_matcher_with_threads_uses_all_cores_by_itself(self, monkeypatch):
        one = expected(task(), "roma")
        monkeypatch.setenv("OMP_NUM_THREADS", "4")
        assert one.patches / 4 < expected(task(), "roma").patches < one.patches / 3

    def test_threads_hasten_only_what_is_shared(self):
        assert speed_up(1, 0.4) == 1.0
        assert speed_up(2, 0.0) == 2.0
        assert speed_up(10**6, 0.25) == pytest.approx(4.0, rel=1e-3)

    def test_larger_patches_take_more_memory(self):
        large, larger = (Task.of_overlap((2221, 2305), n, 64, 1.0, 100.0, 0.9, False) for n in (1024, 2048))
        more = matcher_entry("compact").cost.pixel_memory * (larger.largest - large.largest)
        assert expected(larger, "compact").memory - expected(large, "compact").memory == pytest.approx(more)

    def test_the_sentence_says_time_and_memory(self):
        told = Effort(passes=5.0, patches=200.0, blending=5.0, refining=2.0, elevation=40.0, memory=1.6e9).sentence()
        assert told == (
            "Elevation is expected to take about 4 minutes and 1.6 GB of memory on this processor: matching "
            "4 minutes, the rest 42 s. The time is corrected after the first patch."
        )


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "1 s"), (99.0, "99 s"), (150.0, "2 minutes"), (9000, "2.5 hours")])
def test_durations(seconds, text):
    assert duration(seconds) == text


class Clock:
    """A run that reports its progress at times that a test chooses."""

    def __init__(self):
        self.now, self.said = 0.0, []
        self.context = telling_time_left(Context(report=self.said.append), clock=lambda: self.now)

    def at(self, seconds, fraction):
        self.now = seconds
        self.context.progress(fraction)

    @property
    def texts(self):
        return [message["text"] for message in self.said if message["type"] == "log"]


class TestTimeLeft:
    def test_it_follows_from_the_speed_since_the_beginning(self):
        run = Clock()
        run.at(0.0, 0.5)  # the first half was finished before
        run.at(50.0, 0.55)
        assert run.texts == []
        run.at(100.0, 0.6)
        assert run.texts == ["About 7 minutes left."]

    def test_it_is_told_again_and_corrected(self):
        run = Clock()
        for seconds in range(0, 1001, 10):
            run.at(seconds, seconds / 1000)
        assert run.texts[0] == "About 16 minutes left."
        assert run.texts[-1].endswith(" s left.")
        assert 5 <= len(run.texts) <= 1000 / effort.FIRST

    def test_a_long_run_does_not_fill_the_log(self):
        run = Clock()
        for step in range(10_001):
            run.at(36.0 * step, step / 10_000)
        assert 10 <= len(run.texts) <= 50

    def test_a_short_run_and_the_end_say_nothing(self):
        run = Clock()
        for seconds in (0, 10, 20, 59):
            run.at(seconds, seconds / 59)
        run.at(100.0, 1.0)
        assert run.texts == []

    def test_nothing_is_concluded_from_hardly_any_progress(self):
        run = Clock()
        run.at(0.0, 0.0)
        run.at(500.0, 0.01)
        assert run.texts == []

    def test_parts_of_the_context_tell_of_the_whole(self):
        run = Clock()
        run.at(0.0, 0.0)
        run.now = 100.0
        run.context.part(0.0, 0.5).progress(1.0)
        assert run.texts == ["About 2 minutes left."]  # 100 s

    def test_other_messages_pass(self):
        run = Clock()
        run.context.log("A line.")
        assert run.texts == ["A line."]


def test_progress_is_passed_on():
    run = Clock()
    run.at(0.0, 0.25)
    assert run.said == [{"type": "progress", "percent": 25.0}]
    assert dataclasses.replace(run.context, low=0.5).report is run.context.report
