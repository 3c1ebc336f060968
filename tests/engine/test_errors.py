"""Errors and messages: one place puts the sentence together, codes say what it means, texts of users say nothing."""

import ast
import errno
import json
import pickle
from pathlib import Path
from string import Formatter

import numpy as np
import pytest

from sar_radargrammetry.engine import errors
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.files.atomic import explained
from sar_radargrammetry.engine.foreign import code_of, is_short_of_memory, may_pass, tells_of_memory
from sar_radargrammetry.engine.jobs import missing_package
from sar_radargrammetry.engine.message import Message, in_language
from sar_radargrammetry.engine.process.endings import without_answer
from sar_radargrammetry.engine.process.outcome import outcome_of

PATHS = ["/data/{braces}/100 %s/{0}.tif", "/data/Ort, 2021/Höhe 山.tif", "C:\\new {x!r:>8}\\%(name)s.tif", "}{"]
GERMAN = {
    "The image {path} is {size:g} m long: {reason}.": "{size:.1f} m lang ist das Bild {path}: {reason}.",
    "it has {count} lines": "es hat {count} Zeilen",
    "nothing to fill in {": "nichts einzusetzen {",
    "{path} is broken.": "{missing} ist kaputt.",
}


def translate(template):
    return GERMAN.get(template, template)


def through_the_pipe(message):
    return json.loads(json.dumps(message.as_json(), allow_nan=False))


@pytest.mark.parametrize("path", PATHS)
def test_what_stands_in_fields_is_never_read_as_a_template(path):
    error = EngineError("{path} is {size:.2f} m long; {name!r} is 5 % too long.", path=Path(path), size=2.5, name=path)
    assert str(error) == f"{Path(path)} is 2.50 m long; {path!r} is 5 % too long."
    assert in_language(through_the_pipe(error), translate) == str(error)


@pytest.mark.parametrize("path", PATHS)
def test_a_text_without_fields_is_taken_as_it_stands(path):
    error = EngineError(f"{path} is empty.")
    assert str(error) == f"{path} is empty."
    assert in_language(through_the_pipe(error), translate) == str(error)


@pytest.mark.parametrize("path", PATHS)
def test_a_message_in_a_message_is_translated_with_it(path):
    inner = EngineError("it has {count} lines", count=np.int64(7))
    error = EngineError(
        "The image {path} is {size:g} m long: {reason}.", path=path, size=np.float32(0.25), reason=inner
    )
    assert str(error) == f"The image {path} is 0.25 m long: it has 7 lines."
    assert in_language(through_the_pipe(error), translate) == f"0.2 m lang ist das Bild {path}: es hat 7 Zeilen."


def test_a_translation_that_does_not_fit_leaves_the_english_text():
    assert in_language(through_the_pipe(EngineError("{path} is broken.", path="a")), translate) == "a is broken."
    assert in_language(through_the_pipe(Message("nothing to fill in {")), translate) == "nichts einzusetzen {"
    assert in_language({"type": "log", "text": "as it is {"}, translate) == "as it is {"
    assert in_language({"type": "error", "template": 1, "fields": None}, translate) == ""


def test_numbers_that_json_does_not_have_arrive_as_english_text():
    error = EngineError("{size:.1f} m, {other}", size=float("nan"), other=[1, 2])
    assert str(error) == "nan m, [1, 2]"
    assert in_language(through_the_pipe(error), translate) == "nan m, [1, 2]"


def test_errors_survive_the_way_between_processes():
    error = pickle.loads(pickle.dumps(EngineError("{path} is gone.", code=errors.UNWRITABLE, path="{a}")))
    assert (str(error), error.code, error.retryable) == ("{a} is gone.", "unwritable", True)


def raised_from(cause, template="{path} cannot be read ({reason}).", **fields):
    try:
        raise EngineError(template, path="/data/an Out of memory case.tif", reason=cause, **fields) from cause
    except EngineError as error:
        return error


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (MemoryError(), "memory"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "memory"),
        (RuntimeError("Unable to allocate 3.6 TiB for an array"), "memory"),
        (RuntimeError("/data/an Out of memory case.tif is no TIFF file"), "input"),
        (RuntimeError("/data/an Out of memory case.tif: Cannot allocate memory"), "memory"),
        (RuntimeError("failed to open /home/bad_alloc/MemoryError.tif"), "input"),
        (OSError(errno.ENOENT, "No such file", "Out of memory"), "input"),
        (EngineError("Out of memory"), "input"),
        (explained(OSError(errno.ENOSPC, "No space left on device"), "/tmp/a.tif"), "disk_full"),
        (missing_package("torch"), "package"),
    ],
)
def test_the_cause_says_what_an_error_means_and_no_name_does(cause, code):
    error = raised_from(cause)
    assert code_of(error) == code
    assert may_pass(error) == (code in ("memory", "disk_full"))


def test_a_write_that_ends_early_is_a_full_disk_wherever_it_happens():
    """numpy gives no number of an error then."""

    def work():
        raise OSError("221184 requested and 12468 written")

    answer, code = outcome_of("mergeelevations", work)
    assert answer["code"] == "disk_full" and answer["text"].startswith("The disk is full") and code == 1


def test_a_sentence_means_nothing_by_its_words():
    assert not may_pass(EngineError("/data/CUDA out of memory/a.tif does not exist; give another one."))
    assert code_of(EngineError("MemoryError", code=errors.PACKAGE)) == "package"


def test_torch_needs_not_be_imported_to_know_its_exception():
    kind = type("OutOfMemoryError", (RuntimeError,), {})
    assert is_short_of_memory(kind("CUDA: tried to allocate 20 MiB"))
    assert not is_short_of_memory(RuntimeError("shapes differ"))
    assert not tells_of_memory("/home/a/Out of memory/x.py: shapes differ")


def test_what_a_process_died_of_has_a_code():
    codes = [without_answer("evaluate", code, lines).code for code, lines in ((3, ()), (-9, ()), (1, ["bad_alloc"]))]
    assert codes == ["ended", "ended", "memory"]
    assert "SIGKILL (the system may have run out of memory)" in str(without_answer("evaluate", -9, ()))


def sayings():
    """Every call of the engine that takes a template: its place, the template and the names of its fields."""
    index = {"EngineError": 0, "Message": 0, "log": 0, "warn": 0, "refuse": 1}
    for path in sorted(Path(errors.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                at = index.get(getattr(node.func, "id", "") or getattr(node.func, "attr", ""))
                if at is not None and len(node.args) > at:
                    names = {keyword.arg for keyword in node.keywords} - {"code"}
                    yield f"{path.name}:{node.lineno}", node.args[at], names


def test_sentences_of_the_engine_are_templates_whose_fields_are_given():
    found = 0
    for place, template, names in sayings():
        made = any(isinstance(part, ast.JoinedStr) for part in ast.walk(template))
        assert not made, f"{place}: an f-string cannot be translated"
        if isinstance(template, ast.Constant) and isinstance(template.value, str) and None not in names:
            fields = {name.partition(".")[0] for _, name, _, _ in Formatter().parse(template.value) if name}
            assert not names or fields == names, place
            assert names or not fields or "'" in template.value, f"{place}: {fields} are not given"
            found += 1
    assert found > 500
