"""What may be wrong with the navigation of an image, as numbers in metres, and how large that is expected to be.

For each image a bias of its slant ranges, of its azimuth times (in metres along the track), and polynomials in time of
the track's position: across it (to the right), upwards, and from the first power on also along it. Time runs from -1 to
1 over the image, so that every coefficient is a number of metres, the most that its term contributes.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import EngineError
from ..message import Message, joined
from ..parameters.elevation import Navigation
from ..sensor.corrected import Correction
from ..sensor.ellipsoid import ecef_to_geodetic, up_vector
from ..sensor.model import SensorModel

OUTLINE = 9
"""Places along each side of an image at which its times are looked at."""
STARING = 1e-3
"""An image whose times span less [s] has no drift: its pixels know one antenna position."""
HIGHEST_DEGREE = 3
STATED = "navigation_sigma"
"""Field of an image's `info` with standard deviations of its navigation's errors: `SIGMAS` by name."""
SIGMAS = {"range": "range_", "along": "along", "track": "track", "drift": "drift"}
"""Names in files and parameters (after ``sigma_``) of the fields of `Expected`."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Expected:
    """Standard deviations [m, m/s] of the navigation's errors, before any image was looked at.

    Parameters
    ----------
    range_ : float
        Of the slant ranges' bias.
    along : float
        Of the azimuth times' bias, times the speed.
    track : float
        Of the track's position across it and in height.
    drift : float
        Of the rate at which the track's error changes [m/s]. A rate, and not a distance: a short image drifts less, and
        the rate turns the Doppler cones, which a wrong time also seems to do. Where the one is expected to be much
        larger than it is, the other is mistaken for it.
    degree : int
        Highest power of time of that change: 0 for none, 1 for a drift.
    """

    range_: float = 2.0
    along: float = 2.0
    track: float = 2.0
    drift: float = 0.05
    degree: int = 1

    def __post_init__(self) -> None:
        for name in ("range_", "along", "track", "drift"):
            value = getattr(self, name)
            if not 0.0 <= value <= 1000.0:
                raise EngineError(
                    "The parameter sigma_{name} is {value:g}; it must be between 0 and 1000.",
                    name=name.rstrip("_"),
                    value=value,
                )
        if not 0 <= self.degree <= HIGHEST_DEGREE:
            raise EngineError(
                "The parameter degree is {degree}; it must be between 0 and {highest_degree}.",
                degree=self.degree,
                highest_degree=HIGHEST_DEGREE,
            )

    @property
    def correctable(self) -> bool:
        """Whether there is anything that a refinement could find."""
        return bool(self.range_ or self.along or self.track)


@dataclasses.dataclass(frozen=True)
class Stated:
    """The stated accuracy of the navigation of an image.

    Parameters
    ----------
    expected : Expected
        What is not stated has the default of `Expected`.
    names : tuple of str
        Which of `SIGMAS` are stated; empty where all are defaults.
    """

    expected: Expected
    names: tuple[str, ...]

    def text(self) -> Message:
        """The numbers for users."""
        return joined(
            ", ",
            [
                Message(
                    "{name} {sigma:g} {unit}{note}",
                    name=Message(name),
                    sigma=getattr(self.expected, field),
                    unit="m/s" if name == "drift" else "m",
                    note="" if name in self.names else Message(" (by default)"),
                )
                for name, field in SIGMAS.items()
            ],
        )


def given_sigmas(parameters: Navigation) -> dict[str, float | None]:
    """The parameters ``sigma_range`` and so on of a job, by the names of `SIGMAS`."""
    return {name: getattr(parameters, f"sigma_{name}") for name in SIGMAS}


