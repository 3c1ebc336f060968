"""The sensor model of a SICD image, from its metadata.

Equations: SICD Volume 3, Image Projections Description Document, section 4.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
from numpy.polynomial import polynomial

from ...errors import EngineError
from ...sensor.ellipsoid import ecef_to_geodetic, up_vector
from ...sensor.ground import image_to_ground
from ...sensor.model import SensorModel
from ...sensor.range_doppler import RangeDopplerModel
from ...sensor.sicd_model import SicdModel
from ...sensor.sicd_projection import Plane, PolarFormat, Projection, RangeAzimuth, RangeDoppler
from ...sensor.trajectory import Trajectory
from .fields import SicdFields

CURVED_TIME = 1e-3
"""Lines may be off a uniform spacing in time by this many pixels and still count as evenly spaced."""

TRACK_MARGIN = 0.2
"""Share of the image's duration the trajectory is kept valid for on both sides: ground_to_image looks a tenth out."""

SCP_MISS = 10.0
"""Pixels by which the scene centre point may miss its own pixel before the metadata contradict themselves."""

AGREEMENT = 0.01
"""Pixels within which an image is zero-Doppler."""

INVERTED = 1e-3
"""Pixels within which a pixel's ground point must come back to it: more is a projection that has no inverse."""


def sicd_model(sicd: Any, path: Path) -> SensorModel:
    """The model of a SICD image of any grid.

    Lines of the model are columns of the SICD and samples are rows, which the standard has along range, unless the
    range changes faster along columns. A range / zero-Doppler image with evenly spaced lines whose centres of aperture
    see the same as the closest approaches is a `RangeDopplerModel`, all others a `SicdModel`.

    Parameters
    ----------
    sicd : sarpy SICDType
    path : Path
        Its file, for messages.

    Raises
    ------
    EngineError
        An unknown grid, a missing or absurd field, or metadata that contradict themselves.
    """
    fields = SicdFields(path, sicd)
    model = _standard_model(fields)
    if isinstance(model.projection, RangeDoppler):
        _check_closest_approach(model, fields)
        simple = _zero_doppler_model(model)
        if simple is not None and _agree(simple, model):
            return simple
    _check_inverse(model, path)
    return model


def lines_are_columns(model: SensorModel) -> bool:
    """Whether the lines of a model of `sicd_model` are columns of the SICD, and not rows."""
    return not isinstance(model, SicdModel) or model.line_step[1] != 0.0


def _standard_model(fields: SicdFields) -> SicdModel:
    """The model by the standard's formula for the image's grid."""
    scp = fields.vector("GeoData.SCP.ECF")
    spacing = np.array([fields.number(f"Grid.{axis}.SS", positive=True) for axis in ("Row", "Col")])
    size = [int(fields.get(f"ImageData.{name}")) for name in ("NumRows", "NumCols")]
    first = [int(fields.get(f"ImageData.First{axis}")) for axis in ("Row", "Col")]
    centre = [int(fields.get(f"ImageData.SCPPixel.{axis}")) for axis in ("Row", "Col")]
    arp = fields.path_polynomial()
    projection = _projection(fields, scp, arp)
    model = SicdModel(
        lines=size[1],
        samples=size[0],
        look_side="right",
        reference_height=float(ecef_to_geodetic(scp)[2]),
        origin=(np.array(first) - np.array(centre)) * spacing,
        line_step=np.array([0.0, spacing[1]]),
        sample_step=np.array([spacing[0], 0.0]),
        time_coa=fields.polynomial2("Grid.TimeCOAPoly"),
        arp=arp,
        projection=projection,
    )
    model = dataclasses.replace(model, look_side=_look_side(model, scp, fields))
    # A range / zero-Doppler grid has its ranges along rows by definition.
    zero_doppler = isinstance(projection, RangeDoppler)
    if not zero_doppler and _range_slope(model, model.line_step) > _range_slope(model, model.sample_step):
        swapped = {"lines": size[0], "samples": size[1]}
        model = dataclasses.replace(model, line_step=model.sample_step, sample_step=model.line_step, **swapped)
    return model


