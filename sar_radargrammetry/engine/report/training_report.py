"""The report of a training: what it brought, how it went, how honest the network is, and what it learned from."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from ..matching.learned.weights_file import Calibration
from ..training.loop import Trained
from ..training.measures import RIGHT, Answers, reliability
from ..training.trainingset import Entry, TrainingSet
from .drawing import WIDTH
from .html import Report
from .training_charts import error_chart, loss_chart, reliability_chart, score_chart, sigma_chart

SCORES = (
    ("pck1", "PCK@1", 1.0, 0.002),
    ("pck3", "PCK@3", 1.0, 0.002),
    ("median", "the median error", -1.0, 0.01),
    ("sure_pck3", "PCK@3 of the half with higher certainty", 1.0, 0.002),
)
"""Key of a score, its name, whether more is better, and the change that counts: of shares, of the median's share."""
MIN_MATCHES = 20
"""Right matches below which a histogram of their errors shows nothing."""


def training_report(
    trained: Trained,
    found: Answers,
    calibration: Calibration,
    training_set: TrainingSet,
    about: dict[str, Any],
    record: dict[str, Any],
) -> Report:
    """Scores before and after, curves, calibration, training set and schedule.

    Parameters
    ----------
    trained : Trained
    found : Answers
        Of the trained network, on the validation crops.
    calibration : Calibration
        Fitted to them.
    training_set : TrainingSet
    about : dict
        What goes into the weights file.
    record : dict
        From `report.provenance.provenance`.
    """
    further = about["trained_from"] is not None
    title = "Fine-tuned matcher" if further else "Matcher trained from scratch"
    counts = Counter(entry.split for entry in training_set.entries)
    report = Report(
        title,
        f"{about['schedule']['steps']} steps on {counts['train']} samples, evaluated on {counts['validation']} others",
        provenance=record,
    )
    before, after = trained.history[0], trained.history[-1]
    _add_headline(report, before, after)
    text, worse = training_verdict(before, after)
    (report.add_warning if worse else report.add_summary)(text)
    report.add_text(
        "All scores refer to validation samples, whose ground was not used in training, at pixels that are visible in "
        "both images without layover. The geometry has simulated navigation errors of a few pixels. PCK@n is the share "
        "of pixels with a match error below n pixels of the reference."
    )
    report.add_figure(score_chart(trained.history), "Scores on the validation samples during training.", WIDTH)
    if len(trained.history) > 1:
        report.add_figure(loss_chart(trained.history), "Loss on the training samples, and its parts.", WIDTH)
    _add_errors(report, found)
    _add_calibration(report, found, calibration)
    _add_set(report, training_set)
    _add_schedule(report, trained, about)
    return report


def training_verdict(before: dict, after: dict) -> tuple[str, bool]:
    """The verdict of all scores on the validation samples of a training, and whether it is against its weights.

    Parameters
    ----------
    before, after : dict
        Rows of `Trained.history`.
    """
    gains = {name: sign * (after[key] - before[key]) for key, name, sign, _ in SCORES}
    limits = {name: limit * (before[key] if key == "median" else 1.0) for key, name, _, limit in SCORES}
    better, worse = ([name for name in gains if sign * gains[name] > limits[name]] for sign in (1.0, -1.0))
    if better and worse:
        return (
            f"The scores disagree: better {_listed(better)}, worse {_listed(worse)}. PCK@1 and the median tell the "
            "accuracy of good matches, PCK@3 the share of wrong ones. Compare the elevations of both weights before "
            "you choose.",
            False,
        )
    if better:
        same = "" if len(better) == len(SCORES) else " The others did not change."
        return f"The training improved {_listed(better)}.{same}", False
    if worse:
        return (
            f"The training made {_listed(worse)} worse and nothing better. Keep the initial weights, and try a lower "
            "learning rate, more steps or more samples.",
            True,
        )
    return "The training did not change the scores.", False


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _add_headline(report: Report, before: dict, after: dict) -> None:
    report.add_headline(
        [
            ("PCK@1", 100.0 * after["pck1"], "%", f"before {100 * before['pck1']:.1f} %"),
            ("PCK@3", 100.0 * after["pck3"], "%", f"before {100 * before['pck3']:.1f} %"),
            ("Median error", after["median"], "px", f"before {before['median']:.2f} px"),
            ("PCK@3, higher certainty", 100.0 * after["sure_pck3"], "%", f"before {100 * before['sure_pck3']:.1f} %"),
        ]
    )


def _add_errors(report: Report, found: Answers) -> None:
    report.add_heading("Errors")
    sure = found.logit >= np.median(found.logit)
    curves = [
        ("all pixels", found.error),
        ("half with higher certainty", found.error[sure]),
        ("before the refiners", found.start),
    ]
    caption = f"Share of {found.error.size} validation pixels below an error."
    report.add_figure(error_chart(curves), caption, WIDTH)


