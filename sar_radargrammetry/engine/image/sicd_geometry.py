"""The sensor model of a SICD image on a range / zero-Doppler grid, from its metadata.

Equations: SICD Volume 3, Image Projections Description Document, section 4.5 (Grid.Type RGZERO, RMA with INCA).
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
from numpy.polynomial import polynomial

from ..errors import EngineError
from ..sensor.ellipsoid import ecef_to_geodetic, up_vector
from ..sensor.ground import image_to_ground
from ..sensor.range_doppler import RangeDopplerModel
from ..sensor.trajectory import Trajectory

CURVED_TIME = 1e-3
"""Lines may be off a uniform spacing in time by this many pixels."""

MARGIN = 0.2
"""Share of the image's duration the trajectory is kept valid for on both sides: ground_to_image looks a tenth out."""

SCP_MISS = 10.0
"""Pixels by which the scene centre point may miss its own pixel before the metadata contradict themselves."""

AGREEMENT = 0.1
"""Pixels by which zero-Doppler positions may differ from the standard's own projection at the centre of aperture."""


def sicd_model(sicd: Any, path: Path) -> RangeDopplerModel:
    """The range-Doppler model of a SICD image.

    A SICD row is a range and a column a zero-Doppler time: R = R_CA_SCP + x, t = TimeCAPoly(y), with
    x = (row + FirstRow - SCPPixel.Row) Row.SS and likewise y. Samples of the model are rows, lines are columns.

    Parameters
    ----------
    sicd : sarpy SICDType
    path : Path
        Its file, for messages.

    Raises
    ------
    EngineError
        Another grid, a missing or absurd field, lines that are not evenly spaced in time, or a zero-Doppler geometry
        that is not the one the standard's projection gives.
    """
    get = functools.partial(_get, sicd, path)
    grid = get("Grid.Type")
    if grid != "RGZERO":
        raise EngineError(
            f"{path} is a SICD on a {grid} grid, which is not supported yet; choose a product on a range / "
            "zero-Doppler grid (RGZERO), as strip-map images are."
        )
    row_spacing = _number(get, "Grid.Row.SS", positive=True)
    column_spacing = _number(get, "Grid.Col.SS", positive=True)
    samples, lines = int(get("ImageData.NumRows")), int(get("ImageData.NumCols"))
    first_x = (int(get("ImageData.FirstRow")) - int(get("ImageData.SCPPixel.Row"))) * row_spacing
    first_column = int(get("ImageData.FirstCol")) - int(get("ImageData.SCPPixel.Col"))
    scp = _vector(get, "GeoData.SCP.ECF")
    range_at_scp = _number(get, "RMA.INCA.R_CA_SCP", positive=True)
    time_by_y = _coefficients(get, "RMA.INCA.TimeCAPoly")
    first_time, interval = _even_times(time_by_y, first_column, column_spacing, lines, path)
    arp = _arp_polynomial(get)
    near_range = range_at_scp + first_x
    if near_range <= 0:
        raise EngineError(f"{path} states a near range of {near_range:.6g} m; its metadata are damaged.")
    model = RangeDopplerModel(
        trajectory=_trajectory(arp, first_time, interval, lines),
        lines=lines,
        samples=samples,
        first_line_time=first_time,
        line_interval=interval,
        near_range=near_range,
        range_spacing=row_spacing,
        look_side=_look_side(arp, time_by_y[0], scp, sicd, path),
        reference_height=float(ecef_to_geodetic(scp)[2]),
    )
    _check_scp(arp, time_by_y[0], scp, range_at_scp, (column_spacing, row_spacing), path)
    _check_agreement(model, sicd, get, path)
    return model


def _even_times(
    time_by_y: np.ndarray, first_column: int, spacing: float, lines: int, path: Path
) -> tuple[float, float]:
    """Time of line 0 and from line to line [s], of lines spaced evenly in time to `CURVED_TIME` pixels."""
    column = np.linspace(0, lines - 1, min(lines, 1001))
    time = polynomial.polyval((first_column + column) * spacing, time_by_y)
    if len(np.trim_zeros(time_by_y, "b")) <= 2:
        interval = float(time_by_y[1] * spacing) if len(time_by_y) > 1 else 0.0
        first_time = float(time[0])
    else:
        first_time, interval = (float(c) for c in polynomial.polyfit(column, time, 1)) if lines > 1 else (time[0], 0.0)
    if not (np.isfinite(first_time) and np.isfinite(interval)) or interval == 0.0:
        raise EngineError(f"{path} has a TimeCAPoly by which time stands still from line to line; it is damaged.")
    curved = float(np.abs(time - first_time - interval * column).max() / abs(interval))
    if curved > CURVED_TIME:
        raise EngineError(
            f"{path} has lines that are not evenly spaced in time (its TimeCAPoly is off a straight line by "
            f"{curved:.3g} pixels), which is not supported yet; choose a product resampled to even spacing."
        )
    return first_time, interval


