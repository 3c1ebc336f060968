"""Train a matcher further on a training set, and say by how much it got better there."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path

from ..device import DEVICES, choose_device
from ..files.atomic import check_outputs
from ..job import REPORT, WEIGHTS, Context, parameter
from ..matching.registry import TRAINABLE, matcher_entry
from ..pipeline.train import Outputs, check_numbers, outcome, side_within, train_and_write
from ..report.provenance import provenance
from ..training.loop import Schedule
from ..training.recipe import further_recipe
from ..training.trainingset import open_training_set

RATE = matcher_entry(TRAINABLE[0]).training.further_rate
"""Highest learning rate of the matcher compact."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parameters:
    """Parameters of finetune."""

    training_set: str = parameter("Folder made by createtrainingset.")
    matcher: str = parameter("Matcher to train.", TRAINABLE[0], choices=TRAINABLE)
    weights: str | None = parameter("Weights to begin with; default: the bundled ones, which roma has none of.", None)
    steps: int = parameter("Training steps of four crops each.", 400)
    learning_rate: float | None = parameter(
        f"Highest learning rate; default: {RATE:g} for compact, and the authors' for roma.", None
    )
    freeze_encoder: bool = parameter("Train only the decoder of roma, not its encoder.", False)
    seed: int = parameter("Seed of the crops and their variation.", 1)
    device: str = parameter("Where to compute: auto, cpu or cuda.", "auto", choices=DEVICES)
    output: str = parameter("Weights file (.safetensors).", output=WEIGHTS)
    report: str | None = parameter("HTML report of the training.", None, output=REPORT)


def run(parameters: Parameters, context: Context) -> dict:
    """Train from the given weights; an interrupted run goes on from its last checkpoint."""
    check_outputs([parameters.output, parameters.report], [parameters.weights])
    rate = parameters.learning_rate
    if rate is None:
        rate = matcher_entry(parameters.matcher).training.further_rate
    check_numbers(parameters.steps, rate, parameters.seed)
    training_set = open_training_set(parameters.training_set)
    recipe = further_recipe(parameters.matcher, parameters.weights, parameters.freeze_encoder)
    schedule = Schedule(
        steps=parameters.steps,
        side=side_within(training_set, recipe.side),
        heights=recipe.heights,
        rate=rate,
        seed=parameters.seed,
        every=min(50, parameters.steps),
        validation=recipe.validation,
    )
    outputs = Outputs(Path(parameters.output).absolute(), parameters.report and Path(parameters.report).absolute())
    inputs = {"training_set": parameters.training_set, "weights": parameters.weights}
    record = partial(_record, parameters, inputs)
    device = choose_device(parameters.device)
    history = train_and_write(training_set, schedule, recipe, outputs, device, record, context)
    return {"output": parameters.output, "report": parameters.report, **outcome(history, context)}


def _record(parameters: Parameters, inputs: dict, output: Path) -> dict:
    return provenance("finetune", parameters, inputs=inputs, output=output)
