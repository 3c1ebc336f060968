"""Mean echo power of a scene in the slant-range grid: layover, shadow, local incidence.

Each image line is a row of ground nodes in its zero-Doppler plane. A node is lit when its look angle exceeds that of
every node nearer to the track. The strip between two nodes returns power in proportion to its reflectivity and to the
area it shows to the antenna, range times the angle newly lit: that area holds foreshortening, layover and partial
shadow without further cases. It is put into the two nearest range cells, in shares that keep its mean range.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import torch

from ..sensor.range_doppler import RangeDopplerModel
from .frame import LinePlanes, line_planes
from .scattering import CoverMap
from .scene import Scene
from .texture import angular_response

LAYOVER, SHADOW, OUTSIDE = 1, 2, 4
"""Flags of lattice nodes and of image pixels: shares its range with other lit ground; not lit; not in the scene."""

BLOCK_NODES = 300_000
"""Lattice nodes a block: its dozen temporaries stay within the processor's cache and 50 MB."""
REFINEMENTS = 3
"""Looks at the surface to find the height under a node; each gains a factor of a hundred (the tilt of the plane
against the vertical times the slope of the ground)."""


@dataclasses.dataclass(frozen=True, eq=False)
class Block:
    """Consecutive lines of the rendered image, and the lattice they were made from.

    Parameters
    ----------
    first_line : int
    power : (n, samples) ndarray, float32
        Mean power, in units of the beta nought of the reflectivity (power a pixel area).
    mask : (n, samples) ndarray, uint8
        LAYOVER, SHADOW or OUTSIDE (or 0) of each pixel.
    flags : (n, columns) ndarray, uint8
        The same of each lattice node.
    z : (n, columns) ndarray, float32
        Lattice nodes: metres above `LinePlanes.level`.
    range_ : (n, columns) ndarray, float64
        Slant range of the lattice nodes [m].
    """

    first_line: int
    power: np.ndarray
    mask: np.ndarray
    flags: np.ndarray
    z: np.ndarray
    range_: np.ndarray


