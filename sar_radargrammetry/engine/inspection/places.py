"""From a place on the map to the pixel of the reference whose match gave the height there."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from ..errors import EngineError
from ..image.window import Window
from ..sensor.ellipsoid import geodetic_to_ecef, local_axes
from ..sensor.model import SensorModel, shows
from .opening import Opened

ABOUT = 150.0
"""Metres to either side of a height that may count from a geoid or be a mean of cells."""
BESIDE = 2
"""Lines to either side of a place's pixels that are looked at."""
MANY = 4096
"""Heights at which a place is projected, at the most."""
NEAREST = 16
"""Measured points that give the height of a place without one."""
SAME = 1.5
"""Pixels on the ground within which a measured point stands for a place."""


@dataclasses.dataclass(frozen=True)
class Pixel:
    """A pixel of the reference.

    Parameters
    ----------
    line, sample : int
    height : float
        Of the place [m above the ellipsoid]: measured, else interpolated between measured ones around.
    matched : bool
    """

    line: int
    sample: int
    height: float
    matched: bool


def pixel_at(
    opened: Opened, longitude: float, latitude: float, height: float | None = None, of_ellipsoid: bool = False
) -> Pixel:
    """The pixel whose ground point is the nearest one to a place.

    The place at all heights is a line of pixels. Those with matches are triangulated, and the point nearest to it is
    taken: in layover several pixels show the place, and only their matches tell which one.

    Parameters
    ----------
    longitude, latitude : float
        [degrees]
    height : float, optional
        Of the elevation there [m], whatever it counts from.
    of_ellipsoid : bool
        Whether it counts from the ellipsoid. Then it decides between several pixels whose points lie there.

    Raises
    ------
    EngineError
        The reference image does not show the place.
    """
    model = opened.images[0].model
    low, high = _range(opened, height)
    line, sample = _projected(model, longitude, latitude, low, high)
    middle = 0.5 * (low + high) if height is None else height
    if not len(line):
        raise EngineError("The reference image does not show this place; click inside of both images.")
    window = Window.around(line, sample, BESIDE).clipped(model.lines, model.samples)
    rows, columns, points = _measured(opened, window, line, sample)
    if points.shape[1]:
        east, north = _offsets(points, longitude, latitude, middle)
        distance = np.hypot(east, north)
        nearest = int(np.argmin(distance))
        near = SAME * _ground_pixel(model, longitude, latitude, float(points[2, nearest]))
        if distance[nearest] <= near:
            if height is not None and of_ellipsoid:
                there = np.flatnonzero(distance <= near)
                nearest = int(there[np.argmin(np.abs(points[2, there] - height))])
            return Pixel(int(rows[nearest]), int(columns[nearest]), float(points[2, nearest]), True)
        around = np.argsort(distance)[:NEAREST]
        weight = 1.0 / distance[around]
        middle = float(np.sum(weight * points[2, around]) / weight.sum())
    row, column = model.ground_to_image(geodetic_to_ecef(longitude, latitude, np.array([middle])))
    if not shows(model, row, column)[0]:
        raise EngineError("The reference image does not show this place; click inside of both images.")
    return pixel_of(opened, round(float(row[0])), round(float(column[0])), middle)


def pixel_of(opened: Opened, line: int, sample: int, height: float) -> Pixel:
    """A pixel of the reference; `height` [m] is taken where it has no match.

    Raises
    ------
    EngineError
        It lies outside of the image.
    """
    window = Window(line, sample, 1, 1)
    model = opened.images[0].model
    if window.clipped(model.lines, model.samples) is None:
        raise EngineError("The reference image does not show this place; click inside of both images.")
    bands = opened.matches.read_window(window)[:, 0, 0].astype(float)
    if np.isfinite(bands[:2]).all():
        place = np.array([float(line)]), np.array([float(sample)])
        match = np.array([[line + bands[0]], [sample + bands[1]]])
        measured = float(opened.intersected(*place, match, bands[3:6, None])[1][2, 0])
        if math.isfinite(measured):
            return Pixel(line, sample, measured, True)
    return Pixel(line, sample, height, False)


def _range(opened: Opened, height: float | None) -> tuple[float, float]:
    low, high = opened.matches.heights("kept")
    if height is not None:
        return max(low, height - ABOUT), min(high, height + ABOUT)
    if not math.isfinite(low):
        middle = opened.images[0].model.reference_height
        return middle - 10 * ABOUT, middle + 10 * ABOUT
    return low, high


def _projected(
    model: SensorModel, longitude: float, latitude: float, low: float, high: float
) -> tuple[np.ndarray, np.ndarray]:
    """Lines and samples of a place at heights so close together that no pixel is left out."""
    ends = model.ground_to_image(geodetic_to_ecef(longitude, latitude, np.array([low, high])))
    length = max(abs(float(values[1] - values[0])) for values in ends)
    count = int(np.clip(math.ceil(length), 1, MANY)) + 1 if math.isfinite(length) else MANY
    heights = np.linspace(low, high, count)
    line, sample = model.ground_to_image(geodetic_to_ecef(longitude, latitude, heights))
    inside = shows(model, line, sample)
    return line[inside], sample[inside]


def _measured(
    opened: Opened, window: Window, line: np.ndarray, sample: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lines, samples and ground points (3, n) of the matches beside a line of pixels."""
    near = np.zeros((window.lines, window.samples), bool)
    rows, columns = np.rint(line).astype(int) - window.line, np.rint(sample).astype(int) - window.sample
    for down in range(-BESIDE, BESIDE + 1):
        for right in range(-BESIDE, BESIDE + 1):
            near[np.clip(rows + down, 0, window.lines - 1), np.clip(columns + right, 0, window.samples - 1)] = True
    bands = opened.matches.read_window(window)
    rows, columns = np.nonzero(near & np.isfinite(bands[0]) & np.isfinite(bands[1]))
    values = bands[:, rows, columns].astype(float)
    rows, columns = rows + window.line, columns + window.sample
    match = np.stack([rows + values[0], columns + values[1]])
    _, points, _ = opened.intersected(rows.astype(float), columns.astype(float), match, values[3:6])
    good = np.isfinite(points[2])
    return rows[good], columns[good], points[:, good]


def _offsets(points: np.ndarray, longitude: float, latitude: float, height: float) -> tuple[np.ndarray, np.ndarray]:
    """Metres east and north of a place."""
    east, north, _ = local_axes(longitude, latitude)
    # At one height: the vertical of the place is the same line for all.
    away = geodetic_to_ecef(points[0], points[1], np.full(points.shape[1], height))
    away = away - geodetic_to_ecef(longitude, latitude, height)
    return away @ east, away @ north


def _ground_pixel(model: SensorModel, longitude: float, latitude: float, height: float) -> float:
    """Metres on the ground that a pixel spans along its longer side."""
    east, north, _ = local_axes(longitude, latitude)
    places = geodetic_to_ecef(longitude, latitude, height) + np.array([np.zeros(3), east, north])
    line, sample = model.ground_to_image(places)
    by_metre = np.array(
        [np.diff(line[[0, 1]]), np.diff(line[[0, 2]]), np.diff(sample[[0, 1]]), np.diff(sample[[0, 2]])]
    )
    return float(np.linalg.norm(np.linalg.inv(by_metre.reshape(2, 2)), 2))
