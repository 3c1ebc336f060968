"""Whether heights are in another unit than metres, by what two images show of each other at them, or by relief."""

from __future__ import annotations

import numpy as np

from ..message import Message
from ..sensor.model import SensorModel
from .pair import SMALL_OVERLAP, examine_pair

UNITS = ((0.3048, Message("feet")), (0.1, Message("decimetres")), (0.01, Message("centimetres")))
"""Metres of the units that heights may be in, the most probable first."""
WHOLE = 0.8
"""Share of the reference image that the secondary shows if images of the same ground have the right heights."""
ALIKE, NEAR = 0.9, 0.15
"""Correlation of two sets of heights that show the same relief; relative error of the ratio of their reliefs."""
FEWEST = 10
"""Places at which two sets of heights are compared."""


def probable_unit(
    reference: SensorModel, secondary: SensorModel, low: float, high: float, overlap: float
) -> Message | None:
    """A sentence where another unit of a DEM's heights explains why two images hardly overlap; None otherwise.

    Parameters
    ----------
    reference, secondary : SensorModel
    low, high : float
        Heights of the DEM, taken as metres [m].
    overlap : float
        Share of the reference image that the secondary shows at these heights.
    """
    if overlap >= SMALL_OVERLAP:
        return None
    shares = [
        examine_pair(reference, secondary, min_height=low * metres, max_height=high * metres).overlap
        for metres, _ in UNITS
    ]
    best = max(range(len(UNITS)), key=lambda index: round(shares[index], 1))
    if shares[best] < max(WHOLE, 2.0 * overlap):
        return None
    return Message(
        "At the heights of the DEM, {low:.0f} to {high:.0f} m, the secondary image shows only {share:.0f} % of the "
        "reference image; it would be {other:.0f} % if the heights were in {unit}. Convert the DEM to metres; if it is "
        "in metres, give the lowest and the highest height instead of the DEM.",
        low=low,
        high=high,
        share=100.0 * overlap,
        other=100.0 * shares[best],
        unit=UNITS[best][1],
    )


def unit_by_relief(heights: np.ndarray, others: np.ndarray) -> tuple[float, Message] | None:
    """Length [m] and name of the unit that gives other heights the relief of measured ones; None if that is the metre.

    Parameters
    ----------
    heights : (n,) ndarray
        Measured [m]; a part may be wrong.
    others : (n,) ndarray
        At the same places, taken as metres.
    """
    kept = np.isfinite(heights) & np.isfinite(others)
    heights, others = heights[kept].astype(float), others[kept].astype(float)
    if len(others) < FEWEST or np.ptp(others) == 0.0:
        return None
    kept = np.ones(len(others), bool)
    for _ in range(3):  # without wrong matches
        slope, start = np.polyfit(others[kept], heights[kept], 1)
        rest = np.abs(heights - start - slope * others)
        kept = rest <= 4.0 * np.median(rest[kept])
        if kept.mean() < 0.5 or np.ptp(others[kept]) == 0.0 or np.ptp(heights[kept]) == 0.0:
            return None
    if np.corrcoef(others[kept], heights[kept])[0, 1] < ALIKE:
        return None
    return next((unit for unit in UNITS if abs(slope / unit[0] - 1.0) < NEAR), None)


def other_unit(what: Message, heights: np.ndarray, others: np.ndarray) -> tuple[Message, ...]:
    """A warning that reference heights, which `what` names, are in another unit than metres; see `unit_by_relief`."""
    unit = unit_by_relief(heights, others)
    if unit is None:
        return ()
    return (
        Message(
            "{what} has heights that are probably in {unit}: their relief is {times:.3g} times that of the elevation "
            "raster; convert them to metres.",
            what=what,
            unit=unit[1],
            times=1.0 / unit[0],
        ),
    )
