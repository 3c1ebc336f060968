"""Charts of predicted errors against those that are made."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from scipy import special

from ..correlation.model import Correlation
from ..correlation.variogram import Variogram
from ..evaluation.calibration import CalibrationRow
from ..evaluation.ranking import Ranking
from .drawing import BLUE, GREY, ORANGE, figure, figure_grid, legend_above, png, styled, tidy

ONE_SIGMA, TWO_SIGMA = special.erf(1.0 / np.sqrt(2.0)), special.erf(np.sqrt(2.0))
"""Shares of a Gaussian within one and two standard deviations: 0.683 and 0.954."""


@styled
def prediction_chart(rows: tuple[CalibrationRow, ...], *, of: str = "cells") -> bytes:
    """PNG of observed against predicted 1-sigma errors (m), and of the shares within one and two sigma, by groups.

    Parameters
    ----------
    rows : tuple of CalibrationRow
        Groups by prediction, ascending.
    of : str
        What was compared.
    """
    chart, ((left, right),) = figure_grid(1, 2, 8.6, 4.4)
    _draw_calibration(left, np.array([row.predicted for row in rows]), np.array([row.observed for row in rows]))
    groups = np.arange(1, len(rows) + 1)
    for shares, target, colour, name in (
        ([row.within_1_sigma for row in rows], ONE_SIGMA, BLUE, "within 1 \u03c3"),
        ([row.within_2_sigma for row in rows], TWO_SIGMA, ORANGE, "within 2 \u03c3"),
    ):
        right.axhline(100.0 * target, color=colour, linewidth=1.0, linestyle=(0, (5, 2)))
        label = f"{name} (expected: {100.0 * target:.1f} %)"
        right.plot(groups, 100.0 * np.array(shares), "o-", color=colour, linewidth=1.4, markersize=5, label=label)
    right.set_ylim(0.0, 108.0)
    right.set_xticks(groups)
    right.set_xlabel("tenth, from small to large predicted errors")
    right.set_ylabel(f"share of the {of} (%)")
    legend_above(right, 1)
    tidy(right)
    return png(chart)


def _draw_calibration(axes: Axes, predicted: np.ndarray, observed: np.ndarray) -> None:
    top = 1.12 * float(max(predicted.max(), observed.max()))
    line = np.array([0.0, top])
    axes.fill_between(line, line / 1.25, line * 1.25, color="#eef2f4", label="within a factor of 1.25")
    axes.plot(line, line, color=GREY, linewidth=1.0)
    label = "tenths, by prediction"
    axes.plot(predicted, observed, "o-", color=BLUE, linewidth=1.2, markersize=5, label=label)
    axes.set_xlim(0.0, top)
    axes.set_ylim(0.0, top)
    axes.set_aspect("equal")
    axes.set_xlabel("predicted 1-\u03c3 error (m)")
    axes.set_ylabel("observed 68.3 % quantile of |error| (m)")
    legend_above(axes, 1)
    tidy(axes)


@styled
def sparsification_chart(ranking: Ranking, *, of: str = "cells") -> bytes:
    """PNG of the mean error of what stays when the least certain is discarded, beside oracle and random order.

    Parameters
    ----------
    ranking : Ranking
    of : str
        What was compared.
    """
    chart, axes = figure(8.6, 3.8)
    discarded = 100.0 * (1.0 - ranking.kept)
    label = "by predicted error" + ("" if np.isnan(ranking.ause) else f", AUSE {ranking.ause:.2f}")
    axes.axhline(ranking.by_error[0], color=GREY, linewidth=1.2, linestyle=":", label="in random order")
    axes.plot(discarded, ranking.by_prediction, color=BLUE, linewidth=2.2, label=label)
    axes.plot(discarded, ranking.by_error, color=ORANGE, linewidth=1.6, linestyle=(0, (5, 2)), label="oracle")
    axes.fill_between(discarded, ranking.by_error, ranking.by_prediction, color="#eef2f4")
    axes.set_xlim(0.0, 100.0)
    axes.set_ylim(0.0, 1.08 * float(max(ranking.by_prediction.max(), ranking.by_error[0], 1e-6)))
    axes.set_xlabel(f"share of the {of} discarded (%)")
    axes.set_ylabel("mean |error| of the rest (m)")
    legend_above(axes)
    tidy(axes)
    return png(chart)


@styled
def variogram_chart(variogram: Variogram, correlation: Correlation) -> bytes:
    """PNG of an empirical variogram and of the model that was fitted to it."""
    chart, axes = figure(8.6, 3.6)
    distance = np.geomspace(variogram.distance[0], variogram.distance[-1], 200)
    model = correlation.variance * (1.0 - correlation.at(distance))
    axes.plot(distance, model, color=ORANGE, linewidth=1.8, label="model")
    axes.plot(variogram.distance, variogram.gamma, "o", color=BLUE, markersize=5, label="differences")
    axes.axhline(correlation.variance, color=GREY, linewidth=0.8, linestyle=":", label="uncorrelated")
    axes.set_xscale("log")
    axes.set_ylim(0.0, 1.12 * float(max(variogram.gamma.max(), correlation.variance)))
    axes.set_xlabel("distance (m)")
    axes.set_ylabel("semivariance")
    legend_above(axes)
    tidy(axes)
    return png(chart)
