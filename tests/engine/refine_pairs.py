"""Pairs with known navigation errors, and the matches that their true geometry gives: no image is needed."""

import dataclasses
import json

import numpy as np
import scenes
from osgeo import gdal, osr

from sar_radargrammetry.engine.points.triangulation import look_direction
from sar_radargrammetry.engine.refinement.adjustment import adjust
from sar_radargrammetry.engine.refinement.ties import TiePoints
from sar_radargrammetry.engine.refinement.unknowns import Expected, unknowns_of
from sar_radargrammetry.engine.sensor.corrected import CorrectedModel
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground, image_to_ground_on_dem
from sar_radargrammetry.engine.sensor.sidecar import sidecar_path, write_sidecar
from sar_radargrammetry.engine.terrain.vertical import compound

SIGMA = 0.5
"""Of the simulated matches in line and sample [px]."""
SIZE, LARGER = 1600, 2400
"""Lines and samples of the reference, and of the secondary that sees all of it."""
LOOSE = Expected(drift=0.5)
"""2 m for everything: drifts too, in the 4 s from the middle to the ends of these images."""


GEOMETRIES = {
    "parallel": lambda: (scenes.model(35.0, size=SIZE), scenes.model(50.0, size=LARGER)),
    "crossing": lambda: (scenes.model(35.0, size=SIZE), scenes.model(50.0, size=LARGER, heading=85.0)),
    "opposite": lambda: (scenes.model(40.0, size=SIZE), scenes.model(40.0, size=LARGER, side="left")),
    "curved": lambda: (
        scenes.model(35.0, size=SIZE, wobble=1.0),
        scenes.model(50.0, size=LARGER, wobble=0.8, period=8.0),
    ),
    "squinted": lambda: (scenes.model(35.0, size=SIZE, squint=4.0), scenes.model(50.0, size=LARGER, squint=6.0)),
}


@dataclasses.dataclass(frozen=True)
class Case:
    """A pair whose delivered models are wrong by known amounts.

    `models` are delivered, `true` are right, `errors` are the unknowns [m] that lead from one to the other, `ground`
    (n, 3) are the places of the tie points.
    """

    models: tuple
    true: tuple
    unknowns: tuple
    errors: np.ndarray
    ties: TiePoints
    ground: np.ndarray

    @property
    def pointing(self):
        return look_direction(self.models[0])

    def adjusted(self, **more):
        return adjust(self.models, self.unknowns, self.ties, self.pointing, **more)

    def height_errors(self, conditions):
        """Heights of the tie points minus the true ones [m]."""
        return ecef_to_geodetic(conditions.xyz)[2] - ecef_to_geodetic(self.ground)[2]


def surface(x, y):
    """Gentle hills [m above the ellipsoid] around the middle of the scene."""
    return 230.0 + 0.05 * x - 0.03 * y + 20.0 * np.sin(x / 150.0) * np.cos(y / 200.0)


def case(
    models,
    *,
    seed,
    count=1500,
    size=2.0,
    sigma=SIGMA,
    expected=None,
    ground=None,
    ground_sigma=0.0,
    ground_bias=0.0,
    height=200.0,
    errors=None,
):
    """Matches of a pair whose navigation is off by errors of `size` [m], drifts in proportion.

    The points lie on `ground`, or off it by single errors and a common one of these sigmas [m]; or around `height`.
    """
    random = np.random.default_rng(seed)
    unknowns = tuple(unknowns_of(model, expected or LOOSE) for model in models)
    counts = [len(u.sigma) for u in unknowns]
    sigma_of_errors = 0.5 * size * np.concatenate([u.sigma for u in unknowns])
    errors = random.normal(size=sum(counts)) * sigma_of_errors if errors is None else np.asarray(errors)
    true = tuple(
        CorrectedModel(m, u.correction(e))
        for m, u, e in zip(models, unknowns, np.split(errors, counts[:1]), strict=True)
    )
    margin = 0.08
    reference = random.uniform(margin, 1 - margin, (count, 2)) * [models[0].lines - 1, models[0].samples - 1]
    if ground is None:
        heights = height + random.uniform(0.0, 150.0, count)
        points = image_to_ground(true[0], *reference.T, heights)
    else:
        points = image_to_ground_on_dem(true[0], *reference.T, ground)
    if ground_sigma or ground_bias:
        off = ground_sigma * random.normal(size=count) + ground_bias * random.normal()
        points = image_to_ground(true[0], *reference.T, ecef_to_geodetic(points)[2] + off)
    exact = np.stack(true[1].ground_to_image(points), axis=-1)
    seen = np.isfinite(exact).all(-1) & np.isfinite(points).all(-1)
    seen &= (exact > -0.5).all(-1) & (exact < [models[1].lines, models[1].samples]).all(-1)
    covariance = np.broadcast_to(sigma**2 * np.eye(2), (int(seen.sum()), 2, 2))
    matches = exact[seen] + sigma * random.normal(size=(int(seen.sum()), 2))
    return Case(models, true, unknowns, errors, TiePoints(reference[seen], matches, covariance), points[seen])


