"""What the numbers of a raster are: amplitude from parts, decibels and intensity; what is no amplitude is refused."""

import numpy as np
import pytest
from osgeo import gdal
from slant_models import slant_model
from test_makegeometry import made, raster

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import createpatches, importimage
from sar_radargrammetry.engine.parameters.declare import parse_parameters
from sar_radargrammetry.engine.sensor.sidecar import sidecar_path, write_sidecar

LINES, SAMPLES = 60, 40
RANDOM = np.random.default_rng(11)
BRIGHTNESS = np.exp(np.linspace(-1.0, 1.0, SAMPLES)) * (1.0 + (np.arange(LINES)[:, None] > 30))
SPECKLE = RANDOM.standard_normal((LINES, SAMPLES)) + 1j * RANDOM.standard_normal((LINES, SAMPLES))
SIGNAL = (BRIGHTNESS * SPECKLE).astype(np.complex64)
LEVEL = 0.1 * np.abs(SIGNAL)  # calibrated, so that most decibels are negative
DECIBELS = 20.0 * np.log10(LEVEL)


def slant(path, *bands, names=(), unit="", kind=gdal.GDT_Float32, nodata=None):
    """A raster of a processor with its geometry beside it."""
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), SAMPLES, LINES, len(bands), kind)
    for number, values in enumerate(bands, start=1):
        band = dataset.GetRasterBand(number)
        band.WriteArray(values)
        band.SetUnitType(unit)
        if nodata is not None:
            band.SetNoDataValue(nodata)
        if names:
            band.SetDescription(names[number - 1])
    dataset = None
    write_sidecar(sidecar_path(path), slant_model(LINES, SAMPLES), {})
    return path


def amplitude(path, *bands, **how):
    return SlantImage.open(slant(path, *bands, **how)).read(0, 0, LINES, SAMPLES)


def remarks(path):
    image = SlantImage.open(path)
    return " ".join(image.values.remarks(path))


def refusal(path, *bands, **how):
    with pytest.raises(EngineError) as caught:
        SlantImage.open(slant(path, *bands, **how))
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text and str(path) in text
    return text


@pytest.mark.parametrize("names", [(), ("real", "imaginary"), ("i_HH", "q_HH"), ("HH In-phase", "HH Quadrature")])
def test_two_bands_of_parts_are_their_magnitude(tmp_path, names):
    read = amplitude(tmp_path / "parts.tif", SIGNAL.real, SIGNAL.imag, names=names)
    np.testing.assert_array_equal(read, np.abs(SIGNAL))
    assert "real and imaginary" in remarks(tmp_path / "parts.tif")


def test_named_parts_in_any_order_and_among_other_bands(tmp_path):
    read = amplitude(
        tmp_path / "a.tif", SIGNAL.imag, SIGNAL.real, np.abs(SIGNAL) ** 2, names=("q_VV", "i_VV", "Intensity_VV")
    )
    np.testing.assert_array_equal(read, np.abs(SIGNAL))
    read = amplitude(tmp_path / "b.tif", np.angle(SIGNAL), np.abs(SIGNAL), names=("phase", "amplitude"))
    np.testing.assert_array_equal(read, np.abs(SIGNAL))


def test_a_part_of_a_known_pixel_may_be_the_nodata_value(tmp_path):
    real, imaginary = np.rint(10 * SIGNAL.real), np.rint(10 * SIGNAL.imag)
    real[:2], imaginary[:2], real[5, 5], imaginary[5, 5] = 0, 0, 0, 7
    read = amplitude(tmp_path / "parts.tif", real, imaginary, kind=gdal.GDT_Int16, nodata=0)
    assert np.isnan(read[:2]).all() and read[5, 5] == 7.0
    expected = np.hypot(real, imaginary)
    np.testing.assert_allclose(read[2:], np.where(expected == 0, np.nan, expected)[2:], rtol=1e-6)


@pytest.mark.parametrize(("names", "unit"), [((), ""), (("sigma0_db",), ""), ((), "dB")])
def test_decibels_become_amplitude_and_that_is_said(tmp_path, names, unit):
    read = amplitude(tmp_path / "level.tif", DECIBELS, names=names, unit=unit)
    np.testing.assert_allclose(read, LEVEL, rtol=1e-5)
    assert "decibels" in remarks(tmp_path / "level.tif")


def test_decibels_about_zero_and_with_a_border(tmp_path):
    level = DECIBELS + 14.0  # half of them positive
    assert 0.3 < np.mean(level < 0) < 0.7
    level[:, :3] = -9999.0
    level[:3] = -np.inf
    read = amplitude(tmp_path / "level.tif", level)
    np.testing.assert_allclose(read[3:, 3:], 10.0**0.7 * LEVEL[3:, 3:], rtol=1e-5)
    assert np.isnan(read[3:, :3]).all() and (read[:3, 3:] == 0).all()
    assert "-9999" in remarks(tmp_path / "level.tif")


def test_intensity_by_its_name(tmp_path):
    read = amplitude(tmp_path / "a.tif", np.abs(SIGNAL) ** 2, names=("Intensity_VV",))
    np.testing.assert_allclose(read, np.abs(SIGNAL), rtol=1e-6)
    assert "square root" in remarks(tmp_path / "a.tif")


