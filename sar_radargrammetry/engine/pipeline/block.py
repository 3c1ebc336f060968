"""From many images to one surface: pairs chosen, each matched, all tracks refined together, elevations merged."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..block.listing import log_pairs, rows_of, write_footprints, write_table
from ..block.refining import BlockRefinement, log_block, refine_block
from ..block.selection import Candidate, selected_pairs
from ..elevation.map_grid import default_pixel_size, map_grid
from ..errors import EngineError
from ..files.intermediate import beside
from ..files.leftovers import short_stem
from ..foreign import may_pass
from ..fusion.offsets import Merge
from ..fusion.stack import file_names
from ..image.slant_image import SlantImage
from ..job import Context
from ..matching.correspondence import Correspondence
from ..message import Message
from ..parameters.block import BlockDsm
from ..parameters.elevation import Elevation
from ..parameters.merging import MergeRules
from ..patches.heights import assumed_heights, open_pair_dem
from ..refinement.unknowns import given_sigmas
from ..report.provenance import Origin
from ..sensor.ground import scene_centre
from ..sensor.sidecar import sidecar_path
from ..terrain.dem import Dem
from ..terrain.geoid import check_vertical
from .block_pairs import MeasuredPair, pair_of_block
from .images import slant_image
from .merge import Layers, Surface, merged_elevations
from .refine import DEM_BIAS, DEM_SIGMA
from .resuming import unfinished
from .triangulate import triangulated

ENDINGS = (".tif", ".tiff")
EVEN = 2.0
"""Floor of the merge's weights over the median predicted error: pairs of one campaign are nearly equally good, and
weights that follow single predicted errors lose a tenth of what averaging gains (docs/refinement.md)."""


def block_images(given: BlockDsm) -> list[str]:
    """All images: those of the list, then those of the folder by their names; each once.

    Raises
    ------
    EngineError
        The folder holds no imported image, or there are fewer than two images.
    """
    paths = list(given.images)
    if given.image_folder is not None:
        folder = Path(given.image_folder)
        if not folder.is_dir():
            raise EngineError("The folder of images {path} does not exist.", path=folder)
        found = sorted(p for p in folder.iterdir() if p.suffix.lower() in ENDINGS and sidecar_path(p).is_file())
        if not found:
            raise EngineError(
                "The folder {path} holds no imported image; import the SAR products into it first.", path=folder
            )
        paths += map(str, found)
    unique: dict[Path, str] = {}
    for path in paths:
        unique.setdefault(Path(path).resolve(), path)
    if len(unique) < 2:
        raise EngineError("There is only one image; give two images or more of the same ground.")
    return list(unique.values())


def elevation_of_block(given: BlockDsm, paths: Sequence[str], origin: Origin, context: Context) -> dict[str, Any]:
    """Run all steps; pairs that are finished stay in a folder until all is done, or for good where the user names one.

    Parameters
    ----------
    given : BlockDsm
    paths : sequence of str
        Of the images, see `block_images`.
    origin : Origin
        For the provenance in rasters and report.
    context : Context
        Called with the folder, from which an interrupted run goes on when it is started again.

    Returns
    -------
    dict
        What `merge.merged_elevations` found, ``images_used``, ``candidates``, ``pairs_matched`` (numbers), ``refined``,
        ``largest_correction`` [m] of a flight where the tracks were refined.

    Raises
    ------
    EngineError
        No pair can be used, or see the steps. Finished pairs are kept where the failure may pass.
    """
    elevation = Path(given.elevation).absolute()
    if given.pair_folder is None:
        work = beside(elevation, f".{short_stem(elevation)}.blockdsm.part")
        finished = elevation.with_name(f"{elevation.stem}.blockdsm")
    else:
        work, finished = Path(given.pair_folder).absolute(), None
    with unfinished(work, finished, context):
        return _steps(given, paths, origin, work, context)


def _steps(given: BlockDsm, paths: Sequence[str], origin: Origin, work: Path, context: Context) -> dict[str, Any]:
    names = file_names(paths)
    images = _imported(given, paths, work, context.part(0.0, 0.04))
    candidates = _selected(given, images, names, context.part(0.04, 0.06))
    crs, pixel_size = _grid(given, images, candidates)
    pairs, candidates = _matched(given, images, names, candidates, (crs, pixel_size), work, context.part(0.06, 0.8))
    refinement = _refined(given, images, pairs, work, context.part(0.8, 0.84))
    rasters, sigma = _triangulated(pairs, refinement, context.part(0.84, 0.94))
    merge = merged_elevations(
        rasters,
        Surface(elevation=given.elevation, error=given.error, contribution=given.contribution),
        MergeRules(),
        origin,
        context.part(0.94, 0.99),
        in_common=refinement is not None,
        floor=EVEN * sigma,
        more={"pairs": rows_of(candidates, names), **({} if refinement is None else refinement.record())},
    )
    numbers: dict[str, Any] = {
        **merge.numbers,
        "largest_offset": merge.largest_offset,
        "images_used": len({image for pair in pairs for image in pair.link.images}),
        "candidates": len(candidates),
        "pairs_matched": len(pairs),
        "refined": refinement is not None,
    }
    if refinement is not None:
        offsets = [abs(value) for offset in refinement.offsets for value in (offset.range, offset.along)]
        numbers["largest_correction"] = round(max(offsets), 3)
    if given.report is not None:
        _report(given, images, names, candidates, refinement, merge)
    context.progress(1.0)
    written = ("elevation", "error", "contribution", "pair_table", "footprints", "pair_folder", "report")
    return {**{name: getattr(given, name) for name in written}, **numbers}


def _imported(given: BlockDsm, paths: Sequence[str], work: Path, context: Context) -> list[SlantImage]:
    """All images in slant range; products are imported into the folder."""
    looks, images = (given.looks_azimuth, given.looks_range), []
    for number, path in enumerate(paths):
        part = context.part(number / len(paths), (number + 1) / len(paths))
        name = f"{Path(path).stem}-{hashlib.sha256(str(Path(path).resolve()).encode()).hexdigest()[:8]}"
        images.append(SlantImage.open(slant_image(path, name, looks, work, part)))
    return images


def _selected(given: BlockDsm, images: Sequence[SlantImage], names: Sequence[str], context: Context) -> list[Candidate]:
    """Choose the pairs, and write table and footprints before the work on them begins.

    Raises
    ------
    EngineError
        No pair is worth it.
    """
    models = [image.model for image in images]
    limits = given.min_height, given.max_height
    known: dict[int, tuple[float, float, Dem | None]] = {}

    def ground(number: int) -> tuple[float, float, Dem | None]:
        if number not in known:
            model = models[number]
            # The log has one sentence on the DEM, not one of each image.
            told = context if not known else Context(cancelled=context.cancelled)
            dem = open_pair_dem(given.dem, given.dem_vertical, model, *limits, told)
            low, high, _ = assumed_heights(dem, *limits, model.reference_height)
            known[number] = low, high, dem
        return known[number]

    candidates = selected_pairs(models, ground, given, given.allow_opposite_sides, context)
    if given.pair_table is not None:
        write_table(given.pair_table, candidates, names)
    if given.footprints is not None:
        heights = [0.5 * sum(ground(number)[:2]) for number in range(len(models))]
        write_footprints(given.footprints, models, heights, candidates, names)
    log_pairs(rows_of(candidates, names), context)
    chosen = sum(one.chosen for one in candidates)
    if chosen == 0:
        raise EngineError(
            "None of the {count} pairs of the images is worth matching. The best one, {reference} and {secondary}: "
            "{reason}",
            count=len(candidates),
            reference=names[candidates[0].reference],
            secondary=names[candidates[0].secondary],
            reason=candidates[0].verdict,
        )
    alone = [name for number, name in enumerate(names) if not _used(number, candidates)]
    if alone:
        context.warn("No pair of these images is matched: {names}.", names=", ".join(alone))
    context.log("Pairs to match: {count} of {all}.", count=chosen, all=len(candidates))
    return candidates


def _used(image: int, candidates: Sequence[Candidate]) -> bool:
    return any(image in (one.reference, one.secondary) for one in candidates if one.chosen)


def _grid(given: BlockDsm, images: Sequence[SlantImage], candidates: Sequence[Candidate]) -> tuple[str, float]:
    """One map grid for all pairs, so that merging resamples none: by default the coarsest that an image needs."""
    models = [images[one.reference].model for one in candidates if one.chosen]
    pixel_size = given.pixel_size or max(map(default_pixel_size, models))
    crs, pixel_size = map_grid(models[0], given.crs, pixel_size)
    check_vertical(given.vertical, *scene_centre(models[0]))
    return crs.to_wkt(), pixel_size


def _matched(
    given: BlockDsm,
    images: Sequence[SlantImage],
    names: Sequence[str],
    candidates: Sequence[Candidate],
    grid: tuple[str, float],
    work: Path,
    context: Context,
) -> tuple[list[MeasuredPair], list[Candidate]]:
    """Match every chosen pair that is not finished; a pair on which that fails is refused with the reason.

    Returns
    -------
    pairs : list of MeasuredPair
    candidates : list of Candidate
        With the pairs on which matching failed among the refused ones.

    Raises
    ------
    EngineError
        No pair could be matched, or a failure that may pass.
    """
    chosen = [one for one in candidates if one.chosen]
    pairs, judged, failures = [], [], []
    for number, one in enumerate(chosen):
        part = context.part(number / len(chosen), (number + 1) / len(chosen))
        try:
            pairs.append(pair_of_block(given, images, names, one, grid, work, part))
            judged.append(one)
        except EngineError as error:
            if may_pass(error):
                raise
            context.warn(
                "{reference} + {secondary} gave no matches: {reason}",
                reference=names[one.reference],
                secondary=names[one.secondary],
                reason=error,
            )
            failures.append(error)
            judged.append(dataclasses.replace(one, refusal=Message("matching failed: {reason}", reason=error)))
    if not pairs:
        raise failures[0]
    judged += [one for one in candidates if not one.chosen]
    if failures and given.pair_table is not None:
        write_table(given.pair_table, judged, names)
    return pairs, judged


def _refined(
    given: BlockDsm, images: Sequence[SlantImage], pairs: Sequence[MeasuredPair], work: Path, context: Context
) -> BlockRefinement | None:
    """Refine all tracks together where that is wanted.

    Raises
    ------
    EngineError
        It was requested and is impossible.
    """
    if given.refine == "no":
        return None
    options = {"dem_sigma": DEM_SIGMA, "dem_bias": DEM_BIAS, "dem": given.dem, "dem_vertical": given.dem_vertical}
    used = sorted({image for pair in pairs for image in pair.link.images})
    place = {image: number for number, image in enumerate(used)}
    links = [dataclasses.replace(pair.link, images=tuple(place[image] for image in pair.link.images)) for pair in pairs]
    try:
        refinement = refine_block([images[image] for image in used], links, given_sigmas(given), context, **options)
    except EngineError as error:
        if given.refine == "yes" or may_pass(error):
            raise
        context.warn("The tracks were not refined together: {reason}", reason=error)
        return None
    if given.refine == "auto" and not refinement.needed:
        context.log("The tracks were not refined together: the pairs fit each other.")
        return None
    log_block(refinement, context)
    refinement.write(work / "refined", [pair.folder / "joint.vrt" for pair in pairs])
    return refinement


def _triangulated(
    pairs: Sequence[MeasuredPair], refinement: BlockRefinement | None, context: Context
) -> tuple[Layers, float]:
    """The elevation of each pair, with the corrected tracks where there are some; and the median of their predicted
    errors [m]."""
    sigmas = []
    for number, pair in enumerate(pairs):
        part = context.part(number / len(pairs), (number + 1) / len(pairs))
        joint = pair.folder / "joint.vrt"
        correspondence = pair.link.correspondence if refinement is None else Correspondence.open(joint)
        part.log("Elevation of {name}.", name=pair.name)
        names = [field.name for field in dataclasses.fields(Elevation)]
        given = Elevation(**{name: getattr(pair.given, name) for name in names})
        sigmas.append(triangulated(correspondence, given, _record(pair), part)["median_sigma"])
    elevations, errors, masks = (
        [getattr(pair.given, name) for pair in pairs] for name in ("elevation", "error", "mask")
    )
    names = [pair.name for pair in pairs]
    return Layers(elevations=elevations, errors=errors, masks=masks, names=names), float(np.median(sigmas))


def _record(pair: MeasuredPair) -> dict[str, Any]:
    return Origin.of("stereodsm", pair.given, "reference", "secondary", "dem").record(pair.given.elevation)


def _report(
    given: BlockDsm,
    images: Sequence[SlantImage],
    names: Sequence[str],
    candidates: Sequence[Candidate],
    refinement: BlockRefinement | None,
    merge: Merge,
) -> None:
    # Matplotlib takes a second to import: only where a report is wanted.
    from ..report.block_report import block_report

    models = [image.model for image in images]
    block_report(models, names, candidates, refinement, merge, given.elevation, given.error).write(given.report)
