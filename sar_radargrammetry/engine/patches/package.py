"""The patch plan on disk: a GeoPackage whose footprints show on the map and whose table steers the matching."""

from __future__ import annotations

import dataclasses
import json
import math
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from osgeo import ogr, osr

from ..errors import EngineError
from ..files.atomic import atomic_output, relative, unwritten
from ..files.names import is_inside
from ..image.window import Window
from ..longitude import kind_of, polygon, whole_outline
from ..record import ITEM
from ..terrain.geoid import AUTO, geoid_file

FOLDER_ITEM = "SAR_RADARGRAMMETRY_FOLDER"
"""Metadata of a copy: the folder from which the paths in `ITEM` count."""
LAYER = "patches"
BEYOND, MIN_BEYOND = 0.5, 30.0
"""Share of a range that was not stated by which matching may go beyond either end, and metres at the least."""
QUALITY = ("matched", "certainty", "residual")
FIELDS = tuple(f"{image}_{name}" for image in ("ref", "sec") for name in ("line", "sample", "lines", "samples"))


@dataclasses.dataclass(frozen=True)
class Patch:
    """A pair of windows, and the reference window's footprint on the ground.

    Parameters
    ----------
    number : int
    reference, secondary : Window
    footprint : (n, 2) ndarray
        Longitude, latitude [degrees] of the outline as `image.outline.footprint` gives it.
    """

    number: int
    reference: Window
    secondary: Window
    footprint: np.ndarray


@dataclasses.dataclass(frozen=True)
class Quality:
    """How well a patch was matched.

    Parameters
    ----------
    matched : float
        Share of its pixels with a match, 0..1.
    certainty : float
        Median certainty of the matches; NaN without any.
    residual : float
        Median distance of the matches from their epipolar curves [px]; NaN without any.
    """

    matched: float
    certainty: float
    residual: float


@dataclasses.dataclass(frozen=True)
class PatchPlan:
    """Everything `matchpatches` needs to know.

    Parameters
    ----------
    reference, secondary : Path
        Slant images.
    dem : str or Path or None
        Also the name of a raster inside another file, such as ``NETCDF:"a.nc":Band1``.
    dem_vertical : str
        What the DEM's heights count from: ``auto`` as its file states, otherwise see `terrain.geoid.height_surface`.
    min_height, max_height : float
        Range in which the terrain lies [m above the ellipsoid].
    stated : (float or None, float or None)
        Which part of the range was stated; the rest was found in the images or follows from a DEM, and the ground may
        go on beyond it.
    patch_size, overlap : int
        Pixels.
    patches : tuple of Patch
    """

    reference: Path
    secondary: Path
    dem: str | Path | None
    dem_vertical: str
    min_height: float
    max_height: float
    stated: tuple[float | None, float | None]
    patch_size: int
    overlap: int
    patches: tuple[Patch, ...]

    @property
    def limits(self) -> tuple[float, float]:
        """Lowest and highest height that matching may search [m above the ellipsoid]."""
        return search_limits(self.min_height, self.max_height, self.stated)


def search_limits(
    min_height: float, max_height: float, stated: tuple[float | None, float | None]
) -> tuple[float, float]:
    """Lowest and highest height that matching may search [m above the ellipsoid]; see `PatchPlan`."""
    beyond = max(MIN_BEYOND, BEYOND * (max_height - min_height))
    low, high = stated
    return min_height - beyond if low is None else low, max_height + beyond if high is None else high


