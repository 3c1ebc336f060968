"""SICD products: every pixel type in the right orientation, and the geometry the standard's own projection gives."""

import re
import warnings

import numpy as np
import pytest
from osgeo import gdal, osr
from sarpy.io.complex.sicd import SICDWriter, SICDWritingDetails
from sicd_files import RAW_TYPES, amplitude, raw_samples, sicd_meta, with_text, without_element, write_sicd

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.products.sicd.reader import SicdImage
from sar_radargrammetry.engine.sensor.ellipsoid import geodetic_to_ecef
from sar_radargrammetry.engine.sensor.ground import image_to_ground


def whole(image):
    return np.abs(image.read(0, 0, image.model.lines, image.model.samples))


@pytest.mark.parametrize("pixel_type", RAW_TYPES)
def test_pixel_types(tmp_path, pixel_type):
    meta = sicd_meta(pixel_type, rows=31, columns=47)
    image = open_product(write_sicd(tmp_path / "a.nitf", meta))
    assert isinstance(image, SicdImage)
    assert (image.model.lines, image.model.samples) == (47, 31)
    np.testing.assert_allclose(whole(image), amplitude(meta, raw_samples(meta)), rtol=1e-6)


def test_phase_survives(tmp_path):
    meta = sicd_meta()
    raw = raw_samples(meta)
    samples = SicdImage.open(write_sicd(tmp_path / "a.nitf", meta, raw)).read(0, 0, 64, 48)
    np.testing.assert_array_equal(samples, (raw[..., 0] + 1j * raw[..., 1]).T)


def test_amplitude_without_table_is_the_stored_value(tmp_path):
    """SICD Vol. 1: AmpTable is optional, and sarpy refuses a file without it."""
    meta = sicd_meta("AMP8I_PHS8I")
    path = without_element(write_sicd(tmp_path / "a.nitf", meta), "AmpTable")
    expected = amplitude(meta, raw_samples(meta), table=np.arange(256))
    np.testing.assert_allclose(whole(SicdImage.open(path)), expected, rtol=1e-6)


@pytest.mark.parametrize("window", [(0, 0, 1, 1), (10, 20, 7, 9), (63, 0, 1, 48), (0, 47, 64, 1), (5, 15, 40, 10)])
def test_windows_and_segments(tmp_path, window):
    """Large SICDs are cut into several image segments; windows cross them unseen."""
    meta = sicd_meta("RE16I_IM16I")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        details = SICDWritingDetails(meta, row_limit=20)
        with SICDWriter(str(tmp_path / "a.nitf"), sicd_writing_details=details) as writer:
            writer.write_raw(raw_samples(meta), start_indices=(0, 0))
    line, sample, lines, samples = window
    read = SicdImage.open(tmp_path / "a.nitf").read(*window)
    expected = amplitude(meta, raw_samples(meta))[line : line + lines, sample : sample + samples]
    np.testing.assert_allclose(np.abs(read), expected, rtol=1e-6)


GEOMETRIES = {
    "right": {},
    "left": {"look_side": "L"},
    "right, columns against the flight": {"direction": -1},
    "left, columns along the flight": {"look_side": "L", "direction": 1},
    "chip": {"chip": (500, 900)},
    "left chip": {"look_side": "L", "chip": (7, 300)},
    "straight and squinted": {"curve": 0.0, "squint_seconds": 0.8},
    "times bent by less than a thousandth of a line": {"time_curvature": 3e-10},
}


