"""What version 0.9.0 left behind is used, or named in one sentence and not used.

`version_0_9_0.zip` holds what 0.9.0 wrote of a simulated pair: images, a plan of patches, a correspondence raster,
elevation, error and mask, geometry files of a refinement. It is never written again.
"""

import json
import os
import shutil
import zipfile
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import torch
from osgeo import gdal

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import load_job
from sar_radargrammetry.engine.matching.ledger import STAMP
from sar_radargrammetry.engine.sensor import sidecar
from sar_radargrammetry.engine.sensor.sidecar import read_sidecar
from sar_radargrammetry.engine.training import loop

FROZEN = Path(__file__).with_name("version_0_9_0.zip")
VALIDATOR = jsonschema.Draft7Validator(
    json.loads(Path(sidecar.__file__).with_name("sargeom.schema.json").read_text("utf-8"))
)


@pytest.fixture
def old(tmp_path):
    with zipfile.ZipFile(FROZEN) as frozen:
        frozen.extractall(tmp_path)
    return tmp_path


def run(job, **given):
    """A job's answer, and what it said."""
    module, said = load_job(job), []
    parameters = module.Parameters(**{name: str(v) if isinstance(v, Path) else v for name, v in given.items()})
    answer = module.run(parameters, Context(report=said.append))
    return answer, "\n".join(message["text"] for message in said if message["type"] == "log")


def read(path):
    return gdal.Open(str(path)).ReadAsArray()


def test_matches_of_version_0_9_0_become_an_elevation(old):
    answer, _ = run("triangulate", correspondence=old / "c.tif", elevation=old / "a.tif", error=old / "b.tif")
    assert answer["points"] > 8000
    assert abs(np.nanmedian(np.where(read(old / "a.tif") > 0, read(old / "a.tif"), np.nan)) - 900.0) < 3.0


def test_rasters_of_version_0_9_0_are_evaluated_and_merged(old):
    shutil.copy(old / "e.tif", old / "reference.tif")
    given = {name: old / f"{file}.tif" for name, file in (("elevation", "e"), ("error", "g"), ("mask", "m"))}
    answer, _ = run("evaluate", **given, reference_dsm=old / "reference.tif")
    assert answer["bias"] == 0.0
    both = (str(old / "e.tif"), str(old / "reference.tif"))
    errors = (str(old / "g.tif"), str(old / "g.tif"))
    run("mergeelevations", elevations=both, errors=errors, elevation=old / "x.tif", error=old / "y.tif")
    assert np.isfinite(read(old / "x.tif")).any()


def test_patches_of_version_0_9_0_are_matched_and_its_unfinished_ones_are_named(old):
    left = old / ".n.patches"
    left.mkdir()
    (left / STAMP).write_text("18c7246ae737046e3197e4d19c4b30917fcd408e1575fb53a6af3e9e9f3ef24c")
    np.save(left / "000000.npy", np.zeros((7, 128, 116), np.float32))
    answer, said = run("matchpatches", patches=old / "p.gpkg", matcher="poc", output=old / "n.tif")
    assert answer["matched_share"] > 0.5
    assert f"The unfinished patches in {left} are not used" in said and not left.exists()


def test_geometry_of_version_0_9_0_is_read_with_its_correction(old):
    for name in ("r", "s", "rc_reference", "rc_secondary"):
        VALIDATOR.validate(json.loads((old / f"{name}.sargeom.json").read_text("utf-8")))
        model, info = read_sidecar(old / f"{name}.sargeom.json")
        assert model.lines > 100 and info
    plain, _ = read_sidecar(old / "s.sargeom.json")
    corrected, _ = read_sidecar(old / "rc_secondary.sargeom.json")
    assert type(plain) is not type(corrected) or plain != corrected


def test_a_comparison_of_version_0_9_0_is_named(old):
    folder = old / "comparison"
    folder.mkdir()
    (folder / ".comparison").write_text("a1b2")  # as 0.9.0 noted its inputs
    given = {"reference": old / "r.tif", "secondary": old / "s.tif", "reference_dsm": old / "e.tif"}
    with pytest.raises(EngineError, match="of other inputs, parameters or versions of the plugin; choose another one"):
        run("comparematchers", **given, matchers=("poc",), output=folder)
    assert os.listdir(folder) == [".comparison"]


def test_a_checkpoint_of_another_network_is_named(tmp_path):
    path, mark = tmp_path / "checkpoint.pt", {"schedule": {"rate": 1e-3}}
    net = torch.nn.Linear(2, 2)
    optimizer = torch.optim.AdamW(net.parameters())
    state = {"mark": mark, "step": 3, "net": torch.nn.Linear(3, 3).state_dict(), "optimizer": optimizer.state_dict()}
    for kept in ({**state, "history": [], "seconds": 1.0}, {"mark": mark}):
        torch.save(kept, path)
        with pytest.raises(EngineError, match="is of another version of the plugin; remove it to start again"):
            loop._resume(path, mark, net, optimizer, "cpu")
