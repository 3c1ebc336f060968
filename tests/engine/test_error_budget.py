"""The correlated part of the error budget: navigation errors of known size, and what heights are off by."""

import dataclasses
import json

import numpy as np
import pyproj
import pytest
import scenes
from osgeo import gdal
from pairs import metadata, run
from refine_pairs import GEOMETRIES, case, surface
from sarpy.io.complex.sicd_elements.ErrorStatistics import (
    ErrorComponentsType,
    ErrorStatisticsType,
    PosVelErrType,
    RadarSensorErrorType,
    TropoErrorType,
)
from sicd_files import sicd_meta, write_sicd

from sar_radargrammetry.engine.elevation.error_parts import error_parts
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.matching.correspondence import Correspondence
from sar_radargrammetry.engine.points.triangulation import PixelSteps, look_direction
from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.products.sicd.errors import navigation_sigma
from sar_radargrammetry.engine.refinement.adjustment import HeightReference, heights_by_unknown
from sar_radargrammetry.engine.refinement.budget import (
    CorrelatedError,
    heights_by_navigation,
    read_navigation,
    remaining_navigation,
    stated_navigation,
)
from sar_radargrammetry.engine.refinement.unknowns import Expected, Stated, stated_errors, unknowns_of
from sar_radargrammetry.engine.sensor.corrected import CorrectedModel
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.stereo.intersection import intersect

MATCH = np.array([[0.09, 0.02], [0.02, 0.25]])
"""Covariance of a match in line and sample [px^2]."""
UTM = pyproj.CRS.from_epsg(32654)


def stated(**sigmas):
    """The same statement about both images; what is not named is known exactly."""
    return (Stated(Expected(**({"range_": 0.0, "along": 0.0, "track": 0.0, "drift": 0.0} | sigmas)), ()),) * 2


def places(models, count=3, height=250.0):
    """Ground points (n, 3) ECEF spread over the reference image, and their x, y, height on the map."""
    share = np.linspace(0.3, 0.7, count) if count > 1 else np.array([0.5])
    line, sample = (v.ravel() for v in np.meshgrid(share, share))
    ground = image_to_ground(models[0], line * models[0].lines, sample * models[0].samples, height)
    lon, lat, up = ecef_to_geodetic(ground)
    return ground, *pyproj.Transformer.from_crs(4326, UTM, always_xy=True).transform(lon, lat), up


def at_points(error, x, y, height):
    """The predicted sigma at single places (n,)."""
    rows = zip(x, y, height, strict=True)
    return np.array([error.at(np.array([a]), np.array([b]), np.array([[h]]))[0, 0] for a, b, h in rows])


def heights_with(models, true, ground):
    """Heights that `models` triangulate from the pixels at which `true` models show ground points."""
    pixels = [np.stack(model.ground_to_image(ground)) for model in true]
    sets = (model.projection_set(*pixel) for model, pixel in zip(models, pixels, strict=True))
    covariance = np.broadcast_to(MATCH[np.triu_indices(2)][:, None], (3, len(ground)))
    noise = PixelSteps.of(models[1]).noise(covariance, *pixels[1])
    return ecef_to_geodetic(intersect(*sets, look_direction(models[0]), noise).xyz)[2]


@pytest.mark.parametrize("image", [0, 1])
def test_a_metre_of_range_bias_moves_heights_as_the_closed_form_says(image):
    # Parallel tracks: sin(theta_other) / sin(theta_2 - theta_1) with signs, 2.2 m at 35 and 50 degrees.
    models = GEOMETRIES["parallel"]()
    ground, *_ = places(models, 1, scenes.PLACE[2])
    unknowns = tuple(unknowns_of(model, Expected()) for model in models)
    column = image * len(unknowns[0].names) + unknowns[0].names.index("range")
    derivative = heights_by_navigation(models, unknowns, ground, MATCH)[0, column]
    local = [np.radians(35.0), np.radians(50.0)]
    exact = np.sin(local[1 - image]) / np.sin(local[1] - local[0]) * (-1.0) ** (image + 1)
    assert derivative == pytest.approx(exact, rel=0.01)
    assert image == 0 or derivative == pytest.approx(2.2, abs=0.05)


@pytest.mark.parametrize("name", GEOMETRIES)
def test_monte_carlo_of_navigation_errors_has_the_predicted_spread(name):
    models, draws = GEOMETRIES[name](), 150
    random = np.random.default_rng(4)
    navigation = stated_navigation(models, stated(range_=0.5, along=1.0, track=0.7, drift=0.1))
    ground, x, y, height = places(models, 2)
    predicted = at_points(CorrelatedError.of(models, navigation, UTM, (200.0, 300.0), MATCH), x, y, height)
    factor = np.linalg.cholesky(navigation.covariance)
    off = []
    for _ in range(draws):
        parts = np.split(factor @ random.normal(size=len(factor)), [len(navigation.unknowns[0].sigma)])
        true = [
            CorrectedModel(model, unknowns.correction(part))
            for model, unknowns, part in zip(models, navigation.unknowns, parts, strict=True)
        ]
        off.append(heights_with(models, true, ground) - height)
    # The standard deviation of 150 draws is good to 6 %.
    assert np.std(off, axis=0) == pytest.approx(predicted, rel=0.25)


