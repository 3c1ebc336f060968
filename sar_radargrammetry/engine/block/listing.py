"""The pairs of many images to look at: in the log, as a table, and as outlines on the map."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..files.atomic import atomic_output
from ..image.outline import footprint, overlap, write_outlines
from ..image.window import Window
from ..job import Context
from ..sensor.model import SensorModel
from .selection import Candidate

COLUMNS = (
    "reference",
    "secondary",
    "chosen",
    "verdict",
    "intersection_angle",
    "overlap",
    "expected_sigma",
    "height_per_pixel",
    "reference_incidence",
    "secondary_incidence",
    "heading_difference",
)
"""Of the table; angles in degrees, lengths in metres."""

FIELDS = {
    "role": str,
    "image": str,
    "secondary": str,
    "verdict": str,
    "intersection_angle": float,
    "overlap": float,
    "expected_sigma": float,
}
"""Of the outlines: those of images have the first two, those of pairs all."""


def rows_of(candidates: Sequence[Candidate], names: Sequence[str]) -> list[dict[str, Any]]:
    """A row for each pair with the values of `COLUMNS`; None for a number that there is not."""
    rows = []
    for one in candidates:
        known = {name: _rounded(getattr(one.geometry, name)) for name in COLUMNS[4:]}
        images = {"reference": names[one.reference], "secondary": names[one.secondary]}
        rows.append({**images, "chosen": one.chosen, "verdict": str(one.verdict), **known})
    return rows


def log_pairs(rows: Sequence[dict[str, Any]], context: Context) -> None:
    """Log the verdict on each pair, with its figures where it has all of them; `rows` as of `rows_of`."""
    for row in rows:
        pair = {name: row[name] for name in ("reference", "secondary", "verdict")}
        if row["intersection_angle"] is None or row["expected_sigma"] is None:
            context.log("{reference} + {secondary}: {verdict}", **pair)
            continue
        context.log(
            "{reference} + {secondary}: {verdict} ({angle:.1f} degrees, overlap {overlap:.0f} %, expected error "
            "{sigma:.2f} m).",
            **pair,
            angle=row["intersection_angle"],
            overlap=100.0 * row["overlap"],
            sigma=row["expected_sigma"],
        )


def write_table(path: str | Path, candidates: Sequence[Candidate], names: Sequence[str]) -> None:
    """Write the table as CSV, complete or not at all.

    Raises
    ------
    EngineError
        It cannot be written.
    """
    with atomic_output(path) as temporary, open(temporary, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "chosen": "yes" if row["chosen"] else "no"} for row in rows_of(candidates, names))


def write_footprints(
    path: str | Path,
    models: Sequence[SensorModel],
    heights: Sequence[float],
    candidates: Sequence[Candidate],
    names: Sequence[str],
) -> None:
    """Write the outlines of all images at their heights [m], and of what the images of each pair share, if anything.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    outlines = [
        footprint(model, Window(0, 0, model.lines, model.samples), height)
        for model, height in zip(models, heights, strict=True)
    ]
    empty = dict.fromkeys(FIELDS)
    rows = [(outline, {**empty, "role": "image", "image": name}) for outline, name in zip(outlines, names, strict=True)]
    for one, row in zip(candidates, rows_of(candidates, names), strict=True):
        shared = overlap(outlines[one.reference], outlines[one.secondary])
        if len(shared):
            said = {name: row[name] for name in FIELDS if name in row}
            role = "matched" if one.chosen else "refused"
            rows.append((shared, {**said, "role": role, "image": row["reference"]}))
    write_outlines(path, rows, FIELDS)


def _rounded(value: float) -> float | None:
    return round(float(value), 4) if math.isfinite(value) else None
