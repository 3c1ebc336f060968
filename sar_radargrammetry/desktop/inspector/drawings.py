"""What to draw of an inspection: marks on its chips, and the plot of its curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .chip_view import Marks
from .curve_view import Plot

if TYPE_CHECKING:
    from ...engine.inspection.inspecting import Inspection


def marks_of(found: Inspection) -> tuple[Marks, Marks]:
    """What to draw on the reference and on the secondary."""
    curve, middle = found.curve, np.full(2, float(found.surface.half))
    known = np.isfinite(curve.places).all(axis=-1)
    line = found.on_chip(curve.places[known])
    ticks = []
    if known.any():
        for height in curve.ticks():
            place = np.array([np.interp(height, curve.height[known], line[:, axis]) for axis in (0, 1)])
            ticks.append((f"{height:g}", place))
    none = np.zeros((0, 2))
    if found.match is None:
        return Marks(middle, none, none, []), Marks(middle, none, line, ticks)
    match = found.on_chip(found.match.place[None])[0]
    return Marks(middle, none, none, []), Marks(match, found.on_chip(found.match.ellipse()), line, ticks)


def plot_of(found: Inspection) -> Plot:
    """Correlation along the curve, with the height of the match."""
    curve, match = found.curve, found.match
    measured, sigma = (None, None) if match is None else (found.pixel.height, match.sigma)
    return Plot(curve.height, curve.correlation, curve.back, curve.ticks(), measured, sigma)
