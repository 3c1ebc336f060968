"""Where the results of a run lie: in a layer group of their own, in an order that shows each, and in the map's view."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsLayerTree,
    QgsLayerTreeGroup,
    QgsLayerTreeNode,
    QgsMapLayer,
    QgsProject,
)
from qgis.PyQt.QtCore import QTimer

if TYPE_CHECKING:
    from qgis.gui import QgisInterface  # widgets, which qgis_process does without

STYLE_PROPERTY = "sar_radargrammetry/style"
OUTPUT_PROPERTY = "sar_radargrammetry/output"
RUN_PROPERTY = "sar_radargrammetry/run"
VIEW_SCALE = 1.1  # of a layer's extent: some map around it

# From top to bottom: outlines hide nothing; a difference is what one just asked for; the shading lies on its heights;
# below them the reasons show through their holes.
ORDER = (
    "checked_points",
    "zones",
    "patches",
    "patch_quality",
    "footprint",
    "footprints",
    "pairs",
    "difference",
    "hillshade",
    "elevation",
    "truth",
    "mask",
    "error",
    "visibility",
    "expected_error",
    "angle",
    "certainty",
    "outlier",
    "contribution",
    "correspondence",
    "view_mask",
    "orthoimage",
    "incidence",
    "slant",
    "amplitude",
)

UNTICKED = ("CORRESPONDENCE",)
"""Outputs that come with an elevation for the inspector, not to be drawn: their place on the map is approximate."""
CLOSED = ("hillshade", "mask", "view_mask", "certainty", "outlier", "correspondence", "slant", "amplitude")
"""Styles whose legends are closed: they would push those of elevation and error out of view."""


@dataclass(frozen=True)
class ResultGroup:
    """The layer group of one run.

    Parameters
    ----------
    title : str
        Name of the group.
    beside : str
        A file; where a layer of it lies in a group, its group is taken instead of a new one. Empty for none.
    """

    title: str
    beside: str = ""
    run: str = field(default_factory=lambda: uuid.uuid4().hex)

    def place(self, layer: QgsMapLayer, project: QgsProject) -> None:
        """Move a layer that was just loaded into the group, to its place in the order."""
        root = project.layerTreeRoot()
        node = root.findLayer(layer.id())
        if node is None:
            return
        group = self._group(root)
        moved = node.clone()
        group.insertChildNode(_index(group, moved), moved)
        if layer.customProperty(OUTPUT_PROPERTY) in UNTICKED:
            moved.setItemVisibilityChecked(False)
        node.parent().removeChildNode(node)
        moved.setExpanded(style_name(layer) not in CLOSED)
        # Each time: QGIS first puts a new layer beside the selected one, and opens the group of that.
        for other in _result_groups(root):
            other.setExpanded(other is group)
        if style_name(layer) == "elevation":
            _hide_truth(root)

    def _group(self, root: QgsLayerTree) -> QgsLayerTreeGroup:
        results = _result_groups(root)
        for group in results:
            if group.customProperty(RUN_PROPERTY) == self.run:
                return group
        near = [node for node in root.findLayers() if node.layer() is not None and node.parent() in results]
        for node in near:
            if self.beside and layer_file(node.layer()) == os.path.normpath(self.beside):
                return _on_top(node.parent(), root)
        group = root.insertGroup(0, self.title)
        group.setCustomProperty(RUN_PROPERTY, self.run)
        return group


def _on_top(group: QgsLayerTreeGroup, root: QgsLayerTree) -> QgsLayerTreeGroup:
    """The group above all others, as a new one is: results of later runs would cover what is added to it."""
    if group.parent() is not root or root.children()[0] is group:
        return group
    moved = group.clone()
    root.insertChildNode(0, moved)
    root.removeChildNode(group)
    return moved


def _result_groups(root: QgsLayerTree) -> list[QgsLayerTreeGroup]:
    return [group for group in root.findGroups(True) if group.customProperty(RUN_PROPERTY, "")]


def _hide_truth(root: QgsLayerTree) -> None:
    """Untick true surfaces: through the voids of a measured one they would look measured."""
    nodes = [node for node in root.findLayers() if node.layer() is not None]
    truths = {layer_file(node.layer()) for node in nodes if style_name(node.layer()) == "truth"}
    for node in nodes:
        if layer_file(node.layer()) in truths:  # its hillshade too
            node.setItemVisibilityChecked(False)


def _index(group: QgsLayerTreeGroup, node: QgsLayerTreeNode) -> int:
    """Before the first child that comes later in the order."""
    rank = _rank(node)
    for index, child in enumerate(group.children()):
        if _rank(child) > rank:
            return index
    return len(group.children())


def _rank(node: QgsLayerTreeNode) -> tuple[int, str]:
    """Order of styles; layers of one style in that of their outputs, reference before secondary."""
    style = _node_property(node, STYLE_PROPERTY)
    return ORDER.index(style) if style in ORDER else len(ORDER), _node_property(node, OUTPUT_PROPERTY)


def _node_property(node: QgsLayerTreeNode, name: str) -> str:
    layer = node.layer() if QgsLayerTree.isLayer(node) else None
    return "" if layer is None else str(layer.customProperty(name, ""))


def style_name(layer: QgsMapLayer) -> str:
    """Name of the style that the plugin gave a layer; empty for others."""
    return str(layer.customProperty(STYLE_PROPERTY, ""))


def layer_file(layer: QgsMapLayer) -> str:
    """The file of a layer."""
    return os.path.normpath(layer.source().partition("|")[0])


def bring_into_view(layer: QgsMapLayer, project: QgsProject, iface: QgisInterface) -> None:
    """Show a layer that lies outside the map's view, or the first one that has a place.

    QGIS turns to the first layers of a project and then no more. Where those were images in slant range, which have no
    place on the map, an elevation would never be seen, and beside them it would be a point in a white map.
    """
    run = run_of(layer, project)
    others = [other for other in project.mapLayers().values() if other.crs().isValid() and other is not layer]
    placed = [other for other in others if not run or run_of(other, project) != run]
    first = all(other.crs() == layer.crs() for other in others) and project.crs() != layer.crs()
    if first:
        project.setCrs(layer.crs())
    try:
        box = QgsCoordinateTransform(layer.crs(), project.crs(), project).transformBoundingBox(layer.extent())
    except QgsCsException:
        return
    canvas = iface.mapCanvas()
    # A view of pixels taken for degrees is a view of the world, which shows anything and nothing.
    if first or not placed or not canvas.extent().intersects(box):
        box.scale(VIEW_SCALE)
        canvas.setExtent(box)
        canvas.refresh()


def run_of(layer: QgsMapLayer, project: QgsProject) -> str:
    """The run whose group a layer lies in; empty for none."""
    node = project.layerTreeRoot().findLayer(layer.id())
    return "" if node is None else str(node.parent().customProperty(RUN_PROPERTY, ""))


def bring_into_view_later(layer: QgsMapLayer, project: QgsProject, iface: QgisInterface) -> None:
    """The same once QGIS has turned to the first layers of a project, which it does after they are loaded."""
    name = layer.id()

    def show() -> None:
        loaded = project.mapLayer(name)
        if loaded is not None and loaded.isValid() and loaded.crs().isValid():
            bring_into_view(loaded, project, iface)
            tree = getattr(iface, "layerTreeView", None)  # stand-ins for an interface have none
            if tree is not None:
                tree().scrollToTop()  # to the newest group, whatever it showed before

    QTimer.singleShot(0, show)
