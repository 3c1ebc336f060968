"""Four simulated flights over one ground, two with opposite headings, on disk; one has its track off by a metre."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
from osgeo import gdal

from sar_radargrammetry.engine.image.slant_image import write_slant_image
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, up_vector
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.range_doppler import RangeDopplerModel
from sar_radargrammetry.engine.sensor.trajectory import Trajectory
from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.simulation.scene import Scene
from sar_radargrammetry.engine.simulation.view import SimulatedView

SETTINGS = PairSettings(size=260.0, range_spacing=0.8, azimuth_spacing=0.8, relief=1.2, seed=5)
NAMES = ("north35", "north50", "south35", "south50")
OFF = 3
"""The flight whose delivered track is wrong."""
OFFSET = 1.0
"""By so many metres to its right."""


@dataclasses.dataclass(frozen=True)
class Flights:
    """Images on disk, delivered models, views of the ground, the ground, and heights [m] that hold it."""

    folder: Path
    images: tuple[str, ...]
    models: tuple[RangeDopplerModel, ...]
    views: tuple[SimulatedView, ...]
    scene: Scene
    heights: tuple[float, float]

    @property
    def given(self) -> dict[str, float]:
        """The range of heights as parameters of the job."""
        return {"min_height": self.heights[0], "max_height": self.heights[1]}

    def seen_offsets(self) -> dict[str, list[float]]:
        """Corrections [m] of range and place along the track that can be found, by image.

        They are what the error of the one track does there, without what a translation of the block explains.
        """
        rows, right = [], []
        for number, model in enumerate(self.models):
            line, sample = 0.5 * (model.lines - 1), 0.5 * (model.samples - 1)
            pixel = model.projection_set(np.array(line), np.array(sample))
            ground = image_to_ground(model, np.array(line), np.array(sample), np.mean(self.heights))
            toward = (ground - pixel.arp) / np.linalg.norm(ground - pixel.arp)
            along = pixel.varp / np.linalg.norm(pixel.varp)
            rows += [toward, along]
            lon, lat, _ = ecef_to_geodetic(pixel.arp)
            sideways = np.cross(along, up_vector(lon, lat))
            shift = OFFSET * sideways / np.linalg.norm(sideways) * (number == OFF)
            right += [toward @ shift, along @ shift]
        rows, right = np.array(rows), np.array(right)
        left = right - rows @ np.linalg.lstsq(rows, right, rcond=None)[0]
        return {name: left[2 * number : 2 * number + 2].tolist() for number, name in enumerate(NAMES)}


def make_flights(folder: Path, settings: PairSettings = SETTINGS, offset: float = OFFSET) -> Flights:
    """Render the images into a folder."""
    ground = make_ground(settings)
    images, models, views = [], [], []
    for number, name in enumerate(NAMES):
        turned = dataclasses.replace(settings, heading=settings.heading + 180.0 * (number // 2))
        exposure = expose(turned, ground, number % 2)
        model = exposure.model
        delivered = moved(model, offset) if number == OFF else model
        path = folder / f"{name}.tif"
        write_slant_image(path, np.abs(exposure.image()), delivered, {"sensor": "simulated"})
        images.append(str(path))
        models.append(delivered)
        views.append(exposure.view)
    low, high = ground.scene.height_range
    return Flights(
        folder, tuple(images), tuple(models), tuple(views), ground.scene, (float(low) - 30.0, float(high) + 30.0)
    )


def moved(model: RangeDopplerModel, offset: float) -> RangeDopplerModel:
    """The model with a track that lies so many metres to the left of the true one: its correction is to the right."""
    states = model.trajectory.state_vectors
    middle = len(states.time) // 2
    lon, lat, _ = ecef_to_geodetic(states.position[middle])
    right = np.cross(states.velocity[middle], up_vector(lon, lat))
    right /= np.linalg.norm(right)
    track = Trajectory.from_state_vectors(states.time, states.position - offset * right, states.velocity)
    return dataclasses.replace(model, trajectory=track)


@dataclasses.dataclass(frozen=True)
class Errors:
    """Heights of a raster minus the truth [m], (cells,) at the cells of the scene; NaN where there is none."""

    errors: np.ndarray

    @property
    def known(self) -> np.ndarray:
        """Which cells have a height."""
        return np.isfinite(self.errors)

    @property
    def completeness(self) -> float:
        """Their share."""
        return float(self.known.mean())

    def nmad(self, where: np.ndarray | None = None) -> float:
        """Spread [m], of some cells only where they are given."""
        errors = self.errors[self.known if where is None else self.known & where]
        return 1.4826 * float(np.median(np.abs(errors - np.median(errors))))


def against_truth(flights: Flights, path: str | Path, step: float = 2.0) -> Errors:
    """A raster in the scene's coordinate system compared with the truth, at cells that are `step` metres apart."""
    scene = flights.scene
    grid = scene.grid
    x, y = np.meshgrid(
        np.arange(grid.x0 + 6.0, grid.x0 + grid.width * grid.pixel_size - 6.0, step),
        np.arange(grid.y0 - 6.0, grid.y0 - grid.height * grid.pixel_size + 6.0, -step),
    )
    dataset = gdal.Open(str(path))
    west, size, _, north, _, _ = dataset.GetGeoTransform()
    heights = np.pad(dataset.ReadAsArray().astype(float), 1, constant_values=-9999.0)
    row = np.clip(np.floor((north - y) / size).astype(int) + 1, 0, heights.shape[0] - 1)
    col = np.clip(np.floor((x - west) / size).astype(int) + 1, 0, heights.shape[1] - 1)
    centre = west + (col - 0.5) * size, north - (row - 0.5) * size
    truth = scene.height(*grid.cell(*centre))
    known = (heights[row, col] > -9000.0) & np.isfinite(truth)
    return Errors(np.where(known, heights[row, col] - truth, np.nan).ravel())
