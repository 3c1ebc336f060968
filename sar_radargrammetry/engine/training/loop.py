"""Training: steps over batches with checkpoints, so that it can stop at any time and go on exactly."""

from __future__ import annotations

import dataclasses
import math
import os
import time
from pathlib import Path

import numpy as np
import torch

from ..errors import EngineError
from ..files.atomic import atomic_output, unwritten
from ..job import Context
from ..matching.learned.weights_file import digest
from ..message import Message
from .crops import batches
from .measures import validation_batches
from .recipe import Recipe
from .step import gradient
from .trainingset import TrainingSet

CHECKPOINT = "checkpoint.pt"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Schedule:
    """How a network is trained.

    Parameters
    ----------
    steps : int
        Batches in all.
    batch : int
        Crops in a batch.
    side : int
        Side of a crop [pixels], a multiple of 8.
    heights : int
        Heights swept.
    rate : float
        Highest learning rate; reached after `WARM` of the steps, then falling as a cosine to a hundredth.
    seed : int
    every : int
        Steps between checkpoints and validations.
    validation : int
        Validation batches.
    """

    steps: int
    batch: int = 4
    side: int
    heights: int
    rate: float = 1e-3
    seed: int = 1
    every: int = 200
    validation: int = 12

    def rate_at(self, step: int) -> float:
        """Learning rate of a step."""
        warm = max(1, round(WARM * self.steps))
        if step < warm:
            return self.rate * (step + 1) / warm
        part = (step - warm) / max(1, self.steps - warm)
        return self.rate * (0.01 + 0.99 * 0.5 * (1.0 + math.cos(math.pi * part)))


WARM = 0.03
WEIGHT_DECAY = 0.01


@dataclasses.dataclass(frozen=True)
class Trained:
    """A trained network and how it got there.

    Parameters
    ----------
    net : Module
    history : list of dict
        One row a validation: step, seconds, the losses' means since the row before, the validation's scores.
    seconds : float
        Spent on training, in all runs of it.
    """

    net: torch.nn.Module
    history: list[dict]
    seconds: float


def train(
    training_set: TrainingSet, recipe: Recipe, schedule: Schedule, folder: Path, device: str, context: Context
) -> Trained:
    """Train a network, or go on with the training whose checkpoint lies in `folder`.

    Parameters
    ----------
    training_set : TrainingSet
    recipe : Recipe
    schedule : Schedule
    folder : Path
        For the checkpoint; exists.
    device : {"cpu", "cuda"}
    context : Context

    Raises
    ------
    EngineError
        The loss is no longer a number (the last good checkpoint stays), or the checkpoint is of another training.
    """
    torch.manual_seed(schedule.seed)
    net = recipe.build(device)
    groups, shares = zip(*recipe.groups(net), strict=True)
    optimizer = torch.optim.AdamW([{"params": group} for group in groups], schedule.rate, weight_decay=WEIGHT_DECAY)
    learning = [parameter for group in groups for parameter in group]
    mark = {
        "set": training_set.digest(),
        "schedule": dataclasses.asdict(schedule),
        "design": recipe.settings(),
    }
    if recipe.begin is not None:
        mark["start"] = digest(recipe.begin.state, {})
    path = folder / CHECKPOINT
    first, history, before = _resume(path, mark, net, optimizer, device)
    if first:
        context.log("Continuing after step {first} of {steps}.", first=first, steps=schedule.steps)
    size = (schedule.batch, schedule.side, schedule.heights)
    judged = validation_batches(training_set.files("validation"), schedule.validation, *size)
    if not history:
        history.append({"step": 0, "seconds": 0.0, **recipe.answers(net, judged, device).scores()})
    clock, sums, count, pieces = time.monotonic(), 0.0, 0, recipe.pieces(schedule.batch, device)
    files = training_set.files("train")
    for step, batch in enumerate(batches(files, first, schedule.steps, schedule.seed, *size), first):
        context.progress(step / schedule.steps)
        for group, share in zip(optimizer.param_groups, shares, strict=True):
            group["lr"] = share * schedule.rate_at(step)
        parts, pieces = gradient(net, batch.to(device), device, pieces, context, recipe.loss)
        norm = torch.nn.utils.clip_grad_norm_(learning, recipe.clip)
        if not (torch.isfinite(parts.total) and torch.isfinite(norm)):
            raise _not_a_number(step, history[-1]["step"], folder)
        optimizer.step()
        names = ("total", *(field.name for field in dataclasses.fields(parts)))
        sums = sums + np.array([float(getattr(parts, name)) for name in names])
        count += 1
        done = step + 1
        if done % schedule.every == 0 or done == schedule.steps:
            seconds = before + time.monotonic() - clock
            means = dict(zip((f"loss_{n}" for n in names), (sums / count).tolist(), strict=True))
            row = {"step": done, "seconds": seconds, **means, **recipe.answers(net, judged, device).scores()}
            history.append(row)
            sums, count = 0.0, 0
            _save(path, mark, done, net, optimizer, history, seconds)
            context.log(_told(row, schedule.steps))
    return Trained(net, history, history[-1]["seconds"])


