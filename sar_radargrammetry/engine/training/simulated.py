"""Training samples from simulation: a random pair rendered, degraded, cut into patches with their truth."""

from __future__ import annotations

import numpy as np

from ..errors import EngineError
from ..image.window import Window
from ..job import Context
from ..matching.interface import ImagePatch
from ..patches.planning import secondary_window
from ..simulation.pair import expose, make_ground
from ..simulation.render import LAYOVER, OUTSIDE, SHADOW
from ..simulation.scene import Scene
from ..simulation.truth import pixel_truth
from ..simulation.view import Exposure, SimulatedView
from ..stereo.prior import build_prior
from .drawing import Draw
from .sample import DARK, HIDDEN, MIN_TRUTH, MIXED, UNKNOWN, VISIBLE, TrainingSample

SIDE = 448
"""Pixels a side of a sample's reference patch."""
TREND_DB = 3.0
"""Standard deviation of slow brightness differences between the views: calibration, seasons, moisture."""


def make_samples(what: Draw, context: Context | None = None) -> list[TrainingSample]:
    """Both directions of a random pair: one patch of each image that shares ground with the other.

    Returns
    -------
    list of TrainingSample
        Fewer than two where too little of an image is visible and unambiguous in both.
    """
    context = context or Context()
    settings = what.settings
    ground = make_ground(settings, context)
    exposures = [expose(settings, ground, view, keep_power=True) for view in (0, 1)]
    rng = np.random.default_rng([settings.seed, 4712])
    images = [_degraded(_looks(exposure, what.looks, context), rng) for exposure in exposures]
    views = [exposure.view for exposure in exposures]
    found = []
    for one, two in ((0, 1), (1, 0)):
        context.check_cancelled()
        sample = _sample(ground.scene, views[one], views[two], images[one], images[two], rng)
        if sample is not None:
            found.append(sample)
    return found


def _looks(exposure: Exposure, looks: int, context: Context) -> np.ndarray:
    """Amplitude (lines, samples) of the mean power of several looks, all through the same pulse."""
    power = np.square(np.abs(exposure.image(context)))
    for number in range(1, looks):
        context.check_cancelled()
        power += np.square(np.abs(exposure.further_look(number)))
    return np.sqrt(power / looks).astype(np.float32)


def _degraded(amplitude: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Brightness that drifts over the image differently in each view."""
    rows, columns = (np.linspace(0.0, 1.0, n, dtype=np.float32) for n in amplitude.shape)
    trend = rng.normal(0.0, TREND_DB, 3).astype(np.float32)
    drift = trend[0] * (rows[:, None] - 0.5) + trend[1] * (columns - 0.5) + trend[2] * np.sin(3.0 * rows)[:, None]
    return amplitude * 10.0 ** (drift / 20.0)


def _sample(
    scene: Scene,
    first: SimulatedView,
    second: SimulatedView,
    one: np.ndarray,
    two: np.ndarray,
    rng: np.random.Generator,
) -> TrainingSample | None:
    window = _place(first, rng)
    if window is None:
        return None
    reach = 8.0 * first.model.range_spacing
    # Heights range wider than the ground: a user states them roughly.
    low = float(np.nanmin(scene.heights)) - reach * float(rng.uniform(1.0, 6.0))
    high = float(np.nanmax(scene.heights)) + reach * float(rng.uniform(1.0, 6.0))
    other = secondary_window(first.model, second.model, window, low, high)
    if other is None:
        return None
    found = pixel_truth(scene, first, second, window.line, window.line + window.lines)
    columns = slice(window.sample, window.sample + window.samples)
    truth = np.stack([found.line[:, columns] - other.line, found.sample[:, columns] - other.sample], -1)
    known = np.isfinite(truth[..., 0])
    mask = first.mask[window.line : window.line + window.lines, columns]
    state = np.full(known.shape, UNKNOWN, np.uint8)
    state[(mask & LAYOVER) > 0] = MIXED
    state[((mask & SHADOW) > 0) & ((mask & LAYOVER) == 0)] = DARK
    state[(mask & OUTSIDE) > 0] = UNKNOWN
    state[known] = np.where(found.seen2[:, columns][known], VISIBLE, HIDDEN)
    if (state == VISIBLE).mean() < MIN_TRUTH:
        return None
    return TrainingSample(
        _view(one, window), _view(two, other), build_prior(first.model, second.model, window, low, high), truth, state
    )


def _place(view: SimulatedView, rng: np.random.Generator) -> Window | None:
    """A patch around a random unambiguous pixel."""
    lines, samples = view.mask.shape
    if lines < SIDE or samples < SIDE:
        return None
    visible = np.argwhere(np.isfinite(view.distance[::8, ::8])) * 8
    if not len(visible):
        return None
    # The middle of what is seen, shifted: the ground's image is a parallelogram with corners of nothing.
    middle = visible.mean(0) + rng.normal(0.0, 0.1, 2) * (visible.max(0) - visible.min(0))
    start = np.clip(np.rint(middle - SIDE / 2).astype(int), 0, [lines - SIDE, samples - SIDE])
    return Window(int(start[0]), int(start[1]), SIDE, SIDE)


def _view(image: np.ndarray, window: Window) -> ImagePatch:
    part = image[window.line : window.line + window.lines, window.sample : window.sample + window.samples]
    if part.size == 0:
        raise EngineError("The window lies outside the image.")
    return ImagePatch(np.ascontiguousarray(part), window)
