"""One pair at places all around the globe: its elevation is right everywhere."""

import dataclasses
import json
import shutil

import numpy as np
import pyproj
import pytest
import scenes
from osgeo import gdal, ogr, osr
from pairs import run

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import write_slant_image
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import load_job
from sar_radargrammetry.engine.parameters.declare import parse_parameters
from sar_radargrammetry.engine.sensor.ground import image_to_ground_on_dem
from sar_radargrammetry.engine.terrain.dem import open_dem

PLACES = {
    "180": (180.0, 51.8),
    "east of 180": (-179.9995, 51.8),
    "equator at 180": (-180.0, 0.0),
    "equator": (0.0, 0.0002),
    "southern zone": (-70.0, -45.0),
    "Svalbard": (20.95, 78.0),
    "84 degrees": (179.9995, 83.9999),
    "north pole": (40.0, 90.0),
    "south pole": (40.0, -89.9995),
}
CROSSING = ("180", "east of 180", "equator at 180", "84 degrees")
SPACING, LINES, LARGER = 4.0, 100, 170
SIGMA = 0.1


def heights(place, lon, lat):
    """Gentle hills [m] by distances north and east of a place."""
    local = pyproj.CRS.from_proj4(f"+proj=aeqd +lon_0={place[0]} +lat_0={place[1]} +datum=WGS84")
    east, north = pyproj.Transformer.from_crs(4326, local, always_xy=True).transform(lon, lat)
    return 200.0 + 0.05 * east + 20.0 * np.sin(east / 150.0) * np.cos(north / 200.0)


def write_dem(path, place, crs, centre, step, half):
    """The hills as a raster of 2 x `half` cells a side around a point of its map."""
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 2 * half, 2 * half, 1, gdal.GDT_Float32)
    reference = osr.SpatialReference()
    reference.SetFromUserInput(crs)
    dataset.SetSpatialRef(reference)
    west, north = centre[0] - half * step[0], centre[1] + half * step[1]
    dataset.SetGeoTransform((west, step[0], 0.0, north, 0.0, -step[1]))
    cells = np.arange(2 * half) + 0.5
    x, y = np.meshgrid(west + step[0] * cells, north - step[1] * cells)
    to_degrees = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
    dataset.WriteArray(heights(place, *to_degrees.transform(x, y)).astype(np.float32))
    return str(path)


@dataclasses.dataclass(frozen=True)
class Site:
    place: tuple
    folder: object
    images: dict
    dem: str
    correspondence: str


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """What makes a site: images, DEM in metres and exact matches, once a place."""
    made = {}

    def build(name):
        if name not in made:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(scenes, "PLACE", (*PLACES[name], 200.0))
                made[name] = _build(tmp_path_factory.mktemp("site"), PLACES[name])
        return made[name]

    return build


