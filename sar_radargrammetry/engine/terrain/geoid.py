"""Surfaces that heights are counted from, and how far each lies from the ellipsoid.

With N the height of the surface above the ellipsoid (for a geoid its undulation), a height h above the ellipsoid and a
height H above the surface belong together by h = H + N. N comes from the geoid grids of PROJ that are installed on
this machine, or from a raster that the user names; nothing is ever fetched from the network.
"""

from __future__ import annotations

import dataclasses
import functools
import os
import warnings
from pathlib import Path

import numpy as np
import pyproj
from osgeo import osr
from pyproj.aoi import AreaOfInterest
from pyproj.crs import CompoundCRS
from pyproj.transformer import Transformer, TransformerGroup

from ..errors import EngineError
from ..longitude import TURN, Bounds, transformed_bounds, wrapped
from ..message import Message
from .dem import Dem, open_dem
from .vertical import ELLIPSOID, THE_DEM, VerticalDatum

AUTO = "auto"
"""What the file states."""

FARTHEST = 150.0
"""No geoid lies farther from the ellipsoid [m]; the extremes of EGM2008 are -107 m and +86 m."""

GLOBAL_GEOIDS = ("EPSG:3855", "EPSG:5773")
"""EGM2008 and EGM96, which global elevation models count from."""

