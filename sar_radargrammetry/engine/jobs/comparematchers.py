"""Compare matchers on one pair whose surface is known: the same steps with each, judged by the same surface model."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from ..device import choose_device
from ..elevation.map_grid import check_grid
from ..errors import EngineError
from ..evaluation.matching_accuracy import DEFINITIONS, make_truth, matching_accuracy
from ..evaluation.rasters import open_heights
from ..evaluation.statistics import Statistics
from ..files.atomic import atomic_output, check_writable
from ..files.intermediate import finished_with
from ..foreign import may_pass
from ..image.slant_image import SlantImage
from ..job import Context
from ..matching.competitors import Competitor, competitors
from ..matching.correspondence import Correspondence
from ..matching.ledger import Ledger
from ..parameters.quality import CompareMatchers as Parameters
from ..pipeline.reference_surface import observed_pair, open_reference_dsm
from ..report.provenance import provenance, versions
from ..sensor.sidecar import sidecar_path
from . import createpatches, evaluate, matchpatches, triangulate
from .slant_input import slant_image

STAMP = ".comparison"
"""File of the output folder that tells which pair and surface its results are of."""
WORK = ".comparison.work"
"""Folder of what the matchers share and what is not finished."""
RESULT = "result.json"
FORMAT = "sar_radargrammetry comparison 1"
RASTERS = ("elevation", "error", "difference", "mask")
INPUTS = ("reference", "secondary", "reference_dsm", "dem")


@dataclasses.dataclass(frozen=True)
class _Pair:
    """What all matchers share.

    Parameters
    ----------
    numbers : dict
        What createpatches answered.
    patches : Path
    truth : Ledger
        True match of each reference pixel.
    vertical : str
        What `evaluate` is told of the surface model's heights: one that states nothing counts from the ellipsoid.
    """

    numbers: dict
    patches: Path
    truth: Ledger
    vertical: str


def run(parameters: Parameters, context: Context) -> dict:
    """Match, triangulate and evaluate with each matcher that is not finished yet, then write report and numbers."""
    _check(parameters)
    device = choose_device(parameters.device)
    compared = competitors(parameters.matchers, parameters.weights, device)
    folder = Path(parameters.output).absolute()
    was_there = folder.is_dir()
    _begin(folder, _digest(parameters))
    context.keep(folder)
    try:
        rows = _rows(parameters, compared, device, folder, context)
    except EngineError as error:
        if may_pass(error):
            raise
        # The same inputs fail the same way; matchers that were finished stay.
        shutil.rmtree(folder / WORK, ignore_errors=True)
        if not any(path.name != STAMP for path in folder.iterdir()):
            (folder / STAMP).unlink(missing_ok=True)
            if not was_there:
                folder.rmdir()
        raise
    written = _write(parameters, folder, rows)
    if (folder / WORK).is_dir():
        finished_with(folder / WORK, folder / "intermediate")
    context.progress(1.0)
    for row in rows:
        context.log(_line(row))
    return {"output": parameters.output, **written, "compared": sum("elevation" in row for row in rows)}


def _rows(
    parameters: Parameters, compared: list[Competitor], device: str, folder: Path, context: Context
) -> list[dict]:
    """What is known of each competitor, in their order: of those finished earlier what was written then."""
    stamps = {one.slug: _result_digest(one, device) for one in compared}
    done = {one.slug: _finished(folder / one.slug, stamps[one.slug]) for one in compared}
    waiting = [one for one in compared if done[one.slug] is None]
    if len(waiting) < len(compared):
        context.log(f"{len(compared) - len(waiting)} of {len(compared)} matchers were finished before.")
    failures = []
    if waiting:
        pair = _prepare(parameters, folder, context.part(0.0, 0.2))
        for number, one in enumerate(waiting):
            part = context.part(0.2 + 0.76 * number / len(waiting), 0.2 + 0.76 * (number + 1) / len(waiting))
            part.log(f"Matcher {one.label}.")
            try:
                done[one.slug] = _compete(parameters, one, stamps[one.slug], pair, folder, part)
            except EngineError as error:
                if may_pass(error):
                    raise
                # That one finds nothing on a pair is a result too; it is tried again by the next run.
                context.warn(f"The matcher {one.label} gave no elevation: {error}")
                failures.append(error)
                shutil.rmtree(folder / one.slug, ignore_errors=True)
                done[one.slug] = {**_described(one), "failure": str(error)}
    if failures and len(failures) == len(compared):
        raise failures[0]
    return [done[one.slug] for one in compared]


def _check(parameters: Parameters) -> None:
    """Refuse at once what would fail hours later."""
    for name in INPUTS:
        path = getattr(parameters, name)
        if path is not None and not Path(path).exists():
            raise EngineError(f"{path} does not exist; check the parameter {name}.")
    if Path(parameters.reference).resolve() == Path(parameters.secondary).resolve():
        raise EngineError(
            f"Reference and secondary are the same file {parameters.reference}; choose two images of the same ground."
        )
    check_grid(parameters.crs, parameters.pixel_size)
    open_heights(parameters.reference_dsm, "reference surface model")
    folder = Path(parameters.output).absolute()
    if not folder.is_dir():
        check_writable(folder)


def _digest(parameters: Parameters) -> str:
    """Of all that the results depend on but the matchers; a folder that was moved with its inputs keeps it."""
    given = {
        key: value
        for key, value in dataclasses.asdict(parameters).items()
        if key not in ("output", "matchers", "weights", "device")
    }
    for name in INPUTS:
        if given[name] is not None:
            path = Path(given[name])
            files = [file for file in (path, sidecar_path(path)) if file.is_file()]
            given[name] = [(file.name, os.stat(file).st_size, os.stat(file).st_mtime_ns) for file in files]
    return hashlib.sha256(json.dumps([FORMAT, given], sort_keys=True).encode()).hexdigest()


def _result_digest(one: Competitor, device: str) -> str:
    return hashlib.sha256(json.dumps([one.matcher, one.digest, device, versions()]).encode()).hexdigest()


def _begin(folder: Path, digest: str) -> None:
    """Make the folder ready.

    Raises
    ------
    EngineError
        It holds something else.
    """
    stamp = folder / STAMP
    if stamp.is_file():
        if stamp.read_text() != digest:
            raise EngineError(
                f"The folder {folder} holds a comparison of other inputs or parameters; choose another one or delete "
                "it."
            )
    elif folder.is_dir() and any(folder.iterdir()):
        raise EngineError(f"The folder {folder} is not empty and holds no comparison; choose an empty folder.")
    folder.mkdir(exist_ok=True)
    with atomic_output(stamp) as temporary:
        temporary.write_text(digest)
    (folder / WORK).mkdir(exist_ok=True)


def _finished(folder: Path, stamp: str) -> dict | None:
    """The result of a competitor, if an earlier run wrote it and its rasters are still there."""
    path = folder / RESULT
    if not path.is_file():
        return None
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
        whole = all((folder.parent / file).is_file() for file in result["files"].values())
        return result if result["stamp"] == stamp and whole else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _prepare(parameters: Parameters, folder: Path, context: Context) -> _Pair:
    """Import, cut into patches, and find the truth; each once."""
    work = folder / WORK
    looks = (parameters.looks_azimuth, parameters.looks_range)
    images = [
        slant_image(getattr(parameters, name), name, looks, work, context.part(low, low + 0.15))
        for name, low in (("reference", 0.0), ("secondary", 0.15))
    ]
    reference, secondary = (SlantImage.open(path) for path in images)
    dem = open_reference_dsm(parameters.reference_dsm, (reference, secondary), context)
    patches = work / "patches.gpkg"
    planning = createpatches.Parameters(
        reference=images[0],
        secondary=images[1],
        dem=parameters.dem,
        min_height=parameters.min_height,
        max_height=parameters.max_height,
        patch_size=parameters.patch_size,
        overlap=parameters.overlap,
        allow_opposite_sides=parameters.allow_opposite_sides,
        output=str(patches),
    )
    planned = _once(work / "patches.json", lambda: createpatches.run(planning, context.part(0.3, 0.5)))
    truth = Ledger(work / "truth", {"of": _digest(parameters), "versions": versions()})
    if not make_truth(*observed_pair(dem, (reference, secondary)), truth, context.part(0.5, 1.0)):
        raise EngineError(
            f"The reference surface model {parameters.reference_dsm} shows no ground that both images see; check that "
            "it is of the same area and that its heights count from the WGS-84 ellipsoid."
        )
    stated = open_heights(parameters.reference_dsm, "reference surface model").datum
    vertical = "auto" if stated.ellipsoidal is False else "ellipsoid"
    return _Pair({k: v for k, v in planned.items() if k != "output"}, patches, truth, vertical)


def _compete(parameters: Parameters, one: Competitor, stamp: str, pair: _Pair, folder: Path, context: Context) -> dict:
    """Run the steps with one matcher; its result is written last."""
    target = folder / one.slug
    target.mkdir(exist_ok=True)
    # A work folder of its own for each weights file: matches of other weights must never be taken for these.
    work = folder / WORK / f"{one.slug}-{stamp[:12]}"
    work.mkdir(exist_ok=True)
    correspondence = work / "correspondence.tif"
    watch = _Stopwatch(work / "seconds")
    matching = matchpatches.Parameters(
        patches=str(pair.patches),
        matcher=one.matcher,
        weights=one.weights,
        device=parameters.device,
        output=str(correspondence),
    )
    matched = _once(work / "matched.json", lambda: matchpatches.run(matching, watch.watched(context.part(0.0, 0.8))))
    accuracy = matching_accuracy(Correspondence.open(correspondence), pair.truth, context.part(0.8, 0.85))
    files = {name: target / f"{name}.tif" for name in RASTERS}
    files["statistics"] = target / "statistics.json"
    inputs = {name: getattr(parameters, name) for name in INPUTS}
    measured = triangulate.run(
        triangulate.Parameters(
            correspondence=str(correspondence),
            crs=parameters.crs,
            pixel_size=parameters.pixel_size,
            elevation=str(files["elevation"]),
            error=str(files["error"]),
            mask=str(files["mask"]),
        ),
        context.part(0.85, 0.93),
        provenance("comparematchers", parameters, inputs=inputs, output=files["elevation"]),
    )
    evaluate.run(
        evaluate.Parameters(
            elevation=str(files["elevation"]),
            reference_dsm=parameters.reference_dsm,
            error=str(files["error"]),
            mask=str(files["mask"]),
            reference_vertical=pair.vertical,
            difference=str(files["difference"]),
            statistics=str(files["statistics"]),
        ),
        context.part(0.93, 1.0),
    )
    judged = json.loads(files["statistics"].read_text(encoding="utf-8"))
    result = {
        "stamp": stamp,
        **_described(one),
        "device": choose_device(parameters.device),
        "seconds": round(watch.seconds(), 2),
        "pair": pair.numbers,
        "matched_share": matched["matched_share"],
        "matching": accuracy,
        "elevation": {name: item["value"] for name, item in judged["statistics"].items()},
        "elevation_curve": {name: judged["cumulative_curve"][name] for name in ("limits", "shares")},
        "points": measured["points"],
        "pixel_size": measured["pixel_size"],
        "median_sigma": measured["median_sigma"],
        "warnings": judged["warnings"],
        "files": {name: f"{one.slug}/{path.name}" for name, path in files.items()},
    }
    _write_json(target / RESULT, result)
    return result


class _Stopwatch:
    """Seconds spent on patches that are finished, over all runs: what the patches of a killed run took counts too.

    Parameters
    ----------
    path : Path
        Of the file that keeps them.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def seconds(self) -> float:
        return float(self._path.read_text()) if self._path.is_file() else 0.0

    def watched(self, context: Context) -> Context:
        """A context that notes the time at each progress, which is once a patch."""
        before, start = self.seconds(), time.monotonic()

        def report(message: dict) -> None:
            if message["type"] == "progress":
                with atomic_output(self._path) as temporary:
                    temporary.write_text(f"{before + time.monotonic() - start:.3f}")
            context.report(message)

        return dataclasses.replace(context, report=report)


