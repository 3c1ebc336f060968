"""Sentinel-1 GRD: as delivered and warped, pixels stand for the times and ranges that they were written with."""

import json
import re
import shutil

import grd_files
import numpy as np
import pyproj
import pytest
from grd_files import (
    INTERVAL,
    LINES,
    SAMPLES,
    annotation_text,
    place,
    slant_range,
    trajectory,
    write_grd,
    write_product,
    write_warped,
)
from osgeo import gdal, osr

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import importimage
from sar_radargrammetry.engine.products.importing import import_image
from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.products.sentinel1.annotation import read_annotation
from sar_radargrammetry.engine.products.sentinel1.geometry import GrdGeometry
from sar_radargrammetry.engine.products.sentinel1.grid_warp import interpolated_warp, polynomial_warp, thin_plate_warp
from sar_radargrammetry.engine.sensor.ellipsoid import geodetic_to_ecef

FUZZED = {"Sentinel-1 GRD": write_product}
"""Writers of products for test_import_fuzz.py."""

NAME = "s1a-iw-grd-vv-20200229"


def with_pixel_numbers(path, geotransform):
    """A raster in its own grid without control points, whose pixel numbers are degrees."""
    write_grd(path, gcps=False)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.SetGeoTransform(geotransform)
    wgs84 = osr.SpatialReference()
    wgs84.ImportFromEPSG(4326)
    dataset.SetProjection(wgs84.ExportToWkt())
    dataset = None
    return path


