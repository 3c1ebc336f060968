"""Correspondences to points on the map, sorted into tiles, and the pixels that gave none."""

from __future__ import annotations

import dataclasses
import math
import threading
from pathlib import Path

import numpy as np
import pyproj

from ..correlation.model import RESIDUALS, Correlation, fitted
from ..correlation.variogram import VariogramSample
from ..errors import EngineError
from ..files.intermediate import let_go, scratch_array
from ..image.signal import NoiseFloor
from ..job import Context
from ..matching.correspondence import Correspondence
from ..parallel import ahead
from ..points.between import CoarseHeights, placed
from ..points.cloud import Cloud
from ..points.densifying import densified
from ..points.outliers import bright, certain, within, without_outliers
from ..points.slant_layers import SlantLayers
from ..points.triangulation import LINES, GroundPoints, triangulated
from ..reasons import Reason
from ..refinement.ties import TypicalCovariance
from ..sensor.ellipsoid import ecef_to_geodetic
from ..sensor.model import SensorModel
from .extent import Extent
from .left_out import Inside
from .mask import NEAR
from .spool import PointSpool

TYPICAL = 0.75
"""Share of neighbouring points that a supported pixel size must reach across."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """How points are judged and where they go.

    Parameters
    ----------
    crs : pyproj.CRS
        Of the map.
    least_certainty : float
        Matches of less are dropped.
    heights : (float, float)
        Lowest and highest height that counts [m above the ellipsoid].
    cloud : Cloud, optional
    slant : SlantLayers, optional
    inside : Inside, optional
        Points elsewhere count for their neighbours, but go neither into the point cloud nor into the slant layers.
    """

    crs: pyproj.CRS
    least_certainty: float
    heights: tuple[float, float] = (-math.inf, math.inf)
    cloud: Cloud | None = None
    slant: SlantLayers | None = None
    inside: Inside | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class Gathered:
    """What the correspondences gave.

    Parameters
    ----------
    reasons : (lines, samples) uint8 array
        `Reason` of every pixel of the reference image, on disk.
    voids : PointSpool
        Places of pixels without a height, at heights between their neighbours'; with line and sample.
    points : int
    median_sigma : float
        [m]
    spacing : float
        Distance [m] on the ground within which the next point lies, for `TYPICAL` of the points, in the coarser of the
        two directions.
    correlation : Correlation or None
        Of the errors of the matches, by their residuals across the epipolar curve; None where there are too few.
    covariance : (2, 2) ndarray
        Typical covariance of the matches [px^2].
    """

    reasons: np.ndarray
    voids: PointSpool
    points: int
    median_sigma: float
    spacing: float
    correlation: Correlation | None
    covariance: np.ndarray


def gather(
    correspondence: Correspondence,
    models: tuple[SensorModel, SensorModel],
    floor: NoiseFloor,
    spool: PointSpool,
    folder: Path,
    settings: Settings,
    context: Context,
) -> Gathered:
    """Triangulate everything into the spool, and place what was rejected.

    Raises
    ------
    EngineError
        There is no point at all; or the map is cut or distorted where the scene is.
    """
    reference, secondary = models
    transformer = pyproj.Transformer.from_crs("EPSG:4326", settings.crs, always_xy=True)
    extent = Extent(settings.crs)
    shape = correspondence.lines, correspondence.samples
    reasons = scratch_array(folder / "reasons.pixels", np.uint8, shape)
    heights = CoarseHeights(*shape)
    covariance = TypicalCovariance(correspondence.lines)
    sigmas, along, across = LogHistogram(), LogHistogram(), LogHistogram()
    residuals = VariogramSample(*shape)
    judged = (
        (line, _judged(points, floor.dark(line, len(points.height)), settings))
        for line, points in ahead(triangulated(correspondence, reference, secondary, covariance.add))
    )
    for line, points in without_outliers(judged):
        context.progress(0.8 * min((line + LINES) / shape[0], 1.0))
        reasons[line : line + len(points.height)] = points.reason
        heights.add(line, points)
        known = np.isfinite(points.height)
        places = points.longitude[known], points.latitude[known]
        x, y = np.full((2, *known.shape), np.nan)
        x[known], y[known] = transformer.transform(*places)
        extent.add(*places, x[known], y[known])
        spool.add(densified(x, y, points.height, points.sigma, spool.pixel_size, points.certainty))
        sigmas.add(points.sigma)
        residuals.add(line, 0, points.across)
        along.add(np.hypot(np.diff(x, axis=0), np.diff(y, axis=0)))
        across.add(np.hypot(np.diff(x, axis=1), np.diff(y, axis=1)))
        kept = points
        if settings.inside is not None:
            kept = points.without(~settings.inside(x, y), Reason.LEFT_OUT)
            reasons[line : line + len(kept.height)] = kept.reason
        _hand_over(settings, line, kept, x, y)
        let_go(reasons)
    if sigmas.count == 0:
        if (reasons == Reason.BEYOND_RANGE).any():
            raise EngineError(
                "All heights lie outside of the range that was searched, {low:.0f} to {high:.0f} m above the "
                "ellipsoid; search a wider range, or check the geometry of both images.",
                low=settings.heights[0],
                high=settings.heights[1],
            )
        raise EngineError(
            "No match gives a ground point: the rays of the two images do not meet, or no match is certain enough; "
            "check the geometry of both images and run matchpatches again."
        )

    growing = threading.Lock()

    def to_map(xyz: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        lon, lat, _ = ecef_to_geodetic(xyz)
        x, y = transformer.transform(lon, lat)
        with growing:
            extent.add(lon, lat, x, y)
        return x, y

    (folder / "voids").mkdir()
    voids = PointSpool(folder / "voids", spool.pixel_size, halo=NEAR)
    for number, points in enumerate(placed(reasons, heights, models, to_map, spool.pixel_size)):
        context.progress(0.8 + 0.2 * min(number * LINES / shape[0], 1.0))
        voids.add(points)
        let_go(reasons)
    spacing = np.nanmax([along.quantile(TYPICAL), across.quantile(TYPICAL), 0.0])
    residuals.detrend()  # what the navigation does to the whole image
    cell = across.quantile(0.5), along.quantile(0.5)
    correlation = fitted(residuals.variogram(cell), RESIDUALS) if np.isfinite(cell).all() else None
    median = sigmas.quantile(0.5)
    return Gathered(reasons, voids, sigmas.count, median, float(spacing), correlation, covariance.median())


def _judged(points: GroundPoints, dark: np.ndarray, settings: Settings) -> GroundPoints:
    """The points of a band without those that are no measurement by themselves."""
    return within(certain(bright(points, dark), settings.least_certainty), settings.heights)


def _hand_over(settings: Settings, line: int, points: GroundPoints, x: np.ndarray, y: np.ndarray) -> None:
    if settings.slant is not None:
        settings.slant.add(line, points)
    if settings.cloud is not None:
        known = points.reason == Reason.MEASURED
        measures = {name: getattr(points, name)[known] for name in ("sigma", "certainty", "residual")}
        row, column = np.nonzero(known)
        settings.cloud.add(x[known], y[known], points.height[known], **measures, line=line + row, sample=column)


_EDGES = np.geomspace(1e-3, 1e3, 1400)  # bins of 1 %


class LogHistogram:
    """Counts of values in logarithmic bins of one percent, from a thousandth to a thousand."""

    def __init__(self) -> None:
        self._counts = np.zeros(len(_EDGES) + 1, np.int64)

    def add(self, values: np.ndarray) -> None:
        """Count values; NaN and infinite ones are none."""
        known = values[np.isfinite(values)]
        self._counts += np.bincount(np.searchsorted(_EDGES, known), minlength=len(self._counts))

    @property
    def count(self) -> int:
        return int(self._counts.sum())

    def quantile(self, share: float) -> float:
        """The value below which `share` (0..1) of the counted ones lie; NaN where none was counted."""
        if self.count == 0:
            return float("nan")
        place = int(np.searchsorted(np.cumsum(self._counts), share * self.count))
        return float(_EDGES[min(place, len(_EDGES) - 1)])
