"""What other versions of QGIS, and Qt 6 of QGIS 4, ask of the sources of the QGIS side."""

import ast
import enum
import importlib
import json
import subprocess
import sys

import pytest
from repository import ROOT

PACKAGE = ROOT / "sar_radargrammetry"
SOURCES = sorted(
    path
    for path in (*PACKAGE.rglob("*.py"), *(ROOT / "tests" / "desktop").glob("*.py"), *(ROOT / "scripts").glob("*.py"))
    if PACKAGE / "engine" not in path.parents
)
IDS = [path.relative_to(ROOT).as_posix() for path in SOURCES]


def names_of_qgis(tree):
    """What a module imports from QGIS, as name -> (module, name there)."""
    return {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not node.level and node.module.split(".")[0] == "qgis"
        for alias in node.names
    }


def chains(tree):
    """Line, module and names of every use such as ``Qt.AlignmentFlag.AlignLeft`` of something of QGIS."""
    imported = names_of_qgis(tree)
    for node in ast.walk(tree):
        attributes, below = [], node
        while isinstance(below, ast.Attribute):
            attributes.insert(0, below.attr)
            below = below.value
        if attributes and isinstance(below, ast.Name) and below.id in imported:
            module, name = imported[below.id]
            yield node.lineno, module, [name, *attributes]


def is_enumeration(kind):
    return issubclass(kind, enum.Enum) or type(kind).__name__ == "enumtype"  # sip's


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_qt_is_imported_through_qgis(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
        for module in modules:
            assert module.split(".")[0] not in {"PyQt5", "PyQt6", "PySide2", "PySide6", "sip"}, node.lineno


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_enumerations_are_named_in_full_and_all_names_are_there(path, qgis_app):
    for line, module, names in chains(ast.parse(path.read_text("utf-8"))):
        owner, thing = None, importlib.import_module(module)
        for name in names:
            owner, thing = thing, getattr(thing, name, AttributeError)
            assert thing is not AttributeError, f"line {line}: {'.'.join(names)} is not known"
        if isinstance(owner, type) and is_enumeration(type(thing)):
            assert owner is type(thing), f"line {line}: {'.'.join(names)} lacks the name of its enumeration"


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_calls_that_qt_6_lost_are_not_used(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"exec_", "print_"}, node.lineno


IN_QT_6 = """
import importlib, json, sys
moved = {"QAction": "QtGui", "QActionGroup": "QtGui", "QShortcut": "QtGui"}
for module, names in json.load(sys.stdin):
    thing = importlib.import_module("PyQt6." + moved.get(names[0], module))
    for name in names:
        if not hasattr(thing, name):
            print("PyQt6", ".".join(names))
            break
        thing = getattr(thing, name)
"""


def test_all_names_of_qt_are_those_of_qt_6():
    """In a process of its own, as in test_qt6.py."""
    command = [sys.executable, "-c"]
    if subprocess.run([*command, "import PyQt6.QtWidgets"], capture_output=True, check=False).returncode:
        pytest.skip("PyQt 6 is not installed")
    used = [
        (module.split(".")[-1], names)
        for path in SOURCES
        for _, module, names in chains(ast.parse(path.read_text("utf-8")))
        if module.startswith("qgis.PyQt.")
    ]
    assert len(used) > 20
    done = subprocess.run([*command, IN_QT_6], input=json.dumps(used), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