@pytest.mark.parametrize("geometry", GEOMETRIES.values(), ids=GEOMETRIES)
def test_geometry_is_that_of_the_standard(tmp_path, geometry):
    meta = sicd_meta(rows=300, columns=400, **geometry)
    model = SicdImage.open(write_sicd(tmp_path / "a.nitf", meta)).model
    assert model.look_side == {"R": "right", "L": "left"}[geometry.get("look_side", "R")]
    line, sample = np.meshgrid(np.linspace(0, 399, 9), np.linspace(0, 299, 7), indexing="ij")
    for height in (0.0, 321.0, 1500.0):
        ground = image_to_ground(model, line, sample, height)
        pixels, _, _ = meta.project_ground_to_image(ground, tolerance=1e-8, max_iterations=100)
        np.testing.assert_allclose(pixels, np.stack([sample, line], axis=-1), atol=1e-3)
        np.testing.assert_allclose(np.stack(model.ground_to_image(ground)), np.stack([line, sample]), atol=1e-6)


def test_scene_centre_is_at_its_pixel(tmp_path):
    meta = sicd_meta(chip=(3, 9))
    image = SicdImage.open(write_sicd(tmp_path / "a.nitf", meta))
    line, sample = image.model.ground_to_image(meta.GeoData.SCP.ECF.get_array())
    assert abs(line - (33 - 9)) < 1e-6 and abs(sample - (20 - 3)) < 1e-6
    assert abs(image.model.reference_height - 321.0) < 1e-5


def test_what_is_known_about_the_product(tmp_path):
    info = SicdImage.open(write_sicd(tmp_path / "a.nitf", sicd_meta())).info
    assert info.pop("wavelength") == pytest.approx(299792458 / 9.7e9)
    assert info == {
        "sensor": "TESTBIRD",
        "product": "core 1",
        "mode": "STRIPMAP",
        "polarisation": "HV",
        "acquisition_time": "2026-01-01T03:04:05.500000Z",
        "radiometry": "uncalibrated amplitude",
    }


@pytest.mark.parametrize("version", ["0.4.1", "0.5.0", "1.0.0", "1.0.1", "1.1.0", "1.2.0", "1.2.1", "1.3.0", "1.4.0"])
def test_every_version_by_its_namespace(tmp_path, version):
    """The versions differ in fields that the geometry has no use for."""
    meta = sicd_meta()
    path = write_sicd(tmp_path / "a.nitf", meta)
    with_text(path, "urn:SICD:1.3.0", f"urn:SICD:{version}")
    image = SicdImage.open(path)
    np.testing.assert_allclose(whole(image), amplitude(meta, raw_samples(meta)), rtol=1e-6)
    line, sample = image.model.ground_to_image(meta.GeoData.SCP.ECF.get_array())
    assert abs(line - 33) < 1e-6 and abs(sample - 20) < 1e-6


def test_older_version(tmp_path):
    meta = sicd_meta()
    path = write_sicd(tmp_path / "a.nitf", meta, check_older_version=True)
    assert b"urn:SICD:1.1.0" in path.read_bytes()
    np.testing.assert_allclose(whole(SicdImage.open(path)), amplitude(meta, raw_samples(meta)), rtol=1e-6)


@pytest.mark.parametrize(
    "field", ["TimeCAPoly", "R_CA_SCP", "DRateSFPoly", "ARPPoly", "SCPPixel", "SCP", "FirstRow", "TimeCOAPoly", "INCA"]
)
def test_missing_field_is_named(tmp_path, field):
    path = without_element(write_sicd(tmp_path / "a.nitf", sicd_meta()), field)
    with pytest.raises(EngineError, match=rf"the field \S*{field}\S* is missing"):
        SicdImage.open(path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<R_CA_SCP>7.65", "<R_CA_SCP>7.75", "contradicts itself"),
        ("<R_CA_SCP>7.65425000000000000E+03", "<R_CA_SCP>nan", "a finite number"),
        ("<R_CA_SCP>7.6", "<R_CA_SCP>-7.", "greater than zero"),
        ("<SideOfTrack>R", "<SideOfTrack>L", "look side"),
        ("<NumRows>48", "<NumRows>47", "could not be read as SICD"),
    ],
)
def test_metadata_that_cannot_be(tmp_path, old, new, said):
    path = write_sicd(tmp_path / "a.nitf", sicd_meta())
    with pytest.raises(EngineError, match=said):
        SicdImage.open(with_text(path, old, new))


