"""Matchers compared on one pair whose surface is known: the same steps with each, judged by the same surface model."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

from ..device import choose_device
from ..elevation.map_grid import map_grid
from ..errors import EngineError
from ..evaluation.matching_accuracy import DEFINITIONS, make_truth, matching_accuracy
from ..evaluation.rasters import open_heights
from ..evaluation.statistics import Statistics
from ..files.atomic import write_json
from ..foreign import may_pass
from ..job import Context
from ..matching.competitors import Competitor, competitors
from ..matching.correspondence import Correspondence
from ..matching.ledger import Ledger
from ..message import Message
from ..parameters.elevation import Elevation
from ..parameters.matching import Matching, Workers
from ..parameters.quality import CompareMatchers, Evaluate
from ..products.registry import open_product
from ..report.provenance import Origin, versions
from ..terrain.geoid import geoid_file
from .comparison_folder import ComparisonFolder, Stopwatch, result_stamp
from .evaluate import evaluated
from .images import slant_image
from .match import matched
from .plan import open_pair, planned
from .reference_surface import observed_pair, open_reference_dsm
from .resuming import Mark
from .sources import fingerprints, product_sources, sources
from .triangulate import triangulated

FORMAT = "sar_radargrammetry comparison 1"
RASTERS = ("elevation", "error", "difference", "mask")
REPORT, NUMBERS = "report.html", "comparison.json"
"""Files of the folder."""


@dataclasses.dataclass(frozen=True)
class _Shared:
    """What all matchers share.

    Parameters
    ----------
    numbers : dict
        What `plan.planned` answered.
    patches : Path
    truth : Ledger
        True match of each reference pixel.
    vertical : str
        Vertical datum of the surface model for the evaluation: without a statement, the ellipsoid.
    """

    numbers: dict[str, Any]
    patches: Path
    truth: Ledger
    vertical: str


def matchers_compared(given: CompareMatchers, origin: Origin, context: Context) -> list[dict[str, Any]]:
    """Match, triangulate and evaluate with each matcher that is not finished yet, then write report and numbers.

    Parameters
    ----------
    given : CompareMatchers
        The pair, its surface model, the matchers, and the folder to write.
    origin : Origin
        For the provenance in rasters, report and numbers.
    context : Context
        Called with the folder, from which an interrupted comparison goes on.

    Returns
    -------
    list of dict
        A row for each matcher, as ``comparison.json`` holds it; with ``failure`` where it gave no elevation.

    Raises
    ------
    EngineError
        An input cannot be used, the folder holds something else, or no matcher gave an elevation.
    """
    device = choose_device(given.device)
    compared = competitors(given.matchers, given.weights, device)
    folder = ComparisonFolder.begin(Path(given.output).absolute(), _digest(given))
    context.keep(folder.path)
    try:
        rows = _rows(given, compared, device, folder, origin, context)
    except EngineError as error:
        # The same inputs fail the same way.
        if not may_pass(error):
            folder.abandon()
        raise
    _write(given, folder.path, rows, origin)
    folder.close()
    context.progress(1.0)
    for row in rows:
        context.log(_line(row))
    return rows


def _digest(given: CompareMatchers) -> str:
    """Of all that the results depend on but the matchers; a folder that was moved with its inputs keeps it."""
    free = ("output", "matchers", "weights", "device", "reference", "secondary", "reference_dsm", "dem", "dem_vertical")
    numbers = {name: value for name, value in dataclasses.asdict(given).items() if name not in free}
    images = [product_sources(open_product(path)) for path in (given.reference, given.secondary)]
    geoid = geoid_file(given.dem_vertical)
    surfaces = fingerprints(sources(given.reference_dsm, given.dem, geoid))
    vertical = given.dem_vertical if geoid is None else None
    text = json.dumps([FORMAT, numbers, images, surfaces, given.dem is None, vertical], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(
    given: CompareMatchers,
    compared: list[Competitor],
    device: str,
    folder: ComparisonFolder,
    origin: Origin,
    context: Context,
) -> list[dict[str, Any]]:
    """What is known of each competitor, in their order: of those finished earlier what was written then."""
    stamps = {one.slug: result_stamp(one, device) for one in compared}
    done = {one.slug: folder.finished(one, stamps[one.slug]) for one in compared}
    waiting = [one for one in compared if done[one.slug] is None]
    if len(waiting) < len(compared):
        context.log(
            "{count} of {total} matchers were finished before.",
            count=len(compared) - len(waiting),
            total=len(compared),
        )
    failures = []
    if waiting:
        pair = _prepared(given, folder, context.part(0.0, 0.2))
        for number, one in enumerate(waiting):
            part = context.part(0.2 + 0.76 * number / len(waiting), 0.2 + 0.76 * (number + 1) / len(waiting))
            part.log("Matcher {label}.", label=one.label)
            try:
                done[one.slug] = _result(given, one, stamps[one.slug], pair, folder, origin, part)
            except EngineError as error:
                if may_pass(error):
                    raise
                # That one finds nothing on a pair is a result too; it is tried again by the next run.
                context.warn("The matcher {label} gave no elevation: {reason}", label=one.label, reason=error)
                failures.append(error)
                folder.drop(one)
                done[one.slug] = {**_described(one), "failure": str(error)}
    if failures and len(failures) == len(compared):
        raise failures[0]
    return [done[one.slug] for one in compared]


def _prepared(given: CompareMatchers, folder: ComparisonFolder, context: Context) -> _Shared:
    """Import, cut into patches, and find the truth; each once."""
    work, looks = folder.work, (given.looks_azimuth, given.looks_range)
    reference = slant_image(given.reference, "reference", looks, work, context.part(0.0, 0.15))
    secondary = slant_image(given.secondary, "secondary", looks, work, context.part(0.15, 0.3))
    images = open_pair(reference, secondary)
    map_grid(images[0].model, given.crs, given.pixel_size)
    dem = open_reference_dsm(given.reference_dsm, images, context)
    patches, opposite = work / "patches.gpkg", given.allow_opposite_sides
    plan = planned(images, given, given, patches, context.part(0.3, 0.5), allow_opposite_sides=opposite)
    truth = Ledger(work / "truth", {"of": folder.digest, "versions": versions()})
    if not make_truth(*observed_pair(dem, images), truth, context.part(0.5, 1.0)):
        raise EngineError(
            "The reference surface model {reference_dsm} shows no ground that both images see; check that it is of "
            "the same area and that its heights count from the WGS-84 ellipsoid.",
            reference_dsm=given.reference_dsm,
        )
    stated = open_heights(given.reference_dsm, Message("The reference surface model")).datum
    vertical = "auto" if stated.ellipsoidal is False else "ellipsoid"
    return _Shared({k: v for k, v in plan.items() if k != "output"}, patches, truth, vertical)


def _result(
    given: CompareMatchers,
    one: Competitor,
    stamp: str,
    pair: _Shared,
    folder: ComparisonFolder,
    origin: Origin,
    context: Context,
) -> dict[str, Any]:
    """Run the steps with one matcher; its result is written last."""
    target = folder.path / one.slug
    target.mkdir(exist_ok=True)
    # A work folder of its own for each weights file: matches of other weights must never be taken for these.
    work = folder.work / f"{one.slug}-{stamp[:12]}"
    work.mkdir(exist_ok=True)
    watch, path = Stopwatch(work / "seconds"), work / "correspondence.tif"
    matching = Matching(matcher=one.matcher, weights=one.weights, device=given.device)
    answer = matched(
        pair.patches, matching, path, watch.watched(context.part(0.0, 0.8)), Mark(work / "matched.json"), Workers()
    )
    correspondence = Correspondence.open(path)
    accuracy = matching_accuracy(correspondence, pair.truth, context.part(0.8, 0.85))
    files = {name: target / f"{name}.tif" for name in RASTERS}
    files["statistics"] = target / "statistics.json"
    names = {name: str(path) for name, path in files.items()}
    measured = triangulated(
        correspondence,
        Elevation(
            crs=given.crs,
            pixel_size=given.pixel_size,
            elevation=names["elevation"],
            error=names["error"],
            mask=names["mask"],
        ),
        origin.record(names["elevation"]),
        context.part(0.85, 0.93),
    )
    judgement = evaluated(
        Evaluate(
            elevation=names["elevation"],
            reference_dsm=given.reference_dsm,
            error=names["error"],
            mask=names["mask"],
            reference_vertical=pair.vertical,
            difference=names["difference"],
            statistics=names["statistics"],
        ),
        origin,
        context.part(0.93, 1.0),
    )
    document = judgement.surface.document()
    result = {
        "stamp": stamp,
        **_described(one),
        "device": choose_device(given.device),
        "seconds": round(watch.seconds(), 2),
        "pair": pair.numbers,
        "matched_share": answer["matched_share"],
        "matching": accuracy,
        "elevation": {name: item["value"] for name, item in document["statistics"].items()},
        "elevation_curve": {name: document["cumulative_curve"][name] for name in ("limits", "shares")},
        "error_map": {name: document[name] for name in ("calibration", "sparsification")},
        "points": measured["points"],
        "pixel_size": measured["pixel_size"],
        "median_sigma": measured["median_sigma"],
        "warnings": document["warnings"],
        "files": {name: f"{one.slug}/{path.name}" for name, path in files.items()},
    }
    folder.put(one, result)
    return result


def _described(one: Competitor) -> dict[str, Any]:
    return {"label": one.label, "matcher": one.matcher, "weights": one.weights, "weights_sha256": one.digest}


def _write(given: CompareMatchers, folder: Path, rows: list[dict[str, Any]], origin: Origin) -> None:
    """Report and numbers."""
    # Matplotlib takes a second to import: only once there is something to draw.
    from ..report.comparison_report import comparison_report

    record = origin.record(folder / REPORT)
    comparison_report(rows, folder, given.reference_dsm, record).write(folder / REPORT)
    definitions = {
        "matching": DEFINITIONS,
        "elevation": {field.name: dict(field.metadata) for field in dataclasses.fields(Statistics)},
        "seconds": "time of matching all patches both ways on the device, without import and triangulation",
    }
    matchers = [{key: value for key, value in row.items() if key != "stamp"} for row in rows]
    numbers = {"format": FORMAT, "matchers": matchers, "definitions": definitions, "provenance": record}
    write_json(folder / NUMBERS, numbers)


def _line(row: dict[str, Any]) -> Message:
    if "failure" in row:
        return Message("{label}: no elevation.", label=row["label"])
    matching, elevation = row["matching"], row["elevation"]
    return Message(
        "{label}: PCK@1 {pck1:.1f} %, PCK@3 {pck3:.1f} %, NMAD {nmad:.2f} m, under 2 m {under:.1f} %, matching "
        "{seconds:.0f} s.",
        label=row["label"],
        pck1=100 * matching["pck1"],
        pck3=100 * matching["pck3"],
        nmad=elevation["nmad"],
        under=100 * elevation["under_2m"],
        seconds=row["seconds"],
    )
