"""Layers as Processing loads them, and as QGIS opens their files."""

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingUtils, QgsProject, QgsRasterLayer

from sar_radargrammetry.styles.outputs import style_outputs


def reloaded(path):
    """The layer as QGIS opens it from its browser: with the .qml beside it."""
    layer = QgsRasterLayer(path, "opened")
    assert layer.isValid()
    return layer


def loaded_by_processing(outputs, group=None, clear=True, **more):
    """Style `outputs`, then load them the way Processing does; returns the project."""
    from processing.gui import Postprocessing
    from qgis.core import QgsApplication

    Postprocessing.iface = None  # newer QGIS would take pytest-qgis's stand-in for a real interface
    project, context, feedback = QgsProject.instance(), QgsProcessingContext(), QgsProcessingFeedback()
    if clear:
        project.clear()
    context.setProject(project)
    for path, style in outputs.items():
        name = style.capitalize()
        hints = QgsProcessingUtils.LayerHint
        hint = hints.Vector if path.endswith(".gpkg") else hints.Raster
        details = QgsProcessingContext.LayerDetails(name, project, name.upper(), hint)
        context.addLayerToLoadOnCompletion(path, details)
    style_outputs(outputs, context, feedback, group, **more)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("sar_radargrammetry:triangulate")
    assert Postprocessing.handleAlgorithmResults(algorithm, context, feedback)
    return project


def order(group):
    """Names of the layers from top to bottom."""
    return [node.name() for node in group.findLayers()]
