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
    QgsLayerTreeLayer,
    QgsLayerTreeNode,
    QgsMapLayer,
    QgsProject,
)

if TYPE_CHECKING:
    from qgis.gui import QgisInterface  # widgets, which qgis_process does without

STYLE_PROPERTY = "sar_radargrammetry/style"
RUN_PROPERTY = "sar_radargrammetry/run"
VIEW_SCALE = 1.1  # of a layer's extent: some map around it

# From top to bottom: outlines hide nothing; a difference is what one just asked for; the shading lies on its heights;
# below them the reasons show through their holes.
ORDER = (
    "checked_points",
    "zones",
    "patches",
    "footprint",
    "footprints",
    "difference",
    "hillshade",
    "elevation",
    "mask",
    "error",
    "certainty",
    "outlier",
    "contribution",
    "correspondence",
    "slant",
    "amplitude",
)


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
        node = project.layerTreeRoot().findLayer(layer.id())
        if node is None:
            return
        group = self._group(node, project)
        moved = node.clone()
        group.insertChildNode(_index(group, style_name(layer)), moved)
        node.parent().removeChildNode(node)
        moved.setExpanded(style_name(layer) not in ("hillshade", "amplitude"))

    def _group(self, node: QgsLayerTreeLayer, project: QgsProject) -> QgsLayerTreeGroup:
        for group in project.layerTreeRoot().findGroups(True):
            if group.customProperty(RUN_PROPERTY, "") == self.run:
                return group
        for other in project.layerTreeRoot().findLayers():
            known = other.layer() is not None and other.parent().customProperty(RUN_PROPERTY, "")
            if self.beside and known and layer_file(other.layer()) == os.path.normpath(self.beside):
                return other.parent()
        # Where Processing is set to load results into a group, that group holds ours.
        group = node.parent().insertGroup(0, self.title)
        group.setCustomProperty(RUN_PROPERTY, self.run)
        return group


def _index(group: QgsLayerTreeGroup, style: str) -> int:
    """Before the first child that comes later in the order."""
    rank = _rank(style)
    for index, child in enumerate(group.children()):
        if _rank(_node_style(child)) > rank:
            return index
    return len(group.children())


def _rank(style: str) -> int:
    return ORDER.index(style) if style in ORDER else len(ORDER)


def _node_style(node: QgsLayerTreeNode) -> str:
    layer = node.layer() if QgsLayerTree.isLayer(node) else None
    return "" if layer is None else style_name(layer)


def style_name(layer: QgsMapLayer) -> str:
    """Name of the style that the plugin gave a layer; empty for others."""
    return str(layer.customProperty(STYLE_PROPERTY, ""))


def layer_file(layer: QgsMapLayer) -> str:
    """The file of a layer."""
    return os.path.normpath(layer.source().partition("|")[0])


def bring_into_view(layer: QgsMapLayer, project: QgsProject, iface: QgisInterface) -> None:
    """Show a layer that lies outside the map's view.

    QGIS turns to the first layer of a project and then no more. Where that was an image in slant range, which has no
    place on the map, an elevation would never be seen.
    """
    placed = [other for other in project.mapLayers().values() if other.crs().isValid() and other is not layer]
    first = all(other.crs() == layer.crs() for other in placed) and project.crs() != layer.crs()
    if first:
        project.setCrs(layer.crs())
    try:
        box = QgsCoordinateTransform(layer.crs(), project.crs(), project).transformBoundingBox(layer.extent())
    except QgsCsException:
        return
    canvas = iface.mapCanvas()
    # A view of pixels taken for degrees is a view of the world, which shows anything and nothing.
    if first or not canvas.extent().intersects(box):
        box.scale(VIEW_SCALE)
        canvas.setExtent(box)
        canvas.refresh()
