"""Geocoded ellipsoid-corrected (GEC) images: maps of a surface of constant height, without terrain correction.

A pixel of the map stands for the range and the zero-Doppler time of the ellipsoid point there, at the height that the
product was projected to; true ground of another height is displaced across the track. An ellipsoid inflated by that
height, to which Capella projects, is the same surface to a few centimetres a kilometre of height. The product names it
in ``terrain_models.reprojection``; the height of its centre pixel may be another, by more than a kilometre.

The first product is Capella's GEC, whose description (JSON in the TIFF) has state vectors; it was tested on files
written by the tests only. GEC products without an orbit (Umbra gives theirs in the SICD) cannot be used.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pyproj

from ...errors import EngineError
from ...fields import MISSING, JsonFields
from ...image.gdal_raster import open_raster
from ...message import Message
from ...sensor.closest_approach import closest_approach
from ...sensor.constants import SPEED_OF_LIGHT
from ...sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef
from ...sensor.map_projected import MapProjectedModel, fitted_model
from ...sensor.trajectory import Trajectory
from ..plain.raster import PlainRaster, plain_raster
from .description import description

ELEVATIONS = (-1000.0, 10000.0)
"""Heights of ground above the ellipsoid [m]."""

_SURFACE = re.compile(r"(?:(?:Explicit)?InflatedWGS84\[([-+]?[\d.]+(?:[eE][-+]?\d+)?)\]|WGS84)")


class CapellaFields(JsonFields):
    """Fields of the description of a Capella product."""

    KIND = Message("Capella product")
    ADVICE = Message("download the product again")


def gec_model(
    trajectory: Trajectory,
    look_side: str,
    size: tuple[int, int],
    geotransform: tuple[float, ...],
    crs: str,
    height: float,
    span: tuple[float, float] | None = None,
) -> tuple[MapProjectedModel, float]:
    """Geometry of a map of the surface at a constant height, and its residual [px].

    Parameters
    ----------
    trajectory : Trajectory
    look_side : {"left", "right"}
    size : tuple of 2 int
        Lines and samples of the map.
    geotransform : tuple of 6 floats
        GDAL's, from pixel corners to coordinates.
    crs : str
        Of the coordinates, WKT or an authority's code.
    height : float
        Of the surface above the ellipsoid [m].
    span : tuple of 2 floats, optional
        Times [s] between which the antenna passed all places of the map; all of the trajectory by default.

    Raises
    ------
    EngineError
        An unknown coordinate system, or a trajectory that does not pass all of the map.
    """
    try:
        to_geographic = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise EngineError(
            "The coordinate system of the map is not known ({reason}); warp it to another.", reason=error
        ) from error
    span = span or (trajectory.start, trajectory.end)

    def function(line: np.ndarray, sample: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        column, row = sample + 0.5, line + 0.5
        x = geotransform[0] + geotransform[1] * column + geotransform[2] * row
        y = geotransform[3] + geotransform[4] * column + geotransform[5] * row
        return closest_approach(trajectory, span, geodetic_to_ecef(*to_geographic.transform(x, y), height))

    model, residual = fitted_model(function, trajectory, *size, look_side, height)
    middle = function(np.array(0.5 * (size[0] - 1)), np.array(0.5 * (size[1] - 1)))
    if not np.isfinite(middle).all():
        raise EngineError("The antenna does not pass the middle of the map; its state vectors do not cover it.")
    return model, residual


def open_capella_gec(path: Path) -> PlainRaster:
    """Open a Capella GEC product.

    Raises
    ------
    EngineError
        One sentence with file and field: terrain-corrected, damaged or incomplete.
    """
    document = description(path)
    kind = document.get("product_type", "GEC")
    if kind != "GEC":
        raise EngineError(
            "{path} is a {kind} product, whose terrain is corrected already; choose the GEC or the SLC.",
            path=path,
            kind=kind,
        )
    dataset = open_raster(path)
    crs, geotransform = dataset.GetProjection(), dataset.GetGeoTransform(can_return_null=True)
    if not crs or geotransform is None:
        raise EngineError(
            "{path} has no coordinate system, which a GEC image needs; download the product again.", path=path
        )
    fields = CapellaFields(path, document)
    epoch = fields.utc("collect.start_timestamp")
    side = fields.text("collect.radar.pointing").lower()
    if side not in ("left", "right"):
        fields.refuse("collect.radar.pointing", Message("is {side}; it must be left or right", side=repr(side)))
    height, caution = _surface(fields)
    trajectory = _trajectory(fields, epoch)
    try:
        model, residual = gec_model(
            trajectory, side, (dataset.RasterYSize, dataset.RasterXSize), geotransform, crs, height
        )
    except EngineError as error:
        raise EngineError("{path}: {reason}", path=path, reason=error) from error
    info = _info(document, path, residual)
    return plain_raster(path, model, info if caution is None else info | {"caution": caution})


def _surface(fields: CapellaFields) -> tuple[float, Message | None]:
    """Height above the ellipsoid [m] that the product was projected to, and what a user must know where it is assumed.

    The name of an inflated ellipsoid contains what was added to the axes: ``ExplicitInflatedWGS84[243.356]``.
    """
    model = "collect.image.terrain_models.reprojection"
    if fields.found(model) not in (MISSING, None):
        name = fields.text(f"{model}.name")
        match = _SURFACE.fullmatch(name)
        if match is None:
            why = Message(
                "is {name}, a surface that is not known; only ellipsoids of a constant height (InflatedWGS84) are",
                name=name,
            )
            fields.refuse(f"{model}.name", why)
        try:
            height = float(match[1] or 0.0)
        except ValueError:
            height = math.nan
        if not ELEVATIONS[0] < height < ELEVATIONS[1]:
            fields.refuse(f"{model}.name", Message("is {name}, which is not the height of ground", name=name))
        return height, None
    centre = "collect.image.center_pixel.target_position"
    height = float(ecef_to_geodetic(fields.array(centre, shape=(3,)))[2])
    if not ELEVATIONS[0] < height < ELEVATIONS[1]:
        fields.refuse(centre, Message("is not on the ground"))
    caution = Message(
        "The product does not state the surface that it was projected to (terrain_models.reprojection). The height of "
        "its centre pixel, {height:.0f} m, is assumed. If the surface has another height, positions and heights are "
        "wrong: use the SICD of the same image.",
        height=height,
    )
    return height, caution


def _trajectory(fields: CapellaFields, epoch: np.datetime64) -> Trajectory:
    states = fields.objects("collect.state.state_vectors", minimum=0)
    time = (
        (np.array([state.utc("time") for state in states], "datetime64[ns]") - epoch) / np.timedelta64(1, "ns") * 1e-9
    )
    position, velocity = (
        np.array([state.array(name, shape=(3,)) for state in states]).reshape(-1, 3)
        for name in ("position", "velocity")
    )
    try:
        return Trajectory.from_state_vectors(time, position, velocity)
    except EngineError as error:
        raise EngineError("{path}, collect.state.state_vectors: {reason}", path=fields.path, reason=error) from error


def _info(document: dict[str, Any], path: Path, residual: float) -> dict[str, Any]:
    """What the product says about itself, in the sidecar's terms."""
    collect = document["collect"]
    radar = collect["radar"]
    polarisation = "".join(str(radar.get(f"{way}_polarization", ""))[:1] for way in ("transmit", "receive"))
    frequency = radar.get("center_frequency")
    info = {
        "sensor": str(collect.get("platform", "Capella")),
        "product": path.stem,
        "mode": collect.get("mode") and str(collect["mode"]),
        "polarisation": polarisation or None,
        "acquisition_time": str(collect["start_timestamp"]).rstrip("Z") + "Z",
        "radiometry": "uncalibrated amplitude",
        "georeferencing": "ellipsoid at constant height",
        "mapping_residual": residual,
        "wavelength": SPEED_OF_LIGHT / frequency if isinstance(frequency, (int, float)) and frequency > 0 else None,
    }
    return {key: value for key, value in info.items() if value is not None}