class TestAsDelivered:
    @pytest.mark.parametrize("polynomials", [True, False])
    def test_pixels_stand_for_their_times_and_ranges(self, tmp_path, polynomials):
        model = open_product(write_product(tmp_path, polynomials=polynomials)).model
        assert (model.lines, model.samples, model.look_side) == (LINES, SAMPLES, "right")
        line, sample = np.meshgrid(np.linspace(0, LINES - 1, 31), np.linspace(0, SAMPLES - 1, 33), indexing="ij")
        pixels = model.projection_set(line, sample)
        assert np.abs(pixels.time - INTERVAL * line).max() < 1e-9
        # The grid's few rows do not tell how the polynomials change between them.
        assert np.abs(pixels.range_ - slant_range(line, sample)).max() < (1e-3 if polynomials else 0.02)
        np.testing.assert_allclose(pixels.arp, trajectory().at(pixels.time)[0], atol=1e-3)

    @pytest.mark.parametrize("records", [grd_files.RECORDS, np.array([0.35, 0.6, 0.85])])
    def test_ranges_bend_where_the_polynomials_change(self, tmp_path, monkeypatch, records):
        """By s1-level-1-product.xsd coefficients between updates are found by linear interpolation."""
        monkeypatch.setattr(grd_files, "RECORDS", records)
        monkeypatch.setattr(grd_files, "BEND", 1e-3)
        reader = open_product(write_product(tmp_path))
        assert reader.info["mapping_residual"] < 1e-6
        import_image(reader, tmp_path / "a.tif", 1, 1, Context())
        line, sample = np.meshgrid(np.linspace(0, LINES - 1, 91), np.linspace(0, SAMPLES - 1, 9), indexing="ij")
        for model in (reader.model, SlantImage.open(tmp_path / "a.tif").model):
            pixels = model.projection_set(line, sample)
            # The polynomials lie 16 m apart from record to record at the far edge.
            assert np.abs(pixels.range_ - slant_range(line, sample)).max() < 1e-6
            found = model.ground_to_image(geodetic_to_ecef(*place(line, sample, 500.0), 500.0))
            assert np.abs(found[0] - line).max() < 1e-3 and np.abs(found[1] - sample).max() < 1e-3

    def test_beyond_the_image_ranges_continue_straight(self, tmp_path):
        model = open_product(write_product(tmp_path)).model
        sample = np.array([SAMPLES + 300.0, SAMPLES + 400.0, SAMPLES + 500.0])
        pixels = model.projection_set(np.full(3, 450.0), sample)
        assert abs(np.diff(pixels.range_, 2)[0]) < 1e-6
        back = model.mapping.pixel(pixels.time, model.conversion.ground_range(pixels.time, pixels.range_))
        np.testing.assert_allclose(back[1], sample, atol=1e-4)

    @pytest.mark.parametrize("up", [1.0, -1.0])
    def test_pixel_numbers_as_coordinates_are_no_map(self, tmp_path, up):
        """As rasterio and xarray-sentinel write images without their control points."""
        path = with_pixel_numbers(write_product(tmp_path), (0.0, 1.0, 0.0, 0.0, 0.0, up))
        reader = open_product(path)
        assert reader.info["georeferencing"] == "ground range"
        line, sample = np.array([3.0, 800.0]), np.array([700.0, 5.0])
        np.testing.assert_allclose(reader.model.projection_set(line, sample).range_, slant_range(line, sample))

    @pytest.mark.parametrize("points", [True, False])
    def test_a_part_is_known_by_its_control_points_or_pixel_numbers(self, tmp_path, points):
        whole = write_product(tmp_path)
        if not points:
            whole = with_pixel_numbers(whole, (0.0, 1.0, 0.0, 0.0, 0.0, 1.0))
        part = tmp_path / "part.tif"
        gdal.Translate(str(part), str(whole), srcWin=[40, 300, 500, 200])
        part.with_suffix(".xml").write_text(annotation_text())
        reader = open_product(part)
        line, sample = np.array([0.0, 150.0]), np.array([499.0, 5.0])
        pixels = reader.model.projection_set(line, sample)
        np.testing.assert_allclose(pixels.range_, slant_range(line + 300, sample + 40), rtol=0, atol=1e-6)
        np.testing.assert_allclose(pixels.time, INTERVAL * (line + 300), rtol=0, atol=1e-9)
        np.testing.assert_array_equal(reader.read(7, 9, 4, 5), open_product(whole).read(307, 49, 4, 5))

    def test_a_resampled_part_is_refused(self, tmp_path):
        part = tmp_path / "part.tif"
        gdal.Translate(str(part), str(write_product(tmp_path)), width=400, height=450)
        part.with_suffix(".xml").write_text(annotation_text())
        with pytest.raises(EngineError, match="another image"):
            open_product(part)

    def test_ground_points_are_where_they_were_put(self, tmp_path):
        model = open_product(write_product(tmp_path)).model
        line, sample = np.meshgrid(np.linspace(0, LINES - 1, 9), np.linspace(0, SAMPLES - 1, 9), indexing="ij")
        for height in (0.0, 2000.0):
            found = model.ground_to_image(geodetic_to_ecef(*place(line, sample, height), height))
            assert np.abs(found[0] - line).max() < 1e-3 and np.abs(found[1] - sample).max() < 1e-3

    def test_samples_are_the_digital_numbers(self, tmp_path):
        reader = open_product(write_product(tmp_path))
        expected = (np.arange(LINES)[:, None] * 31 + np.arange(SAMPLES) * 17) % 1000 + 1
        np.testing.assert_array_equal(reader.read(100, 50, 7, 9), expected[100:107, 50:59])

    def test_what_the_product_says_about_itself(self, tmp_path):
        info = open_product(write_product(tmp_path)).info
        assert (info["sensor"], info["mode"], info["polarisation"]) == ("Sentinel-1A", "IW", "VV")
        assert info["acquisition_time"] == "2020-02-29T23:59:58.000000Z"
        assert info["wavelength"] == pytest.approx(0.0554658, abs=1e-6)
        assert info["georeferencing"] == "ground range" and info["mapping_residual"] < 1e-3

    def test_product_folders_are_found_by_image_and_by_annotation(self, tmp_path):
        write_product(tmp_path)
        for folder, suffix in (("measurement", ".tiff"), ("annotation", ".xml")):
            (tmp_path / folder).mkdir()
            shutil.move(tmp_path / (NAME + suffix), tmp_path / folder)
        image, annotation = tmp_path / "measurement" / f"{NAME}.tiff", tmp_path / "annotation" / f"{NAME}.xml"
        assert open_product(image).path == image and open_product(annotation).path == image

    def test_offset_between_orbit_and_grid_is_told_and_not_applied(self, tmp_path):
        path = tmp_path / "a.xml"
        path.write_text(annotation_text(offset=-4e-4))
        geometry = GrdGeometry(read_annotation(path))
        assert geometry.grid_offset == pytest.approx(4e-4, abs=2e-6)
        assert geometry.grid_residual[0] < 2e-6 and geometry.grid_residual[1] < 1e-3
        assert geometry.times_and_ranges(np.array(100.0), np.array(5.0))[0] == 100 * INTERVAL


