"""What a refinement found, in numbers for users: what was off, what can be known of it, and what stays unknown."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..message import Message
from ..sensor.ellipsoid import ecef_to_geodetic
from .adjustment import Adjustment, heights_by_unknown
from .solution import spread

OBSERVED, PARTLY = 0.5, 0.9
"""Share of its expected sigma that a quantity has left when it was observed, or partly observed."""
NOTICEABLE = 1.0
"""Bias across the epipolar curve in sigmas of the matches from which on the geometry is refined."""
MIN_MOVED = 0.5
"""Least `Findings.moved` [px] for that. Neighbouring matches err alike, which sigma does not contain: on simulated
towns, with exact geometry, a network's matches lie up to 0.5 px beside the curve over hundreds of lines, and navigation
errors that explain this raise or lower all heights by metres."""
SURE = 3.0
"""Sigmas by which heights must differ from a DEM before the geometry is refined for that."""
SURPRISING = 3.5
"""A correction that is so many times the expected one is reported."""


@dataclasses.dataclass(frozen=True)
class Quantity:
    """A number about the navigation or its effect, before and after.

    Parameters
    ----------
    name : str
    estimate : float
        The correction [m].
    expected, remaining : float
        Standard deviations of its error [m] before any observation, and now.
    """

    name: str
    estimate: float
    expected: float
    remaining: float

    @property
    def verdict(self) -> str:
        """Whether the observations said something about it."""
        share = self.remaining / self.expected if self.expected > 0 else 1.0
        return "observed" if share < OBSERVED else "partly observed" if share < PARTLY else "not observed"


@dataclasses.dataclass(frozen=True)
class Findings:
    """The result in numbers.

    Parameters
    ----------
    ties : int
        Tie points.
    across_before, across_after : float
        Robust standard deviation of the matches' distances from their epipolar curves [px].
    bias : float
        Root mean square of what the correction takes away of these distances, in sigmas of the matches.
    moved : float
        What it takes away [px], exceeded by a tenth of the matches.
    height_before, height_after : float or None
        Median height of the tie points above the DEM [m].
    height_offset_sigma : float or None
        Standard deviation of the former [m].
    parameters : list of (Quantity, Quantity)
        Of the reference and of the secondary, one row for each unknown that both have, and those of one alone.
    pairs : list of Quantity
        Differences (secondary minus reference) and means of the same unknown in both images.
    scene : list of Quantity
        Height at the centre and at the corners.
    combinations : tuple of int
        How many of the independent combinations of all unknowns were observed, and how many there are.
    """

    ties: int
    across_before: float
    across_after: float
    bias: float
    moved: float
    height_before: float | None
    height_after: float | None
    height_offset_sigma: float | None
    parameters: list[tuple[Quantity | None, Quantity | None]]
    pairs: list[Quantity]
    scene: list[Quantity]
    combinations: tuple[int, int]

    @property
    def height_sigma(self) -> float:
        """Standard deviation [m] of what the heights at the scene's centre are still off by together."""
        return self.scene[0].remaining

    @property
    def expected_height_sigma(self) -> float:
        """The same before the refinement."""
        return self.scene[0].expected

    def reason(self) -> Message | None:
        """Why the geometry should be refined, or None."""
        if self.bias > NOTICEABLE and self.moved > MIN_MOVED:
            return Message(
                "the geometry causes epipolar residuals of {bias:.1f} sigma of the matches ({before:.2f} px in "
                "total, {after:.2f} px without it)",
                bias=self.bias,
                before=self.across_before,
                after=self.across_after,
            )
        if self.height_before is not None and abs(self.height_before) > SURE * self.height_offset_sigma:
            return Message(
                "the heights differ from the DEM by {offset:+.1f} m, where {sigma:.1f} m (one sigma) is expected",
                offset=self.height_before,
                sigma=self.height_offset_sigma,
            )
        return None

    def remarks(self, controlled: bool) -> list[Message]:
        """Sentences about what stays unknown and about what is surprising.

        Parameters
        ----------
        controlled : bool
            Whether a DEM or control points were used.
        """
        texts = []
        if self.height_sigma > OBSERVED * self.expected_height_sigma:
            advice = Message("; matches alone do not determine it, so give a DEM or control points")
            advice = "" if controlled else advice
            texts.append(
                Message(
                    "The common height of the scene is not observed: its error may be {sigma:.1f} m (one "
                    "sigma){advice}.",
                    sigma=self.height_sigma,
                    advice=advice,
                )
            )
        largest = max(
            (q for row in self.parameters for q in row if q is not None), key=lambda q: abs(q.estimate) / q.expected
        )
        if abs(largest.estimate) > SURPRISING * largest.expected:
            texts.append(
                Message(
                    "A correction of {estimate:+.1f} m ({name}) is {times:.1f} times the expected sigma: check DEM and "
                    "control points, or raise the expected errors.",
                    estimate=largest.estimate,
                    name=largest.name,
                    times=abs(largest.estimate) / largest.expected,
                )
            )
        return texts


