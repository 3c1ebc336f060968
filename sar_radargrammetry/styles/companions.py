"""What a layer is, and which layers belong together: an elevation, its errors, the reasons of voids; its map tip.

QGIS has map tips for rasters since 3.30 only; before, the map tool of the plugin's toolbar does the same.
"""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer

from .groups import layer_file, run_of, style_name

ELEVATION_BAND = "elevation"
ERROR_BAND = "standard deviation"
MASK_BAND = "reason"
SIDECAR = ".sargeom.json"


def kind_of(layer: QgsMapLayer) -> str:
    """ "image", "elevation", "error", "mask", or the name of another style; empty for layers of other origin.

    By the style that it got, else by the metadata of its file.
    """
    if not isinstance(layer, QgsRasterLayer) or not layer.isValid():
        return ""
    style = style_name(layer)
    if style in ("truth", "amplitude"):
        return {"truth": "elevation", "amplitude": "image"}[style]
    if style or layer.providerType() != "gdal":
        return style
    if Path(layer_file(layer)).with_suffix(SIDECAR).is_file():
        return "image"
    name = layer.bandName(1).lower()
    for kind, band in (("error", ERROR_BAND), ("mask", MASK_BAND), ("elevation", ELEVATION_BAND)):
        if band in name:
            return kind
    return ""


def companions(layer: QgsRasterLayer, kind: str, project: QgsProject) -> list[QgsRasterLayer]:
    """Layers of a `kind` that came with a result: those of its group, else those of its folder, but of no other run."""
    root = project.layerTreeRoot()
    others = [other for other in project.mapLayers().values() if other is not layer and kind_of(other) == kind]
    own = root.findLayer(layer.id())
    if own is not None and own.parent() is not root:
        members = {node.layerId() for node in own.parent().findLayers()}
        near = [other for other in others if other.id() in members]
        if near:
            return sorted(near, key=QgsMapLayer.name)
    folder = Path(layer_file(layer)).parent
    runs = {"", run_of(layer, project)}
    same = [other for other in others if Path(layer_file(other)).parent == folder and _same_grid(other, layer)]
    return sorted((other for other in same if runs == {""} or run_of(other, project) in runs), key=QgsMapLayer.name)


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
