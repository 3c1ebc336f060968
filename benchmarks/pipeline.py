"""The whole way from two images to elevation, judged against the simulated truth."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np

from sar_radargrammetry.engine.matching.registry import COMPLETE
from sar_radargrammetry.engine.report.comparison_charts import ratio_chart, sparsification_curves

from .coverage import Pool, read_raster
from .engine_jobs import options, run_job

SCENES = {
    "mountains, 15°": {"terrain": "mountains", "seed": 201, "size": 500},
    "hills, 15°": {"terrain": "hills", "seed": 202, "size": 500},
    "forest, 15°": {"terrain": "forest", "seed": 203, "size": 450},
    "town, 20°": {"terrain": "town", "seed": 204, "size": 450, "reference_look": 35, "secondary_look": 55},
}
"""Options of `simulatepair`, by scene."""
WRONG, WRONG_SIGMAS = 5.0, 4.0
"""A height is wrong where it is off by more than so many metres and by more than so many of its predicted standard
deviations: far off, and not known to be."""
RASTERS = ("elevation", "error", "certainty", "difference")
WANTED = (
    *("completeness", "bias", "nmad", "le90", "under_2m", "within_1_sigma", "within_2_sigma"),
    *("rank_correlation", "ause"),
)


def measure(folder: Path) -> tuple[list[dict], dict[str, dict]]:
    """Rows: scene, matcher, and what `elevation` gives; and how the predicted errors of all scenes hold, by matcher."""
    rows: list[dict] = []
    pools = {matcher: Pool() for matcher in COMPLETE}
    for number, (scene, settings) in enumerate(SCENES.items()):
        pair = {name: folder / f"{name}{number}.tif" for name in ("reference", "secondary", "truth")}
        run_job("simulatepair", *options(**settings, **pair))
        for matcher in COMPLETE:
            files = {**pair, **{name: folder / f"{name}{number}.tif" for name in RASTERS}}
            rows.append({"scene": scene, "matcher": matcher, **elevation(files, matcher)})
            pools[matcher].add(*(files[name] for name in ("elevation", "difference", "error", "certainty")))
    return rows, {matcher: {"rows": pool.rows(), **pool.ranks()} for matcher, pool in pools.items()}


def elevation(files: dict[str, Path], matcher: str, *more: str, keep_files: bool = False) -> dict[str, float]:
    """Run `stereodsm` and judge it by `evaluate`.

    Parameters
    ----------
    files : dict
        ``reference``, ``secondary`` and ``truth``, which are there, and `RASTERS`, which are written.
    matcher : str
    *more : str
        Further options of `stereodsm`.
    keep_files : bool
        Keep what lies between its steps.

    Returns
    -------
    dict
        `WANTED` as `evaluate` defines them [m or shares], ``ratios``, NMAD / sigma in tenths of the cells by
        predicted error, the curves ``sparsification``, ``wrong`` (see `wrong_share`), ``seconds``,
        ``core_seconds`` and ``peak_gb`` of stereodsm.

    Raises
    ------
    JobFailed
    """
    inputs = {name: files[name] for name in ("reference", "secondary")}
    outputs = {name: files[name] for name in ("elevation", "error", "certainty")}
    arguments = options(**inputs, **outputs, matcher=matcher)
    ran = run_job("stereodsm", *arguments, *more, keep_files=keep_files)
    statistics = files["difference"].with_suffix(".json")
    judged = {name: files[name] for name in ("elevation", "error", "difference")}
    run_job("evaluate", *options(**judged, reference_dsm=files["truth"], statistics=statistics))
    document = json.loads(statistics.read_text(encoding="utf-8"))
    numbers, tenths = document["statistics"], document["calibration"]["rows"]
    return {
        **{key: numbers[key]["value"] for key in WANTED},
        "ratios": [row["ratio"] for row in tenths],
        "sparsification": document["sparsification"],
        "wrong": wrong_share(read_raster(files["difference"]), read_raster(files["error"])),
        "seconds": ran.seconds,
        "core_seconds": ran.core_seconds,
        "peak_gb": ran.peak_gb,
    }


def draw_error_maps(rows: list[dict], folder: Path) -> list[Path]:
    """Draw NMAD / sigma by tenths and the sparsification curves of all scenes, a picture of each a matcher."""
    drawn = []
    for matcher in COMPLETE:
        chosen = [row for row in rows if row["matcher"] == matcher]
        pictures = {
            "ratios": ratio_chart([(row["scene"], row["ratios"]) for row in chosen]),
            "sparsification": sparsification_curves([(row["scene"], row["sparsification"]) for row in chosen]),
        }
        for name, picture in pictures.items():
            path = folder / f"{name}-{matcher}.png"
            path.write_bytes(picture)
            drawn.append(path)
    return drawn


def wrong_share(difference: np.ndarray, error: np.ndarray) -> float:
    """Share of wrong heights, see `WRONG`, among those that were delivered.

    Parameters
    ----------
    difference : ndarray
        Elevation - truth [m]; NaN where there is no elevation or no truth.
    error : ndarray of the same shape
        Predicted standard deviations [m]. A height without one is judged by its metres alone.

    Returns
    -------
    float
        NaN where nothing was delivered.
    """
    known = np.isfinite(difference)
    if not known.any():
        return math.nan
    off, predicted = np.abs(difference[known]), np.nan_to_num(error[known])
    return float(np.mean((off > WRONG) & (off > WRONG_SIGMAS * predicted)))


def table(rows: list[dict]) -> list[str]:
    """Lines of text."""
    lines = [
        f"  {'scene':16s} {'matcher':8s} completeness  wrong   bias  NMAD  LE90  <2 m  1 sigma  2 sigma  NMAD/sigma  "
        "rank  AUSE  seconds  peak GB"
    ]
    for row in rows:
        lines.append(
            f"  {row['scene']:16s} {row['matcher']:8s} {row['completeness']:12.2f} {row['wrong']:6.4f} "
            f"{row['bias']:6.2f} {row['nmad']:5.2f} {row['le90']:5.2f} {row['under_2m']:5.2f} "
            f"{row['within_1_sigma']:8.2f} {row['within_2_sigma']:8.2f} "
            f"{min(row['ratios']):5.2f}-{max(row['ratios']):4.2f} {row['rank_correlation']:6.2f} {row['ause']:5.2f} "
            f"{row['seconds']:8.0f} {row['peak_gb']:8.2f}"
        )
    return lines
