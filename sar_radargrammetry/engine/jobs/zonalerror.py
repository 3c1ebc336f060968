"""Mean heights and volumes of areas, with standard errors that count the correlation of neighbouring errors."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ..area.polygons import open_polygons, write_polygons
from ..correlation.model import RESIDUALS, STATED, Correlation
from ..errors import EngineError
from ..evaluation.compare import open_errors
from ..evaluation.rasters import HeightRaster, open_heights, screened
from ..evaluation.zones import Heights, Zone, correlation_of, stated_correlation, zone
from ..files.atomic import check_outputs
from ..job import Context
from ..message import Message
from ..parameters.declare import named_inputs, output_files
from ..parameters.quality import ZonalError as Parameters

LAYER = "zones"
_SOURCES = {
    STATED: Message("as stated"),
    RESIDUALS: Message(
        "by the residuals of the matches across the epipolar curve; with learned matchers this is an upper limit"
    ),
}


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Find the correlation of the errors, then average area by area.

    Returns
    -------
    dict
        output (path); areas and measured_areas (counts), correlation_length and median_sigma (m), the median standard
        error of the mean heights.

    Raises
    ------
    EngineError
        One of the inputs cannot be used, or nothing says how the errors are correlated.
    """
    check_outputs(output_files(parameters), named_inputs(parameters))
    elevation = screened(open_heights(parameters.elevation, Message("The elevation raster")))
    error = open_errors(parameters.error, elevation.grid)
    for warning in (*elevation.void_warnings, *error.void_warnings):
        context.warn(warning)
    polygons = open_polygons(parameters.polygons)
    shapes = polygons.on(elevation.grid.crs)
    heights = Heights.of(elevation, error)
    correlation = _correlation(parameters, heights, error, context.part(0.0, 0.3))
    if heights.common is None:
        context.warn(
            "The error raster holds the errors of matching only. Errors of the navigation are the same for whole areas "
            "and come on top of the standard errors."
        )
    zones, empty = [], Zone(cells=0, void_share=None, area=0.0)
    part = context.part(0.3, 0.95)
    for number, shape in enumerate(shapes):
        part.progress(number / len(shapes))
        base = parameters.base_height
        zones.append(empty if shape is None else zone(shape, heights, correlation, base, part))
    measured = [found for found in zones if found.cells]
    if not measured:
        raise EngineError(
            "No polygon of {path} has a cell with a height and an error; give polygons of the same area.",
            path=parameters.polygons,
        )
    write_polygons(parameters.output, polygons, LAYER, [_fields(found) for found in zones])
    median = float(np.median([found.sigma_mean for found in measured]))
    context.progress(1.0)
    context.log(
        "{count} of {total} areas have heights; the median standard error of their means is {median:.2f} m.",
        count=len(measured),
        total=len(zones),
        median=median,
    )
    return {
        "output": parameters.output,
        "areas": len(zones),
        "measured_areas": len(measured),
        "correlation_length": round(correlation.length, 3),
        "median_sigma": median,
    }


def _correlation(parameters: Parameters, heights: Heights, error: HeightRaster, context: Context) -> Correlation:
    """The correlation that the user states, or that the differences show, or that the error raster has."""
    if parameters.correlation_length is not None:
        found = Correlation.of_length(parameters.correlation_length)
    elif parameters.difference is not None:
        name = Message("The difference raster")
        found = correlation_of(open_errors(parameters.difference, heights.grid, name), heights, context)
        if found is None:
            raise EngineError(
                "The difference raster {path} has too few values to estimate the correlation of the errors; give "
                "CORRELATION_LENGTH instead.",
                path=parameters.difference,
            )
        context.log(
            "The errors are correlated over {length:.1f} m by the differences from the reference, and their standard "
            "deviation is {factor:.2f} times the predicted one; the standard errors take both into account.",
            length=found.length,
            factor=float(np.sqrt(found.variance)),
        )
        return found
    else:
        found = stated_correlation(error.path)
        if found is None:
            raise EngineError(
                "The error raster {path} does not state how far its errors are correlated; give DIFFERENCE or "
                "CORRELATION_LENGTH.",
                path=error.path,
            )
    source = _SOURCES.get(found.source, _SOURCES[RESIDUALS])
    context.log("The errors are correlated over {length:.1f} m {source}.", length=found.length, source=source)
    return found


def _fields(found: Zone) -> dict[str, float | None]:
    """Fields of a polygon, rounded."""
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in dataclasses.asdict(found).items()
    }
