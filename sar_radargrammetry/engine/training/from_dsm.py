"""Training samples from two images of ground whose surface is known: the paper's automatic pipeline.

For each pixel of a patch of the reference the reference DSM gives the piece of ground that it shows, and that
piece's pixel in the secondary is the true match (`visibility.mask`). Truth is as good as the DSM and the two tracks: a
DSM that is half a metre off, or has other trees than the images, teaches just that.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely

from ..image.outline import footprint
from ..image.slant_image import SlantImage
from ..image.window import Window
from ..longitude import contiguous
from ..matching.interface import ImagePatch
from ..patches.planning import secondary_window
from ..sensor.ellipsoid import ecef_to_geodetic, up_vector
from ..sensor.model import SensorModel, range_spacing
from ..stereo.prior import build_prior
from ..visibility import mask as visibility
from ..visibility.mask import ProjectedSurface
from .sample import DARK, HIDDEN, MIN_TRUTH, MIXED, UNKNOWN, VISIBLE, TrainingSample

STATES = ("seen", "hidden", "mixed", "dark", "unknown")
"""Names of the states of `sample`, in their order."""
HEIGHTS_BEYOND = (8.0, 48.0)
"""Pixels of range by which the height range reaches over the ground, at random: a user states heights roughly."""


@dataclasses.dataclass(frozen=True, eq=False)
class Observed:
    """An image, and the surface in it."""

    image: SlantImage
    projected: ProjectedSurface

    @property
    def model(self) -> SensorModel:
        return self.image.model


@dataclasses.dataclass(frozen=True, eq=False)
class Made:
    """A sample and what is known of it.

    Parameters
    ----------
    sample : TrainingSample
    about : dict
        JSON values; `area` is the outline [degrees longitude, latitude] of all ground that either window may show.
    """

    sample: TrainingSample
    about: dict


def make_sample(reference: Observed, secondary: Observed, window: Window, rng: np.random.Generator) -> Made | None:
    """The sample of one window of the reference; None where too little of it has a true match."""
    mask = visibility.visibility_mask(reference.projected, window)
    known = mask.state == visibility.VISIBLE
    if known.mean() < MIN_TRUTH:
        return None
    height, xyz, match, visible = _on_ground(reference, secondary, mask)
    low, high = float(height.min()), float(height.max())
    beyond = range_spacing(reference.model) * rng.uniform(*HEIGHTS_BEYOND, 2)
    low_end, high_end = low - float(beyond[0]), high + float(beyond[1])
    other = secondary_window(reference.model, secondary.model, window, low_end, high_end)
    if other is None:
        return None
    views = [_view(one.image, part) for one, part in ((reference, window), (secondary, other))]
    truth = np.full((*known.shape, 2), np.nan)
    truth[known] = match - [other.line, other.sample]
    state = np.array([UNKNOWN, VISIBLE, MIXED, DARK], np.uint8)[mask.state]
    state[known] = np.where(visible & _has_data(views[1], truth[known]), VISIBLE, HIDDEN)
    # No echo was recorded there, or the secondary's antenna never passes the place.
    state[~(views[0].amplitude > 0) | (known & ~np.isfinite(truth).all(-1))] = UNKNOWN
    truth[(state != VISIBLE) & (state != HIDDEN)] = np.nan
    if (state == VISIBLE).mean() < MIN_TRUTH:
        return None
    prior = build_prior(reference.model, secondary.model, window, low_end, high_end)
    if not np.isfinite(prior.coefficients).all():
        return None
    shares = np.bincount(state.ravel(), minlength=len(STATES)) / state.size
    about = {
        "reference_window": list(dataclasses.astuple(window)),
        "secondary_window": list(dataclasses.astuple(other)),
        "heights": [round(low, 2), round(high, 2)],
        "relief": round(high - low, 2),
        **_angles(reference.model, secondary.model, xyz[len(xyz) // 2]),
        "shares": {name: round(float(value), 4) for name, value in zip(STATES, shares, strict=True)},
        "area": _area(reference.model, secondary.model, window, other, (low_end, high_end)),
    }
    return Made(TrainingSample(*views, prior, truth.astype(np.float32), state), about)


def true_matches(reference: Observed, secondary: Observed, window: Window) -> np.ndarray:
    """Where the ground in each pixel of a window of the reference lies in the secondary image, as `make_sample` has it.

    Returns
    -------
    (lines, samples, 2) float64 ndarray
        Line and sample of the secondary *image*; NaN where not both images see the place alone and have data there.
    """
    found = np.full((window.lines, window.samples, 2), np.nan)
    if not reference.projected.tiles_in(window).size:
        return found
    mask = visibility.visibility_mask(reference.projected, window)
    _, _, match, visible = _on_ground(reference, secondary, mask)
    match[~visible] = np.nan
    around = Window.around(*match.T, 1)
    around = around and around.clipped(secondary.model.lines, secondary.model.samples)
    if around is not None:
        there = _has_data(_view(secondary.image, around), match - [around.line, around.sample])
        found[mask.state == visibility.VISIBLE] = np.where(there[:, None], match, np.nan)
        found[~(_view(reference.image, window).amplitude > 0)] = np.nan
    return found


def _on_ground(
    reference: Observed, secondary: Observed, mask: visibility.VisibilityMask
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of the unambiguous pixels, in order: its height (n,) [m], place (n, 3) ECEF [m], pixel
    (n, 2) of the secondary image (NaN where there is none), and whether it is unambiguous in the secondary too (n,)."""
    known = mask.state == visibility.VISIBLE
    surface, row, col = reference.projected.surface, mask.row[known], mask.col[known]
    height = surface.height(row, col)
    xyz = surface.ecef(row, col, height)
    match = np.stack(secondary.model.ground_to_image(xyz), -1)
    return height, xyz, match, visibility.unambiguous(secondary.projected, match[:, 0], match[:, 1], row, col)


