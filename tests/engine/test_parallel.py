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
