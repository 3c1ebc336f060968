"""What the geometry and a calibration make of a network's answer, with networks whose answer is known."""

import dataclasses

import numpy as np
import pytest
import torch
from test_poc import prior_of, texture

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.interface import ImagePatch
from sar_radargrammetry.engine.matching.learned.frame import MOST_HEIGHTS, prepare
from sar_radargrammetry.engine.matching.learned.framed import Answer, framed_matcher
from sar_radargrammetry.engine.matching.learned.weights_file import Calibration

SIZE = 128
SURE, SCALE = 12.0, 0.7


def match(logit, possible=None, amplitude=None):
    """The match of a network that finds no parallax and says how certain it is."""
    logit = torch.broadcast_to(torch.as_tensor(logit, dtype=torch.float32), (SIZE, SIZE)).clone()
    possible = torch.ones(SIZE, SIZE, dtype=torch.bool) if possible is None else possible

    def network(tensors, canvas_size, measured):
        return Answer(tensors["base"][0], torch.full((2, SIZE, SIZE), SCALE), logit, possible)

    window = Window(0, 0, SIZE, SIZE)
    pixels = texture(0, SIZE)
    one = ImagePatch(pixels if amplitude is None else amplitude, window)
    return framed_matcher(network, Calibration(1.0, 1.0, 1.0, 0.0), "cpu")(
        one, ImagePatch(pixels, window), prior_of(reach=24.0, size=SIZE)
    )


def along(found):
    """Standard deviation along the curve, which runs along the samples."""
    return np.sqrt(found.covariance[..., 2])


def test_certainty_leaves_the_error_of_right_matches_alone():
    logit = torch.full((SIZE, SIZE), SURE)
    logit[:, 64:] = -SURE
    np.testing.assert_allclose(along(match(logit)), SCALE, rtol=1e-3)


def test_what_the_geometry_does_not_allow_is_no_match():
    possible = torch.ones(SIZE, SIZE, dtype=torch.bool)
    possible[:40] = False
    found = match(SURE, possible)
    assert not np.isfinite(found.position[:40]).any() and (found.certainty[:40] == 0).all()
    assert np.isfinite(found.position[60:]).all()


@pytest.mark.parametrize("along_factor", [0.5, 2.0])
def test_the_calibration_scales_the_error(along_factor):
    def network(tensors, canvas_size, measured):
        ones = torch.ones(SIZE, SIZE)
        return Answer(tensors["base"][0], SCALE * torch.stack([ones, ones]), SURE * ones, ones > 0)

    view = ImagePatch(texture(0, SIZE), Window(0, 0, SIZE, SIZE))
    found = framed_matcher(network, Calibration(along_factor, 1.0, 1.0, 0.0), "cpu")(
        view, view, prior_of(reach=24.0, size=SIZE)
    )
    np.testing.assert_allclose(along(found), along_factor * SCALE, rtol=1e-3)


@pytest.mark.parametrize(("reach", "most"), [(24.0, 7), (400.0, 101), (4000.0, MOST_HEIGHTS)])
def test_the_memory_of_a_sweep_is_bounded(reach, most):
    view = ImagePatch(texture(0, SIZE), Window(0, 0, SIZE, SIZE))
    inputs, _ = prepare(view, view, prior_of(reach=reach, size=SIZE))
    assert len(inputs.places) == len(inputs.allowed) == most


@pytest.mark.parametrize(("share", "matched"), [(0.1, True), (0.002, False)])
def test_a_map_that_squeezes_the_reference_to_a_line_gives_no_match(share, matched):
    """Where the surface is wrong. The sweep would look at a canvas of hundreds of megapixels."""

    def network(tensors, canvas_size, measured):
        assert canvas_size[0] * canvas_size[1] < 100 * SIZE**2
        ones = torch.ones(SIZE, SIZE)
        return Answer(tensors["base"][0], torch.stack([ones, ones]), SURE * ones, ones > 0)

    prior = prior_of(reach=24.0, size=SIZE)
    coefficients = prior.coefficients.copy()
    coefficients[..., 1] *= share
    view = ImagePatch(texture(0, SIZE), Window(0, 0, SIZE, SIZE))
    squeezed = dataclasses.replace(prior, coefficients=coefficients)
    found = framed_matcher(network, Calibration(1.0, 1.0, 1.0, 0.0), "cpu")(view, view, squeezed)
    assert np.isfinite(found.position).any() == (found.certainty > 0).any() == matched
