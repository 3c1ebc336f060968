"""Which pairs of many images are worth it: from the geometry of all of them, by limits that the user may change."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Sequence

import numpy as np

from ..fusion.stack import MOST
from ..job import Context
from ..message import Message
from ..parameters.block import PairLimits
from ..sensor.model import SensorModel
from ..stereo.height_unit import probable_unit
from ..stereo.pair import PairGeometry, examine_pair, objection
from ..terrain.dem import Dem

CHOSEN = Message("chosen")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Candidate:
    """Two of the images.

    Parameters
    ----------
    reference, secondary : int
        Their numbers; the reference is the steeper one.
    geometry : PairGeometry
    refusal : Message or None
        Why the pair is not matched.
    """

    reference: int
    secondary: int
    geometry: PairGeometry
    refusal: Message | None = None

    @property
    def chosen(self) -> bool:
        """Whether the pair is matched."""
        return self.refusal is None

    @property
    def verdict(self) -> Message:
        """That it is, or why not."""
        return self.refusal or CHOSEN


Ground = Callable[[int], tuple[float, float, Dem | None]]
"""Lowest and highest height [m] under an image, by its number, and the DEM there."""


def selected_pairs(
    models: Sequence[SensorModel], ground: Ground, limits: PairLimits, opposite: bool, context: Context
) -> list[Candidate]:
    """Examine every two images, and choose the pairs that the limits leave, those of the smallest errors first.

    Parameters
    ----------
    models : sequence of SensorModel
    ground : callable
    limits : PairLimits
    opposite : bool
        Whether images may look at the ground from opposite sides.
    context : Context

    Returns
    -------
    list of Candidate
        Chosen pairs first, each part by its expected error.

    Raises
    ------
    EngineError
        No pixel of an image reaches the ground at these heights.
    """
    couples = list(itertools.combinations(range(len(models)), 2))
    found = []
    for number, couple in enumerate(couples):
        context.progress(number / len(couples))
        found.append(_examined(models, couple, ground, limits, opposite))
    return chosen_of(found, limits.pairs_per_image)


def chosen_of(candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """Keep the best pairs of each image.

    A pair is left out where both of its images already have `most` better ones, 0 for no such limit, so that the worst
    image keeps its pairs.
    """
    count: dict[int, int] = {}
    chosen, others = [], []
    for one in sorted(candidates, key=_order):
        images = one.reference, one.secondary
        refusal = one.refusal
        if refusal is None and most and min(count.get(image, 0) for image in images) >= most:
            refusal = Message("both images have {most} pairs with smaller expected errors", most=most)
        elif refusal is None and len(chosen) == MOST:
            refusal = Message(
                "{most} pairs with smaller expected errors are chosen, and more cannot be merged", most=MOST
            )
        (chosen if refusal is None else others).append(dataclasses.replace(one, refusal=refusal))
        if refusal is None:
            count.update({image: count.get(image, 0) + 1 for image in images})
    return [*chosen, *others]


def _order(one: Candidate) -> tuple[bool, float, int, int]:
    sigma = one.geometry.expected_sigma
    return not one.chosen, sigma if np.isfinite(sigma) else np.inf, one.reference, one.secondary


def _examined(
    models: Sequence[SensorModel], couple: tuple[int, int], ground: Ground, limits: PairLimits, opposite: bool
) -> Candidate:
    reference, secondary = couple
    geometry = _geometry(models, reference, secondary, ground)
    if geometry.steeper == "secondary":
        # The steeper image as the reference gives the smaller errors.
        reference, secondary = secondary, reference
        geometry = _geometry(models, reference, secondary, ground)
    low, high, dem = ground(reference)
    unit = None if dem is None else probable_unit(models[reference], models[secondary], low, high, geometry.overlap)
    refusal = unit or objection(geometry, allow_opposite_sides=opposite) or beyond(geometry, limits)
    return Candidate(reference=reference, secondary=secondary, geometry=geometry, refusal=refusal)


def _geometry(models: Sequence[SensorModel], reference: int, secondary: int, ground: Ground) -> PairGeometry:
    low, high, dem = ground(reference)
    return examine_pair(models[reference], models[secondary], min_height=low, max_height=high, dem=dem)


def beyond(pair: PairGeometry, limits: PairLimits) -> Message | None:
    """Which limit a pair is beyond, or None."""
    if pair.intersection_angle < limits.min_angle:
        return Message(
            "the intersection angle of {angle:.1f} degrees is below the limit of {limit:g} degrees",
            angle=pair.intersection_angle,
            limit=limits.min_angle,
        )
    if pair.intersection_angle > limits.max_angle:
        return Message(
            "the intersection angle of {angle:.1f} degrees is above the limit of {limit:g} degrees",
            angle=pair.intersection_angle,
            limit=limits.max_angle,
        )
    if pair.overlap < limits.min_overlap:
        return Message(
            "the overlap of {overlap:.0f} % is below the limit of {limit:g} %",
            overlap=100.0 * pair.overlap,
            limit=100.0 * limits.min_overlap,
        )
    if limits.max_sigma is not None and not pair.expected_sigma <= limits.max_sigma:
        return Message(
            "the expected error of {sigma:.2f} m is above the limit of {limit:g} m",
            sigma=pair.expected_sigma,
            limit=limits.max_sigma,
        )
    return None
