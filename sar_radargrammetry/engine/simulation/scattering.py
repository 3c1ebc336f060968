"""Land cover: patches of ground that differ in reflectivity and in how it depends on the local incidence angle."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
from scipy.spatial import cKDTree

from ..elevation.grid import Grid
from .noise import lattice_noise


@dataclasses.dataclass(frozen=True)
class Law:
    """Backscatter per area shown to the antenna (gamma nought), relative, by the local incidence angle.

    gamma(theta) = cos(theta)^power + lobe exp(-tan(theta)^2 / slope)

    Parameters
    ----------
    power : float
        0 for a rough surface whose gamma nought is constant (forest, sigma nought in proportion to the cosine), 1 for
        Lambert's law; smooth ground falls faster (Ulaby, Moore, Fung, Microwave Remote Sensing II, 1982, 11-4).
    lobe : float
        Of the facets that happen to face the antenna, against the rest at vertical incidence: Kirchhoff's
        approximation in the limit of geometric optics (ibid., 12-4).
    slope : float
        Mean square slope of these facets, both directions together.
    """

    power: float = 0.5
    lobe: float = 2.0
    slope: float = 0.08

    def response(self, cosine: torch.Tensor) -> torch.Tensor:
        """Gamma nought by the cosine of the local incidence (...)."""
        return _gamma(cosine, self.power, self.lobe, self.slope)


@dataclasses.dataclass(frozen=True)
class Cover:
    """One class of land cover.

    Parameters
    ----------
    level : float
        Reflectivity against the median ground [dB].
    law : Law
    """

    level: float = 0.0
    law: Law = Law()


@dataclasses.dataclass(frozen=True, eq=False)
class CoverMap:
    """Which class covers what.

    Parameters
    ----------
    classes : (rows, cols) ndarray, uint8
        Index into `laws`, over the scene's extent: the first and last nodes lie on those of the scene.
    laws : tuple of Law
    """

    classes: np.ndarray
    laws: tuple[Law, ...]

    def response(self, classes: torch.Tensor, cosine: torch.Tensor) -> torch.Tensor:
        """Gamma nought (...) of places of `classes` (...) int64 by the cosine of their local incidence (...)."""
        table = torch.tensor([dataclasses.astuple(law) for law in self.laws], dtype=torch.float32).T
        return _gamma(cosine, *(column[classes] for column in table))


def patchwork(grid: Grid, size: float, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Patches of about `size` metres with bent borders, each of one of `count` classes.

    Returns
    -------
    patch : (rows, cols) ndarray, int
        Number of the patch, on a grid over the same extent that is as fine as the patches need.
    classes : (patches,) ndarray, uint8
        Class of each patch.
    """
    rng = np.random.default_rng([seed, 8102])
    stride = max(1.0, size / 24.0 / grid.pixel_size)
    rows, cols = (max(2, round(n / stride)) for n in (grid.height, grid.width))
    extent = np.array([grid.width * grid.pixel_size, grid.height * grid.step_y])
    x, y = np.meshgrid(np.linspace(0.0, extent[0], cols), np.linspace(0.0, extent[1], rows))
    number = max(4, int(extent.prod() / size**2))
    sites = rng.uniform(0.0, 1.0, (number, 2)) * extent
    bend_x, bend_y = lattice_noise(x, y, 0.5 * size, rng)[0], lattice_noise(x, y, 0.5 * size, rng)[0]
    bent = np.stack([x + 0.15 * size * bend_x, y + 0.15 * size * bend_y], axis=-1)
    return cKDTree(sites).query(bent)[1], rng.integers(0, count, number).astype(np.uint8)


def _gamma(cosine: torch.Tensor, power, lobe, slope) -> torch.Tensor:
    squared = cosine * cosine
    tangent_squared = (1.0 - squared).clamp_(min=0.0) / (squared + 1e-3)
    return torch.pow(cosine.clamp(min=1e-6), power) + lobe * torch.exp(-tangent_squared / slope)
