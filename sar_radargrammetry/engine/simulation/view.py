"""One simulated image: rendered and developed, with the ground that it shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np

from ..job import Context
from ..sensor.range_doppler import RangeDopplerModel
from .develop import Echoes, develop
from .frame import LinePlanes
from .impulse import STANDARD, Impulse
from .render import OUTSIDE, SHADOW, Block, Renderer
from .scattering import CoverMap
from .scene import Scene
from .texture import Scatterers

CHUNK = 256
"""Lines developed at a time: a tile row of the raster, much longer than the pulse."""
SILENT = Context()
VIEW_STREAM = 9001


@dataclasses.dataclass(frozen=True, eq=False)
class SimulatedView:
    """What one image shows.

    Parameters
    ----------
    model : RangeDopplerModel
    planes : LinePlanes
        The lattice it was rendered on.
    flags : (lines, columns) ndarray, uint8
        LAYOVER, SHADOW, OUTSIDE of each lattice node, 0 where it is unambiguous.
    mask : (lines, samples) ndarray, uint8
        The same of each pixel.
    distance : (lines, samples) ndarray, float32
        Horizontal distance g [m] from the antenna of the ground in each unambiguous pixel, NaN elsewhere.
    power : (lines, samples) ndarray, float32, or None
        Mean power without speckle, where it was asked for.
    """

    model: RangeDopplerModel
    planes: LinePlanes
    flags: np.ndarray
    mask: np.ndarray
    distance: np.ndarray
    power: np.ndarray | None = None


class Exposure:
    """Makes one image: iterate over `blocks`, then `view` gives what it shows.

    Parameters
    ----------
    scene : Scene
    model : RangeDopplerModel
    reflectivity : (rows, cols) ndarray
        See `Renderer`.
    points : Scatterers
    noise : float
        Power of the thermal noise [beta nought].
    seed : int
        Of the speckle; must differ between the images of a pair.
    keep_power : bool
        Whether `view` holds the mean power, and `further_look` can be called.
    impulses : (Impulse, Impulse)
        The system's pulse in azimuth and in range.
    cover : CoverMap, optional
        See `Renderer`.
    """

    def __init__(
        self,
        scene: Scene,
        model: RangeDopplerModel,
        reflectivity: np.ndarray,
        points: Scatterers,
        *,
        noise: float,
        seed: int,
        keep_power: bool = False,
        impulses: tuple[Impulse, Impulse] = (STANDARD, STANDARD),
        cover: CoverMap | None = None,
    ) -> None:
        self.scene, self.model, self.noise, self.seed = scene, model, noise, seed
        self.impulses = impulses
        self._kept: list[tuple[slice, Echoes]] = []
        self._renderer = Renderer(scene, model, reflectivity, cover=cover)
        self._points = _located(scene, model, self._renderer.planes, points)
        planes = self._renderer.planes
        self.view = SimulatedView(
            model,
            planes,
            np.empty((model.lines, planes.columns), np.uint8),
            np.empty((model.lines, model.samples), np.uint8),
            np.empty((model.lines, model.samples), np.float32),
            np.empty((model.lines, model.samples), np.float32) if keep_power else None,
        )

    def blocks(self, context: Context = SILENT) -> Iterator[np.ndarray]:
        """The complex image, (n, samples) complex64 blocks of lines in order."""
        rng = np.random.default_rng([self.seed, VIEW_STREAM])
        return develop(self._chunks(context), self.noise, rng, self.impulses)

    def image(self, context: Context = SILENT) -> np.ndarray:
        """The whole complex image (lines, samples) in memory."""
        return np.concatenate(list(self.blocks(context)))

    def further_look(self, number: int) -> np.ndarray:
        """The same ground with other speckle and noise (lines, samples), after `image`; `number` is 1 or larger."""
        rng = np.random.default_rng([self.seed, VIEW_STREAM, number])
        chunks = ((self.view.power[lines], echoes) for lines, echoes in self._kept)
        return np.concatenate(list(develop(chunks, self.noise, rng, self.impulses)))

    def render_only(self) -> float:
        """Mean power of the whole image, summed and forgotten: what the renderer alone costs."""
        step = self._renderer.block_lines
        return sum(
            float(self._renderer.block(first, min(first + step, self.model.lines)).power.sum())
            for first in range(0, self.model.lines, step)
        )

    def _chunks(self, context: Context) -> Iterator[tuple[np.ndarray, Echoes]]:
        # A last chunk shorter than the pulse is joined to the one before.
        starts = list(range(0, self.model.lines, CHUNK))
        if len(starts) > 1 and self.model.lines - starts[-1] < CHUNK // 4:
            starts.pop()
        step = self._renderer.block_lines
        for first, last in zip(starts, [*starts[1:], self.model.lines], strict=True):
            power = np.empty((last - first, self.model.samples), np.float32)
            for low in range(first, last, step):
                high = min(low + step, last)
                context.check_cancelled()
                block = self._renderer.block(low, high)
                power[low - first : high - first] = block.power
                self.view.flags[low:high] = block.flags
                self.view.mask[low:high] = block.mask
                self.view.distance[low:high] = self._distance(block)
            echoes = self._echoes(first, last)
            if self.view.power is not None:
                self.view.power[first:last] = power
                self._kept.append((slice(first, last), echoes))
            yield power, echoes
            context.progress(last / self.model.lines)

    def _distance(self, block: Block) -> np.ndarray:
        """g of the ground at the pixel centres, by linear interpolation between unambiguous neighbours."""
        sample = np.arange(self.model.samples)
        planes = self._renderer.planes
        position = (block.range_ - self.model.near_range) / self.model.range_spacing
        out = np.full(block.mask.shape, np.nan, np.float32)
        for i in range(len(out)):
            clear = np.flatnonzero(block.flags[i] == 0)
            if len(clear) < 2:
                continue
            # Interpolated lattice columns; unlike ranges, they tell whether the two nodes are neighbours.
            at = position[i, clear]
            column = np.interp(sample, at, clear, np.nan, np.nan)
            upper = np.clip(np.searchsorted(at, sample), 1, len(clear) - 1)
            together = clear[upper] - clear[upper - 1] == 1
            out[i] = np.where(together & (block.mask[i] == 0), planes.first + planes.step * column, np.nan)
        return out

    def _echoes(self, first: int, last: int) -> Echoes:
        """The points whose nearest line is in first..last - 1 and that are lit."""
        echoes, column, nearest = self._points
        start, stop = np.searchsorted(nearest, [first, last])
        lit = (self.view.flags[nearest[start:stop], column[start:stop]] & (SHADOW | OUTSIDE)) == 0
        return Echoes(
            echoes.line[start:stop][lit] - first, echoes.sample[start:stop][lit], echoes.amplitude[start:stop][lit]
        )


def _located(
    scene: Scene, model: RangeDopplerModel, planes: LinePlanes, points: Scatterers
) -> tuple[Echoes, np.ndarray, np.ndarray]:
    """Pixels of the points that fall into the image, the lattice columns and lines next to them, sorted by line."""
    height = scene.height(points.col, points.row) + points.lift
    xyz = scene.ecef(points.col, points.row, height)
    line, sample = model.ground_to_image(xyz)
    inside = (line > -0.5) & (line < model.lines - 0.5) & (sample > -0.5) & (sample < model.samples - 0.5)
    order = np.flatnonzero(inside)[np.argsort(np.rint(line[inside]), kind="stable")]
    nearest = np.rint(line[order]).astype(int)
    column = lattice_column(planes, nearest, xyz[order])
    return Echoes(line[order], sample[order], points.amplitude[order]), column, nearest


def lattice_column(planes: LinePlanes, line: np.ndarray, xyz: np.ndarray) -> np.ndarray:
    """The lattice column next to ECEF points (n, 3), as seen from lines (n,), clipped to the lattice."""
    g = np.einsum("nk,nk->n", xyz - planes.origin[line], planes.outward[line])
    return np.clip(np.rint((g - planes.first) / planes.step).astype(int), 0, planes.columns - 1)
