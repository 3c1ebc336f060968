"""Correspondences to elevation and one-sigma error rasters on a map grid."""

from __future__ import annotations

import dataclasses
import math
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyproj

from ..atomic import atomic_output, check_outputs
from ..elevation.geotiff import parse_crs, utm_zone_crs, write_raster
from ..elevation.grid import Grid, Window
from ..elevation.gridding import blocks, grid_of
from ..elevation.spool import PointSpool
from ..errors import EngineError
from ..image.slant_image import SlantImage
from ..job import Context, parameter
from ..matching.correspondence import Correspondence
from ..points.densify import densified
from ..points.triangulation import LINES, triangulated
from ..report.provenance import provenance
from ..sensor.ellipsoid import ecef_to_geodetic
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel
from ..terrain.vertical import ELLIPSOID

NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
FINEST = 20.0
"""Cells along a pixel of the image beyond which a raster would be nothing but large and empty."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parameters:
    """Parameters of triangulate."""

    correspondence: str = parameter("Correspondence raster made by matchpatches.")
    crs: str | None = parameter("Coordinate system of the rasters; default: the scene's UTM zone.", None)
    pixel_size: float | None = parameter("Cell size [m]; default: the image's ground spacing, rounded up.", None)
    elevation: str = parameter("Elevation raster [m above the ellipsoid].")
    error: str = parameter("Raster of the elevation's standard deviation [m].")


def run(parameters: Parameters, context: Context, record: dict | None = None) -> dict:
    """Triangulate all matches, sort the points into tiles on disk, and grid tile by tile.

    Parameters
    ----------
    parameters : Parameters
    context : Context
    record : dict, optional
        Provenance to write into the rasters where this is a step of a larger job; by default that of this job.
    """
    check_outputs([parameters.elevation, parameters.error], [parameters.correspondence])
    check_grid(parameters.crs, parameters.pixel_size)
    correspondence = Correspondence.open(parameters.correspondence)
    check_outputs([parameters.elevation, parameters.error], [correspondence.reference, correspondence.secondary])
    reference = SlantImage.open(correspondence.reference).model
    secondary = SlantImage.open(correspondence.secondary).model
    for name, model in (("reference", reference), ("secondary", secondary)):
        if not correspondence.fits(name, model):
            raise EngineError(
                f"{correspondence.path} does not fit its {name} image {getattr(correspondence, name)}, which has "
                "changed since; run createpatches and matchpatches again."
            )
    lon, lat = scene_centre(reference)
    crs = parse_crs(parameters.crs) if parameters.crs else utm_zone_crs(lon, lat)
    pixel_size = parameters.pixel_size or default_pixel_size(reference)
    if pixel_size < default_pixel_size(reference) / FINEST:
        raise EngineError(
            f"The pixel size of {pixel_size:g} m is far finer than the image, whose pixels are about "
            f"{default_pixel_size(reference):g} m on the ground; choose a coarser one."
        )
    check_area(crs, lon, lat)
    folder = Path(parameters.elevation).absolute().parent
    with tempfile.TemporaryDirectory(prefix=".points.", suffix=f".{os.getpid()}.part", dir=folder) as scratch:
        spool = PointSpool(Path(scratch), pixel_size)
        statistics = _spool_points(correspondence, reference, secondary, crs, spool, context.part(0.0, 0.6))
        grid = grid_of(spool, crs.to_wkt())
        record = record or _provenance(parameters, correspondence)
        matching = {name: correspondence.about.get(name) for name in ("matcher", "device", "versions")}
        measured = _write(parameters, spool, grid, {**record, "matching": matching}, context.part(0.6, 1.0))
    context.log(
        f"Elevation at {measured} cells of {pixel_size:g} m; median predicted error "
        f"{statistics['median_sigma']:.2f} m; {statistics['rejected']} matches off the epipolar line were dropped."
    )
    return {
        "elevation": parameters.elevation,
        "error": parameters.error,
        "measured_share": round(measured / (grid.width * grid.height), 4),
        "pixel_size": pixel_size,
        **statistics,
    }


def _provenance(parameters: Parameters, correspondence: Correspondence) -> dict:
    inputs = {
        "correspondence": parameters.correspondence,
        "reference": correspondence.reference,
        "secondary": correspondence.secondary,
    }
    return provenance("triangulate", parameters, inputs=inputs, output=parameters.elevation)


def check_grid(crs: str | None, pixel_size: float | None) -> None:
    """Refuse a coordinate system or a pixel size [m] that no scene can have, before hours of work go by.

    Raises
    ------
    EngineError
    """
    if pixel_size is not None and pixel_size <= 0:
        raise EngineError(f"The pixel size is {pixel_size:g} m; it must be positive.")
    if crs:
        parse_crs(crs)


def scene_centre(model: SensorModel) -> tuple[float, float]:
    """Longitude and latitude [degrees] of the middle of an image at its reference height."""
    middle = image_to_ground(
        model, np.array(0.5 * (model.lines - 1)), np.array(0.5 * (model.samples - 1)), model.reference_height
    )
    if not np.isfinite(middle).all():
        raise EngineError("The reference image's ranges are too short to reach the ground; check its geometry.")
    lon, lat, _ = ecef_to_geodetic(middle)
    return float(lon), float(lat)


def default_pixel_size(model: SensorModel) -> float:
    """The image's coarser ground spacing, rounded up to 1, 2, 2.5 or 5 times a power of ten [m]."""
    line = 0.5 * (model.lines - 1) + np.array([0.0, 1.0, 0.0])
    sample = 0.5 * (model.samples - 1) + np.array([0.0, 0.0, 1.0])
    points = image_to_ground(model, line, sample, model.reference_height)
    spacing = float(np.linalg.norm(points[1:] - points[0], axis=-1).max())
    power = 10.0 ** math.floor(math.log10(spacing))
    return next(power * nice for nice in NICE if power * nice >= spacing * 0.999)


