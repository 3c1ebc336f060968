"""How well the patches of a pair were matched: shares, certainties and residuals, one of each for a patch."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ..image.window import Window
from ..matching.correspondence import Correspondence
from ..patches.package import PatchPlan, Quality
from ..sensor.model import SensorModel
from ..stereo.intersection import intersect
from .triangulation import PixelSteps, look_direction

SIDE = 32
"""Matches along a side of a patch whose residuals are computed; more would not change their median."""


def patch_qualities(
    correspondence: Correspondence, plan: PatchPlan, reference: SensorModel, secondary: SensorModel
) -> Iterator[Quality]:
    """The quality of every patch of a plan, in its order.

    Raises
    ------
    EngineError
        The raster cannot be read.
    """
    pointing, steps = look_direction(reference), PixelSteps.of(secondary)
    for patch in plan.patches:
        bands = correspondence.read_window(patch.reference)
        known = np.isfinite(bands[0])
        if not known.any():
            yield Quality(0.0, math.nan, math.nan)
            continue
        residual = _residuals(bands, patch.reference, reference, secondary, pointing, steps)
        yield Quality(float(known.mean()), float(np.median(bands[2][known])), residual)


def _residuals(
    bands: np.ndarray,
    window: Window,
    reference: SensorModel,
    secondary: SensorModel,
    pointing: np.ndarray,
    steps: PixelSteps,
) -> float:
    """Median distance of evenly spread matches from their epipolar curves [px]; NaN where none intersects."""
    stride = max(min(window.lines, window.samples) // SIDE, 1)
    row, column = np.nonzero(np.isfinite(bands[0, ::stride, ::stride]))
    shift = bands[:2, ::stride, ::stride][:, row, column].astype(float)
    line, sample = window.line + stride * row.astype(float), window.sample + stride * column.astype(float)
    other = line + shift[0], sample + shift[1]
    # With errors of one pixel in all directions the residual, which is in sigmas, is in pixels.
    round_, none = np.ones(len(line)), np.zeros(len(line))
    noise = steps.noise(np.stack([round_, none, round_]), *other)
    points = intersect(reference.projection_set(line, sample), secondary.projection_set(*other), pointing, noise)
    known = points.residual[np.isfinite(points.residual)]
    return float(np.median(known)) if len(known) else math.nan
