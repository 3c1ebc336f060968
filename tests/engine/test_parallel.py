"""Work in pieces: all of it once, errors told, calls inside of calls."""

import numpy as np
import pytest

from sar_radargrammetry.engine import parallel


@pytest.fixture(autouse=True)
def four_threads(monkeypatch):
    parallel._threads.cache_clear()
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    yield
    parallel._threads.cache_clear()


def test_every_piece_is_worked_on_once_and_calls_may_be_nested():
    done = np.zeros((50, 300), int)

    def row(piece):
        for n in range(piece.start, piece.stop):

            def cells(inner, n=n):
                done[n, inner] += 1

            parallel.for_pieces(cells, 300, 10)

    parallel.for_pieces(row, 50, 1)
    assert (done == 1).all()


def test_an_error_of_any_piece_is_raised():
    def fail(piece):
        if piece.start == 70:
            raise IndexError("of the work itself")

    with pytest.raises(IndexError, match="work itself"):
        parallel.for_pieces(fail, 100, 10)


def test_items_come_ahead_in_order_also_from_inside_of_a_piece():
    found = {}

    def work(piece):
        found[piece.start] = list(parallel.ahead(number**2 for number in range(20)))

    parallel.for_pieces(work, 8, 1)
    assert list(found.values()) == [[number**2 for number in range(20)]] * 8


def test_an_error_of_an_item_is_raised_and_nothing_is_made_after_the_caller_leaves():
    made = []

    def items():
        for number in range(5):
            made.append(number)
            yield number
        raise IndexError("of the items")

    with pytest.raises(IndexError, match="of the items"):
        list(parallel.ahead(items()))
    made.clear()
    for _ in parallel.ahead(items()):
        break
    before = list(made)
    assert before in ([0], [0, 1])
    parallel._threads().shutdown()
    assert made == before
