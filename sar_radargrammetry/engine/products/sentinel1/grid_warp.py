"""How an image with geolocated points was warped onto a map: which pixel of it went to which place.

GDAL warps such images along one polynomial through all points (of order 2 by default), which is smooth but
passes real geolocation grids, whose points follow the terrain, at distances of up to a hundred pixels; along a
thin-plate spline, which meets every point; other programs interpolate between the points. The raster does not say
which. But GDAL derives the size of the map's pixels and its corner from the polynomial, to all digits: a raster that
has just these was made that way, also when it was cut afterwards.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
from osgeo import gdal, osr
from scipy.interpolate import RectBivariateSpline

from ...image.gdal_raster import RasterFailure, raster_failures
from ...message import Message
from ...sensor.pixel_mapping import fitted
from .annotation import GeolocationGrid

SAME_SIZE = 1e-7
"""Relative difference of pixel sizes that is rounding; half a pixel's shift of the points already makes 7e-7."""
SAME_PHASE = 0.01
"""Pixels by which grids of pixels may be out of step."""
ORDERS = (2, 1, 3)
"""Of polynomials, the usual one first."""
INTERPOLATED = "interpolation of the geolocation grid (assumed)"
APRON = 0.1
"""Share of the image's size over which interpolation passes into the polynomial beyond its edges."""
HARMLESS = 0.5
"""Pixels between two warps that need no word."""


