"""The conventional matcher: coarse-to-fine band-limited phase-only correlation.

Phase-only correlation as in Takita, Aoki, Sasaki, Higuchi, Kobayashi, "High-accuracy subpixel image registration based
on phase-only correlation" (IEICE Trans. Fundamentals E86-A, 2003) and its hierarchical search (E87-A, 2004): the phases
of the cross spectrum of two windows, weighted towards low frequencies, transform back into a peak at their shift. The
weight is a Gaussian, so that the peak is one too and the logarithms of three samples give its place in closed form.

What is particular here: the secondary is first resampled along the geometry's prior, at several heights on the
coarsest level; only shifts that the geometry allows are searched; and the secondary is resampled again with what
a level found before the next one looks, so that slopes and foreshortening do not blur the peak.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from scipy import ndimage

from ..stereo.prior import HeightPrior
from .consistency import OF_PHASES
from .interface import ImagePatch, Match
from .matchers import ReadyMatcher
from .resampling import warp
from .spread import PHASE_SPREAD

BATCH = 2048
"""Windows transformed at once: some 50 MB of spectra."""
SWEEP_STEP = 3.0
"""Pixels of the coarsest level between two heights that are tried."""

# What a peak's height says about its error, measured on simulated one-look pairs of mountains, hills, plains and forest
# (0.5 m pixels, 15 degrees of intersection) where the way there and back agrees to 1.5 px.
PEAKS = (0.12, 0.2, 0.25, 0.3, 0.4, 0.55)
LINE_SIGMA = (0.8, 0.7, 0.68, 0.62, 0.5, 0.4)
SAMPLE_SIGMA = (1.3, 1.15, 1.05, 1.0, 0.95, 0.9)
CERTAINTY_BY_PEAK = ((0.0, 0.1, 0.2, 0.3, 0.45, 0.6), (0.0, 0.6, 0.8, 0.87, 0.92, 0.95))


@dataclasses.dataclass(frozen=True)
class Level:
    """One level of a pyramid.

    Parameters
    ----------
    texture : (h, w) float32 tensor
        Log amplitude minus its mean over the patch; 0 where there is no data.
    valid : (h, w) float32 tensor
        Share of the pixel's full-resolution pixels that hold data.
    """

    texture: torch.Tensor
    valid: torch.Tensor


@dataclasses.dataclass(frozen=True)
class LevelSearch:
    """How one pass over one level looks.

    Parameters
    ----------
    window : int
        Side of the correlation window [pixels of the level].
    stride : int
        Pixels between windows.
    reach_line, reach_sample : int
        Largest shift searched [pixels].
    band : float
        Standard deviation of the Gaussian weight [cycles / pixel].
    """

    window: int
    stride: int
    reach_line: int
    reach_sample: int
    band: float


COARSEST = LevelSearch(window=16, stride=4, reach_line=3, reach_sample=3, band=0.16)
MIDDLE = LevelSearch(window=24, stride=8, reach_line=3, reach_sample=5, band=0.16)
FINE = LevelSearch(window=32, stride=8, reach_line=3, reach_sample=5, band=0.14)
FINEST = LevelSearch(window=32, stride=8, reach_line=2, reach_sample=3, band=0.12)


def make(weights: None, device: str, warn: Callable[[str], None], precision: str) -> ReadyMatcher:
    """The matcher on a device; see `matchers.make_matcher`."""

    def bound(reference: ImagePatch, secondary: ImagePatch, prior: HeightPrior) -> Match:
        return match(reference, secondary, prior, device)

    return ReadyMatcher(bound, OF_PHASES, PHASE_SPREAD, bound)


def match(reference: ImagePatch, secondary: ImagePatch, prior: HeightPrior, device: str = "cpu") -> Match:
    """Match every pixel of a reference view; see `engine.matching.interface`."""
    # Windows beside the secondary's ends compare what both have: the field has to reach beyond them.
    prior = prior.completed()
    levels = _levels(prior, min(reference.amplitude.shape))
    first = build_pyramid(reference.amplitude, levels, device)
    second = build_pyramid(secondary.amplitude, levels, device)
    origin = np.array([secondary.window.line, secondary.window.sample], float)
    levels = min(len(first), len(second))

    field = None
    for level in range(levels - 1, -1, -1):
        if field is None:
            field = _sweep(first[level], second[level], prior, origin, level)
        else:
            field = _finer(field, first[level].texture.shape)
        for search in (FINE, FINEST) if level == 0 else (MIDDLE,):
            shift, peak = correlate(first[level], second[level], field, search)
            shift = regularised(shift, peak)
            full_shift = _to_pixels(shift, search, field.shape[:2])
            field = _moved(field, full_shift)
    peak = _to_pixels(peak[..., None], FINEST, field.shape[:2])[..., 0]
    return _as_match(field, peak, second[0], origin)


def _levels(prior: HeightPrior, size: int) -> int:
    """Levels of the pyramid: three halvings, fewer on patches too small for a window on the coarsest."""
    return max(1, min(4, int(math.log2(max(size / (2 * COARSEST.window), 1.0))) + 1))


def _base_field(
    prior: HeightPrior, offset: float, origin: np.ndarray, level: int, shape: torch.Size, device: torch.device
) -> torch.Tensor:
    """Position (h, w, 2) in the secondary's level of each pixel of the reference's level, at an offset [m]."""
    full = prior.at_pixels(offset) - origin
    # The centre of a level's pixel (i, j) is at full-resolution pixel (i + 0.5) * 2^level - 0.5.
    factor = 2**level
    field = torch.from_numpy(full).permute(2, 0, 1)[None]
    field = F.avg_pool2d(field, factor)[0, :, : shape[0], : shape[1]].permute(1, 2, 0)
    return (((field + 0.5) / factor) - 0.5).float().to(device)


def _sweep(first: Level, second: Level, prior: HeightPrior, origin: np.ndarray, level: int) -> torch.Tensor:
    """The field of the height that correlates best at each place, from heights `SWEEP_STEP` pixels apart."""
    low, high = prior.ends()
    span = np.nanmax(np.abs(high - low), initial=0.0) / 2**level
    count = max(1, math.ceil(span / SWEEP_STEP) + 1)
    device = first.texture.device
    offsets = np.linspace(prior.low, prior.high, count) if count > 1 else np.array([prior.middle])
    peaks, fields, moved = [], [], []
    for offset in offsets:
        field = _base_field(prior, float(offset), origin, level, first.texture.shape, device)
        shift, peak = correlate(first, second, field, COARSEST)
        fields.append(field)
        moved.append(_moved(field, _to_pixels(shift, COARSEST, field.shape[:2])))
        peaks.append(_to_pixels(peak[..., None], COARSEST, field.shape[:2])[..., 0])
    peak, best = torch.stack(peaks).max(0)
    seen = peak > 0
    if bool(seen.any()):
        # Windows with too little data in both images correlate at no height: they start from that of the nearest place.
        nearest = ndimage.distance_transform_edt(~seen.cpu().numpy(), return_distances=False, return_indices=True)
        best = best[tuple(torch.from_numpy(index).to(device) for index in nearest)]
    choice = best[None, ..., None].expand(-1, -1, -1, 2)
    found, level_field = (torch.stack(every).gather(0, choice)[0] for every in (moved, fields))
    return torch.where(seen[..., None], found, level_field)


def correlate(
    first: Level, second: Level, field: torch.Tensor, search: LevelSearch
) -> tuple[torch.Tensor, torch.Tensor]:
    """Shift of the resampled secondary against the reference at every window.

    Parameters
    ----------
    first, second : Level
    field : (h, w, 2) tensor
        Where in `second` each pixel of `first` is looked for.
    search : LevelSearch

    Returns
    -------
    shift : (m, n, 2) tensor
        Pixels of the level in the reference's frame.
    peak : (m, n) tensor
        Height of the peak, 1 for identical windows, times the share of the window with data in both; 0 where that is
        too small.
    """
    warped = sample(torch.stack([second.texture, (second.valid > 0.5).float()]), field)
    both = (first.valid > 0.5).float() * (warped[1] > 0.99).float()
    one, two = first.texture * both, warped[0] * both
    size, stride = search.window, search.stride
    grid = [max(1, (n + stride - 1) // stride) for n in one.shape]
    pad = [size // 2, size // 2 + stride]
    windows = [_windows(image, pad, size, stride, grid) for image in (one, two, both)]
    taper = torch.hann_window(size + 1, periodic=False, device=one.device)[:size]
    taper = taper[:, None] * taper
    weight, scale = _band(size, search.band, one.device)
    reach_l, reach_s = search.reach_line + 1, search.reach_sample + 1
    surfaces, shares = [], []
    rows = max(1, BATCH // grid[1])
    for start in range(0, grid[0], rows):
        a, b, m = (w[start : start + rows].reshape(-1, size, size) for w in windows)
        spectrum = torch.fft.rfft2(_detrended(a, m) * taper) * torch.fft.rfft2(_detrended(b, m) * taper).conj()
        spectrum = spectrum / spectrum.abs().clamp_min(1e-9) * weight
        surface = torch.fft.fftshift(torch.fft.irfft2(spectrum, s=(size, size)), dim=(-2, -1)) / scale
        centre = size // 2
        surfaces.append(surface[:, centre - reach_l : centre + reach_l + 1, centre - reach_s : centre + reach_s + 1])
        shares.append((m * taper).sum((-2, -1)) / taper.sum())
    surface = torch.cat(surfaces).reshape(grid[0], grid[1], 2 * reach_l + 1, 2 * reach_s + 1)
    share = torch.cat(shares).reshape(grid)
    shift, peak = _peaks(_smoothed(surface))
    # Windows with fewer pixels in both images have higher peaks by chance.
    return shift, torch.where(share > 0.5, share * peak, torch.zeros_like(peak))


def _windows(image: torch.Tensor, pad: list[int], size: int, stride: int, grid: list[int]) -> torch.Tensor:
    """Views (m, n, size, size) centred on every `stride`-th pixel."""
    padded = F.pad(image, (pad[0], pad[1], pad[0], pad[1]))
    return padded.unfold(0, size, stride).unfold(1, size, stride)[: grid[0], : grid[1]]


def _detrended(windows: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    mean = (windows * mask).sum((-2, -1), keepdim=True) / mask.sum((-2, -1), keepdim=True).clamp_min(1.0)
    return (windows - mean) * mask


def _band(size: int, width: float, device: torch.device) -> tuple[torch.Tensor, float]:
    """Gaussian weight of the half spectrum (size, size // 2 + 1), and the peak it gives to identical windows."""
    rows = torch.fft.fftfreq(size, device=device)[:, None]
    columns = torch.fft.rfftfreq(size, device=device)
    weight = torch.exp(-(rows**2 + columns**2) / (2.0 * width**2))
    weight[0, 0] = 0.0
    full = torch.fft.irfft2(weight.to(torch.complex64), s=(size, size))
    return weight, float(full[0, 0])


def _smoothed(surface: torch.Tensor) -> torch.Tensor:
    """Average correlation surfaces with those of the eight neighbouring windows (weights 1 2 1)."""
    m, n, h, w = surface.shape
    planes = surface.permute(2, 3, 0, 1).reshape(1, h * w, m, n)
    kernel = torch.tensor([1.0, 2.0, 1.0], device=surface.device)
    kernel = (kernel[:, None] * kernel / 16.0).expand(h * w, 1, 3, 3)
    padded = F.pad(planes, (1, 1, 1, 1), mode="replicate")
    return F.conv2d(padded, kernel, groups=h * w).reshape(h, w, m, n).permute(2, 3, 0, 1)


def _peaks(surface: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Sub-pixel place (m, n, 2) of the highest interior sample relative to the centre, and its height (m, n)."""
    m, n, h, w = surface.shape
    inner = surface[..., 1:-1, 1:-1].reshape(m, n, -1)
    peak, index = inner.max(-1)
    row, column = index // (w - 2) + 1, index % (w - 2) + 1
    flat = surface.reshape(m, n, -1)

    def value(r: torch.Tensor, c: torch.Tensor) -> torch.Tensor:
        return flat.gather(-1, (r * w + c)[..., None])[..., 0].clamp_min(1e-6).log()

    middle = value(row, column)
    places = []
    for before, after, at, centre in (
        (value(row - 1, column), value(row + 1, column), row, h // 2),
        (value(row, column - 1), value(row, column + 1), column, w // 2),
    ):
        curvature = (before - 2.0 * middle + after).clamp_max(-1e-3)
        places.append(at - centre + (0.5 * (before - after) / curvature).clamp(-0.5, 0.5))
    # The cross spectrum a conj(b) peaks at the shift that takes b onto a: the secondary's content lies the other way.
    return -torch.stack(places, -1), peak.clamp(0.0, 1.0)


def regularised(shift: torch.Tensor, peak: torch.Tensor) -> torch.Tensor:
    """Replace shifts that stand out from their neighbours' median, then smooth.

    The blur over some four windows is what speckle needs: without it the median error on simulated one-look pairs is
    half as large again.
    """
    m, n, _ = shift.shape
    planes = shift.permute(2, 0, 1)[None]
    neighbours = F.unfold(F.pad(planes, (2, 2, 2, 2), mode="replicate").reshape(2, 1, m + 4, n + 4), 5)
    median = neighbours.median(1).values.reshape(2, m, n)
    good = ((planes[0] - median).norm(dim=0) < 1.0) & (peak > 0)
    weight = torch.where(good, peak**2 + 1e-4, torch.full_like(peak, 1e-6))
    values = torch.where(good, planes[0], median)
    return _weighted_blur(values, weight).permute(1, 2, 0)


def _weighted_blur(values: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Gaussian-like (1 4 6 4 1) blur of (c, m, n) `values` with weights (m, n)."""
    kernel = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0], device=values.device)
    kernel = (kernel[:, None] * kernel)[None, None]
    stack = F.pad(torch.cat([values * weight, weight[None]])[:, None], (2, 2, 2, 2), mode="replicate")
    blurred = F.conv2d(stack, kernel)[:, 0]
    return blurred[:-1] / blurred[-1].clamp_min(1e-12)


