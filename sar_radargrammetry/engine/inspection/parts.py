"""Of what the expected error of a height consists: the match along and across its epipolar curve.

With g the change of the height by line and sample of the match, and C the covariance of the match,

    variance of the height = g^T C g

In axes along the curve (a) and across it (b) these are g_a^2 C_aa + 2 g_a g_b C_ab + g_b^2 C_bb.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from ..image.window import Window
from ..sensor.ground import image_to_ground
from .opening import Opened
from .places import Pixel

MOVE = 0.25
"""Pixels by which a match is moved for the derivatives."""


@dataclasses.dataclass(frozen=True, eq=False)
class MatchError:
    """A match and its error.

    Parameters
    ----------
    place : (2,) ndarray
        Line and sample of the secondary.
    covariance : (2, 2) ndarray
        Of line and sample [px^2].
    certainty : float
        Probability that the match is right, 0..1.
    residual : float
        Disagreement of the four equations [sigma].
    across : float
        Distance from the epipolar curve [px], with a sign.
    sigma_along, sigma_across : float
        Standard deviations along and across the curve [px].
    by_along, by_across : float
        Change of the height by a pixel along and across the curve [m].
    sigma : float
        Standard deviation of the height that follows [m].
    """

    place: np.ndarray
    covariance: np.ndarray
    certainty: float
    residual: float
    across: float
    sigma_along: float
    sigma_across: float
    by_along: float
    by_across: float
    sigma: float

    @property
    def parts(self) -> tuple[float, float]:
        """What the errors along and across the curve make in the height, each by itself [m]."""
        return abs(self.by_along) * self.sigma_along, abs(self.by_across) * self.sigma_across

    def ellipse(self, sigmas: float = 1.0, count: int = 49) -> np.ndarray:
        """Outline (count, 2) of the error ellipse around the match: lines and samples of the secondary."""
        values, vectors = np.linalg.eigh(self.covariance)
        turn = np.linspace(0.0, 2.0 * np.pi, count)
        axes = vectors * (sigmas * np.sqrt(np.maximum(values, 0.0)))
        return self.place + np.stack([np.cos(turn), np.sin(turn)], axis=-1) @ axes.T


def match_error(opened: Opened, pixel: Pixel, by_height: np.ndarray) -> MatchError | None:
    """The match of a pixel; None where it has none.

    Parameters
    ----------
    by_height : (2,) ndarray
        Displacement of the match by a metre of height [px]: the direction of the curve.
    """
    line, sample = pixel.line, pixel.sample
    bands = opened.matches.read_window(Window(line, sample, 1, 1))[:, 0, 0].astype(float)
    if not (pixel.matched and np.isfinite(bands).all()):
        return None
    place = np.array([line + bands[0], sample + bands[1]])
    moves = np.array([[0, MOVE, -MOVE, 0, 0], [0, 0, 0, MOVE, -MOVE]])
    each = np.full(moves.shape[1], float(line)), np.full(moves.shape[1], float(sample))
    covariance = np.repeat(bands[3:6, None], moves.shape[1], axis=1)
    points, geodetic, sigma = opened.intersected(*each, place[:, None] + moves, covariance)
    heights = geodetic[2]
    by_pixel = np.array([heights[1] - heights[2], heights[3] - heights[4]]) / (2 * MOVE)
    along = by_height / np.hypot(*by_height)
    turned = np.stack([along, [-along[1], along[0]]])
    matrix = np.array([[bands[3], bands[4]], [bands[4], bands[5]]])
    own = turned @ matrix @ turned.T
    by_along, by_across = turned @ by_pixel
    return MatchError(
        place=place,
        covariance=matrix,
        certainty=float(bands[2]),
        residual=float(points.residual[0]),
        across=_across(opened, pixel, place, turned[1]),
        sigma_along=math.sqrt(own[0, 0]),
        sigma_across=math.sqrt(own[1, 1]),
        by_along=float(by_along),
        by_across=float(by_across),
        sigma=float(sigma[0]),
    )


def _across(opened: Opened, pixel: Pixel, place: np.ndarray, normal: np.ndarray) -> float:
    """Distance [px] of a match from the curve, which goes through the pixel's place at the height of the match."""
    reference, secondary = (image.model for image in opened.images)
    ground = image_to_ground(reference, np.array(pixel.line), np.array(pixel.sample), np.array(pixel.height))
    on_curve = np.array(secondary.ground_to_image(ground[None])).reshape(2)
    return float((place - on_curve) @ normal)
