"""Matching against peers that get the same help: the secondary resampled along the geometry's prior."""

from __future__ import annotations

import dataclasses
import time

import cv2
import numpy as np

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching import poc
from sar_radargrammetry.engine.matching.consistency import checked, round_trip_error
from sar_radargrammetry.engine.matching.interface import View
from sar_radargrammetry.engine.patches.planning import secondary_window
from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.simulation.truth import pixel_truth
from sar_radargrammetry.engine.stereo.prior import HeightPrior, build_prior

SIDE = 512
MARGIN = 30.0
"""Metres by which the true height range is widened."""

# Seeds, terrains and angles that no parameter was chosen on.
SCENES = {
    "hills, 15°": PairSettings(terrain="hills", seed=101, size=500.0, reference_look=35.0, secondary_look=50.0),
    "mountains, 10°": PairSettings(terrain="mountains", seed=102, size=500.0, reference_look=38.0, secondary_look=48.0),
    "forest, 15°": PairSettings(terrain="forest", seed=103, size=450.0, reference_look=30.0, secondary_look=45.0),
    "town, 25°": PairSettings(terrain="town", seed=104, size=450.0, reference_look=30.0, secondary_look=55.0),
}


@dataclasses.dataclass(frozen=True)
class Case:
    """One patch pair with its truth.

    Parameters
    ----------
    reference, secondary : View
    prior, backward_prior : HeightPrior
        Of the reference's window in the secondary, and the other way round.
    truth : (lines, samples, 2) ndarray
        Secondary pixel of each reference pixel; NaN where not both views see one piece of ground alone.
    """

    reference: View
    secondary: View
    prior: HeightPrior
    backward_prior: HeightPrior
    truth: np.ndarray


def make_case(settings: PairSettings) -> Case:
    """Simulate a pair and cut the patch in the middle of it."""
    ground = make_ground(settings)
    exposures = [expose(settings, ground, view) for view in (0, 1)]
    images = [np.abs(exposure.image()).astype(np.float32) for exposure in exposures]
    first, second = (exposure.view for exposure in exposures)
    one, two = first.model, second.model
    window = Window((one.lines - SIDE) // 2, (one.samples - SIDE) // 2, SIDE, SIDE)
    heights = ground.scene.heights
    low, high = float(np.nanmin(heights)) - MARGIN, float(np.nanmax(heights)) + MARGIN
    other = secondary_window(one, two, window, low, high)
    truth = pixel_truth(ground.scene, first, second, window.line, window.line + SIDE)
    columns = slice(window.sample, window.sample + SIDE)
    place = np.stack([truth.line[:, columns], truth.sample[:, columns]], -1)
    place[~truth.seen2[:, columns]] = np.nan
    return Case(
        _view(images[0], window),
        _view(images[1], other),
        build_prior(one, two, window, low, high),
        build_prior(two, one, other, low, high),
        place,
    )


def _view(image: np.ndarray, window: Window) -> View:
    part = image[window.line : window.line + window.lines, window.sample : window.sample + window.samples]
    return View(np.ascontiguousarray(part), window)


def prior_only(case: Case) -> np.ndarray:
    """The match at the middle height."""
    return case.prior.base()


def dis_flow(case: Case) -> np.ndarray:
    """OpenCV's DIS optical flow on log amplitude, after resampling the secondary at the middle height."""
    base = case.prior.base()
    inside = (base - [case.secondary.window.line, case.secondary.window.sample]).astype(np.float32)
    warped = cv2.remap(_bytes(case.secondary.amplitude), inside[..., 1], inside[..., 0], cv2.INTER_LINEAR)
    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    shift = flow.calc(_bytes(case.reference.amplitude), warped, None)
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    moved = cv2.remap(
        inside, columns + shift[..., 0], rows + shift[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return moved.astype(float) + np.array([case.secondary.window.line, case.secondary.window.sample])


def _bytes(amplitude: np.ndarray) -> np.ndarray:
    log = np.log(np.maximum(amplitude, 1e-6))
    low, high = np.percentile(log, [1.0, 99.0])
    return np.clip((log - low) / (high - low) * 255.0, 0, 255).astype(np.uint8)


def poc_one_way(case: Case) -> np.ndarray:
    """Ours, without the check."""
    return poc.match(case.reference, case.secondary, case.prior).position


def poc_checked(case: Case) -> np.ndarray:
    """Ours, as `matchpatches` does it: both ways, and what agrees."""
    forward = poc.match(case.reference, case.secondary, case.prior)
    backward = poc.match(case.secondary, case.reference, case.backward_prior)
    return checked(forward, round_trip_error(forward, backward, case.reference, case.secondary)).position


METHODS = {
    "prior only": prior_only,
    "OpenCV DIS": dis_flow,
    "poc, one way": poc_one_way,
    "poc, checked": poc_checked,
}


def measure() -> list[dict]:
    """Rows: scene, method, median error [px], PCK at 1, 3, 5 and 10 px of what is kept, share kept, seconds."""
    rows = []
    for scene, settings in SCENES.items():
        case = make_case(settings)
        judged = np.isfinite(case.truth[..., 0])
        for method, function in METHODS.items():
            start = time.perf_counter()
            position = function(case)
            seconds = time.perf_counter() - start
            error = np.hypot(*np.moveaxis(position - case.truth, -1, 0))[judged]
            kept = error[np.isfinite(error)]
            rows.append(
                {
                    "scene": scene,
                    "method": method,
                    "median": float(np.median(kept)),
                    **{f"pck{limit}": float(np.mean(kept < limit)) for limit in (1, 3, 5, 10)},
                    "kept": kept.size / judged.sum(),
                    "seconds": seconds,
                }
            )
    return rows
