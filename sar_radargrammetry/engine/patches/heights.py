"""The range of heights in which the terrain is searched."""

from __future__ import annotations

from ..errors import EngineError
from ..terrain.dem import Dem


def height_range(
    dem: Dem | None, min_height: float | None, max_height: float | None, margin: float
) -> tuple[float, float] | None:
    """The given height limits, completed by those of a DEM widened by `margin` [m]; None where neither says both.

    Raises
    ------
    EngineError
        The limits are inverted or equal, or do not touch the DEM's heights.
    """
    low, high = min_height, max_height
    if dem is not None:
        lowest, highest = dem.height_range()
        low = lowest - margin if low is None else low
        high = highest + margin if high is None else high
        if low > highest or high < lowest:
            raise EngineError(
                f"The height range {low:.0f} to {high:.0f} m does not contain the terrain: the DEM has heights from "
                f"{lowest:.0f} to {highest:.0f} m; correct the range or leave it to the DEM."
            )
    if low is None or high is None:
        return None
    require_ordered(low, high)
    return float(low), float(high)


def require_ordered(low: float, high: float) -> None:
    """Refuse a height range [m] whose minimum is not below its maximum.

    Raises
    ------
    EngineError
    """
    if not low < high:
        raise EngineError(
            f"The height range is inverted: the minimum {low:.0f} m is not below the maximum {high:.0f} m; swap them."
        )
