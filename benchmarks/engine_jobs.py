"""Jobs of the engine in processes of their own: what they answered, how long they took, how much memory they had.

``python -m benchmarks.engine_jobs JOB ...`` runs one and prints one JSON object. It stands between the benchmark and
the engine because a process's peak begins at what its parent held when it was started, and because that of all child
processes together hides the smaller ones; this module imports the standard library only.
"""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

KEEP = "SAR_RADARGRAMMETRY_KEEP_FILES"
"""Variable of the environment that keeps intermediate files, see `engine.files.intermediate`."""
KEPT = "What is finished is kept"
"""How the line begins that may follow the reason of a failure."""


class JobFailed(Exception):
    """A job gave no result; the text is the engine's sentence."""


@dataclasses.dataclass(frozen=True)
class Ran:
    """A job that has ended well.

    Parameters
    ----------
    outputs : dict
        What it answered.
    seconds : float
        From its start to its end, libraries loaded and all.
    peak_gb : float
        Largest resident memory of one of its processes [10^9 bytes].
    core_seconds : float
        Of the processor, of all threads and processes.
    """

    outputs: dict
    seconds: float
    peak_gb: float
    core_seconds: float


def run_job(*arguments: str, keep_files: bool = False) -> Ran:
    """Run ``python -m sar_radargrammetry.engine`` with these arguments.

    Raises
    ------
    JobFailed
    """
    command = [sys.executable, "-m", "benchmarks.engine_jobs", *arguments]
    environment = child_environment() | ({KEEP: "1"} if keep_files else {})
    done = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
    found = json.loads(done.stdout)
    if found["code"] != 0:
        raise JobFailed(reason(found["stderr"]))
    return Ran(json.loads(found["stdout"]), found["seconds"], found["peak_gb"], found["core_seconds"])


def options(**values: object) -> list[str]:
    """Options of the command line; those that are None are left out."""
    given = {name: value for name, value in values.items() if value is not None}
    return [word for name, value in given.items() for word in (f"--{name.replace('_', '-')}", str(value))]


def reason(stderr: str) -> str:
    """The sentence in which a failed job says why, from its standard error."""
    lines = [line for line in stderr.splitlines() if line.strip() and not line.startswith(KEPT)]
    return lines[-1] if lines else "no reason given"


def child_environment() -> dict[str, str]:
    """This process's, so that a child finds the engine and the benchmarks."""
    root = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    return os.environ | {"OMP_WAIT_POLICY": "passive", "PYTHONPATH": path}


def main(arguments: list[str]) -> None:
    """Run the job and print how it went."""
    start = time.perf_counter()
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "sar_radargrammetry.engine", *arguments], check=False, capture_output=True, text=True
    )
    found = {"code": done.returncode, "stdout": done.stdout, "stderr": done.stderr}
    found["seconds"] = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    found["peak_gb"] = used.ru_maxrss * 1024 / 1e9
    found["core_seconds"] = used.ru_utime + used.ru_stime
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
