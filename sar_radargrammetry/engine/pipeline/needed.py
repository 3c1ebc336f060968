"""Which parts of two products a run needs that is to measure an area only."""

from __future__ import annotations

from ..image.window import Window, tiles
from ..job import Context
from ..parameters.elevation import StereoDsm
from ..patches.heights import DEM_MARGIN, height_range, open_pair_dem
from ..patches.package import search_limits
from ..patches.planning import secondary_window
from ..patches.visible_area import VisibleArea
from ..products.registry import open_product
from ..sensor.model import SensorModel, resampled
from .plan import first_surface, wanted_area

CONTEXT = 512
"""Pixels around the patches that the passes over averaged images use."""


def needed_parts(given: StereoDsm, context: Context) -> tuple[Window | None, Window | None]:
    """Windows of reference and secondary, in pixels after averaging; None for the whole image.

    They are known only where the heights are: a search for them takes the whole images.

    Raises
    ------
    EngineError
        A product or the DEM cannot be read, or the reference shows nothing of the area.
    """
    area = wanted_area(given)
    if area is None:
        return None, None
    limits = given.min_height, given.max_height
    if given.dem is None and None in limits:
        context.log(
            "Without an elevation model, or both height limits, the whole images are read to find the heights of the "
            "area."
        )
        return None, None
    reference, secondary = (_imported(path, given) for path in (given.reference, given.secondary))
    dem = open_pair_dem(given.dem, given.dem_vertical, reference, *limits, Context())
    low, high = search_limits(*height_range(dem, *limits, DEM_MARGIN), limits)
    visible = VisibleArea(area, reference, first_surface(reference, dem, low, high))
    every = tiles(reference.lines, reference.samples, given.patch_size, given.overlap)
    part = _around([window for window in every if visible.shown_by(window)], reference)
    if part is None:
        return None, None
    other = secondary_window(reference, secondary, part, low, high)
    return part, None if other is None else _around([other], secondary)


def _imported(path: str, given: StereoDsm) -> SensorModel:
    """Geometry of a product as the steps take it, averaged."""
    model = open_product(path).model
    return resampled(model, 0, 0, model.lines, model.samples, given.looks_azimuth, given.looks_range)


def _around(windows: list[Window], model: SensorModel) -> Window | None:
    """The window that holds all, and `CONTEXT` around it; None where there is none."""
    if not windows:
        return None
    line, sample = min(w.line for w in windows) - CONTEXT, min(w.sample for w in windows) - CONTEXT
    end_line = max(w.line + w.lines for w in windows) + CONTEXT
    end_sample = max(w.sample + w.samples for w in windows) + CONTEXT
    return Window(line, sample, end_line - line, end_sample - sample).clipped(model.lines, model.samples)
