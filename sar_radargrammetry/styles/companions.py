"""Which layers belong together: an elevation, its errors, and the reasons why cells have no height; its map tip.

QGIS has map tips for rasters since 3.30 only; before, the map tool of the plugin's toolbar does the same.
"""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer

from .groups import layer_file, style_name

ELEVATION_BAND = "elevation"
ERROR_BAND = "standard deviation"
MASK_BAND = "reason"


def kind_of(layer: QgsMapLayer) -> str:
    """ "elevation", "error", "mask", or empty: by the style that it got, else by what its file says of itself."""
    if not isinstance(layer, QgsRasterLayer) or not layer.isValid():
        return ""
    style = style_name(layer)
    if style:
        return style if style in ("elevation", "error", "mask") else ""
    name = layer.bandName(1).lower() if layer.providerType() == "gdal" else ""
    for kind, band in (("error", ERROR_BAND), ("mask", MASK_BAND), ("elevation", ELEVATION_BAND)):
        if band in name:
            return kind
    return ""


def companions(elevation: QgsRasterLayer, kind: str, project: QgsProject) -> list[QgsRasterLayer]:
    """Layers of a `kind` that came with an elevation: those of its group, else those of its folder."""
    root = project.layerTreeRoot()
    others = [layer for layer in project.mapLayers().values() if kind_of(layer) == kind]
    own = root.findLayer(elevation.id())
    if own is not None and own.parent() is not root:
        members = {node.layerId() for node in own.parent().findLayers()}
        near = [layer for layer in others if layer.id() in members]
        if near:
            return sorted(near, key=QgsMapLayer.name)
    folder = Path(layer_file(elevation)).parent
    same = [layer for layer in others if Path(layer_file(layer)).parent == folder and _same_grid(layer, elevation)]
    return sorted(same, key=QgsMapLayer.name)


def _same_grid(first: QgsRasterLayer, second: QgsRasterLayer) -> bool:
    return (first.extent(), first.width(), first.height()) == (second.extent(), second.width(), second.height())


def add_map_tip(layer: QgsMapLayer, project: QgsProject) -> None:
    """Give the elevation that `layer` is or belongs to a tip with its height and its error."""
    if not hasattr(QgsRasterLayer, "setMapTipTemplate") or kind_of(layer) not in ("elevation", "error"):
        return
    for elevation in project.mapLayers().values():
        if kind_of(elevation) == "elevation":
            errors = companions(elevation, "error", project)
            elevation.setMapTipTemplate(tip(elevation.id(), errors[0].id() if errors else ""))


def tip(elevation: str, error: str = "") -> str:
    """The template of a tip from the ids of two layers."""
    value = "raster_value('{}', 1, @layer_cursor_point)".format
    text = f"<b>[% round({value(elevation)}, 2) %] m</b>"
    return text + (f" &plusmn; [% round({value(error)}, 2) %] m (1 &sigma;)" if error else "")
