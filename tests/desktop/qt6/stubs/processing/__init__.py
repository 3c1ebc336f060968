"""QGIS's plugin Processing, as far as the windows of the plugin open parts of it."""

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QDialog


def createAlgorithmDialog(name: str, parameters: dict | None = None) -> QDialog:
    provider, _, algorithm = name.partition(":")
    found = QgsApplication.processingRegistry().providerById(provider).algorithm(algorithm)
    dialog = found.createCustomParametersWidget(None)
    dialog.setParameters(parameters or {})
    return dialog
