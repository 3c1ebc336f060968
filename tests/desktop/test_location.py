"""Which interpreter and packages are taken, and what is said when they are missing."""

import os
import sys
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback, QgsSettings

from sar_radargrammetry.bridge import location
from sar_radargrammetry.bridge.location import EngineLocation, engine_location, missing_packages


@pytest.fixture
def unconfigured(monkeypatch):
    for variable in (location.PYTHON_VARIABLE, location.PACKAGES_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    yield
    for setting in (location.PYTHON_SETTING, location.PACKAGES_SETTING):
        QgsSettings().remove(setting)


def test_by_default_qgis_and_the_profile(qgis_app, unconfigured):
    found = engine_location()
    assert Path(found.interpreter).name.startswith("python")
    assert Path(found.packages) == Path(QgsApplication.qgisSettingsDirPath()) / "sar_radargrammetry" / "packages"


def test_a_setting_comes_before_a_variable(qgis_app, unconfigured, monkeypatch):
    monkeypatch.setenv(location.PYTHON_VARIABLE, "/variable/python")
    monkeypatch.setenv(location.PACKAGES_VARIABLE, "/variable/packages")
    assert engine_location() == EngineLocation("/variable/python", "/variable/packages")
    QgsSettings().setValue(location.PYTHON_SETTING, "/setting/python")
    QgsSettings().setValue(location.PACKAGES_SETTING, "/setting/packages")
    assert engine_location() == EngineLocation("/setting/python", "/setting/packages")


def test_packages_are_known_by_their_distributions(tmp_path):
    lock = tmp_path / "lock.txt"
    lock.write_text("torch==2.13.0\nMarkupSafe==3.0.2\n# a remark\n\npython-dateutil==2.9.0 ; extra\nscipy>=1\n")
    for name in ("torch-2.13.0+cpu.dist-info", "markupsafe-3.0.2.dist-info", "python_dateutil-2.9.0.dist-info"):
        (tmp_path / name).mkdir()
    assert missing_packages(tmp_path, lock) == ["scipy"]
    assert missing_packages(tmp_path / "nowhere", lock) == ["torch", "MarkupSafe", "python-dateutil", "scipy"]


def test_missing_packages_are_one_sentence_with_the_fix(algorithm, unconfigured, monkeypatch, tmp_path):
    monkeypatch.setenv(location.PACKAGES_VARIABLE, str(tmp_path / "päckages"))
    can, reason = algorithm("stereodsm").canExecute()
    assert not can
    assert f"torch, sarpy, pyproj and others) are not in {tmp_path / 'päckages'}" in reason
    assert "README" in reason and "requirements.txt" in reason
    assert location.PACKAGES_VARIABLE in reason
    assert "\n" not in reason


def test_a_missing_interpreter_is_one_sentence_with_the_fix(algorithm, unconfigured, monkeypatch):
    monkeypatch.setenv(location.PYTHON_VARIABLE, "/no/such/python")
    can, reason = algorithm("stereodsm").canExecute()
    assert not can
    assert "interpreter /no/such/python cannot be run" in reason
    assert location.PYTHON_SETTING in reason


def test_running_without_packages_fails_with_the_same_sentence(algorithm, unconfigured, monkeypatch, tmp_path):
    monkeypatch.setenv(location.PACKAGES_VARIABLE, str(tmp_path))
    stereo = algorithm("importimage")
    parameters = {"INPUT": str(tmp_path / "in.nitf"), "OUTPUT": str(tmp_path / "out.tif")}
    with pytest.raises(QgsProcessingException, match="The engine's packages"):
        stereo.run(parameters, QgsProcessingContext(), QgsProcessingFeedback(), catchExceptions=False)


def test_with_the_packages_it_can_run(algorithm):
    assert algorithm("stereodsm").canExecute() == (True, "")


def test_qgis_own_environment_is_left_alone(algorithm, tmp_path):
    before, path = dict(os.environ), list(sys.path)
    parameters = {"INPUT": str(tmp_path / "in.nitf"), "OUTPUT": str(tmp_path / "out.tif")}
    algorithm("importimage").run(parameters, QgsProcessingContext(), QgsProcessingFeedback())
    assert dict(os.environ) == before
    assert sys.path == path
    assert "torch" not in sys.modules
