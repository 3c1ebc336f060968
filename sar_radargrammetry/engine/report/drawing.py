"""What all figures share: size, type, colours, and the way to PNG bytes."""

from __future__ import annotations

import functools
import io
import math
from collections.abc import Callable

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from PIL import Image

from .. import ramps

INK = "#1d2730"
GREY = "#5b6975"
BLUE = "#17526b"
ORANGE = "#c77700"
VOID = "#d9dee2"

HEIGHTS, ERRORS, DIFFERENCES = (
    LinearSegmentedColormap.from_list(name, getattr(ramps, name)) for name in ("TERRAIN", "ERROR", "DIFFERENCE")
)
"""The colours that the same rasters have in QGIS."""

WIDTH = 760
"""Shown width of a figure in a report (CSS pixels)."""

_DPI = 140  # 1.6 times the shown width: sharp on good screens and in print

_STYLE = {
    "font.family": "sans-serif",
    "font.size": 10.0,
    "axes.titlesize": 11.0,
    "axes.labelcolor": GREY,
    "axes.edgecolor": "#aab4bb",
    "text.color": INK,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "legend.frameon": False,
}


def styled(draw: Callable[..., bytes]) -> Callable[..., bytes]:
    """Decorator of functions that draw a figure: the settings hold while they run, and only then."""

    @functools.wraps(draw)
    def with_style(*args: object, **kwargs: object) -> bytes:
        with rc_context(_STYLE):
            return draw(*args, **kwargs)

    return with_style


def figure(width: float = 8.6, height: float = 4.2) -> tuple[Figure, Axes]:
    """A figure (inches) with one axes; without pyplot, whose global state and window toolkits have no place here."""
    chart, axes = figure_grid(1, 1, width, height)
    return chart, axes[0][0]


def figure_grid(rows: int, cols: int, width: float, height: float) -> tuple[Figure, list[list[Axes]]]:
    """A figure (inches) with rows x cols axes."""
    chart = Figure(figsize=(width, height), dpi=_DPI, layout="constrained")
    FigureCanvasAgg(chart)
    return chart, chart.subplots(rows, cols, squeeze=False).tolist()


def tidy(axes: Axes, grid: bool = True) -> None:
    """Take away the frame where it says nothing and put a faint grid behind the data."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_axisbelow(True)
    if grid:
        axes.grid(color="#e3e8ec", linewidth=0.8)


def legend_above(axes: Axes, columns: int = 4) -> None:
    """A legend over the axes, where it hides no data."""
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=columns, fontsize=9, borderaxespad=0.2)


def png(chart: Figure) -> bytes:
    """The picture as a PNG file's content.

    Without an opacity channel, and in 52 levels a channel: invisible, and a third smaller. A palette of 256
    colours would save more, but leaves steps in colour bars.
    """
    chart.canvas.draw()
    levels = (np.arange(256) + 2) // 5 * 5  # 0 and 255 stay
    drawn = Image.fromarray(levels.astype(np.uint8)[np.asarray(chart.canvas.buffer_rgba())[..., :3]])
    packed = io.BytesIO()
    drawn.save(packed, format="PNG")
    return packed.getvalue()


def nice_step(length: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not above `length`."""
    power = 10.0 ** math.floor(math.log10(length))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= length * (1.0 + 1e-9))


def nice_limit(value: float) -> float:
    """The smallest of 1, 2, 3, 5 times a power of ten that is not below `value`."""
    power = 10.0 ** math.floor(math.log10(max(value, 1e-6)))
    return min(step * power for step in (1.0, 2.0, 3.0, 5.0, 10.0) if step * power >= value * (1.0 - 1e-9))
