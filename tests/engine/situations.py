"""Places, tracks, coordinate systems and DEMs that users may have, and what must hold for all of them.

The elevation of a pair is right, or the engine refuses an input in one sentence. Matches are those of the true
geometry, so that nothing is rendered: matching does not depend on the place, the tables or the coordinate systems.
"""

import dataclasses
import json
import tempfile
from pathlib import Path

import numpy as np
import pyproj
from hypothesis import strategies as st
from osgeo import gdal, osr
from pairs import run

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef, local_axes
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.range_doppler import RangeDopplerModel
from sar_radargrammetry.engine.sensor.trajectory import Trajectory
from sar_radargrammetry.engine.terrain.geoid import open_ground

RIGHT, WARNED = "right", "warned of the track"
SPEED, SPACING, SIZE = 100.0, 2.0, 64
"""Metres a second, metres a pixel, lines and samples."""

PLACES = {
    "mid-latitudes": (st.floats(-170.0, 170.0), st.floats(-70.0, 70.0)),
    "180 degrees": (st.floats(179.995, 180.005), st.floats(-70.0, 70.0)),
    "equator": (st.floats(-170.0, 170.0), st.floats(-0.003, 0.003)),
    "north pole": (st.floats(-180.0, 180.0), st.floats(83.9, 89.99)),
    "south pole": (st.floats(-180.0, 180.0), st.floats(-89.99, -79.9)),
    "edge of a zone": (st.integers(-29, 29).map(lambda zone: 6.0 * zone), st.floats(-70.0, 70.0)),
}
"""Longitudes and latitudes [degrees]."""


@dataclasses.dataclass(frozen=True)
class Site:
    """A hilly surface around a place; heights in metres above the ellipsoid."""

    longitude: float
    latitude: float
    height: float

    @property
    def place(self):
        return geodetic_to_ecef(self.longitude, self.latitude, self.height)

    def surface(self, longitude, latitude):
        """Height at longitudes and latitudes [degrees]; the same whatever turn the longitudes are of."""
        away = geodetic_to_ecef(longitude, latitude, self.height) - self.place
        east, north, _ = np.moveaxis(away @ local_axes(self.longitude, self.latitude).T, -1, 0)
        return self.height + 0.05 * east + 8.0 * np.sin(east / 70.0) * np.cos(north / 90.0)


@st.composite
def sites(draw):
    longitude, latitude = draw(st.sampled_from(list(PLACES.values())))
    longitude = (draw(longitude) + 180.0) % 360.0 - 180.0
    return Site(longitude, draw(latitude), draw(st.floats(-50.0, 3000.0)))


# Tables of tracks and coordinate systems of the elevation


@dataclasses.dataclass(frozen=True)
class Table:
    """How a track is written."""

    form: tuple
    cartesian: bool
    decimals: int
    rate: float
    epoch: float
    separator: str = ","

    @property
    def names(self):
        return self.form[0].split(",")

    @property
    def factors(self):
        return self.form[1]


DEGREES = 6 * [
    ("time,longitude,latitude,height", (1.0, 1.0, 1.0, 1.0)),
    ("Time [s],Lon [deg],Lat [deg],h [m]", (1.0, 1.0, 1.0, 1.0)),
    ("time_ms,longitude,latitude,altitude (ft)", (1e3, 1.0, 1.0, 1.0 / 0.3048)),
    ("t,longitude (rad),latitude (rad),height [km]", (1.0, np.radians(1.0), np.radians(1.0), 1e-3)),
    ("time,latitude,longitude,height", (1.0, 1.0, 1.0, 1.0)),
] + [
    ("time,latitude,longitude,height (furlong)", (1.0, 1.0, 1.0, 1.0)),
    ("time,longitude,latitude,height (MSL)", (1.0, 1.0, 1.0, 1.0)),
    ("time,longitude,latitude,height", (1e3, 1.0, 1.0, 1.0)),
]
CARTESIAN = 8 * [
    ("time,x,y,z", (1.0, 1.0, 1.0, 1.0)),
    ("time,x (km),y (km),z (km)", (1.0, 1e-3, 1e-3, 1e-3)),
] + [
    ("time,x,y,z", (1.0, 1e-3, 1e-3, 1e-3)),
]
"""Names of columns, and what is written in units of s, degrees and metres; the last ones have to be refused."""

