"""The bundled graphical models: valid, complete, and run by qgis_process."""

import json

import numpy as np
import pytest
from algorithm_runs import qgis_process
from osgeo import gdal
from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingModelAlgorithm

from sar_radargrammetry.algorithms.models import ABOUT, MODELS

PROMISE = {
    "pairtoelevation": "REFERENCE SECONDARY DEM PATCH_SIZE",
    "pairtoweights": "REFERENCE SECONDARY REFERENCE_DSM STEPS PATCH_SIZE",
    "elevationtoreport": "ELEVATION REFERENCE_DSM ERROR REFERENCE_VERTICAL",
}
MADE = {
    "pairtoelevation": {"Elevation", "Error", "Reasons of voids", "Report on the pair"},
    "pairtoweights": {
        "Trained weights",
        "Report on the training",
        "Elevation",
        "Error",
        "Reasons of voids",
        "Report on the elevation",
    },
    "elevationtoreport": {
        "Difference",
        "Accuracy report",
        "Difference without the shift",
        "Accuracy report without the shift",
    },
}


def destinations(model):
    """Short name of an output -> its parameter's name, which versions of QGIS build in different ways."""
    return {d.name().rpartition(":")[2]: d.name() for d in model.destinationParameterDefinitions()}


@pytest.mark.parametrize("name", PROMISE)
def test_a_model_has_its_inputs_and_outputs_and_all_its_steps(algorithm, name):
    model = algorithm(name)
    assert isinstance(model, QgsProcessingModelAlgorithm)
    assert model.id() == f"sar_radargrammetry:{name}" and model.displayName() == ABOUT[name][0]
    inputs = [d.name() for d in model.parameterDefinitions() if not d.isDestination()]
    assert inputs == PROMISE[name].split()
    assert set(destinations(model)) == MADE[name]
    for output, parameter in destinations(model).items():
        title = "Error (1 sigma)" if output == "Error" else output
        assert model.parameterDefinition(parameter).description() == title
    for step, child in model.childAlgorithms().items():
        assert child.algorithm() is not None, step
        assert model.validateChildAlgorithm(step)[0], step
    assert all(d.help() for d in model.parameterDefinitions() if not d.isDestination())


def test_models_lie_in_a_group_after_the_algorithms(provider):
    models = [a for a in provider.algorithms() if isinstance(a, QgsProcessingModelAlgorithm)]
    assert {model.name() for model in models} == set(PROMISE) == {path.stem for path in MODELS.glob("*.model3")}
    assert {(model.groupId(), model.group()) for model in models} == {("models", "8 Models")}
    others = {a.group() for a in provider.algorithms()} - {"8 Models"}
    assert max(others) < "8 Models"


def test_the_steps_have_the_defaults_of_their_algorithms(provider):
    """A default that changes must change in the models too: bash scripts/models.sh."""
    for name in PROMISE:
        for child in provider.algorithm(name).childAlgorithms().values():
            for definition in child.algorithm().parameterDefinitions():
                for source in child.parameterSources().get(definition.name(), []):
                    fixed = source.source() == source.fromStaticValue(0).source()
                    if fixed and definition.name() != "COREGISTER":
                        assert source.staticValue() == definition.defaultValue(), (name, definition.name())


@pytest.fixture(scope="module")
def pair(provider, engine, tmp_path_factory):
    """Folder of a tiny simulated pair with its truth."""
    folder = tmp_path_factory.mktemp("models")
    parameters = {"SIZE": 300.0, "RANGE_SPACING": 1.0, "AZIMUTH_SPACING": 1.0, "SEED": 4}
    parameters |= {name.upper(): str(folder / f"{name}.tif") for name in ("reference", "secondary", "truth")}
    provider.algorithm("simulatepair").create().run(parameters, QgsProcessingContext(), QgsProcessingFeedback())
    return folder


@pytest.fixture
def run_model(algorithm, tmp_path):
    """Runs a model in qgis_process, all its outputs below tmp_path; gives their files by short name."""

    def run(name, **inputs):
        named = destinations(algorithm(name))
        files = {key: tmp_path / f"{key.lower()}.{ending(key)}" for key in named}
        given = [f"{key}={value}" for key, value in inputs.items()]
        given += [f"{named[key]}={file}" for key, file in files.items()]
        own = tmp_path / name  # a profile in which the plugin is to be enabled yet
        own.mkdir()
        done = qgis_process(["--json", "run", f"sar_radargrammetry:{name}", "--", *given], own)
        assert done.returncode == 0, done.stderr
        results = json.loads(done.stdout[done.stdout.index("{") :])["results"]
        assert {key.rpartition(":")[2] for key in results} >= set(files)
        assert all(file.stat().st_size > 0 for file in files.values())
        return files

    return run


def pixels(path):
    values = gdal.Open(str(path)).ReadAsArray()
    first = values if values.ndim == 2 else values[0]
    return first, first != -9999.0


def ending(output):
    """Of the file that an output is."""
    return "safetensors" if "weights" in output else "html" if "eport" in output else "tif"


def test_a_pair_becomes_an_elevation_and_that_a_report(run_model, pair, tmp_path):
    images = {"REFERENCE": pair / "reference.tif", "SECONDARY": pair / "secondary.tif"}
    made = run_model("pairtoelevation", **images, PATCH_SIZE=256)
    _, known = pixels(made["Elevation"])
    sigmas, _ = pixels(made["Error"])
    assert known.mean() > 0.1 and (sigmas[known] > 0.0).all()
    for name in ("elevation", "error", "reasons of voids"):
        assert (tmp_path / f"{name}.qml").is_file()
    judged = run_model(
        "elevationtoreport", ELEVATION=made["Elevation"], ERROR=made["Error"], REFERENCE_DSM=pair / "truth.tif"
    )
    differences, known = pixels(judged["Difference"])
    shifted, _ = pixels(judged["Difference without the shift"])
    assert abs(np.median(differences[known])) < 2.0
    assert not np.array_equal(differences, shifted)


def test_a_pair_and_its_surface_become_weights_and_an_elevation(run_model, pair):
    images = {"REFERENCE": pair / "reference.tif", "SECONDARY": pair / "secondary.tif"}
    made = run_model(
        "pairtoweights",
        **images,
        REFERENCE_DSM=pair / "truth.tif",
        STEPS=2,
        PATCH_SIZE=72,
    )
    _, known = pixels(made["Elevation"])
    assert known.mean() > 0.1
    assert made["Trained weights"].stat().st_size > 1e6