def test_plain_amplitude_is_left_alone(tmp_path):
    for kind, values in ((gdal.GDT_Float32, np.abs(SIGNAL)), (gdal.GDT_UInt16, np.rint(100 * np.abs(SIGNAL)))):
        np.testing.assert_array_equal(amplitude(tmp_path / f"{kind}.tif", values, kind=kind), values.astype(np.float32))
        assert remarks(tmp_path / f"{kind}.tif") == ""


def test_an_undeclared_number_and_traces_of_an_interpolation_are_no_data(tmp_path):
    values = np.abs(SIGNAL)
    values[:4] = -9999.0
    read = amplitude(tmp_path / "void.tif", values)
    assert np.isnan(read[:4]).all() and "-9999" in remarks(tmp_path / "void.tif")
    np.testing.assert_array_equal(read[4:], np.abs(SIGNAL)[4:])
    values = np.abs(SIGNAL)
    values[7, 7], values[9, 9] = -0.01, -0.02
    read = amplitude(tmp_path / "sinc.tif", values)
    assert np.isnan(read).sum() == 2 and remarks(tmp_path / "sinc.tif") == ""


@pytest.mark.parametrize("turn", [np.pi, 180.0])
def test_phase_is_refused(tmp_path, turn):
    phase = np.angle(SIGNAL) / np.pi * turn
    assert "is a phase" in refusal(tmp_path / "a.tif", phase)
    assert "is a phase" in refusal(tmp_path / "b.tif", np.abs(phase), names=("phase_HH",))
    assert "is a phase" in refusal(tmp_path / "c.tif", np.abs(phase), unit="rad")
    assert "2 bands" in refusal(tmp_path / "d.tif", phase, np.roll(phase, 7, 0))
    from_zero = phase % (2.0 * turn)
    assert "is a phase" in refusal(tmp_path / "e.tif", from_zero)
    np.testing.assert_allclose(amplitude(tmp_path / "f.tif", from_zero, names=("amplitude",)), from_zero, rtol=1e-6)


def test_negative_values_are_refused(tmp_path):
    for scale in (1.0, 100.0):
        text = refusal(tmp_path / "real.tif", scale * SIGNAL.real)
        assert "negative values" in text and "dB" in text
    assert "one part" in refusal(tmp_path / "i.tif", SIGNAL.real, names=("i_HH",))
    assert "negative values" in refusal(tmp_path / "minus.tif", -np.abs(SIGNAL) * 1000.0)
    assert "negative values" in refusal(tmp_path / "named.tif", DECIBELS, names=("amplitude",))


def test_bands_of_other_things_are_a_question(tmp_path):
    values = np.abs(SIGNAL)
    assert "HH, HV" in refusal(tmp_path / "a.tif", values, values, names=("HH", "HV"))
    assert "2 bands without names" in refusal(tmp_path / "b.tif", values, 2.0 * values)
    assert "2 bands without names" in refusal(tmp_path / "c.tif", values, np.angle(SIGNAL))
    assert "3 bands" in refusal(tmp_path / "d.tif", values, values, values)
    # Two polarisations, not two parts.
    assert "2 bands without names" in refusal(tmp_path / "e.tif", SIGNAL, 0.9 * SIGNAL, kind=gdal.GDT_CFloat32)


def test_imports_and_matching_say_what_was_converted(tmp_path):
    path, said = slant(tmp_path / "parts.tif", SIGNAL.real, SIGNAL.imag), []
    given = {"input": str(path), "output": str(tmp_path / "out.tif"), "looks_range": 2}
    importimage.run(parse_parameters(importimage.Parameters, given), Context(report=said.append))
    assert sum("real and imaginary" in message.get("text", "") for message in said) == 1
    power = (np.abs(SIGNAL.astype(complex)) ** 2).reshape(LINES, SAMPLES // 2, 2).mean(2)
    read = SlantImage.open(tmp_path / "out.tif").read(0, 0, LINES, SAMPLES // 2)
    np.testing.assert_allclose(read, np.sqrt(power), rtol=1e-5)
    said.clear()
    level = slant(tmp_path / "level.tif", DECIBELS)
    given = {"reference": str(level), "secondary": str(path), "output": str(tmp_path / "a.gpkg")}
    with pytest.raises(EngineError):  # the same track twice
        createpatches.run(parse_parameters(createpatches.Parameters, given), Context(report=said.append))
    texts = " ".join(message.get("text", "") for message in said)
    assert "decibels" in texts and "real and imaginary" in texts


def test_the_raster_of_a_track(tmp_path):
    _, image, said = made(tmp_path, DECIBELS.astype(np.float32))
    np.testing.assert_allclose(image.read(0, 0, LINES, SAMPLES), LEVEL, rtol=1e-5)
    assert any("decibels" in message.get("text", "") for message in said)
    raster(tmp_path / "phase.tif", np.angle(SIGNAL).astype(np.float32))
    with pytest.raises(EngineError, match="phase"):
        made(tmp_path, np.angle(SIGNAL).astype(np.float32))