DECIMALS = {False: [8, 6, 7, 9, 10, 8, 9, 5], True: [3, 1, 2, 4, 5, 3, 4, 0]}
"""Of degrees, and of metres of ECEF; the last ones are too few."""

tables = st.one_of(
    *(
        st.builds(
            Table,
            st.sampled_from(forms),
            st.just(cartesian),
            st.sampled_from(DECIMALS[cartesian]),
            st.sampled_from([1.0, 10.0, 50.0]),
            st.sampled_from([0.0, 43000.0, 2e5]),
            st.sampled_from([",", ";", "\t"]),
        )
        for forms, cartesian in ((DEGREES, False), (CARTESIAN, True))
    )
)
maps = st.sampled_from(["", "utm", "laea", "EPSG:3857", "", "utm", "EPSG:3413", "EPSG:3031", "EPSG:4326", "EPSG:2263"])
"""Coordinate systems of the elevation; empty for the default one."""


@dataclasses.dataclass(frozen=True)
class Pair:
    site: Site
    heading: float
    side: str
    looks: tuple
    altitude: float
    tables: tuple
    crs: str


pairs = st.builds(
    Pair,
    sites(),
    st.floats(0.0, 360.0),
    st.sampled_from(["left", "right"]),
    st.sampled_from([(35.0, 50.0), (50.0, 35.0), (25.0, 40.0)]),
    st.floats(400.0, 9000.0),
    st.tuples(tables, tables),
    maps,
)


def code_of(crs, site):
    """The coordinate system of an elevation near a site; None for the default."""
    if crs == "utm":
        zone = int((site.longitude + 180.0) // 6.0) % 60 + 1
        return f"EPSG:{(32600 if site.latitude >= 0 else 32700) + zone}"
    if crs == "laea":
        return pyproj.CRS.from_proj4(f"+proj=laea +lon_0={site.longitude} +lat_0={site.latitude} +datum=WGS84").to_wkt()
    return crs or None


def model_of(pair, view):
    """The true geometry of an image whose middle is the site."""
    site, look = pair.site, np.radians(pair.looks[view])
    east, north, up = local_axes(site.longitude, site.latitude)
    heading = np.radians(pair.heading)
    forward = np.sin(heading) * east + np.cos(heading) * north
    right = np.cos(heading) * east - np.sin(heading) * north
    outwards = right if pair.side == "left" else -right
    middle = site.place + pair.altitude * (up + np.tan(look) * outwards)
    path = Trajectory.from_polynomial(np.stack([middle, SPEED * forward]), -15.0, 15.0)
    # The secondary shows all of the reference's ground.
    size = SIZE if view == 0 else 2 * SIZE
    return RangeDopplerModel(
        trajectory=path,
        lines=size,
        samples=size,
        first_line_time=-0.5 * (size - 1) * SPACING / SPEED,
        line_interval=SPACING / SPEED,
        near_range=float(np.linalg.norm(middle - site.place)) - 0.5 * (size - 1) * SPACING,
        range_spacing=SPACING,
        look_side=pair.side,
        reference_height=site.height,
    )


def write_image(pair, view, folder, context):
    """A raster, its track as a table, and the image that makegeometry makes of them: its path."""
    model, table = model_of(pair, view), pair.tables[view]
    time = np.arange(-15.0, 15.0 + 1e-9, 1.0 / table.rate)
    position = model.trajectory.at(time)[0]
    columns = position.T if table.cartesian else ecef_to_geodetic(position)
    names = table.names
    if not table.cartesian and names[1].startswith("lat"):
        columns = (columns[1], columns[0], columns[2])
    values = [time + table.epoch, *columns]
    # As many decimals as the unit needs for the same digits of degrees or metres.
    decimals = [6, *[table.decimals] * 3]
    if not table.cartesian:
        decimals = [6, table.decimals, table.decimals, 3]
    more = [max(0, round(-np.log10(factor))) for factor in table.factors]
    rows = np.stack([value * factor for value, factor in zip(values, table.factors, strict=True)], -1)
    lines = [
        table.separator.join(f"{x:.{d + m}f}" for x, d, m in zip(row, decimals, more, strict=True)) for row in rows
    ]
    track, raster, image = (folder / f"{name}{view}" for name in ("track.csv", "raster.tif", "image"))
    track.write_text("\n".join([table.separator.join(names), *lines]), encoding="utf-8")
    dataset = gdal.GetDriverByName("GTiff").Create(str(raster), model.samples, model.lines, 1, gdal.GDT_Float32)
    dataset.GetRasterBand(1).Fill(1.0)
    dataset = None
    given = {name: getattr(model, name) for name in ("near_range", "range_spacing", "look_side", "reference_height")}
    times = {"first_line_time": model.first_line_time + table.epoch, "line_interval": model.line_interval}
    run("makegeometry", context, input=str(raster), track=str(track), **given, **times, output=f"{image}.tif")
    return Path(f"{image}.tif")


def write_matches(pair, images, path):
    """The correspondence raster of the true geometry."""
    first, second = (model_of(pair, view) for view in (0, 1))
    line, sample = np.meshgrid(np.arange(SIZE), np.arange(SIZE), indexing="ij")
    height = np.full(line.shape, pair.site.height)
    for _ in range(12):
        ground = image_to_ground(first, line, sample, height)
        longitude, latitude, _ = ecef_to_geodetic(ground)
        height = pair.site.surface(longitude, latitude)
    there = np.stack(second.ground_to_image(ground)) - np.stack([line, sample])
    bands = np.stack([*there, *(np.full(line.shape, value) for value in (0.9, 0.25, 0.0, 0.25))])
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), SIZE, SIZE, 6, gdal.GDT_Float32)
    sizes = {"reference_size": [SIZE] * 2, "secondary_size": [2 * SIZE] * 2}
    about = {"reference": images[0].name, "secondary": images[1].name, "patches": "patches.gpkg", **sizes}
    dataset.SetMetadataItem("SAR_RADARGRAMMETRY", json.dumps(about))
    dataset.WriteArray(bands.astype(np.float32))
    dataset = None
    return path