def _to_pixels(values: torch.Tensor, search: LevelSearch, shape: torch.Size) -> torch.Tensor:
    """Values at windows (m, n, c) bilinearly to the level's pixels (h, w, c)."""
    rows = torch.arange(shape[0], device=values.device) / search.stride
    columns = torch.arange(shape[1], device=values.device) / search.stride
    position = torch.stack(torch.meshgrid(rows, columns, indexing="ij"), -1)
    return sample(values.permute(2, 0, 1).contiguous(), position, padding="border").permute(1, 2, 0)


def _moved(field: torch.Tensor, shift: torch.Tensor) -> torch.Tensor:
    """The field after each reference pixel x was found at x + shift: field(x + shift)."""
    rows = torch.arange(field.shape[0], device=field.device, dtype=field.dtype)
    columns = torch.arange(field.shape[1], device=field.device, dtype=field.dtype)
    position = torch.stack(torch.meshgrid(rows, columns, indexing="ij"), -1)
    return sample(field.permute(2, 0, 1).contiguous(), position + shift, padding="border").permute(1, 2, 0)


def _finer(field: torch.Tensor, shape: torch.Size) -> torch.Tensor:
    """The field of a level taken to the next finer one."""
    rows = (torch.arange(shape[0], device=field.device) - 0.5) / 2.0
    columns = (torch.arange(shape[1], device=field.device) - 0.5) / 2.0
    position = torch.stack(torch.meshgrid(rows, columns, indexing="ij"), -1)
    values = sample(field.permute(2, 0, 1).contiguous(), position, padding="border").permute(1, 2, 0)
    # Border padding repeats the edge; half a coarse pixel there is one fine pixel, which the next search covers.
    return 2.0 * values + 0.5


