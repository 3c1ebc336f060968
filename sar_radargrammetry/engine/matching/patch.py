"""One patch from images to a checked match: a pure function of the pair's geometry, two windows and a matcher."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..image.slant_image import SlantImage
from ..image.window import Window
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
AROUND = 48
"""Pixels around where matches lead that the way back sees: what a correlation window and the network look at."""
LIKELY = 0.3
"""Certainty from which a match says where the other direction should look."""
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
    there = build_prior(reference.model, secondary.model, patch.reference, *heights, dem)
    back = build_prior(secondary.model, reference.model, patch.secondary, *heights, dem)
    match, why = both_ways(one, two, (there, back), matcher, device)
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


def both_ways(
    reference: View, secondary: View, priors: tuple[HeightPrior, HeightPrior], matcher: Matcher, device: str
) -> tuple[Match, np.ndarray]:
    """What both directions agree on, where both together put it.

    Parameters
    ----------
    reference, secondary : View
    priors : (HeightPrior, HeightPrior)
        Of the reference's window and of the secondary's.
    matcher : Matcher
    device : {"cpu", "cuda"}

    Returns
    -------
    match : Match
        Of the reference.
    verdicts : (lines, samples) uint8 ndarray
        See `consistency.verdicts`.
    """
    there, back = priors
    forward = matcher(reference, secondary, there, device)
    part = _part(secondary, forward)
    backward = matcher(part, reference, back.within(part.window), device)
    trip = round_trip(forward, backward, reference, part)
    error = np.hypot(trip[..., 0], trip[..., 1])
    kept = checked(joined(forward, backward, trip, part, there.affine()[0]), error)
    return kept, verdicts(forward, error, kept)


def _part(secondary: View, forward: Match) -> View:
    """The part of the secondary that likely matches lead to: the whole range of heights may reach much farther."""
    whole = secondary.window
    lines, samples = np.moveaxis(forward.position[forward.certainty > LIKELY], -1, 0)
    around = Window.around(lines - whole.line, samples - whole.sample, AROUND)
    inside = around and around.clipped(whole.lines, whole.samples)
    if inside is None:
        return secondary
    rows = slice(inside.line, inside.line + inside.lines)
    columns = slice(inside.sample, inside.sample + inside.samples)
    window = dataclasses.replace(inside, line=whole.line + inside.line, sample=whole.sample + inside.sample)
    return View(secondary.amplitude[rows, columns], window)


def _read(image: SlantImage, window) -> np.ndarray:
    return image.read(window.line, window.sample, window.lines, window.samples)
