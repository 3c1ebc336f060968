"""Training samples from simulation at scale: ground, flights, sensors and differences between the views at random."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from ..errors import EngineError
from ..image.window import Window
from ..job import Context
from ..matching.interface import View
from ..patches.planning import secondary_window
from ..simulation.pair import PairSettings, expose, make_ground
from ..simulation.render import LAYOVER, OUTSIDE, SHADOW
from ..simulation.scene import Scene
from ..simulation.truth import pixel_truth
from ..simulation.view import View as Seen
from ..stereo.prior import build_prior
from ..terrain.dem import open_dem
from .sample import DARK, HIDDEN, LEAST_TRUTH, MIXED, SEEN, UNKNOWN, TrainingSample

SIDE = 448
"""Pixels a side of a sample's reference patch."""
SIZE = 950.0
"""Side of a scene in pixels of its slant range."""
KINDS = ("mountains", "hills", "plains", "forest", "town")
SHARES = (0.25, 0.25, 0.1, 0.2, 0.2)
COARSEST_COVER = 1.5
"""Pixels [m] above which houses and trees are texture, not ground."""
LOOKS = (1, 2, 4, 16)
LOOK_SHARES = (0.6, 0.2, 0.12, 0.08)
TREND_DB = 3.0
"""Standard deviation of slow brightness differences between the views: calibration, seasons, moisture."""


@dataclasses.dataclass(frozen=True)
class Draw:
    """One random pair.

    Parameters
    ----------
    settings : PairSettings
    looks : int
        Whose mean power makes each image.
    """

    settings: PairSettings
    looks: int


def draw(seed: int, dems: tuple[Path, ...] = ()) -> Draw:
    """The pair of a seed; the same for the same `dems`, of which every fourth pair takes one."""
    rng = np.random.default_rng([seed, 4711])
    spacing = float(np.exp(rng.uniform(np.log(0.3), np.log(1.5))))
    if rng.uniform() < 0.15:
        spacing = float(np.exp(rng.uniform(np.log(1.5), np.log(10.0))))
    intersection = float(rng.uniform(5.0, 30.0) if rng.uniform() < 0.8 else rng.uniform(30.0, 45.0))
    first = float(rng.uniform(20.0, 65.0 - intersection))
    looks = (first, first + intersection) if rng.uniform() < 0.5 else (first + intersection, first)
    kind = str(rng.choice(KINDS, p=SHARES))
    dem, centre = None, (None, None)
    if dems and rng.uniform() < 0.25:
        dem = str(rng.choice([str(d) for d in dems]))
        spacing, centre = _on_dem(dem, spacing, rng)
    elif kind in ("town", "forest"):
        spacing = min(spacing, COARSEST_COVER)
    settings = PairSettings(
        dem=dem,
        longitude=centre[0],
        latitude=centre[1],
        terrain=kind,
        size=SIZE * spacing,
        altitude=max(float(rng.uniform(3000.0, 12000.0)), 3.0 * SIZE * spacing),
        reference_look=looks[0],
        secondary_look=looks[1],
        heading=float(rng.uniform(0.0, 360.0)),
        crossing=float(rng.uniform(-30.0, 30.0)) if rng.uniform() < 0.4 else float(rng.normal(0.0, 1.0)),
        look_side=str(rng.choice(["left", "right"])),
        range_spacing=spacing,
        azimuth_spacing=spacing * float(rng.uniform(0.8, 1.6)),
        decorrelation=float(rng.uniform(0.1, 0.75)),
        noise=float(rng.uniform(-32.0, -18.0)),
        seed=1_000_000 + seed,
    )
    return Draw(settings, int(rng.choice(LOOKS, p=LOOK_SHARES)))


