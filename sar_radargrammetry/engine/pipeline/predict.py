"""What two images will show of an elevation: visibility of both, intersection angle and expected error as maps."""

from __future__ import annotations

import functools
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyproj

from ..elevation.grid import CellWindow, parse_crs
from ..elevation.map_grid import check_fine
from ..errors import EngineError
from ..files.intermediate import scratch_array
from ..files.leftovers import short_stem
from ..job import Context
from ..longitude import utm_zone_crs
from ..mapcells.codes import Shown, Together
from ..mapcells.ground import Ground, averaged_to, grid_beneath
from ..mapcells.pair_view import pair_cells
from ..mapcells.swath import Swath, image_of_track
from ..mapcells.view import ImageView
from ..parameters.mapping import PredictVisibility
from ..products.registry import open_product
from ..sensor.model import SensorModel
from ..sensor.track_csv import read_track
from ..terrain.dem import Dem
from ..visibility.surface import cell_side, make_surface
from .ground_model import ground_beneath
from .map_layers import Layer, compute_layers, write_layers

ROLES = ("reference", "secondary")
EVERY = 4
"""Every so many rows and columns of cells count for the medians."""


def predicted(given: PredictVisibility, record: dict[str, Any], context: Context) -> dict[str, Any]:
    """Predict block by block.

    Parameters
    ----------
    given : PredictVisibility
    record : dict
        Provenance that goes into the rasters, see `report.provenance.Origin`.
    context : Context

    Returns
    -------
    dict
        Paths of what was written; ``pixel_size`` [m]; ``both_share``, ``reference_share``, ``secondary_share`` (of the
        cells that the frames of both images hold: visible in both, in each); ``median_sigma`` [m], ``median_angle``
        [degrees].

    Raises
    ------
    EngineError
        An input cannot be used, or the images show no common ground of the elevation.
    """
    output = Path(given.visibility).absolute()
    images = [_model_of_image(getattr(given, role)) for role in ROLES]
    context.progress(0.05)
    # A track may take an image of all of the elevation.
    framing = () if None in images else tuple(images)
    dem = ground_beneath(given.dem, given.dem_vertical, framing, context)
    models = tuple(
        image or _model_of_track(given, role, dem, context) for role, image in zip(ROLES, images, strict=True)
    )
    crs, pixel_size = _map(given, dem)
    grid = grid_beneath(dem, framing, crs, pixel_size)
    ground, layers = Ground(grid, averaged_to(dem, pixel_size)), _layers(given)
    counts, sampled = np.zeros(len(Together), np.int64), []
    with tempfile.TemporaryDirectory(
        prefix=f".{short_stem(output)}.view.", suffix=f".{os.getpid()}.part", dir=output.parent
    ) as name:
        scratch, views = Path(name), []
        for number, (role, model) in enumerate(zip(ROLES, models, strict=True)):
            part = context.part(0.1 + 0.15 * number, 0.25 + 0.15 * number)
            states = functools.partial(scratch_array, scratch / f"states of {role}", np.uint8)
            looks = None if getattr(given, role) else (given.min_look, given.max_look)
            views.append(ImageView.of(ground, model, make_surface(dem, (model,)), states, part.progress, looks))

        def compute(window: CellWindow) -> dict[str, np.ndarray]:
            cells = pair_cells(tuple(views), window, ground.corners(window), given.match_sigma)
            in_both_frames = np.isfinite(cells.angle)
            counts[:] += np.bincount(cells.together[in_both_frames], minlength=len(Together))
            some = np.stack([cells.sigma, cells.angle])[:, ::EVERY, ::EVERY]
            sampled.append(some[:, np.isfinite(some[0])].astype(np.float32))
            return {
                "visibility": cells.together,
                "sigma": cells.sigma,
                "angle": cells.angle,
                "reference_mask": cells.reference.shown,
                "secondary_mask": cells.secondary.shown,
            }

        arrays = compute_layers(grid, layers, compute, scratch, context.part(0.4, 0.8))
        if not counts.any():
            raise EngineError(
                "The two images show no common ground of the elevation {path}; check tracks, look sides and look "
                "angles.",
                path=given.dem,
            )
        numbers = _numbers(counts, np.concatenate(sampled, axis=1))
        write_layers(grid, layers, arrays, record, context.part(0.8, 1.0))
    _tell(numbers, context)
    return {**{name: layer.path for name, layer in layers.items()}, "pixel_size": pixel_size, **numbers}


