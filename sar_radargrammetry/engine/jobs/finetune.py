"""Train a matcher further on a training set, and say by how much it got better there."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path

from ..atomic import check_outputs
from ..job import Context, parameter
from ..matching.compact.weights import BUNDLED, read_weights
from ..matching.matchers import DEVICES, choose_device
from ..report.provenance import provenance
from ..training.finishing import Outputs, check_numbers, outcome, side_within, train_and_write
from ..training.loop import Schedule
from ..training.trainingset import open_training_set


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parameters:
    """Parameters of finetune."""

    training_set: str = parameter("Folder made by createtrainingset.")
    matcher: str = parameter("Matcher to train: compact.", "compact", choices=("compact",))
    weights: str | None = parameter("Weights to begin with; default: the bundled ones.", None)
    steps: int = parameter("Training steps of four crops each.", 400)
    learning_rate: float = parameter("Highest learning rate.", 3e-4)
    seed: int = parameter("Seed of the crops and their variation.", 1)
    device: str = parameter("Where to compute: auto, cpu or cuda.", "auto", choices=DEVICES)
    output: str = parameter("Weights file (.safetensors).")
    report: str | None = parameter("HTML report of the training.", None)


def run(parameters: Parameters, context: Context) -> dict:
    """Train from the given weights; an interrupted run goes on from its last checkpoint."""
    check_outputs([parameters.output, parameters.report], [parameters.weights])
    check_numbers(parameters.steps, parameters.learning_rate, parameters.seed)
    training_set = open_training_set(parameters.training_set)
    start = read_weights(parameters.weights or BUNDLED)
    schedule = Schedule(
        steps=parameters.steps,
        side=side_within(training_set, Schedule.side),
        rate=parameters.learning_rate,
        seed=parameters.seed,
        every=min(50, parameters.steps),
    )
    outputs = Outputs(Path(parameters.output).absolute(), parameters.report and Path(parameters.report).absolute())
    inputs = {"training_set": parameters.training_set, "weights": parameters.weights}
    record = partial(_record, parameters, inputs)
    device = choose_device(parameters.device)
    history = train_and_write(training_set, schedule, start, outputs, device, record, context)
    return {"output": parameters.output, "report": parameters.report, **outcome(history, context)}


def _record(parameters: Parameters, inputs: dict, output: Path) -> dict:
    return provenance("finetune", parameters, inputs=inputs, output=output)