def _build(folder, place):
    crs = next(c for limit, c in ((83.9999, 32661), (-80.0, None), (-90.0, 32761)) if place[1] >= limit)
    if crs is None:
        crs = (32600 if place[1] >= 0 else 32700) + int((place[0] + 180.0) % 360.0 // 6.0) + 1
    centre = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(*place)
    path = write_dem(folder / "dem.tif", place, f"EPSG:{crs}", centre, (10.0, 10.0), 150)
    models = scenes.model(35.0, size=LINES, spacing=SPACING), scenes.model(50.0, size=LARGER, spacing=SPACING)
    images = {}
    for role, model in zip(("reference", "secondary"), models, strict=True):
        images[role] = str(folder / f"{role}.tif")
        noise = np.random.default_rng(4).rayleigh(size=(model.lines, model.samples)).astype(np.float32)
        write_slant_image(folder / f"{role}.tif", noise, model, {"sensor": "simulated"})
    line, sample = np.mgrid[:LINES, :LINES].astype(float)
    ground = image_to_ground_on_dem(models[0], line.ravel(), sample.ravel(), open_dem(path))
    exact = np.stack(models[1].ground_to_image(ground)).reshape(2, LINES, LINES)
    bands = np.stack([exact[0] - line, exact[1] - sample, *([0.9 * np.ones_like(line)] * 4)]).astype(np.float32)
    bands[3:] = np.array([SIGMA**2, 0.0, SIGMA**2])[:, None, None]
    sizes = {f"{n}_size": [m.lines, m.samples] for n, m in zip(images, models, strict=True)}
    about = {"reference": "reference.tif", "secondary": "secondary.tif", "patches": "patches.gpkg", **sizes}
    matches = folder / "correspondence.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(matches), LINES, LINES, 6, gdal.GDT_Float32)
    dataset.SetMetadataItem("SAR_RADARGRAMMETRY", json.dumps(about))
    dataset.WriteArray(bands)
    dataset = None
    run("triangulate", correspondence=str(matches), elevation=str(folder / "e.tif"), error=str(folder / "s.tif"))
    return Site(place, folder, images, path, str(matches))


def errors(site, path):
    """Elevation minus the hills at the cells that have a height, and how many there are."""
    dataset = gdal.Open(str(path))
    values = dataset.ReadAsArray()
    row, col = np.nonzero(values != -9999.0)
    x0, step, _, y0, _, down = dataset.GetGeoTransform()
    to_degrees = pyproj.Transformer.from_crs(dataset.GetProjection(), 4326, always_xy=True)
    lon, lat = to_degrees.transform(x0 + step * (col + 0.5), y0 + down * (row + 0.5))
    return values[row, col] - heights(site.place, lon, lat)


@pytest.mark.parametrize("name", PLACES)
def test_the_elevation_is_right(site, name):
    found = site(name)
    error = errors(found, found.folder / "e.tif")
    assert len(error) > 2_000 and abs(np.median(error)) < 0.05 and np.percentile(np.abs(error), 99) < 0.6
    elevation = str(found.folder / "e.tif")
    answer = run("evaluate", elevation=elevation, reference_dsm=found.dem, reference_vertical="ellipsoid")
    assert abs(answer["bias"]) < 0.05 and answer["nmad"] < 0.3 and answer["completeness"] > 0.5


@pytest.mark.parametrize("name", PLACES)
def test_dem_refinement_and_patches(site, name):
    found = site(name)
    refined = run("refinegeometry", correspondence=found.correspondence, dem=found.dem, dem_vertical="ellipsoid",
                  output=str(found.folder / "r.tif"), tie_points=400)  # fmt: skip
    assert refined["dem_offset_before"] == pytest.approx(0.0, abs=0.1)
    patches = str(found.folder / "patches.gpkg")
    run("createpatches", **found.images, dem=found.dem, output=patches, patch_size=128, overlap=32)
    run("checkpair", **found.images, dem=found.dem, footprints=str(found.folder / "f.gpkg"))
    metres = pyproj.Geod(ellps="WGS84")
    for path, layer in ((patches, "patches"), (str(found.folder / "f.gpkg"), "footprint")):
        source = ogr.Open(path)
        shapes = [feature.GetGeometryRef().Clone() for feature in source.GetLayerByName(layer)]
        crossing = name in CROSSING
        assert any(shape.GetGeometryName() == "MULTIPOLYGON" for shape in shapes) == (crossing or "pole" in name)
        for shape in shapes:
            parts = ogr.ForceToMultiPolygon(shape)
            west, east, *_ = shape.GetEnvelope()
            assert -180.0 <= west < east <= 180.0
            for number in range(parts.GetGeometryCount()):
                ring = np.array(parts.GetGeometryRef(number).GetGeometryRef(0).GetPoints())
                if "pole" not in name:
                    assert metres.line_length(*ring.T[:2]) < 4000.0 and np.ptp(ring[:, 0]) < 0.3


@pytest.mark.parametrize("name", CROSSING)
def test_rasters_in_degrees_of_either_count(site, name):
    """0..360, beyond -180, and two tiles of -180..180 as one virtual raster: all are the same ground."""
    found = site(name)
    scale = np.cos(np.radians(found.place[1]))
    step = (np.round(1e-4 / scale, 6), 1e-4)
    half = 180
    step = (180.0 / np.round(180.0 / step[0]), step[1])
    names = {}
    for key, centre in (("east", 180.0), ("west", -180.0)):
        path, middle = found.folder / f"{key}.tif", (centre, found.place[1])
        names[key] = write_dem(path, found.place, "EPSG:4326", middle, step, half)
    whole = gdal.Open(names["east"])
    tiles = []
    for key, first, edge in (("left", 0, 180.0 - half * step[0]), ("right", half, -180.0)):
        tiles.append(str(found.folder / f"{key}.tif"))
        tile = gdal.Translate(tiles[-1], whole, srcWin=[first, 0, half, 2 * half])
        _, *others = tile.GetGeoTransform()
        tile.SetGeoTransform((edge, *others))
        tile = None
    names["tiles"] = str(found.folder / "tiles.vrt")
    gdal.BuildVRT(names["tiles"], tiles).FlushCache()
    measured = str(found.folder / "e.tif")
    for path in names.values():
        answer = run("evaluate", elevation=measured, reference_dsm=path, reference_vertical="ellipsoid")
        assert abs(answer["bias"]) < 0.05 and answer["nmad"] < 0.3 and answer["completeness"] > 0.5
        refined = run("refinegeometry", correspondence=found.correspondence, dem=path, dem_vertical="ellipsoid",
                      output=str(found.folder / "r.tif"), tie_points=400)  # fmt: skip
        assert refined["dem_offset_before"] == pytest.approx(0.0, abs=0.1)
    checked = found.folder / "points.csv"
    lon = (found.place[0] + np.array([-1e-4, 0.0, 1e-4])) % 360.0
    rows = [f"{x:.9f},{found.place[1]},{heights(found.place, x, found.place[1])}" for x in (*lon, *(lon - 360.0))]
    checked.write_text("\n".join(["lon,lat,height", *rows]), encoding="utf-8")
    answer = run("evaluate", elevation=measured, check_points=str(checked), reference_vertical="ellipsoid")
    assert abs(answer["bias"]) < 0.3 and answer["completeness"] == 1.0


def test_merging_across_the_meridian(site):
    found = site("180")
    elevations, sigmas = [str(found.folder / "e.tif")], [str(found.folder / "s.tif")]
    for key, centre in (("near", 180.0), ("far", -180.0)):
        box = (centre - 0.004, 51.796, centre + 0.004, 51.804)
        for kind, names in (("e", elevations), ("s", sigmas)):
            path = str(found.folder / f"{kind}_{key}.tif")
            source = found.dem if kind == "e" else sigmas[0]
            warped = gdal.Warp(path, source, dstSRS="EPSG:4326", outputBounds=(179.996, *box[1:2], 180.004, box[3]),
                               xRes=3e-5, yRes=2e-5, resampleAlg="bilinear", dstNodata=-9999.0)  # fmt: skip
            x0, *others = warped.GetGeoTransform()
            warped.SetGeoTransform((x0 + centre - 180.0, *others))
            if kind == "s":
                warped.WriteArray(np.full((warped.RasterYSize, warped.RasterXSize), 0.2, np.float32))
            else:
                warped.SetMetadataItem("VERTICAL_DATUM", "WGS 84 ellipsoid")
            warped = None
            names.append(path)
    for order in ((0, 1), (1, 0), (2, 0), (1, 2)):
        run("mergeelevations", elevations=[elevations[n] for n in order], errors=[sigmas[n] for n in order],
            elevation=str(found.folder / "m.tif"), error=str(found.folder / "me.tif"))  # fmt: skip
        error = errors(found, found.folder / "m.tif")
        assert len(error) > 2_000 and abs(np.median(error)) < 0.05 and np.percentile(np.abs(error), 99) < 0.6


@pytest.mark.parametrize("job", ["triangulate", "stereodsm", "mergeelevations"])
def test_a_map_that_ends_within_the_scene_is_refused_at_once(site, job):
    found = site("180")
    own, other = str(found.folder / "e.tif"), shutil.copy(found.folder / "e.tif", found.folder / "e2.tif")
    given = {"triangulate": {"correspondence": found.correspondence}, "stereodsm": found.images,
             "mergeelevations": {"elevations": [own, str(other)], "errors": [own, str(other)]}}[job]  # fmt: skip
    module = load_job(job)
    outputs = {"elevation": str(found.folder / "w.tif"), "error": str(found.folder / "we.tif")}
    with pytest.raises(EngineError, match=r"in WGS 84 / Pseudo-Mercator, which is cut .* such as EPSG:32660"):
        module.run(parse_parameters(module.Parameters, {**given, **outputs, "crs": "EPSG:3857"}), Context())
