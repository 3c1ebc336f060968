"""A real stereo pair: Sentinel-1 on the slopes of Kilimanjaro, warped to a map before it came here.

There is no reference elevation. What can be said: the orbit gives the annotation's places back; the heights do not
depend on which image is the reference, nor on which half is worked on; slopes that face the radar are bright; and the
heights lie where the place lies. Figures as measured: `python -m pytest -s` prints them.
"""

import dataclasses

import numpy as np
import pyproj
import pytest
from osgeo import gdal
from scipy import ndimage

from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import importimage, stereodsm
from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.products.sentinel1.annotation import read_annotation
from sar_radargrammetry.engine.products.sentinel1.geometry import GrdGeometry
from sar_radargrammetry.engine.sensor.closest_approach import closest_approach
from sar_radargrammetry.engine.sensor.ellipsoid import geodetic_to_ecef

DATES = ("20151215", "20151220")
"""Incidence angles of 32.4 and 45.7 degrees."""
CELL = 20.0


@pytest.fixture(scope="module")
def pair(real_data):
    """Paths of both images, the steeper one first."""
    return [real_data("kilimanjaro_s1") / f"s1a-iw-grd-vv-{date}.tif" for date in DATES]


@dataclasses.dataclass(frozen=True)
class Surface:
    """Elevation and its sigma (rows, columns) on cells whose numbers from the map's origin are `first` .. ."""

    height: np.ndarray
    sigma: np.ndarray
    first: tuple[int, int]
    numbers: dict

    def on(self, shape=(400, 700), start=(-482200, 15500)):
        """Height and sigma on one grid common to all surfaces."""
        values = np.full((2, *shape), np.nan)
        row, column = self.first[0] - start[0], self.first[1] - start[1]
        lines, samples = self.height.shape
        values[:, row : row + lines, column : column + samples] = self.height, self.sigma
        return values


@pytest.fixture(scope="module")
def surface_of(tmp_path_factory):
    """Makes a surface of two images, on whole cells of UTM 37S."""

    def make(reference, secondary):
        folder = tmp_path_factory.mktemp("surface")
        elevation, error = str(folder / "elevation.tif"), str(folder / "error.tif")
        numbers = stereodsm.run(
            stereodsm.Parameters(
                reference=str(reference), secondary=str(secondary), min_height=1000.0, max_height=2000.0,
                crs="EPSG:32737", pixel_size=CELL, elevation=elevation, error=error,
            ),
            Context(),
        )  # fmt: skip
        planes = []
        for path in (elevation, error):
            dataset = gdal.Open(path)
            band = dataset.GetRasterBand(1)
            values = band.ReadAsArray().astype(float)
            planes.append(np.where(values == band.GetNoDataValue(), np.nan, values))
        left, _, _, top, _, _ = dataset.GetGeoTransform()
        return Surface(*planes, (-round(top / CELL), round(left / CELL)), numbers)

    return make


@pytest.fixture(scope="module")
def forward(pair, surface_of):
    return surface_of(*pair)


@pytest.mark.parametrize("date", DATES)
def test_orbit_gives_the_annotations_places_back(real_data, date):
    """Slant range and time of 210 points from longitude, latitude and height.

    Range agrees to 0.05 mm. Time agrees but for a constant of the product, 0.18 and 0.39 ms (0.12 and 0.26 px), by
    which the annotated times of the orbit and those of the grid differ; around it to 0.03 ms, 0.02 px.
    """
    annotation = read_annotation(real_data("kilimanjaro_s1") / f"s1a-iw-grd-vv-{date}.xml")
    geometry, grid = GrdGeometry(annotation), annotation.grid
    assert grid.height.size == 210
    ground = geodetic_to_ecef(grid.longitude, grid.latitude, grid.height)
    time, range_ = closest_approach(geometry.trajectory, (-5.0, 30.0), ground)
    late = (time - grid.time) / annotation.line_interval
    # A pixel of 10 m on the ground is this much slant range.
    far = np.abs(range_ - grid.range_) / (annotation.pixel_spacing * np.sin(np.radians(30.0)))
    print(
        f"\n{date}: time {late.min():+.3f} to {late.max():+.3f} px, median {np.median(late):+.3f} px = "
        f"{geometry.grid_offset * 1e3:+.3f} ms, range to {far.max():.1e} px = {far.max() * 5e3:.3f} mm"
    )
    assert far.max() < 1e-3
    assert np.abs(late - np.median(late)).max() < 0.1
    assert np.abs(np.median(late)) < 0.3


