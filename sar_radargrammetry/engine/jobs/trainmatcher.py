"""Train a matcher from scratch on a training set."""

from __future__ import annotations

from ..files.atomic import check_outputs
from ..job import Context
from ..matching.registry import matcher_entry
from ..parameters.declare import named_inputs, output_files
from ..parameters.training import TrainMatcher as Parameters
from ..pipeline.train import trained_weights
from ..report.provenance import Origin
from ..training.recipe import fresh_recipe
from ..training.trainingset import open_training_set


def run(parameters: Parameters, context: Context) -> dict:
    """Train from random weights; an interrupted run goes on from its last checkpoint."""
    check_outputs(output_files(parameters), named_inputs(parameters))
    training_set = open_training_set(parameters.training_set)
    check_outputs(output_files(parameters), training_set.own_files())
    return trained_weights(
        parameters,
        training_set,
        fresh_recipe(parameters.matcher),
        Origin.of("trainmatcher", parameters, "training_set"),
        context,
        rate=matcher_entry(parameters.matcher).training.rate,
        every=100,
        batch=parameters.batch,
        side=parameters.side,
    )