def _arp_polynomial(get: Any) -> np.ndarray:
    """Coefficients (d + 1, 3) of the antenna position by time, ECEF [m], lowest power first."""
    parts = [_coefficients(get, f"Position.ARPPoly.{axis}") for axis in "XYZ"]
    arp = np.zeros((max(map(len, parts)), 3))
    for axis, part in enumerate(parts):
        arp[: len(part), axis] = part
    return arp


def _trajectory(arp: np.ndarray, first_time: float, interval: float, lines: int) -> Trajectory:
    """The antenna's path during the image and somewhat before and after."""
    ends = sorted((first_time - 0.5 * interval, first_time + (lines - 0.5) * interval))
    margin = MARGIN * (ends[1] - ends[0])
    return Trajectory.from_polynomial(arp, ends[0] - margin, ends[1] + margin)


def _state(arp: np.ndarray, time: float) -> tuple[np.ndarray, np.ndarray]:
    """Antenna position [m] and velocity [m/s], each (3,), also at times far from the image's."""
    return polynomial.polyval(time, arp), polynomial.polyval(time, polynomial.polyder(arp))


def _look_side(arp: np.ndarray, time: float, scp: np.ndarray, sicd: Any, path: Path) -> str:
    """The side the scene centre lies on; the stated one must not contradict it."""
    position, velocity = _state(arp, time)
    lon, lat, _ = ecef_to_geodetic(position)
    side = "right" if np.cross(velocity, up_vector(lon, lat)) @ (scp - position) > 0 else "left"
    stated = getattr(sicd.SCPCOA, "SideOfTrack", None)
    if stated is not None and stated != side[0].upper():
        raise EngineError(f"{path} states look side {stated}, but its scene lies {side} of the track; it is damaged.")
    return side


def _check_scp(
    arp: np.ndarray, time: float, scp: np.ndarray, range_: float, spacings: tuple[float, float], path: Path
) -> None:
    """Refuse metadata whose scene centre point lies far from where its own range and time put it."""
    position, velocity = _state(arp, time)
    to_scp = scp - position
    along = abs(velocity @ to_scp) / np.linalg.norm(velocity) / spacings[0]
    across = abs(np.linalg.norm(to_scp) - range_) / spacings[1]
    if not max(along, across) < SCP_MISS:
        raise EngineError(
            f"{path} contradicts itself: its scene centre point lies {along:.3g} lines and {across:.3g} samples from "
            "its own pixel; the metadata are damaged or wrongly written."
        )


def _check_agreement(model: RangeDopplerModel, sicd: Any, get: Any, path: Path) -> None:
    """Refuse an image whose zero-Doppler geometry is not the one its centres of aperture give.

    The standard projects with the antenna's state at the centre of aperture. That is the zero-Doppler position seen
    from another time, as long as the path in between is the hyperbola DRateSFPoly stands for; a strongly squinted image
    from an unsteady path is not such a case.
    """
    for field in ("RMA.INCA.DRateSFPoly", "Grid.TimeCOAPoly"):
        get(field)
    line, sample = np.meshgrid(
        np.linspace(0, model.lines - 1, 3), np.linspace(0, model.samples - 1, 3), indexing="ij"
    )
    ground = image_to_ground(model, line, sample, model.reference_height)
    on_ground = np.isfinite(ground).all(axis=-1)
    if not on_ground.any():
        raise EngineError(f"{path} sees no ground: its ranges are shorter than its height; the metadata are damaged.")
    with np.errstate(invalid="ignore"):
        pixels, _, _ = sicd.project_ground_to_image(ground[on_ground], tolerance=1e-6, max_iterations=100)
    miss = float(np.abs(pixels - np.stack([sample, line], axis=-1)[on_ground]).max())
    if not np.isfinite(miss):
        raise EngineError(f"{path} has a geometry the standard's projection does not solve; the metadata are damaged.")
    if miss > AGREEMENT:
        raise EngineError(
            f"{path} is squinted so that its pixels are {miss:.3g} pixels from their zero-Doppler place, which is not "
            "supported yet; choose a product processed to zero Doppler."
        )


def _get(sicd: Any, path: Path, field: str) -> Any:
    value = sicd
    for name in field.split("."):
        value = getattr(value, name, None)
    if value is None:
        raise EngineError(f"{path} lacks the SICD field {field}; ask its producer for a complete product.")
    return value


def _finite(get: Any, field: str, value: np.ndarray) -> np.ndarray:
    if not np.isfinite(value).all():
        path = get.args[1]
        raise EngineError(f"{path} has a SICD field {field} that is not a finite number; the metadata are damaged.")
    return value


def _number(get: Any, field: str, *, positive: bool = False) -> float:
    value = float(_finite(get, field, np.asarray(get(field), float)))
    if positive and value <= 0.0:
        path = get.args[1]
        raise EngineError(f"{path} has a SICD field {field} of {value:g}; it must be greater than zero.")
    return value


def _coefficients(get: Any, field: str) -> np.ndarray:
    return _finite(get, field, np.atleast_1d(np.asarray(get(f"{field}.Coefs"), float)))


def _vector(get: Any, field: str) -> np.ndarray:
    return _finite(get, field, np.asarray(get(field).get_array(), float))