def _add_calibration(report: Report, found: Answers, calibration: Calibration) -> None:
    report.add_heading("Calibration of the certainty")
    rows = reliability(found, calibration)
    report.add_text(
        "The certainty is the predicted probability of a match error below "
        f"{RIGHT:g} px. The calibration was fitted to these pixels, so on average the curve should be on the diagonal. "
        "The remaining deviations cannot be removed by a fit of two parameters."
    )
    report.add_figure(reliability_chart(rows), "Share of right matches against the predicted certainty.", 520)
    right = found.error < RIGHT
    if right.sum() < MIN_MATCHES:
        report.add_text("There are too few right matches to check the predicted errors.")
        return
    sigma = np.exp(found.log_scale[right]) * [calibration.along, calibration.across]
    in_sigmas = found.turned[right] / sigma
    caption = "Errors of right matches in units of their predicted standard deviations."
    report.add_figure(sigma_chart(in_sigmas), caption, WIDTH)
    size = np.abs(in_sigmas)
    report.add_table(
        ["direction", "within 1 \u03c3 (%)", "within 2 \u03c3 (%)", "median \u03c3 (px)", "factor of calibration"],
        [
            [name, 100.0 * float((size[:, i] < 1).mean()), 100.0 * float((size[:, i] < 2).mean()), middle, factor]
            for i, (name, middle, factor) in enumerate(
                (
                    ("along the curve", float(np.median(sigma[:, 0])), calibration.along),
                    ("across it", float(np.median(sigma[:, 1])), calibration.across),
                )
            )
        ],
        "Directions refer to the epipolar curve. Through the calibration 68.3 % are within 1 \u03c3. Within 2 \u03c3 a "
        "Laplace distribution has 89.9 %, a Gaussian 95.4 %.",
    )


def _add_set(report: Report, training_set: TrainingSet) -> None:
    report.add_heading("Training set")
    entries = {s: [e for e in training_set.entries if e.split == s] for s in ("train", "validation")}
    rows = [["samples", *(str(len(some)) for some in entries.values())]]
    for label, unit, value in (
        ("intersection angle", "\u00b0", _angle),
        ("pixel spacing in range", " m", lambda about: about.get("range_spacing")),
        ("relief", " m", lambda about: about.get("relief")),
        ("pixels visible in both", " %", _seen),
        ("decorrelation", "", lambda about: about.get("decorrelation")),
    ):
        ranges = [_range([value(entry.about) for entry in some], unit) for some in entries.values()]
        if any(ranges):
            rows.append([label, *(r or "\u2013" for r in ranges)])
    report.add_table(
        ["", "training", "validation"], rows, "Ranges are minimum to maximum, with the median in parentheses."
    )
    terrains = [Counter(_terrain(entry) for entry in some) for some in entries.values()]
    if any(name for counter in terrains for name in counter):
        total = sum(terrains, Counter())
        kinds = [[name or "unnamed", *(counter[name] for counter in terrains)] for name, _ in total.most_common()]
        report.add_table(
            ["terrain", "training", "validation"], kinds, "Samples of each terrain; file names are real terrain."
        )


def _add_schedule(report: Report, trained: Trained, about: dict) -> None:
    schedule = about["schedule"]
    report.add_heading("Schedule")
    report.add_numbers(
        [
            ("Steps", schedule["steps"], "", f"a checkpoint and a validation each {schedule['every']}"),
            ("Batch", schedule["batch"], "", f"crops of {schedule['side']} x {schedule['side']} pixels"),
            ("Heights searched", schedule["heights"], "", "in training, 8 px apart; as many as needed in matching"),
            ("Learning rate", f"{schedule['rate']:g}", "", "maximum; linear increase, then cosine decay"),
            ("Seed", schedule["seed"], "", "of initial weights, crops and their variation"),
            ("Time", _duration(trained.seconds), "", f"on {about['device']}, {about['threads']} CPU threads"),
            ("Trained from", (about["trained_from"] or "random weights")[:16], "", "digest of the initial weights"),
            ("Training set", about["training_set"]["digest"][:16], "", "digest of its manifest"),
        ]
    )


def _angle(about: dict) -> float | None:
    if "intersection_angle" in about:
        return about["intersection_angle"]
    looks = about.get("reference_look"), about.get("secondary_look")
    return None if None in looks else abs(looks[1] - looks[0])


def _seen(about: dict) -> float | None:
    share = about.get("known_share", about.get("shares", {}).get("seen"))
    return None if share is None else 100.0 * share


def _terrain(entry: Entry) -> str:
    return str(entry.about.get("terrain") or "")


def _range(values: list, unit: str) -> str:
    """Least to greatest, and the median; empty where nothing is known."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, middle, high = (f"{n:.0f}" if max(known) >= 20 else f"{n:.2g}" for n in np.quantile(known, [0.0, 0.5, 1.0]))
    return f"{low} to {high}{unit} ({middle})"


def _duration(seconds: float) -> str:
    if seconds < 90.0:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400.0 else f"{seconds / 3600:.1f} h"
