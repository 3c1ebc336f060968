"""Windows, and the tiles that cover an image."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sar_radargrammetry.engine.image.window import Window, tiles


@st.composite
def tilings(draw):
    size = draw(st.integers(2, 60))
    return draw(st.integers(1, 300)), draw(st.integers(1, 300)), size, draw(st.integers(0, size // 2))


@given(tilings())
def test_tiles_cover_every_pixel_and_overlap_as_asked(tiling):
    lines, samples, size, overlap = tiling
    windows = list(tiles(lines, samples, size, overlap))
    covered = np.zeros((lines, samples), bool)
    for window in windows:
        # Never outside, so that nothing has to be cut off, and all alike, so that nothing is a sliver.
        assert window.clipped(lines, samples) == window
        assert (window.lines, window.samples) == (min(size, lines), min(size, samples))
        covered[window.line : window.line + window.lines, window.sample : window.sample + window.samples] = True
    assert covered.all()
    for starts, length in (({w.line for w in windows}, lines), ({w.sample for w in windows}, samples)):
        steps = np.diff(sorted(starts))
        assert (size - steps >= overlap).all()
        # Spread evenly, and not one tile more than needed.
        assert len(steps) == 0 or steps.max() - steps.min() <= 1
        assert len(starts) == max(1, -(-(length - overlap) // (size - overlap)))
    assert windows == sorted(set(windows))


@given(st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), min_size=1), st.integers(0, 50))
def test_the_window_around_pixels_holds_them_with_its_margin_and_no_more(pixels, margin):
    line, sample = np.array(pixels).T
    window = Window.around(line, sample, margin)
    for start, count, values in ((window.line, window.lines, line), (window.sample, window.samples, sample)):
        low, high = start + margin, start + count - 1 - margin
        assert low <= values.min() < low + 1
        assert high - 1 < values.max() <= high


def test_unknown_pixels_do_not_count():
    line, sample = np.array([np.nan, 3.2, np.inf, 5.0]), np.array([7.0, 2.0, 1.0, np.nan])
    assert Window.around(line, sample, 1) == Window(2, 1, 4, 3)
    assert Window.around(line[:1], sample[:1], 4) is None


@pytest.mark.parametrize(
    ("window", "inside"),
    [
        (Window(-3, -4, 10, 10), Window(0, 0, 7, 6)),
        (Window(15, 25, 10, 10), Window(15, 25, 5, 5)),
        (Window(-5, -5, 100, 100), Window(0, 0, 20, 30)),
        (Window(2, 3, 4, 5), Window(2, 3, 4, 5)),
        (Window(20, 0, 4, 4), None),
        (Window(0, -4, 4, 4), None),
    ],
)
def test_the_part_inside_an_image(window, inside):
    assert window.clipped(20, 30) == inside
