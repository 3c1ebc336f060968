"""How long romatch's RoMa takes for the pair that ours is timed on.

With random weights, which take the same time as trained ones: the published ones are 1.6 GB from elsewhere. So it says
nothing about how well RoMa matches. ``python -m benchmarks.roma FOLDER`` takes the first case of the folder.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch

from sar_radargrammetry.engine.matching.roma.design import OUTDOOR
from sar_radargrammetry.engine.matching.roma.matcher import both_passes
from sar_radargrammetry.engine.matching.roma.network import build

from .matching_peers import prealigned_bytes
from .matching_scenes import Case
from .matching_worker import memory_mb, read_cases, worker_environment, write_cases


def missing() -> bool:
    """Whether romatch is not installed."""
    return importlib.util.find_spec("romatch") is None


def measure(case: Case) -> dict[str, float]:
    """``seconds`` of one match by romatch, of ``ours`` there and back, and ``peak_mb``, on the CPU at RoMa's default
    resolution, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        write_cases({"the pair": case}, Path(folder))
        arguments = [sys.executable, "-W", "ignore", "-m", "benchmarks.roma", folder]
        done = subprocess.run(arguments, check=True, env=worker_environment(), stdout=subprocess.PIPE, text=True)  # noqa: S603
    return json.loads(done.stdout.splitlines()[-1])


def main(folder: Path) -> None:
    """Match once and print what was measured."""
    from PIL import Image

    case = next(iter(read_cases(folder).values()))
    before = memory_mb("VmRSS")
    # As its authors configure it for outdoor scenes: 560 x 560, then 864 x 864, both ways.
    model = build(OUTDOOR)
    images = [Image.fromarray(part).convert("RGB") for part in prealigned_bytes(case)]
    start = time.perf_counter()
    with torch.inference_mode():
        model.match(*images, device=torch.device("cpu"))
        seconds = time.perf_counter() - start
        # As the matcher roma calls it: the two passes there, and the two passes back.
        views = torch.rand(2, 1, 2, *case.reference.amplitude.shape)
        start = time.perf_counter()
        for first, second in (views, views.flip(0)):
            both_passes(model, OUTDOOR, first, second)
        ours = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "ours": ours, "peak_mb": memory_mb("VmHWM") - before}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
