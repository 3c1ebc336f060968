"""The report of many images: which pairs were matched, how the flights lie to each other, and the merged surface."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..block.refining import BlockRefinement
from ..block.selection import Candidate
from ..fusion.offsets import Merge
from ..image.outline import footprint
from ..image.window import Window
from ..sensor.ellipsoid import geodetic_to_ecef, local_axes
from ..sensor.ground import scene_centre
from ..sensor.model import SensorModel
from .drawing import BLUE, GREY, ORANGE, WIDTH, figure, figure_grid, png, styled, tidy
from .html import Report
from .merge_report import add_gain, add_maps, add_offsets

TRACK_POINTS = 50


def block_report(
    models: Sequence[SensorModel],
    names: Sequence[str],
    candidates: Sequence[Candidate],
    refinement: BlockRefinement | None,
    merge: Merge,
    elevation: str | Path,
    error: str | Path,
) -> Report:
    """Pairs, flights and maps.

    Parameters
    ----------
    models : sequence of SensorModel
        Of all images.
    names : sequence of str
        Of all images.
    candidates : sequence of Candidate
    refinement : BlockRefinement or None
    merge : Merge
    elevation, error : path
        The merged rasters.
    """
    matched = sum(one.chosen for one in candidates)
    report = Report(
        "Elevation from many images",
        f"{len(names)} images, {matched} of {len(candidates)} pairs: {', '.join(names)}",
        provenance=merge.record,
    )
    add_gain(report, merge.numbers)
    _add_pairs(report, models, names, candidates)
    if refinement is not None:
        _add_flights(report, refinement)
    add_offsets(report, merge)
    add_maps(report, elevation, error)
    return report


def _add_pairs(
    report: Report, models: Sequence[SensorModel], names: Sequence[str], candidates: Sequence[Candidate]
) -> None:
    report.add_heading("Pairs")
    report.add_table(
        ["reference", "secondary", "angle [\u00b0]", "overlap [%]", "expected error [m]", "verdict"],
        [
            (
                names[one.reference],
                names[one.secondary],
                one.geometry.intersection_angle,
                100.0 * one.geometry.overlap,
                one.geometry.expected_sigma,
                str(one.verdict),
            )
            for one in candidates
        ],
        "The reference is the steeper image. The expected error is that of height for a match error of half a pixel.",
    )
    report.add_figure(
        block_map(models, names),
        "Left: outlines of the images on the ground, metres east and north. Right: the same with the flight tracks "
        "during the acquisition; arrows show the directions of flight.",
        WIDTH,
    )


def _add_flights(report: Report, refinement: BlockRefinement) -> None:
    report.add_heading("Tracks refined together")
    datum = (
        "The elevation model fixes where the block lies."
        if refinement.controlled
        else "Nothing fixes where the block lies as a whole: corrections are relative to the mean of all flights."
    )
    report.add_text(
        "The errors of all tracks were estimated together, from the distances of the matches from their epipolar "
        f"curves and from the heights of {refinement.adjustment.cells:,} cells of the ground that two pairs or more "
        "measured. A track that moves along the line of sight looks like a bias of the slant ranges, so that the table "
        f"shows what the images show: the correction in slant range and along the track. {datum}"
    )
    for text in refinement.adjustment.warnings:
        report.add_warning(str(text))
    report.add_table(
        ["image", "slant range [m]", "\u00b1 [m]", "along the track [m]", "\u00b1 [m]"],
        [
            (image.path.stem, o.range, o.range_sigma, o.along, o.along_sigma)
            for image, o in zip(refinement.images, refinement.offsets, strict=True)
        ],
    )
    adjustment = refinement.adjustment
    rows = []
    for number, link in enumerate(refinement.links):
        heights = float(adjustment.heights_before[number]), float(adjustment.heights_after[number])
        pair = " + ".join(refinement.images[image].path.stem for image in link.images)
        rows.append((pair, *refinement.across(number), *heights))
    report.add_table(
        ["pair", "epipolar distance before [px]", "after [px]", "height before [m]", "after [m]"],
        rows,
        "Heights are medians above the mean of the pairs that measured the same cells.",
    )
    report.add_figure(correction_chart(refinement), "Corrections of the flights with their standard deviations.", WIDTH)


@styled
def correction_chart(refinement: BlockRefinement) -> bytes:
    """PNG of the corrections of all images [m]."""
    count = len(refinement.images)
    chart, axes = figure(8.6, 1.2 + 0.45 * count)
    axes.axvline(0.0, color=GREY, linewidth=0.8)
    for shift, colour, label, name in ((0.12, BLUE, "slant range", "range"), (-0.12, ORANGE, "along track", "along")):
        place = np.arange(count)[::-1] + shift
        values = [getattr(offset, name) for offset in refinement.offsets]
        sigmas = [getattr(offset, f"{name}_sigma") for offset in refinement.offsets]
        axes.errorbar(values, place, xerr=sigmas, fmt="o", color=colour, elinewidth=2.0, capsize=3, label=label)
    axes.set_yticks(np.arange(count)[::-1], [image.path.stem for image in refinement.images])
    axes.set_ylim(-0.7, count - 0.3)
    axes.set_xlabel("correction (m)")
    axes.legend(loc="best", fontsize=9)
    tidy(axes)
    return png(chart)


@styled
def block_map(models: Sequence[SensorModel], names: Sequence[str]) -> bytes:
    """PNG of the outlines of all images, near by and with the flight tracks."""
    chart, ((near, wide),) = figure_grid(1, 2, 8.6, 4.4)
    lon, lat = scene_centre(models[0])
    height = models[0].reference_height
    axes, origin = local_axes(lon, lat), geodetic_to_ecef(lon, lat, height)
    colours = [f"C{number}" for number in range(10)]
    for number, (model, name) in enumerate(zip(models, names, strict=True)):
        colour = colours[number % len(colours)]
        outline = footprint(model, Window(0, 0, model.lines, model.samples), model.reference_height)
        east, north = ((geodetic_to_ecef(*outline.T, model.reference_height) - origin) @ np.array(axes).T)[:, :2].T
        for panel in (near, wide):
            panel.plot(np.append(east, east[:1]), np.append(north, north[:1]), color=colour, linewidth=1.4, label=name)
        track = model.projection_set(np.linspace(0, model.lines - 1, TRACK_POINTS), 0.0)
        east, north = ((track.arp - origin) @ np.array(axes).T)[:, :2].T
        if track.time[0] > track.time[-1]:
            east, north = east[::-1], north[::-1]
        wide.plot(east, north, color=colour, linewidth=2.0)
        arrow = {"arrowstyle": "-|>", "color": colour, "lw": 2.0, "mutation_scale": 12}
        wide.annotate("", (east[-1], north[-1]), (east[-2], north[-2]), arrowprops=arrow)
    for panel, title in ((near, "Footprints"), (wide, "With the flight tracks")):
        panel.set_aspect("equal", adjustable="datalim")
        panel.set_title(title, loc="left")
        panel.set_xlabel("east (m)")
        panel.locator_params(nbins=5)
        tidy(panel)
    near.set_ylabel("north (m)")
    if len(names) <= 12:
        near.legend(loc="best", fontsize=8)
    return png(chart)
