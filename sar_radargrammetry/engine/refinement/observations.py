"""Observations as linear conditions on the unknowns, each with the variance 1 when its sigma is true."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..sensor.ellipsoid import ecef_to_geodetic, up_vector
from ..terrain.dem import Dem
from .conditions import Conditions

SLOPE_STEP = 10.0
"""Slopes of a DEM are taken over twice so many metres."""


@dataclasses.dataclass(frozen=True)
class Group:
    """Conditions of one kind: value + by_unknown @ change = 0.

    Parameters
    ----------
    value : (n,) ndarray
    by_unknown : (n, q) ndarray
    owner : (n,) int ndarray
        Number of the tie point or control point that each condition belongs to.
    columns : (q,) int ndarray, optional
        Numbers of the unknowns that the conditions are about; by default all there are, in their order.
    """

    value: np.ndarray
    by_unknown: np.ndarray
    owner: np.ndarray
    columns: np.ndarray | None = None

    def of(self, owners: np.ndarray) -> Group:
        """The conditions of some owners."""
        which = np.isin(self.owner, owners)
        return dataclasses.replace(
            self, value=self.value[which], by_unknown=self.by_unknown[which], owner=self.owner[which]
        )

    @property
    def unknowns(self) -> np.ndarray:
        """Numbers of the unknowns that the conditions are about."""
        return np.arange(self.by_unknown.shape[1]) if self.columns is None else self.columns


def across_group(found: Conditions) -> Group:
    """The matches' distances from their epipolar curves."""
    return Group(found.across, found.across_by_unknown, np.arange(len(found.across)))


def dem_group(found: Conditions, dem: Dem, sigma: float) -> tuple[Group, np.ndarray]:
    """Heights of the tie points compared with a DEM whose bias is the last unknown.

    Parameters
    ----------
    found : Conditions
    dem : Dem
    sigma : float
        Standard deviation of single heights of the DEM [m].

    Returns
    -------
    group : Group
        Of the points above known heights.
    difference : (n,) ndarray
        Height of every tie point minus that of the DEM [m], NaN where it has none.
    """
    lon, lat, height = ecef_to_geodetic(found.xyz)
    up = up_vector(lon, lat)
    east = np.cross([0.0, 0.0, 1.0], up)
    east /= np.linalg.norm(east, axis=-1, keepdims=True)
    normal = up.copy()
    for way in (east, np.cross(up, east)):
        # A point that moves aside has another height below it.
        after, before = (dem.height(*ecef_to_geodetic(found.xyz + s * SLOPE_STEP * way)[:2]) for s in (1.0, -1.0))
        slope = (after - before) / (2.0 * SLOPE_STEP)
        normal -= np.where(np.isfinite(slope), slope, 0.0)[:, None] * way
    difference = height - dem.height(lon, lat)
    spread = np.sqrt(np.einsum("ni,nij,nj->n", normal, found.covariance, normal) + sigma**2)
    by_unknown = np.einsum("ni,nij->nj", normal, found.xyz_by_unknown)
    by_unknown[:, -1] = -1.0
    known = np.flatnonzero(np.isfinite(difference))
    group = Group(difference[known] / spread[known], by_unknown[known] / spread[known, None], known)
    return group, difference
