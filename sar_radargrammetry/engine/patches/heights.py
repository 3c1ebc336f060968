"""The range of heights in which the terrain is searched."""

from __future__ import annotations

from ..errors import EngineError
from ..job import Context
from ..sensor.model import SensorModel
from ..terrain.dem import Dem
from ..terrain.geoid import open_ground
from .planning import outline_bounds

DEM_MARGIN = 50.0
"""Metres by which a DEM's heights widen into a height range: trees, buildings, and what has changed since."""
DEM_SPAN = (-500.0, 9000.0)
"""Heights between which a scene may lie while its DEM is being found [m]."""
HEIGHT_SPAN = 250.0
"""Metres below and above the product's own height that the check covers where no heights and no DEM are given."""


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
                "The height range {low:.0f} to {high:.0f} m does not contain the terrain: the DEM has heights from "
                "{lowest:.0f} to {highest:.0f} m; correct the range or leave it to the DEM.",
                low=low,
                high=high,
                lowest=lowest,
                highest=highest,
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
            "The height range is inverted: the minimum {low:.0f} m is not below the maximum {high:.0f} m; swap them.",
            low=low,
            high=high,
        )


def open_pair_dem(
    path: str | None,
    vertical: str,
    reference: SensorModel,
    min_height: float | None,
    max_height: float | None,
    context: Context,
) -> Dem | None:
    """The DEM under the reference image, or None when none is given; `vertical` as `terrain.geoid.open_ground`.

    Raises
    ------
    EngineError
        It cannot be used, or does not cover the image.
    """
    if path is None:
        return None
    guess = reference.reference_height
    # One limit alone may lie on the other side of the product's height.
    low = max(DEM_SPAN[0], min(guess, guess if max_height is None else max_height) - 200.0)
    low = low if min_height is None else min_height
    high = min(DEM_SPAN[1], max(guess, low) + 200.0) if max_height is None else max_height
    require_ordered(low, high)
    dem, counted = open_ground(path, bounds=outline_bounds(reference, low, high), vertical=vertical)
    context.log(counted)
    if dem.warning is not None:
        context.warn(dem.warning)
    return dem


def assumed_heights(
    dem: Dem | None, min_height: float | None, max_height: float | None, guess: float
) -> tuple[float, float, str]:
    """Lowest and highest height [m] at which the geometry of a pair is looked at, and in words which they are.

    Parameters
    ----------
    dem : Dem or None
    min_height, max_height : float or None
        As far as they are given.
    guess : float
        Reference height of the product [m above the ellipsoid], for what is not given.
    """
    heights = height_range(dem, min_height, max_height, DEM_MARGIN)
    if heights is not None:
        return *heights, "on the DEM" if dem else f"at the middle of {heights[0]:g} to {heights[1]:g} m"
    low, high = min_height, max_height
    # One limit alone may lie on the other side of the product's height.
    low = min(guess, guess if high is None else high) - HEIGHT_SPAN if low is None else low
    high = max(guess, low) + HEIGHT_SPAN if high is None else high
    return low, high, f"at {0.5 * (low + high):.0f} m, about the product's own height"
