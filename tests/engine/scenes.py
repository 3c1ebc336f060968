"""Tracks, sensor models and terrain with known geometry, for tests."""

import numpy as np
import pyproj

from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef, local_axes
from sar_radargrammetry.engine.sensor.range_doppler import RangeDopplerModel
from sar_radargrammetry.engine.sensor.trajectory import Trajectory
from sar_radargrammetry.engine.terrain.dem import Dem

PLACE = (138.7, 35.4, 200.0)
"""Longitude, latitude [degrees], ellipsoidal height [m] of the middle of every scene."""
SPEED = 100.0
MAP = pyproj.CRS.from_proj4(f"+proj=tmerc +lon_0={PLACE[0]} +lat_0={PLACE[1]} +datum=WGS84")
TO_MAP = pyproj.Transformer.from_crs(4979, MAP, always_xy=True)


def place():
    """The middle of the scene, (3,) ECEF [m]."""
    return geodetic_to_ecef(*PLACE)


def up():
    """The ellipsoid's normal there, (3,)."""
    return local_axes(*PLACE[:2])[2]


def track(incidence, *, heading=65.0, side="right", altitude=6000.0, wobble=0.0, period=10.0, squint=0.0):
    """A level flight past the scene, abreast of it (or, squinted, this many degrees before it) at time 0.

    `incidence` is the angle [degrees] at the middle of the scene between its normal and the antenna when abreast;
    `altitude` counts from there [m]. The path is straight in ECEF, but for a `wobble` [m] mostly across, with
    this `period` [s], that neither shifts nor turns the aircraft at time 0.
    """
    east, north, upwards = local_axes(*PLACE[:2])
    h = np.radians(heading)
    forward, right = np.sin(h) * east + np.cos(h) * north, np.cos(h) * east - np.sin(h) * north
    outwards = right if side == "left" else -right
    ground_range = altitude * np.tan(np.radians(incidence))
    middle = place() + altitude * upwards + ground_range * outwards
    middle = middle - np.tan(np.radians(squint)) * np.hypot(altitude, ground_range) * forward
    if wobble == 0:
        return Trajectory.from_polynomial(np.stack([middle, SPEED * forward]), -60.0, 60.0)
    time = np.arange(-60.0, 60.01, 0.1)
    omega = 2 * np.pi / period
    direction = outwards + 0.2 * upwards
    position = middle + SPEED * time[:, None] * forward + wobble * (1 - np.cos(omega * time))[:, None] * direction
    velocity = SPEED * forward + wobble * omega * np.sin(omega * time)[:, None] * direction
    return Trajectory.from_state_vectors(time, position, velocity)


def model(incidence, *, size=1024, spacing=0.5, side="right", squint=0.0, reverse=False, rate_slope=0.0, **flight):
    """An image of `size` x `size` pixels whose middle is the middle of the scene.

    `squint` [degrees] looks ahead, as a range rate that is right there; `reverse` runs the lines against the flight.
    """
    path = track(incidence, side=side, squint=squint, **flight)
    middle_range = np.linalg.norm(place() - path.at(0.0)[0])
    near_range = middle_range - 0.5 * (size - 1) * spacing
    rate = -SPEED * np.sin(np.radians(squint))
    interval = spacing / SPEED * (-1.0 if reverse else 1.0)
    constant = rate - rate_slope * (middle_range - near_range)
    return RangeDopplerModel(
        trajectory=path,
        lines=size,
        samples=size,
        first_line_time=-0.5 * (size - 1) * interval,
        line_interval=interval,
        near_range=near_range,
        range_spacing=spacing,
        look_side=side,
        range_rate=(constant, rate_slope) if squint or rate_slope else (0.0,),
        reference_height=PLACE[2],
    )


def grid(image, step=64):
    """Lines and samples (n,) of a grid over a model's image, from its first pixel on."""
    line, sample = np.meshgrid(np.arange(0, image.lines, step), np.arange(0, image.samples, step), indexing="ij")
    return line.ravel().astype(float), sample.ravel().astype(float)


def on_map(xyz):
    """Easting and northing relative to the middle of the scene, and ellipsoidal height [m], each (n,)."""
    lon, lat, height = ecef_to_geodetic(xyz)
    return *TO_MAP.transform(lon, lat), height


def dem(surface, *, half=1500.0, step=5.0):
    """A DEM around the middle of the scene whose heights are `surface(easting, northing)` relative to it."""
    axis = np.arange(-half, half + step / 2, step)
    heights = surface(axis, -axis[:, None]) + np.zeros((axis.size, axis.size))
    origin = (-half - step / 2, step, 0.0, half + step / 2, 0.0, -step)
    return Dem(heights=heights, geotransform=origin, crs=MAP.to_wkt(), path="made by the test")
