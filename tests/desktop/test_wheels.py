"""The table of wheels for all systems, from an index of tiny wheels."""

import importlib.util

import pytest
from repository import ROOT
from wheel_index import add_page, make_wheel

SPECIFICATION = importlib.util.spec_from_file_location("wheels_of_the_lock", ROOT / "scripts" / "wheels.py")
wheels = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(wheels)


@pytest.fixture
def options(tmp_path, monkeypatch):
    """An index with a wheel for every system and one for Windows and Python 3.12 only."""
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    for name in ("alpha", "beta-b"):
        wheel = make_wheel(tmp_path / "index" / name, name, "1.0")
        if name == "beta-b":
            wheel = wheel.rename(wheel.with_name(wheel.name.replace("py3-none-any", "cp312-cp312-win_amd64")))
        add_page(tmp_path / "index", wheel)
    (tmp_path / "lock").write_text("alpha==1.0\nbeta-b==1.0\n")
    return ["--index-url", (tmp_path / "index").as_uri()]


def test_a_missing_wheel_is_named_where_it_is_missing(options, tmp_path, monkeypatch):
    monkeypatch.setattr(wheels, "PYTHONS", ((3, 12),))
    systems = ("Windows x86_64", "Linux aarch64")
    monkeypatch.setattr(wheels, "SYSTEMS", {name: wheels.SYSTEMS[name] for name in systems})
    assert wheels.table(options, tmp_path / "lock").splitlines()[-1] == "| 3.12 | all 2 | not beta-b==1.0 |"


def test_an_index_that_cannot_be_read_is_no_hole(options, tmp_path, monkeypatch):
    refused = ["--index-url", "http://127.0.0.1:1/simple", "--retries", "0"]
    with pytest.raises(RuntimeError, match="Could not fetch URL"):
        wheels.holes(wheels.locked((3, 12), tmp_path / "lock"), (3, 12), ("win_amd64",), refused)


def test_the_documented_table_is_that_of_this_lock():
    table = wheels.TABLE.search(wheels.PAGE.read_text("utf-8"))[0].splitlines()[1:-1]
    assert table[0] == "| Python | " + " | ".join(wheels.SYSTEMS) + " |"
    pinned = {str(wanted) for python in wheels.PYTHONS for wanted in wheels.locked(python)}
    rows = [row.strip("| ").split(" | ") for row in table[2:]]
    assert [row[0] for row in rows] == [".".join(map(str, python)) for python in wheels.PYTHONS]
    for row in rows:
        for cell in row[1:]:
            assert cell.startswith(("all ", "not ")), cell
            named = cell.removeprefix("not ").split(", ") if cell.startswith("not ") else []
            assert pinned.issuperset(named), "run scripts/wheels.py --write"
