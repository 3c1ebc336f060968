"""Small sensor models and images for the tests of the image side."""

import numpy as np

from sar_radargrammetry.engine.sensor.ellipsoid import geodetic_to_ecef, local_axes
from sar_radargrammetry.engine.sensor.range_doppler import RangeDopplerModel
from sar_radargrammetry.engine.sensor.trajectory import Trajectory

ORIGIN = (138.7, 35.4, 6000.0)


def flight(start=10.0, end=20.0, speed=150.0, wobble=1.0, states=101):
    """Times (n,), ECEF positions and velocities (n, 3) of a slightly weaving level flight to the east."""
    time = np.linspace(start, end, states)
    origin = geodetic_to_ecef(*ORIGIN)
    east, north, up = np.asarray(local_axes(*ORIGIN[:2]))
    along, across = speed * (time - start), wobble * np.sin(0.9 * time)
    across_rate = 0.9 * wobble * np.cos(0.9 * time)
    position = origin + along[:, None] * east + across[:, None] * north + 0.3 * across[:, None] * up
    velocity = speed * east + across_rate[:, None] * north + 0.3 * across_rate[:, None] * up
    return time, position, velocity


def slant_model(lines=60, samples=40, **changes):
    """A model of the flight of `flight`, 0.5 m pixels, looking right."""
    values = {
        "trajectory": Trajectory.from_state_vectors(*flight()),
        "lines": lines,
        "samples": samples,
        "first_line_time": 13.0 + 1 / 3,
        "line_interval": 0.5 / 150.0,
        "near_range": 7300.1,
        "range_spacing": 0.5,
        "look_side": "right",
        "reference_height": 123.4,
    }
    return RangeDopplerModel(**(values | changes))


def same_model(a, b):
    """Whether two models are equal to the last bit."""
    names = [n for n in a.__dataclass_fields__ if n != "trajectory"]
    return all(getattr(a, n) == getattr(b, n) for n in names) and all(
        np.array_equal(x, y)
        for x, y in ((a.trajectory.breaks, b.trajectory.breaks), (a.trajectory.coefficients, b.trajectory.coefficients))
    )
