"""Make a training set from two images and a reference surface model of the same ground."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ..files.atomic import check_folder, check_inputs
from ..job import Context
from ..parameters.training import CreateTrainingSet as Parameters
from ..pipeline.training_set import training_set_of_pair
from ..report.provenance import Origin
from ..stereo.pair import check_two_images
from ..training.dsm_set import Settings


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Make the set, or go on with it."""
    origin = Origin.of("createtrainingset", parameters, "reference", "secondary", "reference_dsm")
    check_inputs(origin.inputs)
    check_two_images(parameters.reference, parameters.secondary)
    check_folder(parameters.output)
    settings = Settings(parameters.patch_size, parameters.validation_share, parameters.seed)
    folder = Path(parameters.output).absolute()
    about = training_set_of_pair(parameters, parameters.reference_dsm, settings, folder, origin, context).about
    return {
        "output": parameters.output,
        "training_samples": about["counts"]["train"],
        "validation_samples": about["counts"]["validation"],
        "seen_share": about["shares"]["seen"],
        "intersection_angle": round(float(np.mean(about["intersection_angle"])), 3),
    }
