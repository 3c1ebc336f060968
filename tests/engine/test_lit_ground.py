"""Where an image shows more than noise."""

import types

import numpy as np
import pytest

from sar_radargrammetry.engine.image.signal import BOX, GROUP, LitGround
from sar_radargrammetry.engine.image.window import Window

SIDE = GROUP * BOX
LINES, SAMPLES = 700, 500


class Image:
    """A SAR image in memory."""

    def __init__(self, amplitude):
        self.amplitude = amplitude
        self.model = types.SimpleNamespace(lines=amplitude.shape[0], samples=amplitude.shape[1])

    def read(self, line, sample, lines, samples):
        return self.amplitude[line : line + lines, sample : sample + samples]


def image(ground, noise=1.0, signal=10.0, seed=0):
    """Speckle of one look with the power `signal` where there is `ground` (lines, samples) bool, else `noise`."""
    speckle = np.random.default_rng(seed).exponential(1.0, (LINES, SAMPLES))
    return Image(np.sqrt(speckle * np.where(ground, noise + signal**2, noise)).astype(np.float32))


@pytest.fixture(scope="module")
def block():
    """Ground in lines 250 to 500 and samples 150 to 350: a seventh of the image."""
    ground = np.zeros((LINES, SAMPLES), bool)
    ground[250:500, 150:350] = True
    return LitGround.of(image(ground))


def test_the_part_holds_the_ground_and_a_margin_of_a_cell(block):
    part = block.part(Window(0, 0, LINES, SAMPLES))
    ends = part.line + part.lines, part.sample + part.samples
    for start, ground in ((part.line, 250), (part.sample, 150)):
        assert ground - 2 * SIDE <= start <= ground - SIDE + BOX
    for end, ground in zip(ends, (500, 350), strict=True):
        assert ground + SIDE - BOX <= end <= ground + 2 * SIDE


def test_the_part_lies_within_the_window(block):
    for window in (Window(310, 210, 64, 64), Window(0, 0, 300, 200), Window(440, 300, 260, 200)):
        part = block.part(window)
        assert part.clipped(LINES, SAMPLES) == part
        assert window.line <= part.line and part.line + part.lines <= window.line + window.lines
        assert window.sample <= part.sample and part.sample + part.samples <= window.sample + window.samples


def test_a_window_of_noise_has_none(block):
    assert block.part(Window(0, 0, 160, 100)) is None
    assert block.part(Window(560, 0, 140, SAMPLES)) is None


@pytest.mark.parametrize("more", [11, 16, 21, 32])
def test_a_strip_at_the_end_of_an_image_is_lit(more):
    """Cells at the ends have fewer boxes."""
    samples = 8 * SIDE + more
    speckle = np.random.default_rng(1).exponential(1.0, (LINES, samples))
    ground = np.zeros((LINES, samples), bool)
    ground[:, -25:] = ground[:, :60] = True
    lit = LitGround.of(Image(np.sqrt(speckle * np.where(ground, 100.0, 1.0)).astype(np.float32)))
    part = lit.part(Window(0, 150, LINES, samples - 150))
    assert part.sample + part.samples == samples and part.sample <= samples - 25


def test_ground_most_of_whose_pixels_hold_no_data_is_lit():
    amplitude = image(np.ones((LINES, SAMPLES), bool)).amplitude
    amplitude[np.random.default_rng(2).random(amplitude.shape) < 0.6] = 0.0
    assert LitGround.of(Image(amplitude)).cells.all()


def test_an_image_without_dark_parts_is_lit_up_to_its_ends():
    """The last pixels, too few for a box, belong to it."""
    ground = LitGround.of(image(np.ones((LINES, SAMPLES), bool)))
    assert ground.cells.all()
    for window in (Window(0, 0, LINES, SAMPLES), Window(600, 450, 100, 50), Window(699, 499, 1, 1)):
        assert ground.part(window) == window


def test_pixels_without_data_are_not_lit():
    amplitude = image(np.ones((LINES, SAMPLES), bool)).amplitude
    amplitude[:, 300:] = np.nan
    ground = LitGround.of(Image(amplitude))
    assert ground.part(Window(0, 400, LINES, 100)) is None
    assert ground.part(Window(0, 0, LINES, SAMPLES)).samples <= 300 + 2 * SIDE
