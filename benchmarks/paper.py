"""A simulated pair of the size and the angle of the paper's: 2 x 2 km at 43 degrees, from images to elevation.

    python -m benchmarks.paper FOLDER

Sasayama et al. (IGARSS 2025) match real pairs of Pi-SAR2 (X band) and report the share of matches within ten pixels.
Their images are not public; so the numbers stand side by side, but do not measure the same.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from sar_radargrammetry.engine.evaluation.matching_accuracy import blocks, match_errors
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.correspondence import Correspondence
from sar_radargrammetry.engine.terrain.dem import open_dem
from sar_radargrammetry.engine.training.from_dsm import Observed, true_matches
from sar_radargrammetry.engine.visibility.mask import project_surface
from sar_radargrammetry.engine.visibility.surface import make_surface

from .by_angle import last_correspondence, parallel_looks
from .engine_jobs import options, run_job
from .pipeline import RASTERS, elevation
from .simulated import STAMP, made_from

ANGLE = 43.0
PAPERS_SHARE = 0.8286
"""Of matches within ten pixels, fine-tuned RoMa (Sasayama et al., 2025)."""
LIMITS = (1, 3, 10)
"""Pixels of the secondary."""
PAIR = {
    "terrain": "mountains",
    "seed": 401,
    "size": 2000,
    "reference_look": parallel_looks(ANGLE)[0],
    "secondary_look": parallel_looks(ANGLE)[1],
}
"""Options of `simulatepair`; its pixels are of 0.5 m."""
NOTE = (
    "The scenes differ: the paper's are real pairs of Pi-SAR2 (X band), of which 2 x 2 km at about 43 degrees are "
    "known; this one is simulated, one look of 0.5 m, and its truth is exact."
)


def measure(folder: Path, matcher: str = "compact", say: Callable[[str], None] = print, **pair: object) -> dict:
    """Simulate the pair unless it is there, run `stereodsm` without heights and without a DEM, and judge it.

    Parameters
    ----------
    folder : Path
    matcher : str
    say : callable
        Takes lines of text.
    **pair
        Options of `simulatepair` in place of `PAIR`'s, for trials.

    Returns
    -------
    dict
        What `pipeline.elevation` gives, what `match_shares` gives, ``lines`` and ``samples`` of the reference, and
        ``papers_share``.
    """
    files = {name: folder / f"{name}.tif" for name in ("reference", "secondary", "truth", *RASTERS)}
    simulate({**PAIR, **pair}, files, folder, say)
    numbers = elevation(files, matcher, keep_files=True)
    correspondence = Correspondence.open(last_correspondence(folder / "elevation.stereodsm"))
    shares = match_shares(correspondence, truth_of(files))
    size = {"lines": correspondence.lines, "samples": correspondence.samples}
    return {"matcher": matcher, **size, **numbers, **shares, "papers_share": PAPERS_SHARE}


def simulate(pair: dict, files: dict[str, Path], folder: Path, say: Callable[[str], None]) -> None:
    """Make the pair, unless the folder holds one of the same options and the same simulator."""
    made, wanted = folder / STAMP, made_from(repr(sorted(pair.items())))
    if made.is_file() and made.read_text(encoding="utf-8") == wanted:
        return
    folder.mkdir(parents=True, exist_ok=True)
    outputs = {name: files[name] for name in ("reference", "secondary", "truth")}
    ran = run_job("simulatepair", *options(**pair, **outputs))
    say(f"  simulated in {ran.seconds:.0f} s with {ran.peak_gb:.1f} GB")
    made.write_text(wanted, encoding="utf-8")


def truth_of(files: dict[str, Path]) -> Callable[[Window], np.ndarray]:
    """What gives the true matches of a window of the reference, (lines, samples, 2) [px of the secondary image]; NaN
    where not both images see one piece of ground alone. Computed window by window from the true surface."""
    images = SlantImage.open(files["reference"]), SlantImage.open(files["secondary"])
    surface = make_surface(open_dem(str(files["truth"])), tuple(image.model for image in images))
    reference, secondary = (Observed(image, project_surface(surface, image.model)) for image in images)
    return lambda window: true_matches(reference, secondary, window)


def match_shares(correspondence: Correspondence, truth: Callable[[Window], np.ndarray]) -> dict[str, float]:
    """How many matches are how good, block by block: whole images need not fit into memory.

    Parameters
    ----------
    correspondence : Correspondence
    truth : callable
        Gives the true matches of a window, see `truth_of`.

    Returns
    -------
    dict
        ``matched``: share of the pixels with a truth that have a match. ``within1`` .. ``within10``: share of those
        matches that are at most so many pixels off. ``pck1`` .. ``pck10``: share of all pixels with a truth, of which
        those without a match are wrong.
    """
    pixels = matched = 0
    good = dict.fromkeys(LIMITS, 0)
    for window in blocks(correspondence.lines, correspondence.samples):
        true = truth(window)
        known = np.isfinite(true).all(-1)
        if not known.any():
            continue
        columns = slice(window.sample, window.sample + window.samples)
        moved = correspondence.read(window.line, window.lines)[:2, :, columns].astype(float)
        error = match_errors(moved, window, true)[known]
        pixels += int(known.sum())
        matched += int(np.isfinite(error).sum())
        for limit in LIMITS:
            good[limit] += int((error <= limit).sum())
    return {
        "matched": matched / max(pixels, 1),
        **{f"within{limit}": count / max(matched, 1) for limit, count in good.items()},
        **{f"pck{limit}": count / max(pixels, 1) for limit, count in good.items()},
    }


def table(found: dict) -> list[str]:
    """Lines of text."""
    return [
        f"  {found['lines']} x {found['samples']} pixels, {found['matcher']}: {found['seconds']:.0f} s, "
        f"{found['core_seconds']:.0f} s of processor time, peak memory {found['peak_gb']:.2f} GB",
        f"  completeness {found['completeness']:.3f}, NMAD {found['nmad']:.2f} m, under 2 m {found['under_2m']:.3f}, "
        f"wrong heights {found['wrong']:.4f}",
        f"  matches within 10 px: {100 * found['within10']:.2f} % (paper: {100 * found['papers_share']:.2f} %); "
        f"within 3 px {100 * found['within3']:.2f} %, within 1 px {100 * found['within1']:.2f} %",
        f"  of all pixels that both images see, {100 * found['matched']:.1f} % are matched and "
        f"{100 * found['pck10']:.2f} % are right to 10 px",
        f"  {NOTE}",
    ]


def main(arguments: list[str]) -> None:
    """Measure and print."""
    print("\n".join(table(measure(Path(arguments[0])))))


if __name__ == "__main__":
    main(sys.argv[1:])
