"""Make a training set from simulated pairs: ground, flights, sensors and differences between the views at random."""

from __future__ import annotations

from typing import Any

from ..job import Context
from ..parameters.training import SimulateTrainingSet as Parameters
from ..pipeline.simulated_set import simulated_training_set


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Make the set, go on with it, or make it larger."""
    made = simulated_training_set(parameters, context)
    counts = {split: len(made.files(split)) for split in ("train", "validation")}
    context.log(
        "{train} samples to train on and {validation} to validate on.",
        train=counts["train"],
        validation=counts["validation"],
    )
    return {
        "output": parameters.output,
        "training_samples": counts["train"],
        "validation_samples": counts["validation"],
    }
