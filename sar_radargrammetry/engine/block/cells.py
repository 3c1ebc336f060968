"""The surface that a pair measures, in cells of the ground: where two pairs have a cell, their heights must agree.

A plane is fitted to the ground points of each cell. It averages their errors and gives the slope, by which a surface
that moves aside changes its height. All cells lie in one local frame (east, north, up of the middle of the block), so
that the curvature of the Earth and map projections do not matter.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ..refinement.conditions import Conditions
from ..refinement.observations import Group
from ..refinement.solution import CAUCHY
from ..sensor.ellipsoid import ecef_to_geodetic, local_axes

POINTS = 12
"""Ground points that a cell should hold."""
FEWEST = 6
"""Ground points below which a cell has no plane."""
BALANCED = 4.0
"""A plane's height in the middle of a cell has at most so many times the variance that evenly spread points give."""
ROUNDS = 3
"""Of weights for single wrong points."""
EXACT = 0.02
"""Standard deviation [m] below which no cell is believed to know its height."""


@dataclasses.dataclass(frozen=True, eq=False)
class Frame:
    """A local frame with square cells.

    Parameters
    ----------
    origin : (3,) ndarray
        ECEF [m].
    axes : (3, 3) ndarray
        Rows: east, north, up.
    size : float
        Side of a cell [m].
    """

    origin: np.ndarray
    axes: np.ndarray
    size: float

    @classmethod
    def around(cls, points: list[np.ndarray]) -> Frame:
        """The frame of ground points, (n, 3) ECEF [m] of each pair; its cells hold about `POINTS` of the sparsest."""
        origin = np.median(np.concatenate(points), axis=0)
        lon, lat, _ = ecef_to_geodetic(origin)
        axes = np.stack(local_axes(float(lon), float(lat)))
        spacing = []
        for xyz in points:
            low, high = np.percentile((xyz - origin) @ axes[:2].T, [5.0, 95.0], axis=0)
            spacing.append(np.sqrt(np.prod(high - low) / (0.81 * len(xyz))))
        return cls(origin, axes, float(np.sqrt(POINTS) * max(spacing)))


@dataclasses.dataclass(frozen=True, eq=False)
class Cells:
    """The cells of one pair.

    Parameters
    ----------
    place : (m, 2) int ndarray
        Column and row of each, sorted.
    height : (m,) ndarray
        In its middle, above the frame's plane [m].
    slope : (m, 2) ndarray
        Eastward and northward.
    covariance : (m, 3, 3) ndarray
        Of the surface's place (east, north, up) [m^2], as matching predicts it for one point: neighbouring matches err
        alike, so that many of them are not much better than one.
    by_unknown : (m, 3, q) ndarray
        Derivatives of the surface's place (east, north, up) by the pair's unknowns.
    """

    place: np.ndarray
    height: np.ndarray
    slope: np.ndarray
    covariance: np.ndarray
    by_unknown: np.ndarray


def cells_of(found: Conditions, frame: Frame) -> Cells:
    """Fit a plane to the ground points of each cell.

    Parameters
    ----------
    found : Conditions
        Of the points.
    frame : Frame
    """
    local = (found.xyz - frame.origin) @ frame.axes.T
    place = np.floor(local[:, :2] / frame.size).astype(int)
    cells, owner, count = np.unique(place, axis=0, return_inverse=True, return_counts=True)
    owner = owner.reshape(-1)
    across = local[:, :2] / frame.size - (place + 0.5)
    terms = np.stack([np.ones(len(local)), across[:, 0], across[:, 1]], axis=-1)
    kept = count >= FEWEST
    weight, plane, inverse = kept[owner].astype(float), None, None
    for _ in range(ROUNDS):
        normal = _summed(weight[:, None, None] * terms[:, :, None] * terms[:, None, :], owner, len(cells))
        kept &= np.linalg.det(normal) > 1e-3 * np.maximum(normal[:, 0, 0], 1e-9) ** 3 / 12.0**2
        inverse = np.zeros_like(normal)
        inverse[kept] = np.linalg.inv(normal[kept])
        right = _summed((weight * local[:, 2])[:, None] * terms, owner, len(cells))
        plane = np.einsum("mij,mj->mi", inverse, right)
        miss = local[:, 2] - np.einsum("ni,ni->n", terms, plane[owner])
        used = kept[owner]
        spread = 1.4826 * float(np.median(np.abs(miss[used]))) if used.any() else 0.0
        weight = np.where(used, 1.0 / (1.0 + (miss / max(CAUCHY * spread, 1e-9)) ** 2), 0.0)
    kept &= inverse[:, 0, 0] * normal[:, 0, 0] <= BALANCED
    moved = np.einsum("ij,njq->niq", frame.axes, found.xyz_by_unknown)
    spread_of_points = np.einsum("ij,njk,lk->nil", frame.axes, found.covariance, frame.axes)
    total = np.maximum(np.bincount(owner, weight, len(cells)), 1e-9)[:, None, None]
    covariance, by_unknown = (
        (_summed(weight[:, None, None] * values, owner, len(cells)) / total)[kept]
        for values in (spread_of_points, moved)
    )
    return Cells(cells[kept], plane[kept, 0], plane[kept, 1:] / frame.size, covariance, by_unknown)


