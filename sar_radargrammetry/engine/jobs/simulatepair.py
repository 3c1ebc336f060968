"""Make an image pair of a terrain, with its truth."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from ..errors import EngineError
from ..files.atomic import check_writable
from ..job import Context
from ..parameters.quality import SimulatePair as Parameters
from ..simulation.pair import PairSettings
from ..simulation.pair_files import PairFiles, write_pair


def run(parameters: Parameters, context: Context) -> dict:
    """Write both images and the truth; see `Parameters`."""
    _check_outputs(parameters)
    wanted = {field.name for field in dataclasses.fields(PairSettings)}
    given = {k: v for k, v in dataclasses.asdict(parameters).items() if k in wanted}
    files = PairFiles(parameters.reference, parameters.secondary, parameters.truth, parameters.pixel_type)
    write_pair(PairSettings(**given), files, {"job": "simulatepair", **given}, context)
    return {"reference": parameters.reference, "secondary": parameters.secondary, "truth": parameters.truth}


def _check_outputs(parameters: Parameters) -> None:
    """Refuse output names before any work is done."""
    for name in ("reference", "secondary", "truth"):
        check_writable(getattr(parameters, name))
    outputs = [Path(p).absolute() for p in (parameters.reference, parameters.secondary, parameters.truth)]
    if len(set(outputs)) < 3:
        raise EngineError("The outputs reference, secondary and truth must be three different files.")
    if parameters.dem is not None and Path(parameters.dem).absolute() in outputs:
        raise EngineError("The DEM {dem} would be overwritten by an output; choose another name.", dem=parameters.dem)
