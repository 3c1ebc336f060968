"""What the boxes of dialogs offer, and what they hold from the start."""

import types
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProcessingContext, QgsProject, QgsRasterLayer

from sar_radargrammetry.algorithms.proposals import Proposals
from sar_radargrammetry.desktop import dialogs
from sar_radargrammetry.styles.groups import OUTPUT_PROPERTY, STYLE_PROPERTY, ResultGroup


@pytest.fixture
def project(provider):
    project = QgsProject.instance()
    project.clear()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
    yield project
    project.clear()


@pytest.fixture
def load(project, make_raster):
    """Adds a raster to the project as the result of a run."""

    def add(name, style, group=None, output=""):
        path = make_raster(f"{name}.tif", np.ones((20, 20)))
        if style == "amplitude":
            Path(path).with_suffix(".sargeom.json").touch()
        layer = QgsRasterLayer(path, name)
        if style:
            layer.setCustomProperty(STYLE_PROPERTY, style)
            layer.setCustomProperty(OUTPUT_PROPERTY, output)
        project.addMapLayer(layer)
        if group is not None:
            group.place(layer, project)
        return layer

    return add


@pytest.fixture
def dialog(algorithm, monkeypatch):
    """Opens the dialog of an algorithm as the toolbox does."""
    from processing.gui import AlgorithmDialog, ParametersPanel
    from qgis import utils

    for module in (AlgorithmDialog, ParametersPanel, utils):  # pytest-qgis's stand-in is no interface
        monkeypatch.setattr(module, "iface", None)
    opened = []

    def show(name):
        opened.append(algorithm(name).createCustomParametersWidget(None))
        return opened[-1]

    yield show
    for window in opened:
        window.close()
        window.deleteLater()


def boxes(dialog):
    """By parameter: the offered layers, and the chosen one."""
    return boxes_of(dialog.findChild(Proposals))


def boxes_of(proposals):
    found = {}
    for name, box in proposals._boxes.items():
        names = [box.layer(index).name() for index in range(box.count()) if box.layer(index) is not None]
        found[name] = names, box.currentLayer().name() if box.currentLayer() is not None else ""
    return found


def test_image_boxes_offer_images_and_hold_the_newest_pair(load, dialog):
    group = ResultGroup("SAR pair: a")
    load("An elevation", "elevation")
    load("B secondary", "amplitude", group, "SECONDARY")
    load("C reference", "amplitude", group, "REFERENCE")
    load("Truth", "truth", group)
    load("Truth (hillshade)", "hillshade", group)
    found = boxes(dialog("stereodsm"))
    images = ["B secondary", "C reference"]
    assert found["REFERENCE"] == (images, "C reference")
    assert found["SECONDARY"] == (images, "B secondary")
    assert found["DEM"] == (["An elevation", "Truth"], "")


def test_the_reference_is_what_is_projected(load, dialog):
    load("B secondary", "amplitude", output="SECONDARY")
    load("C reference", "amplitude", output="REFERENCE")
    load("Truth", "truth")
    found = boxes(dialog("orthorectify"))
    assert found["IMAGE"] == (["B secondary", "C reference"], "C reference") and found["DEM"][1] == "Truth"


def test_a_model_offers_images_too(load, dialog):
    load("A surface", "truth")
    load("B secondary", "amplitude", output="SECONDARY")
    load("C reference", "amplitude", output="REFERENCE")
    found = boxes(dialog("pairtoelevation"))
    assert found["REFERENCE"] == (["B secondary", "C reference"], "C reference")
    assert found["SECONDARY"][1] == "B secondary"


def test_without_images_rasters_that_may_be_products_are_offered(load, dialog):
    load("A product", "")
    load("An error", "error")
    assert boxes(dialog("stereodsm"))["REFERENCE"] == (["A product"], "A product")


def test_an_image_loaded_later_is_offered_and_the_choice_stays(load, dialog, qgis_app):
    load("Zeta", "amplitude")
    load("Yota", "amplitude")
    shown = dialog("checkpair")
    before = boxes(shown)["REFERENCE"][1]
    load("Alpha", "amplitude")
    qgis_app.processEvents()
    names, chosen = boxes(shown)["REFERENCE"]
    assert names == ["Alpha", "Yota", "Zeta"] and chosen == before


def test_evaluate_takes_the_newest_elevation_with_its_error_and_mask(load, dialog):
    load("Truth", "truth", ResultGroup("SAR pair: a"))
    for run in ("old", "new"):
        group = ResultGroup(f"SAR elevation: {run}")
        for style in ("elevation", "error", "mask"):
            load(f"{style} {run}", style, group)
    shown = dialog("evaluate")
    found = {name: chosen for name, (_, chosen) in boxes(shown).items()}
    assert found == {
        "ELEVATION": "elevation new",
        "REFERENCE_DSM": "Truth",
        "ERROR": "error new",
        "MASK": "mask new",
        "CERTAINTY": "",
    }
    # Another elevation brings its own; what a person chose stays.
    own = shown.findChild(Proposals)._boxes
    own["MASK"].setLayer(None)
    own["ELEVATION"].setLayer(QgsProject.instance().mapLayersByName("elevation old")[0])
    assert boxes(shown)["ERROR"][1] == "error old"
    own["ERROR"].setLayer(QgsProject.instance().mapLayersByName("error new")[0])
    own["ELEVATION"].setLayer(QgsProject.instance().mapLayersByName("elevation new")[0])
    own["ELEVATION"].setLayer(QgsProject.instance().mapLayersByName("elevation old")[0])
    assert boxes(shown)["ERROR"][1] == "error new"


