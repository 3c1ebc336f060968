"""The last step: matches to elevation, one-sigma error and reasons of voids on a map grid, and to a point cloud."""

from __future__ import annotations

import contextlib
import math
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..area.area import Area
from ..correlation.model import CORRELATION_KEY
from ..elevation.cells import Cells
from ..elevation.error_parts import ErrorParts, error_parts
from ..elevation.gathering import Gathered, Settings, gather
from ..elevation.geotiff import write_category_names, write_raster, write_reasons
from ..elevation.grid import CellWindow
from ..elevation.gridding import grid_of
from ..elevation.left_out import Inside, left_out
from ..elevation.map_grid import map_grid, nice_above
from ..elevation.mask import Floors, judge
from ..elevation.spool import PointSpool
from ..elevation.surface_error import SurfaceError
from ..errors import EngineError
from ..files.atomic import atomic_output
from ..files.leftovers import short_stem
from ..image.signal import NOISE_FLOOR
from ..image.slant_image import SlantImage
from ..job import Context
from ..matching.consistency import SPECK
from ..matching.correspondence import Correspondence
from ..message import Message, joined
from ..parameters.elevation import Elevation
from ..patches.planning import outline_bounds
from ..points.cloud import point_cloud
from ..points.slant_layers import SlantLayers
from ..points.triangulation import LINES
from ..reasons import Reason, by_title, counted
from ..refinement.unknowns import given_sigmas
from ..sensor.ground import scene_centre
from ..sensor.model import SensorModel
from ..system import host
from ..terrain.geoid import HeightSurface, bounds_in_degrees, check_vertical, height_surface
from .plan import wanted_area

FARTHEST_FILL = 256
"""Cells across which holes may be filled."""
MANY_BEYOND = 0.05
"""Share of the heights outside of the searched range above which a warning is given."""
FAR = 1000.0
"""Metres below and above the product's own height at which the ground may lie where a file does not say."""
TOO_FINE = 0.6
"""Pixel size over the one that the points support below which the user is told."""


def triangulated(
    correspondence: Correspondence, given: Elevation, record: dict[str, Any], context: Context
) -> dict[str, Any]:
    """Triangulate all matches, sort the points into tiles on disk, grid tile by tile, and say why cells are void.

    Parameters
    ----------
    correspondence : Correspondence
    given : Elevation
        Map grid, treatment of voids, expected errors of the navigation, vertical datum, and the files to write.
    record : dict
        Provenance that goes into the rasters, see `report.provenance.Origin`; completed here by what is known of the
        matching, the refinement and the errors.
    context : Context

    Returns
    -------
    dict
        ``elevation``, ``error``, ``mask``, ``certainty``, ``outlier``, ``slant`` (paths of what was written);
        ``measured_share`` (0..1, of the cells), ``pixel_size``, ``supported_pixel_size``, ``median_sigma`` [m];
        ``points``, ``rejected``, ``pixel_reasons``, ``cell_reasons`` (counts); numbers of the error budget.
    """
    images = SlantImage.open(correspondence.reference), SlantImage.open(correspondence.secondary)
    reference, secondary = models = images[0].model, images[1].model
    for name, model in (("reference", reference), ("secondary", secondary)):
        if not correspondence.fits(name, model):
            raise EngineError(
                "{path} does not fit its {name} image {value}, which has changed since; run createpatches and "
                "matchpatches again.",
                path=correspondence.path,
                name=Message(name),
                value=getattr(correspondence, name),
            )
    crs, pixel_size = map_grid(reference, given.crs, given.pixel_size)
    check_vertical(given.vertical, *scene_centre(reference))
    kept = ("matcher", "device", "versions", "heights", "error_scale")
    matching = {name: correspondence.about.get(name) for name in kept}
    record = {**record, "matching": matching}
    if "refinement" in correspondence.about:
        record.setdefault("refinement", correspondence.about["refinement"])
    if given.smooth > 0:
        record["smoothing"] = {"cells": given.smooth, "text": _SMOOTHED}
    inside = _inside(correspondence, reference, wanted_area(given), crs.to_wkt(), pixel_size)
    folder = Path(given.elevation).absolute().parent
    with contextlib.ExitStack() as stack:
        name = stack.enter_context(
            tempfile.TemporaryDirectory(
                prefix=f".{short_stem(Path(given.elevation))}.points.", suffix=f".{os.getpid()}.part", dir=folder
            )
        )
        scratch = Path(name)
        spool = PointSpool(scratch, pixel_size, 3)
        cloud = stack.enter_context(point_cloud(given.points, crs)) if given.points else None
        slant = SlantLayers(scratch, correspondence.lines, correspondence.samples) if given.slant else None
        _tell_heights(correspondence, context)
        settings = Settings(crs, given.min_certainty, correspondence.heights("kept"), cloud, slant, inside)
        floors = Floors(images)
        # Shares of the progress are those of the time that the steps were measured to take.
        gathered = gather(correspondence, models, floors.reference, spool, scratch, settings, context.part(0.0, 0.5))
        host.return_freed_memory()
        cells = Cells(scratch, grid_of(spool, crs.to_wkt()))
        cells.measure(spool, context.part(0.5, 0.56))
        cells.clear_islands(SPECK * cells.measured / gathered.points)
        heights = cells.lowest, cells.highest
        cells.complete_errors(SurfaceError.of(models, heights, crs), context.part(0.56, 0.57))
        if given.smooth > 0:
            cells.smooth(given.smooth, context.part(0.57, 0.58))
        if given.fill_holes > 0:
            cells.fill(min(given.fill_holes, FARTHEST_FILL * pixel_size), context.part(0.58, 0.6))
        judge(cells, gathered.voids, gathered.reasons, floors, scratch, context.part(0.6, 0.92))
        parts = error_parts(correspondence, images, given_sigmas(given), crs, heights, gathered.covariance)
        if inside is not None:
            cells = left_out(cells, inside)
        numbers = {**_numbers(cells, gathered), **parts.numbers()}
        record |= parts.record() | {NOISE_FLOOR: floors.reference.power}
        if gathered.correlation is not None:
            record[CORRELATION_KEY] = gathered.correlation.document()
        _write(given, cells, parts, record, context.part(0.92, 1.0))
        if slant is not None:
            slant.write(given.slant, gathered.reasons, record, context.part(1.0, 1.0))
    _log(numbers, context)
    files = {name: getattr(given, name) for name in ("elevation", "error", "mask", "certainty", "outlier", "slant")}
    return {**{name: path for name, path in files.items() if path is not None}, **numbers}


