"""Two images of one scene from two tracks: settings, ground, exposures."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..elevation.grid import Grid
from ..errors import EngineError
from ..job import Context
from .appearance import PLAIN, Appearance, CoverPattern
from .backdrop import backdrop
from .double_bounce import bright_lines, joined
from .flight import WOBBLE, Flight, fly, image_of
from .scattering import CoverMap, patchwork
from .scene import scene_from_dem, scene_grid
from .terrain import KINDS, Terrain, make_terrain
from .texture import bright_points, reflectivity, texture_grid
from .view import SILENT, Exposure

PLACE = (15.0, 46.5)
"""Longitude and latitude [degrees] of made-up terrain: the middle of UTM zone 33."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class PairSettings:
    """What a pair is made from; angles in degrees, lengths in metres. `parameters.quality.SimulatePair` documents each.

    ``noise`` is the thermal noise's power in dB of beta nought; ground in the scene's middle lies around -10.
    ``relief`` multiplies the ground's heights above their mean. ``wobble`` is the tracks' largest deviation from smooth
    ones. These two and ``appearance`` are no parameters of the job.
    """

    dem: str | None = None
    terrain: str = "mountains"
    size: float = 900.0
    longitude: float | None = None
    latitude: float | None = None
    altitude: float = 6000.0
    reference_look: float = 35.0
    secondary_look: float = 50.0
    heading: float = 65.0
    crossing: float = 0.0
    look_side: str = "right"
    opposite_sides: bool = False
    range_spacing: float = 0.5
    azimuth_spacing: float = 0.5
    decorrelation: float = 0.3
    noise: float = -28.0
    seed: int = 1
    relief: float = 1.0
    wobble: float = WOBBLE
    appearance: Appearance = PLAIN

    def __post_init__(self) -> None:
        checks = (
            ("range_spacing", self.range_spacing > 0, "larger than 0"),
            ("azimuth_spacing", self.azimuth_spacing > 0, "larger than 0"),
            ("size", self.size > 0, "larger than 0"),
            ("decorrelation", 0.0 <= self.decorrelation <= 1.0, "between 0 and 1"),
            ("relief", self.relief > 0, "larger than 0"),
            ("wobble", self.wobble >= 0, "0 or larger"),
            ("noise", self.noise <= 20.0, "20 dB or less"),
            ("seed", self.seed >= 0, "0 or larger"),
            ("look_side", self.look_side in ("left", "right"), "left or right"),
            ("terrain", self.terrain in KINDS, f"one of {', '.join(KINDS)}"),
            ("longitude", self.longitude is None or -180.0 <= self.longitude <= 360.0, "between -180 and 360"),
            ("latitude", self.latitude is None or -89.0 <= self.latitude <= 89.0, "between -89 and 89"),
        )
        for name, good, wanted in checks:
            if not good:
                raise EngineError(
                    "The parameter {name} is {value}; it must be {wanted}.",
                    name=name,
                    value=repr(getattr(self, name)),
                    wanted=wanted,
                )
        if (self.longitude is None) != (self.latitude is None):
            raise EngineError("Only one of longitude and latitude is given; give both, or neither.")

    def flight(self, view: int) -> Flight:
        """The pass of view 0 (reference) or 1 (secondary)."""
        sides = ("left", "right") if self.look_side == "right" else ("right", "left")
        return Flight(
            altitude=self.altitude,
            look=(self.reference_look, self.secondary_look)[view],
            heading=self.heading + (0.0, self.crossing)[view],
            look_side=sides[0] if view == 1 and self.opposite_sides else sides[1],
            seed=2 * self.seed + view,
            wobble=self.wobble,
        )


def make_ground(settings: PairSettings, context: Context = SILENT) -> Terrain:
    """The scene of a pair: from its DEM, or made up."""
    for view in (0, 1):
        settings.flight(view)  # refuse impossible tracks before the ground is made
    spacing = min(settings.range_spacing, settings.azimuth_spacing)
    # Walls and crowns need nodes as dense as pixels, slopes do not.
    fine = settings.dem is None and settings.terrain in ("town", "forest")
    posting = spacing if fine else 2.0 * spacing
    if settings.dem is not None:
        scene, warnings = scene_from_dem(
            settings.dem, settings.size, posting, longitude=settings.longitude, latitude=settings.latitude
        )
        for warning in warnings:
            context.warn(warning)
        return _raised(Terrain(scene), settings.relief)
    longitude = PLACE[0] if settings.longitude is None else settings.longitude
    latitude = PLACE[1] if settings.latitude is None else settings.latitude
    grid = scene_grid(longitude, latitude, settings.size, posting)
    return _raised(make_terrain(settings.terrain, grid, settings.seed), settings.relief)


def _raised(ground: Terrain, relief: float) -> Terrain:
    """The same ground with `relief` times its heights above the mean."""
    if relief == 1.0:
        return ground
    heights = ground.scene.heights
    mean = np.float32(heights.mean(dtype=float))
    scene = dataclasses.replace(ground.scene, heights=mean + np.float32(relief) * (heights - mean))
    return dataclasses.replace(ground, scene=scene)


def expose(settings: PairSettings, ground: Terrain, view: int, keep_power: bool = False) -> Exposure:
    """View 0 (reference) or 1 (secondary) of the ground, ready to be rendered."""
    scene = ground.scene
    flight = settings.flight(view)
    model = image_of(scene, fly(scene, flight), flight, settings.range_spacing, settings.azimuth_spacing)
    spacing = min(settings.range_spacing, settings.azimuth_spacing)
    look = settings.appearance
    backscatter, cover = _backscatter(settings, ground, view, texture_grid(scene, spacing))
    points = bright_points(scene, settings.seed, view, look.shared_points, look.points_per_hectare)
    if look.lines.count:
        lines = bright_lines(scene, look.lines, settings.seed, view, flight.heading, spacing)
        points = joined(points, lines)
    return Exposure(
        scene,
        model,
        backscatter,
        points,
        noise=10.0 ** (settings.noise / 10.0),
        seed=2 * settings.seed + view,
        keep_power=keep_power,
        impulses=look.impulses,
        cover=cover,
    )


def _backscatter(settings: PairSettings, ground: Terrain, view: int, grid: Grid) -> tuple[np.ndarray, CoverMap | None]:
    """Reflectivity on a grid over the scene in one view, and what land covers it where there are classes."""
    look, brightness = settings.appearance, ground.brightness
    level, cover = None, None
    if look.cover is not None:
        level, cover = _land_cover(look.cover, grid, settings.seed, view)
    found = reflectivity(grid, settings.seed, view, settings.decorrelation, brightness, look.texture, level)
    if look.backdrop is not None:
        shown = backdrop(grid, look.backdrop.path, look.backdrop.step, settings.seed)
        found *= np.exp(shown * np.float32(np.log(10.0) / 10.0))
    return found, cover


def _land_cover(pattern: CoverPattern, grid: Grid, seed: int, view: int) -> tuple[np.ndarray, CoverMap]:
    """Brightness of the land cover [dB], and its classes; of a size of their own."""
    patch, classes = patchwork(grid, pattern.size, len(pattern.classes), seed)
    if view == 1 and pattern.changed > 0.0:
        rng = np.random.default_rng([seed, 8103])
        changed = rng.uniform(size=len(classes)) < pattern.changed
        classes[changed] = rng.integers(0, len(pattern.classes), changed.sum())
    levels = np.array([kind.level for kind in pattern.classes], np.float32)
    where = np.ascontiguousarray(classes[patch])
    return levels[where], CoverMap(where, tuple(kind.law for kind in pattern.classes))
