"""`make bench`: speed and accuracy of ours against peers in the same run, into build/bench.

`make bench ROMA=1` times romatch's RoMa as well. `make bench SCENE=angles` measures accuracy against the intersection
angle instead, and draws docs/images/by_angle.png; `make bench SCENE=paper` a pair of the paper's size and angle;
`make bench SCALE=1` time, memory and disk of scenes of 0.5 to 4 km (docs/scale.md), with `SIZES="0.5 1"` of others;
`make bench DEVICE=cuda` matching and training on a graphics card beside the processor.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import platform
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import (  # noqa: E402
    by_angle,
    by_angle_show,
    coverage,
    device,
    geometry,
    matching,
    paper,
    pipeline,
    roma,
    scale,
    simulator,
)
from benchmarks.matching_scenes import SIDE  # noqa: E402
from sar_radargrammetry.engine.report.provenance import versions  # noqa: E402

PICTURE = ROOT / "docs" / "images" / "by_angle.png"


def main() -> None:
    """Measure, print tables, keep the numbers."""
    parser = argparse.ArgumentParser(description="Speed and accuracy against peers, into build/bench.")
    parser.add_argument("--roma", action="store_true", help="time romatch's RoMa too: a minute and 6 GB of memory")
    parser.add_argument("--scene", choices=tuple(ALONE), help="only this, which takes long")
    parser.add_argument("--scale", nargs="*", type=float, metavar="KM", help="only growth with the size of the scene")
    parser.add_argument("--device", choices=("cpu", "cuda"), help="only matching and training on this device")
    given = parser.parse_args()
    if given.device is not None and device.missing(given.device):
        parser.error(device.missing(given.device))
    if given.roma and roma.missing():
        parser.error("romatch is not installed; make bench ROMA=1 installs requirements-roma.txt first.")
    folder = ROOT / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    if given.device is not None:
        measure_device(folder, given.device)
    elif given.scale is not None:
        measure_scale(folder, given.scale or list(scale.SIZES))
    elif given.scene is not None:
        ALONE[given.scene](folder)
    else:
        measure_all(folder, given.roma)


def measure_device(folder: Path, name: str) -> None:
    """Matching and training on a device beside the processor."""
    rows, found = device.measure(name, folder / "judging")
    print(f"Matching of a patch of {device.TILE} pixels, and a training step of {device.BATCH} crops, on {name}")
    print("\n".join(device.table(rows, found)))
    numbers = {"rows": [dataclasses.asdict(row) for row in rows], "agreement": dataclasses.asdict(found)}
    (folder / "device.json").write_text(json.dumps({**about(), **numbers}, indent=1), encoding="utf-8")


def measure_all(folder: Path, with_roma: bool) -> None:
    """Everything that takes minutes."""
    found = about()
    print("Geometry, million points a second")
    found["geometry"] = geometry.measure()
    for row in found["geometry"]:
        peer = f"{row['peer']} {row['theirs']:.2f}, ratio {row['ours'] / row['theirs']:.1f}" if row["peer"] else ""
        print(f"  {row['what']:30s} {row['ours']:6.2f}   closure {row['closure']:.1e} {row['unit']:3s} {peer}")

    found["simulator"] = simulator.measure()
    print(
        f"Simulator: {found['simulator']['render_mpoints']:.2f} million ground points a second to mean power, "
        f"{found['simulator']['image_mpoints']:.2f} to a complex image"
    )

    print("Elevation, stereodsm, heights searched by itself")
    found["elevation"], found["coverage"] = pipeline.measure(folder)
    print("\n".join(pipeline.table(found["elevation"])))
    print("Pictures of the error maps: " + ", ".join(map(str, pipeline.draw_error_maps(found["elevation"], folder))))
    for matcher, pool in found["coverage"].items():
        print(
            f"Predicted errors of all scenes, {matcher}: rank correlation {pool['rank_correlation']:.2f}, AUSE "
            f"{pool['ause']:.2f}; shares within one and two sigma, in tenths of the cells"
        )
        print("\n".join(coverage.table(pool["rows"])))

    print("Accuracy against the intersection angle; PCK and rivals on a patch in the middle")
    found["angles"] = by_angle.measure(list(by_angle.SHORT), folder / "angles")

    print(f"Matching, patch of {SIDE} x {SIDE} pixels, one look, errors in pixels")
    cases = matching.make_cases()
    found["matching"] = matching.measure(cases)
    found["ratios"] = matching.ratios(found["matching"])
    print("\n".join(matching.table(found["matching"]) + matching.ratio_table(found["ratios"])))

    if with_roma:
        found["roma"] = time_roma(cases, found["matching"])
    write(folder / "bench.json", found)


def measure_angles(folder: Path) -> None:
    """Accuracy at all angles, as text, Markdown and a picture."""
    found = about()

    def keep(rows: list[dict]) -> None:
        write(folder / "angles.json", {**found, "angles": by_angle.plain(rows)}, lambda text: None)

    rows = by_angle.plain(by_angle.measure(by_angle.every_scene(), folder / "angles", done=keep))
    print("\n".join(by_angle_show.markdown(rows)))
    by_angle_show.draw(rows, PICTURE)
    print(f"Picture in {PICTURE}")
    write(folder / "angles.json", {**found, "angles": rows})


def measure_paper(folder: Path) -> None:
    """A pair of the paper's size and angle."""
    print(f"2 x 2 km at {paper.ANGLE:.0f}°, stereodsm without heights and without a DEM")
    found = paper.measure(folder / "paper")
    print("\n".join(paper.table(found)))
    write(folder / "paper.json", {**about(), "paper": found})


def measure_scale(folder: Path, sizes: list[float]) -> None:
    """Time, memory and disk by the size of the scene."""
    print(f"Scenes of {', '.join(f'{size:g}' for size in sizes)} km, each step in a process of its own")
    found = scale.measure(folder / "scale", sizes)
    print("\n".join(scale.table(found) + scale.trend_lines(scale.trends(found))))
    write(folder / "scale.json", {**about(), **scale.document(found)})


ALONE: dict[str, Callable[[Path], None]] = {"angles": measure_angles, "paper": measure_paper}


def about() -> dict:
    """What the numbers were measured with."""
    return {"machine": platform.processor() or platform.machine(), "versions": dict(versions())}


def write(path: Path, found: dict, say: Callable[[str], None] = print) -> None:
    """Keep the numbers as JSON."""
    path.write_text(json.dumps(found, indent=1))
    say(f"Numbers in {path}")


def time_roma(cases: dict, rows: list[dict]) -> dict[str, float]:
    """Time romatch's RoMa on the first pair, and say how many times faster ours are there."""
    scene = next(iter(cases))
    found = roma.measure(cases[scene])
    print(
        f"RoMa (romatch, random weights, CPU) on {scene}: {found['seconds']:.1f} s, {found['ours']:.1f} s as "
        f"the matcher roma, {found['peak_mb']:.0f} MB"
    )
    for row in rows:
        if row["scene"] == scene and row["method"].startswith(("compact", "poc")):
            print(
                f"  {row['method']:18s} {row['seconds']:6.2f} s, {found['seconds'] / row['seconds']:.0f} times faster"
            )
    return found


if __name__ == "__main__":
    main()
