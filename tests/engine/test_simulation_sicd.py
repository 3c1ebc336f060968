"""SICD products, read back with sarpy and projected by sarpy's own functions."""

import warnings

import numpy as np
import pytest

from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.simulation.sicd_product import INTEGER_SCALE, TABLE_DB, write_sicd

PIXEL_TYPES = ("RE32F_IM32F", "RE16I_IM16I", "AMP8I_PHS8I")


@pytest.fixture(scope="module", params=["right", "left"])
def product(request):
    settings = PairSettings(terrain="plains", size=120.0, look_side=request.param, crossing=15.0)
    exposure = expose(settings, make_ground(settings), 1)
    return exposure, exposure.image()


def written(product, path, pixel_type):
    from sarpy.io.complex.sicd import SICDReader

    exposure, image = product
    blocks = iter([image[:256], image[256:]])
    write_sicd(path, blocks, exposure.model, core_name="test", pixel_type=pixel_type, noise=exposure.noise)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = SICDReader(str(path))
        pixels = reader[:, :]
    return reader.sicd_meta, pixels


@pytest.mark.parametrize("pixel_type", PIXEL_TYPES)
def test_pixels_come_back(product, tmp_path, pixel_type):
    exposure, image = product
    metadata, pixels = written(product, tmp_path / "a b é.nitf", pixel_type)
    assert metadata.ImageData.PixelType == pixel_type
    back = pixels.T if exposure.model.look_side == "right" else pixels.T[::-1]
    assert back.shape == image.shape
    if pixel_type == "RE32F_IM32F":
        assert np.array_equal(back, image)
    elif pixel_type == "RE16I_IM16I":
        # Beta nought as the product's own scale factor says.
        assert metadata.Radiometric.BetaZeroSFPoly(0.0, 0.0) == pytest.approx(INTEGER_SCALE**-2)
        assert np.abs(back / INTEGER_SCALE - image).max() < 0.75 / INTEGER_SCALE
    else:
        strong = np.abs(image) > 0.05
        step = 10.0 ** (TABLE_DB / 20.0 / 254.0) - 1.0
        assert np.abs(np.abs(back[strong]) / np.abs(image[strong]) - 1.0).max() < 0.51 * step
        assert np.abs(np.angle(back[strong] / image[strong])).max() < 1.01 * np.pi / 256.0
    # The blank border holds the noise that the product states.
    noise = np.mean(np.abs(back[:, :12]) ** 2)
    assert 10.0 * np.log10(noise) == pytest.approx(metadata.Radiometric.NoiseLevel.NoisePoly(0.0, 0.0), abs=0.5)


def test_sarpy_projects_as_the_model_does(product, tmp_path):
    model = product[0].model
    metadata, _ = written(product, tmp_path / "a.nitf", "AMP8I_PHS8I")
    random = np.random.default_rng(1)
    line, sample = random.uniform(0, model.lines - 1, 60), random.uniform(0, model.samples - 1, 60)
    height = random.uniform(50.0, 250.0, 60)
    xyz = image_to_ground(model, line, sample, height)
    column = line if model.look_side == "right" else model.lines - 1 - line
    pixel, _, _ = metadata.project_ground_to_image(xyz, tolerance=1e-6, max_iterations=50)
    assert np.abs(pixel - np.stack([sample, column], axis=-1)).max() < 1e-3
    for i in range(8):
        found = metadata.project_image_to_ground(
            np.array([sample[i], column[i]]), projection_type="HAE", hae0=height[i], tolerance=1e-6, max_iterations=50
        )
        assert np.linalg.norm(found - xyz[i]) < 1e-3


def test_metadata_agrees_with_itself(product, tmp_path):
    """What SICD's own consistency rules ask of a zero-Doppler stripmap image."""
    from sarpy.io.complex.sicd_elements import validation_checks

    model = product[0].model
    metadata, _ = written(product, tmp_path / "a.nitf", "RE32F_IM32F")
    errors = []
    for element in (metadata, metadata.RMA.INCA, metadata.Grid, metadata.GeoData):
        element.log_validity_error = errors.append
    validation_checks.detailed_validation_checks(metadata)
    assert errors == []
    time = np.linspace(model.trajectory.start, model.trajectory.end, 300)
    assert np.abs(metadata.Position.ARPPoly(time) - model.trajectory.at(time)[0]).max() < 1e-5
    inca, grid = metadata.RMA.INCA, metadata.Grid
    assert metadata.SCPCOA.SideOfTrack == model.look_side[0].upper()
    assert metadata.SCPCOA.DopplerConeAng == pytest.approx(90.0, abs=1e-6)
    assert metadata.SCPCOA.IncidenceAng == pytest.approx(50.0, abs=0.2)
    assert np.array_equal(grid.TimeCOAPoly.Coefs[0], inca.TimeCAPoly.Coefs)
    assert (inca.TimeCAPoly.Coefs[1] > 0) == (model.look_side == "right")
    assert grid.Row.UVectECF.get_array() @ grid.Col.UVectECF.get_array() == pytest.approx(0.0, abs=1e-9)


def test_a_squinted_model_or_a_wrong_size_is_an_error_of_the_caller(product, tmp_path):
    import dataclasses

    exposure, image = product
    squinted = dataclasses.replace(exposure.model, range_rate=(5.0,))
    with pytest.raises(ValueError, match="zero-Doppler"):
        write_sicd(tmp_path / "a.nitf", iter([image]), squinted, core_name="test")
    with pytest.raises(ValueError, match="lines"):
        write_sicd(tmp_path / "a.nitf", iter([image[:-3]]), exposure.model, core_name="test")
    assert list(tmp_path.iterdir()) == []
