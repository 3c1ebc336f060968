"""Matching against peers that get the same help, each judged in the same way."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import numpy as np

from . import matching_worker
from .matching_methods import CHECKED, ONE_WAY, methods
from .matching_scenes import SCENES, Case, make_case, oso_case, oso_folder

LIMITS = (1, 3, 5, 10)
OURS = "compact"
"""The matcher whose ratios to the best other are told."""


def make_cases(say=print) -> dict[str, Case]:
    """The simulated scenes, and the pair of another renderer where its files are."""
    cases = {scene: make_case(settings) for scene, settings in SCENES.items()}
    if oso_folder().is_dir():
        cases["oso, 15°"] = oso_case(oso_folder())
    else:
        say(f"  no scene oso: {oso_folder()} is missing; SAR_RADARGRAMMETRY_DATA names the folder that holds it")
    return cases


def measure(cases: dict[str, Case], say=print) -> list[dict]:
    """Rows: scene, method, `judged` numbers, seconds, peak memory in MB (of the method, over all scenes)."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        matching_worker.write_cases(cases, folder)
        for method, details in methods().items():
            if details.missing():
                say(f"  no rows of {method}: {' and '.join(details.missing())} not installed")
            else:
                found[method] = matching_worker.run(method, folder)
    return [
        {
            "scene": scene,
            "method": method,
            **judged(result["positions"][scene], case.truth),
            "seconds": result["seconds"][scene],
            "peak_mb": result["peak_mb"],
        }
        for scene, case in cases.items()
        for method, result in found.items()
    ]


def judged(position: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Errors [px] of the pixels that have a truth; the same for all methods.

    Parameters
    ----------
    position, truth : (lines, samples, 2) ndarray

    Returns
    -------
    dict
        ``kept``: share of those pixels that have a match. ``median`` and ``pck1`` .. ``pck10`` (share below so many
        pixels) of all of them, where one without a match is infinitely wrong; ``kept_median`` and ``kept_pck3`` of
        those with a match.
    """
    error = np.hypot(*np.moveaxis(position - truth, -1, 0))[np.isfinite(truth).all(-1)]
    kept = error[np.isfinite(error)]
    error = np.where(np.isfinite(error), error, np.inf)
    return {
        # Not np.median: the mean of two infinities is no number.
        "median": float(np.partition(error, error.size // 2)[error.size // 2]),
        **{f"pck{limit}": float(np.mean(error < limit)) for limit in LIMITS},
        "kept": kept.size / error.size,
        "kept_median": float(np.median(kept)) if kept.size else math.nan,
        "kept_pck3": float(np.mean(kept < 3)) if kept.size else math.nan,
    }


def ratios(rows: list[dict], ours: str = OURS) -> list[dict]:
    """Ours against the best other, scene by scene: below 1 ours is better.

    Two comparisons: the medians of all pixels, ours matching one way; and those of the pixels kept, ours checked,
    against others that drop pixels as well.

    Returns
    -------
    list of dict
        ``scene``, ``what``, ``best`` (the other's name) and ``ratio``; the last of each comparison is the geometric
        mean over the scenes. Empty where ours has no rows.
    """
    table = {(row["scene"], row["method"]): row for row in rows}
    scenes = list(dict.fromkeys(row["scene"] for row in rows))
    found = []
    for what, field, form in (("all pixels", "median", ONE_WAY), ("kept pixels", "kept_median", CHECKED)):
        method, part = f"{ours}, {form}", []
        for scene in scenes:
            others = [
                row
                for row in rows
                if row["scene"] == scene
                and not row["method"].startswith(f"{ours},")
                and math.isfinite(row[field])
                and (form == ONE_WAY or row["method"].endswith(CHECKED))
            ]
            if (scene, method) in table and others:
                best = min(others, key=lambda row: row[field])
                ratio = table[scene, method][field] / best[field]
                part.append({"scene": scene, "what": what, "best": best["method"], "ratio": ratio})
        if part:
            mean = math.exp(sum(math.log(row["ratio"]) for row in part) / len(part))
            found += [*part, {"scene": "all scenes", "what": what, "best": "geometric mean", "ratio": mean}]
    return found


def table(rows: list[dict]) -> list[str]:
    """Lines of text."""
    lines = [
        "  scene            method            of all pixels: median  <1    <3    <5    <10    kept  "
        "of those: median  <3    seconds  peak MB"
    ]
    for row in rows:
        shares = "  ".join(f"{row[f'pck{limit}']:.2f}" for limit in LIMITS)
        lines.append(
            f"  {row['scene']:16s} {row['method']:32s} {row['median']:7.2f}  {shares}   {row['kept']:.2f}  "
            f"{row['kept_median']:16.2f}  {row['kept_pck3']:.2f}  {row['seconds']:7.2f}  {row['peak_mb']:7.0f}"
        )
    return lines


def ratio_table(found: list[dict], ours: str = OURS) -> list[str]:
    """Lines of text."""
    if not found:
        return [f"  no ratios: no rows of {ours}"]
    lines = [f"  median error of {ours} / of the best other"]
    return lines + [f"  {row['what']:12s} {row['scene']:16s} {row['ratio']:5.2f}   {row['best']}" for row in found]
