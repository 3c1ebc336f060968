"""One window matched around a surface, in a band of heights that widens where matches reach its edge."""

from __future__ import annotations

import dataclasses
from typing import Protocol

import numpy as np

from ..image.window import Window
from ..sensor.model import SensorModel
from ..stereo.prior import HeightPrior, build_prior
from ..stereo.surface import Surface
from .interface import Match, Matcher, View
from .resampling import band_limited

NODE_STEP = 16
"""Pixels between the nodes of the geometry: between them a surface's slopes are straight."""
AROUND = 48
"""Pixels of the secondary around what the band allows: what a correlation window and the network look at."""
LEAST_BAND = 8.0
"""Pixels to either side of the surface that are always searched: one step of the network's sweep."""
EDGE = 4.0
"""Pixels from the end of the band from which on a match says that the ground goes on beyond it."""
WIDENING = 2.0
EDGE_SHARE = 0.01
"""Share of a window's certain matches at the edge of the band from which on it is searched again, so much wider."""
MOST_TRIES = 3
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
    reference, secondary : View
    """

    match: Match
    prior: HeightPrior
    reference: View
    secondary: View


@dataclasses.dataclass(frozen=True)
class Search:
    """A pair as one pass sees it.

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
    device : {"cpu", "cuda"}
    """

    reference: Image
    secondary: Image
    factor: int
    surface: Surface
    limits: tuple[float, float]
    matcher: Matcher
    device: str

    def base(self, line: np.ndarray, sample: np.ndarray) -> np.ndarray:
        """The surface's heights [m] at lines and samples of this pass's reference image."""
        first = 0.5 * (self.factor - 1)
        return self.surface.heights(self.factor * np.asarray(line) + first, self.factor * np.asarray(sample) + first)

    def match(self, window: Window) -> Found | None:
        """Match a window of the reference; None where the secondary shows nothing of it."""
        full = Window(*(self.factor * value for value in dataclasses.astuple(window)))
        reach = self.surface.band(full)
        for _ in range(MOST_TRIES):
            found, reach, everything = self._in_band(window, reach)
            if found is None or everything or not _at_the_edge(found, self.factor):
                break
            reach *= WIDENING
        return found

    def _in_band(self, window: Window, reach: float) -> tuple[Found | None, float, bool]:
        """The match within `reach` [m] of the surface, the reach that was searched, and whether it was all there is."""
        model = self.reference.model
        probe = build_prior(model, self.secondary.model, window, -1.0, 1.0, self.base)
        rate = probe.at_nodes(1.0) - probe.at_nodes(-1.0)
        per_metre = 0.5 * np.nanmax(np.hypot(rate[..., 0], rate[..., 1]), initial=0.0)
        if per_metre == 0.0:
            return None, reach, True
        reach = max(reach, LEAST_BAND / per_metre)
        heights = probe.base_height
        low = -min(reach, max(float(heights.max()) - self.limits[0], LEAST_BAND / per_metre))
        high = min(reach, max(self.limits[1] - float(heights.min()), LEAST_BAND / per_metre))
        prior = build_prior(model, self.secondary.model, window, low, high, self.base, NODE_STEP)
        places = np.stack([prior.at_nodes(offset) for offset in (low, 0.0, high)])
        around = Window.around(places[..., 0], places[..., 1], AROUND)
        around = around and around.clipped(self.secondary.model.lines, self.secondary.model.samples)
        if around is None:
            return None, reach, True
        one = _view(self.reference, window)
        two = band_limited(_view(self.secondary, around), prior.affine()[0])
        match = self.matcher(one, two, prior, self.device)
        return Found(match, prior, one, two), reach, -low < reach and high < reach


def _view(image: Image, window: Window) -> View:
    return View(image.read(window.line, window.sample, window.lines, window.samples), window)


def _at_the_edge(found: Found, factor: int) -> bool:
    """Whether the ground seems to go on beyond the band."""
    sure = found.match.certainty >= CERTAIN
    if not sure.any():
        return False
    prior = found.prior
    offset, _ = prior.offset_of(found.match.position)
    rate = prior.at_nodes(prior.high) - prior.at_nodes(prior.low)
    pixels = np.nanmax(np.hypot(rate[..., 0], rate[..., 1])) / (prior.high - prior.low)
    margin = EDGE / pixels
    beyond = (offset[sure] > prior.high - margin) | (offset[sure] < prior.low + margin)
    return bool(beyond.mean() > EDGE_SHARE)
