"""What a user of version 0.9.0 has in QGIS is kept: models, the history of Processing, settings, the engine.

`version_0_9_0.zip` holds the algorithms of 0.9.0 with their parameters, choices and outputs, and its graphical models,
which users saved copies of. It is never written again.
"""

import json
import sys
import zipfile
from pathlib import Path

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingModelAlgorithm, QgsSettings

from sar_radargrammetry.bridge import settings
from sar_radargrammetry.bridge.kept_work import kept_work, store
from sar_radargrammetry.bridge.settings import EngineSettings, engine_settings
from sar_radargrammetry.setup import lock
from sar_radargrammetry.setup.install import Plan, remove

FROZEN = zipfile.ZipFile(Path(__file__).with_name("version_0_9_0.zip"))
ALGORITHMS = json.loads(FROZEN.read("algorithms.json"))
MODELS = [name for name in FROZEN.namelist() if name.endswith(".model3")]


@pytest.mark.parametrize("name", ALGORITHMS)
def test_calls_of_the_history_of_version_0_9_0_are_still_right(algorithm, name):
    """`processing.run` and `qgis_process` with names and choices of then."""
    today = algorithm(name)
    for parameter, choices in ALGORITHMS[name]["parameters"].items():
        definition = today.parameterDefinition(parameter)
        assert definition is not None, parameter
        assert set(choices or ()) <= set(definition.options() if choices else ()), parameter
    assert set(ALGORITHMS[name]["outputs"]) <= {definition.name() for definition in today.outputDefinitions()}
    for definition in today.parameterDefinitions():
        if definition.name() not in ALGORITHMS[name]["parameters"]:
            assert definition.flags() & definition.Flag.FlagOptional, f"{definition.name()} needs later=True"


@pytest.mark.parametrize("name", MODELS)
def test_a_model_that_was_saved_with_version_0_9_0_opens_and_is_valid(provider, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(FROZEN.read(name))
    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(str(path))
    assert len(model.childAlgorithms()) > 1
    for step, child in model.childAlgorithms().items():
        assert child.algorithm() is not None, step
        assert model.validateChildAlgorithm(step) == (True, []), step
        known = {definition.name() for definition in child.algorithm().parameterDefinitions()}
        assert set(child.parameterSources()) <= known, step
    inputs = [d for d in model.parameterDefinitions() if not d.isDestination() and d.type() == "raster"]
    accepted, _ = model.checkParameterValues({d.name(): None for d in inputs}, QgsProcessingContext())
    assert not accepted


@pytest.fixture
def stored():
    """Settings as 0.9.0 stored them."""
    kept = {"FOLDER": "/data/engine", "PYTHON": "/usr/bin/python3", "DEVICE": 2, "THREADS": "3", "MEMORY": "1.5"}
    for name, value in {**kept, "KEEP": "true"}.items():
        QgsSettings().setValue(f"Processing/Configuration/SAR_RADARGRAMMETRY_{name}", value)
    yield
    for name in settings.NAMES:
        QgsSettings().remove(settings.STORE + name)


def test_settings_of_version_0_9_0_are_in_force(provider, stored):
    assert engine_settings() == EngineSettings("/data/engine", "/usr/bin/python3", "cuda", 3, 1.5, True, 0)


def test_an_engine_folder_of_version_0_9_0_is_used_or_named(tmp_path, provider):
    """On Python 3.11 the packages are the same; elsewhere the sentence names those that are not."""
    record = {"lock": "0" * 64, "python": "3.11", "numpy": "1.24.2", "torch": "cpu", "bytes": 1}
    (tmp_path / lock.RECORD_NAME).write_text(json.dumps(record))
    for wanted in lock.locked((3, 11)):
        (tmp_path / f"{wanted.name.replace('-', '_')}-{wanted.version}.dist-info").mkdir()
    assert lock.problem(tmp_path, (3, 11)) == ""
    assert "are for Python 3.11, and QGIS comes with 3.12 now" in lock.problem(tmp_path, (3, 12))
    (tmp_path / f"scipy-{dict(map(str_pair, lock.locked((3, 11))))['scipy']}.dist-info").rename(
        tmp_path / "scipy-1.9.0.dist-info"
    )
    assert "not those of this version of the plugin (scipy 1.9.0 instead of" in lock.problem(tmp_path, (3, 11))


def str_pair(requirement):
    return requirement.name, requirement.version


def test_an_engine_folder_of_the_first_kind_may_be_removed(tmp_path):
    """Its mark has another name."""
    folder = tmp_path / "packages"
    folder.mkdir()
    (folder / ".lock-checksum").write_text("0" * 64)

    class Silent:
        isCanceled = staticmethod(lambda: False)
        setProgress = pushInfo = pushWarning = pushDebugInfo = staticmethod(lambda _: None)

    remove(Plan(sys.executable, folder), Silent())
    assert not folder.exists()


def test_damaged_kept_work_does_not_keep_a_run_from_beginning(provider):
    """A claim of another version that nobody can read counts for nothing."""
    with kept_work("stereodsm", {"reference": "of an upgrade"}) as work:
        claim = work.with_suffix(".lock")
    store().mkdir(parents=True, exist_ok=True)
    claim.write_text("a claim of another kind")
    with kept_work("stereodsm", {"reference": "of an upgrade"}) as again:
        assert again in (work, None)
    claim.unlink(missing_ok=True)