def _model_of_image(path: str | None) -> SensorModel | None:
    return None if path is None else open_product(path).model


def _model_of_track(given: PredictVisibility, role: str, dem: Dem, context: Context) -> SensorModel:
    path = getattr(given, f"{role}_track")
    swath = Swath(
        look_side=getattr(given, f"{role}_look_side"),
        min_look=given.min_look,
        max_look=given.max_look,
        range_spacing=given.range_spacing,
        azimuth_spacing=given.azimuth_spacing,
    )
    model = image_of_track(path, read_track(path).trajectory, swath, dem)
    context.log(
        "The track {path} takes an image of {lines} lines and {samples} samples.",
        path=path,
        lines=model.lines,
        samples=model.samples,
    )
    return model


def _map(given: PredictVisibility, dem: Dem) -> tuple[pyproj.CRS, float]:
    """Coordinate system and cell size [m]."""
    west, south, east, north = dem.bounds
    crs = parse_crs(given.crs) if given.crs else utm_zone_crs(0.5 * (west + east), 0.5 * (south + north))
    cell = cell_side(dem)
    if given.pixel_size:
        check_fine(given.pixel_size, cell)
    return crs, given.pixel_size or float(f"{cell:.2g}")


def _layers(given: PredictVisibility) -> dict[str, Layer]:
    """What is to be written."""
    layers = {
        "visibility": Layer(given.visibility, "visible in both", codes=Together),
        "sigma": given.sigma and Layer(given.sigma, "expected standard deviation of height", "m"),
        "angle": given.angle and Layer(given.angle, "intersection angle", "degrees"),
        "reference_mask": given.reference_mask and Layer(given.reference_mask, "visibility", codes=Shown),
        "secondary_mask": given.secondary_mask and Layer(given.secondary_mask, "visibility", codes=Shown),
    }
    return {name: layer for name, layer in layers.items() if layer is not None}


def _numbers(counts: np.ndarray, sampled: np.ndarray) -> dict[str, Any]:
    """Shares by the counts of `Together` in both frames, medians of sigma and angle (2, n)."""
    total = int(counts.sum())
    shares = {
        "both_share": counts[Together.BOTH],
        "reference_share": counts[Together.BOTH] + counts[Together.REFERENCE],
        "secondary_share": counts[Together.BOTH] + counts[Together.SECONDARY],
    }
    median = np.median(sampled, axis=1) if sampled.size else (None, None)
    return {
        **{name: round(int(count) / total, 4) for name, count in shares.items()},
        "median_sigma": None if median[0] is None else round(float(median[0]), 3),
        "median_angle": None if median[1] is None else round(float(median[1]), 2),
    }


def _tell(numbers: dict[str, Any], context: Context) -> None:
    context.log(
        "Of the ground in both frames {both:.1f} % is visible in both images, {first:.1f} % in the reference, "
        "{second:.1f} % in the secondary.",
        both=100.0 * numbers["both_share"],
        first=100.0 * numbers["reference_share"],
        second=100.0 * numbers["secondary_share"],
    )
    if numbers["median_sigma"] is None:
        context.log("Heights can be measured nowhere: no ground is visible in both images from two directions.")
    else:
        context.log(
            "Median intersection angle {angle:.1f} degrees, median expected error of heights {sigma:.2f} m (1 sigma, "
            "matching only).",
            angle=numbers["median_angle"],
            sigma=numbers["median_sigma"],
        )
