"""Imports the products named on standard input one after the other, and says in JSON lines how each ended.

Run in a process of its own, so that a library that crashes or hangs takes nothing else with it: the line "begin" that
has no "end" names the culprit.
"""

import json
import os
import resource
import sys
import time
import traceback
from pathlib import Path

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs.importimage import Parameters, run
from sar_radargrammetry.engine.parameters.declare import parse_parameters

MEMORY = 6 << 30
"""Bytes of address space: a damaged size must not ask for all the machine has."""


def import_one(path):
    """How the import of `path` ended, and whether it left what it should have."""
    folder = path.parent
    before = {p.name for p in folder.iterdir()}
    output = folder / "out.tif"
    try:
        run(parse_parameters(Parameters, {"input": str(path), "output": str(output)}), Context())
        image = SlantImage.open(output)
        image.read(0, 0, image.model.lines, image.model.samples)
        outcome, text, made = "imported", "", {"out.tif", "out.sargeom.json"}
    except EngineError as error:
        outcome, text, made = "refused", str(error), set()
    except BaseException:
        return "failed", traceback.format_exc()
    after = {p.name for p in folder.iterdir()}
    if after != before | made:
        return "failed", f"{outcome}, but left {sorted(after - before)} (missing: {sorted(made - after)})"
    if outcome == "refused" and ("\n" in text or not text.endswith(".") or str(folder) not in text):
        return "failed", f"no clear sentence: {text!r}"
    return outcome, text


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # What libraries print themselves must not come between the lines.
    lines = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for path in json.load(sys.stdin):
        print(json.dumps({"begin": path}), file=lines, flush=True)
        started = time.process_time()
        outcome, text = import_one(Path(path))
        said = {"end": path, "outcome": outcome, "text": text, "seconds": time.process_time() - started}
        print(json.dumps(said), file=lines, flush=True)


if __name__ == "__main__":
    main()