def write_plan(path: str | Path, plan: PatchPlan, qualities: Sequence[Quality] = ()) -> None:
    """Write a GeoPackage, complete or not at all; with the quality of each patch once they were matched."""
    path = Path(path)
    geoid = geoid_file(plan.dem_vertical)
    about = {
        "reference": relative(plan.reference, path),
        "secondary": relative(plan.secondary, path),
        "dem": None if plan.dem is None else relative(plan.dem, path),
        "dem_vertical": plan.dem_vertical if geoid is None else relative(geoid, path),
        "min_height": plan.min_height,
        "max_height": plan.max_height,
        "stated": list(plan.stated),
        "patch_size": plan.patch_size,
        "overlap": plan.overlap,
    }
    wgs84 = osr.SpatialReference()
    wgs84.ImportFromEPSG(4326)
    wgs84.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    with atomic_output(path) as temporary:
        try:
            dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(temporary))
            shapes = [polygon(patch.footprint) for patch in plan.patches]
            kind = kind_of(shapes)
            layer = dataset.CreateLayer(LAYER, wgs84, kind)
            layer.SetMetadataItem(ITEM, json.dumps(about))
            for name in ("patch", *FIELDS):
                layer.CreateField(ogr.FieldDefn(name, ogr.OFTInteger))
            for name in QUALITY if qualities else ():
                layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal))
            dataset.StartTransaction()
            for patch, shape, quality in zip(plan.patches, shapes, qualities or [None] * len(shapes), strict=True):
                layer.CreateFeature(_feature(layer, patch, ogr.ForceTo(shape, kind), quality))
            dataset.CommitTransaction()
            layer = dataset = None
        except RuntimeError as error:
            raise unwritten(path, error) from error


def _feature(layer: ogr.Layer, patch: Patch, shape: ogr.Geometry, quality: Quality | None) -> ogr.Feature:
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetField("patch", patch.number)
    values = (*dataclasses.astuple(patch.reference), *dataclasses.astuple(patch.secondary))
    for name, value in zip(FIELDS, values, strict=True):
        feature.SetField(name, int(value))
    for name in QUALITY if quality is not None else ():
        if not math.isnan(getattr(quality, name)):
            feature.SetField(name, round(getattr(quality, name), 4))
    feature.SetGeometry(shape)
    return feature


def read_plan(path: str | Path) -> PatchPlan:
    """Read what `write_plan` wrote.

    Raises
    ------
    EngineError
        The file is missing, no patch plan, or empty.
    """
    path = Path(path)
    if not path.is_file():
        raise EngineError("The patches file {path} does not exist; run createpatches first.", path=path)
    try:
        dataset = ogr.Open(str(path))
        layer = dataset.GetLayerByName(LAYER)
        about = json.loads(layer.GetMetadataItem(ITEM))
        patches = tuple(_patch(feature) for feature in layer)
        # QGIS gives a part of the patches in a temporary file, and says where they are.
        folder = Path(layer.GetMetadataItem(FOLDER_ITEM) or path.absolute().parent)
        plan = PatchPlan(
            reference=_absolute(about["reference"], folder),
            secondary=_absolute(about["secondary"], folder),
            dem=_dem(about["dem"], folder),
            dem_vertical=_dem_vertical(about, folder),
            min_height=float(about["min_height"]),
            max_height=float(about["max_height"]),
            stated=_stated(about),
            patch_size=int(about["patch_size"]),
            overlap=int(about["overlap"]),
            patches=patches,
        )
    except (RuntimeError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise EngineError(
            "{path} is not a patches file made by createpatches; run createpatches and use its output.", path=path
        ) from error
    if not plan.patches:
        raise EngineError("{path} holds no patch; run createpatches on images that overlap.", path=path)
    return plan


def _stated(about: dict) -> tuple[float | None, float | None]:
    """The stated limits; a plan of version 0.9.0 does not say, so both of its limits hold."""
    low, high = about.get("stated", (about["min_height"], about["max_height"]))
    return (None if low is None else float(low)), (None if high is None else float(high))


def _dem(name: str | None, folder: Path) -> str | Path | None:
    return name if name is None or is_inside(name) else _absolute(name, folder)


def _dem_vertical(about: dict, folder: Path) -> str:
    """The DEM's vertical datum; a plan of version 0.9.0 leaves it to the DEM's file."""
    text = str(about.get("dem_vertical", AUTO))
    geoid = _absolute(text, folder)
    return str(geoid) if geoid.is_file() else text


def _absolute(path: str, folder: Path) -> Path:
    return Path(os.path.normpath(folder / path))


def _patch(feature: ogr.Feature) -> Patch:
    values = [int(feature.GetField(name)) for name in FIELDS]
    return Patch(
        int(feature.GetField("patch")),
        Window(*values[:4]),
        Window(*values[4:]),
        whole_outline(feature.GetGeometryRef()),
    )
