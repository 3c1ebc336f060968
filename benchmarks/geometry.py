"""Speed and closure of the geometry kernels, against what users would otherwise call."""

from __future__ import annotations

import time
import warnings

import numpy as np
import pyproj

from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.stereo.intersection import Noise, intersect

POINTS = 1_000_000
REPEATS = 3


def best_seconds(function) -> float:
    """Shortest of a few runs: what else the machine does only ever adds."""
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def measure() -> list[dict]:
    """Rows: what, ours [million points a second], peer's name and speed, closure of ours."""
    settings = PairSettings(terrain="plains", size=600.0)
    ground = make_ground(settings)
    one, two = (expose(settings, ground, view).view.model for view in (0, 1))
    generator = np.random.default_rng(0)
    line = generator.uniform(0, one.lines - 1, POINTS)
    sample = generator.uniform(0, one.samples - 1, POINTS)
    height = generator.uniform(0.0, 200.0, POINTS)
    points = image_to_ground(one, line, sample, height)
    rows = []

    def row(what: str, function, closure: float, peer: str = "", peer_function=None, unit: str = "m") -> None:
        ours = POINTS / best_seconds(function) / 1e6
        theirs = POINTS / best_seconds(peer_function) / 1e6 if peer_function else None
        rows.append({"what": what, "ours": ours, "peer": peer, "theirs": theirs, "closure": closure, "unit": unit})

    found = one.ground_to_image(points)
    row(
        "ground to image",
        lambda: one.ground_to_image(points),
        float(max(np.abs(found[0] - line).max(), np.abs(found[1] - sample).max())),
        *_sarpy(one, points),
        unit="px",
    )
    row(
        "image to ground at a height",
        lambda: image_to_ground(one, line, sample, height),
        float(np.abs(ecef_to_geodetic(points)[2] - height).max()),
    )
    first, second = one.projection_set(line, sample), two.projection_set(*two.ground_to_image(points))
    pointing = points[0] - first.arp[0]
    noise = Noise(0.3, 0.3)
    known = np.isfinite(second.range_)
    miss = np.abs(intersect(first, second, pointing, noise).xyz - points)[known].max()
    row("four-equation intersection", lambda: intersect(first, second, pointing, noise), float(miss))
    transformer = pyproj.Transformer.from_crs("EPSG:4978", "EPSG:4979", always_xy=True)
    lon, lat, h = ecef_to_geodetic(points)
    row(
        "ECEF to geodetic",
        lambda: ecef_to_geodetic(points),
        float(np.abs(geodetic_to_ecef(lon, lat, h) - points).max()),
        "pyproj",
        lambda: transformer.transform(*points.T),
    )
    return rows


def _sarpy(model, points: np.ndarray):
    """sarpy's projection of a SICD with the same geometry, on fewer points where it is slow."""
    from sar_radargrammetry.engine.simulation.sicd_metadata import sicd_metadata

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sicd = sicd_metadata(model, "bench", "RE32F_IM32F", scale=1.0)
        few = points[: POINTS // 10]

    def project() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(10):
                sicd.project_ground_to_image(few)

    return "sarpy", project
