"""One window matched around a surface, in a band of heights that widens where matches reach its edge."""

from __future__ import annotations

import dataclasses
from typing import Protocol

import numpy as np

from ..image.window import Window
from ..sensor.model import SensorModel
from ..stereo.prior import HeightPrior, build_prior, cell_middles
from ..stereo.surface import Surface
from .interface import ImagePatch, Match, Matcher
from .resampling import band_limited

NODE_STEP = 16
"""Pixels between the nodes of the geometry: between them a surface's slopes are straight."""
AROUND = 48
"""Pixels of the secondary around what the band allows: what a correlation window and the network look at."""
MIN_BAND = 8.0
"""Pixels to either side of the surface that are always searched: one step of the network's sweep."""
MAX_BAND = 128.0
"""Pixels to either side of the surface that one search spans at the most at full resolution: memory is the same
whatever the range."""
ASIDE = np.outer(np.arange(1, 17) / 16.0, (-1.0, 1.0)).ravel()
"""Offsets in units of the farthest reach, the nearest first, at which the secondary may show the ground."""
REACH_QUANTILE = 0.95
"""Share of a window's nodes whose whole reach is searched; few are far from all that was measured."""
WIDENING, MAX_TRIES = 2.0, 3
BEYOND_SHARE = 0.02
"""Share of a window's certain matches beyond the band, where refiners may follow the ground, from which on the window
is searched again, in a band so many times as wide."""
CELL = 8
"""Pixels a side of the cells in which it is looked for matches beyond the band."""
PARTS = 17
"""Places within a reach of which it is asked whether the secondary shows them."""
CERTAIN = 0.5
"""Certainty from which on a match is believed here."""


class Image(Protocol):
    """What is matched: a slant image, or one averaged over looks."""

    @property
    def model(self) -> SensorModel: ...

    def read(self, line: int, sample: int, lines: int, samples: int) -> np.ndarray: ...


@dataclasses.dataclass(frozen=True)
class Found:
    """A window's match and what it was found with.

    Parameters
    ----------
    match : Match
    prior : HeightPrior
        Around the surface.
    reference, secondary : ImagePatch
    """

    match: Match
    prior: HeightPrior
    reference: ImagePatch
    secondary: ImagePatch


