"""A result with its matches and images, written with numpy and GDAL alone: level ground with a pattern, seen twice."""

import json

import numpy as np
from osgeo import gdal, osr

from sar_radargrammetry.engine.sensor.ellipsoid import geodetic_to_ecef, local_axes
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.range_doppler import RangeDopplerModel
from sar_radargrammetry.engine.sensor.sidecar import sidecar_path, write_sidecar
from sar_radargrammetry.engine.sensor.trajectory import Trajectory

PLACE = (15.0, 45.0, 200.0)
"""Longitude, latitude [degrees], height [m] of the middle."""
SIZE, LARGER = 200, 280
HOLE = (60, 60)
"""Line and sample in the middle of pixels without a match."""
CELL = 2.0
WORST = ((20, 30), (60, 50))
"""Rows and columns of the largest errors, the largest first."""


def _model(look, size):
    """A flight north at 100 m/s past the place, which it looks at from the left, `look` degrees from the vertical."""
    east, north, up = local_axes(*PLACE[:2])
    middle = geodetic_to_ecef(*PLACE)
    antenna = middle + 4000.0 * up - 4000.0 * np.tan(np.radians(look)) * east
    distance = np.linalg.norm(antenna - middle)
    return RangeDopplerModel(
        trajectory=Trajectory.from_polynomial(np.stack([antenna, 100.0 * north]), -10.0, 10.0),
        lines=size,
        samples=size,
        first_line_time=-0.5 * (size - 1) * 0.005,
        line_interval=0.005,
        near_range=distance - 0.5 * (size - 1) * 0.5,
        range_spacing=0.5,
        look_side="right",
        reference_height=PLACE[2],
    )


def _pattern(xyz):
    east, north, _ = local_axes(*PLACE[:2])
    away = xyz - geodetic_to_ecef(*PLACE)
    x, y = away @ east, away @ north
    waves = sum(np.cos(x * np.sin(k) * 0.5 + y * np.cos(k) * 0.5 + k * k) for k in np.arange(9.0))
    return np.exp(0.3 * waves).astype(np.float32)


def make_result(folder):
    """Write images, matches, elevation, error and mask; gives the reference's model."""
    models = _model(35.0, SIZE), _model(50.0, LARGER)
    grounds = []
    for name, model in zip(("reference", "secondary"), models, strict=True):
        line, sample = np.arange(model.lines)[:, None], np.arange(model.samples)[None, :]
        grounds.append(image_to_ground(model, line, sample, np.array(PLACE[2])))
        _write(folder / f"{name}.tif", _pattern(grounds[-1])[None], {})
        write_sidecar(sidecar_path(folder / f"{name}.tif"), model, {"sensor": "simulated"})
    bands = np.empty((8, SIZE, SIZE), np.float32)
    bands[:2] = np.stack(models[1].ground_to_image(grounds[0])) - np.indices((SIZE, SIZE))
    bands[2:] = np.array([0.9, 0.25, 0.0, 0.25, 1.0, 0.25])[:, None, None]
    hole = tuple(slice(middle - 8, middle + 9) for middle in HOLE)
    bands[:6, hole[0], hole[1]] = np.nan
    bands[6:, hole[0], hole[1]] = np.array([10.0, 5.5])[:, None, None]
    about = {"reference": "reference.tif", "secondary": "secondary.tif", "matcher": "compact"}
    about |= {f"{name}_size": [m.lines, m.samples] for name, m in zip(("reference", "secondary"), models, strict=True)}
    _write(folder / "correspondence.tif", bands, about)
    given = {"elevation": str(folder / "elevation.tif"), "matcher": "poc", "min_certainty": 0.2, "min_height": None}
    inputs = {name: {"path": f"{name}.tif"} for name in ("reference", "secondary")}
    record = {"job": "stereodsm", "correspondence": "correspondence.tif", "parameters": given, "inputs": inputs}
    rows, columns = 90, 120
    error = np.full((1, rows, columns), 0.5, np.float32)
    for number, (row, column) in enumerate(WORST):
        error[0, row, column] = 9.0 - number
    _write(folder / "elevation.tif", np.full((1, rows, columns), PLACE[2], np.float32), record, ["elevation"])
    _write(folder / "error.tif", error, record, ["standard deviation of the height"])
    return models[0]


def _write(path, bands, about, names=()):
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), *bands.shape[:0:-1], len(bands), gdal.GDT_Float32)
    dataset.SetMetadataItem("SAR_RADARGRAMMETRY", json.dumps(about))
    if names:
        crs = osr.SpatialReference()
        crs.ImportFromEPSG(32633)
        dataset.SetProjection(crs.ExportToWkt())
        # The place lies on the middle meridian of zone 33.
        north = 4982950.4
        west = 500000.0 - 0.5 * CELL * bands.shape[2]
        dataset.SetGeoTransform((west, CELL, 0.0, north + 0.5 * CELL * bands.shape[1], 0.0, -CELL))
    for number, name in enumerate(names, 1):
        dataset.GetRasterBand(number).SetDescription(name)
    dataset.WriteArray(bands)
    dataset = None
