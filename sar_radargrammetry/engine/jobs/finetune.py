"""Train a matcher further on a training set, and say by how much it got better there."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ..device import choose_device
from ..files.atomic import check_outputs
from ..job import Context
from ..matching.registry import matcher_entry
from ..parameters.training import FineTune as Parameters
from ..pipeline.train import Outputs, outcome, side_within, train_and_write
from ..report.provenance import provenance
from ..training.loop import Schedule
from ..training.recipe import further_recipe
from ..training.trainingset import open_training_set


def run(parameters: Parameters, context: Context) -> dict:
    """Train from the given weights; an interrupted run goes on from its last checkpoint."""
    check_outputs([parameters.output, parameters.report], [parameters.weights])
    rate = parameters.learning_rate
    if rate is None:
        rate = matcher_entry(parameters.matcher).training.further_rate
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
