"""Style the results of an algorithm: a .qml beside each file, and the same on the layer that QGIS loads."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from osgeo import gdal
from qgis.core import (
    QgsLayerTree,
    QgsLayerTreeNode,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from .layers import STYLES, style_hillshade

HILLSHADE_SUFFIX = " (hillshade)"
STYLE_PROPERTY = "sar_radargrammetry/style"


def style_outputs(outputs: dict[str, str], context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> None:
    """Write the style of every output beside it and have QGIS apply it to the layers it is going to load.

    Runs in the algorithm's thread. A style that fails is a warning: the result itself is good.

    Parameters
    ----------
    outputs : dict
        Path of the file -> name of its style.
    """
    for path, style in outputs.items():
        try:
            written = write_style(path, style)
        except OSError as error:
            feedback.pushWarning(f"The style of {path} could not be written ({error.strerror}).")
            continue
        if written and context.willLoadLayerOnCompletion(path):
            post_process(context.layerToLoadOnCompletionDetails(path), ApplyStyle(style))
            if style == "elevation":
                add_hillshade(path, context)


def style_file(path: str) -> Path:
    """Where QGIS looks for the style of the file at `path`."""
    return Path(path).with_suffix(".qml")


def write_style(path: str, style: str) -> bool:
    """Write the style of a file beside it; False when the file is none that QGIS draws, such as a complex product.

    Raises
    ------
    OSError
        When the style file cannot be written.
    """
    if not path.lower().endswith((".tif", ".gpkg")):
        return False
    if style != "mask":  # whose words for the codes stand there as well
        # Statistics of a raster that lay here before this one.
        Path(path + ".aux.xml").unlink(missing_ok=True)
    target = style_file(path)
    temporary = target.with_name(f".{target.stem}.{os.getpid()}.part.qml")
    try:
        with _without_side_files():
            layer = QgsVectorLayer(path, "styled") if _is_vector(path) else QgsRasterLayer(path, "styled")
            if not layer.isValid():
                return False
            STYLES[style](layer, path)
            message, saved = layer.saveNamedStyle(str(temporary))
            del layer
        if not saved:
            raise OSError(0, message)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return True


@contextlib.contextmanager
def _without_side_files() -> Iterator[None]:
    """Keep GDAL from writing .aux.xml files in this thread.

    QGIS computes statistics for every raster it opens, and a side file with them outlives the raster they belong to.
    """
    before = gdal.GetThreadLocalConfigOption("GDAL_PAM_ENABLED")
    gdal.SetThreadLocalConfigOption("GDAL_PAM_ENABLED", "NO")
    try:
        yield
    finally:
        gdal.SetThreadLocalConfigOption("GDAL_PAM_ENABLED", before)


class ApplyStyle(QgsProcessingLayerPostProcessorInterface):
    """Gives a loaded layer the style written beside its file. Processing loads layers without it.

    Parameters
    ----------
    style : str
        Name of the style, which the layer keeps as a property.
    """

    def __init__(self, style: str) -> None:
        super().__init__()
        self._style = style

    def postProcessLayer(self, layer: QgsMapLayer, context, feedback) -> None:
        layer.loadNamedStyle(str(style_file(_file(layer))))
        layer.setCustomProperty(STYLE_PROPERTY, self._style)
        place_errors(context.project())
        place_hillshades(context.project())
        layer.triggerRepaint()


class ApplyHillshade(QgsProcessingLayerPostProcessorInterface):
    """Turns a second layer of an elevation raster into light and shadow above the first."""

    def postProcessLayer(self, layer: QgsMapLayer, context, feedback) -> None:
        style_hillshade(layer)
        if not layer.name().endswith(HILLSHADE_SUFFIX):
            layer.setName(layer.name() + HILLSHADE_SUFFIX)
        place_hillshades(context.project())
        layer.triggerRepaint()


# Processing deletes a post-processor with the context that it was set in, so every layer needs one of its own; but
# until then it keeps no reference to the Python half, which would be gone before the layer is loaded.
_alive: deque[QgsProcessingLayerPostProcessorInterface] = deque(maxlen=256)


def post_process(
    details: QgsProcessingContext.LayerDetails, processor: QgsProcessingLayerPostProcessorInterface
) -> None:
    """Have `processor` called once the layer of `details` is loaded."""
    _alive.append(processor)
    details.setPostProcessor(processor)


def add_hillshade(path: str, context: QgsProcessingContext) -> None:
    """Have Processing load a hillshade of the elevation at `path` together with it.

    One raster layer draws either colours or shading, so both need two layers of the same file.
    """
    details = context.layerToLoadOnCompletionDetails(path)
    # Processing takes layers with the same source for the same layer: another spelling of the path makes it two.
    alias = str(Path(path).parent) + "/./" + Path(path).name
    title = (details.name or "Elevation") + HILLSHADE_SUFFIX
    extra = QgsProcessingContext.LayerDetails(title, details.project, "", QgsProcessingUtils.LayerHint.Raster)
    post_process(extra, ApplyHillshade())
    context.addLayerToLoadOnCompletion(alias, extra)


def place_hillshades(project: QgsProject) -> None:
    """Move every hillshade directly above the elevation layer of the same file.

    Layers are loaded in an order of their own, and each one may come between the two: call it after each.
    """
    root = project.layerTreeRoot()
    nodes = [node for node in root.findLayers() if node.layer() is not None]
    shades = [node for node in nodes if node.layer().name().endswith(HILLSHADE_SUFFIX)]
    for shade in shades:
        file = _file(shade.layer())
        below = next((node for node in nodes if node not in shades and _file(node.layer()) == file), None)
        if below is not None and root.findLayers().index(shade) + 1 != root.findLayers().index(below):
            moved = shade.clone()
            moved.setExpanded(False)
            below.parent().insertChildNode(below.parent().children().index(below), moved)
            shade.parent().removeChildNode(shade)


def place_errors(project: QgsProject) -> None:
    """Move every error layer and mask below the elevation layer that was loaded with it: whichever loads last lies on
    top."""
    for parent in [project.layerTreeRoot(), *project.layerTreeRoot().findGroups(True)]:
        for name in ("error", "mask"):
            styles = [_style(node) for node in parent.children()]
            if name in styles and "elevation" in styles and styles.index(name) < styles.index("elevation"):
                below, elevation = (parent.children()[styles.index(n)] for n in (name, "elevation"))
                parent.insertChildNode(styles.index("elevation") + 1, below.clone())
                parent.removeChildNode(below)
                elevation.setExpanded(True)


def _style(node: QgsLayerTreeNode) -> str:
    """Name of the style that `ApplyStyle` gave the layer of a node; empty for others."""
    layer = node.layer() if QgsLayerTree.isLayer(node) else None
    return "" if layer is None else str(layer.customProperty(STYLE_PROPERTY, ""))


def _is_vector(path: str) -> bool:
    return path.lower().endswith(".gpkg")


def _file(layer: QgsMapLayer) -> str:
    return os.path.normpath(layer.source().partition("|")[0])
