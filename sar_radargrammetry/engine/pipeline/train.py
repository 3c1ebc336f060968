"""From a training set to a weights file and a report: what training anew and training further share."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open

from ..device import choose_device
from ..errors import EngineError
from ..files.intermediate import beside
from ..files.leftovers import short_stem
from ..job import Context
from ..matching.learned.frame import CELL
from ..matching.learned.weights_file import Calibration
from ..parameters.training import SMALLEST_SIDE, Training
from ..report.provenance import Origin, versions
from ..training.loop import Schedule, train
from ..training.measures import RIGHT, Answers, calibrate, validation_batches
from ..training.recipe import Recipe
from ..training.trainingset import TrainingSet

MIN_RIGHT = 200
"""Right matches at validation pixels below which a calibration would mean nothing."""


def side_within(training_set: TrainingSet, wanted: int) -> int:
    """The side of the crops: what was wanted, or what the smallest patch of a set allows.

    Raises
    ------
    EngineError
        The patches are too small.
    """
    files = training_set.files("train") + training_set.files("validation")
    least = min(min(_reference_size(file)) for file in files)
    if least < SMALLEST_SIDE:
        raise EngineError(
            "The smallest patch of the training set {folder} has a side of {least} pixels; training needs "
            "{smallest_side}, so make the set with larger patches.",
            folder=training_set.folder,
            least=least,
            smallest_side=SMALLEST_SIDE,
        )
    return min(wanted, least // CELL * CELL)


def trained_weights(
    parameters: Training,
    training_set: TrainingSet,
    recipe: Recipe,
    origin: Origin,
    context: Context,
    *,
    rate: float,
    every: int,
    batch: int = Schedule.batch,
    side: int | None = None,
) -> dict:
    """Train, calibrate on the validation samples, write weights and report, and remove the checkpoint.

    The checkpoint stays where the run was cancelled or failed, and the same run goes on from it.

    Parameters
    ----------
    parameters : Training
    training_set : TrainingSet
    recipe : Recipe
    origin : Origin
        For the provenance in the report.
    context : Context
    rate : float
        Highest learning rate where the parameters say none.
    every : int
        Steps between checkpoints.
    batch, side : int
        Of the crops; by default the recipe's side.

    Returns
    -------
    dict
        The job's answer: outputs, and scores before and after.
    """
    schedule = Schedule(
        steps=parameters.steps,
        batch=batch,
        side=side_within(training_set, recipe.side if side is None else side),
        heights=recipe.heights,
        rate=rate if parameters.learning_rate is None else parameters.learning_rate,
        seed=parameters.seed,
        every=min(every, parameters.steps),
        validation=recipe.validation,
    )
    device, output = choose_device(parameters.device), Path(parameters.output).absolute()
    work = beside(output, f".{short_stem(output)}.training")
    work.mkdir(exist_ok=True)
    context.keep(work)
    context.log(
        "Training on {count} samples, {steps} steps of {batch} crops of {side} pixels a side, on the device {device}.",
        count=len(training_set.files("train")),
        steps=schedule.steps,
        batch=schedule.batch,
        side=schedule.side,
        device=device,
    )
    trained = train(training_set, recipe, schedule, work, device, context.part(0.0, 0.95))
    size = (schedule.batch, schedule.side, schedule.heights)
    judged = validation_batches(training_set.files("validation"), schedule.validation, *size)
    found = recipe.answers(trained.net, judged, device)
    calibration = _calibration(found, context)
    about = {
        "trained_from": None if recipe.begin is None else recipe.begin.digest(),
        "training_set": {"digest": training_set.digest(), "about": training_set.about},
        "schedule": dataclasses.asdict(schedule),
        "hours": round(trained.seconds / 3600.0, 3),
        "device": torch.cuda.get_device_name() if device == "cuda" else "cpu",
        "threads": torch.get_num_threads(),
        "versions": dict(versions()),
        "scores": {"before": trained.history[0], "after": trained.history[-1]},
    }
    recipe.write(output, trained.net, calibration, about)
    if parameters.report is not None:
        # Matplotlib takes a second to import: only once there is something to draw.
        from ..report.training_report import training_report

        path = Path(parameters.report).absolute()
        training_report(trained, found, calibration, training_set, about, origin.record(path)).write(path)
    shutil.rmtree(work, ignore_errors=True)
    context.progress(1.0)
    return {"output": parameters.output, "report": parameters.report, **_outcome(trained.history, context)}


def _outcome(history: list[dict], context: Context) -> dict:
    """The scores before and after as a job's answer, said to the user too."""
    before, after = history[0], history[-1]
    context.log(
        "On validation patches: median error {before_median:.2f} -> {after_median:.2f} px, PCK@1 {before_pck1:.3f} -> "
        "{after_pck1:.3f}, PCK@3 {before_pck3:.3f} -> {after_pck3:.3f}.",
        before_median=before["median"],
        after_median=after["median"],
        before_pck1=before["pck1"],
        after_pck1=after["pck1"],
        before_pck3=before["pck3"],
        after_pck3=after["pck3"],
    )
    return {
        f"{name}_{when}": round(row[name], 4)
        for name in ("pck1", "pck3", "median")
        for when, row in (("before", before), ("after", after))
    }


def _calibration(found: Answers, context: Context) -> Calibration:
    right = int((found.error < RIGHT).sum())
    if right >= MIN_RIGHT:
        return calibrate(found)
    context.warn(
        "Only {count} validation pixels are matched to within {distance:g} px, too few to calibrate certainty and "
        "error; train longer, or on samples more like each other.",
        count=right,
        distance=RIGHT,
    )
    return Calibration()


def _reference_size(path: Path) -> tuple[int, int]:
    """Lines and samples of a sample's reference patch, without reading its pixels."""
    try:
        with safe_open(path, framework="numpy") as file:
            lines, samples = file.get_slice("reference").get_shape()
    except (OSError, SafetensorError, ValueError) as error:
        raise EngineError(
            "The training sample {path} cannot be read ({reason}); make the training set again.",
            path=path,
            reason=error,
        ) from error
    return lines, samples
