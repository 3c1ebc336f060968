"""Every parameter is declared once; whatever shows it is made from its declaration."""

import ast
import dataclasses
import importlib.util
from pathlib import Path

import pytest

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.jobs import load_job
from sar_radargrammetry.engine.parameters import ALL, JOBS
from sar_radargrammetry.engine.parameters.declare import REQUIRED, named_inputs, parameters_of, parse_parameters
from sar_radargrammetry.engine.parameters.pair import PatchGrid
from sar_radargrammetry.engine.process.cli import job_parser, one_text, with_negative_values
from sar_radargrammetry.engine.simulation.terrain import KINDS
from sar_radargrammetry.engine.training import recipe

ROOT = Path(__file__).resolve().parents[2]
ALGORITHMS = ROOT / "sar_radargrammetry" / "algorithms"
DIFFERENT = {
    "output": "each job writes something else",
    "input": "importimage reads products, makegeometry any raster",
    "reference": "simulatepair writes it",
    "secondary": "simulatepair writes it",
    "dem": "narrows a search, is compared with, or is simulated from",
    "reference_dsm": "evaluate does without it where there are check points",
    "elevation": "evaluate reads it",
    "error": "evaluate reads it",
    "mask": "evaluate reads it",
    "certainty": "evaluate reads it",
    "look_side": "nobody can guess that of a real image; a simulated one has a default",
    "range_spacing": "of a raster it must be given; a simulated image has a default",
    "azimuth_spacing": "of a simulated image or of one that a track will take",
    "weights": "comparematchers takes a list",
    "difference": "zonalerror reads it",
    "extent": "importimage cuts the image at one height; others measure an area",
}
"""Names that several jobs declare, and why."""


