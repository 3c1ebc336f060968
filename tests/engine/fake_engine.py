"""The engine's command line with one job of its own, started as a process by the tests of the command line."""

import os
import sys
import time
import types
from dataclasses import dataclass
from pathlib import Path

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.files.atomic import atomic_output
from sar_radargrammetry.engine.parameters.declare import Job, parameter
from sar_radargrammetry.engine.process.cli import main


@dataclass(frozen=True, kw_only=True)
class Parameters(Job):
    output: str = parameter("Output", "Where the result goes.")
    behaviour: str = parameter(
        "Behaviour",
        "What the job does.",
        default="succeed",
        choices=("succeed", "refuse", "break", "obey", "ignore", "chatter", "memory"),
    )
    steps: int = parameter("Steps", "Number of steps, 100 % of them.", default=4)
    factor: float | None = parameter("Factor", "A number that may be absent.", default=None)
    loud: bool = parameter("Loud", "Whether to log.", default=False)


def run(parameters, context):
    with atomic_output(parameters.output) as temporary:
        temporary.write_text("half")
        if parameters.behaviour == "refuse":
            raise EngineError(
                "The image {path} is upside down by {angle:.1f} degrees; turn it.", path="{image%}", angle=180
            )
        if parameters.behaviour == "break":
            raise KeyError("lost")
        if parameters.behaviour == "memory":
            raise MemoryError
        if parameters.behaviour == "chatter":
            print("a library prints")
            os.write(1, b"native code prints\n")
        if parameters.loud:
            context.log("Grüße{mark}", mark="")
            context.warn("careful")
        for step in range(parameters.steps):
            context.progress(step / parameters.steps)
            while parameters.behaviour == "obey":
                context.check_cancelled()
                time.sleep(0.01)
            if parameters.behaviour == "ignore":
                time.sleep(3600)
        temporary.write_text("whole")
    return {"output": Path(parameters.output), "factor": parameters.factor, "ratio": float("nan")}


if __name__ == "__main__":
    job = types.ModuleType("fakejob", doc="Pretend to work.\n\nMore about it.")
    job.Parameters, job.run = Parameters, run
    sys.exit(main(sys.argv[1:], find_job=lambda name: job, names=("fakejob",)))
