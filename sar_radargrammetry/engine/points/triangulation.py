"""Correspondences to ground points with their sigma, a band of lines at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import numpy as np

from ..matching.correspondence import Correspondence
from ..parallel import for_pieces
from ..reasons import Reason
from ..sensor.ellipsoid import ecef_to_geodetic, up_vector
from ..sensor.ground import image_to_ground
from ..sensor.model import ProjectionSet, SensorModel, equations_by_pixel
from ..stereo.intersection import Noise, height_sigma, intersect

LINES = 128
"""Lines triangulated at once."""
LATTICE = 33
"""Places along each side of the secondary at which a pixel's meaning in metres is computed."""
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
    across : (lines, samples) float64 ndarray
        The same with a sign: on which side of the epipolar curve the match lies.
    rejected : int
        Matches dropped because that was too large, or because the circles do not meet.
    certainty : (lines, samples) float64 ndarray
        Of the match.
    reason : (lines, samples) uint8 ndarray
        `Reason`: MEASURED where there is a point.
    """

    longitude: np.ndarray
    latitude: np.ndarray
    height: np.ndarray
    sigma: np.ndarray
    residual: np.ndarray
    across: np.ndarray
    rejected: int
    certainty: np.ndarray
    reason: np.ndarray

    def without(self, chosen: np.ndarray, reason: Reason) -> GroundPoints:
        """The same without the points of the pixels `chosen` (lines, samples), which get a reason instead."""
        chosen = chosen & (self.reason == Reason.MEASURED)
        if not chosen.any():
            return self
        fields = {f: np.where(chosen, np.nan, getattr(self, f)) for f in MEASURES}
        return dataclasses.replace(self, **fields, reason=np.where(chosen, np.uint8(reason), self.reason))


MEASURES = ("longitude", "latitude", "height", "sigma", "residual", "across", "certainty")
"""Fields of `GroundPoints` that a pixel without a point has not."""


def triangulated(
    correspondence: Correspondence,
    reference: SensorModel,
    secondary: SensorModel,
    read: Callable[[int, np.ndarray], None] = lambda line, bands: None,
) -> Iterator[tuple[int, GroundPoints]]:
    """First line and points of every band of lines, in order; `read` is called with what was read of the raster."""
    pointing, steps = look_direction(reference), PixelSteps.of(secondary)
    for line, bands, reasons in correspondence.strips(LINES):
        read(line, bands)
        points = triangulate_band(bands, line, reference, secondary, pointing, steps)
        unmatched = points.reason == Reason.UNMATCHED
        yield line, dataclasses.replace(points, reason=np.where(unmatched, reasons, points.reason))


def look_direction(model: SensorModel) -> np.ndarray:
    """From the antenna to the ground in the middle of an image: (3,) ECEF [m]."""
    line, sample = 0.5 * (model.lines - 1), 0.5 * (model.samples - 1)
    ground = image_to_ground(model, np.array(line), np.array(sample), model.reference_height)
    return ground - model.projection_set(line, sample).arp


def triangulate_band(
    bands: np.ndarray,
    first_line: int,
    reference: SensorModel,
    secondary: SensorModel,
    pointing: np.ndarray,
    steps: PixelSteps,
) -> GroundPoints:
    """Triangulate the bands (6, lines, samples) of a correspondence raster."""
    shape = bands.shape[1:]
    row, column = np.nonzero(np.isfinite(bands[0]) & np.isfinite(bands[1]))
    every = reference.projection_set(first_line + np.arange(shape[0])[:, None], np.arange(shape[1])[None, :])
    measures = np.full((len(MEASURES), *shape), np.nan)
    reason = np.full(shape, Reason.UNMATCHED, np.uint8)

    def triangulate(piece: slice) -> None:
        pixel = row[piece], column[piece]
        chosen = bands[:, pixel[0], pixel[1]].astype(float)
        line, sample = first_line + pixel[0] + chosen[0], pixel[1] + chosen[1]
        one, two = _chosen(every, shape, *pixel), secondary.projection_set(line, sample)
        points = intersect(one, two, pointing, steps.noise(chosen[3:6], line, sample))
        lon, lat, height = ecef_to_geodetic(points.xyz)
        sigma = height_sigma(points, up_vector(lon, lat))
        good = np.isfinite(height) & (points.residual <= LARGEST_RESIDUAL)
        values = np.stack([lon, lat, height, sigma, points.residual, points.across, chosen[2]])
        measures[:, pixel[0][good], pixel[1][good]] = values[:, good]
        reason[pixel] = np.where(good, Reason.MEASURED, Reason.EPIPOLAR)

    for_pieces(triangulate, len(row))
    *fields, certainty = measures
    return GroundPoints(*fields, int((reason == Reason.EPIPOLAR).sum()), certainty, reason)


@dataclasses.dataclass(frozen=True)
class PixelSteps:
    """What a pixel of the secondary means in metres, on a lattice over the image.

    It changes by a few percent over an image, so the nearest of `LATTICE` squared places is exact to a thousandth.

    Parameters
    ----------
    by_pixel : (LATTICE, LATTICE, 2, 2) ndarray
        Derivatives of the range and Doppler equations [m] by line and sample [px].
    lines, samples : int
        Size of the image.
    """

    by_pixel: np.ndarray
    lines: int
    samples: int

    @classmethod
    def of(cls, model: SensorModel) -> PixelSteps:
        """Compute the lattice of a model."""
        line, sample = np.meshgrid(
            np.linspace(0.0, model.lines - 1.0, LATTICE), np.linspace(0.0, model.samples - 1.0, LATTICE), indexing="ij"
        )
        line, sample = line.reshape(-1), sample.reshape(-1)
        ground = image_to_ground(model, line, sample, np.full(line.shape, model.reference_height))
        by_pixel = equations_by_pixel(model, line, sample, ground)
        return cls(by_pixel.reshape(LATTICE, LATTICE, 2, 2), model.lines, model.samples)

    def noise(self, covariance: np.ndarray, line: np.ndarray, sample: np.ndarray) -> Noise:
        """Noise of the two equations for a match's covariance (3, n) [px^2] at secondary pixels (n,)."""
        row = np.clip(np.rint(line * ((LATTICE - 1) / max(self.lines - 1, 1))), 0, LATTICE - 1).astype(int)
        column = np.clip(np.rint(sample * ((LATTICE - 1) / max(self.samples - 1, 1))), 0, LATTICE - 1).astype(int)
        # Equation rows r (range) and d (Doppler) by line and sample: the covariance J C J^T written out.
        (r_line, r_sample), (d_line, d_sample) = np.moveaxis(self.by_pixel[row, column], 0, -1)
        ll, ls, ss = covariance
        rr = r_line**2 * ll + 2.0 * r_line * r_sample * ls + r_sample**2 * ss
        dd = d_line**2 * ll + 2.0 * d_line * d_sample * ls + d_sample**2 * ss
        rd = r_line * d_line * ll + (r_line * d_sample + r_sample * d_line) * ls + r_sample * d_sample * ss
        sigma_range, sigma_doppler = np.sqrt(rr), np.sqrt(dd)
        return Noise(sigma_range, sigma_doppler, np.clip(rd / (sigma_range * sigma_doppler), -0.99, 0.99))


def _chosen(pixels: ProjectionSet, shape: tuple[int, int], row: np.ndarray, column: np.ndarray) -> ProjectionSet:
    """Projection sets of single pixels from those of a band, whose fields may be common to a line."""

    def pick(values: np.ndarray, *last: int) -> np.ndarray:
        return np.broadcast_to(values, (*shape, *last))[row, column]

    return ProjectionSet(
        pick(pixels.time), pick(pixels.arp, 3), pick(pixels.varp, 3), pick(pixels.range_), pick(pixels.range_rate)
    )
