"""Map tips that say a height with its error. QGIS has tips for rasters since 3.30 only; before, the map tool of the
plugin's toolbar does the same."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer

from .companions import companions, kind_of


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
