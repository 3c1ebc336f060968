"""Units of work done by threads of this process."""

import threading

import pytest

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.workers.threads import Threads

UNITS = [{"patch": number} for number in range(7)]


def test_every_unit_is_done_once_and_told():
    done, counts, percents = [], [], []
    context = Context(report=lambda message: percents.append(message["percent"]))
    Threads(3, lambda unit, stopped: done.append(unit["patch"])).do(UNITS, context, counts.append)
    assert sorted(done) == list(range(7)) and counts == list(range(1, 8))
    assert percents[0] == 0.0 and percents == sorted(percents)


def test_as_many_are_done_at_the_same_time_as_there_are_threads():
    """A barrier lets nobody pass before three are there."""
    together = threading.Barrier(3, timeout=60.0)
    Threads(3, lambda unit, stopped: together.wait()).do(UNITS[:6], Context())


def test_an_error_of_a_unit_ends_the_others():
    begun = []

    def work(unit, stopped):
        begun.append(unit["patch"])
        if unit["patch"] == 1:
            raise EngineError("This patch is damaged.")
        while not stopped():
            threading.Event().wait(0.01)

    with pytest.raises(EngineError, match="This patch is damaged"):
        Threads(2, work).do(UNITS, Context())
    assert sorted(begun) == [0, 1]


def test_a_cancel_is_heard_by_units_and_no_thread_is_left():
    before, begun = threading.active_count(), threading.Event()

    def work(unit, stopped):
        begun.set()
        while not stopped():
            threading.Event().wait(0.01)

    with pytest.raises(Cancelled):
        Threads(2, work).do(UNITS, Context(cancelled=begun.is_set))
    assert threading.active_count() == before


def test_nothing_to_do_is_done():
    Threads(2, lambda unit, stopped: None).do([], Context())
