"""What the boxes of a dialog offer and propose: images for images, and with an elevation its error and mask.

Processing offers every raster of the project for every raster parameter, and chooses the first by name.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any

from qgis.core import QgsMapLayer, QgsProcessingAlgorithm, QgsProcessingContext, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer
from qgis.PyQt.QtWidgets import QComboBox, QWidget

from ..styles.companions import companions, kind_of
from ..styles.groups import OUTPUT_PROPERTY, style_name
from .proposals_of_lists import ELEVATIONS, ListProposals

KINDS = {
    "REFERENCE": "image",
    "SECONDARY": "image",
    "IMAGE": "image",
    "CORRESPONDENCE": "correspondence",
    "ELEVATION": "elevation",
    "REFERENCE_DSM": "elevation",
    "DEM": "elevation",
    "ERROR": "error",
    "MASK": "mask",
    "CERTAINTY": "certainty",
    "DIFFERENCE": "difference",
}
"""Inputs, and what they are."""
BESIDE = ("ERROR", "MASK", "CERTAINTY", "DIFFERENCE")
"""Inputs that belong to the elevation, in its group."""

BOX = "QgsMapLayerComboBox"


def rasters(project: QgsProject) -> list[QgsRasterLayer]:
    """Rasters of a project in the order of its layer tree, the newest results first."""
    layers = [node.layer() for node in project.layerTreeRoot().findLayers()]
    return [layer for layer in layers if isinstance(layer, QgsRasterLayer)]


def offered(kind: str, project: QgsProject) -> list[QgsRasterLayer]:
    """Rasters for an input of a kind: those of the kind, and those of which it is not known that they are another.

    Once there are two images, images are looked for among images only.
    """
    layers = rasters(project)
    own = [layer for layer in layers if kind_of(layer) == kind]
    if kind == "image" and len(own) > 1:
        return own
    return [layer for layer in layers if layer in own or not kind_of(layer)]


def proposed_pair(project: QgsProject) -> list[QgsRasterLayer]:
    """The two images of the newest simulated pair, else the first two of the project; fewer if there are fewer."""
    images = [layer for layer in rasters(project) if kind_of(layer) == "image"]
    outputs = [layer.customProperty(OUTPUT_PROPERTY, "") for layer in images]
    if {"REFERENCE", "SECONDARY"} <= set(outputs):
        return [images[outputs.index(name)] for name in ("REFERENCE", "SECONDARY")]
    return images[:2]


def proposed_elevations(project: QgsProject) -> dict[str, QgsRasterLayer]:
    """The newest measured elevation, and the true surface of a simulated pair below it."""
    elevations = [layer for layer in rasters(project) if kind_of(layer) == "elevation"]
    measured = [layer for layer in elevations if style_name(layer) != "truth"]
    if not measured:
        return {}
    truth = true_surface(measured[0], project)
    return {"ELEVATION": measured[0], **({"REFERENCE_DSM": truth} if truth is not None else {})}


def true_surface(elevation: QgsRasterLayer, project: QgsProject) -> QgsRasterLayer | None:
    """The newest true surface of a simulated pair below an elevation; None where there is none."""
    own = (layer for layer in rasters(project) if kind_of(layer) == "elevation" and style_name(layer) == "truth")
    return next((layer for layer in own if _meet(layer, elevation)), None)


def _meet(first: QgsRasterLayer, second: QgsRasterLayer) -> bool:
    return first.crs() == second.crs() and first.extent().intersects(second.extent())


def layer_box(widget: QWidget | None) -> QgsMapLayerComboBox | None:
    """The box with layers inside the widget of a parameter; PyQt takes it for a plain one."""
    boxes = widget.findChildren(QComboBox) if widget is not None else []
    names = [box.metaObject().className() for box in boxes]
    return sip.cast(boxes[names.index(BOX)], QgsMapLayerComboBox) if BOX in names else None


class Proposals(QObject):
    """Keeps the boxes of an algorithm's dialog to what they are for, as long as the dialog is there.

    Parameters
    ----------
    parent : QObject
        The dialog.
    algorithm : QgsProcessingAlgorithm
    wrappers : mapping
        Of the parameters, by their names: those of a dialog, or of a row of a batch.
    """

    def __init__(self, parent: QObject, algorithm: QgsProcessingAlgorithm, wrappers: Mapping[str, Any]) -> None:
        super().__init__(parent)
        self._project = QgsProject.instance()
        self._context = QgsProcessingContext()
        self._context.setProject(self._project)
        inputs = [p for p in algorithm.parameterDefinitions() if p.type() == "raster" and p.name() in KINDS]
        self._wrappers = {p.name(): wrappers[p.name()] for p in inputs if p.name() in wrappers}
        self._boxes = {name: box for name, one in self._wrappers.items() if (box := layer_box(one.wrappedWidget()))}
        self._proposed: dict[str, str] = {}  # ids: a layer may be gone before the dialog
        self.offer()
        self._propose_first()
        # What a run made is known for what it is only after it was loaded.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.offer)
        self._project.layersAdded.connect(self._changed)
        self._project.layersRemoved.connect(self._changed)
        if ELEVATIONS in wrappers:
            ListProposals(parent, wrappers, self._context, self._project)
        if "ELEVATION" in self._boxes:
            self._boxes["ELEVATION"].layerChanged.connect(self._propose_companions)

    def offer(self) -> None:
        """Leave out of every box what is something else."""
        everything = rasters(self._project)
        for name, box in self._boxes.items():
            allowed = offered(KINDS[name], self._project)
            box.setExceptedLayerList([layer for layer in everything if layer not in allowed])

    def _changed(self, _: Any) -> None:
        self._later.start(0)

    def _propose_first(self) -> None:
        chosen = proposed_elevations(self._project)
        pair = proposed_pair(self._project)
        chosen.update(zip(("REFERENCE", "SECONDARY"), pair, strict=False))
        chosen.update(zip(("IMAGE",), pair, strict=False))
        for name in self._boxes.keys() & chosen.keys():
            if name != "REFERENCE_DSM" or "ELEVATION" in self._boxes:
                self._choose(name, chosen[name])
        self._propose_companions()

    def _propose_companions(self) -> None:
        """Take error, mask and certainty of the chosen elevation where no other one was chosen."""
        if "ELEVATION" not in self._boxes:
            return
        elevation = self._boxes["ELEVATION"].currentLayer()
        for name in BESIDE:
            if name not in self._boxes or _id(self._boxes[name].currentLayer()) not in ("", self._proposed.get(name)):
                continue
            near = companions(elevation, KINDS[name], self._project) if elevation is not None else []
            if near or self._boxes[name].allowEmptyLayer():
                self._choose(name, near[0] if near else None)

    def _choose(self, name: str, layer: QgsRasterLayer | None) -> None:
        self._proposed[name] = _id(layer)
        self._wrappers[name].setParameterValue(_id(layer) or None, self._context)


def _id(layer: QgsMapLayer | None) -> str:
    return "" if layer is None else layer.id()


def proposing_dialog(algorithm: QgsProcessingAlgorithm) -> Any:
    """The dialog of an algorithm as Processing makes it, with proposals."""
    from processing.gui.AlgorithmDialog import AlgorithmDialog  # a plugin of QGIS that is loaded after this one
    from qgis.utils import iface

    dialog = AlgorithmDialog(algorithm, False, iface.mainWindow() if iface is not None else None)
    Proposals(dialog, algorithm, getattr(dialog.mainWidget(), "wrappers", {}))
    # The number of a step, which orders the toolbox, is no part of a title. Newer QGIS writes the group before it.
    dialog.setWindowTitle(re.sub(r"(^| - )\d+ ", r"\1", dialog.windowTitle()))
    return dialog


def propose_in_batches() -> None:
    """Have the rows of a batch of this plugin's algorithms hold the same proposals as a dialog.

    Processing makes the dialog of a batch itself, and asks the algorithm for nothing.
    """
    module = sys.modules.get("processing.gui.BatchPanel")
    if module is None or hasattr(module.BatchPanel.addRow, "proposes"):
        return  # no dialog is there, or it is done
    add = module.BatchPanel.addRow

    def add_row(panel: Any, nb: int = 1) -> None:
        before = len(panel.wrappers)
        add(panel, nb)
        if not panel.alg.id().startswith("sar_radargrammetry:"):
            return
        for row in panel.wrappers[before:]:
            wrappers = {name: row[column] for name, column in panel.parameter_to_column.items() if row[column]}
            Proposals(panel, panel.alg, wrappers)

    add_row.proposes = True
    module.BatchPanel.addRow = add_row
