"""Bring the translations up to date: find every text, keep what is translated, compile. Run by scripts/translations.sh.

    translations.py FILE.ts...

Texts that are gone are dropped; new ones are left "unfinished", in English on the screen. The compiled file beside each
.ts is what QGIS loads; it is committed, because neither QGIS nor the plugin's site brings the compiler.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

from qgis.core import QgsApplication

PACKAGE = Path(__file__).resolve().parent.parent / "sar_radargrammetry"
ENGINE = PACKAGE / "engine"  # its texts are English: its templates are translated on the way to the user
OTHERS = (PACKAGE / "setup", PACKAGE / "bridge")  # say some things as the engine does
SAYING = {"EngineError": 0, "SetupFailed": 0, "NoWheel": 0, "Message": 0, "log": 0, "warn": 0, "refuse": 1}
"""Functions and methods of the engine that take a template -> which argument it is."""
NAMES_IN_SENTENCES = ("reference", "secondary", "left", "right", "range", "along", "track", "drift")  # given as values


def texts_in_sources() -> Iterator[str]:
    """What stands in the sources as tr("...")."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if ENGINE in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr"
            if called and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


def templates_of_engine() -> Iterator[str]:
    """Templates of errors, log and warnings of the engine and of the set-up (`engine/message.py`)."""
    from sar_radargrammetry.setup.wheels import MEANINGS

    yield from NAMES_IN_SENTENCES
    yield from (sentence for _, sentence in MEANINGS)
    for path in (path for folder in (*OTHERS, ENGINE) for path in sorted(folder.rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            index = SAYING.get(getattr(node.func, "id", "") or getattr(node.func, "attr", ""))
            if index is not None and len(node.args) > index:
                template = node.args[index]
                if isinstance(template, ast.Constant) and isinstance(template.value, str):
                    yield template.value


def texts_of_algorithms() -> Iterator[str]:
    """Names and explanations of algorithms, parameters, outputs and models, as they are without a translation."""
    from sar_radargrammetry.algorithms import ALGORITHMS
    from sar_radargrammetry.algorithms.base import GROUPS, EngineAlgorithm
    from sar_radargrammetry.algorithms.models import ABOUT, GROUP_TITLE, bundled_models

    yield from GROUPS.values()
    yield GROUP_TITLE
    for algorithm in ALGORITHMS:
        instance = algorithm().create()
        if isinstance(instance, EngineAlgorithm):
            yield from (algorithm.TITLE, algorithm.BRIEF, algorithm.LAYER_GROUP)
            yield from (" ".join(part.split()) for part in algorithm.SUMMARY.strip().split("\n\n"))
        else:
            yield from (instance.displayName(), instance.shortDescription())
        for definition in (*instance.parameterDefinitions(), *instance.outputDefinitions()):
            yield definition.description()
        yield from (definition.help() for definition in instance.parameterDefinitions())
    for about in ABOUT.values():
        yield from about
    for model in bundled_models():
        inputs = [d for d in model.parameterDefinitions() if not d.isDestination()]
        yield from (d.description() for d in (*model.parameterDefinitions(), *model.outputDefinitions()))
        yield from (d.help() for d in inputs)
        yield from (step.comment().description() for step in model.childAlgorithms().values())
        yield from (name for step in model.childAlgorithms().values() for name in step.modelOutputs())


def texts_of_layers() -> Iterator[str]:
    """Words of legends."""
    from sar_radargrammetry.engine.mapcells.codes import Shown, Together
    from sar_radargrammetry.engine.reasons import Reason
    from sar_radargrammetry.styles.layers import PAIR_ROLES, ROLES
    from sar_radargrammetry.styles.outputs import HILLSHADE_SUFFIX

    yield HILLSHADE_SUFFIX
    yield from (label for _, label, *_ in (*ROLES, *PAIR_ROLES))
    yield from (code.title for codes in (Reason, Shown, Together) for code in codes)


def all_texts() -> list[str]:
    """Every text once, in the order of its first use."""
    found = (*texts_of_algorithms(), *texts_of_layers(), *texts_in_sources(), *templates_of_engine())
    return list(dict.fromkeys(text for text in found if text.strip()))


def known_translations(path: Path) -> dict[str, str]:
    """Text -> translation of a .ts file, without the unfinished ones."""
    if not path.is_file():
        return {}
    pairs = {}
    for message in ElementTree.parse(path).iter("message"):  # noqa: S314 - a file of the repository
        translation = message.find("translation")
        if translation is not None and translation.get("type") is None and translation.text:
            pairs[message.findtext("source", "")] = translation.text
    return pairs


def write(path: Path, texts: list[str], known: dict[str, str]) -> None:
    """Write a .ts file in which every text of `texts` is, translated as far as it is `known`."""
    from sar_radargrammetry.translation import CONTEXT

    language = path.stem.rpartition("_")[2]
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for text in texts:
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "source").text = text
        translation = ElementTree.SubElement(message, "translation")
        if text in known:
            translation.text = known[text]
        else:
            translation.set("type", "unfinished")
    ElementTree.indent(root, space="  ")
    body = ElementTree.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def main(paths: list[Path]) -> None:
    application = QgsApplication([], False)  # without a locale: everything is English
    application.initQgis()
    texts = all_texts()
    for path in paths:
        known = known_translations(path)
        write(path, texts, known)
        done = sum(text in known for text in texts)
        print(f"{path.name}: {done} of {len(texts)} texts translated, {len(set(known) - set(texts))} dropped")
        subprocess.run(["lrelease", "-silent", str(path), "-qm", str(path.with_suffix(".qm"))], check=True)


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
