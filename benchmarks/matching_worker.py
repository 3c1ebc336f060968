"""One matcher in a process of its own, so that its memory is measured apart from the others'.

``python -m benchmarks.matching_worker METHOD FOLDER`` matches every case of the folder and prints one JSON object.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from sar_radargrammetry.engine.matching.interface import ImagePatch
from sar_radargrammetry.engine.training.sample import UNKNOWN, VISIBLE, TrainingSample, read_sample, write_sample

from .matching_methods import methods
from .matching_scenes import Case

SCENES = "scenes.json"
REPEATS = 2
SLOW = 5.0
"""Seconds above which one run is enough."""


def write_cases(cases: dict[str, Case], folder: Path) -> None:
    """Lay cases down for workers; their order is kept."""
    for number, case in enumerate(cases.values()):
        known = np.where(np.isfinite(case.truth[..., 0]), VISIBLE, UNKNOWN).astype(np.uint8)
        truth = case.truth - _origin(case.secondary)
        sample = TrainingSample(case.reference, case.secondary, case.prior, truth, known)
        write_sample(folder / f"case{number:02d}.safetensors", sample)
    (folder / SCENES).write_text(json.dumps(list(cases)), encoding="utf-8")


def read_cases(folder: Path) -> dict[str, Case]:
    """What `write_cases` laid down."""
    scenes = json.loads((folder / SCENES).read_text(encoding="utf-8"))
    return {scene: _read_case(folder, number) for number, scene in enumerate(scenes)}


def _read_case(folder: Path, number: int) -> Case:
    sample = read_sample(folder / f"case{number:02d}.safetensors")
    truth = sample.truth.astype(float) + _origin(sample.secondary)
    return Case(sample.reference, sample.secondary, sample.prior, truth)


def _origin(view: ImagePatch) -> np.ndarray:
    return np.array([view.window.line, view.window.sample], float)


def run(method: str, folder: Path) -> dict:
    """Match the cases of a folder in a new process.

    Returns
    -------
    dict
        ``seconds`` by scene (the shorter of two runs, or of one that takes longer than `SLOW`), ``positions`` by
        scene, and ``peak_mb``: how far the memory rose above what it was with libraries and cases loaded.
    """
    arguments = [sys.executable, "-W", "ignore", "-m", "benchmarks.matching_worker", method, str(folder)]
    done = subprocess.run(arguments, check=False, env=worker_environment(), stdout=subprocess.PIPE, text=True)  # noqa: S603
    if done.returncode != 0:
        raise RuntimeError(f"{method} failed; its message stands above.")
    found = json.loads(done.stdout.splitlines()[-1])
    found["positions"] = {scene: np.load(folder / name) for scene, name in found.pop("files").items()}
    return found


def worker_environment() -> dict[str, str]:
    """This process's, so that a child finds this package."""
    root = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    return os.environ | {"OMP_WAIT_POLICY": "passive", "PYTHONPATH": path}


def memory_mb(field: str) -> float:
    """`VmHWM` (the peak) or `VmRSS` of this process.

    Not ru_maxrss: that of a child begins at what its parent held when it was started.
    """
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024.0
    raise LookupError(field)


def main(name: str, folder: Path) -> None:
    """Match, and print what was measured."""
    method = methods()[name]
    for package in method.packages:
        importlib.import_module(package)
    cases = read_cases(folder)
    before = max(memory_mb("VmHWM"), memory_mb("VmRSS"))
    seconds, files = {}, {}
    for number, (scene, case) in enumerate(cases.items()):
        position, taken = None, []
        for _ in range(REPEATS):
            start = time.perf_counter()
            position = method.function(case)
            taken.append(time.perf_counter() - start)
            if taken[0] > SLOW:
                break
        seconds[scene], files[scene] = min(taken), f"position{number:02d}.npy"
        np.save(folder / files[scene], position)
    print(json.dumps({"seconds": seconds, "files": files, "peak_mb": memory_mb("VmHWM") - before}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
