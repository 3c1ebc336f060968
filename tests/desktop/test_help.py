"""Help, icons, tool tips and links of every algorithm; the page for newcomers."""

import re
from pathlib import Path
from urllib.parse import urlparse

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingModelAlgorithm
from qgis.PyQt.QtCore import QSize, QUrl
from qgis.PyQt.QtGui import QTextDocument

from sar_radargrammetry.algorithms import ALGORITHMS
from sar_radargrammetry.algorithms.base import DOCS, HELP, EngineAlgorithm, first_steps_page
from sar_radargrammetry.bridge.location import PLUGIN_FOLDER

NAMES = [algorithm.JOB for algorithm in ALGORITHMS if issubclass(algorithm, EngineAlgorithm)]
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", NAMES)
def test_an_algorithm_says_in_one_sentence_what_it_is_for(algorithm, name):
    brief = algorithm(name).shortDescription()
    assert brief.endswith(".") and 30 < len(brief) < 120
    assert brief.count(". ") == 0


@pytest.mark.parametrize("name", NAMES)
def test_links_and_figures_of_the_help_lead_somewhere(algorithm, name):
    instance = algorithm(name)
    text = instance.shortHelpString()
    local = re.findall(r'(?:src|href)="(file:[^"#]*)', text)
    assert QUrl.fromLocalFile(str(first_steps_page())).toString() in local
    for link in local:
        assert Path(QUrl(link).toLocalFile()).is_file(), link
    document = QTextDocument()
    document.setHtml(text)
    assert len(document.toPlainText()) > 300
    page = instance.helpUrl()
    assert page.startswith(DOCS) and (REPOSITORY / "docs" / Path(urlparse(page).path).name).is_file()


def test_every_algorithm_has_a_drawing_of_its_own(provider):
    drawings = {}
    for instance in provider.algorithms():
        if isinstance(instance, QgsProcessingModelAlgorithm):  # these share one
            continue
        pixels = instance.icon().pixmap(QSize(16, 16)).toImage()
        visible = sum(pixels.pixelColor(x, y).alpha() > 128 for x in range(16) for y in range(16))
        assert visible > 40, f"{instance.name()} is hardly to be seen at 16 pixels"
        drawings[instance.name()] = bytes(pixels.constBits().asarray(pixels.sizeInBytes()))
        assert Path(instance.svgIconPath()).parent == PLUGIN_FOLDER / "resources" / "icons"
    assert len(set(drawings.values())) == len(drawings)


def test_the_first_steps_name_what_is_there(provider):
    page = (HELP / "first-steps.html").read_text("utf-8")
    titles = {instance.displayName() for instance in provider.algorithms()}
    for title in (
        "Make SAR image from raster and track",
        "Check stereo pair",
        "Evaluate elevation",
        "Fine-tune matcher",
    ):
        assert title in titles and title in page
    for text in (page, (HELP / "first-steps_ja.html").read_text("utf-8")):
        for figure in re.findall(r'src="([^"]+)"', text):
            assert (HELP / figure).is_file()
        for identifier in re.findall(r"sar_radargrammetry:(\w+)", text):
            assert provider.algorithm(identifier) is not None
        assert re.findall(r'id="(\w+)"', text) == re.findall(r'id="(\w+)"', page)


def test_two_inputs_are_enough_for_an_elevation(algorithm, tmp_path):
    for name in ("a.tif", "b.tif"):
        (tmp_path / name).touch()
    given = {"REFERENCE": str(tmp_path / "a.tif"), "SECONDARY": str(tmp_path / "b.tif")}
    instance = algorithm("stereodsm")
    outputs = {
        d.name(): d.generateTemporaryDestination()
        for d in instance.destinationParameterDefinitions()
        if d.createByDefault()
    }  # as the dialog fills them in
    assert set(outputs) == {"ELEVATION", "ERROR", "MASK", "REPORT"}
    assert instance.checkParameterValues({**given, **outputs}, QgsProcessingContext()) == (True, "")
