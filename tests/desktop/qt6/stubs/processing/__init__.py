"""QGIS's plugin Processing, as far as the windows of the plugin open parts of it."""

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QDialog


def createAlgorithmDialog(name: str) -> QDialog:
    provider, _, algorithm = name.partition(":")
    found = QgsApplication.processingRegistry().providerById(provider).algorithm(algorithm)
    return found.createCustomParametersWidget(None)
