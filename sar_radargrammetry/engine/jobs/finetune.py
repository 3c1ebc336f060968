"""Train a matcher further on a training set, and say by how much it got better there."""

from __future__ import annotations

from ..files.atomic import check_outputs
from ..job import Context
from ..matching.registry import matcher_entry
from ..parameters.declare import named_inputs, output_files
from ..parameters.training import FineTune as Parameters
from ..pipeline.train import trained_weights
from ..report.provenance import Origin
from ..training.recipe import further_recipe
from ..training.trainingset import open_training_set


def run(parameters: Parameters, context: Context) -> dict:
    """Train from the given weights; an interrupted run goes on from its last checkpoint."""
    check_outputs(output_files(parameters), named_inputs(parameters))
    training_set = open_training_set(parameters.training_set)
    check_outputs(output_files(parameters), training_set.own_files())
    recipe = further_recipe(parameters.matcher, parameters.weights, parameters.freeze_encoder)
    origin = Origin.of("finetune", parameters, "training_set", "weights")
    rate = matcher_entry(parameters.matcher).training.further_rate
    return trained_weights(parameters, training_set, recipe, origin, context, rate=rate, every=50)
