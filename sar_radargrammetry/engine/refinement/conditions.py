"""Tie points as conditions on the navigation: each point's place on the ground is eliminated on the way.

A tie point gives four equations f (range and Doppler of two pixels, in metres) for its three coordinates X. With
B = df/dX (4 x 3), A = df/dz by the unknowns z of the navigation, and the covariance S of the pixels in metres, it is

- one condition free of X: w^T (f + A dz) = 0 with w^T B = 0 and variance w^T S w. It is the match's distance from the
  epipolar curve, and all that matches alone can say about the navigation;
- a ground point X(z) with covariance (B^T S^-1 B)^-1 and dX/dz = -(B^T S^-1 B)^-1 B^T S^-1 A, which is compared with
  control points or a DEM where there are some.

The two are uncorrelated, because least squares splits the four measurements into a residual and an estimate. Used
together they are what the Schur complement of the normal equations of all points and unknowns leaves for the unknowns
(Triggs et al. 2000, "Bundle adjustment: a modern synthesis", section 6.1), point by point.

A and B hold where the adjusted secondary pixel is, not where the match put it (as in the Gauss-Helmert model): taken at
the match, they carry its error, and thousands of matches together prefer an image that is squeezed along the track,
because that squeezes their errors.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ..sensor.corrected import accelerations, later_pixel
from ..sensor.model import ProjectionSet, SensorModel, equations, equations_by_pixel
from ..stereo.intersection import Noise, intersect
from .ties import TiePoints
from .unknowns import Unknowns

STEP = 0.5
"""The equations' derivatives by the unknowns are differences over twice so many metres: they are all but linear."""
REFERENCE_SIGMA = 1e-3
"""Of the reference's two equations [m]: its pixel defines the point."""


@dataclasses.dataclass(frozen=True)
class PixelGeometry:
    """What one image's pixels of the tie points stand for, ready to be corrected.

    Parameters
    ----------
    model : SensorModel
        Uncorrected.
    pixels : ProjectionSet
        Of n pixels, uncorrected.
    acceleration : (n, 3) ndarray or 0
        Of the antenna [m/s^2].
    unknowns : Unknowns
    """

    model: SensorModel
    pixels: ProjectionSet
    acceleration: np.ndarray | float
    unknowns: Unknowns

    @classmethod
    def of(cls, model: SensorModel, unknowns: Unknowns, pixel: np.ndarray) -> PixelGeometry:
        """The view of pixels (n, 2)."""
        line, sample = pixel.T
        acceleration = accelerations(model, line, sample, later_pixel(model))
        return cls(model, model.projection_set(line, sample), acceleration, unknowns)

    def corrected(self, values: np.ndarray) -> ProjectionSet:
        """Projection sets with these values [m] of the unknowns."""
        return self.unknowns.correction(values).applied(self.pixels, self.acceleration)

    def equations_by_unknown(self, values: np.ndarray, ground: np.ndarray) -> np.ndarray:
        """Derivatives (n, 2, p) of the range and Doppler equations at ground points (n, 3) by the unknowns."""
        columns = []
        for step in STEP * np.eye(len(values)):
            after, before = (equations(self.corrected(values + s * step), ground) for s in (1.0, -1.0))
            columns.append((after - before) / (2.0 * STEP))
        return np.stack(columns, axis=-1) if columns else np.zeros((len(ground), 2, 0))


@dataclasses.dataclass(frozen=True)
class Conditions:
    """What n tie points say at given values of the q unknowns of both images.

    Parameters
    ----------
    across : (n,) ndarray
        Distance from the epipolar curve in sigmas of the match.
    across_by_unknown : (n, q) ndarray
    across_sigma : (n,) ndarray
        Standard deviation of the match across the curve [px].
    xyz : (n, 3) ndarray
        Ground points, ECEF [m].
    covariance : (n, 3, 3) ndarray
        Of the ground points by the match alone [m^2].
    xyz_by_unknown : (n, 3, q) ndarray
    """

    across: np.ndarray
    across_by_unknown: np.ndarray
    across_sigma: np.ndarray
    xyz: np.ndarray
    covariance: np.ndarray
    xyz_by_unknown: np.ndarray


