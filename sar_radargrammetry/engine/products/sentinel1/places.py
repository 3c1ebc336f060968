"""Places that the annotation of a Sentinel-1 GRD image states for some of its pixels."""

from __future__ import annotations

from ...sensor.ellipsoid import geodetic_to_ecef
from ..plain.raster import PlainRaster
from ..product import Places
from .annotation import read_annotation
from .reader import annotated_window, pair_of


def places_of_grid(reader: PlainRaster) -> Places | None:
    """The product's geolocation grid; None of an image on a map, which has no pixels of it."""
    annotation = read_annotation(pair_of(reader.path)[0])
    window = annotated_window(reader.path, annotation)
    if window is None:
        return None
    grid = annotation.grid
    ground = geodetic_to_ecef(grid.longitude, grid.latitude, grid.height).reshape(-1, 3)
    line = (grid.line[:, None] + 0.0 * grid.pixel).ravel() - window.line
    sample = (0.0 * grid.line[:, None] + grid.pixel).ravel() - window.sample
    return Places("geolocation grid", line, sample, ground)
