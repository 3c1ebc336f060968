"""Try the engine: its libraries, the device, and a tiny simulated pair from images to elevation."""

from __future__ import annotations

import dataclasses
import importlib
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
from osgeo import gdal

from ..device import choose_device
from ..errors import EngineError
from ..job import Context
from ..message import Message
from ..parameters.elevation import StereoDsm
from ..parameters.quality import Evaluate
from ..parameters.setup import SelfTest as Parameters
from ..pipeline.evaluate import evaluated
from ..pipeline.stereo import elevation_of_pair
from ..report.provenance import Origin, plugin_version, versions
from ..simulation.pair import PairSettings
from ..simulation.pair_files import PairFiles, write_pair

SIZE = 160.0  # m; two patches, seconds
TOLERANCE = 3.0  # m, NMAD of the elevation: half a metre where all is well
MIN_SHARE = 0.3  # of the scene that must be measured

# Readers that load only when a product asks for them: a broken one must show here, not then.
READERS = ("sarpy", "h5py", "lxml.etree", "shapely", "laspy", "lazrs", "matplotlib", "safetensors", "PIL")


def run(parameters: Parameters, context: Context) -> dict:
    """Import everything; make a pair, measure its elevation and compare it with the truth.

    Returns
    -------
    dict
        versions (name: version), interpreter, device, devices (names of the graphics cards), threads; after matching
        also error (NMAD of the elevation, m), measured_share and seconds.

    Raises
    ------
    EngineError
        A library does not load, or the elevation is not what it should be.
    """
    _import_all()
    device = choose_device(parameters.device)
    cards = [torch.cuda.get_device_name(index) for index in range(torch.cuda.device_count())]
    facts = {
        "versions": {**dict(versions()), "sar_radargrammetry": plugin_version(), "GDAL": gdal.__version__},
        "interpreter": sys.executable,
        "device": device,
        "devices": cards,
        "threads": torch.get_num_threads(),
    }
    listed = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    context.log("Versions: {versions}.", versions=listed)
    context.log(
        "Computes on {device}, {threads} threads; graphics cards: {cards}.",
        device=device,
        threads=facts["threads"],
        cards=", ".join(cards) or Message("none"),
    )
    if not parameters.match:
        return facts
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sar_radargrammetry_") as folder:
        numbers = _pair(Path(folder), device, _silent(context))
    seconds = time.monotonic() - begin
    context.log(
        "A simulated pair of {size:.0f} m was matched with compact in {seconds:.0f} s: the error of the elevation is "
        "{nmad:.2f} m (NMAD), {completeness:.0f} % were measured.",
        size=SIZE,
        seconds=seconds,
        nmad=numbers["nmad"],
        completeness=100.0 * numbers["completeness"],
    )
    if not (numbers["nmad"] <= TOLERANCE and numbers["completeness"] >= MIN_SHARE):
        raise EngineError(
            "The engine runs, but measures the simulated pair to {nmad:.2f} m and {completeness:.0f} % only; set it "
            "up again, and report it if that does not help.",
            nmad=numbers["nmad"],
            completeness=100.0 * numbers["completeness"],
        )
    context.progress(1.0)
    return {**facts, "error": numbers["nmad"], "measured_share": numbers["completeness"], "seconds": round(seconds, 1)}


def _import_all() -> None:
    for name in READERS:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise EngineError(
                "The library {name} does not load ({reason}); set up the engine again.", name=name, reason=error
            ) from error


def _silent(context: Context) -> Context:
    """The messages of the steps on this pair are dropped; only the progress is passed on."""

    def report(message: dict) -> None:
        if message["type"] == "progress":
            context.report(message)

    return dataclasses.replace(context, report=report)


def _pair(folder: Path, device: str, context: Context) -> dict[str, Any]:
    """Simulate a pair, measure its elevation, and judge that; see `pipeline.evaluate.Judgement.numbers`."""
    names = ("reference", "secondary", "truth", "elevation", "error")
    files = {name: str(folder / f"{name}.tif") for name in names}
    pair = PairFiles(files["reference"], files["secondary"], files["truth"])
    write_pair(PairSettings(size=SIZE), pair, {}, context.part(0.0, 0.3))
    given = StereoDsm(**{name: files[name] for name in names if name != "truth"}, device=device)
    elevation_of_pair(given, Origin("selftest", given, {}), context.part(0.3, 0.9))
    judged = Evaluate(elevation=files["elevation"], reference_dsm=files["truth"])
    return evaluated(judged, Origin("selftest", judged, {}), context.part(0.9, 1.0)).numbers()
