"""The published JSON schema of `.sargeom.json` and the reader agree on what is right and what is wrong."""

import json
from pathlib import Path

import numpy as np
import pytest
from sicd_grids import grid_meta
from slant_models import slant_model
from test_sidecar import WRONG, by_hand, written

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.products.sicd.geometry import sicd_model
from sar_radargrammetry.engine.sensor import sidecar
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, up_vector
from sar_radargrammetry.engine.sensor.sidecar import KINDS, read_sidecar, sidecar_text
from sar_radargrammetry.engine.sensor.track_csv import read_track

jsonschema = pytest.importorskip("jsonschema")
SCHEMA = json.loads(Path(sidecar.__file__).with_name("sargeom.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

BEYOND_THE_SCHEMA = {
    "near_range",  # not a finite number
    "range_spacing",
    "trajectory",  # does not cover the lines
    "trajectory.state_vectors[0].position",  # not ECEF metres
    "trajectory.state_vectors[1].time",  # not later than the one before
    "trajectory.state_vectors[1].velocity",  # not for all state vectors
    "trajectory.polynomial.coefficients",  # as many as breaks; ECEF metres
    "trajectory.polynomial.breaks",  # increasing
}


def test_schema_is_valid():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["kind"]["enum"] == list(KINDS)
    for name, kind in KINDS.items():
        assert set(SCHEMA["definitions"][name]["properties"]) == sidecar.COMMON | kind.fields


@pytest.mark.parametrize("grid", ["PFA", "RGAZCOMP", "PLANE", "RGZERO"])
def test_sicd_documents_are_valid(tmp_path, grid):
    text = sidecar_text(sicd_model(grid_meta(grid), Path("by hand")), {"sensor": "TESTBIRD", "note": [1]})
    VALIDATOR.validate(json.loads(text))
    read_sidecar(written(tmp_path, text))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"kind": "range_doppler"},
        {"info": {"wavelength": 0.03, "note": 1}},
        {"range_rate": [0.1, 2]},
        {"lines": 9.0},
    ],
)
def test_documents_by_hand_are_valid(tmp_path, changes):
    document = by_hand(**changes)
    VALIDATOR.validate(document)
    read_sidecar(written(tmp_path, document))
    VALIDATOR.validate(json.loads(sidecar_text(slant_model(), {})))


@pytest.mark.parametrize(("changes", "field"), WRONG, ids=[f"{field}-{i}" for i, (_, field) in enumerate(WRONG)])
def test_what_the_reader_refuses_the_schema_refuses(changes, field):
    assert not VALIDATOR.is_valid(by_hand(**changes)) or field in BEYOND_THE_SCHEMA


SICD = json.loads(sidecar_text(sicd_model(grid_meta("PFA"), Path("by hand")), {}))


def without(document, *keys):
    """A copy of `document` without the field at the path `keys`."""
    copy = json.loads(json.dumps(document))
    inner = copy
    for key in keys[:-1]:
        inner = inner[key]
    del inner[keys[-1]]
    return copy


DAMAGED = [without(SICD, key) for key in SICD if key not in ("info", "reference_height")]
DAMAGED += [without(SICD, "projection", key) for key in SICD["projection"]]
DAMAGED += [without(SICD, "grid", key) for key in SICD["grid"]]
DAMAGED += [SICD | {"kind": "other"}, SICD | {"near_range": 1.0}, SICD | {"arp": SICD["arp"][:1]}]
DAMAGED += [SICD | {"projection": SICD["projection"] | {"type": "plane"}}, SICD | {"time_coa": [1.0]}]


@pytest.mark.parametrize("document", DAMAGED)
def test_both_refuse(tmp_path, document):
    assert not VALIDATOR.is_valid(document)
    with pytest.raises(EngineError):
        read_sidecar(written(tmp_path, document))


def test_the_example_of_the_documentation_is_valid(tmp_path):
    documentation = Path(__file__).parents[2] / "docs" / "formats.md"
    text = documentation.read_text(encoding="utf-8")
    example = text[text.index("    {\n") : text.index("\n\n## Backprojected")]
    document = json.loads(example.replace("},\n        ...\n", "}\n"))
    VALIDATOR.validate(document)
    # Two of the many state vectors are printed: the lines of an image as short as they are.
    document |= {"lines": 20, "first_line_time": 10.0}
    model, info = read_sidecar(written(tmp_path, document))
    assert info["sensor"] == "Pi-SAR2" and model.look_side == "left"
    table = text[text.index("    time,longitude") : text.index("\n\n| column")]
    (tmp_path / "track.csv").write_text(table.replace("\n    ", "\n").strip())
    track = read_track(tmp_path / "track.csv").trajectory
    assert 149 < np.linalg.norm(track.at(10.1)[1]) < 151


def test_the_backprojected_example_of_the_documentation_is_the_image_that_it_describes(tmp_path):
    """Pixels are the points of the plane, seen abeam."""
    text = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    section = text[text.index("## Backprojected") : text.index("\n## Fields")]
    example = json.loads(section[section.index("    {\n") : section.index("\n\n* `scp`")])
    VALIDATOR.validate(example)
    model, _ = read_sidecar(written(tmp_path, example))
    scp, row, column = (np.array(example["projection"][name]) for name in ("scp", "row", "column"))
    assert np.array(ecef_to_geodetic(scp)) == pytest.approx([138.7, 35.4, 350.0], abs=1e-3)
    x, y = np.meshgrid([-700.0, 0.0, 333.0], [-480.0, 0.0, 499.0])
    line, sample = model.ground_to_image(scp + x[..., None] * row + y[..., None] * column)
    assert line == pytest.approx((y + 500.0) / 0.5, abs=1e-3)
    assert sample == pytest.approx((x + 750.0) / 0.5, abs=1e-3)
    seen = model.projection_set(np.array(1000.0), np.array(1500.0))
    assert float(seen.range_rate) == pytest.approx(0.0, abs=1e-3)
    to_antenna = (seen.arp - scp) / np.linalg.norm(seen.arp - scp)
    assert np.degrees(np.arccos(to_antenna @ up_vector(138.7, 35.4))) == pytest.approx(45.0, abs=0.01)
    assert np.linalg.norm(seen.varp) == pytest.approx(100.0, abs=1e-3)
