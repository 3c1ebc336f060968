"""The model designer."""

from qgis.PyQt.QtWidgets import QMainWindow


class ModelerDialog(QMainWindow):
    @classmethod
    def create(cls, model):
        window = cls()
        window.model = model
        return window
