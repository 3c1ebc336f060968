"""Sentinel-1 GRD images: as delivered, in ground range, or warped onto a map through their geolocation grid.

The annotation lies where the product has it (``measurement/a.tiff`` and ``annotation/a.xml``), or beside the raster
under the same name. A raster with coordinates of a map was warped. One without, with ground control points only, or
with its pixel numbers as coordinates, is in the grid it was delivered in. Digital numbers are taken for amplitude,
without calibration.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyproj
from osgeo import gdal

from ...errors import EngineError
from ...image.gdal_raster import RasterFailure, open_raster
from ...image.window import Window
from ...longitude import near
from ...sensor.constants import SPEED_OF_LIGHT
from ...sensor.map_projected import MapProjectedModel, fitted_model
from ...sensor.model import SensorModel, resampled
from ..plain.raster import PlainRaster, plain_raster
from . import SUFFIXES, annotation_places
from .annotation import Annotation, read_annotation
from .geometry import GrdGeometry
from .grid_warp import caution, recognised_warp

SAME_PLACE = 1e-4
"""Degrees by which a raster's control points may lie beside the annotation's; ten metres."""
FOREIGN = 0.01
"""Share of the GRD image by which a warped raster may reach beyond it before it belongs to another one."""


def open_sentinel1(path: Path) -> PlainRaster:
    """Open an image, by its own path or its annotation's.

    Raises
    ------
    EngineError
        One sentence: image or annotation missing, an annotation of another image, damaged, incomplete, or not of a GRD;
        an orbit that does not cover the image.
    """
    annotation_path, image_path = pair_of(path)
    annotation = read_annotation(annotation_path)
    try:
        dataset = open_raster(image_path)
    except RasterFailure as error:
        raise EngineError(
            "The image {image_path} could not be opened ({reason}); download it again.",
            image_path=image_path,
            reason=error,
        ) from error
    geometry = GrdGeometry(annotation)
    if _is_on_a_map(dataset):
        model, more = _warped(dataset, image_path, geometry)
    else:
        model, more = _native(dataset, image_path, geometry)
    return plain_raster(image_path, model, _info(geometry, image_path, more))


def pair_of(path: Path) -> tuple[Path, Path]:
    """Annotation and image, of which one is given."""
    if path.suffix.lower() == ".xml":
        folders = [path.parent.parent / "measurement"] if path.parent.name == "annotation" else []
        for folder in (*folders, path.parent):
            for suffix in SUFFIXES:
                image = folder / (path.stem + suffix)
                if image.is_file():
                    return path, image
        raise EngineError(
            "The image of the annotation {path} is missing; put {stem}.tiff beside it.", path=path, stem=path.stem
        )
    for place in annotation_places(path):
        if place.is_file():
            return place, path
    raise EngineError(
        "{path} needs the annotation of the Sentinel-1 product, {stem}.xml, beside it or in the product's folder "
        "annotation.",
        path=path,
        stem=path.stem,
    )


def annotated_window(path: Path, annotation: Annotation) -> Window | None:
    """The part of the annotated image that an image file is; None of one on a map."""
    dataset = open_raster(path)
    return None if _is_on_a_map(dataset) else _window(dataset, annotation)


def _is_on_a_map(dataset: gdal.Dataset) -> bool:
    """Whether a raster has coordinates of a map.

    Programs that lose the control points keep their coordinate system and take pixel numbers for coordinates.
    """
    geotransform = dataset.GetGeoTransform(can_return_null=True)
    if not dataset.GetProjection() or geotransform is None:
        return False
    steps = tuple(map(abs, geotransform[1:3] + geotransform[4:]))
    whole = all(value.is_integer() for value in geotransform)
    return not (whole and steps == (1.0, 0.0, 0.0, 1.0) and _is_geographic(dataset))


def _is_geographic(dataset: gdal.Dataset) -> bool:
    """Whether coordinates are degrees, of which no map has a whole one from pixel to pixel."""
    reference = dataset.GetSpatialRef()
    return reference is not None and bool(reference.IsGeographic())


def _window(dataset: gdal.Dataset, annotation: Annotation) -> Window | None:
    """The part of the annotated image that a raster in its grid is; None where nothing says so.

    A part keeps the control points, moved by its first pixel, so that some lie outside it, or has the number of its
    first pixel as the origin of coordinates.
    """
    size = dataset.RasterYSize, dataset.RasterXSize
    if size == (annotation.lines, annotation.samples):
        return Window(0, 0, *size)
    geotransform, grid = dataset.GetGeoTransform(can_return_null=True), annotation.grid
    firsts, cut = set(), False
    if geotransform is not None and geotransform[5] == 1.0:
        firsts.add((geotransform[3], geotransform[0]))
        cut = True
    for point in dataset.GetGCPs():
        beside = np.abs(grid.latitude - point.GCPY) + np.abs((grid.longitude - point.GCPX + 180.0) % 360.0 - 180.0)
        row, column = np.unravel_index(beside.argmin(), beside.shape)
        if beside[row, column] > SAME_PLACE:
            return None
        cut = cut or not (0.0 <= point.GCPLine < size[0] and 0.0 <= point.GCPPixel < size[1])
        firsts.add((round(grid.line[row] - point.GCPLine, 6), round(grid.pixel[column] - point.GCPPixel, 6)))
    if not cut or len(firsts) != 1 or not all(float(value).is_integer() for value in (*firsts,)[0]):
        return None
    line, sample = map(int, firsts.pop())
    window = Window(line, sample, *size)
    return window if window.clipped(annotation.lines, annotation.samples) == window else None


def _native(dataset: gdal.Dataset, path: Path, geometry: GrdGeometry) -> tuple[SensorModel, dict[str, Any]]:
    """Model, and what to tell, of an image in its own grid."""
    annotation = geometry.annotation
    size = annotation.lines, annotation.samples
    window = _window(dataset, annotation)
    if window is None:
        raise EngineError(
            "The annotation {path} belongs to another image: it describes {lines} lines of {samples} samples, {name} "
            "has {rows} of {columns} and no coordinates of a map; use the image's own annotation.",
            path=annotation.path,
            lines=annotation.lines,
            samples=annotation.samples,
            name=path.name,
            rows=dataset.RasterYSize,
            columns=dataset.RasterXSize,
        )
    places = {(p.GCPLine, p.GCPPixel): (p.GCPX, p.GCPY) for p in dataset.GetGCPs()}
    grid = annotation.grid
    for row, column in ((0, 0), (-1, -1)):
        at = places.get((grid.line[row], grid.pixel[column]))
        here = np.array([grid.longitude[row, column], grid.latitude[row, column]])
        if at is not None and not (np.abs([near(at[0], here[0]) - here[0], at[1] - here[1]]) < SAME_PLACE).all():
            raise EngineError(
                "The annotation {path} belongs to another image: {name} has its corner at {x:.4f}, "
                "{y:.4f} instead of {grid_x:.4f}, {grid_y:.4f}; use the image's own annotation.",
                path=annotation.path,
                name=path.name,
                x=at[0],
                y=at[1],
                grid_x=here[0],
                grid_y=here[1],
            )
    middle = geometry.height(0.5 * (size[0] - 1), 0.5 * (size[1] - 1))
    model, residual = fitted_model(
        geometry.times_and_distances, geometry.trajectory, *size, geometry.look_side, float(middle), geometry.conversion
    )
    model = resampled(model, window.line, window.sample, window.lines, window.samples)
    return model, {"georeferencing": "ground range", "mapping_residual": residual + geometry.table_residual}


def _warped(dataset: gdal.Dataset, path: Path, geometry: GrdGeometry) -> tuple[MapProjectedModel, dict[str, Any]]:
    """Model, and what to tell, of an image on a map."""
    annotation = geometry.annotation
    geotransform, crs = dataset.GetGeoTransform(), dataset.GetProjection()
    size = dataset.RasterYSize, dataset.RasterXSize
    try:
        to_geographic = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise EngineError(
            "{path} has a coordinate system that is not known ({reason}); warp it to another.", path=path, reason=error
        ) from error
    warp = recognised_warp(annotation.grid, annotation.lines, annotation.samples, geotransform, crs)
    middle_longitude = annotation.grid.longitude.mean()

    def place(line: np.ndarray, sample: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        column, row = sample + 0.5, line + 0.5
        x = geotransform[0] + geotransform[1] * column + geotransform[2] * row
        y = geotransform[3] + geotransform[4] * column + geotransform[5] * row
        longitude, latitude = map(np.asarray, to_geographic.transform(x, y))
        return near(longitude, middle_longitude), latitude

    centre = [np.array(0.5 * (n - 1)) for n in size]
    grd_line, grd_pixel = warp.image_coordinates(*place(*centre))
    for middle, length in ((grd_line, annotation.lines), (grd_pixel, annotation.samples)):
        if not -FOREIGN * length <= middle <= (1.0 + FOREIGN) * length:
            raise EngineError(
                "The annotation {path} belongs to another image: {name} lies on the map where the annotated image "
                "does not; use the image's own annotation.",
                path=annotation.path,
                name=path.name,
            )

    def on_image(line: np.ndarray, sample: np.ndarray) -> np.ndarray:
        place_on_grd = np.stack(warp.image_coordinates(*place(line, sample)), axis=-1)
        return ((place_on_grd >= 0.0) & (place_on_grd < (annotation.lines, annotation.samples))).all(axis=-1)

    model, residual = fitted_model(
        lambda line, sample: geometry.times_and_distances(*warp.image_coordinates(*place(line, sample))),
        geometry.trajectory, *size, geometry.look_side, float(geometry.height(grd_line, grd_pixel)),
        geometry.conversion, on_image,
    )  # fmt: skip
    places = place(*np.meshgrid(*(np.linspace(0.0, n - 1.0, 5) for n in size), indexing="ij"))
    warning = caution(annotation.grid, warp, *places)
    residual += warp.residual + geometry.table_residual
    return model, {"georeferencing": warp.name, "mapping_residual": residual, "caution": warning}


def _info(geometry: GrdGeometry, path: Path, more: dict[str, Any]) -> dict[str, Any]:
    """What the product says about itself, in the sidecar's terms, and `more`."""
    annotation = geometry.annotation
    texts = annotation.texts
    mission = texts.get("missionId", "S1").upper()
    info: dict[str, Any] = {
        "sensor": f"Sentinel-{mission[1:]}" if mission.startswith("S1") else mission,
        "product": path.stem,
        "mode": texts.get("mode"),
        "polarisation": texts.get("polarisation"),
        "acquisition_time": f"{annotation.epoch}Z",
        "radiometry": "uncalibrated amplitude",
        **more,
    }
    try:
        frequency = float(texts["radarFrequency"])
    except (KeyError, ValueError):
        frequency = 0.0
    if frequency > 0:
        info["wavelength"] = SPEED_OF_LIGHT / frequency
    return {key: value for key, value in info.items() if value is not None}