def _projection(fields: SicdFields, scp: np.ndarray, arp: np.ndarray) -> Projection:
    grid = fields.get("Grid.Type")
    if grid == "RGZERO":
        return RangeDoppler(
            range_at_scp=fields.number("RMA.INCA.R_CA_SCP", positive=True),
            closest_time=fields.polynomial("RMA.INCA.TimeCAPoly"),
            rate_scale=fields.polynomial2("RMA.INCA.DRateSFPoly"),
            velocity=polynomial.polyder(arp, axis=0),
        )
    if grid in ("PLANE", "XRGYCR", "XCTYAT"):
        return Plane(scp, fields.vector("Grid.Row.UVectECF"), fields.vector("Grid.Col.UVectECF"))
    if grid != "RGAZIM":
        raise EngineError(
            "{path} is a SICD on a grid {grid}, which the standard does not have; the metadata are damaged.",
            path=fields.path,
            grid=grid,
        )
    formation = fields.get("ImageFormation.ImageFormAlgo")
    if formation == "PFA":
        return PolarFormat(scp, fields.polynomial("PFA.PolarAngPoly"), fields.polynomial("PFA.SpatialFreqSFPoly"))
    if formation == "RGAZCOMP":
        return RangeAzimuth(scp, fields.number("RgAzComp.AzSF"))
    raise EngineError(
        "{path} is a SICD on a RGAZIM grid formed by {formation}; the standard knows this grid with PFA and RGAZCOMP "
        "only, so its geometry is unknown.",
        path=fields.path,
        formation=formation,
    )


def _look_side(model: SicdModel, scp: np.ndarray, fields: SicdFields) -> str:
    """The side the scene centre lies on; the stated one must not contradict it."""
    zero = np.array(0.0)
    there = dataclasses.replace(model, origin=np.zeros(2)).projection_set(zero, zero)
    lon, lat, _ = ecef_to_geodetic(there.arp)
    side = "right" if np.cross(there.varp, up_vector(lon, lat)) @ (scp - there.arp) > 0 else "left"
    stated = getattr(fields.values.SCPCOA, "SideOfTrack", None)
    if stated is not None and stated != side[0].upper():
        raise EngineError(
            "{path} states look side {stated}, but its scene lies {side} of the track; it is damaged.",
            path=fields.path,
            stated=stated,
            side=side,
        )
    return side


def _range_slope(model: SicdModel, step: np.ndarray) -> float:
    """How fast the range changes along a direction of the grid, at the scene centre point [m/m]."""
    length = np.linalg.norm(step)
    along = dataclasses.replace(model, origin=np.zeros(2), line_step=step / length, sample_step=step[::-1] / length)
    with np.errstate(all="ignore"):
        range_ = along.projection_set(np.array([-1.0, 1.0]), np.zeros(2)).range_
    return abs(float(range_[1] - range_[0])) / 2.0


def _check_closest_approach(model: SicdModel, fields: SicdFields) -> None:
    """Refuse metadata whose scene centre point lies far from where its own range and time put it."""
    projection, scp = model.projection, fields.vector("GeoData.SCP.ECF")
    time = projection.closest_time[0]
    to_scp = scp - polynomial.polyval(time, model.arp)
    velocity = polynomial.polyval(time, projection.velocity)
    along = abs(velocity @ to_scp) / np.linalg.norm(velocity) / np.linalg.norm(model.line_step)
    across = abs(np.linalg.norm(to_scp) - projection.range_at_scp) / np.linalg.norm(model.sample_step)
    if not max(along, across) < SCP_MISS:
        raise EngineError(
            "{path} contradicts itself: its scene centre point lies {along:.3g} lines and {across:.3g} samples from "
            "its own pixel; the metadata are damaged or wrongly written.",
            path=fields.path,
            along=along,
            across=across,
        )
    near_range = projection.range_at_scp + model.origin[0]
    if near_range <= 0:
        raise EngineError(
            "{path} states a near range of {near_range:.6g} m; its metadata are damaged.",
            path=fields.path,
            near_range=near_range,
        )
    if len(projection.closest_time) < 2:
        raise EngineError(
            "{path} has a TimeCAPoly whose time does not change from line to line; it is damaged.", path=fields.path
        )


