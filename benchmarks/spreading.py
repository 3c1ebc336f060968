"""Fit the standard deviations of right matches (`matching.spread.Spread`) to simulated pairs; measure their worth.

    python -m benchmarks.spreading [WEIGHTS.safetensors] [--matchers compact,poc] [--folder build/bench/judging]

Prints, for each matcher, the four numbers for `spread.NETWORK_SPREAD` or `PHASE_SPREAD`; and for each scene, with
numbers fitted to the others, the shares of matches within one and two standard deviations, and the ratio of both in
tenths of the matches from the surest to the least sure one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
from scipy import optimize

from sar_radargrammetry.engine.matching.consistency import kept
from sar_radargrammetry.engine.matching.matchers import ReadyMatcher
from sar_radargrammetry.engine.matching.patch import together
from sar_radargrammetry.engine.matching.spread import Axis, Spread

from .judging import Tile, arguments, matched_tiles, matchers, pairs
from .simulated import SimulatedPair

SHARE = 0.683
"""Of the matches within one standard deviation."""
SMOOTH = 0.1
"""Width of the bend of the loss, in units of the logarithm."""
DECAY = 1e-4
"""Weight of the squared exponents."""


@dataclasses.dataclass(frozen=True)
class Errors:
    """Matches that are kept, on ground that both images see.

    Parameters
    ----------
    features : (5, n) ndarray
        See `spread.features`.
    error : (n,) ndarray
        Along the curve of heights [px of the reference], less its median in the scene.
    """

    features: np.ndarray
    error: np.ndarray


def errors(pair: SimulatedPair, ready: ReadyMatcher) -> Errors:
    """Match a pair, and compare with its truth."""
    parts = [_tile(tile, ready) for tile in matched_tiles(pair, ready)]
    error = np.concatenate([part.error for part in parts])
    return Errors(np.concatenate([part.features for part in parts], 1), error - np.median(error))


def _tile(tile: Tile, ready: ReadyMatcher) -> Errors:
    axis, both = (
        Axis.of(tile.found.prior),
        together(tile.found, tile.search.matcher, ready.judge, usual_trip=ready.spread.usual_trip),
    )
    off = (both.match.position - tile.place) @ np.linalg.inv(axis.linear).T @ axis.direction
    left = np.isfinite(kept(both.match).position).all(-1)
    chosen = tile.chosen & tile.seen & left & np.isfinite(off)
    return Errors(both.features[:, chosen].astype(float), off[chosen])


def fitted(scenes: list[Errors]) -> Spread:
    """The spread within which `SHARE` of the errors lie: quantile regression of their logarithms, each scene alike.

    The pinball loss with its corner rounded (softplus), so that its derivative is smooth.
    """
    free = np.concatenate([scene.features[:4] for scene in scenes], 1)
    known = np.concatenate([np.log(np.abs(scene.error) + 1e-3) - scene.features[4] for scene in scenes])
    weight = np.concatenate([np.full(len(scene.error), 1.0 / (len(scene.error) * len(scenes))) for scene in scenes])

    def loss(exponents: np.ndarray) -> tuple[float, np.ndarray]:
        left = known - exponents @ free
        value = SHARE * left + SMOOTH * np.logaddexp(0.0, -left / SMOOTH)
        slope = SHARE - 1.0 / (1.0 + np.exp(np.clip(left / SMOOTH, -500, 500)))
        decay = np.array([0.0, *exponents[1:]])
        return float(weight @ value + DECAY * decay @ decay), -free @ (weight * slope) + 2.0 * DECAY * decay

    found = optimize.minimize(loss, np.array([0.0, 1.0, 0.0, 0.0]), jac=True, method="L-BFGS-B")
    return Spread(*(float(value) for value in found.x))


def worth(errors: Errors, spread: Spread) -> tuple[float, float, list[float]]:
    """Shares of the errors within one and two standard deviations, and NMAD / sigma in tenths by sigma."""
    sigma, error = spread.sigma(errors.features), np.abs(errors.error)
    tenths = np.array_split(np.argsort(sigma), 10)
    ratios = [float(1.4826 * np.median(error[tenth] / sigma[tenth])) for tenth in tenths]
    return float((error < sigma).mean()), float((error < 2.0 * sigma).mean()), ratios


def report(name: str, scenes: dict[str, Errors]) -> Iterator[str]:
    """Lines of text: the fit to all scenes, and each scene by a fit to the others."""
    every = fitted(list(scenes.values()))
    yield f"{name}: Spread({', '.join(f'{value:.2f}' for value in dataclasses.astuple(every)[:4])})"
    yield f"  {'scene, fitted to the others':28s} within 1  within 2  NMAD / sigma in tenths by sigma"
    for title, errors in scenes.items():
        others = [other for key, other in scenes.items() if key != title]
        one, two, tenths = worth(errors, fitted(others) if others else every)
        yield f"  {title:28s} {one:8.3f}  {two:8.3f}  " + " ".join(f"{ratio:.2f}" for ratio in tenths)


def main() -> None:
    """Match, fit and print."""
    given = arguments("Fit the standard deviations of matches to simulated pairs.")
    for name, ready in matchers(given):
        found = {}
        for scene, pair in pairs(given):
            found[scene] = errors(pair, ready)
            print(f"  {name}, {scene}: {len(found[scene].error)} matches", flush=True)
        print("\n".join(report(name, found)), flush=True)


if __name__ == "__main__":
    main()
