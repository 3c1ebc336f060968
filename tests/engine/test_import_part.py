"""importimage: a part of the map or of the image, the footprint on the ground, and what is said about the product."""

import numpy as np
import pytest
from osgeo import ogr
from pyproj import Transformer
from sicd_files import amplitude, raw_samples, sicd_meta, write_sicd
from sicd_grids import grid_meta

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs.importimage import Parameters, run
from sar_radargrammetry.engine.parameters.declare import parse_parameters
from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground

LINES, SAMPLES = 400, 300


@pytest.fixture(scope="module", params=["zero-Doppler", "left", "spotlight"])
def product(request, tmp_path_factory):
    """Path, metadata and model of a product."""
    shape = {"rows": SAMPLES, "columns": LINES}
    make = {
        "zero-Doppler": lambda: sicd_meta("RE16I_IM16I", **shape),
        "left": lambda: sicd_meta("RE16I_IM16I", look_side="L", **shape),
        "spotlight": lambda: grid_meta("PFA", pixel_type="RE16I_IM16I", **shape),
    }
    meta = make[request.param]()
    path = write_sicd(tmp_path_factory.mktemp("product") / "a.nitf", meta)
    return path, meta, open_product(path).model


def imported(path, folder, **more):
    said = []
    given = {"input": str(path), "output": str(folder / "out.tif"), **more}
    outputs = run(parse_parameters(Parameters, given), Context(report=said.append))
    text = "\n".join(message["text"] for message in said if message["type"] == "log")
    return outputs, SlantImage.open(folder / "out.tif"), text


def on_map(model, line, sample, code=4326):
    lon, lat, _ = ecef_to_geodetic(image_to_ground(model, line, sample, model.reference_height))
    return Transformer.from_crs(4326, code, always_xy=True).transform(lon, lat)


def pixels(meta):
    return amplitude(meta, raw_samples(meta))


def test_window(product, tmp_path):
    path, meta, model = product
    outputs, image, said = imported(path, tmp_path, window="30, 40,101,80", looks_azimuth=2)
    assert (outputs["lines"], outputs["samples"]) == (50, 80)
    expected = np.sqrt(np.mean(pixels(meta)[30:130, 40:120].reshape(50, 2, 80) ** 2, axis=1))
    np.testing.assert_allclose(image.read(0, 0, 50, 80), expected, rtol=1e-5)
    ours, theirs = image.model.projection_set(10.0, 20.0), model.projection_set(50.5, 60.0)
    assert abs(ours.range_ - theirs.range_) < 1e-8 and np.abs(ours.arp - theirs.arp).max() < 1e-6
    assert "lines 30 to 130, samples 40 to 119" in said


@pytest.mark.parametrize("code", [4326, 32654])
def test_extent_is_covered(product, tmp_path, code):
    path, meta, model = product
    x, y = on_map(model, np.array([150.4, 170.6]), np.array([100.3, 140.7]), code)
    extent = ",".join(repr(float(end)) for end in (min(x), max(x), min(y), max(y)))
    outputs, image, _ = imported(path, tmp_path, extent=f"{extent} [EPSG:{code}]")
    # Where in the image this rectangle's corners lie, at the reference height.
    corners = Transformer.from_crs(code, 4978, always_xy=True)
    xyz = np.stack(corners.transform(*np.meshgrid(x, y), np.full((2, 2), model.reference_height)), axis=-1)
    line, sample = model.ground_to_image(xyz)
    assert abs(outputs["lines"] - (line.max() - line.min())) < 3
    assert abs(outputs["samples"] - (sample.max() - sample.min())) < 3
    first = int(np.floor(line.min())), int(np.floor(sample.min()))
    window = np.s_[first[0] : first[0] + outputs["lines"], first[1] : first[1] + outputs["samples"]]
    np.testing.assert_allclose(
        image.read(0, 0, image.model.lines, image.model.samples), pixels(meta)[window], rtol=1e-5
    )


def test_extent_in_degrees_needs_no_crs(product, tmp_path):
    path, _, model = product
    (x,), (y,) = on_map(model, np.array([200.0]), np.array([150.0]))
    extent = f"{x - 1e-4},{x + 1e-4},{y - 1e-4},{y + 1e-4}"
    with_crs, without = (imported(path, tmp_path, extent=text)[0] for text in (f"{extent} [EPSG:4326]", extent))
    assert with_crs == without


