"""Train a matcher from scratch on a training set."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path

from ..device import DEVICES, choose_device
from ..files.atomic import check_outputs
from ..job import REPORT, WEIGHTS, Context, parameter
from ..matching.registry import MATCHERS, TRAINABLE
from ..pipeline.train import Outputs, check_numbers, outcome, side_within, train_and_write
from ..report.provenance import provenance
from ..training.loop import Schedule
from ..training.recipe import fresh_recipe
from ..training.trainingset import open_training_set

TRAININGS = {entry.name: entry.training for entry in MATCHERS if entry.training is not None}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parameters:
    """Parameters of trainmatcher."""

    training_set: str = parameter("Folder made by simulatetrainingset or createtrainingset.")
    matcher: str = parameter("Matcher to train; roma in its reduced design.", TRAINABLE[0], choices=TRAINABLE)
    steps: int = parameter("Training steps.", 9000)
    batch: int = parameter("Crops in a step.", 4)
    side: int | None = parameter(
        "Side of a crop [pixels], a multiple of 8; default: "
        f"{', '.join(f'{t.side} for {m}' for m, t in TRAININGS.items())}.",
        None,
    )
    learning_rate: float | None = parameter(
        f"Highest learning rate; default: {', '.join(f'{t.rate:g} for {m}' for m, t in TRAININGS.items())}.", None
    )
    seed: int = parameter("Seed of the first weights, of the crops and of their variation.", 1)
    device: str = parameter("Where to compute: auto, cpu or cuda.", "auto", choices=DEVICES)
    output: str = parameter("Weights file (.safetensors).", output=WEIGHTS)
    report: str | None = parameter("HTML report of the training.", None, output=REPORT)


def run(parameters: Parameters, context: Context) -> dict:
    """Train from random weights; an interrupted run goes on from its last checkpoint."""
    check_outputs([parameters.output, parameters.report])
    recipe = fresh_recipe(parameters.matcher)
    side = recipe.side if parameters.side is None else parameters.side
    rate = TRAININGS[parameters.matcher].rate if parameters.learning_rate is None else parameters.learning_rate
    check_numbers(parameters.steps, rate, parameters.seed, parameters.batch, side)
    training_set = open_training_set(parameters.training_set)
    schedule = Schedule(
        steps=parameters.steps,
        batch=parameters.batch,
        side=side_within(training_set, side),
        heights=recipe.heights,
        rate=rate,
        seed=parameters.seed,
        every=min(100, parameters.steps),
        validation=recipe.validation,
    )
    outputs = Outputs(Path(parameters.output).absolute(), parameters.report and Path(parameters.report).absolute())
    record = partial(_record, parameters, {"training_set": parameters.training_set})
    device = choose_device(parameters.device)
    history = train_and_write(training_set, schedule, recipe, outputs, device, record, context)
    return {"output": parameters.output, "report": parameters.report, **outcome(history, context)}


def _record(parameters: Parameters, inputs: dict, output: Path) -> dict:
    return provenance("trainmatcher", parameters, inputs=inputs, output=output)