def _view(image: SlantImage, window: Window) -> ImagePatch:
    amplitude = image.read(window.line, window.sample, window.lines, window.samples)
    # Zeros are what processors write where they have nothing.
    amplitude[~(amplitude > 0)] = np.nan
    return ImagePatch(amplitude, window)


def _has_data(view: ImagePatch, place: np.ndarray) -> np.ndarray:
    """Whether the pixel nearest to each place (n, 2) of a view holds data; false outside."""
    size = np.array(view.amplitude.shape)
    with np.errstate(invalid="ignore"):
        inside = ((place > -0.5) & (place < size - 0.5)).all(-1)
    nearest = np.where(inside[:, None], np.rint(np.where(inside[:, None], place, 0.0)), 0.0).astype(int)
    return inside & np.isfinite(view.amplitude[nearest[:, 0], nearest[:, 1]])


def _angles(reference: SensorModel, secondary: SensorModel, ground: np.ndarray) -> dict[str, float]:
    """Angles [degrees] at a ground point (3,) ECEF: between the lines of sight, and of each to the normal."""
    lon, lat, _ = ecef_to_geodetic(ground)
    sights = []
    for model in (reference, secondary):
        sight = model.projection_set(*(np.asarray(v) for v in model.ground_to_image(ground))).arp - ground
        sights.append(sight / np.linalg.norm(sight))

    def between(a: np.ndarray, b: np.ndarray) -> float:
        return round(float(np.degrees(np.arccos(np.clip(a @ b, -1.0, 1.0)))), 3)

    up = up_vector(lon, lat)
    return {
        "intersection_angle": between(*sights),
        "reference_incidence_angle": between(up, sights[0]),
        "secondary_incidence_angle": between(up, sights[1]),
    }


def _area(
    reference: SensorModel, secondary: SensorModel, window: Window, other: Window, heights: tuple[float, float]
) -> list[list[float]]:
    """Longitudes and latitudes [degrees] around all ground that the two windows show between two heights."""
    parts = [footprint(m, w, h) for m, w in ((reference, window), (secondary, other)) for h in heights]
    longitude, latitude = np.concatenate(parts).T
    hull = shapely.MultiPoint(np.stack([contiguous(longitude), latitude], -1)).convex_hull
    return [[round(float(x), 7), round(float(y), 7)] for x, y in shapely.get_coordinates(hull)[:-1]]
