"""Help, icons, tool tips and links of every algorithm; the page for newcomers."""

import re
from pathlib import Path

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingModelAlgorithm
from qgis.PyQt.QtCore import QSize, QUrl
from qgis.PyQt.QtGui import QTextDocument

from sar_radargrammetry.algorithms import ALGORITHMS, help_pages
from sar_radargrammetry.algorithms.base import HELP, EngineAlgorithm
from sar_radargrammetry.algorithms.help_pages import first_steps_page
from sar_radargrammetry.algorithms.models import ABOUT
from sar_radargrammetry.bridge.location import PLUGIN_FOLDER
from sar_radargrammetry.translation import load_translator, remove_translator, tr

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
    page = Path(QUrl(instance.helpUrl()).toLocalFile())
    assert page.suffix == ".html" and (REPOSITORY / "docs" / f"{page.stem}.md").is_file()


def test_pages_of_the_help_need_no_network(algorithm):
    """Every page is there with all pictures, and every link between pages leads to a heading that is there."""
    folder = Path(QUrl(algorithm("stereodsm").helpUrl()).toLocalFile()).parent
    pages = {page.name: page.read_text("utf-8") for page in folder.glob("*.html")}
    assert set(pages) == {f"{page.stem}.html" for page in (REPOSITORY / "docs").glob("*.md")}
    for name, text in pages.items():
        for picture in re.findall(r'src="([^"]*)"', text):
            assert Path(QUrl(picture).toLocalFile()).is_file(), (name, picture)
        for link in re.findall(r'href="([^"]*)"', text):
            if not link.startswith("http"):
                target, _, anchor = link.partition("#")
                assert not anchor or f'id="{anchor}"' in pages[target or name], (name, link)
    assert "<table" in pages["parameters.html"] and "<h1" in pages["guide.html"]
    assert "<pre>qgis_process.bin run sar_radargrammetry:setupengine</pre>" in pages["guide.html"]
    assert "<code>elevation.tif</code>" in pages["guide.html"]


def test_help_in_japanese_needs_no_network(provider, monkeypatch):
    """Every algorithm has a page with all parameters, which leads to the page for newcomers and to the terms."""
    monkeypatch.setattr(help_pages.QgsApplication, "locale", staticmethod(lambda: "ja"))
    translator = load_translator()
    try:
        for name in NAMES:
            kind = next(algorithm for algorithm in ALGORITHMS if name == algorithm.JOB)
            instance = kind().create()
            text = Path(QUrl(instance.helpUrl()).toLocalFile()).read_text("utf-8")
            assert f"<h1>{instance.displayName()}</h1>" in text and tr("More") in text
            assert all(f"<code>{one.name()}</code>" in text for one in instance.parameterDefinitions())
            links = [Path(QUrl(link).toLocalFile()) for link in re.findall(r'(?:href|src)="(file:[^"]*)"', text)]
            assert all(link.is_file() for link in links)
            assert {"first-steps_ja.html", "japanese.html"} <= {link.name for link in links}
    finally:
        remove_translator(translator)


@pytest.mark.parametrize("name", ABOUT)
def test_a_model_has_help_that_needs_no_network(algorithm, name):
    assert Path(QUrl(algorithm(name).helpUrl()).toLocalFile()).name == "guide.html"


def test_help_of_a_terminal_is_that_of_the_repository(monkeypatch):
    monkeypatch.setattr(help_pages.QgsApplication, "platform", lambda: "qgis_process")
    assert help_pages.help_url("guide.md") == f"{help_pages.REPOSITORY}/docs/guide.md"


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
    assert set(outputs) == {"ELEVATION", "ERROR", "MASK", "REPORT", "CORRESPONDENCE"}
    assert instance.checkParameterValues({**given, **outputs}, QgsProcessingContext()) == (True, "")
