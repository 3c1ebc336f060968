"""Matchers on the same validation crops of a training set: what training has brought, beside what needs none.

    python -m benchmarks.validation TRAINING_SET [--weights FILE ...] [--side 160] [--heights 10] [--crops 24]

The crops are those that training judges itself by, with navigation errors of a few pixels between the images. Each
matcher matches one way, as `finetune` judges them, and every pixel with a true match counts: no match is a wrong one.
"""

from __future__ import annotations

import argparse

import numpy as np

from sar_radargrammetry.engine.matching.competitors import competitors
from sar_radargrammetry.engine.matching.interface import Matcher
from sar_radargrammetry.engine.matching.matchers import make_matcher
from sar_radargrammetry.engine.training.crops import Crop, crop
from sar_radargrammetry.engine.training.measures import LIMITS, VALIDATION_SEED
from sar_radargrammetry.engine.training.sample import read_sample
from sar_radargrammetry.engine.training.trainingset import open_training_set


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description="Matchers on the validation crops of a training set.")
    parser.add_argument("training_set")
    parser.add_argument("--weights", nargs="*", default=[], help="weights files of learned matchers")
    parser.add_argument("--side", type=int, default=160, help="side of a crop [pixels]")
    parser.add_argument("--heights", type=int, default=10, help="8 pixels each: how far matches may lie apart")
    parser.add_argument("--crops", type=int, default=24)
    options = parser.parse_args()
    crops = drawn(options.training_set, options.crops, options.side, options.heights)
    print(f"{len(crops)} validation crops of {options.side} pixels a side, errors in pixels of the secondary")
    print(f"  {'matcher':24s} median  {'  '.join(f'PCK@{limit}' for limit in LIMITS)}")
    for one in competitors((), options.weights, "cpu"):
        matcher = make_matcher(one.matcher, one.weights, "cpu").match
        error = np.concatenate([errors(matcher, found) for found in crops])
        scores = "  ".join(f"{(error < limit).mean():5.3f}" for limit in LIMITS)
        print(f"  {one.slug:24s} {np.median(error):6.2f}  {scores}")


def drawn(folder: str, count: int, side: int, heights: int) -> list[Crop]:
    """Validation crops, always the same."""
    files = open_training_set(folder).files("validation")
    found: list[Crop] = []
    for number in range(100 * count):
        rng = np.random.default_rng([VALIDATION_SEED, number])
        one = crop(read_sample(files[int(rng.integers(len(files)))]), side, heights, rng)
        if one is not None:
            found.append(one)
        if len(found) == count:
            break
    return found


def errors(matcher: Matcher, found: Crop) -> np.ndarray:
    """Distances [px] from the true matches; infinite where there is no match."""
    position = matcher(found.reference, found.secondary, found.prior).position
    window = found.secondary.window
    off = position - [window.line, window.sample] - found.truth
    known = np.isfinite(found.truth).all(-1)
    return np.nan_to_num(np.hypot(*np.moveaxis(off[known], -1, 0)), nan=np.inf)


if __name__ == "__main__":
    main()