def test_every_row_of_a_batch_holds_the_same_proposals(load, algorithm, monkeypatch):
    from processing.gui import BatchPanel
    from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog
    from qgis import utils

    for module in (BatchPanel, utils):
        monkeypatch.setattr(module, "iface", None, raising=False)
    load("An elevation", "elevation")
    group = ResultGroup("SAR pair: a")
    load("Zeta", "amplitude", group, "SECONDARY")
    load("Yota", "amplitude", group, "REFERENCE")
    window = BatchAlgorithmDialog(algorithm("stereodsm").create())
    window.mainWidget().addRow()
    rows = window.mainWidget().findChildren(Proposals)
    assert len(rows) == 2
    for row in map(boxes_of, rows):
        assert row["REFERENCE"] == (["Yota", "Zeta"], "Yota") and row["SECONDARY"][1] == "Zeta" and row["DEM"][1] == ""
    native = BatchAlgorithmDialog(QgsApplication.processingRegistry().createAlgorithmById("native:buffer"))
    assert not native.mainWidget().findChildren(Proposals)
    for opened in (window, native):
        opened.close()
        opened.deleteLater()


def test_the_title_of_a_step_has_no_number(dialog, algorithm):
    name = algorithm("triangulate").displayName()
    title = dialog("triangulate").windowTitle().rpartition(" - ")[2]  # newer QGIS writes the group before it
    assert name[0].isdigit() and title.lower() == name[2:].lower()


def test_given_values_replace_what_is_proposed(load, dialog):
    for name in ("a", "b", "c"):
        load(name, "amplitude")
    shown = dialog("stereodsm")
    shown.setParameters({"REFERENCE": QgsProject.instance().mapLayersByName("b")[0].id()})
    assert boxes(shown)["REFERENCE"][1] == "b"


def test_the_dialog_of_a_run_that_is_offered_again_has_its_parameters(dialog, monkeypatch, tmp_path):
    """As the inspector offers it where the matches are missing."""
    monkeypatch.setattr(dialogs, "engine_location", lambda: types.SimpleNamespace(problem=lambda: ""))
    images = {name.upper(): str(tmp_path / f"{name}.tif") for name in ("reference", "secondary")}
    given = {**images, "MATCHER": "poc", "MIN_CERTAINTY": 0.2}
    dialogs.open_algorithm("stereodsm", None, parameters=given)
    window = dialogs._kept.pop()
    values = window.createProcessingParameters()
    assert {name: values[name] for name in given} == given
    assert values["CORRESPONDENCE"], "matches are kept by default"
    window.close()
    window.deleteLater()


def test_merging_takes_the_elevations_with_their_errors_and_masks_in_their_order(load, dialog):
    load("Truth", "truth", ResultGroup("SAR pair: a"))
    for run in ("one", "two", "three"):
        group = ResultGroup(f"SAR elevation: {run}")
        for style in ("elevation", "error", *(["mask"] if run != "three" else [])):
            load(f"{style} {run}", style, group)
    merged = ResultGroup("SAR elevation: merged")
    for style in ("elevation", "error", "contribution"):
        load(f"{style} merged", style, merged)
    wrappers = dialog("mergeelevations").mainWidget().wrappers

    def names(parameter):
        return [Path(path).stem for path in wrappers[parameter].parameterValue() or []]

    # The newest first; where one has no mask there is no list of masks in the order of the elevations.
    assert names("ELEVATIONS") == ["elevation three", "elevation two", "elevation one"]
    assert names("ERRORS") == ["error three", "error two", "error one"] and names("MASKS") == []
    context, project = QgsProcessingContext(), QgsProject.instance()
    context.setProject(project)

    def choose(parameter, *layers):
        chosen = [project.mapLayersByName(name)[0].id() for name in layers]
        wrappers[parameter].setParameterValue(chosen, context)

    choose("ELEVATIONS", "elevation one", "elevation two")
    assert names("ERRORS") == ["error one", "error two"] and names("MASKS") == ["mask one", "mask two"]
    choose("ERRORS", "error two", "error three")
    choose("ELEVATIONS", "elevation two", "elevation one")
    assert names("ERRORS") == ["error two", "error three"], "what a person chose stays"
    assert names("MASKS") == ["mask two", "mask one"]


def test_merging_takes_an_elevation_that_comes_later(load, dialog, qgis_app):
    wrappers, stems = {}, {}
    for run in ("one", "two", "three"):
        group = ResultGroup(f"SAR elevation: {run}")
        for style in ("elevation", "error"):
            load(f"{style} {run}", style, group)
        wrappers = wrappers or dialog("mergeelevations").mainWidget().wrappers
        qgis_app.processEvents()
        given = {name: wrappers[name].parameterValue() or [] for name in ("ELEVATIONS", "ERRORS")}
        stems[run] = [[Path(path).stem.split()[1] for path in paths] for paths in given.values()]
    assert stems == {"one": [[]] * 2, "two": [["two", "one"]] * 2, "three": [["three", "two", "one"]] * 2}


def test_one_elevation_is_nothing_to_merge(load, dialog):
    group = ResultGroup("SAR elevation: a")
    for style in ("elevation", "error"):
        load(style, style, group)
    wrappers = dialog("mergeelevations").mainWidget().wrappers
    assert not wrappers["ELEVATIONS"].parameterValue() and not wrappers["ERRORS"].parameterValue()