@pytest.mark.parametrize("name, share", [("parallel", 0.01), ("squinted", 0.01), ("curved", 0.12)])
def test_the_polynomial_is_as_good_as_the_derivatives_themselves(name, share):
    # The waves of a track are too short for it, and only their mean counts.
    models = GEOMETRIES[name]()
    navigation = stated_navigation(models, (Stated(Expected(drift=0.5, degree=2), ()),) * 2)
    error = CorrelatedError.of(models, navigation, UTM, (150.0, 650.0), MATCH)
    for level in (170.0, 400.0, 620.0):
        ground, x, y, height = places(models, 5, level)
        rows = heights_by_navigation(models, navigation.unknowns, ground, MATCH)
        exact = np.sqrt(np.einsum("ni,ij,nj->n", rows, navigation.covariance, rows))
        known = np.isfinite(exact)
        assert known.sum() > 15
        assert at_points(error, x, y, height)[known] == pytest.approx(exact[known], rel=share)


def test_what_a_refinement_left_is_what_its_adjustment_says():
    dem = scenes.dem(surface, half=900.0)
    found = case(GEOMETRIES["parallel"](), seed=3, ground=dem, count=400, size=1.0)
    adjustment = found.adjusted(heights=HeightReference(dem=dem, sigma=1.0, bias=0.3))
    expected = (Expected(drift=0.5),) * 2
    corrected = tuple(CorrectedModel(m, c) for m, c in zip(found.models, adjustment.corrections(), strict=True))
    document = json.loads(json.dumps(remaining_navigation(adjustment, expected).document()))
    navigation = read_navigation(document, corrected, "matches.tif")
    heights = ecef_to_geodetic(adjustment.after.xyz)[2]
    error = CorrelatedError.of(corrected, navigation, UTM, (heights.min(), heights.max()), MATCH)
    lon, lat, height = ecef_to_geodetic(adjustment.after.xyz[:40])
    x, y = pyproj.Transformer.from_crs(4326, UTM, always_xy=True).transform(lon, lat)
    rows = heights_by_unknown(adjustment.after)[:40]
    exact = np.sqrt(np.einsum("ni,ij,nj->n", rows, adjustment.solution.covariance, rows))
    assert at_points(error, x, y, height) == pytest.approx(exact, rel=0.02)
    # The survey's common error of 0.3 m bounds it from below; without a survey it would be ten metres.
    assert exact.min() > 0.25 and exact.max() < 1.0


def test_exact_navigation_leaves_no_correlated_error_and_voids_stay_voids():
    models = GEOMETRIES["parallel"]()
    error = CorrelatedError.of(models, stated_navigation(models, stated(range_=1e-9)), UTM, (200.0, 300.0), MATCH)
    _, x, y, _ = places(models, 1)
    sigma = error.at(x, y, np.array([[np.nan]]))
    assert np.isnan(sigma).all()
    assert error.at(x, y, np.array([[250.0]])) < 1e-6


def test_the_user_goes_before_the_file_and_the_file_before_the_defaults():
    info = {"navigation_sigma": {"range": 0.1, "drift": 0.01}}
    both = stated_errors({"range": 0.3, "track": None}, info, "a.tif")
    assert both.expected == Expected(range_=0.3, drift=0.01)
    assert both.names == ("range", "drift")
    assert stated_errors({}, {}, "a.tif") == Stated(Expected(), ())


@pytest.mark.parametrize("wrong", [{"range": -1.0}, {"range": "small"}, {"roll": 0.1}, 3.0, {"along": True}])
def test_a_file_that_states_nonsense_is_named(wrong):
    with pytest.raises(EngineError, match=r"a\.tif.*navigation_sigma"):
        stated_errors({}, {"navigation_sigma": wrong}, "a.tif")


def test_a_damaged_record_of_a_refinement_is_one_sentence():
    models = GEOMETRIES["parallel"]()
    for document in ({}, {"expected": [{}, {}], "covariance": [1.0]}, {"expected": [{"a": 1}, {}], "covariance": []}):
        with pytest.raises(EngineError, match=r"matches\.tif"):
            read_navigation(document, models, "matches.tif")


@pytest.fixture(scope="module")
def budgeted(chain, tmp_path_factory):
    """The pair triangulated with errors of the tracks that are known."""
    folder = tmp_path_factory.mktemp("budget")
    names = {name: str(folder / f"{name}.tif") for name in ("elevation", "error")}
    sigmas = {"sigma_range": 0.1, "sigma_along": 0.2, "sigma_track": 0.0, "sigma_drift": 0.0}
    return names, run("triangulate", correspondence=str(chain.correspondence), **sigmas, **names)


