"""Style the results of an algorithm: a .qml beside each file, and the same on the layer that QGIS loads."""

from __future__ import annotations

import os
from pathlib import Path

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsVectorLayer,
)

from .layers import STYLES, style_hillshade


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
            context.layerToLoadOnCompletionDetails(path).setPostProcessor(APPLY_STYLE)
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
    layer = QgsVectorLayer(path, "styled") if style == "patches" else QgsRasterLayer(path, "styled")
    if not layer.isValid() or not path.lower().endswith((".tif", ".gpkg")):
        return False
    STYLES[style](layer, path)
    target = style_file(path)
    temporary = target.with_name(f".{target.stem}.{os.getpid()}.part.qml")
    try:
        message, saved = layer.saveNamedStyle(str(temporary))
        if not saved:
            raise OSError(0, message)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return True


class ApplyStyle(QgsProcessingLayerPostProcessorInterface):
    """Gives a loaded layer the style written beside its file. Processing loads layers without it."""

    def postProcessLayer(self, layer: QgsMapLayer, context, feedback) -> None:
        layer.loadNamedStyle(str(style_file(layer.source().partition("|")[0])))
        layer.triggerRepaint()


class PlaceHillshade(QgsProcessingLayerPostProcessorInterface):
    """Moves a loaded hillshade directly above the elevation it shades, legend folded."""

    def postProcessLayer(self, layer: QgsMapLayer, context, feedback) -> None:
        root = context.project().layerTreeRoot()
        shade = root.findLayer(layer.id())
        below = next((node for node in root.findLayers() if _is_shaded_by(layer, node.layer())), None)
        if shade is None or below is None:
            return
        moved = shade.clone()
        moved.setExpanded(False)
        below.parent().insertChildNode(below.parent().children().index(below), moved)
        shade.parent().removeChildNode(shade)


def _is_shaded_by(shade: QgsMapLayer, layer: QgsMapLayer | None) -> bool:
    return layer is not None and layer.source() == shade.source() and layer.blendMode() != shade.blendMode()


# QGIS keeps no reference to post-processors: these live as long as the plugin. They hold no state.
APPLY_STYLE = ApplyStyle()
PLACE_HILLSHADE = PlaceHillshade()


def add_hillshade(path: str, context: QgsProcessingContext) -> None:
    """Have Processing load a hillshade of the elevation at `path` together with it.

    One raster layer has one renderer, so colours and shading need two layers; both draw the same file.
    """
    details = context.layerToLoadOnCompletionDetails(path)
    # Layers are loaded in the order of their ids: this one after every path.
    shade = QgsRasterLayer(path, "zz_hillshade")
    style_hillshade(shade)
    context.temporaryLayerStore().addMapLayer(shade)
    title = f"{details.name or 'Elevation'} (hillshade)"
    shade.setName(title)
    extra = QgsProcessingContext.LayerDetails(title, details.project, "", QgsProcessingUtils.LayerHint.Raster)
    extra.setPostProcessor(PLACE_HILLSHADE)
    context.addLayerToLoadOnCompletion(shade.id(), extra)
