"""A training sample for the eye: when the truth is right, its two amplitude pictures show the same ground."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from scipy.ndimage import map_coordinates

from ..training.sample import DARK, HIDDEN, MIXED, UNKNOWN, VISIBLE, TrainingSample
from .drawing import BLUE, DIFFERENCES, ORANGE, VOID, figure_grid, nice_limit, png, styled

COLOURS = {
    VISIBLE: (BLUE, "seen by both"),
    HIDDEN: ("#8fb8c9", "hidden from the secondary"),
    MIXED: (ORANGE, "layover"),
    DARK: ("#1d2730", "shadow"),
    UNKNOWN: (VOID, "unknown"),
}


@styled
def training_preview(sample: TrainingSample, title: str) -> bytes:
    """PNG of four panels: reference, secondary in its place by the truth, states, and the parallax."""
    chart, (axes,) = figure_grid(1, 4, 17.0, 4.8)
    chart.suptitle(title)
    _draw_amplitude(axes[0], sample.reference.amplitude, "Reference")
    _draw_amplitude(axes[1], resampled_by_truth(sample), "Secondary, moved by the truth")
    _draw_states(chart, axes[2], sample.state)
    _draw_parallax(chart, axes[3], sample)
    for panel in axes:
        panel.set(xticks=[], yticks=[])
    return png(chart)


def resampled_by_truth(sample: TrainingSample) -> np.ndarray:
    """Amplitude (lines, samples) of the secondary at the true matches; NaN where the secondary does not see them."""
    visible = sample.state == VISIBLE
    amplitude = np.nan_to_num(sample.secondary.amplitude, nan=0.0)
    found = np.full(visible.shape, np.nan)
    found[visible] = map_coordinates(amplitude, sample.truth[visible].T.astype(float), order=1, mode="nearest")
    return found


def parallax(sample: TrainingSample) -> np.ndarray:
    """Pixels (lines, samples) of the secondary by which height moves each match, from the middle of the heights."""
    prior = sample.prior
    low, centre, high = (prior.at_nodes(prior.middle + rise) for rise in (-1.0, 0.0, 1.0))
    along = (high - low).mean((0, 1))
    along /= np.linalg.norm(along)
    window = sample.secondary.window
    return (sample.truth + np.array([window.line, window.sample]) - prior.to_pixels(centre)) @ along


def _draw_amplitude(axes: Axes, amplitude: np.ndarray, title: str) -> None:
    axes.set_facecolor(VOID)
    axes.set_title(title)
    known = amplitude[amplitude > 0]
    if known.size:
        with np.errstate(divide="ignore", invalid="ignore"):
            decibels = np.where(amplitude > 0, 20.0 * np.log10(amplitude), np.nan)
        low, high = 20.0 * np.log10(np.percentile(known, [2.0, 99.0]))
        axes.imshow(decibels, cmap="gray", vmin=low, vmax=high)


def _draw_states(chart: Figure, axes: Axes, state: np.ndarray) -> None:
    axes.set_title("State")
    count = len(COLOURS)
    colours = ListedColormap([COLOURS[k][0] for k in range(count)])
    shown = axes.imshow(
        state, cmap=colours, norm=BoundaryNorm(np.arange(count + 1) - 0.5, count), interpolation="nearest"
    )
    bar = chart.colorbar(shown, ax=axes, ticks=range(count), shrink=0.8)
    bar.ax.set_yticklabels([COLOURS[k][1] for k in range(count)])


def _draw_parallax(chart: Figure, axes: Axes, sample: TrainingSample) -> None:
    axes.set_title("Parallax by height")
    axes.set_facecolor(VOID)
    values = np.where(sample.state == VISIBLE, parallax(sample), np.nan)
    limit = nice_limit(float(np.nanpercentile(np.abs(values), 99.0)))
    shown = axes.imshow(values, cmap=DIFFERENCES, vmin=-limit, vmax=limit)
    chart.colorbar(shown, ax=axes, label="px", shrink=0.8, extend="both").outline.set_visible(False)
