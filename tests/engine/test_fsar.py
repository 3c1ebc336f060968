"""F-SAR images in RAT files, written as PyRAT describes them, with a sidecar for their geometry."""

import numpy as np
import pytest
from slant_models import same_model, slant_model

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs.importimage import Parameters, run
from sar_radargrammetry.engine.parameters.declare import parse_parameters
from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.sensor.sidecar import sidecar_path, write_sidecar

LINES, SAMPLES = 30, 20


def pixels(kind=np.complex64):
    rng = np.random.default_rng(3)
    return (rng.normal(size=(LINES, SAMPLES)) + (1j * rng.normal(size=(LINES, SAMPLES)) + 5)).astype(kind)


def write_rat(path, values, code, sidecar=True):
    header = bytearray(1000)
    header[:8] = b"RAT2" + np.float32(2.0).tobytes()
    sizes = list(values.shape[::-1]) + [0] * (8 - values.ndim)
    header[8:52] = np.array([values.ndim, 1, *sizes, code], "<i4").tobytes()
    path.write_bytes(bytes(header) + values.tobytes())
    if sidecar:
        write_sidecar(sidecar_path(path), slant_model(LINES, SAMPLES), {"sensor": "F-SAR"})
    return path


FUZZED = {"F-SAR": lambda folder: write_rat(folder / "a.rat", pixels(), 6)}
"""Writers of products for test_import_fuzz.py."""


def refused(path, *words):
    with pytest.raises(EngineError) as error:
        open_product(path)
    text = str(error.value)
    assert "\n" not in text and text.endswith(".") and path.name in text
    for word in words:
        assert word in text


@pytest.mark.parametrize(("kind", "code"), [(np.complex64, 6), (np.complex128, 9)])
def test_windows(tmp_path, kind, code):
    reader = open_product(write_rat(tmp_path / "slc.rat", pixels(kind), code))
    np.testing.assert_allclose(reader.read(4, 3, 20, 11), pixels(kind)[4:24, 3:14], rtol=1e-6)
    assert reader.read(0, 0, 2, 2).dtype == np.complex64


def test_import(tmp_path):
    path = write_rat(tmp_path / "amplitude.rat", np.abs(pixels()), 4)
    run(parse_parameters(Parameters, {"input": str(path), "output": str(tmp_path / "a.tif")}), Context())
    image = SlantImage.open(tmp_path / "a.tif")
    np.testing.assert_array_equal(image.read(0, 0, LINES, SAMPLES), np.abs(pixels()))
    assert same_model(image.model, slant_model(LINES, SAMPLES)) and image.info["sensor"] == "F-SAR"


def test_without_geometry(tmp_path):
    refused(write_rat(tmp_path / "slc.rat", pixels(), 6, sidecar=False), "slc.sargeom.json", "fsarcamp")


def test_geometry_of_another_image(tmp_path):
    refused(write_rat(tmp_path / "slc.rat", pixels()[:10], 6), "10 lines", "30 lines")


@pytest.mark.parametrize(("values", "code"), [(pixels().real.astype(np.int16), 2), (np.ones((2, 3, 4), np.float32), 4)])
def test_other_contents(tmp_path, values, code):
    refused(write_rat(tmp_path / "slc.rat", values, code), f"data type {code}")


def test_its_sidecar_is_not_overwritten(tmp_path):
    path = write_rat(tmp_path / "slc.rat", pixels(), 6)
    with pytest.raises(EngineError, match="overwrite"):
        run(parse_parameters(Parameters, {"input": str(path), "output": str(tmp_path / "slc.tif")}), Context())


@pytest.mark.parametrize("size", [40, 999, 2000])
def test_truncated(tmp_path, size):
    path = write_rat(tmp_path / "slc.rat", pixels(), 6)
    path.write_bytes(path.read_bytes()[:size])
    refused(path, "truncated")