@dataclasses.dataclass(frozen=True, eq=False)
class Warp:
    """Pixels of the image by longitude and latitude.

    Parameters
    ----------
    name : str
        For the user: what leads from the map to the image.
    centre : float
        Image coordinate of the centre of the first pixel, for which the points' coordinates have 0: GDAL takes theirs
        for the pixel's corner, so that its images lie half a pixel off.
    pixel : callable
        Takes longitude and latitude [degrees] (n,), gives line and pixel (n,) with the centre of the first one at
        `centre`.
    residual : float
        Largest miss of a table behind it [px].
    """

    name: str
    centre: float
    pixel: Callable[[np.ndarray, np.ndarray], Sequence[np.ndarray]]
    residual: float = 0.0

    def image_coordinates(self, longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Line and pixel (...) of places; the centre of the first pixel is (0, 0)."""
        line, pixel = self.pixel(longitude.ravel(), latitude.ravel())
        return line.reshape(longitude.shape) - self.centre, pixel.reshape(longitude.shape) - self.centre


def recognised_warp(grid: GeolocationGrid, lines: int, samples: int, geotransform: tuple[float, ...], crs: str) -> Warp:
    """The warp by which GDAL makes a raster's very grid of pixels from this image, or else the interpolated points.

    Parameters
    ----------
    grid : GeolocationGrid
    lines, samples : int
        Size of the image that was warped.
    geotransform : tuple of 6 floats
        Of the raster.
    crs : str
        Of the raster, WKT.
    """
    for order in ORDERS:
        if _makes(_suggested(grid, lines, samples, crs, polynomialOrder=order), geotransform):
            return polynomial_warp(grid, order)
    if _makes(_suggested(grid, lines, samples, crs, tps=True), geotransform):
        return thin_plate_warp(grid)
    return interpolated_warp(grid, lines, samples)


def polynomial_warp(grid: GeolocationGrid, order: int) -> Warp:
    """GDAL's polynomial (its GCP_POLYNOMIAL): least squares of line and pixel in longitude and latitude."""
    origin = np.array([grid.longitude.mean(), grid.latitude.mean()])
    line, pixel = np.meshgrid(grid.line, grid.pixel, indexing="ij")

    def terms(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        x, y = longitude - origin[0], latitude - origin[1]
        return np.stack([x**i * y**j for i in range(order + 1) for j in range(order + 1 - i)], axis=-1)

    known = np.stack([line.ravel(), pixel.ravel()], axis=-1)
    coefficients = np.linalg.lstsq(terms(grid.longitude.ravel(), grid.latitude.ravel()), known, rcond=None)[0]
    return Warp(f"polynomial of order {order} through the geolocation grid (GDAL)", 0.5,
                lambda longitude, latitude: (terms(longitude, latitude) @ coefficients).T)  # fmt: skip


def thin_plate_warp(grid: GeolocationGrid) -> Warp:
    """GDAL's thin-plate spline (its GCP_TPS), by GDAL itself: its versions scale the coordinates in different ways."""
    image = _with_points(grid, int(grid.line[-1]) + 1, int(grid.pixel[-1]) + 1)
    spline = gdal.Transformer(image, None, ["METHOD=GCP_TPS"])

    def pixel(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        found, _ = spline.TransformPoints(1, np.stack([longitude, latitude], axis=-1).tolist())
        return np.array(found)[:, 1::-1].T

    return Warp("thin-plate spline through the geolocation grid (GDAL)", 0.5, pixel)


def interpolated_warp(grid: GeolocationGrid, lines: int, samples: int) -> Warp:
    """The grid's points interpolated by a bicubic spline.

    Corners of a map lie outside the image, where a spline that follows the terrain cannot be inverted far: GDAL's
    polynomial takes its place smoothly there.
    """
    longitude = RectBivariateSpline(grid.line, grid.pixel, grid.longitude)
    latitude = RectBivariateSpline(grid.line, grid.pixel, grid.latitude)
    places, residual = fitted(
        lambda line, pixel: (longitude.ev(line, pixel), latitude.ev(line, pixel)), lines, samples, margin=(0.0, 0.0)
    )
    around, size = polynomial_warp(grid, ORDERS[0]), np.array([[lines], [samples]], float)

    def pixel(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        inside = np.stack(places.pixel(longitude, latitude))
        far = np.stack(around.image_coordinates(longitude, latitude))
        beyond = np.maximum(-inside, inside - (size - 1.0)) / size
        share = np.clip(np.nan_to_num(beyond.max(axis=0), nan=1.0) / APRON, 0.0, 1.0)
        weight = share**2 * (3.0 - 2.0 * share)
        return np.where(weight < 1.0, (1.0 - weight) * inside + weight * far, far)

    return Warp(INTERPOLATED, 0.0, pixel, residual)


def caution(grid: GeolocationGrid, warp: Warp, longitude: np.ndarray, latitude: np.ndarray) -> Message | None:
    """What a user must know of a warp that was assumed, by what GDAL's usual one would give at some places."""
    if warp.name != INTERPOLATED:
        return None
    other = polynomial_warp(grid, ORDERS[0]).image_coordinates(longitude, latitude)
    miss = float(np.abs(np.stack(other) - np.stack(warp.image_coordinates(longitude, latitude))).max())
    if miss < HARMLESS:
        return None
    return Message(
        "The raster does not state how it was warped; its positions are assumed to be interpolated between the points "
        "of the geolocation grid. If GDAL made it, positions are wrong by up to {miss:.0f} pixels, and so are heights: "
        "use a raster of gdalwarp's own pixel size, or the image as delivered.",
        miss=miss,
    )


def _suggested(grid: GeolocationGrid, lines: int, samples: int, crs: str, **how: object) -> tuple[float, ...] | None:
    """The geotransform that gdalwarp gives the whole image by default; None where it cannot."""
    try:
        with raster_failures():
            warped = gdal.Warp("", _with_points(grid, lines, samples), format="VRT", dstSRS=crs, **how)
            return warped.GetGeoTransform()
    except (RasterFailure, AttributeError):
        return None


def _with_points(grid: GeolocationGrid, lines: int, samples: int) -> gdal.Dataset:
    """An empty image with the grid as ground control points."""
    empty = f'<VRTDataset rasterXSize="{samples}" rasterYSize="{lines}"><VRTRasterBand dataType="Byte" band="1"/>'
    pixel, line = (values.ravel() for values in np.meshgrid(grid.pixel, grid.line))
    places = (values.ravel() for values in (grid.longitude, grid.latitude, grid.height))
    wgs84 = osr.SpatialReference()
    wgs84.ImportFromEPSG(4326)
    wgs84.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    image = gdal.Open(f"{empty}</VRTDataset>")
    image.SetGCPs([gdal.GCP(*map(float, values)) for values in zip(*places, pixel, line, strict=True)], wgs84)
    return image


def _makes(suggested: tuple[float, ...] | None, geotransform: tuple[float, ...]) -> bool:
    """Whether two rasters' pixels coincide where both have some."""
    if suggested is None or geotransform[2] or geotransform[4]:
        return False
    sizes = np.array([suggested[1], suggested[5]])
    steps = np.array([geotransform[0] - suggested[0], geotransform[3] - suggested[3]]) / sizes
    same_size = np.abs(np.array([geotransform[1], geotransform[5]]) / sizes - 1.0) < SAME_SIZE
    return bool(same_size.all() and (np.abs(steps - np.rint(steps)) < SAME_PHASE).all())
