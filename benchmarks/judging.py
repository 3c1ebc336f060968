"""Fits the judge of both directions (`matching.consistency.Judge`) to simulated pairs, and says what it is worth.

    python -m benchmarks.judging [WEIGHTS.safetensors] [--matchers compact,poc] [--folder build/bench/judging]

Prints, for each matcher, the four numbers for `consistency.OF_NETWORKS` or `OF_PHASES`; how well they order matches;
how honest the probabilities are; and what is left at which share of wrong matches, beside the forward certainty alone
and the strict round trip of version 0.9.0.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import ndimage

from sar_radargrammetry.engine.image.window import Window, tiles
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.matching.banded import Found, Search
from sar_radargrammetry.engine.matching.consistency import Judge, joined, round_trip
from sar_radargrammetry.engine.matching.matchers import ReadyMatcher, make_matcher
from sar_radargrammetry.engine.matching.passes import measured_surface
from sar_radargrammetry.engine.matching.patch import way_back
from sar_radargrammetry.engine.matching.registry import COMPLETE
from sar_radargrammetry.engine.pipeline.plan import START_STEP
from sar_radargrammetry.engine.simulation.pair import PairSettings
from sar_radargrammetry.engine.stereo.surface import Surface, level_surface

from .judging_fit import Fit, features, fitted, judge_of, left_at, ordering, reliability
from .simulated import SimulatedPair, simulated_pair

SCENES = {
    "mountains, 41°": PairSettings(terrain="mountains", seed=901, size=520.0, reference_look=24.0, secondary_look=65.0),
    "mountains, crossing": PairSettings(
        terrain="mountains", seed=902, size=520.0, reference_look=44.0, secondary_look=48.0, crossing=62.0
    ),
    "hills, 15°": PairSettings(terrain="hills", seed=903, size=450.0),
    "mountains, 15°": PairSettings(terrain="mountains", seed=904, size=450.0),
    "forest, 15°": PairSettings(terrain="forest", seed=905, size=400.0, reference_look=30.0, secondary_look=45.0),
    "town, 20°": PairSettings(terrain="town", seed=906, size=400.0, reference_look=35.0, secondary_look=55.0),
}
"""Only for this: they are in no training set and in no other benchmark."""
TILE, OVERLAP = 512, 64
BEYOND = 60.0
"""Metres by which the range of heights reaches over the ground."""
EVERY = (7, 5)
"""Lines and samples from one pixel that counts to the next: neighbours say the same."""
RIGHT = 3.0
"""Pixels of the reference that a right match is off at most."""
STRICT = 1.5
"""Pixels of the round trip that version 0.9.0 allowed."""
WRONG_LIMITS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2)
"""Shares of wrong matches among those kept at which the completeness is told."""
DEVICE = "cpu"
NOISE = 48
"""Pixels from the nearest ground beyond which the reference shows noise only: a match there is wrong."""


@dataclasses.dataclass(frozen=True)
class Judged:
    """Pixels whose ground the reference shows alone, or that show noise only; arrays (n,).

    Parameters
    ----------
    forward, back : ndarray
        Certainties of the two directions.
    trip : ndarray
        Length of the round trip [px of the reference]; NaN where there is no way back.
    right : bool ndarray
        The match of both directions together is right to `RIGHT`. Ground that the secondary does not see has no right
        match.
    can : bool ndarray
        The secondary shows the ground alone too.
    scene : int ndarray
        Number of the scene.
    """

    forward: np.ndarray
    back: np.ndarray
    trip: np.ndarray
    right: np.ndarray
    can: np.ndarray
    scene: np.ndarray

    def __getitem__(self, chosen: np.ndarray) -> Judged:
        return Judged(*(getattr(self, field.name)[chosen] for field in dataclasses.fields(self)))

    @property
    def features(self) -> np.ndarray:
        """See `judging_fit.features`."""
        return features(self.forward, self.back, self.trip)


def together(parts: list[Judged]) -> Judged:
    """The pixels of all parts."""
    fields = [field.name for field in dataclasses.fields(Judged)]
    return Judged(*(np.concatenate([getattr(part, name) for part in parts]) for name in fields))


@dataclasses.dataclass(frozen=True)
class Tile:
    """A tile that was matched one way, with its truth.

    Parameters
    ----------
    found : Found
    search : Search
    place, seen : ndarray
        See `SimulatedPair`; of the tile's pixels.
    chosen : (lines, samples) bool ndarray
        Pixels that count.
    """

    found: Found
    search: Search
    place: np.ndarray
    seen: np.ndarray
    chosen: np.ndarray


def limits_of(pair: SimulatedPair) -> tuple[float, float]:
    """The heights that are searched [m above the ellipsoid]."""
    low, high = pair.heights
    return low - BEYOND, high + BEYOND


def surface_of(pair: SimulatedPair, ready: ReadyMatcher) -> Surface:
    """What the passes over averaged images measure, from a plane."""
    start = level_surface(pair.images[0].model, START_STEP, *limits_of(pair))
    return measured_surface(*pair.images, start, limits_of(pair), ready.rough, Context())


def matched_tiles(pair: SimulatedPair, ready: ReadyMatcher) -> Iterator[Tile]:
    """Match a pair as `matchpatches` does, from a plane; every so many pixels with ground, or with noise, count."""
    model, limits = pair.images[0].model, limits_of(pair)
    search = Search(*pair.images, 1, surface_of(pair, ready), limits, ready.match, ready.first_try)
    ground = np.isfinite(pair.place).all(-1)
    asked = ground | (ndimage.distance_transform_edt(~ground) > NOISE)
    taken = np.zeros((model.lines, model.samples), bool)
    for window in tiles(model.lines, model.samples, TILE, OVERLAP):
        part = (slice(window.line, window.line + window.lines), slice(window.sample, window.sample + window.samples))
        chosen = _own(window, taken) & asked[part]
        found = search.match(window) if chosen.any() else None
        if found is not None:
            yield Tile(found, search, pair.place[part], pair.seen[part], chosen)


def judged_pair(pair: SimulatedPair, ready: ReadyMatcher, number: int) -> Judged:
    """The pixels of a pair that count, judged."""
    return together([judged_tile(tile, number) for tile in matched_tiles(pair, ready)])


def judged_tile(tile: Tile, number: int) -> Judged:
    """The chosen pixels of a tile of the scene `number`."""
    found, place, seen = tile.found, tile.place, tile.seen
    back = way_back(found, tile.search.matcher)
    trip = round_trip(back, found.reference)
    linear = found.prior.affine()[0]
    position = joined(found.match, back, trip, linear).position
    off = (position - place) @ np.linalg.inv(linear).T
    with np.errstate(invalid="ignore"):
        right = seen & (np.hypot(off[..., 0], off[..., 1]) <= RIGHT)
    every = (
        np.where(np.isfinite(position).all(-1), found.match.certainty, 0.0),
        np.nan_to_num(back.certainty),
        np.hypot(trip[..., 0], trip[..., 1]),
        right,
        seen,
        np.full(seen.shape, number),
    )
    return Judged(*(values[tile.chosen] for values in every))


def _own(window: Window, taken: np.ndarray) -> np.ndarray:
    """The pixels (lines, samples) bool of a tile that count: every so many, none at an edge that a neighbour overlaps,
    and none that is already among the `taken` ones of the image, to which they are added."""
    axes = (
        (window.line, window.lines, taken.shape[0], EVERY[0]),
        (window.sample, window.samples, taken.shape[1], EVERY[1]),
    )
    chosen = []
    for first, count, whole, step in axes:
        number = first + np.arange(count)
        low = first + (OVERLAP // 2 if first > 0 else 0)
        high = first + count - (OVERLAP // 2 if first + count < whole else 0)
        chosen.append((number % step == 0) & (number >= low) & (number < high))
    here = taken[window.line : window.line + window.lines, window.sample : window.sample + window.samples]
    own = chosen[0][:, None] & chosen[1] & ~here
    here |= own
    return own


def report(name: str, pixels: Judged, fit: Fit, before: Judge, scenes: list[str]) -> Iterator[str]:
    """Lines of text: what was fitted, and what it is worth."""
    matched = pixels[pixels.forward > 0]
    score = matched.features @ fit.weights
    old = matched.features @ np.array(dataclasses.astuple(before))
    judge = judge_of(fit)
    yield f"{name}: Judge({judge.forward:.2f}, {judge.back:.2f}, {judge.trip:.2f}, {judge.offset:.2f})"
    yield f"  {len(score)} matches, {100 * matched.right.mean():.1f} % right; loss {fit.loss:.4f} a match"
    rows = (("judge", score), ("as in consistency.py", old), ("forward certainty", matched.forward))
    yield f"  {'area under the curve of':24s} all   " + "  ".join(f"{scene:>18s}" for scene in scenes)
    for title, values in rows:
        every = [ordering(values[chosen], matched.right[chosen]) for chosen in _by_scene(matched, len(scenes))]
        yield f"  {title:24s} {every[0]:.3f}  " + "  ".join(f"{value:18.3f}" for value in every[1:])
    yield "  tenths by probability: mean probability, share right"
    for mean, share, count in reliability(_probability(score), matched.right):
        yield f"    {mean:.3f}  {share:.3f}  {count:7d}"
    yield "  share of wrong matches: completeness by forward certainty, strict round trip, judge"
    for limit, *kept in curve(pixels, score):
        yield f"    {100 * limit:4.1f} %   " + "  ".join(f"{value:.3f}" for value in kept)


def curve(pixels: Judged, score: np.ndarray) -> list[tuple[float, float, float, float]]:
    """Completeness against the share of wrong matches among those that are kept.

    Parameters
    ----------
    pixels : Judged
    score : (m,) ndarray
        Of the judge, of the pixels that have a match.

    Returns
    -------
    list of 4-tuples
        Share of wrong ones; then the largest share of right matches kept, of all pixels that can match, by the forward
        certainty alone, by that of matches with a round trip of at most `STRICT`, and by the judge.
    """
    possible = int(pixels.can.sum())
    matched = pixels[pixels.forward > 0]
    strict = matched.trip <= STRICT
    ways = (
        (matched.forward, matched.right),
        (matched.forward[strict], matched.right[strict]),
        (score, matched.right),
    )
    found = [[left_at(limit, values, right) / max(possible, 1) for limit in WRONG_LIMITS] for values, right in ways]
    return list(zip(WRONG_LIMITS, *found, strict=True))


def _by_scene(pixels: Judged, count: int) -> list[np.ndarray]:
    return [np.ones(len(pixels.scene), bool), *(pixels.scene == number for number in range(count))]


def _probability(score: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-score))


def arguments(description: str, scenes: int = len(SCENES)) -> argparse.Namespace:
    """The options of a fit to so many pairs, at first `SCENES`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("weights", nargs="?", help="weights file of compact; default: the bundled one")
    parser.add_argument("--matchers", default=",".join(COMPLETE), help="commas between; default: %(default)s")
    parser.add_argument("--folder", type=Path, default=Path("build/bench/judging"), help="where the pairs are kept")
    parser.add_argument("--scenes", type=int, default=scenes, help="how many of the pairs, for trials")
    return parser.parse_args()