def image_position(model, line, sample):
    """GRD line and pixel of map pixels, from their time and range."""
    pixels = model.projection_set(line, sample)
    grd_line = pixels.time / INTERVAL
    pixel = np.full(grd_line.shape, 400.0)
    for _ in range(8):
        slope = slant_range(grd_line, pixel + 0.5) - slant_range(grd_line, pixel - 0.5)
        pixel = pixel + (pixels.range_ - slant_range(grd_line, pixel)) / slope
    return grd_line, pixel


class TestWarped:
    def test_bends_of_the_ranges_are_kept(self, tmp_path, monkeypatch):
        """The times of the polynomials are slanting lines on the map."""
        monkeypatch.setattr(grd_files, "BEND", 1e-3)
        path = write_warped(tmp_path / f"{NAME}.tif", tmp_path)
        path.with_suffix(".xml").write_text(annotation_text())
        reader = open_product(path)
        assert reader.info["mapping_residual"] < 1e-3
        line, sample = np.meshgrid(np.linspace(0, reader.model.lines - 1, 61), np.linspace(0, 700, 41), indexing="ij")
        pixels = reader.model.projection_set(line, sample)
        grid = read_annotation(path.with_suffix(".xml")).grid
        crs = pyproj.Transformer.from_crs("EPSG:32737", "EPSG:4326", always_xy=True)
        transform = gdal.Open(str(path)).GetGeoTransform()
        lon, lat = crs.transform(
            transform[0] + transform[1] * (sample + 0.5), transform[3] + transform[5] * (line + 0.5)
        )
        grd_line, grd_pixel = polynomial_warp(grid, 2).image_coordinates(lon, lat)
        inside = (grd_pixel > 0) & (grd_pixel < SAMPLES - 1)
        assert inside.mean() > 0.5
        assert np.abs(pixels.range_ - slant_range(grd_line, grd_pixel))[inside].max() < 0.02

    HOW = (
        ({}, "order 2"),
        ({"polynomialOrder": 1}, "order 1"),
        ({"polynomialOrder": 3}, "order 3"),
        ({"tps": True}, "thin-plate"),
    )

    @pytest.mark.parametrize(("how", "name"), HOW)
    @pytest.mark.parametrize("crs", ["EPSG:32737", "EPSG:4326"])
    def test_the_warp_is_recognised_and_undone(self, tmp_path, how, name, crs):
        """Bands of line and pixel numbers, warped by GDAL to the nearest pixel, tell where each map pixel is from."""
        numbers = 1 + np.stack(np.meshgrid(np.arange(LINES), np.arange(SAMPLES), indexing="ij"))
        window = (150, 200, 400, 300)
        path = write_warped(tmp_path / f"{NAME}.tif", tmp_path, crs, numbers, window, errorThreshold=0.0, **how)
        path.with_suffix(".xml").write_text(annotation_text())
        dataset = gdal.Open(str(path), gdal.GA_Update)
        dataset.GetRasterBand(1).SetDescription("amplitude")
        dataset = None
        reader = open_product(path)
        assert name in reader.info["georeferencing"] and reader.info["mapping_residual"] < 1e-3
        values = gdal.Open(str(path)).ReadAsArray().astype(float) - 1
        line, sample = np.meshgrid(np.arange(300), np.arange(400), indexing="ij")
        expected = image_position(reader.model, line, sample)
        inside = (values > 0).all(axis=0)
        assert inside.mean() > 0.8
        for value, truth in zip(values, expected, strict=True):
            miss = (value - truth)[inside]
            # Half a pixel by the nearest one, none on average.
            assert np.abs(miss).max() < 0.51 and abs(miss.mean()) < 0.02

    def test_polynomial_is_gdals_own(self, tmp_path):
        path = tmp_path / "a.xml"
        path.write_text(annotation_text())
        grid = read_annotation(path).grid
        image = gdal.Open(str(write_grd(tmp_path / "a.tif")))
        lon, lat = place(np.array([10.0, 500.0]), np.array([700.0, 30.0]), 400.0)
        for order in (1, 2, 3):
            gdals = gdal.Transformer(image, None, ["METHOD=GCP_POLYNOMIAL", f"MAX_GCP_ORDER={order}"])
            ours = np.stack(polynomial_warp(grid, order).pixel(lon, lat))
            theirs = np.array([gdals.TransformPoint(1, x, y)[1][1::-1] for x, y in zip(lon, lat, strict=True)]).T
            assert np.abs(ours - theirs).max() < 1e-5
        gdals = gdal.Transformer(image, None, ["METHOD=GCP_TPS"])
        theirs = np.array([gdals.TransformPoint(1, x, y)[1][1::-1] for x, y in zip(lon, lat, strict=True)]).T
        assert np.abs(np.stack(thin_plate_warp(grid).pixel(lon, lat)) - theirs).max() < 1e-5

    def test_interpolation_meets_the_grids_points(self, tmp_path):
        path = tmp_path / "a.xml"
        path.write_text(annotation_text())
        grid = read_annotation(path).grid
        line, pixel = interpolated_warp(grid, LINES, SAMPLES).image_coordinates(grid.longitude, grid.latitude)
        assert np.abs(line - grid.line[:, None]).max() < 1e-3 and np.abs(pixel - grid.pixel).max() < 1e-3

    def test_corners_of_the_map_beyond_rugged_terrain_have_a_place(self, tmp_path, monkeypatch):
        """There a spline that follows the terrain folds, and its inversion ends nowhere."""
        monkeypatch.setattr(grd_files, "GRID_HEIGHTS", np.array([300.0, 5000.0, 100.0, 4800.0, 400.0]))
        path = tmp_path / "a.xml"
        path.write_text(annotation_text())
        grid = read_annotation(path).grid
        warp = interpolated_warp(grid, LINES, SAMPLES)
        far = [np.linspace(v.min() - 1.0, v.max() + 1.0, 41) for v in (grid.longitude, grid.latitude)]
        line, pixel = warp.image_coordinates(*np.meshgrid(*far))
        assert np.isfinite(line).all() and np.isfinite(pixel).all() and np.ptp(line) > 5 * LINES
        line, pixel = warp.image_coordinates(grid.longitude, grid.latitude)
        assert np.abs(line - grid.line[:, None]).max() < 0.02 and np.abs(pixel - grid.pixel).max() < 0.02

    def test_another_size_of_pixels_is_taken_for_interpolated_and_warned_of(self, tmp_path):
        path = write_warped(tmp_path / f"{NAME}.tif", tmp_path, xRes=10, yRes=10)
        path.with_suffix(".xml").write_text(annotation_text())
        said = []
        importimage.run(
            importimage.Parameters(input=str(path), output=str(tmp_path / "a.tif")), Context(report=said.append)
        )
        info = open_product(path).info
        assert "assumed" in info["georeferencing"] and "up to" in info["caution"]
        assert [m["text"] for m in said if m.get("level") == "warning"] == [info["caution"]]

    def test_import_is_complete_in_itself(self, tmp_path):
        path = write_warped(tmp_path / f"{NAME}.tif", tmp_path)
        path.with_suffix(".xml").write_text(annotation_text())
        reader = open_product(path)
        (tmp_path / "out").mkdir()
        import_image(reader, tmp_path / "out" / "a.tif", 2, 3, Context())
        path.unlink(), path.with_suffix(".xml").unlink()
        image = SlantImage.open(tmp_path / "out" / "a.tif")
        assert (image.info["looks_azimuth"], image.info["looks_range"]) == (2, 3)
        one = reader.model.projection_set(np.array(100.5), np.array(61.0))
        two = image.model.projection_set(np.array(50.0), np.array(20.0))
        assert one.time == two.time and one.range_ == two.range_ and (one.arp == two.arp).all()
        assert json.loads((tmp_path / "out" / "a.sargeom.json").read_text())["kind"] == "map_projected"


