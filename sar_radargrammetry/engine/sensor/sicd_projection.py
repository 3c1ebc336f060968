"""From a place in a SICD image to range and range rate, one formula for each way the image was formed.

Source: SICD Volume 3, Image Projections Description Document, section 4. x and y are the standard's image coordinates,
metres from the scene centre point (SCP) along rows and columns of the grid; range and range rate hold at the pixel's
centre-of-aperture time (COA), at which the antenna is at ARP with velocity VARP.
"""

from __future__ import annotations

import dataclasses
from typing import Protocol

import numpy as np
from numpy.polynomial import polynomial


class Projection(Protocol):
    """One formula of the standard."""

    def range_and_rate(
        self, x: np.ndarray, y: np.ndarray, time: np.ndarray, arp: np.ndarray, varp: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Range [m] and range rate [m/s], each (...).

        Parameters
        ----------
        x, y : (...) ndarray
            Image coordinates [m]; they and the others broadcast against each other.
        time : (...) ndarray
            COA time [s].
        arp, varp : (..., 3) ndarray
            Antenna position [m] and velocity [m/s] then, ECEF.
        """


@dataclasses.dataclass(frozen=True, eq=False)
class RangeDoppler:
    """Grid of ranges and times of closest approach (Grid.Type RGZERO, image formation RMA with INCA).

    Parameters
    ----------
    range_at_scp : float
        R_CA_SCP [m].
    closest_time : (n,) ndarray
        TimeCAPoly: time [s] in powers of y.
    rate_scale : (m, n) ndarray
        DRateSFPoly, in powers of x and y.
    velocity : (d, 3) ndarray
        Of the antenna [m/s], in powers of time.
    """

    range_at_scp: float
    closest_time: np.ndarray
    rate_scale: np.ndarray
    velocity: np.ndarray

    def range_and_rate(
        self, x: np.ndarray, y: np.ndarray, time: np.ndarray, arp: np.ndarray, varp: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """See `Projection.range_and_rate`."""
        closest_range, closest_time = self.range_at_scp + x, horner(self.closest_time, y)
        velocity = horner_vector(self.velocity, closest_time)
        squared = horner2(self.rate_scale, x, y) * np.einsum("...i,...i->...", velocity, velocity)
        after = time - closest_time
        range_ = np.sqrt(closest_range**2 + squared * after**2)
        return range_, squared * after / range_


@dataclasses.dataclass(frozen=True, eq=False)
class PolarFormat:
    """Polar format (Grid.Type RGAZIM, image formation PFA).

    Parameters
    ----------
    scp : (3,) ndarray
        Scene centre point, ECEF [m].
    polar_angle : (n,) ndarray
        PolarAngPoly: angle [rad] in powers of time.
    frequency_scale : (n,) ndarray
        SpatialFreqSFPoly, in powers of the polar angle.
    """

    scp: np.ndarray
    polar_angle: np.ndarray
    frequency_scale: np.ndarray

    def range_and_rate(
        self, x: np.ndarray, y: np.ndarray, time: np.ndarray, arp: np.ndarray, varp: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """See `Projection.range_and_rate`."""
        range_, rate = _of_point(self.scp, arp, varp)
        angle = horner(self.polar_angle, time)
        angular_rate = horner(polynomial.polyder(self.polar_angle), time)
        scale = horner(self.frequency_scale, angle)
        scale_by_angle = horner(polynomial.polyder(self.frequency_scale), angle)
        cosine, sine = np.cos(angle), np.sin(angle)
        along, across = x * cosine + y * sine, y * cosine - x * sine
        return range_ + scale * along, rate + (scale_by_angle * along + scale * across) * angular_rate


@dataclasses.dataclass(frozen=True, eq=False)
class RangeAzimuth:
    """Range and azimuth compression (Grid.Type RGAZIM, image formation RGAZCOMP).

    Parameters
    ----------
    scp : (3,) ndarray
        Scene centre point, ECEF [m].
    azimuth_scale : float
        AzSF [1/m].
    """

    scp: np.ndarray
    azimuth_scale: float

    def range_and_rate(
        self, x: np.ndarray, y: np.ndarray, time: np.ndarray, arp: np.ndarray, varp: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """See `Projection.range_and_rate`."""
        range_, rate = _of_point(self.scp, arp, varp)
        return range_ + x, rate - np.linalg.norm(varp, axis=-1) * self.azimuth_scale * y


@dataclasses.dataclass(frozen=True, eq=False)
class Plane:
    """Uniformly spaced points of a plane (Grid.Type PLANE, XRGYCR, XCTYAT).

    Parameters
    ----------
    scp : (3,) ndarray
        Scene centre point, ECEF [m].
    row, column : (3,) ndarray
        Unit vectors in which x and y count, ECEF.
    """

    scp: np.ndarray
    row: np.ndarray
    column: np.ndarray

    def range_and_rate(
        self, x: np.ndarray, y: np.ndarray, time: np.ndarray, arp: np.ndarray, varp: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """See `Projection.range_and_rate`."""
        return _of_point(self.scp + x[..., None] * self.row + y[..., None] * self.column, arp, varp)


def _of_point(point: np.ndarray, arp: np.ndarray, varp: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Range [m] and range rate [m/s] of a point (..., 3)."""
    sight = arp - point
    range_ = np.sqrt(np.einsum("...i,...i->...", sight, sight))
    return range_, np.einsum("...i,...i->...", varp, sight) / range_


def horner(coefficients: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Polynomial (n,), lowest power first, at x (...); a constant has no axes."""
    value = np.asarray(coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        value = value * x + coefficient
    return value


def horner2(coefficients: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Polynomial (m, n) in powers of x and y; it has only the axes of the coordinates that it depends on."""
    value = horner(coefficients[-1], y)
    for row in coefficients[-2::-1]:
        value = value * x + horner(row, y)
    return value


def horner_vector(coefficients: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Vector-valued polynomial (n, 3), lowest power first, at x (...): (..., 3)."""
    x = np.asarray(x)[..., None]
    value = np.broadcast_to(coefficients[-1], (*x.shape[:-1], 3))
    for coefficient in coefficients[-2::-1]:
        value = value * x + coefficient
    return value
