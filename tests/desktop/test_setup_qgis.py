"""Setting the engine up from QGIS: algorithm, dialog, offer, proxy, certificates, diagnostics."""

import sys
import time
from pathlib import Path

import pytest
from qgis.core import (
    QgsNetworkAccessManager,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsSettings,
)
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtWidgets import QApplication, QMainWindow, QPushButton
from wheel_index import LOCK, Words, make_wheel

from sar_radargrammetry.algorithms import setupengine
from sar_radargrammetry.bridge import diagnostics, installation, location, settings
from sar_radargrammetry.bridge.installation import network_environment
from sar_radargrammetry.desktop import setup_dialog, setup_menu, setup_task
from sar_radargrammetry.setup import install, lock
from sar_radargrammetry.setup.pip import Source
from sar_radargrammetry.setup.running import SetupCancelled

TESTED = {"error": 0.5, "versions": {"torch": "1.0"}, "devices": [], "device": "cpu", "threads": 1}


@pytest.fixture
def fresh(provider, tmp_path, monkeypatch):
    """A computer without engine, a folder of tiny wheels, and a test of the engine that always succeeds."""
    for variable in (location.PYTHON_VARIABLE, location.PACKAGES_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    folder = tmp_path / "profile" / "packages"
    settings.set_value(settings.FOLDER, str(folder))
    settings.set_value(settings.PYTHON, sys.executable)
    (tmp_path / "lock.txt").write_text(LOCK)
    for name, version in (("torch", "1.0+cpu"), ("alpha", "1.0"), ("beta-b", "2.0")):
        make_wheel(tmp_path / "wheels", name, version)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setattr(install, "SIZES", {"cpu": (1e3, 1e3), "cuda": (2e3, 2e3)})
    for defaults in (lock.locked, lock.problem, lock.checksum):
        monkeypatch.setattr(defaults, "__defaults__", (*defaults.__defaults__[:-1], tmp_path / "lock.txt"))
    plain = installation.Plan
    made = lambda **given: plain(**given, lock_file=tmp_path / "lock.txt")  # noqa: E731
    monkeypatch.setattr(installation, "Plan", made)
    for module in (setupengine, setup_dialog, diagnostics):
        monkeypatch.setattr(module, "run_job", lambda *_, **__: TESTED)
    yield folder
    for name in settings.NAMES:
        QgsSettings().remove(settings.STORE + name)
    QgsSettings().remove(setup_menu.OFFERED)


def run(algorithm, **parameters):
    words = Recorder()
    return algorithm.run(parameters, QgsProcessingContext(), words, {}, catchExceptions=False)[0], words


class Recorder(QgsProcessingFeedback):
    def __init__(self):
        super().__init__()
        self.said = []

    def pushInfo(self, info):
        self.said.append(info)


def settle(condition):
    """Let QGIS work until `condition`."""
    end = time.monotonic() + 300.0
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        QApplication.processEvents()
        time.sleep(0.01)


@pytest.fixture
def endless(monkeypatch):
    """An installation that goes on until it is cancelled; gives its steps."""
    steps = []

    def wait(plan, feedback):
        steps.append("begun")
        while not feedback.isCanceled():
            time.sleep(0.01)
        steps.append("stopped")
        raise SetupCancelled

    monkeypatch.setattr(setup_dialog, "install", wait)
    return steps


class TestTheAlgorithm:
    def test_installs_tests_and_removes(self, fresh, algorithm):
        assert not algorithm("stereodsm").canExecute()[0]
        wheels = str(fresh.parent.parent / "wheels")
        results, words = run(algorithm("setupengine"), WHEELS=wheels)
        assert results["FOLDER"] == str(fresh) and results["SELFTEST_ERROR"] == 0.5
        assert results["VERSIONS"] == "torch 1.0"
        assert any("1.3 GB" not in line and str(fresh) in line for line in words.said)
        assert algorithm("stereodsm").canExecute() == (True, "")
        assert run(algorithm("setupengine"), ACTION="test")[0]["SELFTEST_ERROR"] == 0.5
        assert run(algorithm("setupengine"), ACTION="remove")[0]["SIZE"] == 0
        assert not fresh.exists()
        assert not algorithm("stereodsm").canExecute()[0]

    def test_keeps_what_was_fetched_where_intermediate_files_are_kept(self, fresh, algorithm):
        settings.set_value(settings.KEEP, True)
        run(algorithm("setupengine"), WHEELS=str(fresh.parent.parent / "wheels"))
        assert len(list(fresh.parent.glob("packages.download/wheels*/*.whl"))) == 3

    def test_says_in_one_sentence_what_is_wrong(self, fresh, algorithm, tmp_path):
        (tmp_path / "empty").mkdir()
        with pytest.raises(QgsProcessingException, match=r"has no wheel of alpha==1\.0"):
            run(algorithm("setupengine"), WHEELS=str(tmp_path / "empty"))

    def test_is_no_failure_when_cancelled_in_the_desktop(self, fresh, algorithm, monkeypatch):
        def cancelled(*_):
            raise SetupCancelled

        monkeypatch.setattr(setupengine, "install", cancelled)
        assert run(algorithm("setupengine"))[0] == {}


class TestTheDialog:
    def test_says_what_how_large_and_where(self, fresh):
        window = setup_dialog.SetupDialog()
        assert "are not in" in window.state.text()
        assert str(fresh) in window.about.text() and "to download" in window.about.text()
        window.index.setText("https://me:secret@mirror.example/simple")
        assert "mirror.example" in window.about.text() and "secret" not in window.about.text()
        window.torch.setCurrentIndex(1)
        assert "graphics cards" in window.about.text()
        assert window.install_button.isEnabled() and not window.test_button.isEnabled()
        assert not window.remove_button.isEnabled() and not window.cancel_button.isEnabled()

    def test_installs_and_removes(self, fresh):
        window = setup_dialog.SetupDialog()
        window.wheels.setFilePath(str(fresh.parent.parent / "wheels"))
        window.install_button.click()
        assert not window.install_button.isEnabled() and window.cancel_button.isEnabled()
        settle(lambda: window.task is None)
        assert fresh.is_dir() and window.progress.value() == 100
        assert "Installed 3 packages" in window.log.toPlainText()
        assert "is set up in" in window.state.text()
        assert window.remove_button.isEnabled() and window.test_button.isEnabled()
        window.remove()
        settle(lambda: window.task is None)
        assert not fresh.exists() and not window.remove_button.isEnabled()

    def test_shows_what_is_wrong(self, fresh, tmp_path):
        (tmp_path / "empty").mkdir()
        window = setup_dialog.SetupDialog()
        window.wheels.setFilePath(str(tmp_path / "empty"))
        window.install()
        settle(lambda: window.task is None)
        assert "has no wheel of alpha" in window.state.text()
        assert "has no wheel of alpha" in window.log.toPlainText()
        assert window.install_button.isEnabled()

    @pytest.mark.parametrize("begun", [False, True])
    def test_cancels(self, fresh, endless, begun):
        window = setup_dialog.SetupDialog()
        window.install()
        settle(lambda: endless or not begun)
        window.cancel_button.click()
        settle(lambda: window.task is None)
        assert "Cancelled" in window.log.toPlainText()

    def test_that_fails_by_a_mistake_of_ours_says_so(self, fresh, monkeypatch):
        monkeypatch.setattr(setup_dialog, "install", lambda *_: 1 / 0)
        window = setup_dialog.SetupDialog()
        window.install()
        settle(lambda: window.task is None)
        assert "ZeroDivisionError" in window.state.text() and "please report" in window.state.text()


class Interface:
    """As much of QGIS's interface as the offer needs."""

    def __init__(self):
        self.window = QMainWindow()
        self.bar = QgsMessageBar(self.window)

    def mainWindow(self):
        return self.window

    def messageBar(self):
        return self.bar


class TestTheOffer:
    def test_comes_once_with_each_version_and_opens_the_dialog(self, fresh):
        iface = Interface()
        assert setup_menu.offer_setup(iface)
        assert "not set up yet" in iface.bar.currentItem().text()
        iface.bar.currentItem().findChild(QPushButton).click()
        assert iface.window.findChild(setup_dialog.SetupDialog).isVisible()
        assert not setup_menu.offer_setup(iface)
        QgsSettings().setValue(setup_menu.OFFERED, "0.0.0")
        assert setup_menu.offer_setup(iface)
        assert setup_menu.open_setup(iface) is setup_menu.open_setup(iface)
        setup_menu.close_setup()

    def test_does_not_come_where_the_engine_is(self, provider, engine):
        assert not setup_menu.offer_setup(Interface())

    def test_unloading_stops_what_is_running(self, fresh, endless, monkeypatch):
        monkeypatch.setattr(setup_menu, "PATIENCE", 300_000)
        iface = Interface()
        window = setup_menu.open_setup(iface)
        window.install()
        settle(lambda: endless)
        setup_menu.close_setup()
        assert endless == ["begun", "stopped"]


class TestTheNetwork:
    @pytest.fixture(autouse=True)
    def proxy(self, qgis_app):
        yield self.choose
        self.choose(proxyEnabled=False)
        for key in QgsSettings().allKeys():
            if key.startswith("proxy/"):
                QgsSettings().remove(key)

    @staticmethod
    def choose(**values):
        for name, value in values.items():
            QgsSettings().setValue(f"proxy/{name}", value)
        QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()

    def test_without_a_proxy_is_left_to_the_system(self, proxy, tmp_path):
        proxy(proxyEnabled=False)
        assert network_environment({}, "", tmp_path / "ca.pem") == {}

    def test_goes_through_the_proxy_of_qgis(self, proxy, tmp_path):
        proxy(
            proxyEnabled=True,
            proxyType="HttpProxy",
            proxyHost="proxy.example",
            proxyPort="3128",
            proxyUser="me",
            proxyPassword="p@ss/word",
            noProxyUrls=["https://intern.example/x", "localhost"],
        )
        variables = network_environment({}, "https://mirror.example/simple", tmp_path / "ca.pem")
        for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
            assert variables[name] == "http://me:p%40ss%2Fword@proxy.example:3128"
        assert variables["NO_PROXY"] == "intern.example,localhost"

    def test_goes_around_the_proxy_where_qgis_does(self, proxy, tmp_path):
        proxy(
            proxyEnabled=True,
            proxyType="HttpProxy",
            proxyHost="proxy.example",
            proxyPort="3128",
            noProxyUrls=["https://mirror.example"],
        )
        assert network_environment({}, "https://mirror.example/simple", tmp_path / "ca.pem") == {}

    def test_trusts_the_authorities_that_were_added_to_qgis(self, tmp_path, monkeypatch):
        class Manager:
            def extraFileCAs(self):
                return ["one"]

            def databaseCAs(self):
                return []

            def trustedCaCertsPemText(self):
                return b"-----BEGIN CERTIFICATE-----\n"

        class Application:
            authManager = staticmethod(Manager)

        monkeypatch.setattr(installation, "QgsApplication", Application)
        variables = network_environment({}, "", tmp_path / "new" / "ca.pem")
        assert variables["PIP_CERT"] == str(tmp_path / "new" / "ca.pem")
        assert Path(variables["PIP_CERT"]).read_bytes().startswith(b"-----BEGIN")
        named = {"PIP_CERT": "/own/ca.pem"}
        assert network_environment(named, "", tmp_path / "other.pem") == {}

    def test_reaches_pip(self, fresh, proxy):
        proxy(proxyEnabled=True, proxyType="HttpProxy", proxyHost="proxy.example", proxyPort="8080")
        plan = installation.plan_from_qgis(source=Source("https://mirror.example/simple"))
        assert plan.environment["HTTPS_PROXY"] == "http://proxy.example:8080"
        assert "PYTHONPATH" not in plan.environment
        assert plan.folder == fresh


class TestDiagnostics:
    def test_have_versions_paths_devices_and_last_words(self, fresh, algorithm, tmp_path):
        fresh.parent.mkdir(parents=True)
        fresh.with_name("packages.setup.log").write_text("from https://me:secret@host/simple\nlast words of set-up\n")
        results, words = run(algorithm("diagnostics"), OUTPUT=str(tmp_path / "report.md"))
        text = results["TEXT"]
        assert (tmp_path / "report.md").read_text("utf-8") == text == words.said[-1]
        for part in ("| plugin |", "| QGIS |", "| Python |", "| GDAL |", "| engine folder |", "| interpreter |"):
            assert part in text
        assert "are not in" in text and "last words of set-up" in text
        assert "secret" not in text
        assert "disk of the engine folder, free" in text

    def test_ask_the_engine_for_its_devices_where_it_runs(self, provider, engine, monkeypatch):
        monkeypatch.setattr(diagnostics, "run_job", lambda *_, **__: {**TESTED, "devices": ["A100"], "threads": 7})
        text = diagnostics.diagnostics(Words())
        assert "| graphics cards | A100 |" in text and "cpu, 7 threads" in text
        assert "| torch |" in text and "| state | ready |" in text

    def test_leave_out_the_name_of_the_home_folder(self, provider, monkeypatch, tmp_path):
        monkeypatch.setattr(diagnostics, "run_job", lambda *_, **__: TESTED)
        monkeypatch.setenv("HOME", str(tmp_path))
        settings.set_value(settings.FOLDER, str(tmp_path / "engine"))
        monkeypatch.delenv(location.PACKAGES_VARIABLE, raising=False)
        try:
            text = diagnostics.diagnostics(Words())
        finally:
            QgsSettings().remove(settings.STORE + settings.FOLDER)
        assert "~/engine" in text and str(tmp_path) not in text

    def test_come_to_the_clipboard(self, fresh):
        told = []
        setup_task.copy_diagnostics(told.append)
        settle(lambda: told)
        assert "on the clipboard" in told[0]
        assert "SAR Radargrammetry: diagnostics" in QApplication.clipboard().text()
