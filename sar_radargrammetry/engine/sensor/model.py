"""The sensor contract: all that later steps know of an image's geometry, whichever sensor and product it is from."""

from __future__ import annotations

import dataclasses
from typing import Protocol

import numpy as np


@dataclasses.dataclass(frozen=True)
class ProjectionSet:
    """What pixels stand for (SICD Vol. 3, "projection set"); the arrays broadcast against each other.

    Parameters
    ----------
    time : (...) ndarray
        Seconds since the image's epoch.
    arp, varp : (..., 3) ndarray
        Antenna position ECEF [m] and velocity [m/s].
    range_, range_rate : (...) ndarray
        Slant range [m] and its rate [m/s].
    """

    time: np.ndarray
    arp: np.ndarray
    varp: np.ndarray
    range_: np.ndarray
    range_rate: np.ndarray

    def doppler_offset(self) -> np.ndarray:
        """k = -R Rdot / |V| [m]: how far the point lies ahead of the plane across the track."""
        return -self.range_ * self.range_rate / np.linalg.norm(self.varp, axis=-1)


class SensorModel(Protocol):
    """Geometry of one image; pixel convention: the centre of the first pixel is (0, 0).

    Attributes
    ----------
    lines, samples : int
        Size of the image.
    look_side : {"left", "right"}
        Side of the track the antenna looks to.
    reference_height : float
        A height above the ellipsoid typical of the scene [m].
    """

    lines: int
    samples: int
    look_side: str
    reference_height: float

    def projection_set(self, line: np.ndarray, sample: np.ndarray) -> ProjectionSet:
        """What pixels at `line` and `sample` (any broadcastable shapes) stand for."""

    def ground_to_image(self, xyz: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Line and sample, each (...), of ground points (..., 3) ECEF [m]; NaN where the image does not see them."""

    def on_grid(self, lines: int, samples: int, first: tuple[float, float], looks: tuple[int, int]) -> SensorModel:
        """The model of an image whose first pixel stands at pixel `first` of this one and whose pixels span `looks`."""


def resampled(
    model: SensorModel,
    first_line: int = 0,
    first_sample: int = 0,
    lines: int | None = None,
    samples: int | None = None,
    looks_azimuth: int = 1,
    looks_range: int = 1,
) -> SensorModel:
    """The model of a window of an image (in its pixels), averaged over looks.

    A multilooked pixel stands at the centre of its looks; looks that do not fill a pixel at the far edges drop.
    """
    lines = model.lines - first_line if lines is None else lines
    samples = model.samples - first_sample if samples is None else samples
    first = first_line + 0.5 * (looks_azimuth - 1), first_sample + 0.5 * (looks_range - 1)
    return model.on_grid(lines // looks_azimuth, samples // looks_range, first, (looks_azimuth, looks_range))


def shows(model: SensorModel, line: np.ndarray, sample: np.ndarray, margin: float = 0.0) -> np.ndarray:
    """Whether pixels (...) lie in an image, or within a margin [px] around it; NaN does not."""
    before, lines, samples = -0.5 - margin, model.lines - 0.5 + margin, model.samples - 0.5 + margin
    with np.errstate(invalid="ignore"):
        return (line > before) & (line < lines) & (sample > before) & (sample < samples)


def range_spacing(model: SensorModel) -> float:
    """Slant range from sample to sample in the middle of an image [m]."""
    line, sample = 0.5 * (model.lines - 1), 0.5 * (model.samples - 1)
    range_ = model.projection_set(np.array(line), sample + np.array([-0.5, 0.5])).range_
    return abs(float(range_[..., 1] - range_[..., 0]))


def equations_by_pixel(model: SensorModel, line: np.ndarray, sample: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Derivatives of the range and Doppler equations [m] by line and sample [px].

    Differences over one pixel; the sensor contract is all that they need.

    Parameters
    ----------
    line, sample : (n,) ndarray
    ground : (n, 3) ndarray
        The pixels' ground points, ECEF [m].

    Returns
    -------
    (n, 2, 2) ndarray
        [equation, coordinate]: rows range and Doppler, columns line and sample.
    """
    steps = np.array([[-0.5, 0.0], [0.5, 0.0], [0.0, -0.5], [0.0, 0.5]])
    pixels = model.projection_set(line[:, None] + steps[:, 0], sample[:, None] + steps[:, 1])
    missed = equations(pixels, ground[:, None])
    return missed[..., 1::2] - missed[..., ::2]


def equations(pixels: ProjectionSet, ground: np.ndarray) -> np.ndarray:
    """By how much ground points miss the range and the Doppler equation of pixels [m].

    Parameters
    ----------
    pixels : ProjectionSet
        Of (n, ...) pixels.
    ground : (n, ..., 3) ndarray
        ECEF [m]; broadcasts against the pixels' antenna positions.

    Returns
    -------
    (n, 2, ...) ndarray
        |P - A| - R and u . (P - A) - k.
    """
    sight = ground - pixels.arp
    velocity = pixels.varp / np.linalg.norm(pixels.varp, axis=-1, keepdims=True)
    range_equation = np.linalg.norm(sight, axis=-1) - pixels.range_
    doppler_equation = np.sum(velocity * sight, axis=-1) - pixels.doppler_offset()
    return np.stack([range_equation, doppler_equation], axis=1)