def check_area(crs: pyproj.CRS, lon: float, lat: float) -> None:
    """Refuse a coordinate system in which the scene has no coordinates.

    Raises
    ------
    EngineError
        The transformation fails or is not finite.
    """
    x, y = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    if not (math.isfinite(x) and math.isfinite(y)):
        raise EngineError(f"The scene at {lon:.3f}, {lat:.3f} lies outside the area of {crs.name}; choose another one.")


def _spool_points(
    correspondence: Correspondence,
    reference: SensorModel,
    secondary: SensorModel,
    crs: pyproj.CRS,
    spool: PointSpool,
    context: Context,
) -> dict:
    """Triangulate everything into the spool; median sigma [m] and the number of rejected matches."""
    transformer = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    count = rejected = 0
    # Sigmas in logarithmic bins of 1 %: a median of any number of points in fixed memory.
    edges = np.geomspace(1e-3, 1e3, 1400)
    histogram = np.zeros(len(edges) + 1, np.int64)
    for line, points in triangulated(correspondence, reference, secondary):
        context.progress((line + LINES) / correspondence.lines)
        x, y = transformer.transform(points.longitude, points.latitude)
        x, y = np.where(np.isfinite(points.height), (x, y), np.nan)
        spool.add(densified(x, y, points.height, points.sigma, spool.pixel_size))
        known = points.sigma[np.isfinite(points.sigma)]
        histogram += np.bincount(np.searchsorted(edges, known), minlength=len(histogram))
        count, rejected = count + known.size, rejected + points.rejected
    if count == 0:
        raise EngineError(
            "No match gives a ground point: the rays of the two images do not meet; check the geometry of both images "
            "and run matchpatches again."
        )
    middle = int(np.searchsorted(np.cumsum(histogram), 0.5 * count))
    return {
        "points": int(count),
        "rejected": int(rejected),
        "median_sigma": round(float(edges[min(middle, len(edges) - 1)]), 3),
    }


def _write(parameters: Parameters, spool: PointSpool, grid: Grid, record: dict, context: Context) -> int:
    """Grid the spool and write both rasters, or neither; number of cells with an elevation."""
    measured = 0
    kept = []

    def elevations() -> Iterator[tuple[Window, np.ndarray]]:
        nonlocal measured
        for number, (window, values) in enumerate(blocks(spool, grid)):
            measured += int(np.isfinite(values[0]).sum())
            path = spool.folder / f"error_{number}.npy"
            np.save(path, values[1], allow_pickle=False)
            kept.append((window, path))
            yield window, values[0]

    def errors() -> Iterator[tuple[Window, np.ndarray]]:
        return ((window, np.load(path, allow_pickle=False)) for window, path in kept)

    with atomic_output(parameters.elevation) as elevation, atomic_output(parameters.error) as error:
        write_raster(
            elevation,
            grid,
            elevations(),
            descriptions=("elevation",),
            vertical_datum=ELLIPSOID,
            provenance=record,
            context=context.part(0.0, 0.7),
        )
        write_raster(
            error,
            grid,
            errors(),
            descriptions=("standard deviation of elevation",),
            vertical_datum=None,
            provenance=record,
            context=context.part(0.7, 1.0),
        )
    return measured
