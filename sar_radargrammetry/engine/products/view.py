"""What an image shows, in numbers and sentences for users: angles on the ground, spacings, size, sensor, date."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ..message import Message
from ..sensor.ellipsoid import ecef_to_geodetic, up_vector
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel, range_spacing


@dataclasses.dataclass(frozen=True)
class ScenePoint:
    """The view at the middle of an image, on the ground at the reference height; angles in degrees.

    Parameters
    ----------
    incidence_angle : float
        Between the ellipsoid's normal and the line to the antenna.
    look_angle : float
        At the antenna, between straight down and the line to the ground.
    azimuth_spacing : float
        From line to line on the ground [m], the mean of the image: where the aircraft yaws, single lines differ.
    """

    incidence_angle: float
    look_angle: float
    azimuth_spacing: float


def scene_point(model: SensorModel) -> ScenePoint:
    """See `ScenePoint`; NaN where the middle of the image does not reach the reference height."""
    line, sample = 0.5 * (model.lines - 1), 0.5 * (model.samples - 1)
    ends = np.array([-0.5, model.lines - 0.5])
    first, last = image_to_ground(model, ends, np.array(sample), model.reference_height)
    incidence, look = view_angles(model, np.array(line), np.array(sample))
    return ScenePoint(
        incidence_angle=float(incidence),
        look_angle=float(look),
        azimuth_spacing=float(np.linalg.norm(last - first)) / model.lines,
    )


def numbers(model: SensorModel) -> dict[str, Any]:
    """What jobs that make an image tell about it.

    Returns
    -------
    dict
        ``lines``, ``samples``; ``look_side``; ``incidence_angle`` [degrees] at the middle of the scene at its reference
        height; ``range_spacing`` in slant range and ``azimuth_spacing`` on the ground [m].
    """
    point = scene_point(model)
    return {
        "lines": model.lines,
        "samples": model.samples,
        "look_side": model.look_side,
        "incidence_angle": point.incidence_angle,
        "range_spacing": range_spacing(model),
        "azimuth_spacing": point.azimuth_spacing,
    }


def view_angles(model: SensorModel, line: np.ndarray, sample: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Incidence and look angles [degrees], each (...), of pixels at the reference height; see `ScenePoint`."""
    ground = image_to_ground(model, line, sample, model.reference_height)
    antenna = model.projection_set(line, sample).arp
    to_antenna = antenna - ground
    to_antenna /= np.linalg.norm(to_antenna, axis=-1, keepdims=True)

    def angle_to_normal(point: np.ndarray) -> np.ndarray:
        lon, lat, _ = ecef_to_geodetic(point)
        return np.degrees(np.arccos(np.clip(np.sum(up_vector(lon, lat) * to_antenna, axis=-1), -1.0, 1.0)))

    return angle_to_normal(ground), angle_to_normal(antenna)


def description(model: SensorModel, info: dict[str, Any]) -> list[Message]:
    """What an image is, in two lines: who took it, when and how; its size, angles and spacings."""
    names = [str(info[key]) for key in ("sensor", "mode", "polarisation", "acquisition_time") if info.get(key)]
    middle = 0.5 * (model.lines - 1)
    incidence, look = view_angles(model, np.full(3, middle), np.linspace(0, model.samples - 1, 3))
    point = scene_point(model)
    angles = Message("its middle sees no ground at the reference height")
    if np.isfinite(incidence).any():
        angles = Message(
            "incidence angle {incidence} degrees, look angle {look} degrees",
            incidence=_interval(incidence),
            look=_interval(look),
        )
    size = Message(
        "{lines} lines of {samples} samples, looking {side}, {angles}, spacing {range_spacing:.3g} m in slant range "
        "and {azimuth_spacing:.3g} m in azimuth.",
        lines=model.lines,
        samples=model.samples,
        side=Message(model.look_side),
        angles=angles,
        range_spacing=range_spacing(model),
        azimuth_spacing=point.azimuth_spacing,
    )
    return [Message(", ".join(names)) if names else Message("unknown sensor"), size]


def _interval(angles: np.ndarray) -> Message:
    low, high = f"{np.nanmin(angles):.1f}", f"{np.nanmax(angles):.1f}"
    return Message(low) if low == high else Message("{low} to {high}", low=low, high=high)
