"""Algorithms run to their results, here and by qgis_process."""

import os
import shutil
import subprocess

from osgeo import gdal
from qgis.core import QgsProcessingContext, QgsProcessingFeedback


class Feedback(QgsProcessingFeedback):
    """Remembers progress and text."""

    def __init__(self):
        super().__init__(False)
        self.percents, self.texts = [], []
        self.progressChanged.connect(self.percents.append)

    def pushInfo(self, info):
        self.texts.append(info)

    def pushWarning(self, warning):
        self.texts.append(warning)


def run(algorithm, parameters, feedback=None):
    """Run one algorithm to its results; failures are exceptions."""
    context = QgsProcessingContext()
    accepted, reason = algorithm.checkParameterValues(parameters, context)
    assert accepted, reason
    results, _ = algorithm.run(parameters, context, feedback or Feedback(), catchExceptions=False)
    return results


def pixels(path):
    return gdal.Open(str(path)).ReadAsArray()


def qgis_process(arguments, tmp_path):
    """Run qgis_process with the assembled plugin and a profile of its own."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path / "profile"),
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    environment.pop("PYTHONPATH", None)
    program = shutil.which("qgis_process.bin") or "qgis_process"
    subprocess.run(
        [program, "plugins", "enable", "sar_radargrammetry"], env=environment, capture_output=True, check=True
    )
    return subprocess.run(
        [program, *arguments], env=environment, capture_output=True, text=True, timeout=600, check=False
    )
