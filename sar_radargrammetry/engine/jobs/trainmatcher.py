"""Train a matcher from scratch on a training set."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ..device import choose_device
from ..files.atomic import check_outputs
from ..job import Context
from ..matching.registry import MATCHERS
from ..parameters.training import TrainMatcher as Parameters
from ..pipeline.train import Outputs, outcome, side_within, train_and_write
from ..report.provenance import provenance
from ..training.loop import Schedule
from ..training.recipe import fresh_recipe
from ..training.trainingset import open_training_set

TRAININGS = {entry.name: entry.training for entry in MATCHERS if entry.training is not None}


def run(parameters: Parameters, context: Context) -> dict:
    """Train from random weights; an interrupted run goes on from its last checkpoint."""
    check_outputs([parameters.output, parameters.report])
    recipe = fresh_recipe(parameters.matcher)
    side = recipe.side if parameters.side is None else parameters.side
    rate = TRAININGS[parameters.matcher].rate if parameters.learning_rate is None else parameters.learning_rate
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
