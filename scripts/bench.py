"""`make bench`: speed and accuracy of ours against peers in the same run, into build/bench."""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import geometry, matching, pipeline  # noqa: E402
from sar_radargrammetry.engine.report.provenance import versions  # noqa: E402
from sar_radargrammetry.engine.simulation import benchmark as simulator  # noqa: E402


def main() -> None:
    """Measure, print tables, keep the numbers."""
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

    print(f"Matching, patch of {matching.SIDE} x {matching.SIDE} pixels, one look, errors in pixels")
    found["matching"] = matching.measure()
    print(f"  {'scene':16s} {'method':14s} median  <1    <3    <5    <10   kept  seconds  median against DIS")
    for row in found["matching"]:
        dis = next(r for r in found["matching"] if r["scene"] == row["scene"] and r["method"] == "OpenCV DIS")
        print(
            f"  {row['scene']:16s} {row['method']:14s} {row['median']:6.2f}  {row['pck1']:.2f}  {row['pck3']:.2f}  "
            f"{row['pck5']:.2f}  {row['pck10']:.2f}  {row['kept']:.2f}  {row['seconds']:6.2f}   "
            f"{row['median'] / dis['median']:.2f}"
        )

    print("Elevation, stereodsm with poc, heights searched by itself")
    found["elevation"] = pipeline.measure(folder)
    print(f"  {'scene':16s} completeness  bias  NMAD  LE90  <2 m  1 sigma  2 sigma  seconds  peak GB")
    for row in found["elevation"]:
        print(
            f"  {row['scene']:16s} {row['completeness']:12.2f} {row['bias']:5.2f} "
            f"{row['nmad']:5.2f} {row['le90']:5.2f} "
            f"{row['under_2m']:5.2f} {row['within_1_sigma']:8.2f} {row['within_2_sigma']:8.2f} {row['seconds']:8.0f} "
            f"{row['peak_gb']:8.2f}"
        )
    (folder / "bench.json").write_text(json.dumps(found, indent=1))
    print(f"Numbers in {folder / 'bench.json'}")


if __name__ == "__main__":
    main()
