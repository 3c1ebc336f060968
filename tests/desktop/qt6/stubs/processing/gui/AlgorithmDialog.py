"""The dialog of an algorithm: a box with layers for each raster."""

from qgis.core import QgsProject
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtWidgets import QDialog, QFormLayout, QWidget

iface = None


class _Wrapper:
    def __init__(self, definition) -> None:
        self._widget = QWidget()
        self.box = QgsMapLayerComboBox(QgsProject.instance(), definition.named.get("optional", False))
        QFormLayout(self._widget).addRow(self.box)

    def wrappedWidget(self) -> QWidget:
        return self._widget

    def setParameterValue(self, value, context) -> None:
        self.box.setLayer(QgsProject.instance().mapLayer(value))


class _Panel(QWidget):
    def __init__(self, algorithm) -> None:
        super().__init__()
        rasters = [one for one in algorithm.parameterDefinitions() if one.type() == "raster"]
        self.wrappers = {one.name(): _Wrapper(one) for one in rasters}
        form = QFormLayout(self)
        for one in rasters:
            form.addRow(one.description(), self.wrappers[one.name()].wrappedWidget())


class AlgorithmDialog(QDialog):
    def __init__(self, algorithm, in_place: bool, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._algorithm, self._panel = algorithm, _Panel(algorithm)
        QFormLayout(self).addRow(self._panel)

    def algorithm(self):
        return self._algorithm

    def mainWidget(self) -> _Panel:
        return self._panel

    def setParameters(self, values: dict) -> None:
        for name in values.keys() & self._panel.wrappers.keys():
            self._panel.wrappers[name].setParameterValue(values[name], None)