BISTATIC = {
    "stated": (
        "<CollectType>MONOSTATIC</CollectType>",
        "<CollectType>BISTATIC</CollectType>",
        "CollectType is BISTATIC",
    ),
    "in small letters": ("<CollectType>MONOSTATIC", "<CollectType>bistatic", "CollectType is bistatic"),
    "element of version 1.4": ("<SCPCOA>", "<SCPCOA><Bistatic/>", "SCPCOA has an element Bistatic"),
    "illuminator": ("<CollectType>MONOSTATIC</CollectType>", "<IlluminatorName>X</IlluminatorName>", "X illuminated"),
}


@pytest.mark.parametrize("case", BISTATIC)
def test_two_antennas_are_refused(tmp_path, case):
    old, new, said = BISTATIC[case]
    path = write_sicd(tmp_path / "a.nitf", sicd_meta())
    # The classification loses as many letters, so that every length in the headers stays true.
    missing = max(0, len(new) - len(old))
    content = path.read_bytes()
    assert content.count(old.encode()) == 1 and b"</SICD>" in content
    content = content.replace(old.encode(), new.ljust(len(old)).encode())
    if missing:
        content, count = re.subn(rb"<Classification>.{%d}" % missing, b"<Classification>", content)
        assert count == 1
    path.write_bytes(content)
    with pytest.raises(EngineError, match=f"bistatic.*{said}"):
        open_product(path)


@pytest.mark.parametrize("version", ["0.3.1", "0.4.0", "0.4.1", "2.0.0"])
def test_foreign_versions_are_named(tmp_path, version):
    path = write_sicd(tmp_path / "a.nitf", sicd_meta())
    with_text(path, "urn:SICD:1.3.0", f"urn:SICD:{version}")
    assert f"version {version} of" in SicdImage.open(path).info["caution"]
    without_element(path, "INCA")
    with pytest.raises(
        EngineError, match=rf"version {version} of .* versions 0\.5 to 1\.4 .* field RMA\.INCA\S* is miss"
    ):
        SicdImage.open(path)


class TestRealRenderedPair:
    """A pair of 8-bit SICDs without AmpTable, and the pixel of each node of the terrain as their renderer has it."""

    @pytest.mark.parametrize("number", [1, 2])
    def test_ground_nodes_lie_at_their_pixels(self, real_data, number):
        folder = real_data("oso")
        model = open_product(folder / f"image{number}.nitf").model
        truth = np.load(folder / "truth.npz")
        rows = columns = slice(None, None, 15)
        east, north = np.meshgrid(truth["E"][columns], truth["N"][rows])
        to_geodetic = osr.CoordinateTransformation(_reference(32149), _reference(4326))
        lon_lat = np.array(to_geodetic.TransformPoints(np.stack([east.ravel(), north.ravel()], axis=-1)))[:, :2]
        ground = geodetic_to_ecef(lon_lat[:, 0], lon_lat[:, 1], truth["Z"][rows, columns].ravel().astype(float))
        line, sample = model.ground_to_image(ground)
        pixel = truth[f"px{number}"][rows, columns].reshape(-1, 2)
        np.testing.assert_allclose(sample, pixel[:, 0], atol=0.02)
        np.testing.assert_allclose(line, pixel[:, 1], atol=0.02)

    def test_amplitudes_are_the_stored_bytes(self, real_data):
        path = real_data("oso") / "image1.nitf"
        image = open_product(path)
        dataset = gdal.Open(str(path))
        stored = dataset.GetRasterBand(1).ReadAsArray(300, 200, 50, 40)
        np.testing.assert_allclose(np.abs(image.read(300, 200, 50, 40)), stored.T, rtol=1e-6)


def _reference(code):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(code)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference
