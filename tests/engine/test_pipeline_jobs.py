"""Jobs are thin: they call the pipeline, and none is a library of another."""

import ast
from pathlib import Path

import pytest

from sar_radargrammetry.engine import jobs, pipeline

JOBS, PIPELINE = (Path(package.__file__).parent for package in (jobs, pipeline))
FILES = sorted(path for path in JOBS.glob("*.py") if path.name != "__init__.py")
STEPS = sorted(PIPELINE.glob("*.py"))


def imported(path):
    """Absolute names of the modules that a module of the engine imports, also inside functions."""
    package = ["engine", path.parent.name]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_job_imports_another_job(path):
    assert not [name for name in imported(path) if name.startswith("engine.jobs")]


@pytest.mark.parametrize("path", STEPS, ids=lambda path: path.stem)
def test_the_pipeline_knows_no_job(path):
    assert not [name for name in imported(path) if name.startswith("engine.jobs")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_job_takes_parameters_and_context_and_nothing_hidden(path):
    functions = {
        node.name: node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)
    }
    given = functions["run"].args
    assert [argument.arg for argument in given.args] == ["parameters", "context"]
    assert not (given.kwonlyargs or given.vararg or given.kwarg or given.defaults)
