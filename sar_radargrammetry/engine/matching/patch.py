"""One patch from images to a checked match: a pure function of the pair's geometry, two windows and a matcher."""

from __future__ import annotations

import numpy as np

from ..image.slant_image import SlantImage
from ..patches.package import Patch, PatchPlan
from ..reasons import Reason
from ..stereo.prior import HeightPrior, build_prior
from ..terrain.dem import Dem
from .consistency import checked, joined, round_trip, verdicts
from .interface import Match, Matcher, View

BANDS = (
    "line displacement",
    "sample displacement",
    "certainty",
    "variance of line",
    "covariance",
    "variance of sample",
)
"""What a matched patch holds for each pixel; displacements are secondary minus reference pixel."""
REASON = "reason"
"""What follows the bands: a `Reason`, MEASURED where there is a match."""


def match_patch(
    patch: Patch,
    plan: PatchPlan,
    reference: SlantImage,
    secondary: SlantImage,
    dem: Dem | None,
    matcher: Matcher,
    device: str,
) -> np.ndarray:
    """Match one patch both ways and keep what agrees, see `both_ways`.

    Returns
    -------
    (7, lines, samples) float32 ndarray
        `BANDS` of the reference window's pixels, NaN where there is no match, certainty 0; then `REASON`.
    """
    heights = (plan.min_height, plan.max_height)
    one = View(_read(reference, patch.reference), patch.reference)
    two = View(_read(secondary, patch.secondary), patch.secondary)
    prior = build_prior(reference.model, secondary.model, patch.reference, *heights, dem)
    forward = matcher(one, two, prior, device)
    backward = matcher(two, one, build_prior(secondary.model, reference.model, patch.secondary, *heights, dem), device)
    match, why = judged(forward, backward, one, two, prior)
    rows = patch.reference.line + np.arange(patch.reference.lines)
    columns = patch.reference.sample + np.arange(patch.reference.samples)
    bands = np.empty((len(BANDS) + 1, patch.reference.lines, patch.reference.samples), np.float32)
    bands[0] = match.position[..., 0] - rows[:, None]
    bands[1] = match.position[..., 1] - columns
    bands[2] = match.certainty
    bands[3:6] = np.moveaxis(match.covariance, -1, 0)
    why[~(one.amplitude > 0) & (why != Reason.MEASURED)] = Reason.NO_SIGNAL
    bands[6] = why
    return bands


def both_ways(forward: Match, backward: Match, reference: View, secondary: View, prior: HeightPrior) -> Match:
    """What both directions agree on, where both together put it; `prior` is the reference's."""
    return judged(forward, backward, reference, secondary, prior)[0]


def judged(
    forward: Match, backward: Match, reference: View, secondary: View, prior: HeightPrior
) -> tuple[Match, np.ndarray]:
    """As `both_ways`, and the `verdicts` (lines, samples) uint8."""
    trip = round_trip(forward, backward, reference, secondary)
    error = np.hypot(trip[..., 0], trip[..., 1])
    kept = checked(joined(forward, backward, trip, secondary, prior.affine()[0]), error)
    return kept, verdicts(forward, error, kept)


def _read(image: SlantImage, window) -> np.ndarray:
    return image.read(window.line, window.sample, window.lines, window.samples)
