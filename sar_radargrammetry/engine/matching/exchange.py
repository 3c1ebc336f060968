"""The way back from a measured surface: the images change places in the reference's geometry.

The secondary, resampled to where the matches lie, shows the reference's ground at the reference's pixels. Matched back
to the reference in a narrow band, it ends where both matches' errors together put it; that tells wrong matches, and
the mean of both errs less than either. Both images have one scale then, whatever the angle between them, and nothing
beyond the band is searched.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ..stereo.prior import HeightPrior
from .banded import LEAST_BAND, Found
from .interface import Match, Matcher, View
from .resampling import at_positions


def way_back(found: Found, matcher: Matcher) -> Match:
    """Where the reference shows what the secondary shows at the matches.

    Parameters
    ----------
    found : Found
    matcher : Matcher

    Returns
    -------
    Match
        Positions in the *reference* image of what lies at each of its pixels' matches; without errors they are the
        pixels themselves.
    """
    seen = View(at_positions(found.secondary, found.match.position), found.reference.window)
    return matcher(seen, found.reference, exchanged(found.prior))


def exchanged(prior: HeightPrior) -> HeightPrior:
    """The prior of the way back: each pixel's place is itself, and moves against the way there with height.

    A band of `LEAST_BAND` pixels to either side, in pixels of the reference.
    """
    linear, _ = prior.affine()
    inverse = np.linalg.inv(linear)
    rate = (prior.at_nodes(1.0) - prior.at_nodes(-1.0)) @ inverse.T
    band = 2.0 * LEAST_BAND / np.nanmax(np.hypot(rate[..., 0], rate[..., 1]))
    near = prior.around(prior.base_height, -band, band)
    coefficients = -near.coefficients @ inverse.T
    lines, samples = np.meshgrid(prior.node_lines, prior.node_samples, indexing="ij")
    own = np.stack([lines, samples], -1)
    coefficients[0] = own + (near.at_nodes(0.0) - near.coefficients[0]) @ inverse.T
    return dataclasses.replace(near, coefficients=coefficients)