def stated_errors(given: dict[str, float | None], info: dict[str, Any], path: str | Path, degree: int = 1) -> Stated:
    """The expected errors of an image: what the user says, else what its file says, else the defaults.

    Parameters
    ----------
    given : dict of str to float or None
        By the names of `SIGMAS`.
    info : dict
        Of the image, see `sensor.sidecar`.
    path : path
        Of the image, for the error sentence.
    degree : int
        See `Expected`.

    Raises
    ------
    EngineError
        The file states something that is no standard deviation.
    """
    own = info.get(STATED) or {}
    for name, value in own.items() if isinstance(own, dict) else [(STATED, own)]:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if name not in SIGMAS or not number or not 0.0 <= value <= 1000.0:
            raise EngineError(
                "The geometry of {path} states {name} = {value} in info.{stated}; it takes {sigmas}, each a standard "
                "deviation between 0 and 1000.",
                path=path,
                name=name,
                value=repr(value),
                stated=STATED,
                sigmas=", ".join(SIGMAS),
            )
    known = {**own, **{name: value for name, value in given.items() if value is not None}}
    values = {SIGMAS[name]: float(value) for name, value in known.items()}
    return Stated(Expected(**values, degree=degree), tuple(name for name in SIGMAS if name in known))


@dataclasses.dataclass(frozen=True, eq=False)
class Unknowns:
    """The numbers [m] that describe one image's navigation errors.

    Parameters
    ----------
    names : tuple of str
        What each number is.
    sigma : (p,) ndarray
        Standard deviation of each before any observation [m].
    axes : (3, 3) ndarray
        Rows: unit vectors along the track, to its right, and up, in the middle of the image, ECEF.
    speed : float
        Of the antenna [m/s].
    middle, half : float
        Middle of the image's times, and half of what they span [s].
    columns : tuple of (str or (axis, power))
        What each number acts on: "range", "time", or an axis of the track in a power of time.
    """

    names: tuple[str, ...]
    sigma: np.ndarray
    axes: np.ndarray
    speed: float
    middle: float
    half: float
    columns: tuple

    def correction(self, values: np.ndarray) -> Correction:
        """What these values (p,) [m] add to the projection set."""
        powers = 1 + max((column[1] for column in self.columns if isinstance(column, tuple)), default=0)
        position = np.zeros((powers, 3))
        range_ = time = 0.0
        for column, value in zip(self.columns, values, strict=True):
            if column == "range":
                range_ = float(value)
            elif column == "time":
                time = float(value) / self.speed
            else:
                axis, power = column
                position[power] += value / self.half**power * self.axes[axis]
        return Correction(range_, time, self.middle, position)


def unknowns_of(model: SensorModel, expected: Expected) -> Unknowns:
    """The numbers that describe an image's navigation errors, and their expected sizes.

    An image of one time, as a staring spotlight's, has no drift.
    """
    middle = model.projection_set(np.array(0.5 * (model.lines - 1)), np.array(0.5 * (model.samples - 1)))
    arp, varp = np.reshape(middle.arp, 3), np.reshape(middle.varp, 3)
    speed = float(np.linalg.norm(varp))
    along = varp / speed
    lon, lat, _ = ecef_to_geodetic(arp)
    up = up_vector(lon, lat)
    up = up - (up @ along) * along
    up /= np.linalg.norm(up)
    begin, end = _time_span(model)
    columns = ["range", "time", (1, 0), (2, 0)]
    names = ["range", "along track", "right of track", "above track"]
    sigma = [expected.range_, expected.along, expected.track, expected.track]
    if end - begin > STARING:
        terms = ("drift", "drift, squared time", "drift, cubed time")
        for power in range(1, expected.degree + 1):
            columns += [(axis, power) for axis in range(3)]
            names += [f"{terms[power - 1]} {way}" for way in ("along", "to the right", "upwards")]
            sigma += [expected.drift * 0.5 * (end - begin)] * 3
    # What is known exactly is no unknown.
    kept = [index for index, value in enumerate(sigma) if value > 0.0]
    names, columns, sigma = ([values[index] for index in kept] for values in (names, columns, sigma))
    return Unknowns(
        tuple(names),
        np.array(sigma, float),
        np.stack([along, np.cross(along, up), up]),
        speed,
        0.5 * (begin + end),
        max(0.5 * (end - begin), STARING),
        tuple(columns),
    )


def _time_span(model: SensorModel) -> tuple[float, float]:
    """Earliest and latest time [s] of an image's outline."""
    along = np.linspace(0.0, 1.0, OUTLINE)
    ends = np.repeat([0.0, 1.0], OUTLINE)
    line = (model.lines - 1) * np.concatenate([along, along, ends])
    sample = (model.samples - 1) * np.concatenate([ends, along, along])
    time = model.projection_set(line, sample).time
    return float(np.min(time)), float(np.max(time))
