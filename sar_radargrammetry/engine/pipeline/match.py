"""The second step: the patches of a pair matched and joined to one correspondence raster."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..area.area import Area
from ..device import choose_device
from ..errors import EngineError
from ..files.atomic import check_outputs, check_room
from ..image.slant_image import SlantImage
from ..image.window import Window
from ..job import Context
from ..matching.banded import pixels_per_metre
from ..matching.correspondence import BANDS, LEFT_OUT
from ..matching.correspondence_writing import write_correspondence
from ..matching.ledger import Ledger
from ..matching.matchers import ReadyMatcher, make_matcher, threads_of, with_threads
from ..matching.pass_sizes import DEM_REACH
from ..matching.passes import SMALLEST_RATE, Elsewhere, measured_surface
from ..matching.patch import unlit_patch
from ..matching.turned import turned
from ..memory import keep_freed_memory
from ..message import Message
from ..parameters.matching import Matching, Workers
from ..patches.lit import lit_parts
from ..patches.package import PatchPlan, read_plan
from ..patches.planning import outline_bounds
from ..patches.visible_area import VisibleArea
from ..report.provenance import versions
from ..sensor.model import SensorModel
from ..stereo.prior import build_prior
from ..stereo.surface import Surface
from ..system import host
from ..terrain.dem import Dem
from ..terrain.geoid import geoid_file, open_ground
from ..workers.cluster import LOCAL, Cluster
from ..workers.crew import Crew
from ..workers.processes import Processes
from ..workers.sharing import together, worker_count
from ..workers.threads import Threads
from .effort import Effort, Task, expected, forecast, outlook, workers_of
from .plan import first_surface
from .resuming import Mark
from .sources import fingerprints, sources
from .units import Bench, Work, do_unit, patch_unit, tile_unit

REMOTE = f"{__name__.partition('.')[0]}.engine.process.worker"
"""Module that does units on the workers of a cluster."""
MATCHING_ERROR = 3.0
"""Pixels by which a match of ground at the end of the searched heights may err. Heights so far beyond them are kept:
without those, the others there would be biased towards the middle."""
SURE = 2.0
"""Times the reach of the measured surface within which the ground is taken to lie when patches are left out."""
EVERY_SCALE = 16
"""Every which match counts for the median of the scales."""
PIXEL_MEMORY = 1500.0
"""Bytes that a patch takes for each of its pixels while it is matched, at the most; measured."""


def matched(
    patches: str | Path,
    matching: Matching,
    output: str | Path,
    context: Context,
    mark: Mark | None = None,
    workers: Workers | None = None,
    area: Area | None = None,
) -> dict[str, Any]:
    """Match every patch that is not finished yet, then blend all of them.

    Parameters
    ----------
    patches : path
        Plan of the patches, see `plan.planned`.
    matching : Matching
        Matcher, weights and device.
    output : path
        Correspondence raster to write, in the grid of the reference image.
    context : Context
    mark : Mark, optional
        Of a larger run: keeps what this step answered, so that it is not done again when a later one was interrupted.
    workers : Workers, optional
        Which processes do it; this one alone by default. The result has the same bytes.
    area : Area, optional
        Patches that show nothing of it, by the surface that the passes over averaged images measure, are left out.

    Returns
    -------
    dict
        ``output`` (path), ``matched_share`` (0..1, of the pixels of the patches, matched both ways), ``patches`` (their
        number).

    Raises
    ------
    EngineError
        Patches, images or weights cannot be used, or the raster cannot be written.
    """
    path = Path(output)
    device = choose_device(matching.device)
    ready = make_matcher(matching.matcher, matching.weights, device, context.warn)
    plan = read_plan(patches)
    check_outputs([path], [plan.reference, plan.secondary, plan.dem])
    reference, secondary = SlantImage.open(plan.reference), SlantImage.open(plan.secondary)
    _check_fit(plan, reference.model, secondary.model)
    # Before anything is left on disk: what cannot be opened is a sentence.
    dem = open_plan_dem(plan, reference.model)
    ledger = Ledger(path, _job(matching.matcher, ready, plan, device, area))
    context.keep(ledger.folder)
    if ledger.thrown_away:
        context.log(
            "The unfinished patches in {path} are not used: inputs, parameters or the version of the plugin are "
            "others.",
            path=ledger.folder,
        )
    answer = mark and mark.answer(ledger.stamp)
    if answer is not None:
        context.log("All patches were matched before.")
        ledger.remove()
        return answer
    waiting = [patch for patch in plan.patches if not ledger.has(patch.number)]
    check_room(path, 4 * sum((len(BANDS) + 3) * p.reference.pixels for p in waiting))
    if len(waiting) < len(plan.patches):
        context.log(
            "{count} of {total} patches were finished before.",
            count=len(plan.patches) - len(waiting),
            total=len(plan.patches),
        )
    lit = lit_parts(reference, plan)
    for patch in waiting:
        if patch.number not in lit:
            ledger.put(patch.number, unlit_patch(patch))
    waiting = [patch for patch in waiting if patch.number in lit]
    if ready.seconds is not None and waiting:
        context.log(outlook(ready.seconds, len(waiting)))
    effort = effort_of_plan(plan, (reference, secondary), matching.matcher, device, workers, lit)
    surface_end, patches_end = (part / effort.matching for part in (effort.passes, effort.passes + effort.patches))
    with contextlib.ExitStack() as ending:
        work = _work(patches, matching, plan, ready, device, ledger)
        ending.enter_context(with_threads(work.threads))
        bench = Bench(work.threads, plan, (reference, secondary), ready, ledger)
        crew, count = _crew(workers, len(waiting), work, bench, context)
        ending.callback(crew.close)
        surface = _surface(plan, dem, reference, secondary, ready, ledger, context.part(0.0, surface_end), crew)
        if area is not None:
            plan, left_out = _showing(area, plan, reference.model, surface, context)
            waiting = [patch for patch in waiting if patch.number not in left_out]
        # The largest first: their time tells how long the others take, and no thread is left with one at the end.
        waiting.sort(key=lambda patch: -lit[patch.number].pixels)
        pixels = [lit[patch.number].pixels for patch in waiting]
        start = time.monotonic()

        def done(finished: int) -> None:
            if finished == 1 < len(waiting) and count:
                seconds = time.monotonic() - start
                left = seconds * sum(pixels[1:]) / pixels[0]
                context.log(forecast(seconds, left / min(count, len(waiting)), len(waiting) - 1, device))

        # Arrays of a network live for milliseconds. Those of other steps are large, and take more memory if it is kept.
        keep_freed_memory(os.environ)
        finished_before = patches_end - (patches_end - surface_end) * len(waiting) / max(len(lit), 1)
        crew.do(
            [patch_unit(patch.number, lit[patch.number]) for patch in waiting],
            context.part(finished_before, patches_end),
            done,
        )
    context.progress(patches_end)
    host.return_freed_memory()  # of the network, before other steps take theirs
    about = {
        "reference_size": [reference.model.lines, reference.model.samples],
        "secondary_size": [secondary.model.lines, secondary.model.samples],
        "matcher": matching.matcher,
        "weights": ready.digest,
        "device": device,
        "precision": ready.precision,
        "heights": _heights(plan, reference.model, secondary.model),
        "versions": dict(versions()),
        **({} if area is None else {LEFT_OUT: sorted(left_out)}),
    }
    scale = _error_scale(plan, ledger)
    if scale is not None:
        about["error_scale"] = {"median": round(scale[0], 3), "matches": scale[1]}
        context.log(error_scale_told(about["error_scale"]))
    share = write_correspondence(path, plan, Path(patches), ledger, reference.model, about)
    host.return_freed_memory()
    answer = {"output": str(output), "matched_share": round(share, 4), "patches": len(plan.patches)}
    if scale is not None:
        answer["error_scale"] = about["error_scale"]
    if mark is not None:
        mark.put(ledger.stamp, answer, [path])
    ledger.remove()
    context.log("Matched both ways: {share:.1f} % of the patches' pixels.", share=100.0 * share)
    return answer


def _showing(
    area: Area, plan: PatchPlan, model: SensorModel, surface: Surface, context: Context
) -> tuple[PatchPlan, set[int]]:
    """The plan without the patches that show nothing of an area of the measured surface, and the numbers of these.

    Raises
    ------
    EngineError
        None shows any.
    """
    visible = VisibleArea(area, model, dataclasses.replace(surface, reach=SURE * surface.reach))
    patches = tuple(patch for patch in plan.patches if visible.shown_by(patch.reference))
    if not patches:
        raise EngineError("No patch shows the area of interest; choose a larger one.")
    context.log("{count} of {total} patches show the area.", count=len(patches), total=len(plan.patches))
    left_out = {patch.number for patch in plan.patches} - {patch.number for patch in patches}
    return dataclasses.replace(plan, patches=patches), left_out


def effort_of_plan(
    plan: PatchPlan,
    images: tuple[SlantImage, SlantImage],
    matcher: str,
    device: str,
    workers: Workers | None,
    lit: dict[int, Window] | None = None,
) -> Effort:
    """What the patches of a plan are expected to take on this processor, see `effort.expected`.

    Raises
    ------
    EngineError
        The memory limit does not hold the number of workers.
    """
    models = images[0].model, images[1].model
    windows = list((lit_parts(images[0], plan) if lit is None else lit).values())
    reach = DEM_REACH if plan.dem is not None else 0.5 * (plan.limits[1] - plan.limits[0])
    size, rate = (models[0].lines, models[0].samples), _pixels_per_metre(plan, *models)
    task = Task.of_windows(windows, size, reach, rate, turned(*models))
    return expected(task, matcher, 1 if workers is None else workers_of(task, matcher, device, workers.workers))


def _error_scale(plan: PatchPlan, ledger: Ledger) -> tuple[float, int] | None:
    """Median of the factors by which the scene corrects predicted standard deviations, and the number of matches; None
    where no patch says one."""
    parts, matches = [np.empty(0, np.float32)], 0
    for patch in plan.patches:
        bands = ledger.get(patch.number)
        if len(bands) > len(BANDS) + 2:
            known = bands[len(BANDS) + 2][np.isfinite(bands[len(BANDS) + 2])]
            parts.append(known[::EVERY_SCALE].copy())  # a view would keep them all
            matches += len(known)
    values = np.concatenate(parts)
    return (float(np.exp(np.median(values))), matches) if len(values) else None


def error_scale_told(scale: dict[str, float]) -> Message:
    """By how much and from what the scene corrects predicted errors, as a sentence; see ``error_scale`` of a raster."""
    return Message(
        "Errors of matches: {scale:.2f} times what the matcher predicts (median), by the differences of {count} "
        "matches there and back and their deviations across the epipolar curve.",
        scale=scale["median"],
        count=scale["matches"],
    )


def open_plan_dem(plan: PatchPlan, reference: SensorModel) -> Dem | None:
    """The DEM of a plan under its reference image, or None where it has none.

    Raises
    ------
    EngineError
        It cannot be used.
    """
    if plan.dem is None:
        return None
    bounds = outline_bounds(reference, plan.min_height, plan.max_height)
    return open_ground(plan.dem, bounds=bounds, vertical=plan.dem_vertical)[0]


def _surface(
    plan: PatchPlan,
    dem: Dem | None,
    reference: SlantImage,
    secondary: SlantImage,
    ready: ReadyMatcher,
    ledger: Ledger,
    context: Context,
    crew: Crew,
) -> Surface:
    """The surface that full resolution starts from: that of an interrupted run, or measured now and kept."""
    kept = ledger.surface()
    if kept is not None:
        return kept
    start = first_surface(reference.model, dem, *plan.limits)
    elsewhere = _tiles_by(crew, ledger)
    surface = measured_surface(reference, secondary, start, plan.limits, ready.rough, context, elsewhere)
    ledger.put_surface(surface)
    host.return_freed_memory()  # averaged images and wide searches take more than the patches
    return surface


def _work(
    patches: str | Path, matching: Matching, plan: PatchPlan, ready: ReadyMatcher, device: str, ledger: Ledger
) -> Work:
    return Work(
        patches=str(Path(patches).absolute()),
        matcher=matching.matcher,
        weights=matching.weights and str(Path(matching.weights).absolute()),
        digest=ready.digest,
        device=device,
        precision=ready.precision,
        folder=str(ledger.folder.absolute()),
        stamp=ledger.stamp,
        versions=versions(),
        memory=ready.memory + PIXEL_MEMORY * max(p.reference.pixels for p in plan.patches),
        threads=threads_of(matching.matcher, device),
    )


def _crew(workers: Workers | None, units: int, work: Work, bench: Bench, context: Context) -> tuple[Crew, int]:
    """Who matches, and how many patches at the same time; 0 where the number is unknown."""
    scheduler = workers and workers.scheduler
    if scheduler and units:
        count = worker_count(workers.workers, units, work.device, work.memory) if scheduler == LOCAL else 0
        context.log("The workers of {scheduler} match the patches.", scheduler=scheduler)
        return Cluster(scheduler, count, work.as_json(), REMOTE, context.warn), count
    count = 1 if workers is None else worker_count(workers.workers, units, work.device, work.memory)
    if count == 1:
        side_by_side = 1 if work.threads is None else together(units, work.device, work.memory)
        return Threads(side_by_side, functools.partial(do_unit, bench)), side_by_side
    context.log("{count} processes match the patches.", count=count)
    return Processes(count, work.as_json(), context.warn), count


def _tiles_by(crew: Crew, ledger: Ledger) -> Elsewhere:
    """Have the tiles of passes matched by others, through files of the ledger."""

    def tiles(factor: int, surface: Surface, count: int, context: Context) -> Iterator[np.ndarray]:
        ledger.put_surface(surface, factor)
        waiting = [number for number in range(count) if not ledger.has_tile(factor, number)]
        crew.do([tile_unit(factor, number) for number in waiting], context)
        return (ledger.take_tile(factor, number) for number in range(count))

    return tiles


def _heights(plan: PatchPlan, reference: SensorModel, secondary: SensorModel) -> dict[str, list[float]]:
    """Of the heights [m above the ellipsoid] the range that was asked for or found, ``searched``, and the one in which
    heights are kept, ``kept``: what matching may search, and its error."""
    low, high = plan.limits
    error = MATCHING_ERROR / max(_pixels_per_metre(plan, reference, secondary), SMALLEST_RATE)
    return {
        "searched": [plan.min_height, plan.max_height],
        "kept": [round(low - error, 3), round(high + error, 3)],
    }


def _pixels_per_metre(plan: PatchPlan, reference: SensorModel, secondary: SensorModel) -> float:
    """Pixels of the secondary by which a metre of height moves a match, in the middle one of the patches."""
    window = plan.patches[len(plan.patches) // 2].reference
    return pixels_per_metre(build_prior(reference, secondary, window, *plan.limits))


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
                "The patches do not fit the image {path}, which has changed since; run createpatches again.", path=path
            )


def _job(matcher: str, ready: ReadyMatcher, plan: PatchPlan, device: str, area: Area | None) -> dict:
    """Everything the matched patches depend on."""
    geoid = geoid_file(plan.dem_vertical)
    files = sources(plan.reference, plan.secondary, plan.dem, geoid)
    return {
        "plan": [dataclasses.astuple(patch)[:3] for patch in plan.patches],
        "heights": [plan.min_height, plan.max_height, *plan.limits],
        "files": fingerprints(files),
        "dem_vertical": plan.dem_vertical if geoid is None else None,
        "matcher": [matcher, ready.digest, device, ready.precision],
        "versions": list(versions()),
        **({} if area is None else {"area": area.text()}),
    }