class Renderer:
    """Renders one image of a scene, block by block.

    Parameters
    ----------
    scene : Scene
    model : RangeDopplerModel
        Zero-Doppler image.
    reflectivity : (rows, cols) ndarray, float32
        Backscatter of the ground (power, before the angular response) on a grid over the scene's extent: its first and
        last nodes lie on those of the scene, whatever its own spacing.
    ground_step : float, optional
        Lattice step along the ground [m]; by default half of the range spacing, at which even a slope facing away
        at 45 degrees has a node in every range cell.
    cover : CoverMap, optional
        Which response to the local incidence holds where; by default `angular_response` everywhere.
    """

    def __init__(
        self,
        scene: Scene,
        model: RangeDopplerModel,
        reflectivity: np.ndarray,
        ground_step: float | None = None,
        cover: CoverMap | None = None,
    ) -> None:
        self.scene, self.model, self._cover = scene, model, cover
        self.planes: LinePlanes = line_planes(model, scene, ground_step or 0.5 * model.range_spacing)
        # Heights are small numbers for the sake of single precision.
        self._datum = np.float32(scene.centre[2])
        self._surface = torch.from_numpy(scene.heights - self._datum)[None, None]
        self._reflectivity = torch.from_numpy(np.ascontiguousarray(reflectivity, np.float32))[None, None]
        self._classes = None if cover is None else torch.from_numpy(cover.classes)
        _, velocity, _ = model.trajectory.at(model.first_line_time + model.line_interval * model.lines / 2)
        self.azimuth_spacing = float(np.linalg.norm(velocity)) * abs(model.line_interval)

    @property
    def block_lines(self) -> int:
        """Lines a block that suit the processor's cache."""
        return max(8, BLOCK_NODES // self.planes.columns)

    def block(self, first: int, last: int) -> Block:
        """Lines first..last - 1."""
        model, planes = self.model, self.planes
        # One line more on both sides gives the slope along the track the same value whatever the blocks.
        low, high = max(first - 1, 0), min(last + 1, model.lines)
        inner = slice(first - low, last - low)
        z, height, reflectivity, inside, classes = self._ground(low, high)
        along = _central_difference(height, self.azimuth_spacing)[inner]
        z, height, reflectivity, inside = z[inner], height[inner], reflectivity[inner], inside[inner]

        g = torch.from_numpy(planes.distances)
        depth = -(z.double() + torch.from_numpy(planes.level[first:last, None]))
        range_ = torch.sqrt(g * g + depth * depth)
        steepness = torch.where(inside, g / depth, -torch.inf)
        horizon = torch.cummax(steepness, dim=1).values

        # The strip between nodes j and j + 1: (R dphi) = (difference of tangents) * depth_j * depth_j+1 / R.
        both = inside[:, :-1] & inside[:, 1:]
        lit = (steepness[:, 1:] - horizon[:, :-1]).clamp_(min=0.0)
        middle = 0.5 * (range_[:, 1:] + range_[:, :-1])
        shown = torch.where(both, lit * depth[:, 1:] * depth[:, :-1] / middle, 0.0)
        across = (height[:, 1:] - height[:, :-1]) / planes.step
        slope_along = 0.5 * (along[:, 1:] + along[:, :-1])
        normal = torch.sqrt(1.0 + across * across + slope_along * slope_along)
        # Cosine between the strip's normal and the direction to the antenna; negative on faces turned away.
        cosine = ((g[:-1] * across + depth[:, :-1]) / middle).float() / normal
        response = self._response(cosine.clamp_(0.0, 1.0), None if classes is None else classes[inner][:, 1:])
        gamma = 0.5 * (reflectivity[:, 1:] + reflectivity[:, :-1]) * response
        power = gamma * shown.float() * (1.0 / model.range_spacing)
        power = torch.where(both, power, 0.0)

        position = ((middle - model.near_range) / model.range_spacing).float()
        image = splat(position, power, model.samples)

        seen = inside.clone()
        seen[:, 1:] &= steepness[:, 1:] >= horizon[:, :-1]
        flags = _node_flags(range_, inside, seen)
        node_sample = ((range_ - model.near_range) / model.range_spacing).round_().long()
        mask = _pixel_mask(node_sample, flags, model.samples)
        return Block(first, image.numpy(), mask.numpy(), flags.numpy(), z.numpy(), range_.numpy())

    def _response(self, cosine: torch.Tensor, classes: torch.Tensor | None) -> torch.Tensor:
        """Gamma nought of the strips by the cosine of their local incidence and the class of what covers them."""
        if self._cover is None or classes is None:
            return angular_response(cosine)
        return self._cover.response(classes, cosine)

    def _ground(
        self, low: int, high: int
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor | None]:
        """z above the level [m], height above the scene's mean [m], reflectivity, validity, class of lattice nodes."""
        planes = self.planes
        # Copied to where torch aligns it: the last digits of MKL's products depend on that.
        powers = torch.tensor(planes.powers(planes.distances), dtype=torch.float32)
        rows, cols = self.scene.heights.shape
        base = planes.base[:, low:high].copy()
        base[2, :, 0] -= self._datum
        col, row, level = torch.tensor(base, dtype=torch.float32) @ powers
        slope_col, slope_row, slope_height = torch.tensor(planes.slope[:, low:high], dtype=torch.float32) @ powers
        # grid_sample takes -1..1 from the first node to the last.
        scale = torch.tensor([2.0 / (cols - 1), 2.0 / (rows - 1)])
        col, slope_col = col.mul_(scale[0]).sub_(1.0), slope_col.mul_(scale[0])
        row, slope_row = row.mul_(scale[1]).sub_(1.0), slope_row.mul_(scale[1])
        at = torch.stack([col, row], dim=-1)
        z = torch.zeros_like(col)
        for _ in range(REFINEMENTS):
            height = _sample(self._surface, at)
            z = (height - level) / slope_height
            torch.addcmul(col, z, slope_col, out=at[..., 0])
            torch.addcmul(row, z, slope_row, out=at[..., 1])
        inside = (at.abs() <= 1.0).all(dim=-1)
        classes = None if self._classes is None else _nearest(self._classes, at)
        return z, height, _sample(self._reflectivity, at), inside, classes


def splat(position: torch.Tensor, power: torch.Tensor, samples: int) -> torch.Tensor:
    """Add `power` (n, k) at fractional samples `position` (n, k) of each row, shared between the two nearest samples.

    Returns (n, samples) float32. What lies beyond the first or last sample is lost.
    """
    inside = (position >= 0) & (position < samples - 1)
    position = torch.where(inside, position, 0.0)
    power = torch.where(inside, power, 0.0)
    left = position.floor()
    right_share = (position - left) * power
    index = left.long()
    index += samples * torch.arange(position.shape[0])[:, None]
    index = index.reshape(-1)
    total = position.shape[0] * samples
    # Sums in double precision: thousands of strips may meet in one cell of a cliff.
    image = torch.bincount(index, (power - right_share).reshape(-1).double(), minlength=total)
    image[1:] += torch.bincount(index, right_share.reshape(-1).double(), minlength=total)[:-1]
    return image.reshape(-1, samples).float()


def _sample(raster: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    """Bilinear values of a (1, 1, rows, cols) raster at (n, k, 2) positions in -1..1.

    Cut into two batches, because torch runs this operation in parallel over batches only.
    """
    half = at.shape[0] // 2
    if half == 0:
        return torch.nn.functional.grid_sample(raster, at[None], padding_mode="border", align_corners=True)[0, 0]
    rest = at.shape[0] - half
    batch = at.new_empty(2, rest, *at.shape[1:])
    batch[0], batch[1] = at[:rest], at[half:]
    value = torch.nn.functional.grid_sample(
        raster.expand(2, -1, -1, -1), batch, padding_mode="border", align_corners=True
    )[:, 0]
    return torch.cat([value[0], value[1, rest - half :]])


def _nearest(raster: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    """Nearest values (n, k) int64 of a (rows, cols) raster at (n, k, 2) positions in -1..1, of its edge beyond it."""
    rows, cols = raster.shape
    col = ((at[..., 0] + 1.0) * (0.5 * (cols - 1))).round_().clamp_(0, cols - 1)
    row = ((at[..., 1] + 1.0) * (0.5 * (rows - 1))).round_().clamp_(0, rows - 1)
    return raster.reshape(-1)[(row * cols + col).long()].long()


def _central_difference(height: torch.Tensor, spacing: float) -> torch.Tensor:
    """Slope of `height` (n, k) from row to row, one-sided at the ends."""
    slope = torch.empty_like(height)
    if height.shape[0] == 1:
        return slope.zero_()
    slope[1:-1] = (height[2:] - height[:-2]) / (2.0 * spacing)
    slope[0] = (height[1] - height[0]) / spacing
    slope[-1] = (height[-1] - height[-2]) / spacing
    return slope


def _node_flags(range_: torch.Tensor, inside: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
    """Flags (n, k) uint8 of lattice nodes. Unlit ground returns nothing, so it lays nothing over other ground."""
    near = torch.cummax(torch.where(seen, range_, -torch.inf), dim=1).values
    far = torch.cummin(torch.where(seen, range_, torch.inf).flip(1), dim=1).values.flip(1)
    layover = torch.zeros_like(seen)
    layover[:, 1:] |= range_[:, 1:] <= near[:, :-1]
    layover[:, :-1] |= range_[:, :-1] >= far[:, 1:]
    flags = (layover & seen).byte() * LAYOVER + (inside & ~seen).byte() * SHADOW + (~inside).byte() * OUTSIDE
    return flags


def _pixel_mask(sample: torch.Tensor, flags: torch.Tensor, samples: int) -> torch.Tensor:
    """Mask (n, samples) uint8 of pixels from the flags and nearest samples of the nodes that fall into them."""
    rows = sample.shape[0]
    inside = (sample >= 0) & (sample < samples)
    index = (sample.clamp(0, samples - 1) + samples * torch.arange(rows)[:, None]).reshape(-1)
    lit = (((flags & (SHADOW | OUTSIDE)) == 0) & inside).reshape(-1)
    layover = (((flags & LAYOVER) != 0) & inside).reshape(-1)
    has_light = torch.zeros(rows * samples, dtype=torch.bool)
    has_light[index[lit]] = True
    has_layover = torch.zeros(rows * samples, dtype=torch.bool)
    has_layover[index[layover]] = True
    has_light, has_layover = has_light.reshape(rows, samples), has_layover.reshape(rows, samples)
    # Between the first and the last lit pixel of a line, and where unlit ground lies at its end, darkness is shadow.
    ground = torch.zeros(rows * samples, dtype=torch.bool)
    ground[index[(((flags & OUTSIDE) == 0) & inside).reshape(-1)]] = True
    ground = ground.reshape(rows, samples)
    begun = torch.cummax(ground.byte(), dim=1).values
    unfinished = torch.cummax(ground.byte().flip(1), dim=1).values.flip(1)
    covered = (begun & unfinished).bool()
    mask = has_layover.byte() * LAYOVER
    mask += (covered & ~has_light).byte() * SHADOW
    mask += (~covered).byte() * OUTSIDE
    return mask
