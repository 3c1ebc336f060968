"""The mean of two trainings of the matcher compact: python scripts/average_weights.py SET A B SHARE OUT.

Weights that were trained further on other images are better there and somewhat worse where they come from; a mean of
both keeps most of either (Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022). SHARE is that of B.
The mean is calibrated anew on the validation samples of SET.
"""

import dataclasses
import sys
from pathlib import Path

from sar_radargrammetry.engine.matching.compact.matcher import read_weights
from sar_radargrammetry.engine.matching.learned.weights_file import write_weights
from sar_radargrammetry.engine.training.compact import CompactRecipe, answers
from sar_radargrammetry.engine.training.loop import Schedule
from sar_radargrammetry.engine.training.measures import calibrate, validation_batches
from sar_radargrammetry.engine.training.trainingset import open_training_set


def main(folder: str, first: str, second: str, share: str, output: str) -> None:
    """Average, calibrate on the set's validation samples, write, and print the scores of all three."""
    part = float(share)
    one, two = read_weights(first), read_weights(second)
    state = {name: (1.0 - part) * one.state[name] + part * two.state[name] for name in one.state}
    mean = dataclasses.replace(one, state=state)
    schedule = Schedule(steps=1, side=CompactRecipe.side, heights=CompactRecipe.heights)
    files = open_training_set(folder).files("validation")
    judged = validation_batches(files, schedule.validation, schedule.batch, schedule.side, schedule.heights)
    found = {
        name: answers(weights.network(), judged, "cpu") for name, weights in (("A", one), ("B", two), ("mean", mean))
    }
    scores = {name: answer.scores() for name, answer in found.items()}
    about = {
        "mean_of": {one.digest(): 1.0 - part, two.digest(): part},
        "first": one.about,
        "second": two.about,
        "scores": {"before": scores["A"], "after": scores["mean"]},
    }
    weights = dataclasses.replace(mean, calibration=calibrate(found["mean"]), about=about)
    write_weights(Path(output), weights)
    for name, row in scores.items():
        print(name, {key: round(value, 3) for key, value in row.items()})
    print(weights.calibration, read_weights(output).digest())


if __name__ == "__main__":
    main(*sys.argv[1:])
