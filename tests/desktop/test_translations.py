"""The plugin in another language: names change, ids never do."""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from string import Formatter

import pytest
from qgis.core import QgsApplication, QgsProcessingContext
from qgis.PyQt.QtCore import QTranslator

from sar_radargrammetry.algorithms import ALGORITHMS
from sar_radargrammetry.algorithms.base import HELP
from sar_radargrammetry.algorithms.checkpair import CheckPair
from sar_radargrammetry.algorithms.models import ABOUT, MODELS, BundledModel, translated_copy
from sar_radargrammetry.bridge.location import EngineLocation
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.message import Message, in_language
from sar_radargrammetry.setup.install import Plan, description
from sar_radargrammetry.setup.running import SetupFailed
from sar_radargrammetry.translation import (
    CONTEXT,
    FOLDER,
    TranslatedFeedback,
    load_translator,
    remove_translator,
    told,
    tr,
)

LANGUAGES = [path.stem.rpartition("_")[2] for path in sorted(FOLDER.glob("*.ts"))]
TERMS = Path(__file__).resolve().parents[2] / "docs" / "japanese.md"
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def messages(language):
    """English -> translation of what is translated."""
    root = ElementTree.parse(FOLDER / f"sar_radargrammetry_{language}.ts").getroot()
    assert root.findtext("context/name") == CONTEXT
    rows = ((row.findtext("source"), row.find("translation")) for row in root.iter("message"))
    return {source: translation.text for source, translation in rows if translation.get("type") is None}


@pytest.fixture
def japanese(provider):
    translator = load_translator("ja_JP")
    assert translator is not None
    yield
    remove_translator(translator)


def test_there_is_japanese():
    assert "ja" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_qgis_loads_is_what_the_source_says(qgis_app, language):
    """A .ts that was changed has to be compiled: bash scripts/translations.sh."""
    translator = QTranslator()
    assert translator.load(str(FOLDER / f"sar_radargrammetry_{language}.qm"))
    for source, translation in messages(language).items():
        assert translator.translate(CONTEXT, source) == translation


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_and_marked_up_stays(language):
    for source, translation in messages(language).items():
        for pattern in (r"\{\w*(?:![rsa])?(?::[^{}]*)?\}", r"</?\w+", r"\[[^\]]*\d"):
            assert sorted(re.findall(pattern, source)) == sorted(re.findall(pattern, translation)), source


def test_japanese_has_one_term_for_one_thing():
    """What the table of terms has in its column of words to avoid is in no Japanese text."""
    rows = [line.strip("| \n").split(" | ") for line in TERMS.read_text("utf-8").splitlines() if line.startswith("| ")]
    avoided = [word for row in rows if row[0] != "English" and row[2] != "–" for word in row[2].split("、")]
    assert all(len(row) == 4 for row in rows)
    assert "ルック角" in avoided and len(avoided) > 20
    texts = [*messages("ja").values(), (HELP / "first-steps_ja.html").read_text("utf-8")]
    assert not [(word, text) for word in avoided for text in texts if word in text]


def test_every_name_is_translated_and_no_id(japanese):
    for kind in ALGORITHMS:
        instance = kind().create()
        for text in (instance.displayName(), instance.shortDescription(), instance.group()):
            assert JAPANESE.search(text), (kind.JOB, text)
        assert instance.name() == kind.JOB and instance.name().isascii() and instance.groupId().isascii()
        for definition in (*instance.parameterDefinitions(), *instance.outputDefinitions()):
            assert definition.name().isascii() and definition.name().isupper()
            assert JAPANESE.search(definition.description()), (kind.JOB, definition.name())


def test_models_are_translated_and_their_ids_stay(japanese):
    for name in ABOUT:
        model = BundledModel(MODELS / f"{name}.model3")
        assert model.name() == name and JAPANESE.search(model.displayName()) and JAPANESE.search(model.group())
        assert all(JAPANESE.search(d.description()) for d in model.parameterDefinitions())


@pytest.mark.parametrize("name", ABOUT)
def test_a_copy_of_a_model_has_no_english_in_the_model_designer(japanese, name):
    model = translated_copy(name)
    steps = list(model.childAlgorithms().values())
    outputs = [output for step in steps for output in step.modelOutputs().values()]
    shown = [model.displayName(), *(d.description() for d in model.parameterDefinitions())]
    shown += [text for step in steps for text in (step.description(), step.comment().description())]
    shown += [text for output in outputs for text in (output.name(), output.description())]
    assert len(outputs) > 3 and len(steps) > 1
    assert all(JAPANESE.search(text) for text in shown), shown
    assert all(model.validateChildAlgorithm(step.childId())[0] for step in steps)


def test_sentences_of_the_engine_are_translated_with_the_sentences_in_them(japanese):
    inner = Message("line {number}", number=7)
    error = EngineError("{what} has no height in {place}; every point needs one.", what="/{0}%s 山.csv", place=inner)
    told = in_language(error.as_json(), tr)
    assert "/{0}%s 山.csv" in told and "7 行目" in told and JAPANESE.search(told.replace("山", ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_of_the_engine_can_be_filled_in(language):
    """Braces that are none of a field would fail in front of the user."""
    for source, translation in messages(language).items():
        for text in (source, translation):
            assert all(name is None or name.isidentifier() or not name for _, name, _, _ in Formatter().parse(text))


def test_messages_are_filled_in_after_their_translation(japanese):
    problem = CheckPair().create().problem({"MIN_HEIGHT": 5.0, "MAX_HEIGHT": 2.0}, QgsProcessingContext())
    assert "5" in problem and "2" in problem and JAPANESE.search(problem)


def test_sentences_of_the_set_up_are_translated_on_their_way_to_the_user(japanese, tmp_path):
    told_to_user = []

    class Window:
        isCanceled = setProgress = pushDebugInfo = None
        pushInfo = pushWarning = told_to_user.append

    translated = TranslatedFeedback(Window())
    translated.pushInfo(description(Plan("python3", tmp_path)))
    translated.pushWarning(
        SetupFailed(
            "{folder} is in use ({reason}); wait for running algorithms, or restart QGIS, then try again.",
            folder=tmp_path,
            reason="busy",
        ).message
    )
    translated.pushInfo("Collecting torch")
    assert all(JAPANESE.search(text) and str(tmp_path) in text for text in told_to_user[:2])
    assert "0.3 GB" in told_to_user[0] and "{" not in told_to_user[0] and told_to_user[2] == "Collecting torch"


def test_what_is_missing_of_the_engine_is_said_in_japanese(japanese, tmp_path):
    location = EngineLocation(sys.executable, str(tmp_path))
    assert "are not in" in location.problem() and JAPANESE.search(told(location.problem()))
    assert str(tmp_path) in told(location.packages_state()) and "setupengine" in told(location.problem())
    assert JAPANESE.search(told(EngineLocation(str(tmp_path / "python"), "").problem()))


def test_english_is_back_without_the_translation(provider):
    translator = load_translator("ja_JP")
    assert JAPANESE.search(tr("Reference image"))
    remove_translator(translator)
    assert tr("Reference image") == "Reference image"


def test_the_language_is_that_of_qgis(qgis_app, monkeypatch):
    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: "ja"))
    translator = load_translator()
    assert translator is not None and JAPANESE.search(tr("Secondary image"))
    remove_translator(translator)
    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: "en_US"))
    assert load_translator() is None
