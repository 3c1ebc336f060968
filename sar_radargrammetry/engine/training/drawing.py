"""Random pairs to train with: ground, flights, sensor and differences between the views, all from one seed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from ..longitude import contiguous
from ..simulation.appearance import PLAIN, Appearance, Backdrop, CoverPattern
from ..simulation.double_bounce import Lines
from ..simulation.flight import WOBBLE, wobble_within
from ..simulation.impulse import HAMMING, UNIFORM, Impulse, of_width, taylor
from ..simulation.pair import PairSettings
from ..simulation.scattering import Cover, Law
from ..simulation.texture import Texture
from ..terrain.dem import open_dem

SIZE = 950.0
"""Side of a scene in pixels of its slant range, at least."""
MIN_SAMPLES = 500.0
"""Samples that the ground of a scene fills in the steeper image."""
KINDS = ("mountains", "hills", "plains", "forest", "town")
SHARES = (0.3, 0.25, 0.1, 0.15, 0.2)
STEEPER = 0.4
"""Share of the mountains and hills whose relief is multiplied."""
DEM_SHARE = 0.25
"""Share of the pairs that lie on real terrain where there is some."""
COARSEST_COVER = 1.5
"""Pixels [m] above which houses and trees are texture, not ground."""
LOOKS = (1, 2, 4, 9)
LOOK_SHARES = (0.6, 0.2, 0.12, 0.08)
COARSEST_TREES = 3.0
"""Pixels [m] above which single trees are none: there would be millions."""
NARROW, MIDDLE, WIDE = 5.0, 30.0, 60.0
"""Intersection angles [degrees]: half of the pairs lie between the first two, half between the last two."""
STEEPEST_LOOK, FLATTEST_LOOK = 20.0, 70.0
"""Look angles [degrees]."""
CROSSING_SHARE = 0.4
"""Share of the pairs whose tracks cross."""
WIDEST_CROSSING = 88.0
"""Beyond, views would see the opposite faces of things [degrees]."""
DISTORTION = 0.2
"""Largest share by which the tracks' wobble stretches the images along the track: processors compensate for more."""
PLAIN_SHARE = 0.15
"""Share of the pairs that look as those of the job `simulatepair`."""
BACKDROP_SHARE = 0.4
"""Share of the others on which the brightness of a real image lies, where there is one."""


@dataclasses.dataclass(frozen=True)
class Draw:
    """One random pair.

    Parameters
    ----------
    settings : PairSettings
    looks : int
        Whose mean power makes each image.
    """

    settings: PairSettings
    looks: int

    @property
    def intersection(self) -> float:
        """Angle between the two lines of sight at the scene's centre [degrees]."""
        settings = self.settings
        return intersection_angle(settings.reference_look, settings.secondary_look, settings.crossing)


def draw(seed: int, dems: tuple[Path, ...] = (), images: tuple[Path, ...] = ()) -> Draw:
    """The pair of a seed; the same for the same `dems` and `images`.

    Parameters
    ----------
    seed : int
    dems : tuple of Path
        Real terrain that every fourth pair takes.
    images : tuple of Path
        SAR images whose brightness lies on the ground of every third pair.
    """
    rng = np.random.default_rng([seed, 4711])
    spacing = float(np.exp(rng.uniform(np.log(0.3), np.log(1.5))))
    if rng.uniform() < 0.15:
        spacing = float(np.exp(rng.uniform(np.log(1.5), np.log(10.0))))
    looks, crossing = _sight(rng)
    side = max(SIZE, MIN_SAMPLES / np.sin(np.radians(min(looks))))
    kind = str(rng.choice(KINDS, p=SHARES))
    relief = float(rng.uniform(1.1, 1.8)) if kind in ("mountains", "hills") and rng.uniform() < STEEPER else 1.0
    dem, centre = None, (None, None)
    if dems and rng.uniform() < DEM_SHARE:
        dem, relief = str(rng.choice([str(d) for d in dems])), 1.0
        spacing, centre = _on_dem(dem, spacing, side, rng)
    elif kind in ("town", "forest"):
        spacing = min(spacing, COARSEST_COVER)
    elif kind == "hills" and spacing > COARSEST_TREES:
        kind = "mountains"
    altitude = max(float(rng.uniform(3000.0, 12000.0)), 3.0 * side * spacing)
    farthest = altitude / np.cos(np.radians(max(looks)))
    settings = PairSettings(
        dem=dem,
        longitude=centre[0],
        latitude=centre[1],
        terrain=kind,
        size=side * spacing,
        altitude=altitude,
        reference_look=looks[0],
        secondary_look=looks[1],
        heading=float(rng.uniform(0.0, 360.0)),
        crossing=crossing,
        look_side=str(rng.choice(["left", "right"])),
        range_spacing=spacing,
        azimuth_spacing=spacing * float(rng.uniform(0.8, 1.6)),
        decorrelation=float(rng.uniform(0.1, 0.75)),
        noise=float(rng.uniform(-32.0, -18.0)),
        seed=1_000_000 + seed,
        relief=relief,
        wobble=min(WOBBLE, wobble_within(float(rng.uniform(0.0, DISTORTION)), farthest)),
        appearance=_appearance(spacing, side, images, rng),
    )
    return Draw(settings, int(rng.choice(LOOKS, p=LOOK_SHARES)))