def _inside(
    correspondence: Correspondence, reference: SensorModel, area: Area | None, crs: str, pixel_size: float
) -> Inside | None:
    """Which places of the map lie in the area; None where none is given.

    Raises
    ------
    EngineError
        The image shows nothing of the area.
    """
    if area is None:
        return None
    guess = reference.reference_height
    low, high = (
        value if math.isfinite(value) else guess + beyond
        for value, beyond in zip(correspondence.heights("kept"), (-FAR, FAR), strict=True)
    )
    return Inside(area.on(crs, outline_bounds(reference, low, high)), crs, pixel_size)


def _numbers(cells: Cells, gathered: Gathered) -> dict:
    """What the answer and the report tell; the counts of reasons add up to all pixels and all cells."""
    of_pixels, of_cells = np.zeros(len(Reason), np.int64), np.zeros(len(Reason), np.int64)
    for line in range(0, len(gathered.reasons), LINES):
        of_pixels += counted(gathered.reasons[line : line + LINES])
    for _, reasons in cells.blocks(cells.reason):
        of_cells += counted(reasons)
    heights = of_cells[Reason.MEASURED] + of_cells[Reason.FILLED]
    return {
        "measured_share": round(int(heights) / int(of_cells.sum() - of_cells[Reason.LEFT_OUT]), 4),
        "pixel_size": cells.grid.pixel_size,
        "supported_pixel_size": nice_above(gathered.spacing),
        "points": gathered.points,
        "rejected": int(of_pixels[Reason.EPIPOLAR]),
        "median_sigma": round(gathered.median_sigma, 3),
        "correlation_length": None if gathered.correlation is None else round(gathered.correlation.length, 3),
        "pixel_reasons": by_title(of_pixels),
        "cell_reasons": by_title(of_cells),
    }


def _tell_heights(correspondence: Correspondence, context: Context) -> None:
    """Tell by how much the heights that are kept go beyond those that were asked for or found."""
    (least, most), (low, high) = (correspondence.heights(name) for name in ("searched", "kept"))
    if math.isfinite(low):
        context.log(
            "Heights from {low:.0f} to {high:.0f} m above the ellipsoid are kept, others become voids. This is the "
            "searched range of {least:.0f} to {most:.0f} m with {below:.0f} m below and {above:.0f} m above for errors "
            "of matching and of a range that was not stated.",
            low=low,
            high=high,
            below=least - low,
            above=high - most,
            least=least,
            most=most,
        )