_MESH = 32  # cells between the places of a block at which the separation is computed; in between it is linear


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class HeightSurface:
    """A surface that heights are counted from, known around one place.

    Parameters
    ----------
    name : str
        For users, such as ``WGS 84 ellipsoid`` or ``EGM96 height``.
    code : str or None
        Authority code of the vertical CRS, None where there is none.
    source : Transformer, Dem or None
        What gives the separation: an operation of PROJ from heights above the surface to heights above the WGS-84
        ellipsoid, or a raster of undulations. None for the ellipsoid itself.
    """

    name: str
    code: str | None = None
    source: Transformer | Dem | None = None

    @property
    def by(self) -> str:
        """What the separation comes from, in words; empty for the ellipsoid."""
        if self.source is None:
            return ""
        if isinstance(self.source, Dem):
            return self.source.path
        # The order of axes does not change heights: a step of its own, or in newer versions of PROJ a remark.
        steps = self.source.description.replace(" (with axis order normalized for visualization)", "").split(" + ")
        return " + ".join(step for step in steps if not step.startswith("axis order change"))

    def separation(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        """Height N of the surface above the WGS-84 ellipsoid (m), positive where the surface lies higher.

        Parameters
        ----------
        lon, lat : (...,) ndarray
            WGS-84 degrees.

        Returns
        -------
        (...,) ndarray
            NaN beyond the grid.
        """
        lon, lat = np.broadcast_arrays(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
        if self.source is None:
            return np.zeros(lon.shape)
        if isinstance(self.source, Dem):
            return self.source.height(lon, lat)
        height = self.source.transform(lon, lat, np.zeros(lon.shape))[2]
        return np.where(np.isfinite(height), height, np.nan)

    def separation_on(self, crs: str, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """`separation` on a grid (rows, cols), interpolated linearly over 32 cells at most.

        Parameters
        ----------
        crs : str
            Of the coordinates.
        x, y : (cols,), (rows,) ndarray
            Map coordinates of the cell centres, y descending.
        """
        if self.source is None:
            return np.zeros((len(y), len(x)))
        mesh_x, mesh_y = _thinned(x), _thinned(y)
        lon, lat = _to_degrees(crs).transform(*np.meshgrid(mesh_x, mesh_y))
        coarse = self.separation(lon, lat)
        across = np.stack([np.interp(x, mesh_x, row) for row in coarse])
        # np.interp takes ascending places; rows run southwards.
        return np.stack([np.interp(-y, -mesh_y, column) for column in across.T], axis=1)

    def check(self, lon: float, lat: float) -> None:
        """Refuse a place (degrees) where the separation is not known.

        Raises
        ------
        EngineError
        """
        if not np.isfinite(self.separation(np.array(lon), np.array(lat))):
            raise EngineError(
                "{by} has no geoid height at {lon:.3f}, {lat:.3f}; give one that covers the scene.",
                by=self.by,
                lon=lon,
                lat=lat,
            )


ELLIPSOID_SURFACE = HeightSurface(name=ELLIPSOID)


def geoid_file(text: str) -> Path | None:
    """The raster of undulations that a user names as `height_surface` takes it; None for any other text."""
    return Path(text) if os.path.isfile(text) else None


def height_surface(text: str, bounds: Bounds) -> HeightSurface:
    """The surface that a user names.

    Parameters
    ----------
    text : str
        ``ellipsoid``; the authority code of a vertical CRS such as ``EPSG:5773``; or the path of a raster with the
        geoid's height above the ellipsoid.
    bounds : (west, south, east, north)
        Area [degrees] in which it will be used.

    Raises
    ------
    EngineError
        Not a surface; a code whose geoid grid is not installed; a raster that does not cover the area, or is no geoid.
    """
    if text.strip().lower() in ("ellipsoid", ELLIPSOID.lower()):
        return ELLIPSOID_SURFACE
    if os.path.exists(text):
        return _from_raster(text, bounds)
    try:
        crs = pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise EngineError(
            "The vertical datum {text} is neither ellipsoid, nor a code such as EPSG:5773 (EGM96), nor a file that "
            "exists; give one of them.",
            text=repr(text),
        ) from error
    # A compound CRS is vertical too: its part comes first.
    vertical = next((part for part in (*crs.sub_crs_list, crs) if part.is_vertical), None)
    if vertical is not None:
        _require_metres_upwards(vertical)
        return _from_vertical_crs(vertical, bounds)
    if len(crs.axis_info) == 3 and not crs.is_geocentric:
        return ELLIPSOID_SURFACE
    raise EngineError(
        "The coordinate system {name} has no vertical part; give a vertical one such as EPSG:5773 (EGM96).",
        name=crs.name,
    )


def known_geoids(lon: float, lat: float) -> list[HeightSurface]:
    """The geoids of `GLOBAL_GEOIDS` whose grids are on this machine and cover a place [degrees]."""
    found = []
    for code in GLOBAL_GEOIDS:
        try:
            surface = height_surface(code, (lon - 1e-3, lat - 1e-3, lon + 1e-3, lat + 1e-3))
            surface.check(lon, lat)
        except EngineError:
            continue
        found.append(surface)
    return found


def stated_surface(datum: VerticalDatum, bounds: Bounds) -> HeightSurface | None:
    """The surface that a raster states; None where it does not state one that can be looked up.

    Raises
    ------
    EngineError
        Its geoid grid is not installed.
    """
    if datum.ellipsoidal:
        return ELLIPSOID_SURFACE
    return None if datum.crs is None else _from_vertical_crs(pyproj.CRS.from_wkt(datum.crs), bounds)


def above_ellipsoid(dem: Dem, surface: HeightSurface) -> Dem:
    """A DEM whose heights count from a surface, with heights above the WGS-84 ellipsoid.

    Raises
    ------
    EngineError
        The surface is not known in the middle of the DEM.
    """
    if surface.source is None:
        return dem
    rows, cols = dem.heights.shape
    surface.check(*(float(v) for v in dem.lonlat(0.5 * (cols - 1), 0.5 * (rows - 1))))
    # The geoid is smooth: linear between every 32nd cell, as on any grid.
    col, row = _thinned(np.arange(cols, dtype=float)), _thinned(np.arange(rows, dtype=float))
    coarse = surface.separation(*dem.lonlat(*np.meshgrid(col, row)))
    across = np.stack([np.interp(np.arange(cols), col, values) for values in coarse])
    separation = np.stack([np.interp(np.arange(rows), row, values) for values in across.T], axis=1)
    heights = (dem.heights + separation).astype(dem.heights.dtype)
    return dataclasses.replace(dem, heights=heights, datum=VerticalDatum(name=ELLIPSOID, ellipsoidal=True))


def _from_raster(path: str, bounds: Bounds) -> HeightSurface:
    grid = open_dem(path, bounds=bounds, name=Message("The geoid grid"))
    low, high = grid.height_range()
    if max(-low, high) > FARTHEST:
        raise EngineError(
            "The geoid grid {path} has values from {low:.0f} to {high:.0f} m, which are no heights of a geoid above "
            "the ellipsoid; give a raster of geoid undulations.",
            path=path,
            low=low,
            high=high,
        )
    return HeightSurface(name=f"geoid of {os.path.basename(path)}", source=grid)


def _require_metres_upwards(vertical: pyproj.CRS) -> None:
    if any(axis.direction == "down" or abs(axis.unit_conversion_factor - 1.0) > 1e-9 for axis in vertical.axis_info):
        raise EngineError("{name} is not heights in metres (upwards); convert the heights first.", name=vertical.name)


def _from_vertical_crs(vertical: pyproj.CRS, bounds: Bounds) -> HeightSurface:
    """A vertical CRS by the best operation of PROJ whose grids are here; its unit is that of heights which are read."""
    _find_more_grids()
    # A switch of this thread's PROJ context: an environment variable or a proj.ini may have turned it on.
    pyproj.network.set_network_enabled(active=False)
    with warnings.catch_warnings():
        # Of grids that are missing; the error below names them.
        warnings.simplefilter("ignore", UserWarning)
        group = TransformerGroup(
            CompoundCRS(name=f"WGS 84 + {vertical.name}", components=["EPSG:4326", vertical]),
            "EPSG:4979",
            always_xy=True,
            area_of_interest=_area_of_interest(bounds),
            allow_ballpark=False,
        )
    middle = wrapped(0.5 * (bounds[0] + bounds[2])), 0.5 * (bounds[1] + bounds[3])
    code = vertical.to_authority()
    for operation in group.transformers:
        if np.isfinite(operation.transform(*middle, 0.0)[2]):
            return HeightSurface(name=vertical.name, code=":".join(code) if code else None, source=operation)
    # PROJ's second choices need several grids each; the first one that needs a single grid is the usual one.
    missing = sorted((operation.grids for operation in group.unavailable_operations), key=len)
    files = [grid.short_name for grids in missing[:1] for grid in grids]
    if files:
        raise EngineError(
            "Heights of {name} need the geoid grid {files}, which is not installed; install it (projsync --file "
            "{file}) or give the geoid as a raster instead.",
            name=vertical.name,
            files=", ".join(files),
            file=files[0],
        )
    raise EngineError(
        "PROJ has no transformation from {name} to the ellipsoid at longitude {lon:.3f}, latitude "
        "{lat:.3f}; give the geoid as a raster instead.",
        name=vertical.name,
        lon=middle[0],
        lat=middle[1],
    )


def _area_of_interest(area: Bounds) -> AreaOfInterest:
    """For PROJ west > east where the 180th meridian is crossed, and -180..180 is all around the Earth."""
    west, south, east, north = area
    if east - west >= TURN:
        return AreaOfInterest(-180.0, south, 180.0, north)
    return AreaOfInterest(wrapped(west), south, wrapped(east), north)


@functools.cache
def _find_more_grids() -> None:
    """Let pyproj look where GDAL's PROJ looks: that is where QGIS and the system install geoid grids."""
    known = pyproj.datadir.get_data_dir().split(os.pathsep)
    for folder in osr.GetPROJSearchPaths() or ():
        if folder not in known and os.path.isdir(folder):
            pyproj.datadir.append_data_dir(folder)


@functools.lru_cache(maxsize=16)
def _to_degrees(crs: str) -> Transformer:
    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def bounds_in_degrees(crs: str, bounds: tuple[float, float, float, float]) -> Bounds:
    """Of x_min, y_min, x_max, y_max of a map."""
    return transformed_bounds(_to_degrees(crs), bounds, TURN)


def _thinned(places: np.ndarray) -> np.ndarray:
    """Every 32nd place or closer, with the first and the last."""
    count = max(-(-len(places) // _MESH) + 1, 2)
    return np.linspace(places[0], places[-1], count) if len(places) > 1 else places


def check_vertical(vertical: str, lon: float, lat: float) -> None:
    """Refuse a vertical datum that is none, or whose geoid is not known at a place [degrees].

    Raises
    ------
    EngineError
    """
    height_surface(vertical, (lon - 1e-3, lat - 1e-3, lon + 1e-3, lat + 1e-3)).check(lon, lat)


def open_ground(
    path: str, *, bounds: Bounds | None = None, name: Message = THE_DEM, vertical: str = AUTO
) -> tuple[Dem, Message]:
    """Read a DEM, or the window of it that covers `bounds`, and convert its heights where they count from a geoid.

    Parameters
    ----------
    path : str
    bounds : (west, south, east, north), optional
        Degrees.
    name : Message
        What it is to the user, as a sentence begins.
    vertical : str
        What its heights count from: ``auto`` as its file states, otherwise see `height_surface`.

    Returns
    -------
    dem : Dem
        Heights above the WGS-84 ellipsoid; where their datum is not stated, as they are, and its datum stays
        unstated.
    counted : Message
        A sentence for the log on what its file counts them from.

    Raises
    ------
    EngineError
        As `open_dem`; or its heights count from a geoid that is not known on this machine.
    """
    dem = open_dem(path, bounds=bounds, name=name)
    area = dem.bounds if bounds is None else bounds
    if vertical != AUTO:
        surface = height_surface(vertical, area)
        said = VerticalDatum(name=ELLIPSOID, ellipsoidal=True)
        return above_ellipsoid(dataclasses.replace(dem, datum=said), surface), _counted(name, surface)
    if dem.datum.ellipsoidal is not False:
        if dem.datum.name:
            return dem, Message("{name}: heights above {datum}.", name=name, datum=dem.datum.name)
        return dem, Message(
            "{name} does not state its vertical datum; its heights are taken as above the WGS-84 ellipsoid.", name=name
        )
    try:
        surface = stated_surface(dem.datum, area)
        if surface is None:
            raise EngineError("That datum has no code by which its geoid could be found.")
    except EngineError as error:
        raise EngineError(
            "{name} {path} states heights of {datum}, not of the ellipsoid. {reason} Or convert the DEM to "
            "metres above the WGS-84 ellipsoid, for example with gdalwarp.",
            name=name,
            path=path,
            datum=dem.datum.name,
            reason=error,
        ) from error
    return above_ellipsoid(dem, surface), _counted(name, surface)


def _counted(name: Message, surface: HeightSurface) -> Message:
    if surface.source is None:
        return Message("{name}: heights above {datum}.", name=name, datum=surface.name)
    return Message(
        "{name}: heights above {datum} were converted to heights above the WGS-84 ellipsoid by {by}.",
        name=name,
        datum=surface.name,
        by=surface.by,
    )
