"""The navigation errors of a pair from its matches, and from a DEM and control points where there are some."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..sensor.ellipsoid import ecef_to_geodetic, up_vector
from ..sensor.model import SensorModel
from ..terrain.dem import Dem
from .conditions import Conditions, TiedPair, tied_pair
from .control_view import ControlView
from .dem_datum import dem_offset, dem_problem
from .observations import Group, across_group, dem_group
from .screening import Screened, screen
from .solution import Solution, solve
from .ties import TiePoints
from .unknowns import Unknowns

ROUNDS = 6
"""The conditions are formed anew so many times at most; two do, because they are all but linear."""
CLOSURE = 1e-3
"""Change [m] below which that ends."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class HeightReference:
    """A DEM that the heights of tie points are compared with.

    Parameters
    ----------
    dem : Dem
    sigma : float
        Standard deviation of its single heights, vegetation and change included [m].
    bias : float
        Standard deviation of what all its heights are off by together [m].
    stated : bool
        Whether its vertical datum is stated; otherwise it gives an offset only, and nothing is corrected by it.
    """

    dem: Dem
    sigma: float
    bias: float
    stated: bool = True


@dataclasses.dataclass(frozen=True, kw_only=True)
class Adjustment:
    """Navigation errors of a pair and what they were found from.

    Parameters
    ----------
    pair : TiedPair
    unknowns : two of Unknowns
    expected : (q,) ndarray
        Standard deviations [m] before any observation; the last one is the DEM's bias.
    solution : Solution
    before, after : Conditions
        Of the tie points, uncorrected and corrected.
    height_before, height_after : (n,) ndarray or None
        Heights of the tie points minus those of the DEM [m].
    control : ControlView or None
    control_used : (k,) bool ndarray
    warnings : list of str
        Sentences about observations that were left out.
    """

    pair: TiedPair
    unknowns: tuple[Unknowns, Unknowns]
    expected: np.ndarray
    solution: Solution
    before: Conditions
    after: Conditions
    height_before: np.ndarray | None
    height_after: np.ndarray | None
    control: ControlView | None
    control_used: np.ndarray
    warnings: list[str]

    def corrections(self) -> tuple:
        """The corrections of the reference and of the secondary."""
        parts = self.pair.split(self.solution.values)
        return tuple(unknowns.correction(part) for unknowns, part in zip(self.unknowns, parts, strict=True))


def adjust(
    models: tuple[SensorModel, SensorModel],
    unknowns: tuple[Unknowns, Unknowns],
    ties: TiePoints,
    pointing: np.ndarray,
    *,
    heights: HeightReference | None = None,
    control: ControlView | None = None,
) -> Adjustment:
    """Estimate the navigation errors of both images.

    Parameters
    ----------
    models : two of SensorModel
        Reference and secondary, uncorrected.
    unknowns : two of Unknowns
    ties : TiePoints
    pointing : (3,) ndarray
        From the reference's antenna to the scene.
    heights : HeightReference, optional
    control : ControlView, optional

    Raises
    ------
    EngineError
        The control points contradict the images or each other.
    """
    pair, _ = tied_pair(*models, unknowns, ties, pointing)
    bias = heights.bias if heights is not None and heights.bias > 0 else 1e-6
    expected = np.concatenate([unknowns[0].sigma, unknowns[1].sigma, [bias]])
    places = pair.ties.reference / [models[0].lines, models[0].samples]
    values, warnings, used = np.zeros(len(expected)), [], np.zeros(0, bool)
    before = pair.conditions(values)
    found = before
    height_before = dem_group(before, heights.dem, heights.sigma)[1] if heights is not None else None

    solution = solve({"across": across_group(found)}, values, expected, places)
    if heights is not None:
        by_unknown = heights_by_unknown(found)
        offset = dem_offset(found, height_before, by_unknown, solution, float(expected[-1]))
        warning = dem_problem(offset, heights.stated)
        if warning:
            warnings.append(warning)
            heights = None
    screened = control is None or not control.points
    for _ in range(ROUNDS):
        groups = {"across": across_group(found)}
        if heights is not None:
            groups["height"] = dem_group(found, heights.dem, heights.sigma)[0]
        if not screened:
            free = solve(groups, values, expected, places)
            verdict = _screened(control, free)
            used, screened = verdict.used, True
            warnings += verdict.warnings
        exact = control.group(values).of(np.flatnonzero(used)) if used.any() else None
        solution = solve(groups, values, expected, places, exact)
        moved = np.abs(solution.values - values).max()
        values = solution.values
        found = pair.conditions(values)
        if moved < CLOSURE:
            break
    return Adjustment(
        pair=pair,
        unknowns=unknowns,
        expected=expected,
        solution=solution,
        before=before,
        after=found,
        height_before=height_before if heights is not None else None,
        height_after=dem_group(found, heights.dem, heights.sigma)[1] if heights is not None else None,
        control=control,
        control_used=used,
        warnings=warnings,
    )


def heights_by_unknown(found: Conditions) -> np.ndarray:
    """Derivatives (n, q) of the tie points' heights by the unknowns."""
    lon, lat, _ = ecef_to_geodetic(found.xyz)
    return np.einsum("ni,nij->nj", up_vector(lon, lat), found.xyz_by_unknown)


def _screened(control: ControlView, free: Solution) -> Screened:
    group: Group = control.group(free.values)
    return screen(control, group, free, control.misses(free.values))