def replaced(text, pattern, new, count=1):
    """`text` with another text for a pattern, which must be there."""
    changed, found = re.subn(pattern, new, text, count=count, flags=re.DOTALL)
    assert found
    return changed


TEXT = annotation_text()
BAD = {
    "not XML": (TEXT[:3000], "not valid XML"),
    "foreign XML": ("<metadata/>", "not the annotation"),
    "no orbit": (replaced(TEXT, "<orbit>.*</orbit>", ""), "orbitList"),
    "gap": (replaced(TEXT, r"<orbit><time>2020-03-01T00:00:[01]8.*?</orbit>", "", 0), "gap of 30.0 s"),
    "orbit ends": (replaced(TEXT, r"<orbit><time>2020-03-01T00:0.*?</orbit>", "", 0), "not the whole image"),
    "orbit backwards": (replaced(TEXT, "<time>2020-03-01T00:00:28", "<time>2020-02-29T23:00:28"), "do not increase"),
    "orbit in km": (replaced(TEXT, r"<x>[^<]*</x>", "<x>5.7e3</x>", 0), "low orbit"),
    "foreign orbit": (TEXT.replace("<z>-", "<z>"), "contradict"),
    "SLC": (annotation_text(kind="SLC"), "SLC"),
    "no grid": (replaced(TEXT, "<geolocationGridPoint>.*</geolocationGridPoint>", ""), "geolocationGrid"),
    "grid with a hole": (replaced(TEXT, "<geolocationGridPoint>.*?</geolocationGridPoint>", ""), "full grid"),
    "latitude": (replaced(TEXT, "<latitude>[^<]*", "<latitude>95"), "not on the Earth"),
    "word for a number": (replaced(TEXT, "<height>[^<]*", "<height>high"), "height"),
    "no number": (replaced(TEXT, "<height>[^<]*", "<height>nan"), "height"),
    "no interval": (replaced(TEXT, "<azimuthTimeInterval>[^<]*</azimuthTimeInterval>", ""), "azimuthTimeInterval"),
    "time": (replaced(TEXT, "<azimuthTime>[^<]*", "<azimuthTime>now"), "azimuthTime"),
    "13th month": (replaced(TEXT, "<time>2020-02", "<time>2020-13"), "time"),
    "first line": (replaced(TEXT, "<productFirstLineUtcTime>[^<]*", "<productFirstLineUtcTime>"), "FirstLineUtcTime"),
    "polynomials": (replaced(TEXT, r"(<grsrCoefficients[^>]*>)[^<]*", r"\g<1>8e5 0.5"), "grsrCoefficients"),
    "polynomials that turn back": (
        replaced(TEXT, r"(<grsrCoefficients[^>]*>)[^<]*", r"\g<1>8e5 -0.5 0"),
        "ground range",
    ),
    "another size": (replaced(TEXT, "<numberOfLines>901", "<numberOfLines>902"), "another image"),
}


