"""What each part of the learned matcher is worth: variants trained alike, judged on the same unseen pairs.

    python -m benchmarks.ablation TRAINING_SET [STEPS [SIDE]]

Every variant starts from the same seed, takes the same batches and takes the same number of steps; the numbers are for
comparison with each other, not with the bundled weights, which were trained much longer.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch

from sar_radargrammetry.engine.matching.compact.network import CompactNet, Design, Estimate
from sar_radargrammetry.engine.matching.learned.frame import CELL, to_secondary
from sar_radargrammetry.engine.matching.resampling import warp
from sar_radargrammetry.engine.training.compact import CompactRecipe, answers, loss
from sar_radargrammetry.engine.training.crops import Batch, batches
from sar_radargrammetry.engine.training.loop import WEIGHT_DECAY, Schedule
from sar_radargrammetry.engine.training.measures import validation_batches
from sar_radargrammetry.engine.training.trainingset import TrainingSet, open_training_set

FREE_REACH = (3, 9)
"""Cells in line and sample that the search without a curve looks to either side of the middle height."""


class NoSweep(CompactNet):
    """The refiners alone, from the middle height."""

    def _swept(self, reference, secondary, linear, origin, canvas, canvas_size, places, along):
        logits = places.new_full((*places.shape[:2], *places.shape[3:]), -30.0)
        middle = places.shape[1] // 2
        logits[:, middle] = 30.0
        return logits + 0.0 * self.sweep.sharpness


class FreeSearch(CompactNet):
    """Places in a rectangle instead of along the curve, as optical matchers look."""

    @staticmethod
    def places(along_the_curve: torch.Tensor) -> torch.Tensor:
        """All places (B, K, 2, h, w) that are compared, line by line."""
        rows, columns = (torch.arange(-n, n + 1.0) * CELL for n in FREE_REACH)
        offsets = torch.stack(torch.meshgrid(rows, columns, indexing="ij"), -1).reshape(-1, 2)
        return along_the_curve[:, along_the_curve.shape[1] // 2, None] + offsets[None, :, :, None, None]


class FlowStart(CompactNet):
    """OpenCV's DIS flow instead of the sweep, after resampling at the middle height."""

    def forward(self, *, reference, secondary, linear, origin, base, places, **rest):
        flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
        seen = warp(secondary, to_secondary(base, linear, origin))
        moved = [
            torch.from_numpy(flow.calc(_bytes(one[0]), _bytes(two[0]), None)).permute(2, 0, 1).flip(0)
            for one, two in zip(reference, seen, strict=True)
        ]
        base = base + torch.stack(moved)
        middle = torch.full_like(places, 0.0) + places[:, places.shape[1] // 2, None]
        return super().forward(
            reference=reference, secondary=secondary, linear=linear, origin=origin, base=base, places=middle, **rest
        )

    _swept = NoSweep._swept


class NoCovariance(CompactNet):
    """Does not say how far it errs: all matches weigh alike, in the loss and where neighbours are averaged."""

    def forward(self, **inputs):
        logits, estimates = super().forward(**inputs)
        return logits, [_alike(estimate) for estimate in estimates]

    def _smoothed(self, last, hidden, base, stride):
        return super()._smoothed(_alike(last), hidden, base, stride)


def _alike(estimate: Estimate) -> Estimate:
    return dataclasses.replace(estimate, log_scale=torch.zeros_like(estimate.log_scale))


def _bytes(texture: torch.Tensor) -> np.ndarray:
    return ((texture + 2.5) * 51.0).clamp(0, 255).byte().numpy()


@dataclasses.dataclass(frozen=True)
class Variant:
    """One row: the network, which samples it may learn from, and the places it classifies."""

    network: Callable[[Design], CompactNet] = CompactNet
    design: Design = dataclasses.field(default_factory=Design)
    keeps: Callable[[dict], bool] = lambda about: True
    learns_sweep: bool = True


CLASSICAL_OFF = tuple((stride, reach, False) for stride, reach, _ in Design().stages)
VARIANTS = {
    "as it is": Variant(),
    "no sweep: refined from the middle height": Variant(NoSweep, learns_sweep=False),
    "no prior: free two-dimensional search": Variant(FreeSearch),
    "no sweep: refined from OpenCV DIS": Variant(FlowStart, learns_sweep=False),
    "sweep without tolerance across": Variant(design=Design(across=0)),
    "no classical correlation in the refiners": Variant(design=Design(stages=CLASSICAL_OFF)),
    "no covariance": Variant(NoCovariance),
    "no smoothing": Variant(design=Design(blurs=())),
    "less diversity: one look only": Variant(keeps=lambda about: about.get("looks") == 1),
    "less diversity: mountains only": Variant(keeps=lambda about: about.get("terrain") == "mountains"),
}


def run(training_set: TrainingSet, variant: Variant, schedule: Schedule) -> dict:
    """Train a variant and judge it."""
    torch.manual_seed(schedule.seed)
    net = variant.network(variant.design)
    files = [
        training_set.folder / e.file for e in training_set.entries if e.split == "train" and variant.keeps(e.about)
    ]
    size = (schedule.batch, schedule.side, schedule.heights)
    optimizer = torch.optim.AdamW(net.parameters(), schedule.rate, weight_decay=WEIGHT_DECAY)
    begin = time.monotonic()
    for step, drawn in enumerate(batches(files, 0, schedule.steps, schedule.seed, *size)):
        for group in optimizer.param_groups:
            group["lr"] = schedule.rate_at(step)
        batch = _with_places(drawn, variant)
        logits, estimates = net(**batch.inputs)
        places, along = batch.inputs["places"], batch.inputs["along"]
        parts = loss(logits, estimates, places, along, batch.truth, batch.known, batch.absent, net.judged)
        total = parts.total if variant.learns_sweep else parts.total - parts.sweep
        optimizer.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), CompactRecipe.clip)
        optimizer.step()
    seconds = time.monotonic() - begin
    judged = validation_batches(training_set.files("validation"), schedule.validation, *size)
    judged = [_with_places(batch, variant) for batch in judged]
    return {**answers(net, judged, "cpu").scores(), "samples": len(files), "seconds": seconds}


def _with_places(batch: Batch, variant: Variant) -> Batch:
    if variant.network is not FreeSearch:
        return batch
    return dataclasses.replace(batch, inputs={**batch.inputs, "places": FreeSearch.places(batch.inputs["places"])})


def main(arguments: list[str]) -> None:
    training_set = open_training_set(Path(arguments[0]))
    given = dict(zip(("steps", "side"), map(int, arguments[1:] or ["300"]), strict=False))
    schedule = Schedule(**{"side": CompactRecipe.side, "heights": CompactRecipe.heights, **given})
    print("| variant | start [px] | median [px] | PCK@1 | PCK@3 | PCK@3 of the half with higher certainty |")
    print("|---|---|---|---|---|---|")
    for name, variant in VARIANTS.items():
        row = run(training_set, variant, schedule)
        values = " | ".join(f"{row[k]:.2f}" for k in ("sweep_median", "median", "pck1", "pck3", "sure_pck3"))
        print(f"| {name} | {values} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
