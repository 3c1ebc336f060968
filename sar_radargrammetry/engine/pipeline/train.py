"""From a training set to a weights file and a report: what training anew and training further share."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open

from ..errors import EngineError
from ..job import Context
from ..matching.learned.frame import CELL
from ..matching.learned.weights_file import Calibration
from ..report.provenance import versions
from ..training.loop import Schedule, train
from ..training.measures import RIGHT, Answers, calibrate, validation_batches
from ..training.recipe import Recipe
from ..training.trainingset import TrainingSet

MIN_SIDE = 64
"""Pixels a side below which crops are too small to learn from."""
MIN_RIGHT = 200
"""Right matches at validation pixels below which a calibration would mean nothing."""


@dataclasses.dataclass(frozen=True)
class Outputs:
    """Where a training goes.

    Parameters
    ----------
    weights : Path
    report : Path, optional
    """

    weights: Path
    report: Path | None

    def work(self) -> Path:
        """The folder of the checkpoint: hidden, beside the weights."""
        return self.weights.with_name(f".{self.weights.stem}.training")


def side_within(training_set: TrainingSet, wanted: int) -> int:
    """The side of the crops: what was wanted, or what the smallest patch of a set allows.

    Raises
    ------
    EngineError
        The patches are too small.
    """
    files = training_set.files("train") + training_set.files("validation")
    least = min(min(_reference_size(file)) for file in files)
    if least < MIN_SIDE:
        raise EngineError(
            f"The smallest patch of the training set {training_set.folder} has a side of {least} pixels; training "
            f"needs {MIN_SIDE}, so make the set with larger patches."
        )
    return min(wanted, least // CELL * CELL)


def train_and_write(
    training_set: TrainingSet,
    schedule: Schedule,
    recipe: Recipe,
    outputs: Outputs,
    device: str,
    record: Callable[[Path], dict],
    context: Context,
) -> list[dict]:
    """Train, calibrate on the validation samples, write weights and report, and remove the checkpoint.

    The checkpoint stays where the run was cancelled or failed, and the same run goes on from it.

    Parameters
    ----------
    training_set : TrainingSet
    schedule : Schedule
    recipe : Recipe
    outputs : Outputs
    device : {"cpu", "cuda"}
    record : callable
        Gives the provenance for a file that carries it.
    context : Context

    Returns
    -------
    list of dict
        The history; see `Trained`.
    """
    work = outputs.work()
    work.mkdir(exist_ok=True)
    context.keep(work)
    context.log(
        f"Training on {len(training_set.files('train'))} samples, {schedule.steps} steps of {schedule.batch} crops of "
        f"{schedule.side} pixels a side, on the device {device}."
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
    recipe.write(outputs.weights, trained.net, calibration, about)
    if outputs.report is not None:
        # Matplotlib takes a second to import: only once there is something to draw.
        from ..report.training_report import training_report

        report = training_report(trained, found, calibration, training_set, about, record(outputs.report))
        report.write(outputs.report)
    shutil.rmtree(work, ignore_errors=True)
    context.progress(1.0)
    return trained.history


def outcome(history: list[dict], context: Context) -> dict:
    """The scores before and after as a job's answer, said to the user too."""
    before, after = history[0], history[-1]
    context.log(
        f"On validation patches: median error {before['median']:.2f} -> {after['median']:.2f} px, "
        f"PCK@1 {before['pck1']:.3f} -> {after['pck1']:.3f}, PCK@3 {before['pck3']:.3f} -> {after['pck3']:.3f}."
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
        f"Only {right} validation pixels are matched to within {RIGHT:g} px, too few to calibrate certainty and error; "
        "train longer, or on samples more like each other."
    )
    return Calibration()


def _reference_size(path: Path) -> tuple[int, int]:
    """Lines and samples of a sample's reference patch, without reading its pixels."""
    try:
        with safe_open(path, framework="numpy") as file:
            lines, samples = file.get_slice("reference").get_shape()
    except (OSError, SafetensorError, ValueError) as error:
        raise EngineError(
            f"The training sample {path} cannot be read ({error}); make the training set again."
        ) from error
    return lines, samples