def _on_dem(path: str, spacing: float, rng: np.random.Generator) -> tuple[float, tuple[float, float]]:
    """Pixels no finer than a twelfth of the DEM's cells, in which it is smooth, and a place within it."""
    dem = open_dem(path)
    rows, cols = dem.heights.shape
    lon, lat = (np.asarray(v) for v in dem.lonlat(np.array([0.0, cols - 1.0]), np.array([rows - 1.0, 0.0])))
    extent = np.radians([np.ptp(lat), np.ptp(lon) * np.cos(np.radians(lat.mean()))]) * 6.371e6
    cell = float((extent / [rows - 1, cols - 1]).mean())
    spacing = max(spacing, cell / 12.0)
    free = np.clip(1.0 - 1.1 * SIZE * spacing / extent, 0.0, 1.0)
    row, col = (0.5 + free * (rng.uniform(size=2) - 0.5)) * [rows - 1, cols - 1]
    longitude, latitude = dem.lonlat(col, row)
    return spacing, (float(longitude), float(latitude))


def make_samples(what: Draw, context: Context | None = None) -> list[TrainingSample]:
    """Both directions of a random pair: one patch of each image that shares ground with the other.

    Returns
    -------
    list of TrainingSample
        Fewer than two where too little of an image is seen alone by both.
    """
    context = context or Context()
    settings = what.settings
    ground = make_ground(settings, context)
    exposures = [expose(settings, ground, view, keep_power=True) for view in (0, 1)]
    rng = np.random.default_rng([settings.seed, 4712])
    images = []
    for exposure in exposures:
        image = np.abs(exposure.image(context)).astype(np.float32)
        images.append(_degraded(image, exposure.view.power, what, rng))
    views = [exposure.view for exposure in exposures]
    found = []
    for one, two in ((0, 1), (1, 0)):
        context.check_cancelled()
        sample = _sample(ground.scene, views[one], views[two], images[one], images[two], rng)
        if sample is not None:
            found.append(sample)
    return found


def _degraded(amplitude: np.ndarray, power: np.ndarray, what: Draw, rng: np.random.Generator) -> np.ndarray:
    """More looks, and brightness that drifts over the image differently in each view."""
    if what.looks > 1:
        mean = power + 10.0 ** (what.settings.noise / 10.0)
        others = rng.gamma(what.looks - 1, 1.0, amplitude.shape).astype(np.float32) * mean
        amplitude = np.sqrt((amplitude**2 + others) / what.looks)
    rows, columns = (np.linspace(0.0, 1.0, n, dtype=np.float32) for n in amplitude.shape)
    trend = rng.normal(0.0, TREND_DB, 3)
    drift = trend[0] * (rows[:, None] - 0.5) + trend[1] * (columns - 0.5) + trend[2] * np.sin(3.0 * rows)[:, None]
    return amplitude * 10.0 ** (drift / 20.0)


def _sample(
    scene: Scene, first: Seen, second: Seen, one: np.ndarray, two: np.ndarray, rng: np.random.Generator
) -> TrainingSample | None:
    window = _place(first, rng)
    if window is None:
        return None
    reach = 8.0 * first.model.range_spacing
    # Heights range wider than the ground: a user knows them roughly.
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
    state[known] = np.where(found.seen2[:, columns][known], SEEN, HIDDEN)
    if (state == SEEN).mean() < LEAST_TRUTH:
        return None
    return TrainingSample(
        _view(one, window), _view(two, other), build_prior(first.model, second.model, window, low, high), truth, state
    )


def _place(view: Seen, rng: np.random.Generator) -> Window | None:
    """A patch around a random pixel that is seen alone."""
    lines, samples = view.mask.shape
    if lines < SIDE or samples < SIDE:
        return None
    seen = np.argwhere(np.isfinite(view.distance[::8, ::8])) * 8
    if not len(seen):
        return None
    # The middle of what is seen, shifted: the ground's image is a parallelogram with corners of nothing.
    middle = seen.mean(0) + rng.normal(0.0, 0.1, 2) * (seen.max(0) - seen.min(0))
    start = np.clip(np.rint(middle - SIDE / 2).astype(int), 0, [lines - SIDE, samples - SIDE])
    return Window(int(start[0]), int(start[1]), SIDE, SIDE)


def _view(image: np.ndarray, window: Window) -> View:
    part = image[window.line : window.line + window.lines, window.sample : window.sample + window.samples]
    if part.size == 0:
        raise EngineError("The window lies outside the image.")
    return View(np.ascontiguousarray(part), window)
