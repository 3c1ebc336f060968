"""A pair of images of one textured plane without speckle, with its exact matches: what an inspection shows is known."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import scenes
from osgeo import gdal

from sar_radargrammetry.engine.image.slant_image import write_slant_image
from sar_radargrammetry.engine.inspection.opening import Opened, open_matches
from sar_radargrammetry.engine.sensor.ground import image_to_ground

SIZE, LARGER = 224, 320
SIGMA = 0.5
"""Of the matches in line and sample [px], as the raster states it; they are exact."""
BACK, LOST = 0.25, 5.5
"""Difference of both ways [px], and that in the hole."""
LOOKING = np.array([np.sin(np.radians(155.0)), np.cos(np.radians(155.0))])
"""East and north of the direction in which the radars of `scenes` look: right of a heading of 65 degrees."""


@dataclasses.dataclass(frozen=True)
class Plane:
    """A plane that rises by `slope` degrees in looking direction, its pair on disk, and the heights of its pixels."""

    slope: float
    opened: Opened
    height: np.ndarray

    @property
    def correspondence(self):
        return self.opened.matches.path


def ground_of(model, slope):
    """ECEF places (lines, samples, 3) and heights of a model's pixels on the plane."""
    line, sample = np.arange(model.lines)[:, None], np.arange(model.samples)[None, :]
    height = np.full((model.lines, model.samples), scenes.PLACE[2])
    # A change of the height moves the place by so much less that a dozen steps are exact.
    for _ in range(12 if slope else 1):
        xyz = image_to_ground(model, line, sample, height)
        if slope:
            east, north, _ = scenes.on_map(xyz)
            height = scenes.PLACE[2] + np.tan(np.radians(slope)) * (LOOKING[0] * east + LOOKING[1] * north)
    return xyz, height


def textured(xyz):
    """Amplitudes of a pattern on the ground whose waves are 6 to 40 m long."""
    east, north, _ = scenes.on_map(xyz)
    random = np.random.default_rng(7)
    amplitude = np.zeros(east.shape)
    for length in np.geomspace(6.0, 40.0, 12):
        turn, phase = random.uniform(0.0, 2.0 * np.pi, 2)
        amplitude += np.cos(2.0 * np.pi / length * (np.cos(turn) * east + np.sin(turn) * north) + phase)
    return np.exp(0.25 * amplitude).astype(np.float32)


def make_plane(folder: Path, slope: float = 0.0) -> Plane:
    """Write both images and the exact matches; a hole around pixel (60, 60) has no matches."""
    models = scenes.model(35.0, size=SIZE), scenes.model(50.0, size=LARGER)
    for name, model in zip(("reference", "secondary"), models, strict=True):
        write_slant_image(folder / f"{name}.tif", textured(ground_of(model, slope)[0]), model, {"sensor": "simulated"})
    xyz, height = ground_of(models[0], slope)
    match = np.stack(models[1].ground_to_image(xyz))
    bands = np.full((8, SIZE, SIZE), np.nan)
    bands[:2] = match - np.indices((SIZE, SIZE))
    bands[2:] = np.array([0.9, SIGMA**2, 0.0, SIGMA**2, 1, BACK])[:, None, None]
    bands[:6, 50:71, 50:71] = np.nan
    bands[6:, 50:71, 50:71] = np.array([10, LOST])[:, None, None]
    write_matches(folder / "correspondence.tif", bands, models)
    return Plane(slope, open_matches(folder / "correspondence.tif"), height)


def write_matches(path: Path, bands: np.ndarray, models, **about) -> Path:
    """A correspondence raster between the images reference.tif and secondary.tif of its folder."""
    options = ["TILED=YES", "COMPRESS=DEFLATE"]
    size = (*bands.shape[:0:-1], len(bands))
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), *size, gdal.GDT_Float32, options)
    sizes = {f"{n}_size": [m.lines, m.samples] for n, m in zip(("reference", "secondary"), models, strict=True)}
    record = {"reference": "reference.tif", "secondary": "secondary.tif", "matcher": "compact", **sizes, **about}
    dataset.SetMetadataItem("SAR_RADARGRAMMETRY", json.dumps(record))
    dataset.WriteArray(bands)
    dataset = None
    return path
