"""The page Settings > Options > Processing: the lines are there, and what they say reaches the engine."""

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsSettings

from sar_radargrammetry import classFactory
from sar_radargrammetry.bridge import engine, options, settings
from sar_radargrammetry.bridge.environment import engine_environment
from sar_radargrammetry.bridge.settings import EngineSettings, engine_settings
from sar_radargrammetry.engine import memory
from sar_radargrammetry.engine.files import intermediate
from sar_radargrammetry.engine.workers import sharing


@pytest.fixture
def page(provider):
    """Processing's own settings, whose values are forgotten afterwards."""
    from processing.core.ProcessingConfig import ProcessingConfig

    yield ProcessingConfig
    for name in settings.NAMES:
        QgsSettings().remove(settings.STORE + name)
    options.remove_options()
    options.add_options()


def choose(page, name, value):
    """What the page does when a user has changed a line and presses OK."""
    page.settings[name].setValue(value)
    page.settings[name].save()


def test_the_lines_are_on_the_page_under_one_heading(page):
    lines = page.getSettings()["SAR Radargrammetry"]
    assert [line.name for line in lines] == list(settings.NAMES)
    assert all(line.description for line in lines)
    assert not page.getGroupIcon("SAR Radargrammetry").isNull()
    assert engine_settings() == EngineSettings()


def test_what_is_chosen_is_read(page, tmp_path):
    choose(page, settings.FOLDER, str(tmp_path))
    choose(page, settings.DEVICE, page.settings[settings.DEVICE].options[1])
    choose(page, settings.THREADS, "3")
    choose(page, settings.WORKERS, "4")
    choose(page, settings.MEMORY, "1.5")
    choose(page, settings.KEEP, True)
    assert engine_settings() == EngineSettings(str(tmp_path), "", "cpu", 3, 1.5, True, 4)
    choose(page, settings.KEEP, False)
    assert not engine_settings().keep


def test_the_choices_of_the_device_are_those_of_the_engine(page):
    for index, device in enumerate(settings.DEVICES):
        choose(page, settings.DEVICE, page.settings[settings.DEVICE].options[index])
        assert engine_settings().device == device


@pytest.mark.parametrize("value", ["many", "", None, "-3"])
def test_what_cannot_be_read_counts_as_the_default(page, value):
    for name in (settings.THREADS, settings.WORKERS, settings.MEMORY, settings.DEVICE, settings.KEEP):
        settings.set_value(name, value)
    assert engine_settings() == EngineSettings()


def test_a_reload_of_the_plugin_keeps_them(page, tmp_path):
    choose(page, settings.FOLDER, str(tmp_path))
    choose(page, settings.THREADS, "2")
    registry = QgsApplication.processingRegistry()
    other = classFactory(None)
    options.remove_options()
    assert settings.THREADS not in page.settings
    options.remove_options()  # twice does no harm
    options.add_options()
    assert page.settings[settings.THREADS].value in (2, "2")
    assert engine_settings().folder == str(tmp_path)
    assert other.provider is None and registry.providerById("sar_radargrammetry") is not None


def test_the_engines_process_gets_them():
    chosen = EngineSettings(threads=3, workers=4, memory=1.5, keep=True)
    environment = engine_environment({"OMP_NUM_THREADS": "9"}, "/usr/bin/python3", "/pk", "/plugins", settings=chosen)
    assert environment["OMP_NUM_THREADS"] == environment["MKL_NUM_THREADS"] == "3"
    assert environment[sharing.COUNT_VARIABLE] == "4"
    assert environment[memory.LIMIT_VARIABLE] == str(3 * 2**29)
    assert environment[intermediate.KEEP_VARIABLE] == "1"


def test_without_them_the_environment_rules():
    inherited = {"OMP_NUM_THREADS": "9", memory.LIMIT_VARIABLE: "77", intermediate.KEEP_VARIABLE: "1"}
    environment = engine_environment(inherited, "/usr/bin/python3", "/pk", "/plugins", settings=EngineSettings())
    assert {name: environment[name] for name in inherited} == inherited


def test_the_device_fills_in_where_the_algorithm_leaves_it_open():
    assert engine.with_device({"device": "auto", "x": 1}, "cpu") == {"device": "cpu", "x": 1}
    assert engine.with_device({"device": "cuda"}, "cpu") == {"device": "cuda"}
    assert engine.with_device({"x": 1}, "cuda") == {"x": 1}


class Recorder(QgsProcessingFeedback):
    def __init__(self):
        super().__init__()
        self.warnings = []

    def pushWarning(self, warning):
        self.warnings.append(warning)


@pytest.fixture
def requests(page, monkeypatch):
    """What would be run."""
    seen = []

    def run(**given):
        seen.append(given)
        return {"outputs": 1}

    monkeypatch.setattr(engine, "run_engine", run)
    return seen


@pytest.mark.usefixtures("engine")
def test_a_run_goes_by_them_and_leaves_its_words(page, requests):
    choose(page, settings.THREADS, "1")
    choose(page, settings.DEVICE, page.settings[settings.DEVICE].options[2])
    engine.run_job("matchpatches", {"device": "auto"}, QgsProcessingFeedback())
    assert requests[0]["request"] == {"job": "matchpatches", "parameters": {"device": "cuda"}}
    assert requests[0]["environment"]["OMP_NUM_THREADS"] == "1"
    assert 'matchpatches {"device": "cuda"}' in engine.last_run_log().read_text("utf-8")


@pytest.mark.usefixtures("engine")
def test_a_limit_that_the_system_does_not_keep_is_told(page, requests, monkeypatch):
    choose(page, settings.MEMORY, "2")
    for kept in (True, False):
        monkeypatch.setattr(engine.host, "LIMITS_MEMORY", kept)
        recorder = Recorder()
        engine.run_job("checkpair", {}, recorder)
        assert bool(recorder.warnings) != kept


@pytest.mark.usefixtures("engine")
def test_a_memory_limit_that_is_hit_is_one_sentence(page, algorithm, tmp_path):
    choose(page, settings.MEMORY, "0.5")
    outputs = {name: str(tmp_path / f"{name}.tif") for name in ("REFERENCE", "SECONDARY", "TRUTH")}
    simulate = algorithm("simulatepair")
    with pytest.raises(
        Exception, match=r"not enough memory .* limit of 0\.5 GB; raise the memory limit in the settings"
    ):
        simulate.run(
            {"SIZE": 3000, **outputs}, QgsProcessingContext(), QgsProcessingFeedback(), {}, catchExceptions=False
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("engine")
def test_intermediate_files_stay_where_they_are_wanted(page, algorithm, tmp_path):
    choose(page, settings.KEEP, True)
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    pair = {name: str(tmp_path / f"{name}.tif") for name in ("REFERENCE", "SECONDARY")}
    truth = str(tmp_path / "truth.tif")
    algorithm("simulatepair").run({"SIZE": 120, "TRUTH": truth, **pair}, context, feedback, {}, catchExceptions=False)
    surface = {name: str(tmp_path / f"{name.lower()}.tif") for name in ("ELEVATION", "ERROR")}
    algorithm("stereodsm").run({**pair, **surface, "MATCHER": "poc"}, context, feedback, {}, catchExceptions=False)
    kept = tmp_path / "elevation.stereodsm"
    assert {"patches.gpkg", "correspondence.tif"} <= {path.name for path in kept.iterdir()}
    assert not list(tmp_path.glob(".elevation*"))
