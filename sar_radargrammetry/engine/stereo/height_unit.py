"""Whether a DEM's heights are in another unit than metres, by what two images show of each other at these heights."""

from __future__ import annotations

from ..message import Message
from ..sensor.model import SensorModel
from .pair import SMALL_OVERLAP, examine_pair

UNITS = ((0.3048, Message("feet")), (0.1, Message("decimetres")), (0.01, Message("centimetres")))
"""Metres of the units that heights may be in, the most probable first."""
WHOLE = 0.8
"""Share of the reference image that the secondary shows if images of the same ground have the right heights."""


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
