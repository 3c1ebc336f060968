"""The report of a pair's geometry: is it a stereo pair, how good a one, and what does it look like on the map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..image.outline import footprint
from ..image.window import Window
from ..sensor.ellipsoid import geodetic_to_ecef, local_axes
from ..sensor.model import SensorModel, range_spacing
from ..stereo.pair import MATCH_SIGMA, PairGeometry
from .drawing import BLUE, GREY, ORANGE, WIDTH, figure_grid, png, styled, tidy
from .html import Report

TRACK_POINTS = 50


def pair_report(
    pair: PairGeometry,
    images: dict[str, tuple[str, SensorModel]],
    *,
    suitable: bool,
    verdict: str,
    advice: list[str],
    heights: str,
    provenance: dict[str, Any],
) -> Report:
    """Verdict, figures and maps of a pair.

    Parameters
    ----------
    pair : PairGeometry
    images : dict
        "reference" and "secondary" with their path and model.
    suitable : bool
    verdict : str
        One sentence that says why.
    advice : list of str
        What could be better.
    heights : str
        Which heights the figures hold for.
    provenance : dict
        From `report.provenance.provenance`.
    """
    names = " and ".join(Path(path).name for path, _ in images.values())
    report = Report("Geometry of a stereo pair", names, provenance=provenance)
    report.add_headline(
        [
            ("Intersection angle", pair.intersection_angle, "°", "between the lines of sight at the centre"),
            ("Height per pixel", pair.height_per_pixel, "m", "height change that shifts a match by one pixel"),
            ("Expected error", pair.expected_sigma, "m", f"of height, for a match error of {MATCH_SIGMA:g} pixel"),
            ("Overlap", 100.0 * pair.overlap, "%", "of the reference image visible in the secondary"),
        ]
    )
    (report.add_text if suitable else report.add_warning)(verdict)
    for text in advice:
        report.add_warning(text)
    report.add_heading("The two views")
    report.add_table(
        ["", "Reference", "Secondary"],
        [
            ["Image", *(Path(images[role][0]).name for role in ("reference", "secondary"))],
            ["Incidence angle at the centre [°]", *_two(pair.reference_incidence, pair.secondary_incidence)],
            ["Looks to the", pair.reference_side, pair.secondary_side],
            ["Lines x samples", *(f"{m.lines} x {m.samples}" for _, m in images.values())],
            ["Range spacing [m]", *(f"{range_spacing(m):.3g}" for _, m in images.values())],
        ],
        caption=f"Angles from the ellipsoid's normal, {heights}. Use the steeper view as the reference.",
    )
    report.add_heading("The pair")
    report.add_numbers(
        [
            ("Intersection angle, smallest", pair.intersection_angle_min, "°", "over the overlap"),
            ("Intersection angle, largest", pair.intersection_angle_max, "°", "over the overlap"),
            ("Heading difference", pair.heading_difference, "°", "between the directions of flight"),
            ("Parallax", pair.parallax, "m/m", "displacement in the secondary's slant plane per metre of height"),
            ("Opposite sides", pair.opposite_sides, "", "whether the ground is illuminated from opposite directions"),
            ("Centre, longitude", f"{pair.centre[0]:.5f}", "°", "of the overlap"),
            ("Centre, latitude", f"{pair.centre[1]:.5f}", "°", ""),
            ("Centre, height", pair.centre[2], "m", "above the WGS-84 ellipsoid"),
        ]
    )
    report.add_heading("On the ground")
    report.add_figure(
        footprint_map(pair, {role: model for role, (_, model) in images.items()}),
        "Left: outlines of the images on the ground, metres east and north of the centre. Right: the same with the "
        "flight tracks during the acquisition; arrows show the directions of flight.",
        width=WIDTH,
    )
    return report


@styled
def footprint_map(pair: PairGeometry, models: dict[str, SensorModel]) -> bytes:
    """PNG of the images' outlines at the centre's height, near by and with the flight tracks."""
    chart, ((near, wide),) = figure_grid(1, 2, 8.6, 4.4)
    axes = local_axes(*pair.centre[:2])
    origin = geodetic_to_ecef(*pair.centre)

    def on_map(xyz: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        local = (xyz - origin) @ axes.T
        return local[:, 0], local[:, 1]

    for (role, model), colour in zip(models.items(), (BLUE, ORANGE), strict=True):
        lon, lat = footprint(model, Window(0, 0, model.lines, model.samples), pair.centre[2]).T
        east, north = on_map(geodetic_to_ecef(lon, lat, pair.centre[2]))
        for panel in (near, wide):
            panel.fill(east, north, facecolor=colour, alpha=0.18)
            panel.plot(np.append(east, east[:1]), np.append(north, north[:1]), color=colour, linewidth=1.6, label=role)
        track = model.projection_set(np.linspace(0, model.lines - 1, TRACK_POINTS), 0.0)
        east, north = on_map(track.arp)
        wide.plot(east, north, color=colour, linewidth=2.0, linestyle=(0, (4, 2)))
        if track.time[0] == track.time[-1]:  # staring: all lines were seen from one place
            wide.plot(east[:1], north[:1], "o", color=colour)
        else:
            _arrow(wide, (east, north), colour, against=track.time[0] > track.time[-1])
    near.plot([0.0], [0.0], "+", color=GREY, markersize=9)
    for panel, title in ((near, "Footprints"), (wide, "With the flight tracks")):
        panel.set_aspect("equal", adjustable="datalim")
        panel.set_title(title, loc="left")
        panel.set_xlabel("east (m)")
        panel.locator_params(nbins=5)
        tidy(panel)
    near.set_ylabel("north (m)")
    near.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2, fontsize=9)
    return png(chart)


def _arrow(axes: Axes, track: tuple[np.ndarray, np.ndarray], colour: str, *, against: bool) -> None:
    """An arrow head at the end of a track that the aircraft flew to last."""
    east, north = (v[::-1] if against else v for v in track)
    style = {"arrowstyle": "-|>", "color": colour, "lw": 2.0, "mutation_scale": 14}
    axes.annotate("", (east[-1], north[-1]), (east[-2], north[-2]), arrowprops=style)


def _two(*values: float) -> list[str]:
    return [f"{value:.2f}" if np.isfinite(value) else "–" for value in values]
