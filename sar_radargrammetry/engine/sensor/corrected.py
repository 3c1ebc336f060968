"""The geometry of an image whose navigation was corrected: any sensor model, and a few numbers on top of it.

A correction changes what pixels stand for, the projection set, and nothing else, so that it fits every sensor model
alike. With the delay dt, the acceleration a of the antenna and the polynomial p in the time since `reference_time`,

    R'    = R + range_
    ARP'  = ARP + VARP dt + a dt^2 / 2 + p(t)
    VARP' = VARP + a dt + dp/dt(t)

The range rate stays: it is measured. The velocity must follow the position, because its direction is the axis of the
Doppler cone: a track that drifts aside by 0.1 m/s at 100 m/s turns the cone by a milliradian, 8 m at 8 km.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

import numpy as np
from numpy.polynomial import polynomial

from ..fields import JsonFields
from ..message import Message
from .model import ProjectionSet, SensorModel, equations, equations_by_pixel
from .sicd_projection import horner_vector

STEPS = 10
"""Steps with unchanged derivatives gain two digits or more each."""
TOLERANCE = 1e-8
"""A step [px] after which they stop."""
SAME_TIME = 1e-7
"""Neighbouring pixels less than this apart [s] were taken at one time: their velocities tell no acceleration."""
LARGEST = {"range": 1000.0, "time": 10.0}
"""A correction beyond this [m, s] is a mistake in a file."""


@dataclasses.dataclass(frozen=True, eq=False)
class Correction:
    """What to add to an image's projection set.

    Parameters
    ----------
    range_ : float
        Added to slant ranges [m].
    time : float
        The antenna was where the track has it so much later [s].
    reference_time : float
        Time [s] from which the powers of `position` count.
    position : (d + 1, 3) ndarray
        Added to the antenna's position: ECEF [m / s^power], lowest power of time first.
    """

    range_: float
    time: float
    reference_time: float
    position: np.ndarray

    def applied(self, pixels: ProjectionSet, acceleration: np.ndarray) -> ProjectionSet:
        """The corrected projection set.

        Parameters
        ----------
        pixels : ProjectionSet
        acceleration : (..., 3) ndarray
            Of the antenna [m/s^2]; broadcasts against the antenna's velocities.
        """
        since = np.asarray(pixels.time) - self.reference_time
        rate = polynomial.polyder(self.position, axis=0) if len(self.position) > 1 else np.zeros((1, 3))
        turned = acceleration * self.time
        return ProjectionSet(
            pixels.time,
            pixels.arp + (pixels.varp + 0.5 * turned) * self.time + horner_vector(self.position, since),
            pixels.varp + turned + horner_vector(rate, since),
            pixels.range_ + self.range_,
            pixels.range_rate,
        )


@dataclasses.dataclass(frozen=True, eq=False)
class CorrectedModel:
    """A sensor model with a correction of its navigation; see `sensor.model.SensorModel`.

    Parameters
    ----------
    base : SensorModel
        As it was delivered.
    correction : Correction
    """

    base: SensorModel
    correction: Correction

    @property
    def lines(self) -> int:
        """Azimuth lines."""
        return self.base.lines

    @property
    def samples(self) -> int:
        """Range samples."""
        return self.base.samples

    @property
    def look_side(self) -> str:
        """Side of the track the antenna looks to."""
        return self.base.look_side

    @property
    def reference_height(self) -> float:
        """A height above the ellipsoid typical of the scene [m]."""
        return self.base.reference_height

    def projection_set(self, line: np.ndarray, sample: np.ndarray) -> ProjectionSet:
        """What pixels at `line` and `sample` (any broadcastable shapes) stand for."""
        pixels = self.base.projection_set(line, sample)
        acceleration = 0.0 if self.correction.time == 0 else accelerations(self.base, line, sample, self._neighbour)
        return self.correction.applied(pixels, acceleration)

    def ground_to_image(self, xyz: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Line and sample, each (...), at which ground points (..., 3) ECEF [m] appear.

        From the pixel that the uncorrected model gives, Newton steps on the two equations with the derivatives there.

        Returns
        -------
        line, sample : (...) ndarray
            NaN where the uncorrected model has no point, or the correction is not small.
        """
        xyz = np.asarray(xyz, float)
        pixel = np.stack([np.ravel(v) for v in self.base.ground_to_image(xyz)])
        projected = np.flatnonzero(np.isfinite(pixel).all(axis=0))
        points, place = xyz.reshape(-1, 3)[projected], pixel[:, projected]
        inverse = np.linalg.inv(equations_by_pixel(self, *place, points))
        change = np.zeros_like(place)
        for _ in range(STEPS):
            miss = equations(self.projection_set(*place), points)
            change = np.einsum("nij,nj->in", inverse, miss)
            place = place - change
            if not (np.abs(change) > TOLERANCE).any():
                break
        pixel[:, projected] = np.where(np.abs(change).max(axis=0) <= 100.0 * TOLERANCE, place, np.nan)
        line, sample = pixel.reshape(2, *xyz.shape[:-1])
        return line, sample

    def on_grid(self, lines: int, samples: int, first: tuple[float, float], looks: tuple[int, int]) -> CorrectedModel:
        """The model of an image whose first pixel stands at pixel `first` of this one and whose pixels span `looks`."""
        return CorrectedModel(self.base.on_grid(lines, samples, first, looks), self.correction)

    @functools.cached_property
    def _neighbour(self) -> tuple[float, float]:
        return later_pixel(self.base)


