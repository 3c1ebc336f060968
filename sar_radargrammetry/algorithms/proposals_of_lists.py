"""Proposals for lists of layers: elevations to merge, with their errors and their reasons of voids in their order."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from qgis.core import QgsProcessingContext, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QObject, QTimer

from ..styles.companions import companions, kind_of
from ..styles.groups import layer_file, style_name

ELEVATIONS = "ELEVATIONS"
BESIDE = {"ERRORS": "error", "MASKS": "mask"}
"""Inputs with one layer for each elevation."""


def proposed_elevations(project: QgsProject) -> list[QgsRasterLayer]:
    """Measured elevations with an error, in the order of the layer tree, without truths and results of a merging; none
    if there is one only."""
    layers = [node.layer() for node in project.layerTreeRoot().findLayers()]
    found = [
        layer
        for layer in layers
        if kind_of(layer) == "elevation"
        and style_name(layer) != "truth"
        and companions(layer, "error", project)
        and not companions(layer, "contribution", project)
    ]
    return found if len(found) > 1 else []


class ListProposals(QObject):
    """Fills the lists of a dialog, and keeps errors and masks to the elevations until they are changed by hand.

    Parameters
    ----------
    dialog : processing.gui.AlgorithmDialog.AlgorithmDialog
    wrappers : mapping
        Of all parameters.
    context : QgsProcessingContext
    project : QgsProject
    """

    def __init__(
        self, dialog: Any, wrappers: Mapping[str, Any], context: QgsProcessingContext, project: QgsProject
    ) -> None:
        super().__init__(dialog)
        self._context, self._project = context, project
        self._elevations = wrappers[ELEVATIONS]
        self._beside = {name: wrappers[name] for name in BESIDE if name in wrappers}
        self._proposed: dict[str, list[str]] = {}
        self._propose()
        self._elevations.widgetValueHasChanged.connect(self._propose_beside)
        # What a run made is known for what it is only after it was loaded.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._propose)
        project.layersAdded.connect(self._changed)
        project.layersRemoved.connect(self._changed)

    def _changed(self, _: Any) -> None:
        self._later.start(0)

    def _propose(self) -> None:
        """Fill the lists, unless the elevations were chosen by hand."""
        if _values(self._elevations) not in ([], self._proposed.get(ELEVATIONS)):
            return
        elevations = proposed_elevations(self._project)
        if elevations:
            self._set(self._elevations, elevations)
            self._proposed[ELEVATIONS] = _values(self._elevations)
        self._propose_beside()

    def _propose_beside(self, *_: Any) -> None:
        elevations = [self._layer(path) for path in _values(self._elevations)]
        for name, wrapper in self._beside.items():
            if _values(wrapper) not in ([], self._proposed.get(name)):
                continue
            near = [layer and companions(layer, BESIDE[name], self._project) for layer in elevations]
            self._set(wrapper, [found[0] for found in near] if all(near) else [])
            self._proposed[name] = _values(wrapper)

    def _layer(self, path: str) -> QgsRasterLayer | None:
        """The elevation of the project with this source."""
        layers = self._project.mapLayers().values()
        own = (layer for layer in layers if kind_of(layer) == "elevation")
        return next((layer for layer in own if layer_file(layer) == os.path.normpath(path)), None)

    def _set(self, wrapper: Any, layers: list[QgsRasterLayer]) -> None:
        wrapper.setParameterValue([layer.id() for layer in layers], self._context)


def _values(wrapper: Any) -> list[str]:
    return list(wrapper.parameterValue() or [])