def intersection_angle(first: float, second: float, crossing: float) -> float:
    """Angle [degrees] between the lines of sight of two look angles from tracks that cross, all [degrees]."""
    one, two, turn = np.radians([first, second, crossing])
    cosine = np.sin(one) * np.sin(two) * np.cos(turn) + np.cos(one) * np.cos(two)
    return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def _sight(rng: np.random.Generator) -> tuple[tuple[float, float], float]:
    """Look angles of both views and the angle between their tracks, for a random intersection angle [degrees]."""
    wanted = float(rng.uniform(NARROW, MIDDLE) if rng.uniform() < 0.5 else rng.uniform(MIDDLE, WIDE))
    # Parallel tracks reach only so far: the widest angles are left to tracks that cross.
    reach = FLATTEST_LOOK - STEEPEST_LOOK
    forced = 0.5 * (WIDE - reach) / (WIDE - MIDDLE)
    crosses = wanted > reach - 1.0 or rng.uniform() < (CROSSING_SHARE - forced) / (1.0 - forced)
    while True:
        turn = float(rng.uniform(-WIDEST_CROSSING, WIDEST_CROSSING)) if crosses else float(rng.normal(0.0, 1.0))
        first = float(rng.uniform(STEEPEST_LOOK, FLATTEST_LOOK))
        # cos(wanted) = sin a sin b cos(turn) + cos a cos b = size * cos(b - phase), solved for b.
        across, up = np.sin(np.radians(first)) * np.cos(np.radians(turn)), np.cos(np.radians(first))
        size, phase = float(np.hypot(across, up)), float(np.degrees(np.arctan2(across, up)))
        cosine = np.cos(np.radians(wanted)) / size
        if cosine > 1.0:
            continue
        second = phase + float(rng.choice([-1.0, 1.0])) * float(np.degrees(np.arccos(cosine)))
        if STEEPEST_LOOK <= second <= FLATTEST_LOOK:
            return (first, second), turn


def _on_dem(path: str, spacing: float, side: float, rng: np.random.Generator) -> tuple[float, tuple[float, float]]:
    """Pixels that suit a DEM, and a place within it.

    No finer than a twelfth of its cells, in which it is smooth, and no coarser than its size allows for `side` pixels.
    """
    dem = open_dem(path)
    rows, cols = dem.heights.shape
    lon, lat = (np.asarray(v) for v in dem.lonlat(np.array([0.0, cols - 1.0]), np.array([rows - 1.0, 0.0])))
    extent = np.radians([np.ptp(lat), np.ptp(contiguous(lon)) * np.cos(np.radians(lat.mean()))]) * 6.371e6
    cell = float((extent / [rows - 1, cols - 1]).mean())
    spacing = max(min(spacing, float(extent.min()) / (1.1 * side)), cell / 12.0)
    free = np.clip(1.0 - 1.1 * side * spacing / extent, 0.0, 1.0)
    row, col = (0.5 + free * (rng.uniform(size=2) - 0.5)) * [rows - 1, cols - 1]
    longitude, latitude = dem.lonlat(col, row)
    return spacing, (float(longitude), float(latitude))


def _appearance(spacing: float, side: float, images: tuple[Path, ...], rng: np.random.Generator) -> Appearance:
    """What the images look like; lengths follow the pixels (`spacing` m, `side` of them across the scene)."""
    # Its points are so many a hectare: too many for coarse pixels.
    if rng.uniform() < PLAIN_SHARE and spacing < COARSEST_TREES:
        return PLAIN
    hectares = (side * spacing) ** 2 / 1e4
    backdrop = None
    if images and rng.uniform() < BACKDROP_SHARE:
        backdrop = Backdrop(str(rng.choice([str(image) for image in images])), spacing * _log_uniform(rng, 1.0, 4.0))
    lines = Lines()
    if rng.uniform() < 0.6:
        lines = Lines(
            count=round(_log_uniform(rng, 4.0, 200.0)),
            shared=float(rng.uniform(0.3, 0.9)),
            shortest=4.0 * spacing,
            longest=spacing * _log_uniform(rng, 15.0, 120.0),
        )
    return Appearance(
        impulses=_impulses(rng),
        texture=_texture(spacing, rng),
        cover=_cover(spacing, rng) if rng.uniform() < 0.7 else None,
        points_per_hectare=_log_uniform(rng, 15.0, 1500.0) / hectares,
        shared_points=float(rng.uniform(0.2, 0.9)),
        lines=lines,
        backdrop=backdrop,
    )


def _impulses(rng: np.random.Generator) -> tuple[Impulse, Impulse]:
    kind = rng.integers(3)
    window = (UNIFORM, HAMMING)[kind] if kind < 2 else taylor(float(rng.uniform(22.0, 40.0)))
    width = float(rng.uniform(1.0, 1.8))
    # Most processors resolve as many pixels in azimuth as in range.
    other = width if rng.uniform() < 0.6 else float(rng.uniform(1.0, 1.8))
    return of_width(other, window), of_width(width, window)


def _texture(spacing: float, rng: np.random.Generator) -> Texture:
    if rng.uniform() < 0.45:
        order = _log_uniform(rng, 1.0, 10.0)
        return Texture(float(rng.uniform(0.0, 2.5)), order, spacing * _log_uniform(rng, 0.7, 8.0))
    return Texture(float(rng.uniform(1.5, 5.0)))


def _cover(spacing: float, rng: np.random.Generator) -> CoverPattern:
    contrast = float(rng.uniform(1.0, 3.5))
    classes = tuple(
        Cover(
            float(np.clip(rng.normal(0.0, contrast), -1.8 * contrast, 1.8 * contrast)),
            Law(float(rng.uniform(0.0, 2.0)), _log_uniform(rng, 0.3, 8.0), _log_uniform(rng, 0.02, 0.2)),
        )
        for _ in range(rng.integers(2, 8))
    )
    return CoverPattern(classes, spacing * _log_uniform(rng, 15.0, 250.0), float(rng.uniform(0.0, 0.2)))


def _log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))
