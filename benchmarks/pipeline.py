"""The whole way from two images to elevation, judged against the simulated truth."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from sar_radargrammetry.engine.matching.matchers import COMPLETE

from .coverage import Pool

SCENES = {
    "mountains, 15°": ["--terrain", "mountains", "--seed", "201", "--size", "500"],
    "hills, 15°": ["--terrain", "hills", "--seed", "202", "--size", "500"],
    "forest, 15°": ["--terrain", "forest", "--seed", "203", "--size", "450"],
    "town, 20°": [
        "--terrain",
        "town",
        "--seed",
        "204",
        "--size",
        "450",
        "--reference-look",
        "35",
        "--secondary-look",
        "55",
    ],
}


def measure(folder: Path) -> tuple[list[dict], dict[str, list[dict]]]:
    """Rows: scene, matcher, accuracy as `evaluate` defines it, seconds and peak memory of stereodsm; and how the
    predicted errors of all scenes hold, by matcher."""
    rows: list[dict] = []
    pools = {matcher: Pool() for matcher in COMPLETE}
    for number, (scene, options) in enumerate(SCENES.items()):
        names = {
            name: str(folder / f"{name}{number}.tif")
            for name in ("reference", "secondary", "truth", "elevation", "error", "certainty", "difference")
        }
        _run("simulatepair", *options, *_options(names, "reference", "secondary", "truth"))
        for matcher in COMPLETE:
            rows.append({"scene": scene, "matcher": matcher, **_elevation(names, matcher)})
            pools[matcher].add(*(Path(names[name]) for name in ("elevation", "difference", "error", "certainty")))
    return rows, {matcher: pool.rows() for matcher, pool in pools.items()}


def _elevation(names: dict[str, str], matcher: str) -> dict[str, float]:
    start = time.perf_counter()
    outputs = ("elevation", "error", "certainty")
    _run("stereodsm", *_options(names, "reference", "secondary", *outputs), "--matcher", matcher)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    statistics = Path(names["difference"]).with_suffix(".json")
    _run(
        "evaluate",
        *_options(names, "elevation", "error", "difference"),
        "--reference-dsm",
        names["truth"],
        "--statistics",
        str(statistics),
    )
    numbers = json.loads(statistics.read_text())["statistics"]
    wanted = ("completeness", "bias", "nmad", "le90", "under_2m", "within_1_sigma", "within_2_sigma")
    return {**{key: numbers[key]["value"] for key in wanted}, "seconds": seconds, "peak_gb": peak}


def _options(names: dict[str, str], *wanted: str) -> list[str]:
    return [word for name in wanted for word in (f"--{name}", names[name])]


def _run(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "sar_radargrammetry.engine", *words], check=True, capture_output=True)  # noqa: S603
