"""The order of rooms in docs/architecture.md: whoever imports, imports upwards in its tables."""

import ast
import re
from pathlib import Path

import pytest

import sar_radargrammetry

PACKAGE = Path(sar_radargrammetry.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"


def rooms_of(heading, folder):
    """The rooms that a table of the page names, in their order, as paths below the package."""
    table = PAGE.read_text("utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`.*?) \|", table, flags=re.MULTILINE)
    return [folder + name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


ORDER = rooms_of("Rooms of the engine", "engine/") + rooms_of("Rooms of the QGIS side", "")


def room_of(path):
    """The room of a file, both as paths below the package."""
    return next((room for room in ORDER if path == room or (room.endswith("/") and path.startswith(room))), None)


def file_of(name):
    """The file of a module, as path below the package; None for what is no module of the package."""
    parts = name.split(".")[1:] if name.split(".")[0] == PACKAGE.name else None
    if parts is None:
        return None
    base = PACKAGE.joinpath(*parts)
    found = next((path for path in (base / "__init__.py", base.with_suffix(".py")) if path.is_file()), None)
    return found and found.relative_to(PACKAGE).as_posix()


def imported(path):
    """Files below the package that a file imports, also inside functions."""
    package = [PACKAGE.name, *path.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            names = [f"{module}.{alias.name}" for alias in node.names]
            names = [name if file_of(name) else module for name in names]
        else:
            continue
        yield from filter(None, map(file_of, names))


FILES = sorted(path for path in PACKAGE.rglob("*.py") if "import" in path.read_text("utf-8"))


def test_the_page_names_every_room_once_and_none_that_is_not_there():
    assert len(ORDER) == len(set(ORDER)) > 20
    assert not [room for room in ORDER if not (PACKAGE / room).exists()]
    assert not [str(path) for path in FILES if room_of(path.relative_to(PACKAGE).as_posix()) is None]


@pytest.mark.parametrize("room", ORDER)
def test_a_room_imports_only_rooms_before_it(room):
    wrong = []
    for path in FILES:
        own = path.relative_to(PACKAGE).as_posix()
        if room_of(own) != room:
            continue
        for other in imported(path):
            target = room_of(other)
            if target is not None and ORDER.index(target) > ORDER.index(room):
                wrong.append(f"{own} imports {other}")
    assert not wrong


def test_the_qgis_side_imports_only_what_serves_both_sides():
    stated = PAGE.read_text("utf-8").partition("only these parts of the engine:")[2].partition("\n\n")[0]
    shared = tuple(f"engine/{name}" for name in re.findall(r"`([^`]+)`", stated))
    assert len(shared) > 4
    wrong = []
    for path in FILES:
        own = path.relative_to(PACKAGE).as_posix()
        if not own.startswith("engine/"):
            parts = (
                other for other in imported(path) if other.startswith("engine/") and not other.endswith("__init__.py")
            )
            wrong += [f"{own} imports {other}" for other in parts if not other.startswith(shared)]
    assert not wrong


def test_an_import_in_the_wrong_direction_is_seen():
    assert room_of("engine/matching/roma/network.py") == "engine/matching/"
    assert "engine/errors.py" in imported(PACKAGE / "engine" / "foreign.py")
    assert "desktop/setup_menu.py" in imported(PACKAGE / "plugin.py"), "imports inside functions count"
    assert ORDER.index("plugin.py") > ORDER.index("desktop/") > ORDER.index("bridge/") > ORDER.index("setup/")
