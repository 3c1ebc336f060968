"""Match the patches of a pair and join them to one correspondence raster."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from pathlib import Path

from ..device import choose_device
from ..errors import EngineError
from ..files.atomic import atomic_output, check_outputs, check_room
from ..image.slant_image import SlantImage
from ..job import Context
from ..matching.banded import Search
from ..matching.correspondence import write_correspondence
from ..matching.ledger import Ledger
from ..matching.matchers import ReadyMatcher, make_matcher
from ..matching.passes import measured_surface
from ..matching.patch import BANDS, match_patch
from ..parameters.matching import MatchPatches as Parameters
from ..patches.package import PatchPlan, read_plan
from ..patches.planning import outline_bounds
from ..report.provenance import versions
from ..sensor.model import SensorModel
from ..sensor.sidecar import sidecar_path
from ..stereo.surface import Surface, dem_surface, level_surface
from ..terrain.dem import Dem
from ..terrain.ground import open_ground

SURFACE_SHARE = 0.1
"""Of a matching's time, for the passes over averaged images."""
START_STEP = 32
"""Pixels between the nodes of the first surface."""
DEM_REACH = 100.0
"""Metres to either side of a DEM that the first pass searches: a geoid nobody stated, trees, a quarry. What it finds
there says how good the DEM is, and later passes search less."""


def run(parameters: Parameters, context: Context, mark: Path | None = None) -> dict:
    """Match every patch that is not finished yet, then blend all of them.

    Parameters
    ----------
    parameters : Parameters
    context : Context
    mark : Path, optional
        File of a larger job that notes the end of this step, so that it is not done again when a later one was
        interrupted.
    """
    output = Path(parameters.output)
    check_outputs([output], [parameters.patches, parameters.weights])
    device = choose_device(parameters.device)
    ready = make_matcher(parameters.matcher, parameters.weights, device, context.warn)
    plan = read_plan(parameters.patches)
    check_outputs([output], [plan.reference, plan.secondary, plan.dem])
    reference, secondary = SlantImage.open(plan.reference), SlantImage.open(plan.secondary)
    _check_fit(plan, reference.model, secondary.model)
    # Before anything is left on disk: what cannot be opened is a sentence.
    dem = None
    if plan.dem is not None:
        dem, _ = open_ground(plan.dem, bounds=outline_bounds(reference.model, plan.min_height, plan.max_height))
    ledger = Ledger(output, _job(parameters.matcher, ready.digest, plan, device))
    context.keep(ledger.folder)
    answer = _finished(mark, ledger.stamp, output)
    if answer is not None:
        context.log("All patches were matched before.")
        ledger.remove()
        return answer
    waiting = [patch for patch in plan.patches if not ledger.has(patch.number)]
    check_room(output, 4 * sum((len(BANDS) + 1) * p.reference.lines * p.reference.samples for p in waiting))
    if len(waiting) < len(plan.patches):
        context.log(f"{len(plan.patches) - len(waiting)} of {len(plan.patches)} patches were finished before.")
    if ready.seconds is not None and waiting:
        context.log(outlook(ready.seconds, len(waiting)))
    surface = _surface(plan, dem, reference, secondary, ready, ledger, context.part(0.0, SURFACE_SHARE))
    search = Search(reference, secondary, 1, surface, plan.limits, ready.match)
    fine = context.part(SURFACE_SHARE, 0.95)
    for done, patch in enumerate(waiting):
        fine.progress(done / len(waiting))
        start = time.monotonic()
        ledger.put(patch.number, match_patch(patch, search, ready.judge))
        if done == 0 and len(waiting) > 1:
            context.log(forecast(time.monotonic() - start, len(waiting) - 1, device))
    context.progress(0.95)
    about = {
        "reference_size": [reference.model.lines, reference.model.samples],
        "secondary_size": [secondary.model.lines, secondary.model.samples],
        "matcher": parameters.matcher,
        "weights": ready.digest,
        "device": device,
        "versions": dict(versions()),
    }
    share = write_correspondence(
        output, plan, Path(parameters.patches), ledger, reference.model.lines, reference.model.samples, about
    )
    answer = {"output": parameters.output, "matched_share": round(share, 4)}
    if mark is not None:
        with atomic_output(mark) as temporary:
            temporary.write_text(json.dumps({"stamp": ledger.stamp, "answer": answer}), encoding="utf-8")
    ledger.remove()
    context.log(f"Matched both ways: {100.0 * share:.1f} % of the patches' pixels.")
    return answer


