"""Where the results of a run lie among the layers: in a group of their own, in an order that shows each of them."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass, field

from qgis.core import QgsLayerTree, QgsLayerTreeGroup, QgsLayerTreeLayer, QgsLayerTreeNode, QgsMapLayer, QgsProject

STYLE_PROPERTY = "sar_radargrammetry/style"
RUN_PROPERTY = "sar_radargrammetry/run"

# From top to bottom: outlines hide nothing; a difference is what one just asked for; the shading lies on its heights;
# below them the reasons show through their holes.
ORDER = (
    "checked_points",
    "patches",
    "footprint",
    "footprints",
    "difference",
    "hillshade",
    "elevation",
    "mask",
    "error",
    "certainty",
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