def findings_of(adjustment: Adjustment) -> Findings:
    """Sum up an adjustment."""
    before, after = adjustment.before, adjustment.after
    covariance, values = adjustment.solution.covariance, adjustment.solution.values
    known = None
    if adjustment.height_before is not None:
        # Both: at a DEM's edge, points that are corrected come and go.
        known = np.isfinite(adjustment.height_before) & np.isfinite(adjustment.height_after)
    weights = adjustment.solution.weights["across"]
    taken = before.across - after.across
    return Findings(
        ties=len(before.across),
        across_before=spread(before.across * before.across_sigma),
        across_after=spread(after.across * after.across_sigma),
        bias=float(np.sqrt(np.average(taken**2, weights=weights))) / adjustment.solution.scale["across"],
        moved=float(np.quantile(np.abs(taken * after.across_sigma), 0.9)),
        height_before=None if known is None else float(np.median(adjustment.height_before[known])),
        height_after=None if known is None else float(np.median(adjustment.height_after[known])),
        height_offset_sigma=None if known is None else _offset_sigma(adjustment, known),
        parameters=_parameters(adjustment),
        pairs=_pairs(adjustment),
        scene=_scene(adjustment),
        combinations=_combinations(covariance[: len(values) - 1, : len(values) - 1], adjustment.expected[:-1]),
    )


def _offset_sigma(adjustment: Adjustment, known: np.ndarray) -> float:
    """Of the median difference from the DEM: what the DEM is off by as a whole, and what its single heights are."""
    single = spread(adjustment.height_after[known])
    inflated = adjustment.solution.inflation.get("height", 1.0) / max(int(known.sum()), 1)
    return float(np.hypot(adjustment.expected[-1], 1.25 * single * np.sqrt(inflated)))


def _parameters(adjustment: Adjustment) -> list[tuple[Quantity | None, Quantity | None]]:
    sigma = np.sqrt(np.diag(adjustment.solution.covariance))
    rows: dict[str, list] = {}
    start = 0
    for image, unknowns in enumerate(adjustment.unknowns):
        for index, name in enumerate(unknowns.names, start=start):
            row = rows.setdefault(name, [None, None])
            value = float(adjustment.solution.values[index])
            row[image] = Quantity(name, value, float(adjustment.expected[index]), float(sigma[index]))
        start += len(unknowns.names)
    return [tuple(row) for row in rows.values()]


def _pairs(adjustment: Adjustment) -> list[Quantity]:
    first, second = (unknowns.names for unknowns in adjustment.unknowns)
    quantities = []
    for one, name in enumerate(first):
        if name not in second:
            continue
        two = len(first) + second.index(name)
        for text, weights in ((f"{name}: secondary minus reference", (-1.0, 1.0)), (f"{name}: mean", (0.5, 0.5))):
            row = np.zeros(len(adjustment.expected))
            row[[one, two]] = weights
            quantities.append(_quantity(text, row, adjustment))
    return quantities


def _scene(adjustment: Adjustment) -> list[Quantity]:
    """Heights of the tie points nearest to the middle and to the corners of where there are any."""
    by_unknown = heights_by_unknown(adjustment.after)
    change = ecef_to_geodetic(adjustment.after.xyz)[2] - ecef_to_geodetic(adjustment.before.xyz)[2]
    place = adjustment.pair.ties.reference
    low, high = np.percentile(place, [1, 99], axis=0)
    scaled = (place - low) / np.maximum(high - low, 1.0)
    corners = {
        "centre": (0.5, 0.5),
        "first line, first sample": (0.0, 0.0),
        "first line, last sample": (0.0, 1.0),
        "last line, first sample": (1.0, 0.0),
        "last line, last sample": (1.0, 1.0),
    }
    found = []
    for name, corner in corners.items():
        nearest = int(np.argmin(((scaled - corner) ** 2).sum(axis=1)))
        quantity = _quantity(f"height, {name}", by_unknown[nearest], adjustment)
        found.append(dataclasses.replace(quantity, estimate=float(change[nearest])))
    return found


def _quantity(name: str, row: np.ndarray, adjustment: Adjustment) -> Quantity:
    solution = adjustment.solution
    return Quantity(
        name,
        float(row @ solution.values),
        float(np.sqrt(row**2 @ adjustment.expected**2)),
        float(np.sqrt(row @ solution.covariance @ row)),
    )


def _combinations(covariance: np.ndarray, expected: np.ndarray) -> tuple[int, int]:
    """Observed and all independent combinations of the unknowns.

    In units of their expected sigmas the unknowns are independent and of variance 1 before; the eigenvalues of their
    covariance afterwards are what is left of each combination.
    """
    left = np.sqrt(np.maximum(np.linalg.eigvalsh(covariance / np.outer(expected, expected)), 0.0))
    return int((left < OBSERVED).sum()), len(expected)
