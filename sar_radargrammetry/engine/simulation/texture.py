"""Backscatter of the ground: what two views share, what they do not, and bright points."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
from scipy.ndimage import map_coordinates
from scipy.spatial import cKDTree
from scipy.special import gammainccinv, gammaincinv, ndtr

from ..elevation.grid import Grid
from .noise import correlated_field, gaussian_field, lattice_noise
from .scene import Scene

MEAN_REFLECTIVITY = 0.1
"""Backscatter (gamma nought) of the median ground: -10 dB, X band over grass and soil."""
TEXTURE_DB = 3.5
"""Standard deviation [dB] of the multiscale texture, within a land-cover patch."""
SCATTERERS_PER_HECTARE = 9.0
SHARED_POINTS = 0.6
"""Share of the bright points that both views see."""


@dataclasses.dataclass(frozen=True)
class Texture:
    """How the ground's reflectivity varies within a patch of land cover.

    Parameters
    ----------
    level : float
        Standard deviation of the multiscale log-normal texture [dB].
    order : float, optional
        Of gamma-distributed texture, with which single-look images are K-distributed: <I^2> / <I>^2 = 2 (1 + 1 / order)
        (Jakeman, Pusey, IEEE Trans. AP-24 (1976), 806). Without it there is none.
    length : float
        At which the correlation of the gamma-distributed texture has fallen to 1 / e [m].
    """

    level: float
    order: float | None = None
    length: float = 1.0


LOG_NORMAL = Texture(TEXTURE_DB)


@dataclasses.dataclass(frozen=True, eq=False)
class Scatterers:
    """Bright points.

    Parameters
    ----------
    col, row : (n,) ndarray
        Position on the scene's grid.
    lift : (n,) ndarray
        Height above the surface [m].
    amplitude : (n,) ndarray, complex128
        Magnitude: root of the energy, in units of pixels at beta nought 1 (an amplitude of 2 returns what four pixels
        of ground with beta nought 1 return). Phase [rad] of the echo.
    """

    col: np.ndarray
    row: np.ndarray
    lift: np.ndarray
    amplitude: np.ndarray

    def __len__(self) -> int:
        return len(self.col)


def angular_response(cosine: torch.Tensor) -> torch.Tensor:
    """Backscatter per area shown to the antenna (gamma nought), relative, by the cosine of local incidence (...).

    Rough ground: nearly constant, slowly falling towards grazing; near the specular direction facets that happen to
    face the antenna add a peak, as Kirchhoff's approximation has it with a mean square slope of 0.08.
    """
    sine_squared = (1.0 - cosine * cosine).clamp_(min=0.0)
    return torch.sqrt(cosine) + 2.0 * torch.exp(-sine_squared / (0.08 * (cosine * cosine + 1e-3)))


def land_cover(grid: Grid, seed: int) -> np.ndarray:
    """Brightness [dB] of fields, woods' edges, bare soil and dark roads, float32, the same for all views."""
    rng = np.random.default_rng([seed, 8101])
    # Boundaries are drawn at two metres at the finest; the texture hides the steps.
    stride = max(1, round(2.0 / grid.pixel_size))
    rows, cols = -(-grid.height // stride), -(-grid.width // stride)
    step = stride * grid.pixel_size
    x, y = np.meshgrid(np.arange(cols) * step, np.arange(rows) * step)
    count = max(4, int(x.size * step**2 / 90.0**2))
    sites = rng.uniform(0.0, 1.0, (count, 2)) * [cols * step, rows * step]
    level = rng.choice([-4.5, -2.5, -1.0, 0.0, 0.0, 1.5, 3.0], count)
    bend_x, bend_y = lattice_noise(x, y, 45.0, rng)[0], lattice_noise(x, y, 45.0, rng)[0]
    nearest = cKDTree(sites).query(np.stack([x + 12.0 * bend_x, y + 12.0 * bend_y], axis=-1), workers=-1)[1]
    patches = level[nearest].astype(np.float32)
    # A road runs where a smooth noise passes zero; dividing by its slope gives an even width.
    value, by_x, by_y = lattice_noise(x, y, 330.0, rng)
    distance = np.abs(value) * 330.0 / np.maximum(np.hypot(by_x, by_y), 0.3)
    patches[distance < 2.6] = -8.0
    return np.repeat(np.repeat(patches, stride, axis=0), stride, axis=1)[: grid.height, : grid.width]


def texture_field(grid: Grid, seed: int, stream: int) -> np.ndarray:
    """Multiscale texture with standard deviation 1, float32: three quarters of its variance finer than about 10 m."""
    shape = grid.height, grid.width
    fine = gaussian_field(shape, grid.pixel_size, longest=8.0, shortest=0.5, slope=1.2, rng=_stream(seed, stream, 0))
    coarse = gaussian_field(
        shape, grid.pixel_size, longest=120.0, shortest=4.0, slope=2.4, rng=_stream(seed, stream, 1)
    )
    return np.float32(np.sqrt(0.75)) * fine + 0.5 * coarse


def gamma_texture(grid: Grid, texture: Texture, seed: int, view: int, decorrelation: float) -> np.ndarray:
    """Gamma-distributed texture of mean 1 in one view, float32.

    Gaussian fields, of which the views share all but `decorrelation` of the variance, stretched to the distribution.
    """
    shape = grid.height, grid.width
    order = texture.order or 1.0
    field = np.zeros(shape, np.float32)
    for stream, share in ((0, 1.0 - decorrelation), (1 + view, decorrelation)):
        if share > 0.0:
            rng = _stream(seed, stream, 2)
            field += np.float32(np.sqrt(share)) * correlated_field(shape, grid.pixel_size, texture.length, rng)
    knots = np.linspace(-6.0, 6.0, 961)
    # The upper half from the distribution's upper tail: there the lower one rounds to one.
    stretched = np.where(
        knots < 0.0,
        gammaincinv(order, ndtr(np.minimum(knots, 0.0))),
        gammainccinv(order, ndtr(-np.maximum(knots, 0.0))),
    )
    return np.interp(field, knots, stretched / order).astype(np.float32)


def reflectivity(
    grid: Grid,
    seed: int,
    view: int,
    decorrelation: float,
    brightness: np.ndarray | None = None,
    texture: Texture = LOG_NORMAL,
    cover: np.ndarray | None = None,
) -> np.ndarray:
    """Backscatter of the ground in one view (gamma nought, power), float32.

    Parameters
    ----------
    grid : Grid
        Over the scene, see `texture_grid`.
    seed : int
        Of the ground.
    view : int
        Views with different numbers share all but a part of the texture.
    decorrelation : float
        Share of the texture's variance that belongs to the view alone, 0..1: the textures [dB] of two views correlate
        with one minus this.
    brightness : (rows, cols) ndarray, optional
        Added [dB]; of any size, stretched over the grid.
    texture : Texture
    cover : (rows, cols) ndarray, optional
        Brightness of the land cover [dB], of any size; by default `land_cover`.
    """
    level = texture_field(grid, seed, 0) * np.float32(texture.level * np.sqrt(1.0 - decorrelation))
    if decorrelation > 0.0:
        level += texture_field(grid, seed, 1 + view) * np.float32(texture.level * np.sqrt(decorrelation))
    level += land_cover(grid, seed) if cover is None else _stretched(cover, grid)
    if brightness is not None and brightness.any():
        level += _stretched(brightness, grid)
    power = MEAN_REFLECTIVITY * np.exp(level * np.float32(np.log(10.0) / 10.0))
    if texture.order is not None:
        power *= gamma_texture(grid, texture, seed, view, decorrelation)
    return power


def _stretched(raster: np.ndarray, grid: Grid) -> np.ndarray:
    """Nearest values of a raster whose first and last nodes lie on those of the grid."""
    row = np.linspace(0, raster.shape[0] - 1, grid.height)
    col = np.linspace(0, raster.shape[1] - 1, grid.width)
    return raster[np.rint(row).astype(int)[:, None], np.rint(col).astype(int)[None]]


def texture_grid(scene: Scene, posting: float, limit: int = 8192) -> Grid:
    """A grid from the first to the last nodes of the scene, about `posting` metres apart, `limit` nodes a side."""
    grid = scene.grid
    extent = (grid.width - 1) * grid.pixel_size, (grid.height - 1) * grid.step_y
    width, height = (int(min(max(round(e / posting) + 1, 2), limit)) for e in extent)
    step_x, step_y = extent[0] / (width - 1), extent[1] / (height - 1)
    return Grid(
        crs=grid.crs,
        x0=grid.x0 + 0.5 * (grid.pixel_size - step_x),
        y0=grid.y0 - 0.5 * (grid.step_y - step_y),
        pixel_size=step_x,
        pixel_height=step_y,
        width=width,
        height=height,
    )


def bright_points(
    scene: Scene, seed: int, view: int, shared: float, per_hectare: float = SCATTERERS_PER_HECTARE
) -> Scatterers:
    """Bright points of one view: poles, rocks, corners; `shared` of them are the same in every view.

    They sit where the ground rises steeply more often than elsewhere (corners of houses, trunks, boulders).
    """
    common = _points(scene, np.random.default_rng([seed, 8301]), per_hectare)
    own = _points(scene, np.random.default_rng([seed, 8302, view]), per_hectare)
    choose = np.random.default_rng([seed, 8303]).uniform(size=len(common)) < shared
    choose_own = np.random.default_rng([seed, 8304, view]).uniform(size=len(own)) >= shared
    # The phase of a point depends on the direction it is seen from.
    phase = np.random.default_rng([seed, 8305, view]).uniform(0.0, 2.0 * np.pi, len(common))
    fields = [
        np.concatenate([getattr(common, name)[choose], getattr(own, name)[choose_own]])
        for name in ("col", "row", "lift", "amplitude")
    ]
    fields[3] = fields[3] * np.exp(1j * np.concatenate([phase[choose], np.zeros(choose_own.sum())]))
    return Scatterers(*fields)


def _points(scene: Scene, rng: np.random.Generator, per_hectare: float) -> Scatterers:
    rows, cols = scene.heights.shape
    cell = scene.grid.pixel_size
    count = rng.poisson(per_hectare * rows * cols * cell**2 / 1e4)
    # Of four candidates a point takes the steepest place, in the half of the cases that are not mere chance.
    col, row = rng.uniform(1.0, cols - 2.0, (4, count)), rng.uniform(1.0, rows - 2.0, (4, count))
    rise = map_coordinates(scene.heights, [row, col + 1.0], order=1) - map_coordinates(
        scene.heights, [row, col - 1.0], order=1
    )
    best = np.where(rng.uniform(size=count) < 0.5, np.abs(rise).argmax(axis=0), 0)
    index = np.arange(count)
    energy = 10.0 ** rng.normal(0.4, 0.5, count)
    amplitude = np.sqrt(energy) * np.exp(2j * np.pi * rng.uniform(size=count))
    return Scatterers(col[best, index], row[best, index], np.zeros(count), amplitude)


def _stream(seed: int, stream: int, part: int) -> np.random.Generator:
    return np.random.default_rng([seed, 8201, stream, part])