@pytest.mark.parametrize("reach", [1.0, 30.0])
def test_extent_that_holds_the_image_gives_all_of_it(product, tmp_path, reach):
    path, _, _ = product
    outputs, _, _ = imported(path, tmp_path, extent=f"{138.7 - reach},{138.7 + reach},{35.4 - reach},{35.4 + reach}")
    assert (outputs["lines"], outputs["samples"]) == (LINES, SAMPLES)


def test_the_other_side_of_the_track_is_not_in_the_image(product, tmp_path):
    path, _, model = product
    (x,), (y,) = on_map(model, np.array([200.0]), np.array([150.0]))
    lon, lat, _ = ecef_to_geodetic(model.projection_set(200.0, 150.0).arp)
    other_x, other_y = 2 * lon - x, 2 * lat - y
    extent = f"{other_x - 1e-3},{other_x + 1e-3},{other_y - 1e-3},{other_y + 1e-3}"
    with pytest.raises(EngineError, match="shows nothing of the image"):
        imported(path, tmp_path, extent=extent)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"window": "1,2,3"}, "not four whole numbers"),
        ({"window": "0,0,500,10"}, "does not lie inside the image"),
        ({"window": "-1,0,10,10"}, "does not lie inside the image"),
        ({"window": "0,0,0,10"}, "does not lie inside the image"),
        ({"extent": "1,2,3"}, "xmin,xmax,ymin,ymax"),
        ({"extent": "2,1,3,4"}, "is empty"),
        ({"extent": "nan,1,3,4"}, "is empty"),
        ({"extent": "1,2,3,4 [EPSG:999999]"}, "CRS that is not known"),
        ({"extent": "1,2,3,4"}, "shows nothing of the image"),
        ({"extent": "1,2,3,4", "window": "0,0,1,1"}, "leave one of the two empty"),
        ({"window": "0,0,9,9", "looks_range": 10}, "only 9 samples"),
        ({"footprint": "a.shp"}, "must end in .gpkg"),
    ],
)
def test_what_cannot_be(product, tmp_path, given, said):
    with pytest.raises(EngineError, match=said):
        imported(product[0], tmp_path, **given)
    assert list(tmp_path.iterdir()) == []


def test_footprint(product, tmp_path):
    path, _, model = product
    outputs, _, _ = imported(path, tmp_path, footprint=str(tmp_path / "outline.gpkg"), window="0,0,200,300")
    assert outputs["footprint"] == str(tmp_path / "outline.gpkg")
    dataset = ogr.Open(outputs["footprint"])
    layer = dataset.GetLayer(0)
    feature = layer.GetNextFeature()
    assert layer.GetFeatureCount() == 1 and layer.GetSpatialRef().GetAuthorityCode(None) == "4326"
    polygon = feature.GetGeometryRef()
    assert polygon.IsValid()

    def holds(line, sample):
        point = ogr.Geometry(ogr.wkbPoint)
        (x,), (y,) = on_map(model, np.array([line]), np.array([sample]))
        point.AddPoint_2D(x, y)
        return polygon.Contains(point)

    assert all(holds(line, sample) for line in (0.0, 199.0) for sample in (0.0, 299.0))
    assert not any(holds(line, 150.0) for line in (-2.0, 201.0))
    values = feature.items()
    assert (values["image"], values["sensor"], values["polarisation"]) == ("out.tif", "TESTBIRD", "HV")
    assert (values["lines"], values["samples"], values["look_side"]) == (200, 300, model.look_side)
    assert values["incidence_angle"] == pytest.approx(outputs["incidence_angle"])
    assert 0.0 < values["look_angle"] < values["incidence_angle"]


def test_what_is_said_about_the_product(product, tmp_path):
    _, _, said = imported(product[0], tmp_path)
    for part in ("a.nitf: TESTBIRD, STRIPMAP, HV, 2026-01-01T03:04:05", "400 lines of 300 samples", "in slant range"):
        assert part in said
    assert f"looking {product[2].look_side}, incidence angle 4" in said