@dataclasses.dataclass(frozen=True)
class TiedPair:
    """Two images and their tie points.

    Parameters
    ----------
    reference, secondary : PixelGeometry
    ties : TiePoints
    pointing : (3,) ndarray
        From the reference's antenna to the scene, see `stereo.intersection.intersect`.
    by_pixel : (n, 2, 2) ndarray
        Derivatives of the secondary's equations [m] by its line and sample.
    """

    reference: PixelGeometry
    secondary: PixelGeometry
    ties: TiePoints
    pointing: np.ndarray
    by_pixel: np.ndarray

    def split(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The unknowns (q,) of the reference and of the secondary; others may follow."""
        first, second = (len(view.unknowns.sigma) for view in (self.reference, self.secondary))
        return values[:first], values[first : first + second]

    def points(self, values: np.ndarray) -> np.ndarray:
        """Ground points (n, 3) ECEF [m] alone, at these values [m] of the unknowns."""
        one, two = self.split(values)
        first, second = self.reference.corrected(one), self.secondary.corrected(two)
        return intersect(first, second, self.pointing, _noise(self._match_noise())).xyz

    def conditions(self, values: np.ndarray) -> Conditions:
        """The conditions and their derivatives at these values [m] of the unknowns."""
        one, two = self.split(values)
        first, second = self.reference.corrected(one), self.secondary.corrected(two)
        noise = self._match_noise()
        xyz = intersect(first, second, self.pointing, _noise(noise)).xyz
        covariance = np.zeros((len(xyz), 4, 4))
        covariance[:, [0, 1], [0, 1]] = REFERENCE_SIGMA**2
        covariance[:, 2:, 2:] = noise
        missed = np.concatenate([equations(first, xyz), equations(second, xyz)], axis=1)
        adjusted = self.ties.secondary - np.linalg.solve(self.by_pixel, missed[:, 2:, None])[..., 0]
        beside = PixelGeometry.of(self.secondary.model, self.secondary.unknowns, adjusted)
        by_ground = np.concatenate([by_ground_point(first, xyz), by_ground_point(beside.corrected(two), xyz)], axis=1)
        by_unknown = np.zeros((len(xyz), 4, len(values)))
        by_unknown[:, :2, : len(one)] = self.reference.equations_by_unknown(one, xyz)
        by_unknown[:, 2:, len(one) : len(one) + len(two)] = beside.equations_by_unknown(two, xyz)

        null = _null(by_ground)
        sigma = np.sqrt(np.einsum("ni,nij,nj->n", null, covariance, null))
        weighted = np.swapaxes(by_ground, 1, 2) @ np.linalg.inv(covariance)
        spread = np.linalg.inv(weighted @ by_ground)
        return Conditions(
            np.einsum("ni,ni->n", null, missed) / sigma,
            np.einsum("ni,nij->nj", null, by_unknown) / sigma[:, None],
            self._across_sigma(by_ground),
            xyz,
            spread,
            -spread @ weighted @ by_unknown,
        )

    def chosen(self, which: np.ndarray) -> TiedPair:
        """With some of the tie points (bool or indices)."""

        def view(of: PixelGeometry) -> PixelGeometry:
            pixels = ProjectionSet(*(getattr(of.pixels, f.name)[which] for f in dataclasses.fields(ProjectionSet)))
            acceleration = of.acceleration if np.ndim(of.acceleration) == 0 else of.acceleration[which]
            return PixelGeometry(of.model, pixels, acceleration, of.unknowns)

        return TiedPair(
            view(self.reference),
            view(self.secondary),
            self.ties.chosen(which),
            self.pointing,
            self.by_pixel[which],
        )

    def _match_noise(self) -> np.ndarray:
        """Covariances (n, 2, 2) of the secondary's equations [m^2]."""
        return self.by_pixel @ self.ties.covariance @ np.swapaxes(self.by_pixel, 1, 2)

    def _across_sigma(self, by_ground: np.ndarray) -> np.ndarray:
        """Standard deviation of the matches across their epipolar curves [px], (n,)."""
        # Along the curve the point moves where neither equation of the reference changes.
        way = np.cross(by_ground[:, 0], by_ground[:, 1])
        curve = np.linalg.solve(self.by_pixel, (by_ground[:, 2:] @ way[..., None]))[..., 0]
        across = np.stack([-curve[:, 1], curve[:, 0]], axis=-1) / np.linalg.norm(curve, axis=-1, keepdims=True)
        return np.sqrt(np.einsum("ni,nij,nj->n", across, self.ties.covariance, across))


def tied_pair(
    reference: SensorModel,
    secondary: SensorModel,
    unknowns: tuple[Unknowns, Unknowns],
    ties: TiePoints,
    pointing: np.ndarray,
) -> tuple[TiedPair, np.ndarray]:
    """Tie points with everything that does not depend on the unknowns.

    Those whose rays do not meet, with equal weights and with the match's covariance, are left out: the second value,
    (n,) bool, says which met.

    Parameters
    ----------
    reference, secondary : SensorModel
        Uncorrected.
    unknowns : two of Unknowns
    ties : TiePoints
    pointing : (3,) ndarray
    """
    views = (
        PixelGeometry.of(reference, unknowns[0], ties.reference),
        PixelGeometry.of(secondary, unknowns[1], ties.secondary),
    )
    found = intersect(views[0].pixels, views[1].pixels, pointing)
    good = np.isfinite(found.xyz).all(axis=-1)
    by_pixel = np.full((len(ties), 2, 2), np.nan)
    line, sample = ties.secondary[good].T
    by_pixel[good] = equations_by_pixel(secondary, line, sample, found.xyz[good])
    determinant = np.linalg.det(np.where(np.isfinite(by_pixel), by_pixel, 0.0))
    good &= determinant != 0
    # Rays that meet with equal weights need not do so with those of a match that is loose along its curve.
    start = np.zeros(sum(len(u.sigma) for u in unknowns))
    pair = TiedPair(*views, ties, pointing, by_pixel).chosen(good)
    with np.errstate(invalid="ignore"):
        good[good] = np.isfinite(pair.conditions(start).across)
    return TiedPair(*views, ties, pointing, by_pixel).chosen(good), good


def by_ground_point(pixels: ProjectionSet, ground: np.ndarray) -> np.ndarray:
    """Derivatives (n, 2, 3) of the range and Doppler equations by the ground point."""
    sight = ground - pixels.arp
    toward = sight / np.linalg.norm(sight, axis=-1, keepdims=True)
    velocity = pixels.varp / np.linalg.norm(pixels.varp, axis=-1, keepdims=True)
    return np.stack([toward, np.broadcast_to(velocity, toward.shape)], axis=1)


def _null(by_ground: np.ndarray) -> np.ndarray:
    """Unit vectors (n, 4) perpendicular to the three columns of (n, 4, 3), the secondary's Doppler part positive."""
    # Cofactors along the added column: one 3 x 3 determinant for each row left out.
    rows = [[j for j in range(4) if j != i] for i in range(4)]
    null = np.stack([(-1.0) ** i * np.linalg.det(by_ground[:, rows[i]]) for i in range(4)], axis=-1)
    null /= np.linalg.norm(null, axis=-1, keepdims=True)
    return null * np.where(null[:, 3:] < 0, -1.0, 1.0)


def _noise(covariance: np.ndarray) -> Noise:
    """What `intersect` takes, from covariances (n, 2, 2) of the secondary's two equations [m^2]."""
    sigma_range, sigma_doppler = np.sqrt(covariance[:, 0, 0]), np.sqrt(covariance[:, 1, 1])
    correlation = np.clip(covariance[:, 0, 1] / (sigma_range * sigma_doppler), -0.99, 0.99)
    return Noise(sigma_range, sigma_doppler, correlation)
