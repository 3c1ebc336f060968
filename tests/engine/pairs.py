"""A simulated stereo pair with its truth, small enough to be matched in seconds, and the jobs run on it."""

import dataclasses
from pathlib import Path

import numpy as np
from osgeo import gdal

from sar_radargrammetry.engine.image.slant_image import SlantImage, write_slant_image
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import load_job
from sar_radargrammetry.engine.parameters.declare import parse_parameters
from sar_radargrammetry.engine.record import record_of
from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.simulation.truth import PixelTruth, pixel_truth

SETTINGS = PairSettings(size=240.0, range_spacing=1.0, azimuth_spacing=1.0, seed=3)
PATCHES = {"patch_size": 192, "overlap": 48}
"""Several patches, so that there is something to blend and to resume."""


@dataclasses.dataclass(frozen=True)
class SimulatedPair:
    """Images on disk with the truth in memory; `heights` is a range [m] that holds the terrain."""

    reference: SlantImage
    secondary: SlantImage
    truth: PixelTruth
    heights: tuple[float, float]

    @property
    def images(self):
        """The parameters that name the images."""
        return {"reference": str(self.reference.path), "secondary": str(self.secondary.path)}

    @property
    def given(self):
        """The images with the height range, for jobs that need not search it."""
        return {**self.images, "min_height": self.heights[0], "max_height": self.heights[1]}


def make_pair(folder: Path, settings: PairSettings = SETTINGS) -> SimulatedPair:
    """Render a pair into a folder."""
    ground = make_ground(settings)
    views, images = [], []
    for view, name in enumerate(("reference", "secondary")):
        exposure = expose(settings, ground, view)
        path = folder / f"{name}.tif"
        write_slant_image(path, np.abs(exposure.image()), exposure.model, {"sensor": "simulated"})
        views.append(exposure.view)
        images.append(SlantImage.open(path))
    low, high = ground.scene.height_range
    truth = pixel_truth(ground.scene, *views)
    return SimulatedPair(images[0], images[1], truth, (float(low) - 30.0, float(high) + 30.0))


def run(job, context=None, **parameters):
    """Run a job by its name as the engine does: parameters checked, outputs as a dict."""
    module = load_job(job)
    return module.run(parse_parameters(module.Parameters, parameters), context or Context())


@dataclasses.dataclass(frozen=True)
class Chain:
    """The files that createpatches, matchpatches and triangulate made of a pair, and what they answered."""

    patches: Path
    correspondence: Path
    elevation: Path
    error: Path
    numbers: dict


def run_chain(pair: SimulatedPair, folder: Path) -> Chain:
    """The three steps one after the other, as in a model."""
    patches, correspondence = folder / "patches.gpkg", folder / "correspondence.tif"
    elevation, error = folder / "elevation.tif", folder / "error.tif"
    numbers = {
        "createpatches": run("createpatches", **pair.given, **PATCHES, output=str(patches)),
        "matchpatches": run("matchpatches", patches=str(patches), output=str(correspondence)),
        "triangulate": run(
            "triangulate", correspondence=str(correspondence), elevation=str(elevation), error=str(error)
        ),
    }
    return Chain(patches, correspondence, elevation, error, numbers)


def pixels(path):
    """All bands of a raster, NaN where it has nodata."""
    dataset = gdal.Open(str(path))
    values = dataset.ReadAsArray()
    nodata = dataset.GetRasterBand(1).GetNoDataValue()
    return np.where(values == nodata, np.nan, values)


def metadata(path):
    """The JSON that a raster says of how it was made."""
    return record_of(gdal.Open(str(path)))


class StopAfter:
    """A context that cancels once this many messages of progress and log were sent, and keeps them."""

    def __init__(self, count):
        self.messages = []
        self.context = Context(report=self._note, cancelled=lambda: len(self.messages) >= count)

    def _note(self, message):
        if message["type"] in ("progress", "log"):
            self.messages.append(message)
