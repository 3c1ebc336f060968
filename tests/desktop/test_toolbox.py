"""Steps as the modeler connects them, and as the toolbox starts them."""

from algorithm_runs import Feedback
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelParameter,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterFile,
    QgsProject,
)
from qgis.PyQt.QtCore import QEventLoop, QTimer


def test_outputs_and_inputs_of_the_workflow_fit_in_the_modeler(provider):
    model = QgsProcessingModelAlgorithm("wiring", "tests")
    model.addModelParameter(QgsProcessingParameterFile("product", "product"), QgsProcessingModelParameter("product"))
    names = ("importimage", "createpatches", "matchpatches", "triangulate", "evaluate")
    for name in names:
        step = QgsProcessingModelChildAlgorithm(f"sar_radargrammetry:{name}")
        step.setChildId(name)
        model.addChildAlgorithm(step)
    for source, output, target, parameter in (
        ("importimage", "OUTPUT", "createpatches", "REFERENCE"),
        ("createpatches", "OUTPUT", "matchpatches", "PATCHES"),
        ("matchpatches", "OUTPUT", "triangulate", "CORRESPONDENCE"),
        ("triangulate", "ELEVATION", "evaluate", "ELEVATION"),
        ("triangulate", "ERROR", "evaluate", "ERROR"),
    ):
        definition = provider.algorithm(target).parameterDefinition(parameter)
        kind = definition.type()
        data_types = definition.dataTypes() if kind == "source" else []
        offered = model.availableSourcesForChild(
            target, [kind], ["outputVector" if kind == "source" else f"output{kind.capitalize()}"], data_types
        )
        assert (source, output) in {(o.outputChildId(), o.outputName()) for o in offered}, (target, parameter)


def test_a_background_task_as_the_toolbox_starts_it_loads_styled_layers(provider, engine, tmp_path):
    from processing.gui import Postprocessing

    Postprocessing.iface = None  # newer QGIS would take pytest-qgis's stand-in for a real interface
    project, context, feedback = QgsProject.instance(), QgsProcessingContext(), Feedback()
    project.clear()
    context.setProject(project)
    instance = provider.algorithm("simulatepair").create()
    parameters = {
        "SIZE": 100.0,
        "RANGE_SPACING": 1.0,
        "AZIMUTH_SPACING": 1.0,
        **{
            name: QgsProcessingOutputLayerDefinition(str(tmp_path / f"{name.lower()}.tif"), project)
            for name in ("REFERENCE", "SECONDARY", "TRUTH")
        },
    }
    task = QgsProcessingAlgRunnerTask(instance, parameters, context, feedback)
    outcome = []
    loop = QEventLoop()
    task.executed.connect(lambda ok, results: (outcome.append((ok, results)), loop.quit()))
    QTimer.singleShot(600_000, loop.quit)
    QgsApplication.taskManager().addTask(task)
    loop.exec()
    assert outcome, "the task did not end"
    assert outcome[0][0], feedback.textLog()
    assert Postprocessing.handleAlgorithmResults(instance, context, feedback)
    renderers = sorted(layer.renderer().type() for layer in project.mapLayers().values())
    assert renderers == ["hillshade", "singlebandgray", "singlebandgray", "singlebandpseudocolor"]
    project.clear()
