"""The sensor model of a UAVSAR image from its annotation: the peg track, and the Doppler as a range rate."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pyproj

from ...errors import EngineError
from ...sensor.ellipsoid import SEMI_MAJOR, ecef_to_geodetic, geodetic_to_ecef, up_vector
from ...sensor.range_doppler import RangeDopplerModel
from ...sensor.trajectory import Trajectory
from ...units import ANGLE, TIME
from .annotation import LENGTH, Annotation, read_doppler

TRACK_MARGIN = 0.2
"""Share of the image's length the track is made longer on both sides: ground_to_image looks a tenth out."""

STATE_STEP = 500.0
"""Metres between the states the track is made from; a circle between them is met to far below a micrometre."""

MAX_STATES = 100_000

DOPPLER_DEGREE = 8
"""Highest power of range in the fit of the Doppler centroid; ISCE2 uses 6."""

DOPPLER_MISS = 0.1
"""Lines by which the fit may shift a pixel."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Layout:
    """Where an image's pixels lie along and across the track.

    Parameters
    ----------
    lines : tuple of int
        Of each segment.
    samples : int
    first_azimuth, azimuth_spacing : float
        S of the first line, and from line to line [m].
    near_range, range_spacing : float
        Slant range of the first sample, and from sample to sample [m].
    polarisation : str
    corners : tuple of str
        Fields that give the latitude and longitude of corners.
    """

    lines: tuple[int, ...]
    samples: int
    first_azimuth: float
    azimuth_spacing: float
    near_range: float
    range_spacing: float
    polarisation: str
    corners: tuple[str, ...] = ()


def peg_model(annotation: Annotation, layout: Layout) -> RangeDopplerModel:
    """The model of an image of `layout`; time zero is its first line.

    Raises
    ------
    EngineError
        Naming the file and the field that is missing, absurd, or contradicts another one.
    """
    latitude = annotation.quantity(ANGLE, "Peg Latitude")
    longitude, heading = annotation.quantity(ANGLE, "Peg Longitude"), annotation.quantity(ANGLE, "Peg Heading")
    terrain = annotation.quantity(LENGTH, "Global Average Terrain Height")
    height = annotation.quantity(LENGTH, "Global Average Altitude", "Average GPS Altitude", positive=True) - terrain
    if not (abs(latitude) <= 90 and abs(longitude) <= 360 and -1000 < terrain < 10000 and height < 1e5):
        raise EngineError(
            "{path} has a peg or an altitude that is not on Earth; download it again.", path=annotation.path
        )
    if layout.near_range <= height:
        raise EngineError(
            "{path} has a starting range of {near_range:.6g} m, shorter than the {height:.6g} m of 'Global Average "
            "Altitude' above the terrain; it is damaged.",
            path=annotation.path,
            near_range=layout.near_range,
            height=height,
        )
    lines = sum(layout.lines)
    length = lines * layout.azimuth_spacing
    if not length / STATE_STEP < MAX_STATES or abs(layout.first_azimuth) > SEMI_MAJOR:
        raise EngineError(
            "{path} has an image that is {length:.3g} m long or as far off; it is damaged.",
            path=annotation.path,
            length=length,
        )
    count = max(8, int(length * (1 + 2 * TRACK_MARGIN) / STATE_STEP) + 1)
    azimuth = layout.first_azimuth + np.linspace(-TRACK_MARGIN * length, (1 + TRACK_MARGIN) * length, count)
    to_ecef = pyproj.Transformer.from_pipeline(
        f"+proj=pipeline +step +inv +proj=sch +plat_0={latitude!r} +plon_0={longitude!r} +phdg_0={heading!r} "
        f"+h_0={terrain!r} +ellps=WGS84 +step +proj=cart +ellps=WGS84"
    )

    def antenna(s: np.ndarray) -> np.ndarray:
        return np.stack(to_ecef.transform(s, np.zeros_like(s), np.full_like(s, height)), axis=-1)

    # The time between lines is the processor's nominal one; geometry depends on S alone.
    interval = annotation.quantity(TIME, "Average Pulse Repetition Interval", positive=True)
    metres_a_second = layout.azimuth_spacing / interval
    position = antenna(azimuth)
    half = 50.0
    velocity = (antenna(azimuth + half) - antenna(azimuth - half)) * (metres_a_second / (2 * half))
    if not np.isfinite(position).all():
        raise EngineError(
            "{path} has a peg that PROJ cannot place ('Peg Latitude', ...); it is damaged.", path=annotation.path
        )
    time = (azimuth - layout.first_azimuth) / metres_a_second
    model = RangeDopplerModel(
        trajectory=Trajectory.from_state_vectors(time, position, velocity),
        lines=lines,
        samples=layout.samples,
        first_line_time=0.0,
        line_interval=interval,
        near_range=layout.near_range,
        range_spacing=layout.range_spacing,
        look_side=_look_side(annotation),
        range_rate=_range_rate(annotation, layout, float(np.linalg.norm(velocity[count // 2]))),
        reference_height=terrain,
    )
    _check_side(annotation, layout, model)
    return model


def _look_side(annotation: Annotation) -> str:
    sides = {annotation.text(key).lower() for key in ("Look Direction", "Radar Look Direction") if annotation.has(key)}
    if not sides:
        raise EngineError(
            "{path} lacks the field 'Look Direction'; choose the annotation of a UAVSAR SLC.", path=annotation.path
        )
    if len(sides) > 1 or not sides <= {"left", "right"}:
        raise EngineError(
            "{path} has {sides} in 'Look Direction'; it must be left or right.",
            path=annotation.path,
            sides=repr(", ".join(sorted(sides))),
        )
    return sides.pop()


def _range_rate(annotation: Annotation, layout: Layout, speed: float) -> tuple[float, ...]:
    """Range rate [m/s] as powers of range minus near range [m]; (0.0,) at zero Doppler."""
    wavelength = annotation.quantity(LENGTH, "Center Wavelength", positive=True)
    far = layout.near_range + (layout.samples - 1) * layout.range_spacing
    if annotation.has("dop"):
        path = annotation.path.with_name(annotation.text("dop").replace("\\", "/").rsplit("/", 1)[-1])
        if not path.is_file():
            raise EngineError(
                "{path} names the Doppler file {name} (field dop); put it beside it.",
                path=annotation.path,
                name=path.name,
            )
        ranges, doppler = read_doppler(path)
        step = layout.range_spacing
        if ranges.min() > layout.near_range + 100 * step or ranges.max() < far - 100 * step:
            raise EngineError(
                "{path} covers slant ranges from {min_ranges:.6g} m to {max_ranges:.6g} m, but the image reaches from "
                "{near_range:.6g} m to {far:.6g} m; find the Doppler file of this stack.",
                path=path,
                min_ranges=ranges.min(),
                max_ranges=ranges.max(),
                near_range=layout.near_range,
                far=far,
            )
    elif annotation.has("Reskew Doppler Near Mid Far"):
        columns = re.split(r"[\s,]+", annotation.text("Reskew Doppler Near Mid Far"))
        try:
            hertz = np.array([float(word) for word in columns])
        except ValueError:
            hertz = np.array([np.nan])
        if hertz.shape != (3,) or not np.isfinite(hertz).all():
            raise EngineError("{path} must have three numbers in 'Reskew Doppler Near Mid Far'.", path=annotation.path)
        ranges, doppler = np.linspace(layout.near_range, far, 3), hertz * (2 * np.pi / speed)
    else:
        raise EngineError(
            "{path} lacks the Doppler centroid (field 'dop' or 'Reskew Doppler Near Mid Far'); choose the complete "
            "annotation of a UAVSAR SLC.",
            path=annotation.path,
        )
    # The sine of the squint is wavelength doppler / (4 pi); the pixel lies ahead of the antenna by it times the range.
    squint = wavelength * doppler / (4 * np.pi)
    if np.abs(squint).max() > 0.5:
        raise EngineError(
            "{path} has a Doppler centroid of a squint beyond 30 degrees; it is damaged.", path=annotation.path
        )
    if not squint.any():
        return (0.0,)
    fit = _fit(ranges, squint, layout)
    if fit is None:
        raise EngineError("{path} has a Doppler centroid that does not vary smoothly with range.", path=annotation.path)
    return tuple(-speed * fit)


def _fit(ranges: np.ndarray, squint: np.ndarray, layout: Layout) -> np.ndarray | None:
    """The lowest polynomial of range minus near range that shifts no pixel by more than `DOPPLER_MISS` lines."""
    offset = ranges - layout.near_range
    span = max(float(np.ptp(offset)), layout.range_spacing)
    for degree in range(min(DOPPLER_DEGREE, len(np.unique(ranges)) - 1) + 1):
        coefficients = np.polynomial.polynomial.polyfit(offset / span, squint, degree)
        miss = np.polynomial.polynomial.polyval(offset / span, coefficients) - squint
        if np.abs(miss * ranges).max() < DOPPLER_MISS * layout.azimuth_spacing:
            return coefficients / span ** np.arange(degree + 1)
    return None


def _check_side(annotation: Annotation, layout: Layout, model: RangeDopplerModel) -> None:
    """Refuse a look direction that the stated corners of the image contradict."""
    corners = []
    for key in layout.corners:
        if annotation.has(key):
            try:
                latitude, longitude = (float(word) for word in annotation.text(key).split(","))
            except ValueError as error:
                raise EngineError(
                    "{path} has no latitude, longitude in {key}.", path=annotation.path, key=repr(key)
                ) from error
            corners.append(geodetic_to_ecef(longitude, latitude, model.reference_height))
    if not corners:
        return
    position, velocity, _ = model.trajectory.at(0.5 * model.lines * model.line_interval)
    longitude, latitude, _ = ecef_to_geodetic(position)
    to_scene = np.mean(corners, axis=0) - position
    side = "right" if np.cross(velocity, up_vector(longitude, latitude)) @ to_scene > 0 else "left"
    if side != model.look_side:
        raise EngineError(
            "{path} states 'Look Direction' {look_side}, but its corners ({corners}, ...) lie {side} of the track; it "
            "is not the annotation of this image, or damaged.",
            path=annotation.path,
            look_side=model.look_side,
            corners=repr(layout.corners[0]),
            side=side,
        )