def tables():
    specification = importlib.util.spec_from_file_location("tables", ROOT / "scripts" / "parameter_tables.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["architecture.md", "parameters.md"])
def test_tables_of_the_documentation_are_current(page):
    """Else run: python3 scripts/parameter_tables.py"""
    text = (ROOT / "docs" / page).read_text("utf-8")
    assert "<!-- parameters: " in text
    assert tables().current(text) == text


def test_jobs_of_the_same_parameter_share_its_declaration():
    declared = {}
    for job in ALL.values():
        for name, one in parameters_of(job).items():
            if not one.why:
                declared.setdefault(name, set()).add(one)
    several = {name for name, found in declared.items() if len(found) > 1}
    assert several == set(DIFFERENT)


@pytest.mark.parametrize("path", sorted(ALGORITHMS.glob("*.py")), ids=lambda path: path.stem)
def test_no_algorithm_declares_a_parameter(path):
    """Processing's parameters are made in definitions.py alone, of nothing but declarations."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and path.stem != "definitions":
            called = ast.unparse(node.func)
            assert not called.startswith("QgsProcessingParameter"), (path.name, called)
        if isinstance(node, ast.keyword):
            assert node.arg not in ("minimum", "maximum", "help"), path.name
            if node.arg in ("defaultValue", "minValue", "maxValue"):
                assert not isinstance(node.value, ast.Constant), path.name


@pytest.mark.parametrize("name", JOBS)
def test_a_job_takes_what_is_declared(name):
    job = load_job(name)
    assert job.Parameters is ALL[name]
    options = {action.dest for action in job_parser(name, job)._actions} - {"help"}
    assert options == set(parameters_of(job.Parameters)) == {f.name for f in dataclasses.fields(job.Parameters)}


@pytest.mark.parametrize("name", ALL)
def test_every_help_is_plain_text_that_ends(name):
    for declared in parameters_of(ALL[name]).values():
        text = declared.title + declared.help
        assert text.isascii(), declared.name  # translations are found by it, in any locale
        assert declared.help.endswith(".") and "  " not in declared.help, declared.name
        assert declared.default in (REQUIRED, None, ()) or not declared.choices or declared.default in declared.choices
        declared.check(None if declared.required else declared.default)


def test_choices_are_those_that_there_are():
    assert parameters_of(ALL["simulatepair"])["terrain"].choices == KINDS
    from sar_radargrammetry.setup.install import SIZES

    assert parameters_of(ALL["setupengine"])["torch"].choices == tuple(SIZES)
    assert all(recipe.fresh_recipe(name) for name in parameters_of(ALL["trainmatcher"])["matcher"].choices)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"overlap": 256}, "The overlap 256 px is not less than half the patch size 512 px; choose a smaller overlap."),
        ({"patch_size": 63}, "The parameter patch_size is 63; it must be between 64 and 4096."),
    ],
)
def test_a_group_holds_good_values_only(values, sentence):
    assert PatchGrid().patch_size == 512
    with pytest.raises(EngineError) as caught:
        PatchGrid(**values)
    assert str(caught.value) == sentence


def test_lists_are_lists_whatever_their_names(tmp_path):
    names = [str(tmp_path / "Ort, 2021" / f"{name}.tif") for name in "ab"]
    given = {"elevations": names, "errors": names, "elevation": "e.tif", "error": "s.tif"}
    assert parse_parameters(ALL["mergeelevations"], given).elevations == tuple(names)
    options = ["--elevations", *names, "--errors", *names, "--elevation", "e.tif", "--error", "s.tif"]
    parsed = job_parser("mergeelevations", load_job("mergeelevations")).parse_args(options)
    assert parsed.elevations == names
    with pytest.raises(EngineError, match="must be a list"):
        parse_parameters(ALL["mergeelevations"], given | {"errors": 1})


def test_a_text_is_a_list_with_commas_between_and_names_of_files_stay_whole(tmp_path):
    """As command lines and scripts of earlier versions have lists."""
    (tmp_path / "Ort, 2021").mkdir()
    names = [str(tmp_path / "Ort, 2021" / f"{name}.tif") for name in "ab"]
    for name in names:
        Path(name).touch()
    given = {"elevations": ",".join(names), "errors": names, "elevation": "e.tif", "error": "s.tif"}
    assert parse_parameters(ALL["mergeelevations"], given).elevations == tuple(names)
    given = {"reference": "a", "secondary": "b", "reference_dsm": "c", "output": "d", "matchers": "compact, poc"}
    assert parse_parameters(ALL["comparematchers"], given).matchers == ("compact", "poc")


@pytest.mark.parametrize(
    "names",
    [
        ["pair 1, north/a.tif", "there.tif"],
        ["there.tif", "pair 1, north/a.tif", "b.tif"],
        ["C:\\pair 1, north\\a.tif", "C:\\b.tif"],
        ["GPKG:a.gpkg:height", 'NETCDF:"b.nc":Band1', 'HDF5:"c.h5"://grid/z', "/vsizip/d.zip/d", "there.tif"],
        ["no ending", "there.tif"],
    ],
)
def test_the_name_of_a_missing_file_stays_whole_to_its_ending(tmp_path, monkeypatch, names):
    """So that the sentence about the missing file names it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.tif").touch()
    given = {"elevations": ",".join(names), "errors": names, "elevation": "e.tif", "error": "s.tif"}
    assert parse_parameters(ALL["mergeelevations"], given).elevations == tuple(names)


def test_options_take_lists_and_negative_numbers():
    parser = job_parser("comparematchers", load_job("comparematchers"))
    pair = ["--reference", "a", "--secondary", "b", "--reference-dsm", "c", "--output", "d"]
    assert one_text(parser.parse_args([*pair, "--matchers", "compact,poc"]).matchers) == "compact,poc"
    assert one_text(parser.parse_args([*pair, "--matchers", "compact", "poc"]).matchers) == ["compact", "poc"]
    bound = with_negative_values(["--input", "a", "--extent", "-118.5,-118,34,35", "--min-height", "-.5"])
    assert bound == ["--input", "a", "--extent=-118.5,-118,34,35", "--min-height=-.5"]


def test_an_encoder_that_is_not_there_is_not_frozen():
    given = {"training_set": "set", "output": "w.safetensors", "freeze_encoder": True}
    with pytest.raises(EngineError, match="matcher compact has no encoder to freeze"):
        parse_parameters(ALL["finetune"], given)
    assert parse_parameters(ALL["finetune"], given | {"matcher": "roma"}).freeze_encoder


@pytest.mark.parametrize("text", ["a\0b", "\ud800"], ids=ascii)
def test_a_text_that_cannot_be_a_name_is_refused(text):
    for given in ({"input": text}, {"input": "a.ntf", "output": text}):
        with pytest.raises(EngineError, match="must be a text"):
            parse_parameters(ALL["importimage"], given)


@pytest.mark.parametrize("number", [10**400, -(10**400), float("nan"), float("inf")], ids=lambda n: f"{n!r:.9}")
def test_a_number_without_end_is_refused(number):
    given = {"input": "a.ntf", "output": "b.tif", "looks_range": number}
    with pytest.raises(EngineError, match="must be a whole number"):
        parse_parameters(ALL["importimage"], given)
    with pytest.raises(EngineError, match="must be a finite number"):
        parse_parameters(ALL["checkpair"], {"reference": "a", "secondary": "b", "min_height": number})


def test_all_that_may_be_an_input_is_named():
    given = {"images": ["a.tif", "b.tif"], "dem_vertical": "geoid.tif", "elevation": "c.tif", "error": "d.tif"}
    named = set(map(str, named_inputs(parse_parameters(load_job("blockdsm").Parameters, given))))
    assert {"a.tif", "b.tif", "geoid.tif"} <= named and not named & {"c.tif", "d.tif"}
