"""What `by_angle` measured, as text, as a table of Markdown, and as a picture."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from sar_radargrammetry.engine.report.comparison_charts import COLOURS
from sar_radargrammetry.engine.report.drawing import figure_grid, png, styled, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = (
    ("completeness", "completeness", "{:.3f}"),
    ("wrong", "wrong", "{:.4f}"),
    ("nmad", "NMAD [m]", "{:.2f}"),
    ("under_2m", "under 2 m", "{:.3f}"),
    ("pck1", "PCK@1", "{:.3f}"),
    ("pck3", "PCK@3", "{:.3f}"),
    ("pck10", "PCK@10", "{:.3f}"),
    ("seconds", "time [s]", "{:.1f}"),
)
"""Fields of a row, their titles and their formats."""
PANELS = (
    ("completeness", "completeness", 1.0),
    ("wrong", "wrong heights", 1.0),
    ("nmad", "NMAD [m]", None),
    ("pck3", "PCK@3", 1.0),
)
"""Fields that are drawn, their titles, and what they cannot exceed."""
PER_CENT = 100.0
TRACKS = ("parallel", "crossing")


def table(rows: list[dict], heading: bool = True) -> list[str]:
    """Lines of text."""
    titles = "  ".join(f"{title:>{_width(title)}s}" for _, title, _ in COLUMNS)
    lines = [f"  {'terrain':10s} {'tracks':9s} angle DEM  {'method':17s} {titles}"] if heading else []
    for row in rows:
        values = "  ".join(
            f"{text:>{_width(title)}s}" for text, (_, title, _) in zip(_texts(row), COLUMNS, strict=True)
        )
        dem = "yes" if row["dem"] else "no"
        lines.append(
            f"  {row['terrain']:10s} {row['tracks']:9s} {row['angle']:4.0f}° {dem:3s}  {row['method']:17s} {values}"
        )
        if "failure" in row:
            lines.append(f"      {row['failure']}")
    return lines


def markdown(rows: list[dict]) -> list[str]:
    """The same as a table of Markdown; what follows like a row before is not said again."""
    lines = [
        "| terrain, tracks | angle | DEM | method | " + " | ".join(title for _, title, _ in COLUMNS) + " |",
        "|---" * (4 + len(COLUMNS)) + "|",
    ]
    before: tuple[str, ...] = ()
    for row in rows:
        head = f"{row['terrain']}, {row['tracks']}", f"{row['angle']:.0f}°", "yes" if row["dem"] else "no"
        alike = next((k for k, (one, two) in enumerate(zip(head, before, strict=False)) if one != two), len(before))
        shown = ["" if k < alike else text for k, text in enumerate(head)]
        lines.append("| " + " | ".join([*shown, row["method"], *_texts(row)]) + " |")
        before = head
    return lines


def _texts(row: dict) -> list[str]:
    values = [(row.get(field), form) for field, _, form in COLUMNS]
    return ["-" if value is None or not math.isfinite(value) else form.format(value) for value, form in values]


def _width(title: str) -> int:
    return max(len(title), 6)


@styled
def draw(rows: list[dict], path: Path) -> None:
    """A picture of `PANELS` against the angle: a column for each terrain and kind of tracks, a colour for each method,
    solid without a DEM and dashed with one."""
    # Not at the top: `engine.report` first has to tell Debian's matplotlib from the engine's.
    from matplotlib.lines import Line2D

    terrains = list(dict.fromkeys(row["terrain"] for row in rows))
    methods = list(dict.fromkeys(row["method"] for row in rows))
    places = [(terrain, tracks) for terrain in terrains for tracks in TRACKS]
    chart, axes = figure_grid(len(PANELS), len(places), 3.4 * len(places), 2.5 * len(PANELS) + 0.8)
    for line, (field, title, limit) in zip(axes, PANELS, strict=True):
        for panel, (terrain, tracks) in zip(line, places, strict=True):
            part = [row for row in rows if row["terrain"] == terrain and row["tracks"] == tracks]
            for colour, method in zip(COLOURS, methods, strict=False):
                for dem in (False, True):
                    _curve(panel, [row for row in part if row["method"] == method and row["dem"] == dem], field, colour)
            tidy(panel)
            panel.set_xticks(sorted({row["angle"] for row in rows}))
        _one_scale(line, title, limit)
    for panel, (terrain, tracks) in zip(axes[0], places, strict=True):
        panel.set_title(f"{terrain}, {tracks} tracks")
    for panel in axes[-1]:
        panel.set_xlabel("intersection angle [degrees]")
    handles = [
        Line2D([], [], color=colour, marker="o", label=method) for colour, method in zip(COLOURS, methods, strict=False)
    ]
    handles += [
        Line2D([], [], color="0.3", marker="o", label="no DEM"),
        Line2D([], [], color="0.3", marker="o", markerfacecolor="white", linestyle="--", label="DEM of 30 m"),
    ]
    chart.legend(handles=handles, loc="outside upper center", ncols=len(handles), fontsize=11)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png(chart))


def _curve(panel: Axes, rows: list[dict], field: str, colour: str) -> None:
    rows = sorted((row for row in rows if row.get(field) is not None), key=lambda row: row["angle"])
    if rows:
        dem = rows[0]["dem"]
        panel.plot(
            [row["angle"] for row in rows],
            [row[field] for row in rows],
            color=colour,
            linestyle="--" if dem else "-",
            marker="o",
            markersize=5,
            markerfacecolor="white" if dem else colour,
        )


def _one_scale(line: list[Axes], title: str, limit: float | None) -> None:
    """The same scale for the panels of a line, from 0 to what the largest value needs."""
    top = max(panel.get_ylim()[1] for panel in line)
    for panel in line:
        panel.set_ylim(0.0, top if limit is None else min(top, 1.02 * limit))
        if limit is not None:
            panel.yaxis.set_major_formatter(lambda value, _: f"{PER_CENT * value:.3g} %")
    line[0].set_ylabel(title, fontsize=11)