def uncorrected(model: SensorModel) -> SensorModel:
    """The model as its product was delivered."""
    return model.base if isinstance(model, CorrectedModel) else model


def later_pixel(model: SensorModel) -> tuple[float, float]:
    """Half the way (lines, samples) to the neighbour whose time differs most; (0, 0) where all have the same time."""
    line, sample = 0.5 * (model.lines - 1), 0.5 * (model.samples - 1)
    best, way = SAME_TIME, (0.0, 0.0)
    for step in ((0.5, 0.0), (0.0, 0.5)):
        times = [float(model.projection_set(line + s * step[0], sample + s * step[1]).time) for s in (-1.0, 1.0)]
        if abs(times[1] - times[0]) > best:
            best, way = abs(times[1] - times[0]), step
    return way


def accelerations(
    model: SensorModel, line: np.ndarray, sample: np.ndarray, way: tuple[float, float]
) -> np.ndarray | float:
    """Acceleration of the antenna (..., 3) [m/s^2] at pixels, by differences of its velocity over one pixel.

    Parameters
    ----------
    line, sample : array
        Any broadcastable shapes.
    way : tuple of 2 floats
        From `later_pixel`; where that is none, neither is an acceleration known: 0.
    """
    if way == (0.0, 0.0):
        return 0.0
    line, sample = np.asarray(line, float), np.asarray(sample, float)
    after = model.projection_set(line + way[0], sample + way[1])
    before = model.projection_set(line - way[0], sample - way[1])
    span = np.asarray(after.time - before.time)[..., None]
    # A table of times may stand still at single pixels.
    return np.where(np.abs(span) > SAME_TIME, after.varp - before.varp, 0.0) / np.where(
        np.abs(span) > SAME_TIME, span, 1.0
    )


def correction_document(correction: Correction) -> dict[str, Any]:
    """The field ``correction`` of a geometry file."""
    return {
        "range": float(correction.range_),
        "time": float(correction.time),
        "reference_time": float(correction.reference_time),
        "position": np.asarray(correction.position, float).tolist(),
    }


def read_correction(fields: JsonFields) -> Correction:
    """What `correction_document` wrote."""
    fields.only({"range", "time", "reference_time", "position"})
    values = {key: fields.number(key, default=0.0) for key in ("range", "time", "reference_time")}
    for key, largest in LARGEST.items():
        if abs(values[key]) > largest:
            fields.refuse(
                key,
                Message("is {value:g}; no correction is larger than {largest:g}", value=values[key], largest=largest),
            )
    position = fields.array("position", "(powers, 3)") if "position" in fields.values else np.zeros((1, 3))
    if position.ndim != 2 or position.size == 0 or position.shape[1] != 3:
        fields.refuse("position", "must be rows [x, y, z], one a power of time")
    return Correction(values["range"], values["time"], values["reference_time"], position)
