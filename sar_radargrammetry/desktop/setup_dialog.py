"""The dialog that installs, tests and removes the engine's packages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..bridge.engine import run_job
from ..bridge.installation import plan_from_qgis
from ..bridge.location import engine_location
from ..feedback import Feedback
from ..setup.install import INSTALLED, SIZES, Plan, description, install, remove
from ..setup.lock import read_record
from ..setup.pip import Source
from ..setup.progress import Part
from ..translation import told, tr
from .setup_task import SetupTask, copy_diagnostics


class SetupDialog(QDialog):
    """Says what will be installed, how large and where, and does it.

    Parameters
    ----------
    parent : QWidget, optional
        QGIS's window.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("SarRadargrammetrySetup")
        self.setWindowTitle(tr("Set up engine"))
        self.resize(720, 520)
        self.task: SetupTask | None = None
        self._texts()
        self._choices()
        self._work()
        self._buttons()
        layout = QVBoxLayout(self)
        for part in (self.state, self.about, self.choices, self.progress, self.log, self.buttons):
            layout.addWidget(part)
        self._show_state()
        self._describe()

    def _texts(self) -> None:
        self.state, self.about = QLabel(), QLabel()
        for label in (self.state, self.about):
            label.setWordWrap(True)

    def _choices(self) -> None:
        self.choices = QWidget()
        form = QFormLayout(self.choices)
        form.setContentsMargins(0, 0, 0, 0)
        self.torch = QComboBox()
        for build, title in (("cpu", tr("processor")), ("cuda", tr("NVIDIA graphics card (CUDA)"))):
            self.torch.addItem(f"{title}, {SIZES[build][0] / 1e9:.1f} GB", build)
        present = read_record(Path(engine_location().packages))
        if present is not None:
            self.torch.setCurrentIndex(max(self.torch.findData(present.torch), 0))
        self.index = QLineEdit()
        self.index.setPlaceholderText(tr("the index that pip is configured for"))
        self.wheels = QgsFileWidget()
        self.wheels.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.wheels.lineEdit().setPlaceholderText(tr("only for a computer without network"))
        form.addRow(tr("Build of PyTorch"), self.torch)
        form.addRow(tr("Package index"), self.index)
        form.addRow(tr("Folder with wheels"), self.wheels)
        self.torch.currentIndexChanged.connect(self._describe)
        self.index.textChanged.connect(self._describe)
        self.wheels.fileChanged.connect(self._describe)

    def _work(self) -> None:
        self.progress = QProgressBar()
        self.progress.setRange(0, 100)
        self.progress.setValue(0)
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setMaximumBlockCount(5000)

    def _buttons(self) -> None:
        self.buttons = QWidget()
        row = QHBoxLayout(self.buttons)
        row.setContentsMargins(0, 0, 0, 0)

        def button(title: str, action: Callable[[], Any]) -> QPushButton:
            made = QPushButton(title)
            made.setAutoDefault(False)
            made.clicked.connect(lambda *_: action())
            row.addWidget(made)
            return made

        self.install_button = button(tr("Install"), self.install)
        self.test_button = button(tr("Test"), self.test)
        self.remove_button = button(tr("Remove..."), self.ask_to_remove)
        self.diagnostics_button = button(tr("Copy diagnostics"), lambda: copy_diagnostics(self.log.appendPlainText))
        self.cancel_button = button(tr("Cancel"), self.cancel)
        self.close_button = button(tr("Close"), self.close)

    def plan(self) -> Plan:
        """What the choices say."""
        source = Source(self.index.text().strip(), self.wheels.filePath().strip())
        return plan_from_qgis(self.torch.currentData(), source)

    def install(self) -> None:
        """Install what is missing, then try it."""
        plan = self.plan()

        def work(feedback: Feedback) -> dict:
            install(plan, feedback)
            return run_job("selftest", {}, Part(feedback, INSTALLED, 100.0))

        self._start(tr("Setting up the engine of SAR Radargrammetry"), work)

    def test(self) -> None:
        """Try what is there."""
        self._start(tr("Testing the engine of SAR Radargrammetry"), lambda feedback: run_job("selftest", {}, feedback))

    def ask_to_remove(self) -> None:
        """Remove the engine folder, if that is meant."""
        question = tr("Remove the engine's packages in {}?").format(engine_location().packages)
        if QMessageBox.question(self, self.windowTitle(), question) == QMessageBox.StandardButton.Yes:
            self.remove()

    def remove(self) -> None:
        """Remove the engine folder."""
        plan = self.plan()
        self._start(tr("Removing the engine of SAR Radargrammetry"), lambda feedback: remove(plan, feedback))

    def cancel(self) -> None:
        """Stop what is running; what has arrived is kept."""
        if self.task is not None:
            self.task.cancel()

    def _start(self, title: str, work: Callable[[Feedback], Any]) -> None:
        if self.task is not None:
            return
        self.log.clear()
        self.progress.setValue(0)
        self.task = SetupTask(title, work)
        self.task.said.connect(self.log.appendPlainText)
        self.task.progressChanged.connect(lambda percent: self.progress.setValue(round(percent)))
        self.task.ended.connect(self._ended)
        self._show_state()
        QgsApplication.taskManager().addTask(self.task)

    def _ended(self) -> None:
        task, self.task = self.task, None
        if task.problem:
            self.log.appendPlainText(task.problem)
        elif task.was_cancelled:
            self.log.appendPlainText(tr("Cancelled. The downloaded files are kept; press Install to resume."))
        else:
            self.progress.setValue(100)
            self.log.appendPlainText(tr("Done."))
        self._show_state(task.problem)

    def _show_state(self, problem: str = "") -> None:
        busy = self.task is not None
        location = engine_location()
        there = Path(location.packages).exists()
        if busy:
            self.state.setText(tr("The set-up is running. You can close this window; it continues as a QGIS task."))
        else:
            ready = tr("The engine is set up in {}.").format(location.packages)
            found = problem or location.interpreter_problem() or location.packages_state()
            self.state.setText(told(found) or ready)
        for one, usable in (
            (self.install_button, not busy),
            (self.test_button, not busy and not location.problem()),
            (self.remove_button, not busy and there),
            (self.cancel_button, busy),
        ):
            one.setEnabled(usable)
        self.choices.setEnabled(not busy)

    def _describe(self, *_: Any) -> None:
        self.about.setText(told(description(self.plan())))
