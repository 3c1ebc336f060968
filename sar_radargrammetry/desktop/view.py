"""Where the map looks."""

from __future__ import annotations

from qgis.core import QgsCoordinateTransform, QgsCsException, QgsMapLayer, QgsProject
from qgis.gui import QgisInterface

MARGIN = 1.1


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
        box.scale(MARGIN)
        canvas.setExtent(box)
        canvas.refresh()