@dataclasses.dataclass(frozen=True)
class Search:
    """A pair as one pass takes it.

    Parameters
    ----------
    reference, secondary : Image
    factor : int
        Pixels of the full images that one of theirs spans, along each side.
    surface : Surface
        In pixels of the full reference image.
    limits : (float, float)
        Lowest and highest height that may be searched [m above the ellipsoid].
    matcher : Matcher
    first_try : int
        Of `MAX_TRIES`. Later ones search wider bands.
    most : float
        Pixels to either side of the surface that one search spans at the most.
    """

    reference: Image
    secondary: Image
    factor: int
    surface: Surface
    limits: tuple[float, float]
    matcher: Matcher
    first_try: int = 1
    most: float = MAX_BAND

    def base(self, line: np.ndarray, sample: np.ndarray) -> np.ndarray:
        """The surface's heights [m] at lines and samples of this pass's reference image."""
        return self.surface.heights(*self._full(line, sample))

    def rate(self, window: Window) -> float:
        """Secondary pixels by which a metre of height moves a match, at the most; 0 where the secondary shows nothing.

        At the surface. Where tracks cross, the secondary may show nothing of it, but of ground within its reach: then
        at the offset nearest to it of which something is shown.
        """
        farthest = float(self.surface.reach.max())
        for offset in (0.0, *farthest * ASIDE):
            prior = build_prior(
                self.reference.model, self.secondary.model, window, offset - 1.0, offset + 1.0, self.base
            )
            if (found := pixels_per_metre(prior)) > 0.0:
                return found
        return 0.0

    def farthest(self, window: Window) -> float:
        """The largest reach of the surface [m] in a window."""
        lines, samples = (
            first + np.append(np.arange(0.0, count - 1.0, CELL), count - 1.0)
            for first, count in ((window.line, window.lines), (window.sample, window.samples))
        )
        return float(self.surface.reaches(*self._full(lines[:, None], samples)).max())

    def match(self, window: Window) -> Found | None:
        """Match a window of the reference; None where it has no data, or the secondary shows nothing of it."""
        for tries in range(self.first_try - 1, MAX_TRIES):
            prior, everything = self._prior(window, WIDENING**tries)
            found = None if prior is None else self._matched(window, prior)
            if found is None or everything or not _goes_on(found):
                break
        return found

    def shown_share(self, found: Found, surface: Surface) -> np.ndarray:
        """Of the places that the reach of a surface gives each pixel, the share that the secondary shows.

        Beyond the ends of the secondary, and in parts without data, a matcher finds the best of the other places.

        Returns
        -------
        (lines, samples) ndarray
            0..1.
        """
        prior, model = found.prior, self.secondary.model
        nodes = self._full(prior.node_lines[:, None], prior.node_samples)
        height, reach = surface.heights(*nodes), surface.reaches(*nodes)
        low, high = (np.clip(height + way * reach, *self.limits) - prior.base_height for way in (-1.0, 1.0))
        shares = []
        for part in np.linspace(0.0, 1.0, PARTS):
            line, sample = np.moveaxis(np.nan_to_num(prior.at_nodes(low + part * (high - low)), nan=-np.inf), -1, 0)
            inside = (line > -0.5) & (line < model.lines - 0.5) & (sample > -0.5) & (sample < model.samples - 0.5)
            shares.append(inside & ~_without_data(found.secondary, line, sample))
        return np.clip(prior.to_pixels(np.mean(shares, axis=0)), 0.0, 1.0)

    def _full(self, line: np.ndarray, sample: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        first = 0.5 * (self.factor - 1)
        return self.factor * np.asarray(line) + first, self.factor * np.asarray(sample) + first

    def _prior(self, window: Window, widening: float) -> tuple[HeightPrior | None, bool]:
        """The prior in the surface's reach, and whether that is all that the limits allow."""
        models = self.reference.model, self.secondary.model
        per_metre = self.rate(window)
        if per_metre == 0.0:
            return None, True
        least = MIN_BAND / per_metre
        probe = build_prior(*models, window, -1.0, 1.0, self.base, NODE_STEP)
        nodes = probe.node_lines[:, None], probe.node_samples
        most = self.most / per_metre
        reach = np.clip(widening * self.surface.reaches(*self._full(*nodes)), least, most)
        below = np.clip(probe.base_height - self.limits[0], least, reach)
        above = np.clip(self.limits[1] - probe.base_height, least, reach)
        low, high = -float(np.quantile(below, REACH_QUANTILE)), float(np.quantile(above, REACH_QUANTILE))
        prior = build_prior(*models, window, low, high, self.base, NODE_STEP).completed()
        ended = ((below < reach) & (above < reach)) | (reach >= most)
        return dataclasses.replace(prior, reach=reach), bool(ended.all())

    def _matched(self, window: Window, prior: HeightPrior) -> Found | None:
        places = np.stack([prior.at_nodes(offset) for offset in (prior.low, 0.0, prior.high)])
        around = Window.around(places[..., 0], places[..., 1], AROUND)
        around = around and around.clipped(self.secondary.model.lines, self.secondary.model.samples)
        if around is None:
            return None
        one = _view(self.reference, window)
        if not np.isfinite(one.amplitude).any():
            return None
        two = band_limited(_view(self.secondary, around), prior.affine()[0])
        return Found(self.matcher(one, two, prior), prior, one, two)


def _without_data(patch: ImagePatch, line: np.ndarray, sample: np.ndarray) -> np.ndarray:
    """Which places lie on pixels of a patch without data; none beyond the patch does."""
    row, col = line - patch.window.line, sample - patch.window.sample
    inside = (row > -0.5) & (row < patch.window.lines - 0.5) & (col > -0.5) & (col < patch.window.samples - 0.5)
    row, col = (np.rint(np.where(inside, index, 0.0)).astype(int) for index in (row, col))
    return inside & ~np.isfinite(patch.amplitude[row, col])


def _view(image: Image, window: Window) -> ImagePatch:
    return ImagePatch(image.read(window.line, window.sample, window.lines, window.samples), window)


def pixels_per_metre(prior: HeightPrior) -> float:
    """Secondary pixels by which a metre of height moves a match, at the most; 0 where no node has a place."""
    rate = (prior.at_nodes(prior.high) - prior.at_nodes(prior.low)) / (prior.high - prior.low)
    return float(np.nanmax(np.hypot(rate[..., 0], rate[..., 1]), initial=0.0))


def _goes_on(found: Found) -> bool:
    """Whether the ground seems to go on beyond the band."""
    sure = found.match.certainty >= CERTAIN
    prior = found.prior
    # The middle pixels of cells stand for them: whether the ground goes on is no question of single pixels.
    middle = cell_middles(sure.shape, CELL)
    sure = sure[middle]
    if not sure.any():
        return False
    offset, _ = prior.offset_of(found.match.position[middle], CELL)
    reach = prior.to_pixels(prior.reach, CELL)
    end = np.where(offset > 0, np.minimum(reach, prior.high), np.minimum(reach, -prior.low))
    return bool((np.abs(offset) > end)[sure].mean() > BEYOND_SHARE)
