"""The correlated part of the error budget: what the navigation of both images still makes heights wrong by.

The errors z of the navigation (ranges with what the atmosphere delays them, times, tracks; see `unknowns`) have a
covariance C: the adjustment's after a refinement, else the stated one. A pixel's four equations f with
B = df/dX, A = df/dz and the covariance S of its match give dX/dz = -(B^T S^-1 B)^-1 B^T S^-1 A, and so

    j = up . dX/dz        correlated variance of the height = j C j^T

Neighbours share these errors, which no averaging and no smoothing takes away. They vary slowly over a scene: j is
computed at a few hundred places and is a polynomial between them.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pyproj

from ..errors import EngineError
from ..points.triangulation import look_direction
from ..sensor.corrected import uncorrected
from ..sensor.model import SensorModel
from .adjustment import Adjustment, heights_by_unknown
from .conditions import tied_pair
from .scene_polynomial import PLACES, ScenePolynomial, ground_places, on_map
from .ties import TiePoints
from .unknowns import Expected, Stated, Unknowns, unknowns_of


@dataclasses.dataclass(frozen=True, eq=False)
class Navigation:
    """What is known of a pair's navigation errors.

    Parameters
    ----------
    unknowns : two of Unknowns
        Of the reference and of the secondary.
    expected : two of Expected
        From which the unknowns were made.
    covariance : (p, p) ndarray
        Of all of them [m^2].
    refined : bool
        Whether it is what a refinement left.
    """

    unknowns: tuple[Unknowns, Unknowns]
    expected: tuple[Expected, Expected]
    covariance: np.ndarray
    refined: bool

    def document(self) -> dict[str, Any]:
        """JSON from which `read_navigation` makes it again."""
        low = np.tril_indices(len(self.covariance))
        return {
            "expected": [dataclasses.asdict(expected) for expected in self.expected],
            "covariance": [float(f"{value:.9g}") for value in self.covariance[low]],
        }


def stated_navigation(models: tuple[SensorModel, SensorModel], stated: tuple[Stated, Stated]) -> Navigation:
    """The stated errors, independent of each other."""
    expected = tuple(of.expected for of in stated)
    unknowns = tuple(unknowns_of(uncorrected(model), e) for model, e in zip(models, expected, strict=True))
    sigma = np.concatenate([u.sigma for u in unknowns])
    return Navigation(unknowns, expected, np.diag(sigma**2), refined=False)


def remaining_navigation(adjustment: Adjustment, expected: tuple[Expected, Expected]) -> Navigation:
    """What a refinement left of them; what it could not observe is as uncertain as before."""
    size = sum(len(unknowns.sigma) for unknowns in adjustment.unknowns)
    return Navigation(adjustment.unknowns, expected, adjustment.solution.covariance[:size, :size], refined=True)


def read_navigation(document: dict[str, Any], models: tuple[SensorModel, SensorModel], path: str) -> Navigation:
    """What `Navigation.document` said.

    Raises
    ------
    EngineError
        It does not fit the images.
    """
    try:
        expected = tuple(Expected(**fields) for fields in document["expected"])
        unknowns = tuple(unknowns_of(uncorrected(model), e) for model, e in zip(models, expected, strict=True))
        size = sum(len(u.sigma) for u in unknowns)
        covariance = np.zeros((size, size))
        covariance[np.tril_indices(size)] = np.reshape(document["covariance"], size * (size + 1) // 2)
    except (KeyError, TypeError, ValueError) as error:
        raise EngineError("The refinement record of {path} is damaged; run refinegeometry again.", path=path) from error
    return Navigation(unknowns, expected, covariance + np.tril(covariance, -1).T, refined=True)


def heights_by_navigation(
    models: tuple[SensorModel, SensorModel],
    unknowns: tuple[Unknowns, Unknowns],
    ground: np.ndarray,
    match: np.ndarray,
) -> np.ndarray:
    """Derivatives (n, p) of triangulated heights at ground points (n, 3) ECEF [m] by the unknowns [m].

    NaN where a point is in neither image's reach. `match` (2, 2) [px^2] is the covariance of a typical match, by which
    the four equations are weighted: navigation errors make them contradict each other.
    """
    pixels = np.stack([np.stack(model.ground_to_image(ground), axis=-1) for model in models])
    derivatives = np.full((len(ground), sum(len(u.sigma) for u in unknowns)), np.nan)
    projected = np.flatnonzero(np.isfinite(pixels).all(axis=(0, 2)))
    ties = TiePoints(pixels[0, projected], pixels[1, projected], np.broadcast_to(match, (len(projected), 2, 2)))
    pair, met = tied_pair(*models, unknowns, ties, look_direction(models[0]))
    derivatives[projected[met]] = heights_by_unknown(pair.conditions(np.zeros(derivatives.shape[1])))
    return derivatives


@dataclasses.dataclass(frozen=True, eq=False)
class CorrelatedError:
    """The correlated part of the height's error all over a scene.

    Parameters
    ----------
    rows : ScenePolynomial
        Of the rows j L with C = L L^T, so that the standard deviation is the length of such a row [m].
    """

    rows: ScenePolynomial

    @classmethod
    def of(
        cls,
        models: tuple[SensorModel, SensorModel],
        navigation: Navigation,
        crs: pyproj.CRS,
        heights: tuple[float, float],
        match: np.ndarray,
    ) -> CorrelatedError:
        """Compute it for heights between two [m above the ellipsoid], in a map's coordinates.

        `match` is the covariance (2, 2) of a typical match [px^2].

        Raises
        ------
        EngineError
            The images have next to nothing in common.
        """
        ground = ground_places(models[0], heights)
        rows = heights_by_navigation(models, navigation.unknowns, ground, match)
        known = np.isfinite(rows).all(axis=-1)
        if known.sum() < 3 * PLACES:
            raise EngineError("The two images show almost no common ground; check that they belong together.")
        values, vectors = np.linalg.eigh(navigation.covariance)
        rows = rows[known] @ (vectors * np.sqrt(np.maximum(values, 0.0)))
        return cls(ScenePolynomial.fitted(on_map(ground[known], crs), rows))

    def at(self, x: np.ndarray, y: np.ndarray, height: np.ndarray) -> np.ndarray:
        """Standard deviation [m] of heights (rows, cols) at map coordinates x (cols,) and y (rows,); NaN as they."""
        sigma = np.empty(height.shape)
        for strip, rows in self.rows.strips(x, y, height):
            sigma[strip] = np.sqrt((rows**2).sum(axis=-1))
        return sigma