def _summed(values: np.ndarray, owner: np.ndarray, count: int) -> np.ndarray:
    """Sums (count, ...) of the values (n, ...) of each owner."""
    order = np.argsort(owner, kind="stable")
    present, first = np.unique(owner[order], return_index=True)
    out = np.zeros((count, *values.shape[1:]))
    out[present] = np.add.reduceat(values[order], first, axis=0)
    return out


@dataclasses.dataclass(frozen=True, eq=False)
class Meeting:
    """Cells that the same pairs have.

    Parameters
    ----------
    pairs : tuple of int
        Their numbers, two or more.
    place : (m, 2) int ndarray
    rows : (pairs, m) int ndarray
        Index of each cell among the cells of each pair.
    """

    pairs: tuple[int, ...]
    place: np.ndarray
    rows: np.ndarray


def meetings(pairs: list[Cells]) -> list[Meeting]:
    """All cells that two pairs or more have, by which have them."""
    place = np.concatenate([cells.place for cells in pairs])
    who = np.repeat(np.arange(len(pairs)), [len(cells.place) for cells in pairs])
    row = np.concatenate([np.arange(len(cells.place)) for cells in pairs])
    cells, owner = np.unique(place, axis=0, return_inverse=True)
    owner = owner.reshape(-1)
    rows = np.full((len(pairs), len(cells)), -1)
    rows[who, owner] = row
    patterns, of = np.unique(rows >= 0, axis=1, return_inverse=True)
    found = []
    for number, pattern in enumerate(patterns.T):
        if pattern.sum() >= 2:
            here = np.flatnonzero(of.reshape(-1) == number)
            members = np.flatnonzero(pattern)
            found.append(Meeting(tuple(int(i) for i in members), cells[here], rows[members][:, here]))
    return found


def height_group(meeting: Meeting, pairs: list[Cells], columns: list[np.ndarray], first: int) -> Group:
    """The differences between the heights of the same cells, free of the height itself.

    Of M pairs with heights h_k and standard deviations s_k, the M - 1 combinations of h_k / s_k that are orthonormal
    and orthogonal to 1 / s_k: what least squares leaves of M observations of one unknown height.

    Parameters
    ----------
    meeting : Meeting
    pairs : list of Cells
        Of all pairs.
    columns : list of ndarray
        Numbers of each pair's unknowns.
    first : int
        Number of the first cell, as owner.
    """
    members = [(pairs[pair], rows) for pair, rows in zip(meeting.pairs, meeting.rows, strict=True)]
    slope = np.mean([cells.slope[rows] for cells, rows in members], axis=0)
    # A surface that moves aside shows another height in the middle of the cell.
    normal = np.concatenate([-slope, np.ones((len(slope), 1))], axis=1)
    union = np.unique(np.concatenate([columns[pair] for pair in meeting.pairs]))
    covariances = np.stack([cells.covariance[rows] for cells, rows in members], axis=1)
    sigma = np.maximum(np.sqrt(np.einsum("mi,mkij,mj->mk", normal, covariances, normal)), EXACT)
    value = np.stack([cells.height[rows] for cells, rows in members], axis=1) / sigma
    by_unknown = np.zeros((len(slope), len(members), len(union)))
    for number, (pair, (cells, rows)) in enumerate(zip(meeting.pairs, members, strict=True)):
        moved = np.einsum("mi,miq->mq", normal, cells.by_unknown[rows]) / sigma[:, number, None]
        by_unknown[:, number, np.searchsorted(union, columns[pair])] = moved
    contrasts = _contrasts(1.0 / sigma)
    owner = np.repeat(first + np.arange(len(slope)), len(members) - 1)
    return Group(
        np.einsum("mij,mj->mi", contrasts, value).reshape(-1),
        np.einsum("mij,mjq->miq", contrasts, by_unknown).reshape(-1, len(union)),
        owner,
        union,
    )


def _contrasts(vectors: np.ndarray) -> np.ndarray:
    """Orthonormal rows (m, k - 1, k) perpendicular to positive vectors (m, k): Householder's reflection of each."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    mirror = unit.copy()
    mirror[:, -1] += 1.0
    reflection = np.eye(unit.shape[1]) - 2.0 * mirror[:, :, None] * mirror[:, None, :] / np.einsum(
        "mi,mi->m", mirror, mirror
    ).reshape(-1, 1, 1)
    return reflection[:, :-1]