def elevation_of(pair):
    """`RIGHT` where the elevation of a pair is; or `WARNED`, or the sentence that refuses its inputs."""
    warnings = []
    context = Context(report=lambda m: warnings.append(m["text"]) if m.get("level") == "warning" else None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            images = [write_image(pair, view, folder, context) for view in (0, 1)]
            matches = write_matches(pair, images, folder / "matches.tif")
            crs = code_of(pair.crs, pair.site)
            more = {} if crs is None else {"crs": crs}
            paths = {key: str(folder / f"{key}.tif") for key in ("elevation", "error")}
            run("triangulate", correspondence=str(matches), **paths, **more)
        except EngineError as error:
            return sentence(error)
        dataset = gdal.Open(paths["elevation"])
        x0, width, _, y0, _, height = dataset.GetGeoTransform()
        values = dataset.ReadAsArray()
        row, column = np.nonzero(values != -9999.0)
        to_degrees = pyproj.Transformer.from_crs(dataset.GetProjection(), "EPSG:4326", always_xy=True)
        place = to_degrees.transform(x0 + (column + 0.5) * width, y0 + (row + 0.5) * height)
    assert len(row) > 500
    off = values[row, column] - pair.site.surface(*place)
    if any("more digits" in text for text in warnings):
        return WARNED
    assert np.median(np.abs(off)) < 0.5
    return RIGHT


# DEMs


@dataclasses.dataclass(frozen=True)
class Terrain:
    """A DEM of a site: its coordinate system, how it lies on the map and how numbers are stored."""

    site: Site
    crs: str
    turns: int
    south_up: bool
    angle: float
    stored: str


terrains = st.builds(
    Terrain,
    sites(),
    st.sampled_from(["EPSG:4326", "utm", "EPSG:3857", "EPSG:3413", "EPSG:3031", "laea", "EPSG:4979"]),
    st.sampled_from([0, 0, 1]),
    st.booleans(),
    st.sampled_from([0.0, 0.0, 30.0, 200.0]),
    st.sampled_from(["float32", "float64", "int16", "scaled", "feet", "undeclared void"]),
)
CELLS, POSTING = 81, 10.0
"""Cells a side, and their size [m]."""


def write_dem(terrain, path):
    """The DEM as a GeoTIFF."""
    site = terrain.site
    code = code_of(terrain.crs, site)
    crs = pyproj.CRS(code)
    to_map = pyproj.Transformer.from_crs("EPSG:4326", crs.to_2d(), always_xy=True)
    to_degrees = pyproj.Transformer.from_crs(crs.to_2d(), "EPSG:4326", always_xy=True)
    x, y = to_map.transform(site.longitude, site.latitude)
    if not np.isfinite([x, y]).all():
        return False
    # Metres a unit of the map near the site, from a small step; POSTING to both sides.
    step = 1e-4 if crs.is_geographic else 10.0
    sizes = []
    for dx, dy in ((step, 0.0), (0.0, step)):
        lon, lat = to_degrees.transform(x + dx, y + dy)
        sizes.append(
            np.linalg.norm(geodetic_to_ecef(lon, lat, 0.0) - geodetic_to_ecef(site.longitude, site.latitude, 0.0))
        )
    across, along = (POSTING * step / size for size in sizes)
    if crs.is_geographic:
        x += 360.0 * terrain.turns
    turn = np.radians(terrain.angle)
    up = 1.0 if terrain.south_up else -1.0
    steps = np.array(
        [[across * np.cos(turn), -up * across * np.sin(turn)], [along * np.sin(turn), up * along * np.cos(turn)]]
    )
    origin = np.array([x, y]) - steps @ [0.5 * CELLS, 0.5 * CELLS]
    column, row = np.meshgrid(np.arange(CELLS) + 0.5, np.arange(CELLS) + 0.5)
    place = origin[:, None, None] + np.einsum("ij,jkl->ikl", steps, np.stack([column, row]))
    longitude, latitude = to_degrees.transform(*place)
    heights = site.surface(longitude, latitude)
    kinds = {"float64": gdal.GDT_Float64, "int16": gdal.GDT_Int16, "scaled": gdal.GDT_Int16}
    dataset = gdal.GetDriverByName("GTiff").Create(
        str(path), CELLS, CELLS, 1, kinds.get(terrain.stored, gdal.GDT_Float32)
    )
    reference = osr.SpatialReference()
    reference.ImportFromWkt(crs.to_wkt("WKT2_2019" if crs.is_geographic and len(crs.axis_info) == 3 else "WKT1_GDAL"))
    dataset.SetSpatialRef(reference)
    dataset.SetGeoTransform((origin[0], steps[0, 0], steps[0, 1], origin[1], steps[1, 0], steps[1, 1]))
    band = dataset.GetRasterBand(1)
    if terrain.stored == "scaled":
        band.SetScale(0.1)
        band.SetOffset(1500.0)
        heights = (heights - 1500.0) / 0.1
    if terrain.stored == "feet":
        band.SetUnitType("ft")
        heights = heights / 0.3048
    if terrain.stored == "undeclared void":
        heights = np.where((column < 12.0) & (row < 12.0), -9999.0, heights)
    band.WriteArray(np.round(heights) if band.DataType == gdal.GDT_Int16 else heights)
    dataset = None
    return True


def ground_of(terrain):
    """`RIGHT` where the heights of a DEM are, or the sentence that refuses it."""
    site = terrain.site
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "dem.tif"
        if not write_dem(terrain, path):
            return "no such map there"
        random = np.random.default_rng(1)
        east, north, _ = local_axes(site.longitude, site.latitude)
        away = random.uniform(-200.0, 200.0, (2, 400))
        longitude, latitude, _ = ecef_to_geodetic(site.place + away[0, :, None] * east + away[1, :, None] * north)
        near = site.longitude + (longitude - site.longitude + 180.0) % 360.0 - 180.0
        try:
            # East of 180 degrees longitudes go on.
            bounds = near.min(), latitude.min(), near.max(), latitude.max()
            dem, _ = open_ground(str(path), bounds=bounds)
        except EngineError as error:
            return sentence(error)
    heights = dem.height(longitude, latitude)
    known = np.isfinite(heights)
    assert known.mean() > 0.9
    off = np.abs(heights - site.surface(longitude, latitude))[known]
    assert off.max() < (0.8 if terrain.stored == "int16" else 0.2)
    return RIGHT


def sentence(error):
    """The template of a refusal, checked to be one sentence without an internal error."""
    text = str(error)
    assert text.endswith((".", "!")) and "\n" not in text and "internal error" not in text
    return error.message.template