def _not_a_number(step: int, good: int, folder: Path) -> EngineError:
    if not good:
        return EngineError(
            "The loss is not a number at step {step}, and there is no checkpoint in {folder} yet; start again with a "
            "lower learning rate.",
            step=step,
            folder=folder,
        )
    return EngineError(
        "The loss is not a number at step {step}; the last good checkpoint, after step {good}, is kept in {folder}, "
        "and the same run with a lower learning rate continues from it.",
        step=step,
        good=good,
        folder=folder,
    )


def _told(row: dict, steps: int) -> Message:
    return Message(
        "Step {step} of {steps}: loss {loss:.3f}, validation: median error {median:.2f} px (before the refiners "
        "{sweep:.2f}), PCK@1 {pck1:.3f}, PCK@3 {pck3:.3f}, of the more certain half {sure:.3f}; {minutes:.0f} min.",
        step=row["step"],
        steps=steps,
        loss=row["loss_total"],
        median=row["median"],
        sweep=row["sweep_median"],
        pck1=row["pck1"],
        pck3=row["pck3"],
        sure=row["sure_pck3"],
        minutes=row["seconds"] / 60,
    )


def _save(path, mark, step, net, optimizer, history, seconds) -> None:
    """Write the checkpoint; whole or not at all."""
    state = {"mark": mark, "step": step, "net": net.state_dict(), "optimizer": optimizer.state_dict()}
    with atomic_output(path) as temporary:
        try:
            torch.save({**state, "history": history, "seconds": seconds}, temporary)
        except RuntimeError as error:  # what torch makes of a write that fails
            raise unwritten(path, error) from error


def _resume(path, mark, net, optimizer, device) -> tuple[int, list[dict], float]:
    """Load the checkpoint into the network and the optimiser: steps done, history, seconds."""
    if not os.path.isfile(path):
        return 0, [], 0.0
    try:
        state = torch.load(path, map_location=device, weights_only=True)
    except Exception as error:  # torch raises many kinds for a damaged file
        raise EngineError(
            "The checkpoint {path} cannot be read ({reason}); remove it to start again.", path=path, reason=error
        ) from error
    if not isinstance(state, dict) or _kind(state.get("mark") or {}) != _kind(mark):
        raise EngineError(
            "The checkpoint {path} belongs to another training set, schedule or start; remove it, or choose another "
            "folder.",
            path=path,
        )
    try:
        net.load_state_dict(state["net"])
        optimizer.load_state_dict(state["optimizer"])
        return state["step"], state["history"], state["seconds"]
    except (RuntimeError, ValueError, KeyError) as error:  # torch's for layers of another network
        raise EngineError(
            "The checkpoint {path} is of another version of the plugin; remove it to start again.", path=path
        ) from error


def _kind(mark: dict) -> dict:
    """What must agree for a training to go on: all but the learning rate, which is lowered when the loss has burst."""
    plain = _plain(mark)
    return {**plain, "schedule": {k: v for k, v in plain.get("schedule", {}).items() if k != "rate"}}


def _plain(value):
    """Tuples as lists, as a file may bring them back."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value
