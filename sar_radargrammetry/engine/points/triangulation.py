"""Correspondences to ground points with their sigma, a band of lines at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np

from ..matching.correspondence import Correspondence
from ..sensor.ellipsoid import ecef_to_geodetic, up_vector
from ..sensor.ground import image_to_ground
from ..sensor.range_doppler import ProjectionSet, RangeDopplerModel
from ..stereo.intersection import Noise, height_sigma, intersect

LINES = 128
"""Lines triangulated at once."""
LARGEST_RESIDUAL = 5.0
"""Sigmas by which the four equations may disagree: a match so far off the epipolar line is wrong (one in two million
right ones is)."""


@dataclasses.dataclass(frozen=True)
class GroundPoints:
    """Points of a band of reference lines; NaN where a pixel has none.

    Parameters
    ----------
    longitude, latitude, height, sigma : (lines, samples) float64 ndarray
        Degrees, degrees, metres above the ellipsoid, standard deviation of height [m].
    residual : (lines, samples) float64 ndarray
        Disagreement of the four equations in sigmas.
    rejected : int
        Matches dropped because that was too large, or because the circles do not meet.
    """

    longitude: np.ndarray
    latitude: np.ndarray
    height: np.ndarray
    sigma: np.ndarray
    residual: np.ndarray
    rejected: int


def triangulated(
    correspondence: Correspondence, reference: RangeDopplerModel, secondary: RangeDopplerModel
) -> Iterator[tuple[int, GroundPoints]]:
    """First line and points of every band of lines, in order."""
    pointing = look_direction(reference)
    for line in range(0, correspondence.lines, LINES):
        lines = min(LINES, correspondence.lines - line)
        yield line, triangulate_band(correspondence.read(line, lines), line, reference, secondary, pointing)


def look_direction(model: RangeDopplerModel) -> np.ndarray:
    """From the antenna to the ground in the middle of an image: (3,) ECEF [m]."""
    line, sample = 0.5 * (model.lines - 1), 0.5 * (model.samples - 1)
    ground = image_to_ground(model, np.array(line), np.array(sample), model.reference_height)
    return ground - model.projection_set(line, sample).arp


def triangulate_band(
    bands: np.ndarray, first_line: int, reference: RangeDopplerModel, secondary: RangeDopplerModel,
    pointing: np.ndarray,
) -> GroundPoints:
    """Triangulate the bands (6, lines, samples) of a correspondence raster."""
    shape = bands.shape[1:]
    row, column = np.nonzero(np.isfinite(bands[0]) & np.isfinite(bands[1]))
    line = (first_line + row).astype(float)
    chosen = bands[:, row, column].astype(float)
    states = reference.projection_set(first_line + np.arange(shape[0]), np.zeros(1))
    one = _gathered(states, reference, row, column)
    two = secondary.projection_set(line + chosen[0], column + chosen[1])
    points = intersect(one, two, pointing, match_noise(chosen[3:], two, secondary))
    lon, lat, height = ecef_to_geodetic(points.xyz)
    sigma = height_sigma(points, up_vector(lon, lat))
    good = np.isfinite(height) & (points.residual <= LARGEST_RESIDUAL)

    def placed(values: np.ndarray) -> np.ndarray:
        full = np.full(shape, np.nan)
        full[row[good], column[good]] = values[good]
        return full

    return GroundPoints(*(placed(v) for v in (lon, lat, height, sigma, points.residual)), int((~good).sum()))


def match_noise(covariance: np.ndarray, pixels: ProjectionSet, model: RangeDopplerModel) -> Noise:
    """What a match's covariance (3, n) [px^2] means for the secondary's two equations, in metres.

    A sample is a range spacing; a line moves the antenna, and with it the Doppler plane, by the way flown in a line
    interval.
    """
    line_sigma, sample_sigma = np.sqrt(covariance[0]), np.sqrt(covariance[2])
    per_line = np.abs(model.line_interval) * np.linalg.norm(pixels.varp, axis=-1)
    # A later antenna leaves the point farther behind: the Doppler equation falls as the line rises.
    correlation = -np.sign(model.line_interval) * covariance[1] / np.maximum(line_sigma * sample_sigma, 1e-12)
    return Noise(sample_sigma * model.range_spacing, line_sigma * per_line, np.clip(correlation, -0.99, 0.99))


def _gathered(lines: ProjectionSet, model: RangeDopplerModel, row: np.ndarray, column: np.ndarray) -> ProjectionSet:
    """Projection sets of pixels from those of their lines: one antenna state a line is computed, not one a pixel."""
    offset = model.range_spacing * column
    rate = np.polynomial.polynomial.polyval(offset, model.range_rate)
    return ProjectionSet(lines.time[row], lines.arp[row], lines.varp[row], model.near_range + offset, rate)
