"""`python -m benchmarks.block`: four simulated flights to one surface, against the best pair and the known track error.

Two flights of each of two opposite headings, at 35 and 50 degrees; the track of the last one is delivered a metre off.
`--picture` draws docs/images/block.png from a steeper scene, where layover and shadow leave voids in each pair.
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from osgeo import gdal

from sar_radargrammetry.engine.gdal_setup import prepare_gdal
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import load_job
from sar_radargrammetry.engine.parameters.declare import parse_parameters
from sar_radargrammetry.engine.record import record_of
from sar_radargrammetry.engine.report.drawing import GREY, VOID, figure_grid, png, styled
from sar_radargrammetry.engine.report.maps import draw_elevation, height_limits, read_view, scale_bar
from sar_radargrammetry.engine.simulation.pair import PairSettings

from .flights import Flights, against_truth, make_flights

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "block.png"
SCENE = PairSettings(size=800.0, seed=5)
STEEP = PairSettings(size=500.0, range_spacing=0.7, azimuth_spacing=0.7, relief=1.5, seed=5)


def main() -> None:
    """Simulate, measure, print, and draw where that is wanted."""
    parser = argparse.ArgumentParser(description="Four simulated flights to one surface.")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench" / "block")
    parser.add_argument("--picture", action="store_true", help="a steeper scene, drawn into docs/images/block.png")
    given = parser.parse_args()
    prepare_gdal()
    folder = given.folder / ("steep" if given.picture else "flat")
    (folder / "images").mkdir(parents=True, exist_ok=True)
    flights = make_flights(folder / "images", STEEP if given.picture else SCENE)
    found = run(flights, folder)
    print_accuracy(flights, folder)
    print_offsets(flights, found)
    if given.picture:
        PICTURE.write_bytes(picture(flights, folder))


def run(flights: Flights, folder: Path) -> dict[str, dict[str, float]]:
    """Run the job; the corrections of all flights [m]."""
    job = load_job("blockdsm")
    names = {"elevation": "dsm.tif", "error": "error.tif", "report": "report.html", "pair_folder": "pairs"}
    outputs = {name: str(folder / file) for name, file in names.items()}
    parameters = {**flights.given, **outputs, "image_folder": str(flights.folder)}
    job.run(parse_parameters(job.Parameters, parameters), Context(report=said))
    return record_of(gdal.Open(outputs["elevation"]))["flights"]


def said(message: dict) -> None:
    """Print the log."""
    if message["type"] == "log":
        print("  ", message["text"])


def pair_rasters(folder: Path) -> dict[str, Path]:
    """The elevation of each pair, by the names of its images."""
    return {path.parent.name.rpartition("-")[0]: path for path in sorted(folder.glob("pairs/*/elevation.tif"))}


def print_accuracy(flights: Flights, folder: Path) -> None:
    """Completeness and NMAD of the pairs and of the merged surface."""
    merged = against_truth(flights, folder / "dsm.tif")
    print(f"{'':20s} completeness  NMAD [m]  NMAD of the merged surface there [m]")
    for name, path in pair_rasters(folder).items():
        one = against_truth(flights, path)
        print(f"{name:20s} {one.completeness:12.4f} {one.nmad():9.2f} {merged.nmad(one.known):9.2f}")
    print(f"{'merged':20s} {merged.completeness:12.4f} {merged.nmad():9.2f}")


def print_offsets(flights: Flights, found: dict[str, dict[str, float]]) -> None:
    """Corrections of the flights against what can be found of the known error."""
    print(f"{'':20s} slant range: found, sigma, true [m]    along the track: found, sigma, true [m]")
    for name, true in flights.seen_offsets().items():
        of = found[name]
        print(
            f"{name:20s} {of['range']:18.2f} {of['range_sigma']:6.2f} {true[0]:6.2f} {of['along']:26.2f} "
            f"{of['along_sigma']:6.2f} {true[1]:6.2f}"
        )


@styled
def picture(flights: Flights, folder: Path) -> bytes:
    """PNG of the elevations of both pairs and of the merged one; grey has no height."""
    paths = {**pair_rasters(folder), "merged": folder / "dsm.tif"}
    views = {name: read_view(path) for name, path in paths.items()}
    limits = height_limits(views["merged"])
    box = scene_box(flights)
    chart, (row,) = figure_grid(1, len(views), 11.0, 4.2)
    for axes, (name, view) in zip(row, views.items(), strict=True):
        draw_elevation(chart, axes, view, limits=limits)
        errors = against_truth(flights, paths[name])
        axes.set_title(f"{name.replace('+', ' + ')}: {100.0 * errors.completeness:.0f} %", loc="left")
        axes.set_facecolor(VOID)
        axes.set_xlim(box[0], box[1])
        axes.set_ylim(box[2], box[3])
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines[:].set_color(GREY)
        scale_bar(axes, dataclasses.replace(view, extent=box))
    return png(chart)


def scene_box(flights: Flights) -> tuple[float, float, float, float]:
    """Western, eastern, southern and northern edge of the scene."""
    grid = flights.scene.grid
    west, south, east, north = grid.bounds
    return float(west), float(east), float(south), float(north)


if __name__ == "__main__":
    main()