def _log(numbers: dict, context: Context) -> None:
    cells, pixel_size = numbers["cell_reasons"], numbers["pixel_size"]
    heights = cells.get(Reason.MEASURED.title, 0) + cells.get(Reason.FILLED.title, 0)
    context.log(
        "Elevation at {heights} cells of {pixel_size:g} m; median predicted error {median_sigma:.2f} m.",
        heights=heights,
        pixel_size=pixel_size,
        median_sigma=numbers["median_sigma"],
    )
    context.log(numbers["error_budget"])
    for what, reasons in ((Message("Pixels"), numbers["pixel_reasons"]), (Message("Cells"), cells)):
        total = sum(reasons.values())
        shares = sorted(reasons.items(), key=lambda item: -item[1])
        parts = [Message("{reason} {share:.1f} %", reason=Message(name), share=100.0 * n / total) for name, n in shares]
        context.log("{what}: {shares}.", what=what, shares=joined(", ", parts))
    beyond = numbers["pixel_reasons"].get(Reason.BEYOND_RANGE.title, 0)
    if beyond > MANY_BEYOND * (beyond + numbers["points"]):
        context.warn(
            "{share:.0f} % of the heights lie outside of the searched range and became voids; search a wider range if "
            "the terrain goes on there, or refine the geometry.",
            share=100.0 * beyond / (beyond + numbers["points"]),
        )
    supported = numbers["supported_pixel_size"]
    if pixel_size < TOO_FINE * supported:
        context.warn(
            "Cells of {pixel_size:g} m are finer than the point spacing: one point in four is farther than that from "
            "the next; {supported:g} m would lose nothing.",
            pixel_size=pixel_size,
            supported=supported,
        )
    elif pixel_size > supported / TOO_FINE:
        context.log("The points would support cells of {supported:g} m.", supported=supported)


_SMOOTHED = (
    "Measured heights were smoothed by a bilateral filter over so many cells (one sigma), but not across steps that "
    "their errors do not explain. Errors of neighbours are common, so the error raster is their mean and no smaller."
)


def _counted_from(surface: HeightSurface, cells: Cells) -> Iterator[tuple[CellWindow, np.ndarray]]:
    """Blocks of the elevation [m], counted from a surface instead of the ellipsoid."""
    for window, heights in cells.blocks(cells.elevation):
        yield window, heights - surface.separation_on(cells.grid.crs, *cells.grid.centres(window))


def _write(given: Elevation, cells: Cells, parts: ErrorParts, record: dict[str, Any], context: Context) -> None:
    """Write all rasters, or none."""
    west, south, east, north = bounds = bounds_in_degrees(cells.grid.crs, cells.grid.bounds)
    surface = height_surface(given.vertical, bounds)
    for lon, lat in ((west, south), (west, north), (east, south), (east, north)):
        surface.check(lon, lat)
    with contextlib.ExitStack() as stack:
        elevation, error = (stack.enter_context(atomic_output(p)) for p in (given.elevation, given.error))
        heights = {"vertical_datum": surface.name, "vertical_crs": surface.code}
        layers = [
            (elevation, _counted_from(surface, cells), ("elevation",), "m", heights),
            (error, parts.blocks(cells), parts.bands, "m", {"vertical_datum": None}),
        ]
        if given.certainty is not None:
            path = stack.enter_context(atomic_output(given.certainty))
            blocks = cells.blocks(cells.certainty)
            layers.append((path, blocks, ("certainty of the matches",), "", {"vertical_datum": None}))
        if given.outlier is not None:
            path = stack.enter_context(atomic_output(given.outlier))
            blocks = ((window, 1.0 - values) for window, values in cells.blocks(cells.certainty))
            layers.append((path, blocks, ("probability of a wrong height",), "", {"vertical_datum": None}))
        for number, (path, blocks, names, unit, datum) in enumerate(layers):
            write_raster(
                path,
                cells.grid,
                blocks,
                descriptions=names,
                unit=unit,
                provenance=record,
                context=context.part(0.8 * number / len(layers), 0.8 * (number + 1) / len(layers)),
                **datum,
            )
        if given.mask is not None:
            mask, part = stack.enter_context(atomic_output(given.mask)), context.part(0.8, 1.0)
            write_reasons(mask, cells.grid, cells.blocks(cells.reason), provenance=record, context=part)
    if given.mask is not None:
        write_category_names(given.mask)
