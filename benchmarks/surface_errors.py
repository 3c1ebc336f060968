"""What other numbers in `points.surface_sigma.CHOSEN` would give, on simulated pairs.

    python -m benchmarks.surface_errors [WEIGHTS.safetensors] [--matchers compact,poc] [--folder build/bench/judging]

Prints, for each matcher and each choice of the three numbers, how the predicted errors hold on average of the scenes;
and for the chosen ones each scene: the shares within one and two standard deviations, NMAD / sigma in tenths of the
cells by sigma, the sparsification area, and the share of wrong heights.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import numpy as np

from sar_radargrammetry.engine.elevation.cells import Cells
from sar_radargrammetry.engine.elevation.grid import CellWindow
from sar_radargrammetry.engine.elevation.surface_error import SurfaceError
from sar_radargrammetry.engine.evaluation.calibration import SigmaTally
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.matching.correspondence import Correspondence
from sar_radargrammetry.engine.parameters.elevation import Elevation
from sar_radargrammetry.engine.pipeline.triangulate import triangulated
from sar_radargrammetry.engine.points.surface_sigma import CHOSEN, Shares
from sar_radargrammetry.engine.simulation.pair import PairSettings

from .coverage import read_raster
from .engine_jobs import options, run_job
from .judging import SCENES, arguments
from .pipeline import wrong_share
from .simulated import simulated_pair

MORE = {
    "mountains, 15°, second": PairSettings(terrain="mountains", seed=931, size=450.0),
    "hills, 15°, second": PairSettings(terrain="hills", seed=932, size=450.0),
    "hills, 15°, third": PairSettings(terrain="hills", seed=953, size=450.0),
    "forest, 15°, second": PairSettings(terrain="forest", seed=933, size=400.0),
    "forest, 20°": PairSettings(terrain="forest", seed=951, size=450.0, reference_look=35.0, secondary_look=55.0),
    "town, 20°, second": PairSettings(terrain="town", seed=934, size=400.0, reference_look=35.0, secondary_look=55.0),
    "plains, 10°": PairSettings(terrain="plains", seed=937, size=400.0, reference_look=35.0, secondary_look=45.0),
}
"""Beside those of `judging`; they are in no other benchmark either."""
CHOICES = (
    CHOSEN,
    *(dataclasses.replace(CHOSEN, right=value) for value in (0.55, 0.85)),
    *(dataclasses.replace(CHOSEN, hidden=value) for value in (0.0, 2.0, 3.0, 4.0, 5.0)),
    *(dataclasses.replace(CHOSEN, least=value) for value in (0.2, 0.4)),
)


@dataclasses.dataclass(frozen=True)
class Errors:
    """Cells with a height and a true one; arrays (n,).

    Parameters
    ----------
    off : ndarray
        Measured - true height [m].
    matching, wrong, pixel : ndarray
        See `SurfaceError.parts`.
    """

    off: np.ndarray
    matching: np.ndarray
    wrong: np.ndarray
    pixel: np.ndarray


@dataclasses.dataclass(frozen=True)
class Worth:
    """How predicted errors hold: shares within one and two of them, NMAD / sigma in tenths, sparsification area, and
    the share of wrong heights."""

    one: float
    two: float
    ratios: list[float]
    ause: float
    wrong: float


def errors(files: dict[str, Path], folder: Path, matcher: str, weights: str | None) -> Errors:
    """Match a pair, and compare its cells with the truth."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {name: folder / f"{name}.tif" for name in ("correspondence", "elevation", "error", "difference")}
    patches = folder / "patches.gpkg"
    run_job("createpatches", *options(reference=files["reference"], secondary=files["secondary"], output=patches))
    run_job("matchpatches", *options(patches=patches, matcher=matcher, weights=weights, output=made["correspondence"]))
    parts: list[np.ndarray] = []

    def complete_errors(cells: Cells, surface: SurfaceError, context: Context) -> None:
        window = CellWindow(0, 0, cells.grid.height, cells.grid.width)
        parts.extend(surface.parts(cells.grid, window, cells.elevation, cells.error, cells.certainty))

    given = Elevation(elevation=str(made["elevation"]), error=str(made["error"]))
    with mock.patch.object(Cells, "complete_errors", complete_errors):
        triangulated(Correspondence.open(made["correspondence"]), given, {}, Context())
    compared = {"elevation": made["elevation"], "reference_dsm": files["truth"], "difference": made["difference"]}
    run_job("evaluate", *options(**compared))
    off = read_raster(made["difference"])
    known = np.isfinite(off) & np.isfinite(parts[0])
    return Errors(off[known], *(part[known] for part in parts))


def worth(errors: Errors, shares: Shares) -> Worth:
    """How the errors that these shares predict hold."""
    sigma, tally = shares.sigma(errors.matching, errors.wrong, errors.pixel), SigmaTally()
    tally.add(errors.off, sigma)
    return Worth(
        one=tally.within(1),
        two=tally.within(2),
        ratios=[row.ratio for row in tally.calibration()],
        ause=tally.ranking().ause,
        wrong=wrong_share(errors.off, sigma),
    )


def report(name: str, scenes: dict[str, Errors]) -> Iterator[str]:
    """Lines of text: averages of the scenes for each choice, and each scene for the chosen numbers."""
    yield f"{name}, average of the scenes: |within 1 - 0.683|, |ln(NMAD / sigma)| of the tenths, AUSE, wrong"
    for shares in CHOICES:
        every = [worth(errors, shares) for errors in scenes.values()]
        yield (
            f"  right {shares.right:.2f} hidden {shares.hidden:.1f} least {shares.least:.2f}  "
            f"{np.mean([abs(one.one - 0.683) for one in every]):.3f}  "
            f"{np.mean([np.abs(np.log(one.ratios)).mean() for one in every]):.3f}  "
            f"{np.mean([one.ause for one in every]):.3f}  {np.mean([one.wrong for one in every]):.4f}"
        )
    yield f"  {'scene':24s} within 1  within 2   AUSE   wrong  NMAD / sigma in tenths by sigma"
    for title, errors in scenes.items():
        found = worth(errors, CHOSEN)
        yield (
            f"  {title:24s} {found.one:8.3f}  {found.two:8.3f}  {found.ause:5.2f}  {found.wrong:6.4f}  "
            + " ".join(f"{ratio:.2f}" for ratio in found.ratios)
        )


def main() -> None:
    """Match, compare and print."""
    scenes = {**SCENES, **MORE}
    given = arguments("Compare choices of what wrong matches add to the errors of cells.", len(scenes))
    chosen = dict(list(scenes.items())[: given.scenes])
    for matcher in given.matchers.split(","):
        found = {}
        for scene, settings in chosen.items():
            pair = simulated_pair(settings, given.folder / str(settings.seed))
            weights = given.weights if matcher == "compact" else None
            found[scene] = errors(pair.files, pair.folder / f"cells-{matcher}", matcher, weights)
        print("\n".join(report(matcher, found)), flush=True)


if __name__ == "__main__":
    main()
