"""Style the results of an algorithm: .qml and .qmd beside each file, and the same on the layer that QGIS loads."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from osgeo import gdal
from qgis import utils
from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QGuiApplication, QPalette

from ..engine.files.leftovers import short_stem
from ..engine.system import host
from ..translation import tr
from .companions import add_map_tip
from .groups import OUTPUT_PROPERTY, STYLE_PROPERTY, ResultGroup, bring_into_view_later, layer_file
from .layers import STYLES, list_legend, style_hillshade
from .metadata import About, layer_metadata, metadata_file

HILLSHADE_SUFFIX = " (hillshade)"
SHOWN = (
    "elevation",
    "truth",
    "footprint",
    "footprints",
    "pairs",
    "patches",
    "patch_quality",
    "difference",
    "checked_points",
    "zones",
    "orthoimage",
    "visibility",
)
"""Styles of layers that the map turns to."""
DARK = 128  # lightness of windows, of 255
CODES = ("mask", "view_mask", "visibility")
"""Styles of rasters of codes."""
DRAWN = (".tif", ".tiff", ".vrt", ".gpkg")
"""Endings of outputs that QGIS draws; it must not open a complex product."""


def style_outputs(
    outputs: dict[str, str],
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
    group: ResultGroup | None = None,
    about: Mapping[str, About] = MappingProxyType({}),
) -> None:
    """Write style and metadata of every output beside it and have QGIS apply them to the layers it is going to load.

    Runs in the algorithm's thread. A style that fails is a warning: the result itself is good.

    Parameters
    ----------
    outputs : dict
        Path of the file -> name of its style.
    group : ResultGroup, optional
        Where the layers go.
    about : mapping
        Path of the file -> what it is.
    """
    for path, style in outputs.items():
        try:
            written = write_style(path, style, about.get(path))
        except OSError as error:
            message = tr("The style of {path} could not be written ({reason}).")
            feedback.pushWarning(message.format(path=path, reason=error.strerror))
            continue
        if written and context.willLoadLayerOnCompletion(path):
            details = context.layerToLoadOnCompletionDetails(path)
            post_process(details, ApplyStyle(style, group, details.outputName))
            if style in ("elevation", "truth"):
                add_hillshade(path, context, group)


def style_file(path: str) -> Path:
    """Where QGIS looks for the style of the file at `path`."""
    return Path(path).with_suffix(".qml")


def write_style(path: str, style: str, about: About | None = None) -> bool:
    """Write the style of a file beside it, and its metadata if it is known what it is.

    False when the file is none that QGIS draws, such as a complex product.

    Raises
    ------
    OSError
        When a file cannot be written.
    """
    if not path.lower().endswith(DRAWN):
        return False
    if style not in CODES:  # whose words for the codes stand there as well
        # Statistics of a raster that lay here before this one.
        Path(path + ".aux.xml").unlink(missing_ok=True)
    with _without_side_files():
        layer = QgsVectorLayer(path, "styled") if _is_vector(path) else QgsRasterLayer(path, "styled")
        if not layer.isValid():
            return False
        STYLES[style](layer, path)
        _save(style_file(path), layer.saveNamedStyle)
        if about is not None:
            layer.setMetadata(layer_metadata(layer, path, about))
            _save(metadata_file(path), layer.saveNamedMetadata)
        del layer
    return True


def _save(target: Path, save: Callable[[str], tuple[str, bool]]) -> None:
    """Write a file of QGIS completely or not at all.

    Raises
    ------
    OSError
    """
    temporary = target.with_name(f".{short_stem(target)}.{os.getpid()}.part{target.suffix}")
    try:
        message, saved = save(str(temporary))
        if not saved:
            raise OSError(0, message)
        host.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


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
    """Gives a loaded layer the style written beside its file, which Processing does not do, and its place.

    Parameters
    ----------
    style : str
        Name of the style, which the layer keeps as a property.
    group : ResultGroup or None
        Where to put the layer; None leaves it where Processing put it.
    output : str
        Name of the output, which the layer keeps as well.
    """

    def __init__(self, style: str, group: ResultGroup | None = None, output: str = "") -> None:
        super().__init__()
        self._style, self._group, self._output = style, group, output

    def postProcessLayer(self, layer: QgsMapLayer, context, feedback) -> None:
        self._apply(layer)
        if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < DARK:
            list_legend(layer)
        layer.setCustomProperty(STYLE_PROPERTY, self._style)
        layer.setCustomProperty(OUTPUT_PROPERTY, self._output)
        if self._group is not None:
            self._group.place(layer, context.project())
            add_map_tip(layer, context.project())
        if self._style in SHOWN and utils.iface is not None:
            bring_into_view_later(layer, context.project(), utils.iface)
        layer.triggerRepaint()

    def _apply(self, layer: QgsMapLayer) -> None:
        layer.loadNamedStyle(str(style_file(layer_file(layer))))
        _load_metadata(layer)


def _load_metadata(layer: QgsMapLayer) -> None:
    written = metadata_file(layer_file(layer))
    if written.is_file():
        layer.loadNamedMetadata(str(written))


class ApplyHillshade(ApplyStyle):
    """Turns a second layer of an elevation raster into light and shadow above the first."""

    def __init__(self, group: ResultGroup | None = None) -> None:
        super().__init__("hillshade", group)

    def _apply(self, layer: QgsMapLayer) -> None:
        style_hillshade(layer)
        _load_metadata(layer)
        if not layer.name().endswith(tr(HILLSHADE_SUFFIX)):
            layer.setName(layer.name() + tr(HILLSHADE_SUFFIX))


# Processing deletes a post-processor with the context that it was set in, so every layer needs one of its own; but
# until then it keeps no reference to the Python half, which would be gone before the layer is loaded.
_alive: deque[QgsProcessingLayerPostProcessorInterface] = deque(maxlen=256)


def post_process(
    details: QgsProcessingContext.LayerDetails, processor: QgsProcessingLayerPostProcessorInterface
) -> None:
    """Have `processor` called once the layer of `details` is loaded."""
    _alive.append(processor)
    details.setPostProcessor(processor)


def add_hillshade(path: str, context: QgsProcessingContext, group: ResultGroup | None) -> None:
    """Have Processing load a hillshade of the elevation at `path` together with it.

    One raster layer draws either colours or shading, so both need two layers of the same file.
    """
    details = context.layerToLoadOnCompletionDetails(path)
    # Processing takes layers with the same source for the same layer: another spelling of the path makes it two.
    alias = str(Path(path).parent) + "/./" + Path(path).name
    title = (details.name or tr("Elevation")) + tr(HILLSHADE_SUFFIX)
    extra = QgsProcessingContext.LayerDetails(title, details.project, "", QgsProcessingUtils.LayerHint.Raster)
    post_process(extra, ApplyHillshade(group))
    context.addLayerToLoadOnCompletion(alias, extra)


def _is_vector(path: str) -> bool:
    return path.lower().endswith(".gpkg")
