"""Heights of a raster that no ground has, or no ground that anybody measures."""

from __future__ import annotations

import numpy as np

from ..errors import EngineError
from ..message import Message
from .undeclared import GROUND


def refuse_implausible(heights: np.ndarray, what: Message) -> None:
    """Refuse heights [m], NaN where void, some of which no ground has."""
    with np.errstate(invalid="ignore"):
        odd = (heights < GROUND[0]) | (heights > GROUND[1])
    if odd.any():
        raise EngineError(
            "{what} has heights from {low:.0f} to {high:.0f} m, and {share:.3g} % of them are below {lowest:.0f} m or "
            "above {highest:.0f} m, where no ground is; set them to nodata, or check the unit of the heights.",
            what=what,
            low=np.nanmin(heights),
            high=np.nanmax(heights),
            share=100.0 * odd.sum() / np.isfinite(heights).sum(),
            lowest=GROUND[0],
            highest=GROUND[1],
        )


def flat_warning(heights: np.ndarray, what: Message) -> Message | None:
    """A sentence on heights [m], NaN where void, that are all the same; None where they differ."""
    low, high = np.nanmin(heights), np.nanmax(heights)
    if high > low:
        return None
    return Message(
        "{what} has the same height of {height:g} m at all places; check that it is the right file.",
        what=what,
        height=low,
    )