@pytest.mark.parametrize("date", DATES)
def test_polynomials_are_those_of_the_grid(real_data, date):
    """The grid's rows take the nearest polynomial; the image's geometry takes it at the polynomial's own time."""
    annotation = read_annotation(real_data("kilimanjaro_s1") / f"s1a-iw-grd-vv-{date}.xml")
    grid, times = annotation.grid, annotation.ground_to_slant.time
    nearest = times[np.abs(times - annotation.line_interval * grid.line[:, None]).argmin(axis=1)]
    _, range_ = GrdGeometry(annotation).times_and_ranges(nearest[:, None] / annotation.line_interval, grid.pixel)
    assert np.abs(range_ - grid.range_).max() < 1e-6


def test_the_warp_is_the_one_that_gdal_makes(pair):
    """The pixels' size to 1e-10 and the corner to 1e-5 px are those of a second-order polynomial through the grid."""
    for path in pair:
        assert "order 2" in open_product(path).info["georeferencing"]


def test_heights_are_those_of_the_place(forward):
    """1170 to 1720 m: some 380 m of relief and the mountain's slope."""
    low, middle, high = np.nanpercentile(forward.height, [1, 50, 99])
    share = np.isfinite(forward.height).mean()
    print(f"\nheights {low:.0f}, {middle:.0f}, {high:.0f} m (1, 50, 99 %), sigma {np.nanmedian(forward.sigma):.1f} m, "
          f"{100 * share:.0f} % of cells; {forward.numbers['matched_share']:.2f} of pixels matched")  # fmt: skip
    assert 1100 < low < 1250 and 1300 < middle < 1420 and 1600 < high < 1850
    assert share > 0.6
    # A third of a pixel to a pixel of displacement, at 17 m a pixel.
    assert 6 < np.nanmedian(forward.sigma) < 17


def compared(one, two):
    """Median and NMAD of the difference [m], and the share of it within sigma, where both surfaces are known."""
    (height, sigma), (other, other_sigma) = one.on(), two.on()
    both = np.isfinite(height) & np.isfinite(other)
    difference = (other - height)[both]
    median = np.median(difference)
    nmad = 1.4826 * np.median(np.abs(difference - median))
    within = np.mean(np.abs(difference) < np.hypot(sigma, other_sigma)[both])
    print(f"\n{both.sum()} cells: median {median:+.2f} m, NMAD {nmad:.2f} m, {100 * within:.1f} % within sigma")
    return both.sum(), median, nmad, within


def test_exchanged_images_give_the_same_heights(pair, forward, surface_of):
    cells, median, nmad, within = compared(forward, surface_of(*pair[::-1]))
    # Each run judges its matches in the geometry of its own reference: 0.71 of the cells pass in both.
    assert cells > 0.65 * np.isfinite(forward.height).sum()
    assert abs(median) < 1.5 and nmad < 8.0 and within > 0.95


def test_halves_agree_where_they_overlap(pair, forward, surface_of, tmp_path):
    halves = []
    for first in (0, 330):
        path = str(tmp_path / f"half{first}.tif")
        importimage.run(importimage.Parameters(input=str(pair[0]), output=path, window=f"0,{first},331,445"), Context())
        halves.append(surface_of(path, pair[1]))
    cells, median, nmad, within = compared(*halves)
    # A quarter of a pixel is 4.3 m of height here.
    assert cells > 2000 and abs(median) < 4.3 and nmad < 8.0 and within > 0.9
    for half in halves:
        cells, median, nmad, within = compared(forward, half)
        assert abs(median) < 1.5 and nmad < 6.0 and within > 0.95


def test_slopes_that_face_the_radar_are_bright(pair, forward):
    """Gorges and ridges of the elevation are those of the images: shading and brightness correlate (0.5)."""
    known = np.isfinite(forward.height)
    weight = ndimage.gaussian_filter(known.astype(float), 4)
    height = ndimage.gaussian_filter(np.where(known, forward.height, 0.0), 4) / np.maximum(weight, 1e-6)
    known &= weight > 0.5
    row, column = np.indices(height.shape)
    x, y = CELL * (forward.first[1] + column + 0.5), -CELL * (forward.first[0] + row + 0.5)
    lon, lat = pyproj.Transformer.from_crs("EPSG:32737", "EPSG:4326", always_xy=True).transform(x, y)
    ground = geodetic_to_ecef(lon, lat, height)
    by_row, by_column = np.gradient(height, CELL)
    # The antennas look to 78 degrees of azimuth.
    facing = by_column * np.sin(np.radians(78.0)) - by_row * np.cos(np.radians(78.0))
    for path in pair:
        reader = open_product(path)
        brightness = np.log(reader.read(0, 0, reader.model.lines, reader.model.samples))
        place = reader.model.ground_to_image(ground)
        seen = ndimage.map_coordinates(ndimage.gaussian_filter(brightness, 4), place, order=1, cval=np.nan)
        both = known & np.isfinite(seen)
        correlation = np.corrcoef(facing[both], seen[both])[0, 1]
        print(f"\n{path.name}: correlation of facing slope and brightness {correlation:.2f}")
        assert correlation > 0.4
