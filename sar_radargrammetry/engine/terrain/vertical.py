"""What the heights of a raster are measured from, and in which unit.

Nothing is ever converted silently: a raster's heights are either metres, or refused; and the surface they are counted
from is read off its coordinate system, so that the datums of two rasters can be compared.
"""

from __future__ import annotations

import dataclasses

import pyproj
from osgeo import gdal
from pyproj.crs import CompoundCRS

from ..errors import EngineError
from ..message import Message

ELLIPSOID = "WGS 84 ellipsoid"
"""Name of the surface all heights of this engine are counted from."""

THE_DEM = Message("The DEM")

METADATA_KEY = "VERTICAL_DATUM"
"""GDAL metadata item that names the surface where the coordinate system cannot."""

_METRES = {"m", "metre", "metres", "meter", "meters"}
_FEET = ("ft", "foot", "feet")


@dataclasses.dataclass(frozen=True, kw_only=True)
class VerticalDatum:
    """The surface that heights are counted from.

    Parameters
    ----------
    name : str or None
        Name of the vertical CRS or of the ellipsoid; None when the raster does not say.
    ellipsoidal : bool or None
        True for heights above an ellipsoid, False for heights above a geoid or a mean sea level, None when the
        raster does not say.
    crs : str, optional
        WKT of the vertical CRS, where the raster has one.
    """

    name: str | None
    ellipsoidal: bool | None
    crs: str | None = None

    def conflicts(self, other: VerticalDatum) -> bool:
        """True when both are stated and heights of one cannot be subtracted from heights of the other."""
        if self.ellipsoidal is None or other.ellipsoidal is None:
            return False
        if self.ellipsoidal and other.ellipsoidal:
            return False
        return self.ellipsoidal != other.ellipsoidal or self.name != other.name


UNSTATED = VerticalDatum(name=None, ellipsoidal=None)


def spatial_reference(dataset: gdal.Dataset) -> pyproj.CRS | None:
    """The CRS of a raster, its vertical part included; None when it has none."""
    reference = dataset.GetSpatialRef()
    if reference is None or reference.IsLocal():
        return None
    return pyproj.CRS.from_wkt(reference.ExportToWkt(["FORMAT=WKT2_2019"]))


def horizontal(crs: pyproj.CRS) -> pyproj.CRS:
    """The two-dimensional part of a compound or three-dimensional CRS."""
    for part in crs.sub_crs_list:
        if not part.is_vertical:
            return part.to_2d()
    return crs.to_2d()


def crs_datum(crs: pyproj.CRS) -> VerticalDatum | None:
    """The surface that heights in a compound or three-dimensional CRS are counted from; None for any other."""
    for part in crs.sub_crs_list:
        if part.is_vertical:
            # A compound CRS may state ellipsoidal heights too (GDAL writes such ones from old GeoTIFF keys).
            ellipsoidal = "ellipsoid" in part.name.lower()
            return VerticalDatum(name=part.name, ellipsoidal=ellipsoidal, crs=part.to_wkt())
    if len(crs.axis_info) == 3:
        return VerticalDatum(name=f"{crs.ellipsoid.name} ellipsoid", ellipsoidal=True)
    return None


def vertical_datum(dataset: gdal.Dataset) -> VerticalDatum:
    """The surface that the heights of `dataset` are counted from, by its CRS or else by its metadata."""
    crs = spatial_reference(dataset)
    stated = None if crs is None else crs_datum(crs)
    if stated is not None:
        return stated
    named = dataset.GetMetadataItem(METADATA_KEY)
    if named:
        return VerticalDatum(name=named, ellipsoidal="ellipsoid" in named.lower())
    return UNSTATED


def compound(crs: str, vertical: str) -> str:
    """WKT of a horizontal CRS together with a vertical one, each a code or WKT."""
    parts = [horizontal(pyproj.CRS.from_user_input(crs)), pyproj.CRS.from_user_input(vertical)]
    return CompoundCRS(name=" + ".join(part.name for part in parts), components=parts).to_wkt()


def require_metres(dataset: gdal.Dataset, what: Message) -> None:
    """Refuse a raster whose band 1 is not heights in metres.

    Parameters
    ----------
    dataset : gdal.Dataset
    what : Message
        How the error sentence names the raster, such as ``The DEM /a/b.tif``.

    Raises
    ------
    EngineError
        The band or the vertical CRS is in another unit; the horizontal CRS is in feet and nothing states the unit of
        the heights, which then most likely are feet as well; or the numbers have 8 bits and no unit, as in pictures.
    """
    band = dataset.GetRasterBand(1)
    band_unit = (band.GetUnitType() or "").strip().lower()
    if not band_unit and gdal.GetDataTypeSize(band.DataType) == 8 and band.GetScale() in (None, 1.0):
        raise EngineError(
            "{what} has 8-bit numbers without a unit, as pictures and hillshades have; give a raster of heights, or "
            "convert it to 16 bits if these are heights in metres.",
            what=what,
        )
    if band_unit and band_unit not in _METRES:
        raise _not_metres(what, band_unit)
    crs = spatial_reference(dataset)
    if crs is None:
        return
    axes = [axis for part in (*crs.sub_crs_list, crs) for axis in part.axis_info]
    vertical = [axis for axis in axes if axis.direction in ("up", "down")]
    for axis in vertical:
        if axis.direction == "down":
            raise EngineError("{what} holds depths (positive down), not heights; negate its values first.", what=what)
        if abs(axis.unit_conversion_factor - 1.0) > 1e-9:
            raise _not_metres(what, axis.unit_name)
    unlabelled = not band_unit and not vertical
    if unlabelled and any(is_foot(axis.unit_name) for axis in horizontal(crs).axis_info):
        raise EngineError(
            "{what} is in a coordinate system in feet and does not say the unit of its heights; convert its heights "
            "to metres, or set its band unit to m if they are.",
            what=what,
        )


def _not_metres(what: Message, unit: str) -> EngineError:
    if is_foot(unit):
        return EngineError(
            "{what} has heights in feet ({unit}); convert them to metres first (multiply by 0.3048).",
            what=what,
            unit=unit,
        )
    return EngineError("{what} has values in {unit}, not heights in metres; convert it first.", what=what, unit=unit)


def is_foot(unit: str) -> bool:
    """Whether the name of a unit is one of the feet there are."""
    return any(word in _FEET for word in unit.lower().replace("-", " ").replace("_", " ").split())


def open_map_raster(path: str, what: Message) -> gdal.Dataset:
    """Open a raster to read, with the vertical part of its CRS reported.

    GDAL hides the vertical CRS of GeoTIFF 1.0 files unless it is asked, and that part states a geoid.

    Raises
    ------
    EngineError
        Missing, not a raster, or without bands.
    """
    before = gdal.GetThreadLocalConfigOption("GTIFF_REPORT_COMPD_CS")
    gdal.SetThreadLocalConfigOption("GTIFF_REPORT_COMPD_CS", "YES")
    try:
        dataset = gdal.OpenEx(str(path), gdal.OF_RASTER)
        dataset.GetSpatialRef()  # read while the option holds
    except RuntimeError as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise EngineError(
            "{what} {path} cannot be read ({reason}); give a raster that GDAL opens.",
            what=what,
            path=path,
            reason=reason,
        ) from error
    finally:
        gdal.SetThreadLocalConfigOption("GTIFF_REPORT_COMPD_CS", before)
    if dataset.RasterCount == 0:
        raise EngineError("{what} {path} has no raster band; name one of its layers instead.", what=what, path=path)
    return dataset
