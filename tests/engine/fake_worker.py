"""A worker whose matching is instant, and which has faults on request; started as a process by the tests of workers.

On a cluster it is what workers load first. The folder FAKE_WORKER holds a file for each patch with which something is
to happen, and takes one for each that was done, with the process and its number of threads in the name.
"""

# ruff: noqa: E402
import json
import os
import sys
import time
from pathlib import Path
from unittest.mock import MagicMock

# Nothing here calls it, and loading it takes seconds.
for name in ("torch", "torch.nn", "torch.nn.functional"):
    sys.modules[name] = MagicMock()

import numpy as np

from sar_radargrammetry.engine.matching.consistency import OF_NETWORKS
from sar_radargrammetry.engine.matching.matchers import ReadyMatcher
from sar_radargrammetry.engine.pipeline import units

FOLDER = Path(os.environ["FAKE_WORKER"])


def instant(patch, *rest):
    """Bands that hold nothing but the number of the patch; before that, what the test wants to happen."""
    fault = FOLDER / f"patch {patch.number}"
    if fault.exists():
        wanted = json.loads(fault.read_text())
        if wanted.get("once"):
            fault.unlink()
        if "exit" in wanted:
            print(wanted.get("words", ""), file=sys.stderr, flush=True)
            os._exit(wanted["exit"])
        if "signal" in wanted:
            os.kill(os.getpid(), wanted["signal"])
        if "memory" in wanted:
            raise MemoryError
        if "sleep" in wanted:
            (FOLDER / f"asleep {os.getpid()}").touch()
            while fault.exists():
                time.sleep(0.02)
    (FOLDER / f"did {patch.number} {os.getpid()} {os.environ.get('OMP_NUM_THREADS')}").touch()
    return np.full((7, patch.reference.lines, patch.reference.samples), 1.0 + patch.number, np.float32)


def without_weights(name, weights, device, precision):
    return ReadyMatcher(None, OF_NETWORKS, None, None, os.environ.get("FAKE_DIGEST"))


units.match_patch, units.make_matcher = instant, without_weights

if __name__ == "__main__":
    from sar_radargrammetry.engine.process.worker import run_worker

    sys.exit(run_worker())