class TestBadProducts:
    def refused(self, path, *words):
        with pytest.raises(EngineError) as error:
            open_product(path)
        text = str(error.value)
        assert "\n" not in text and text.endswith(".") and text.count(". ") == 0
        for word in (NAME, *words):
            assert word in text, text

    @pytest.mark.parametrize("case", BAD)
    def test_annotation(self, tmp_path, case):
        text, word = BAD[case]
        path = write_product(tmp_path)
        path.with_suffix(".xml").write_text(text)
        self.refused(path, word)

    def test_entities_are_not_expanded(self, tmp_path):
        secret = tmp_path / "secret.txt"
        secret.write_text("GRD")
        path = write_product(tmp_path)
        entity = f'<!DOCTYPE product [<!ENTITY kind SYSTEM "{secret.as_uri()}">]>\n<product>'
        path.with_suffix(".xml").write_text(TEXT.replace("<product>", entity, 1).replace(">GRD<", ">&kind;<"))
        self.refused(path, "productType")

    def test_missing_annotation_and_missing_image(self, tmp_path):
        path = write_product(tmp_path)
        path.with_suffix(".xml").rename(tmp_path / "b.xml")
        self.refused(path, "needs the annotation", f"{NAME}.xml")
        with pytest.raises(EngineError, match=r"b\.tiff"):
            open_product(tmp_path / "b.xml")

    def test_annotation_of_another_place(self, tmp_path, monkeypatch):
        path = write_product(tmp_path)
        monkeypatch.setattr(grd_files, "NEAR", 801e3)
        path.with_suffix(".xml").write_text(annotation_text())
        self.refused(path, "another image", "corner")

    def test_annotation_of_another_map(self, tmp_path, monkeypatch):
        path = write_warped(tmp_path / f"{NAME}.tif", tmp_path)
        monkeypatch.setattr(grd_files, "NEAR", 850e3)
        path.with_suffix(".xml").write_text(annotation_text())
        self.refused(path, "another image", "map")

    def test_manifest(self, tmp_path):
        path = tmp_path / f"{NAME}.SAFE" / "manifest.safe"
        path.parent.mkdir()
        path.write_text('<?xml version="1.0" encoding="UTF-8"?><xfdu:XFDU xmlns:xfdu="urn:ccsds:schema:xfdu:1"/>')
        self.refused(path, "choose the folder measurement")

    def test_damaged_raster(self, tmp_path):
        path = write_product(tmp_path)
        path.write_bytes(path.read_bytes()[:100])
        self.refused(path)


def test_other_images_with_xml_beside_them_are_not_taken(tmp_path):
    path = write_grd(tmp_path / "a.tif")
    path.with_suffix(".xml").write_text("<metadata/>")
    with pytest.raises(EngineError, match="known geometry"):
        open_product(path)