def write_case(found, folder, step=16):
    """Images without pixels and a correspondence raster of the case's true geometry: the raster's path."""
    names = []
    for name, model in zip(("reference", "secondary"), found.models, strict=True):
        path = folder / f"{name}.tif"
        options = ["SPARSE_OK=TRUE", "TILED=YES", "COMPRESS=DEFLATE"]
        gdal.GetDriverByName("GTiff").Create(str(path), model.samples, model.lines, 1, gdal.GDT_Byte, options)
        write_sidecar(sidecar_path(path), model, {"sensor": "simulated"})
        names.append(path)
    lines, samples = found.models[0].lines, found.models[0].samples
    bands = np.full((6, lines, samples), np.nan, np.float32)
    bands[2] = 0.0
    row, column = np.meshgrid(np.arange(step // 2, lines, step), np.arange(step // 2, samples, step), indexing="ij")
    row, column = row.ravel(), column.ravel()
    dem = scenes.dem(surface, half=900.0)
    noise = SIGMA * np.random.default_rng(5).normal(size=(2, row.size))
    # A few pixels around each, whose errors are common, as a matcher gives them.
    for dr in (-1, 0, 1):
        for dc in (-1, 0, 1):
            place = np.stack([row + dr, column + dc])
            points = image_to_ground_on_dem(found.true[0], *place.astype(float), dem)
            exact = np.stack(found.true[1].ground_to_image(points))
            bands[:2, place[0], place[1]] = exact + noise - place
            bands[2:, place[0], place[1]] = np.array([0.9, SIGMA**2, 0.0, SIGMA**2])[:, None]
    path = folder / "correspondence.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), samples, lines, 6, gdal.GDT_Float32)
    sizes = {f"{n}_size": [m.lines, m.samples] for n, m in zip(("reference", "secondary"), found.models, strict=True)}
    about = {"reference": names[0].name, "secondary": names[1].name, "patches": "patches.gpkg", **sizes}
    dataset.SetMetadataItem("SAR_RADARGRAMMETRY", json.dumps(about))
    dataset.WriteArray(bands)
    dataset = None
    return path


def write_dem(folder, half=900.0, name="dem.tif", lowered=0.0, vertical=None, stated=True):
    """The surface of `write_case` as a GeoTIFF, lowered to count from a vertical CRS [m], which it states."""
    dem = scenes.dem(surface, half=half)
    rows, cols = dem.heights.shape
    path = folder / name
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), cols, rows, 1, gdal.GDT_Float32)
    crs = osr.SpatialReference()
    crs.ImportFromWkt(compound(dem.crs, vertical) if vertical else dem.crs)
    dataset.SetSpatialRef(crs)
    if stated and not vertical:
        dataset.SetMetadataItem("VERTICAL_DATUM", "WGS 84 ellipsoid")
    dataset.SetGeoTransform(dem.geotransform)
    dataset.GetRasterBand(1).WriteArray(dem.heights - lowered)
    dataset = None
    return path


def control_rows(found, count, seed=3):
    """Name, longitude, latitude, height, line, sample of true ground points spread over the reference."""
    random = np.random.default_rng(seed)
    dem = scenes.dem(surface, half=900.0)
    model = found.models[0]
    # Where `write_case` has matches.
    pixel = 8 + 16 * random.integers(8, (min(model.lines, model.samples) // 16) - 8, (count, 2))
    ground = image_to_ground_on_dem(found.true[0], *pixel.T.astype(float), dem)
    lon, lat, height = ecef_to_geodetic(ground)
    return [[f"P{i + 1}", lon[i], lat[i], height[i], pixel[i, 0], pixel[i, 1]] for i in range(count)]


def write_control(path, rows, names="name,longitude,latitude,height,line,sample"):
    """A table of control points."""
    path.write_text("\n".join([names, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return path
