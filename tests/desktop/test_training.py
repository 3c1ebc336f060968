"""A pair and its surface model, by buttons, to weights of one's own and an elevation made with them."""

from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsProcessingContext, QgsProcessingFeedback


def run(algorithm, parameters):
    """Run one algorithm as a dialog does: its results, and the text it showed."""
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
    accepted, reason = algorithm.checkParameterValues(parameters, context)
    assert accepted, reason
    results, _ = algorithm.run(parameters, context, feedback, catchExceptions=False)
    return results, feedback.textLog()


@pytest.fixture(scope="module")
def scene(provider, engine, tmp_path_factory):
    """Parameters of a simulated pair; its true surface stands for the user's own."""
    folder = tmp_path_factory.mktemp("scene")
    images = {name.upper(): str(folder / f"{name}.tif") for name in ("reference", "secondary", "truth")}
    made, _ = run(
        provider.algorithm("simulatepair").create(),
        {"SIZE": 330.0, "RANGE_SPACING": 1.0, "AZIMUTH_SPACING": 1.0, "SEED": 4, **images},
    )
    return {"folder": folder, **made}


@pytest.fixture(scope="module")
def training_set(provider, scene):
    parameters = {
        "REFERENCE": scene["REFERENCE"],
        "SECONDARY": scene["SECONDARY"],
        "REFERENCE_DSM": scene["TRUTH"],
        "PATCH_SIZE": 72,
        "OUTPUT": str(scene["folder"] / "set"),
    }
    return run(provider.algorithm("createtrainingset").create(), parameters)[0]


def test_a_training_set_has_both_kinds_of_samples(training_set):
    assert training_set["TRAINING_SAMPLES"] >= 1
    assert training_set["VALIDATION_SAMPLES"] >= 1
    assert 0.1 < training_set["SEEN_SHARE"] <= 1.0
    assert list(Path(training_set["OUTPUT"], "previews").glob("*.png"))


def test_finetuned_weights_make_an_elevation(provider, scene, training_set):
    folder = scene["folder"]
    parameters = {
        "TRAINING_SET": training_set["OUTPUT"],
        "STEPS": 2,
        "OUTPUT": str(folder / "own.safetensors"),
        "REPORT": str(folder / "own.html"),
    }
    trained, said = run(provider.algorithm("finetune").create(), parameters)
    assert "PCK@3" in said
    for name in ("PCK1", "PCK3"):
        assert 0.0 < trained[f"{name}_BEFORE"] <= 1.0
        assert 0.0 < trained[f"{name}_AFTER"] <= 1.0
    assert "<html" in Path(trained["REPORT"]).read_text("utf-8").lower()
    measured, _ = run(
        provider.algorithm("stereodsm").create(),
        {
            "REFERENCE": scene["REFERENCE"],
            "SECONDARY": scene["SECONDARY"],
            "WEIGHTS": trained["OUTPUT"],
            "PATCH_SIZE": 256,
            "ELEVATION": str(folder / "dsm.tif"),
            "ERROR": str(folder / "error.tif"),
        },
    )
    elevation = gdal.Open(measured["ELEVATION"]).ReadAsArray()
    assert np.mean(elevation != -9999.0) > 0.1
