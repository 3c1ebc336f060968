"""`make bench`: speed and accuracy of ours against peers in the same run, into build/bench.

`make bench ROMA=1` times romatch's RoMa as well.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import coverage, geometry, matching, pipeline, roma  # noqa: E402
from benchmarks.matching_scenes import SIDE  # noqa: E402
from sar_radargrammetry.engine.report.provenance import versions  # noqa: E402
from sar_radargrammetry.engine.simulation import benchmark as simulator  # noqa: E402


def main() -> None:
    """Measure, print tables, keep the numbers."""
    parser = argparse.ArgumentParser(description="Speed and accuracy against peers, into build/bench.")
    parser.add_argument("--roma", action="store_true", help="time romatch's RoMa too: a minute and 6 GB of memory")
    options = parser.parse_args()
    if options.roma and roma.missing():
        parser.error("romatch is not installed; make bench ROMA=1 installs requirements-roma.txt first.")
    folder = ROOT / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    found: dict = {"machine": platform.processor() or platform.machine(), "versions": dict(versions())}

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

    # Before the matchers: its peak is the highest of all child processes so far, and Pandora's would hide it.
    print("Elevation, stereodsm, heights searched by itself")
    found["elevation"], found["coverage"] = pipeline.measure(folder)
    print(f"  {'scene':16s} {'matcher':8s} completeness  bias  NMAD  LE90  <2 m  1 sigma  2 sigma  seconds  peak GB")
    for row in found["elevation"]:
        print(
            f"  {row['scene']:16s} {row['matcher']:8s} {row['completeness']:12.2f} {row['bias']:5.2f} "
            f"{row['nmad']:5.2f} {row['le90']:5.2f} "
            f"{row['under_2m']:5.2f} {row['within_1_sigma']:8.2f} {row['within_2_sigma']:8.2f} {row['seconds']:8.0f} "
            f"{row['peak_gb']:8.2f}"
        )

    for matcher, rows in found["coverage"].items():
        print(f"Predicted errors of all scenes, {matcher}: shares within one and two, in tenths of the cells")
        print("\n".join(coverage.table(rows)))

    print(f"Matching, patch of {SIDE} x {SIDE} pixels, one look, errors in pixels")
    cases = matching.make_cases()
    found["matching"] = matching.measure(cases)
    found["ratios"] = matching.ratios(found["matching"])
    print("\n".join(matching.table(found["matching"]) + matching.ratio_table(found["ratios"])))

    if options.roma:
        found["roma"] = time_roma(cases, found["matching"])

    (folder / "bench.json").write_text(json.dumps(found, indent=1))
    print(f"Numbers in {folder / 'bench.json'}")


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
