"""Runs that act at a moment of their progress, and the engine processes behind them."""

import os
import signal
import time
import uuid
from pathlib import Path

from qgis.core import QgsProcessingFeedback

ENDING = 300.0  # seconds to wait for what must come, on however busy a machine
MARK = "RELIABILITY_TEST"


class Feedback(QgsProcessingFeedback):
    """Remembers what was said, and acts once when the progress has come so far."""

    def __init__(self, percent=101.0, act=lambda: None):
        super().__init__(False)
        self.texts, self.percents = [], []
        self._percent, self._act = percent, act
        self.progressChanged.connect(self._follow)

    def _follow(self, percent):
        self.percents.append(percent)
        if percent >= self._percent:
            self._percent = 101.0
            self._act()

    def pushInfo(self, info):
        self.texts.append(info)

    def pushWarning(self, warning):
        self.texts.append(warning)


class Engines:
    """The engine processes that descend from this test, found by a word in their environment."""

    def __init__(self):
        self.word = uuid.uuid4().hex

    def pids(self):
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    marked = f"{MARK}={self.word}".encode() in (entry / "environ").read_bytes().split(b"\0")
                    state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                    if marked and state != "Z" and b"sar_radargrammetry.engine" in (entry / "cmdline").read_bytes():
                        found.append(int(entry.name))
                except OSError:
                    continue
        return found

    def kill(self, number=signal.SIGKILL):
        for pid in self.pids():
            os.kill(pid, number)

    def until_gone(self):
        """No process is left behind; the system may need a moment to bury it."""
        until(lambda: not self.pids(), "an engine is left behind")


def until(condition, failure):
    end = time.monotonic() + ENDING
    while not condition():
        assert time.monotonic() < end, failure
        time.sleep(0.02)