def _as_match(field: torch.Tensor, peak: torch.Tensor, second: Level, origin: np.ndarray) -> Match:
    """Calibrated certainty and covariance, NaN where nothing was found."""
    inside = sample((second.valid > 0.5).float()[None], field)[0] > 0.5
    found = (inside & (peak > 0)).cpu().numpy()
    position = field.cpu().numpy().astype(np.float64) + origin
    peak = peak.cpu().numpy()
    certainty = np.where(found, np.interp(peak, *CERTAINTY_BY_PEAK), 0.0).astype(np.float32)
    line_sigma, sample_sigma = (np.interp(peak, PEAKS, sigmas) for sigmas in (LINE_SIGMA, SAMPLE_SIGMA))
    covariance = np.stack([line_sigma**2, np.zeros_like(line_sigma), sample_sigma**2], -1).astype(np.float32)
    position[~found] = np.nan
    covariance[~found] = np.nan
    return Match(position, certainty, covariance)


def build_pyramid(amplitude: np.ndarray, levels: int, device: str) -> list[Level]:
    """Levels 0 (full resolution) .. `levels` - 1 of an amplitude patch (NaN: no data), each half as fine.

    Power is averaged, as multilooking does, which halves speckle a level; the logarithm then makes what is left of it
    additive and keeps bright scatterers from dominating.
    """
    pixels = torch.from_numpy(np.ascontiguousarray(amplitude, dtype=np.float32)).to(device)
    valid = (torch.isfinite(pixels) & (pixels > 0)).float()
    power = torch.where(valid > 0, pixels, torch.zeros_like(pixels)) ** 2
    pyramid = []
    for _ in range(levels):
        has_data = valid > 0.5
        mean_power = power / valid.clamp_min(1e-6)
        log = 0.5 * torch.log(mean_power.clamp_min(1e-30))
        mean = log[has_data].mean() if bool(has_data.any()) else log.new_zeros(())
        pyramid.append(Level(torch.where(has_data, log - mean, torch.zeros_like(log)), valid))
        if min(power.shape) < 2:
            break
        power, valid = _halved(power), _halved(valid)
    return pyramid


def _halved(image: torch.Tensor) -> torch.Tensor:
    return F.avg_pool2d(image[None, None], 2, ceil_mode=False)[0, 0]


def sample(image: torch.Tensor, position: torch.Tensor, padding: str = "zeros") -> torch.Tensor:
    """Values of `image` (c, h, w) at pixel `position` (..., 2) = (row, column): (c, ...); see `warp`."""
    values = warp(image[None], position.reshape(1, 1, -1, 2).permute(0, 3, 1, 2), padding)
    return values.reshape(image.shape[0], *position.shape[:-1])