def _zero_doppler_model(model: SicdModel) -> RangeDopplerModel | None:
    """The lines as times and the samples as ranges of closest approach; none when the times are not evenly spaced."""
    closest_time = model.projection.closest_time
    column = np.linspace(0, model.lines - 1, min(model.lines, 1001))
    time = polynomial.polyval(model.origin[1] + column * model.line_step[1], closest_time)
    if len(closest_time) == 2:
        first_time, interval = float(time[0]), float(closest_time[1] * model.line_step[1])
    elif model.lines > 1:
        first_time, interval = (float(c) for c in polynomial.polyfit(column, time, 1))
    else:
        return None
    if not (np.isfinite(first_time) and np.isfinite(interval)) or interval == 0.0:
        return None
    if not np.abs(time - first_time - interval * column).max() <= CURVED_TIME * abs(interval):
        return None
    ends = sorted((first_time - 0.5 * interval, first_time + (model.lines - 0.5) * interval))
    margin = TRACK_MARGIN * (ends[1] - ends[0])
    return RangeDopplerModel(
        trajectory=Trajectory.from_polynomial(model.arp, ends[0] - margin, ends[1] + margin),
        lines=model.lines,
        samples=model.samples,
        first_line_time=first_time,
        line_interval=interval,
        near_range=model.projection.range_at_scp + model.origin[0],
        range_spacing=model.sample_step[0],
        look_side=model.look_side,
        reference_height=model.reference_height,
    )


def _agree(simple: RangeDopplerModel, model: SicdModel) -> bool:
    """Whether zero-Doppler geometry is the one the centres of aperture give.

    The standard projects with the antenna's state at the centre of aperture. That is the zero-Doppler position seen
    from another time, as long as the path in between is the hyperbola DRateSFPoly stands for; a strongly squinted image
    from an unsteady path is not such a case.
    """
    line, sample = _nine_places(model)
    heights = model.reference_height + np.array([[[0.0]], [[500.0]]])
    ground = image_to_ground(simple, line, sample, heights)
    projected = np.isfinite(ground).all(axis=-1)
    if not projected.any():
        return False
    theirs = np.stack(model.ground_to_image(ground))
    ours = np.stack(np.broadcast_arrays(line, sample, projected)[:2])
    with np.errstate(invalid="ignore"):
        return bool((np.abs(theirs - ours).max(axis=0)[projected] <= AGREEMENT).all())


def _check_inverse(model: SicdModel, path: Path) -> None:
    """Refuse metadata by which the image shows no ground, or several pixels show the same."""
    line, sample = _nine_places(model)
    with np.errstate(all="ignore"):
        ground = image_to_ground(model, line, sample, model.reference_height)
        pixels = model.projection_set(line, sample)
        projected = np.isfinite(ground).all(axis=-1) & (pixels.range_ > 0)
    if not projected.any():
        raise EngineError(
            "{path} shows no ground: its ranges are shorter than its height; the metadata are damaged.", path=path
        )
    back = np.stack(model.ground_to_image(ground[projected]))
    if not (np.abs(back - np.stack([line, sample])[:, projected]) <= INVERTED).all():
        raise EngineError(
            "{path} has a geometry by which ground points have no pixel or several; the metadata are damaged.",
            path=path,
        )


def _nine_places(model: SensorModel) -> tuple[np.ndarray, np.ndarray]:
    """Lines and samples, each (3, 3), of the image's corners, edges and middle."""
    line, sample = np.linspace(0, model.lines - 1, 3), np.linspace(0, model.samples - 1, 3)
    return tuple(np.meshgrid(line, sample, indexing="ij"))