def _once(path: Path, make: Callable[[], dict]) -> dict:
    """What a step answered, from the file of an earlier run, or made now and kept."""
    if path.is_file():
        return json.loads(path.read_text(encoding="utf-8"))
    answer = make()
    _write_json(path, answer)
    return answer


def _write_json(path: Path, content: dict) -> None:
    with atomic_output(path) as temporary:
        temporary.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")


def _described(one: Competitor) -> dict:
    return {"label": one.label, "matcher": one.matcher, "weights": one.weights, "weights_sha256": one.digest}


def _write(parameters: Parameters, folder: Path, rows: list[dict]) -> dict:
    """Report and numbers."""
    # Matplotlib takes a second to import: only once there is something to draw.
    from ..report.comparison_report import comparison_report

    inputs = {name: getattr(parameters, name) for name in INPUTS}
    report, numbers = folder / "report.html", folder / "comparison.json"
    record = provenance("comparematchers", parameters, inputs=inputs, output=report)
    comparison_report(rows, folder, parameters.reference_dsm, record).write(report)
    definitions = {
        "matching": DEFINITIONS,
        "elevation": {field.name: dict(field.metadata) for field in dataclasses.fields(Statistics)},
        "seconds": "time of matching all patches both ways on the device, without import and triangulation",
    }
    matchers = [{key: value for key, value in row.items() if key != "stamp"} for row in rows]
    _write_json(numbers, {"format": FORMAT, "matchers": matchers, "definitions": definitions, "provenance": record})
    given = Path(parameters.output)
    return {"report": str(given / report.name), "numbers": str(given / numbers.name)}


def _line(row: dict) -> str:
    if "failure" in row:
        return f"{row['label']}: no elevation."
    matching, elevation = row["matching"], row["elevation"]
    return (
        f"{row['label']}: PCK@1 {100 * matching['pck1']:.1f} %, PCK@3 {100 * matching['pck3']:.1f} %, NMAD "
        f"{elevation['nmad']:.2f} m, under 2 m {100 * elevation['under_2m']:.1f} %, matching {row['seconds']:.0f} s."
    )
