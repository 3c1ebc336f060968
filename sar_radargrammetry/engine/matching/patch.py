"""One patch from images to a judged match: a pure function of geometry, surface, window and matcher.

On the way back from the measured surface the images change places in the reference's geometry.
The secondary, resampled to where the matches lie, shows the reference's ground at the reference's pixels. Matched back
to the reference in a narrow band, it ends where both matches' errors together put it; that tells wrong matches, and
the mean of both errs less than either. Both images have one scale then, whatever the angle between them, and nothing
beyond the band is searched.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ..image.window import Window
from ..patches.package import Patch
from ..reasons import Reason
from ..stereo.prior import HeightPrior
from .banded import MIN_BAND, Found, Search
from .blending import slices_of
from .consistency import Judge, joined, kept, round_trip, verdicts, within_data
from .correspondence import BANDS
from .interface import ImagePatch, Match, Matcher
from .odds import USUAL
from .resampling import at_positions
from .settling import settled
from .spread import USUAL_TRIP, Axis, Spread, features, widened


def match_patch(patch: Patch, search: Search, judge: Judge, spread: Spread, lit: Window | None = None) -> np.ndarray:
    """Match one patch both ways and keep what is likely right, see `both_ways`.

    Parameters
    ----------
    patch : Patch
    search : Search
        At full resolution.
    judge : Judge
    spread : Spread
        Both of the search's matcher.
    lit : Window, optional
        The part of the patch outside of which the reference shows noise only, see `image.signal.LitGround`; by default
        the whole patch.

    Returns
    -------
    (9, lines, samples) float32 ndarray
        `BANDS` of the reference window's pixels, NaN where there is no match, certainty 0; then a `Reason`, MEASURED
        where there is a match; the length of the way there and back [px of the reference], NaN where nothing comes
        back; and, not in the raster, the logarithm of the scale that the scene shows, NaN where there is no match
        (`spread.features`).
    """
    window = lit or patch.reference
    whole = unlit_patch(patch)
    bands = whole[(slice(None), *slices_of(window, patch.reference))]
    bands[6] = Reason.UNMATCHED
    found = search.match(window)
    if found is None:
        return whole
    shown = search.shown_share(found, search.surface)
    match, why, difference, scale = both_ways(found, search.matcher, judge, spread, shown)
    bands[0] = match.position[..., 0] - (window.line + np.arange(window.lines))[:, None]
    bands[1] = match.position[..., 1] - (window.sample + np.arange(window.samples))
    bands[2] = match.certainty
    bands[3:6] = np.moveaxis(match.covariance, -1, 0)
    why[~(found.reference.amplitude > 0) & (why != Reason.MEASURED)] = Reason.NO_SIGNAL
    bands[6], bands[7], bands[8] = why, difference, np.where(why == Reason.MEASURED, scale, np.nan)
    return whole


def unlit_patch(patch: Patch) -> np.ndarray:
    """The result of a patch in which the reference shows noise only; see `match_patch`."""
    bands = np.full((len(BANDS) + 3, patch.reference.lines, patch.reference.samples), np.nan, np.float32)
    bands[2], bands[6] = 0.0, Reason.NO_SIGNAL
    return bands


def both_ways(
    found: Found, matcher: Matcher, judge: Judge, spread: Spread, shown: np.ndarray | None = None
) -> tuple[Match, np.ndarray, np.ndarray, np.ndarray]:
    """Result of both directions for a window that was matched one way.

    Parameters
    ----------
    found : Found
    matcher : Matcher
    judge : Judge
    spread : Spread
    shown : (lines, samples) ndarray, optional
        See `Search.shown_share`; 1 by default.

    Returns
    -------
    match : Match
        Of the reference; its certainty is the probability of being right to three pixels of the reference.
    verdicts : (lines, samples) uint8 ndarray
        See `consistency.verdicts`.
    difference : (lines, samples) ndarray
        Length of the way there and back [px of the reference]; NaN where nothing comes back.
    scale : (lines, samples) float32 ndarray
        Logarithm of the factor by which the scene corrects the predicted standard deviation.
    """
    both = together(found, matcher, judge, shown, spread.usual_trip)
    match = widened(both.match, found.prior, both.features, spread)
    left = kept(match)
    if spread.left is not None:
        left = settled(left, found.reference, found.secondary, Axis.of(found.prior), spread.left)
    difference = np.hypot(both.trip[..., 0], both.trip[..., 1])
    return left, verdicts(match, both.trip, left), difference, spread.scale(both.features)


@dataclasses.dataclass(frozen=True)
class Together:
    """A window matched there and back.

    Parameters
    ----------
    match : Match
        Of the reference, with the probability of being right as certainty, and the matcher's own covariance.
    trip : (lines, samples, 2) ndarray
        See `consistency.round_trip`.
    features : (5, lines, samples) ndarray
        See `spread.features`.
    """

    match: Match
    trip: np.ndarray
    features: np.ndarray


def together(
    found: Found, matcher: Matcher, judge: Judge, shown: np.ndarray | None = None, usual_trip: float = USUAL_TRIP
) -> Together:
    """The way back of a window that was matched one way, and what both directions together say; see `both_ways` and
    `spread.features`."""
    forward = found.match
    back = way_back(found, matcher)
    trip = round_trip(back, found.reference)
    both = joined(forward, back, trip, found.prior.affine()[0])
    # The secondary shows nothing there, however near its rim both ways put it.
    both.position[_outside(both.position, found.secondary.window)] = np.nan
    certainty = judge.probability(forward.certainty, back.certainty, np.hypot(trip[..., 0], trip[..., 1]))
    if shown is not None:
        certainty = within_data(certainty, shown, USUAL)
    both = dataclasses.replace(both, certainty=certainty)
    return Together(both, trip, features(both, forward, back, trip, found.prior, usual_trip))


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
    resampled = ImagePatch(at_positions(found.secondary, found.match.position), found.reference.window)
    return matcher(resampled, found.reference, exchanged(found.prior))


def exchanged(prior: HeightPrior) -> HeightPrior:
    """The prior of the way back: each pixel's place is itself, and moves against the way there with height.

    A band of `MIN_BAND` pixels to either side, in pixels of the reference.
    """
    linear, _ = prior.affine()
    inverse = np.linalg.inv(linear)
    rate = (prior.at_nodes(1.0) - prior.at_nodes(-1.0)) @ inverse.T
    band = 2.0 * MIN_BAND / np.nanmax(np.hypot(rate[..., 0], rate[..., 1]))
    near = prior.around(prior.base_height, -band, band)
    coefficients = -near.coefficients @ inverse.T
    lines, samples = np.meshgrid(prior.node_lines, prior.node_samples, indexing="ij")
    own = np.stack([lines, samples], -1)
    coefficients[0] = own + (near.at_nodes(0.0) - near.coefficients[0]) @ inverse.T
    return dataclasses.replace(near, coefficients=coefficients, measured=True)


def _outside(position: np.ndarray, window: Window) -> np.ndarray:
    """Which positions (..., 2) lie outside of a window's pixels; NaN does not."""
    line, sample = position[..., 0] - window.line, position[..., 1] - window.sample
    return (line <= -0.5) | (line >= window.lines - 0.5) | (sample <= -0.5) | (sample >= window.samples - 0.5)
