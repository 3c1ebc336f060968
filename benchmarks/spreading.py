"""Fit the standard deviations of right matches (`matching.spread.Spread`) to simulated pairs; measure their worth.

    python -m benchmarks.spreading [WEIGHTS.safetensors] [--matchers compact,poc] [--folder build/bench/judging]

Prints, for each matcher, the four numbers for `spread.NETWORK_SPREAD` or `PHASE_SPREAD`, and of matchers whose matches
settle the four of their `Left`; for each scene, with numbers fitted to the others, the shares of matches within one
and two standard deviations, and the ratio of both in tenths of the matches from the surest to the least sure one; and
the errors before and after matches settle.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
from scipy import optimize

from sar_radargrammetry.engine.matching.consistency import kept
from sar_radargrammetry.engine.matching.matchers import ReadyMatcher
from sar_radargrammetry.engine.matching.patch import together
from sar_radargrammetry.engine.matching.settling import Texture, moved, residual, steps
from sar_radargrammetry.engine.matching.spread import MIN_RESIDUAL, Axis, Left, Spread, widened
from sar_radargrammetry.engine.simulation.pair import PairSettings

from .judging import Tile, arguments, matched_tiles, matchers, pairs
from .simulated import SimulatedPair, simulated_pair

ROUGH = [PairSettings(size=300.0, range_spacing=1.0, azimuth_spacing=1.0, seed=seed) for seed in (911, 912)]
"""Pixels of a metre show mountains with twice the relief within a window; for `Left` alone."""
SHARE = 0.683
"""Of the matches within one standard deviation."""
SMOOTH = 0.1
"""Width of the bend of the loss, in units of the logarithm."""
DECAY = 1e-4
"""Weight of the squared exponents."""


@dataclasses.dataclass(frozen=True)
class Settled:
    """Matches that settled, see `matching.settling`.

    Parameters
    ----------
    features : (4, n) ndarray
        One, and the logarithms of the three numbers that `Left.sigma` takes, the last one with `MIN_RESIDUAL`.
    error : (n,) ndarray
        See `Errors`.
    """

    features: np.ndarray
    error: np.ndarray


@dataclasses.dataclass(frozen=True)
class Errors:
    """Matches that are kept, on ground that both images see.

    Parameters
    ----------
    features : (5, n) ndarray
        See `spread.features`.
    error : (n,) ndarray
        Along the curve of heights [px of the reference], less its median in the scene.
    settled : Settled, optional
        The same matches after they settled; of matchers whose matches do.
    """

    features: np.ndarray
    error: np.ndarray
    settled: Settled | None = None


def errors(pair: SimulatedPair, ready: ReadyMatcher) -> Errors:
    """Match a pair, and compare with its truth."""
    parts = [_tile(tile, ready) for tile in matched_tiles(pair, ready)]
    error = np.concatenate([part.error for part in parts])
    features = np.concatenate([part.features for part in parts], 1)
    after = None
    if ready.spread.left is not None:
        left = np.concatenate([part.settled.error for part in parts])
        after = Settled(np.concatenate([part.settled.features for part in parts], 1), left - np.median(left))
    return Errors(features, error - np.median(error), after)


def _tile(tile: Tile, ready: ReadyMatcher) -> Errors:
    axis, both = (
        Axis.of(tile.found.prior),
        together(tile.found, tile.search.matcher, ready.judge, usual_trip=ready.spread.usual_trip),
    )
    off = (both.match.position - tile.place) @ np.linalg.inv(axis.linear).T @ axis.direction
    left = kept(widened(both.match, tile.found.prior, both.features, ready.spread))
    known = np.isfinite(left.position).all(-1)
    chosen = tile.chosen & tile.seen & known & np.isfinite(off)
    after = None
    if ready.spread.left is not None:
        before = np.sqrt(axis.variance(left.covariance, axis.linear))
        views = Texture.of(tile.found.reference), Texture.of(tile.found.secondary)
        step, images = steps(left, before, known, *views, axis)
        still = residual(moved(left, step, axis), known, *views, axis)
        terms = before, images, still + MIN_RESIDUAL
        after = np.stack([np.ones(chosen.sum()), *(np.log(term[chosen]) for term in terms)]).astype(float)
        after = Settled(after, (off + step)[chosen])
    return Errors(both.features[:, chosen].astype(float), off[chosen], after)


def fitted(scenes: list[Errors], like: Spread) -> Spread:
    """The spread within which `SHARE` of the errors lie, with the scales of another one."""
    parts = [(scene.features[:4], like.scale(scene.features), scene.error) for scene in scenes]
    return Spread(*_exponents(parts), least_scale=like.least_scale)


def fitted_left(scenes: list[Settled]) -> Left:
    """What is left of the errors of matches that settled, likewise."""
    return Left(*_exponents([(scene.features, np.zeros(len(scene.error)), scene.error) for scene in scenes]))


def _exponents(scenes: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> list[float]:
    """Quantile regression of the logarithms of errors on features (k, n) beside a known term (n,), each scene alike.

    The pinball loss with its corner rounded (softplus), so that its derivative is smooth.
    """
    free = np.concatenate([features for features, _, _ in scenes], 1)
    known = np.concatenate([np.log(np.abs(error) + 1e-3) - term for _, term, error in scenes])
    weight = np.concatenate([np.full(len(error), 1.0 / (len(error) * len(scenes))) for *_, error in scenes])

    def loss(exponents: np.ndarray) -> tuple[float, np.ndarray]:
        left = known - exponents @ free
        value = SHARE * left + SMOOTH * np.logaddexp(0.0, -left / SMOOTH)
        slope = SHARE - 1.0 / (1.0 + np.exp(np.clip(left / SMOOTH, -500, 500)))
        decay = np.array([0.0, *exponents[1:]])
        return float(weight @ value + DECAY * decay @ decay), -free @ (weight * slope) + 2.0 * DECAY * decay

    start = np.zeros(len(free))
    start[1] = 1.0
    return [float(value) for value in optimize.minimize(loss, start, jac=True, method="L-BFGS-B").x]


def worth(sigma: np.ndarray, error: np.ndarray) -> str:
    """Shares of the errors within one and two standard deviations, and NMAD / sigma in tenths by sigma."""
    error = np.abs(error)
    tenths = np.array_split(np.argsort(sigma), 10)
    ratios = " ".join(f"{1.4826 * np.median(error[tenth] / sigma[tenth]):.2f}" for tenth in tenths)
    return f"{(error < sigma).mean():8.3f}  {(error < 2.0 * sigma).mean():8.3f}  {ratios}"


def report(name: str, scenes: dict[str, Errors], like: Spread) -> Iterator[str]:
    """Lines of text: the fit to all scenes, and each scene by a fit to the others."""
    every = fitted(list(scenes.values()), like)
    yield f"{name}: Spread({', '.join(f'{value:.2f}' for value in dataclasses.astuple(every)[:4])})"
    yield f"  {'scene, fitted to the others':28s} within 1  within 2  NMAD / sigma in tenths by sigma"
    for title, errors in scenes.items():
        others = [other for key, other in scenes.items() if key != title]
        sigma = (fitted(others, like) if others else every).sigma(errors.features)
        yield f"  {title:28s} {worth(sigma, errors.error)}"


def report_settled(name: str, scenes: dict[str, Errors]) -> Iterator[str]:
    """Lines of text on matches that settled: the fit to all scenes, and each scene by a fit to the others."""
    settled = {title: errors.settled for title, errors in scenes.items()}
    every = fitted_left(list(settled.values()))
    yield f"{name}, settled: Left({', '.join(f'{value:.2f}' for value in dataclasses.astuple(every))})"
    for title, after in settled.items():
        others = [other for key, other in settled.items() if key != title]
        _, own, images, still = np.exp(after.features)
        sigma = (fitted_left(others) if others else every).sigma(own, images, still - MIN_RESIDUAL)
        before, now = (1.4826 * np.median(np.abs(error)) for error in (scenes[title].error, after.error))
        yield f"  {title:28s} {worth(sigma, after.error)}  NMAD {before:.3f} -> {now:.3f} px"


def main() -> None:
    """Match, fit and print."""
    given = arguments("Fit the standard deviations of matches to simulated pairs.")
    for name, ready in matchers(given):
        found = {}
        for scene, pair in pairs(given):
            found[scene] = errors(pair, ready)
            print(f"  {name}, {scene}: {len(found[scene].error)} matches", flush=True)
        print("\n".join(report(name, found, ready.spread)), flush=True)
        if ready.spread.left is not None:
            for settings in ROUGH:
                pair = simulated_pair(settings, given.folder / str(settings.seed))
                found[f"rough mountains, {settings.seed}"] = errors(pair, ready)
            print("\n".join(report_settled(name, found)), flush=True)


if __name__ == "__main__":
    main()