def _surface(
    plan: PatchPlan,
    dem: Dem | None,
    reference: SlantImage,
    secondary: SlantImage,
    ready: ReadyMatcher,
    ledger: Ledger,
    context: Context,
) -> Surface:
    """The surface that full resolution starts from: that of an interrupted run, or measured now and kept."""
    kept = ledger.surface()
    if kept is not None:
        return kept
    if dem is None:
        start = level_surface(reference.model, START_STEP, *plan.limits)
    else:
        start = dem_surface(reference.model, dem, START_STEP, *plan.limits, DEM_REACH)
    surface = measured_surface(reference, secondary, start, plan.limits, ready.rough, context)
    ledger.put_surface(surface)
    return surface


def _finished(mark: Path | None, stamp: str, output: Path) -> dict | None:
    """What an earlier run of this very matching answered, if it was the last to write the output."""
    if mark is None or not mark.is_file():
        return None
    try:
        noted = json.loads(mark.read_text(encoding="utf-8"))
        if noted["stamp"] == stamp and output.is_file():
            return noted["answer"]
    except (ValueError, KeyError, TypeError):
        pass  # damaged
    mark.unlink()
    return None


def outlook(seconds: float, patches: int) -> str:
    """How long patches are expected to take of so many seconds each, before any was matched, as a sentence."""
    return f"{patches} patches are expected to take about {_duration(seconds * patches)} on this processor."


def forecast(seconds: float, patches: int, device: str) -> str:
    """How long the other patches will take after one took so many seconds, as a sentence."""
    where = "on the GPU" if device == "cuda" else "on this processor"
    rest = _duration(seconds * patches)
    return f"The first patch took {_duration(seconds)} {where}; the other {patches} will take about {rest}."


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{max(seconds, 1.0):.0f} s"
    if seconds < 100 * 60:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.1f} hours"


def _check_fit(plan: PatchPlan, reference: SensorModel, secondary: SensorModel) -> None:
    """Refuse patches that reach outside of images that have changed since.

    Raises
    ------
    EngineError
    """
    for path, model, windows in (
        (plan.reference, reference, [patch.reference for patch in plan.patches]),
        (plan.secondary, secondary, [patch.secondary for patch in plan.patches]),
    ):
        if any(window.clipped(model.lines, model.samples) != window for window in windows):
            raise EngineError(
                f"The patches do not fit the image {path}, which has changed since; run createpatches again."
            )


def _job(matcher: str, digest: str | None, plan: PatchPlan, device: str) -> dict:
    """Everything the matched patches depend on."""
    images = (plan.reference, plan.secondary)
    files = [path for path in (*images, *map(sidecar_path, images), plan.dem) if path is not None]
    return {
        "plan": [dataclasses.astuple(patch)[:3] for patch in plan.patches],
        "heights": [plan.min_height, plan.max_height, *plan.limits],
        "files": [_fingerprint(path) for path in files],
        "matcher": [matcher, digest, device],
        "versions": list(versions()),
    }


def _fingerprint(path: Path) -> list:
    """What changes when a file does: the content of small ones, which a larger job writes anew, else size and time."""
    if path.suffix.lower() in (".json", ".vrt"):
        return [str(path), hashlib.sha256(path.read_bytes()).hexdigest()]
    return [str(path), path.stat().st_size, path.stat().st_mtime_ns]