def bands(path):
    """Descriptions and values (NaN for nodata) of a raster's bands."""
    opened = gdal.Open(str(path))
    found = {}
    for number in range(1, opened.RasterCount + 1):
        band = opened.GetRasterBand(number)
        values = band.ReadAsArray().astype(float)
        found[band.GetDescription()] = np.where(values == band.GetNoDataValue(), np.nan, values)
    return found


def test_the_error_raster_is_the_sum_of_its_parts(budgeted, chain):
    names, numbers = budgeted
    total, random, correlated = bands(names["error"]).values()
    assert list(bands(names["error"])) == ["standard deviation of elevation", "random part", "correlated part"]
    before = bands(chain.error)["standard deviation of elevation"]
    assert np.array_equal(random, before, equal_nan=True)
    assert np.allclose(total, np.hypot(random, correlated), atol=1e-4, equal_nan=True)
    # Two ranges of 0.1 m at 35 and 50 degrees: 3.0 and 2.2 times that.
    middle = np.nanmedian(correlated)
    assert middle == pytest.approx(0.1 * np.hypot(2.96, 2.22), rel=0.1)
    assert np.nanstd(correlated) < 0.1 * middle
    assert numbers["correlated_sigma"] == pytest.approx(middle, rel=0.05)
    assert "band 3" in metadata(names["error"])["error_budget"]["text"]


def test_tracks_that_are_known_exactly_add_no_error(chain, tmp_path):
    """Zero means known to have no error: the raster's parts say so, instead of a refusal."""
    names = {name: str(tmp_path / f"{name}.tif") for name in ("elevation", "error")}
    none = {f"sigma_{name}": 0.0 for name in ("range", "along", "track", "drift")}
    numbers = run("triangulate", correspondence=str(chain.correspondence), **none, **names)
    total, random, correlated = bands(names["error"]).values()
    assert np.array_equal(total, random, equal_nan=True) and np.nanmax(correlated) == 0.0
    assert numbers["correlated_sigma"] == 0.0


def test_nothing_is_added_where_nobody_knows_the_tracks(budgeted, chain):
    names, _ = budgeted
    assert list(bands(chain.error)) == ["standard deviation of elevation"]
    numbers = chain.numbers["triangulate"]
    assert numbers["correlated_sigma"] is None and "matching only" in numbers["error_budget"]
    # The heights do not depend on what is said about their errors.
    one, other = (bands(path)["elevation"] for path in (names["elevation"], chain.elevation))
    assert np.array_equal(one, other, equal_nan=True)
    assert metadata(chain.error)["error_budget"]["height_sigma"] > 5.0


def test_what_a_file_states_of_its_track_goes_into_the_errors(pair, chain):
    opened = Correspondence.open(chain.correspondence)
    images = []
    for path in (opened.reference, opened.secondary):
        image = SlantImage.open(path)
        info = {**image.info, "navigation_sigma": {"range": 0.1, "along": 0.2, "track": 0.0, "drift": 0.0}}
        images.append(dataclasses.replace(image, info=info))
    parts = error_parts(opened, tuple(images), {}, UTM, pair.heights, np.eye(2))
    assert parts.typical == pytest.approx(0.1 * np.hypot(2.96, 2.22), rel=0.1)
    assert "range 0.1 m" in parts.sentence and "default" not in parts.sentence
    silent = error_parts(opened, tuple(SlantImage.open(i.path) for i in images), {}, UTM, pair.heights, np.eye(2))
    assert silent.correlated is None and "matching only" in silent.sentence


def test_what_a_sicd_states_of_its_navigation_is_taken(tmp_path):
    components = ErrorComponentsType(
        PosVelErr=PosVelErrType(Frame="RIC_ECF", P1=0.3, P2=1.0, P3=0.4, V1=0.01, V2=0.02, V3=0.02),
        RadarSensor=RadarSensorErrorType(RangeBias=0.3),
        TropoError=TropoErrorType(TropoRangeSlant=0.4),
    )
    meta = sicd_meta()
    assert navigation_sigma(meta) is None
    meta.ErrorStatistics = ErrorStatisticsType(Components=components)
    write_sicd(tmp_path / "a.nitf", meta)
    found = open_product(tmp_path / "a.nitf").info["navigation_sigma"]
    across = np.sqrt((0.3**2 + 0.4**2) / 2.0)
    expected = {"range": 0.5, "along": 1.0, "track": across, "drift": np.sqrt(0.0003)}
    assert found == pytest.approx(expected, abs=1e-6)
    assert stated_errors({}, {"navigation_sigma": found}, "a").names == ("range", "along", "track", "drift")