def matchers(given: argparse.Namespace) -> Iterator[tuple[str, ReadyMatcher]]:
    """The matchers that the options name."""
    for name in given.matchers.split(","):
        yield name, make_matcher(name, given.weights if name == "compact" else None, DEVICE)


def pairs(given: argparse.Namespace) -> Iterator[tuple[str, SimulatedPair]]:
    """The pairs that the options ask for, made where they are missing."""
    for scene in list(SCENES)[: given.scenes]:
        yield scene, simulated_pair(SCENES[scene], given.folder / str(SCENES[scene].seed))


def main() -> None:
    """Match, fit, print, and keep the numbers in ``judging.json``."""
    given = arguments("Fits the judge of both directions of a match to simulated pairs.")
    kept = {}
    for name, ready in matchers(given):
        parts = []
        for number, (scene, pair) in enumerate(pairs(given)):
            parts.append(judged_pair(pair, ready, number))
            share = parts[-1].right[parts[-1].can].mean()
            print(f"  {name}, {scene}: {len(parts[-1].right)} pixels, {100 * share:.1f} % can be right", flush=True)
        pixels = together(parts)
        matched = pixels[pixels.forward > 0]
        fit = fitted(matched.features, matched.right)
        print("\n".join(report(name, pixels, fit, ready.judge, list(SCENES)[: given.scenes])), flush=True)
        rows = curve(pixels, matched.features @ fit.weights)
        kept[name] = {"judge": dataclasses.asdict(judge_of(fit)), "curve": rows}
    given.folder.mkdir(parents=True, exist_ok=True)
    (given.folder / "judging.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
