"""Which interpreter and packages are taken, and what is said when they are missing."""

import os
import sys
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback, QgsSettings

from sar_radargrammetry.bridge import location, settings
from sar_radargrammetry.bridge.location import EngineLocation, engine_location
from sar_radargrammetry.setup import lock


@pytest.fixture
def unconfigured(monkeypatch):
    for variable in (location.PYTHON_VARIABLE, location.PACKAGES_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    yield
    for name in settings.NAMES:
        QgsSettings().remove(settings.STORE + name)


def fill(folder, **versions):
    """Distributions of the whole lock, some in other versions."""
    for wanted in lock.locked(sys.version_info[:2]):
        version = versions.get(wanted.name, wanted.version)
        if version:
            (folder / f"{wanted.name.replace('-', '_')}-{version}.dist-info").mkdir(parents=True)
    return folder


def test_by_default_qgis_and_the_profile(qgis_app, unconfigured):
    found = engine_location()
    assert Path(found.interpreter).name.startswith("python")
    assert Path(found.packages) == Path(QgsApplication.qgisSettingsDirPath()) / "sar_radargrammetry" / "packages"


def test_a_variable_comes_before_a_setting(qgis_app, unconfigured, monkeypatch):
    settings.set_value(settings.PYTHON, "/setting/python")
    settings.set_value(settings.FOLDER, "/setting/packages")
    assert engine_location() == EngineLocation("/setting/python", "/setting/packages")
    monkeypatch.setenv(location.PYTHON_VARIABLE, "/variable/python")
    monkeypatch.setenv(location.PACKAGES_VARIABLE, "/variable/packages")
    assert engine_location() == EngineLocation("/variable/python", "/variable/packages")


@pytest.mark.parametrize("name", ["stereodsm", "importimage", "finetune"])
def test_missing_packages_are_one_sentence_with_the_fix(algorithm, unconfigured, monkeypatch, tmp_path, name):
    monkeypatch.setenv(location.PACKAGES_VARIABLE, str(tmp_path / "päckages"))
    can, reason = algorithm(name).canExecute()
    assert not can
    assert f"torch, sarpy, pyproj and others) are not in {tmp_path / 'päckages'}" in reason
    assert "sar_radargrammetry:setupengine" in reason and "Set up engine" in reason
    assert "\n" not in reason


def test_packages_of_an_older_plugin_are_one_sentence_with_the_fix(algorithm, unconfigured, monkeypatch, tmp_path):
    monkeypatch.setenv(location.PACKAGES_VARIABLE, str(fill(tmp_path / "pk", scipy="1.9.0")))
    can, reason = algorithm("stereodsm").canExecute()
    assert not can
    assert "not those of this version of the plugin (scipy 1.9.0 instead of" in reason
    assert "sar_radargrammetry:setupengine" in reason


def test_packages_for_another_python_are_one_sentence_with_the_fix(algorithm, unconfigured, monkeypatch, tmp_path):
    lock.Record(lock="", python="3.8", numpy="1.0", torch="cpu").write(fill(tmp_path / "pk"))
    monkeypatch.setenv(location.PACKAGES_VARIABLE, str(tmp_path / "pk"))
    can, reason = algorithm("stereodsm").canExecute()
    assert not can
    assert "are for Python 3.8" in reason and f"{sys.version_info[0]}.{sys.version_info[1]}" in reason


def test_a_missing_interpreter_is_one_sentence_with_the_fix(algorithm, unconfigured, monkeypatch):
    monkeypatch.setenv(location.PYTHON_VARIABLE, "/no/such/python")
    for name in ("stereodsm", "setupengine"):
        can, reason = algorithm(name).canExecute()
        assert not can
        assert "interpreter /no/such/python cannot be run" in reason
        assert settings.WHERE in reason and location.PYTHON_VARIABLE in reason


def test_running_without_packages_fails_with_the_same_sentence(algorithm, unconfigured, monkeypatch, tmp_path):
    monkeypatch.setenv(location.PACKAGES_VARIABLE, str(tmp_path))
    importing = algorithm("importimage")
    parameters = {"INPUT": str(tmp_path / "in.nitf"), "OUTPUT": str(tmp_path / "out.tif")}
    with pytest.raises(QgsProcessingException, match="The engine's packages"):
        importing.run(parameters, QgsProcessingContext(), QgsProcessingFeedback(), catchExceptions=False)


def test_with_the_packages_it_can_run(algorithm, engine):
    assert algorithm("stereodsm").canExecute() == (True, "")


def test_setting_up_needs_no_packages(algorithm, unconfigured, monkeypatch, tmp_path):
    monkeypatch.setenv(location.PACKAGES_VARIABLE, str(tmp_path / "nowhere"))
    assert algorithm("setupengine").canExecute() == (True, "")


def test_qgis_own_environment_is_left_alone(algorithm, tmp_path):
    before, path = dict(os.environ), list(sys.path)
    parameters = {"INPUT": str(tmp_path / "in.nitf"), "OUTPUT": str(tmp_path / "out.tif")}
    algorithm("importimage").run(parameters, QgsProcessingContext(), QgsProcessingFeedback())
    assert dict(os.environ) == before
    assert sys.path == path
    assert "torch" not in sys.modules
