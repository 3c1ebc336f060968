"""makegeometry: a raster and a track as text become an imported image, and wrong tables are refused by line."""

import numpy as np
import pytest
from osgeo import gdal
from slant_models import flight, slant_model

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs.makegeometry import Parameters, run
from sar_radargrammetry.engine.parameters.declare import parse_parameters
from sar_radargrammetry.engine.products.view import scene_point
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.track_csv import read_track

LINES, SAMPLES = 60, 40
FORM = {
    "first_line_time": 13.25,
    "line_interval": 0.004,
    "near_range": 7300.0,
    "range_spacing": 0.5,
    "look_side": "right",
    "reference_height": 120.0,
}


def table(path, *, header="time,longitude,latitude,height", separator=",", velocities=False, cartesian=False, **more):
    """Write the flight of `slant_models` as text."""
    time, position, velocity = flight(**more)
    columns = [time, *(position.T if cartesian else ecef_to_geodetic(position))]
    columns += list(velocity.T) if velocities else []
    rows = [separator.join(f"{value:.12f}" for value in row) for row in zip(*columns, strict=True)]
    path.write_text("\n".join([header, *rows] if header else rows) + "\n")
    return path


def raster(path, values, nodata=None):
    kind = {"c": gdal.GDT_CFloat32, "f": gdal.GDT_Float32, "u": gdal.GDT_UInt16}[values.dtype.kind]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), values.shape[1], values.shape[0], 1, kind)
    dataset.GetRasterBand(1).WriteArray(values)
    if nodata is not None:
        dataset.GetRasterBand(1).SetNoDataValue(nodata)
    dataset = None
    return path


def made(folder, values=None, track=None, **more):
    values = np.arange(1, LINES * SAMPLES + 1).reshape(LINES, SAMPLES).astype(np.float32) if values is None else values
    image = raster(folder / "processor.tif", values, more.pop("nodata", None))
    track = track or table(folder / "track.csv")
    given = FORM | {"input": str(image), "track": str(track), "output": str(folder / "out.tif")} | more
    said = []
    outputs = run(parse_parameters(Parameters, given), Context(report=said.append))
    return outputs, SlantImage.open(folder / "out.tif"), said


def test_image_and_geometry(tmp_path):
    outputs, image, said = made(tmp_path, sensor="Pi-SAR2")
    assert (outputs["lines"], outputs["samples"], outputs["look_side"]) == (LINES, SAMPLES, "right")
    assert outputs["range_spacing"] == pytest.approx(0.5)
    assert image.read(3, 4, 1, 1) == 3 * SAMPLES + 4 + 1
    assert image.info["sensor"] == "Pi-SAR2"
    expected = slant_model(LINES, SAMPLES, **FORM)
    assert outputs["azimuth_spacing"] == pytest.approx(scene_point(expected).azimuth_spacing, rel=1e-3)
    line, sample = np.meshgrid(np.arange(0.0, LINES, 7), np.arange(0.0, SAMPLES, 7), indexing="ij")
    ours, theirs = (image_to_ground(model, line, sample, 120.0) for model in (image.model, expected))
    # A spline through positions every tenth of a second knows the velocity to a millimetre a second.
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=0.05)
    assert any("incidence angle" in message.get("text", "") for message in said)
    assert any("lies at longitude 138.7" in message.get("text", "") for message in said)


def test_complex_and_transposed_rasters(tmp_path):
    random = np.random.default_rng(1)
    values = (random.standard_normal((SAMPLES, LINES)) + 1j * random.standard_normal((SAMPLES, LINES))).astype("c8")
    _, image, _ = made(tmp_path, values, columns_are_lines=True)
    np.testing.assert_allclose(image.read(0, 0, LINES, SAMPLES), np.abs(values).T, rtol=1e-6)


def test_nodata_is_no_data(tmp_path):
    values = np.full((LINES, SAMPLES), 7, np.uint16)
    values[5, 6] = 999
    _, image, _ = made(tmp_path, values, nodata=999)
    assert np.argwhere(np.isnan(image.read(0, 0, LINES, SAMPLES))).tolist() == [[5, 6]]


HEADERS = {
    "names": {},
    "short names, semicolons": {"header": "T [s];Lon (deg);Lat (deg);H_ell", "separator": ";"},
    "blanks": {"header": "# made by hand\nTIME LONGITUDE LATITUDE ALTITUDE", "separator": "  "},
    "tabs": {"header": "gps_time\tlng\tlat\thae", "separator": "\t"},
    "no names": {"header": ""},
    "metres": {"header": "time,x,y,z", "cartesian": True},
    "metres without names": {"header": "", "cartesian": True},
    "velocities": {"header": "time,x,y,z,vx,vy,vz", "cartesian": True, "velocities": True},
    "velocities without names": {"header": "", "cartesian": True, "velocities": True},
    "positions in degrees, velocities": {"header": "time,lon,lat,h,vx,vy,vz", "velocities": True},
}


@pytest.mark.parametrize("kind", HEADERS.values(), ids=HEADERS)
def test_tables(tmp_path, kind):
    if "H_ell" in kind.get("header", ""):
        kind = kind | {"header": kind["header"].replace("H_ell", "Ell. Height [m]")}
    track = read_track(table(tmp_path / "a.csv", **kind)).trajectory
    time, position, velocity = flight()
    np.testing.assert_allclose(track.at(time)[0], position, rtol=0, atol=1e-6)
    np.testing.assert_allclose(track.at(time[5:-5])[1], velocity[5:-5], rtol=0, atol=2e-3)
    assert (track.start, track.end) == (10.0, 20.0)


def test_other_columns_and_their_order_do_not_matter(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("roll,height,lat,name,lon,time,\n0.1,6000,35.4,a,138.7,1,\n\n# pause\n0.1,6000,35.405,b,138.7,2,\n")
    track = read_track(path).trajectory
    lon, lat, height = ecef_to_geodetic(track.at(2.0)[0])
    np.testing.assert_allclose([lon, lat, height], [138.7, 35.405, 6000], rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("time,lon,lat,h\n", "has 0 position"),
        ("time,lon,lat,h\n1,138,35,6000\n", "has 1 position"),
        ("time,lon,lat\n1,138,35\n", "no column named height"),
        ("lon,lat,h\n1,2,3\n", "no column named time"),
        ("a;b\n1;2\n", "no column named time, longitude, latitude, height"),
        ("time,lon,lat,h,alt\n1,138,35,6000,6000\n", "two columns for height"),
        ("1,2,3,4,5\n", "5 columns without names"),
        ("time,lon,lat,h\n1,138,35,6000\n2,138,x35,6000\n", "line 3, the latitude (column 3) is 'x35'"),
        ("time,lon,lat,h\n1,138,35,6000\n2,138,,6000\n", "line 3, the latitude (column 3) is ''"),
        ("time,lon,lat,h\n1,138,35,nan\n2,138,35,6000\n", "line 2, the height (column 4) is 'nan'"),
        ("time,lon,lat,h\n1,138,35,6000\n\n2,138,35\n", "has 3 columns in line 4, but 4"),
        (
            "time,lon,lat,h\n1,138,35,6000\n1,138,35.1,6000\n",
            "line 3, the time 1 is not later than the one before;",
        ),
        ("time,lon,lat,h\n1,35,138,6000\n2,35,138,6000\n", "line 2, the latitude 138 is not in degrees"),
        ("time,lon,lat,h\n1,138,35,6e8\n2,138,35,6000\n", "line 2, the height 600000000 is not metres"),
        ("time,x,y,z\n1,2,3,4\n2,3,4,5\n", "line 2, the x 2 and its y and z are not Earth-centred"),
        ("time;lon;lat;h\n1,5;138;35;6000\n2,5;138;35;6000\n", "line 2, the time (column 1) is '1,5'"),
        (
            "time,lon,lat,h,vx,vy,vz\n0,138,35,6000,0,150,0\n1,138,35.001,6000,0,150,0\n",
            "line 3, the velocities vx, vy, vz do not fit",
        ),
    ],
)
def test_wrong_tables_are_refused_by_line(tmp_path, text, said):
    path = tmp_path / "tra ck.csv"
    path.write_text(text)
    with pytest.raises(EngineError) as error:
        read_track(path)
    assert said in str(error.value) and str(path) in str(error.value) and "\n" not in str(error.value)


def test_files_that_are_no_tables(tmp_path):
    with pytest.raises(EngineError, match="could not be read"):
        read_track(tmp_path / "none.csv")
    (tmp_path / "a.csv").write_bytes(bytes(range(256)))
    with pytest.raises(EngineError, match="not a text file"):
        read_track(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"first_line_time": 19.9}, "covers 10 s to 20 s, but"),
        ({"line_interval": -0.1}, "covers 10 s to 20 s, but"),
        ({"line_interval": 0.0}, "line_interval is zero"),
        ({"near_range": -1.0}, "near_range is -1"),
        ({"range_spacing": 0.0}, "range_spacing is 0"),
        ({"near_range": 100.0}, "shorter than the antenna's height of 5879"),
        ({"look_side": "port"}, "one of left, right"),
        ({"output": "out.png"}, "must end in .tif"),
        ({"input": "none.tif"}, "does not exist"),
    ],
)
def test_wrong_forms_are_refused(tmp_path, given, said):
    with pytest.raises(EngineError, match=said):
        made(tmp_path, **given)
    assert not (tmp_path / "out.tif").exists() and not (tmp_path / "out.sargeom.json").exists()


def test_a_gap_in_the_track_is_refused(tmp_path):
    path = table(tmp_path / "track.csv")
    rows = path.read_text().splitlines(keepends=True)
    path.write_text("".join(rows[:30] + rows[60:]))  # from 12.8 s to 15.9 s
    with pytest.raises(EngineError, match=r"gap of 3\.1 s before line 31"):
        made(tmp_path, track=path)
    # Outside the image it does not matter.
    assert made(tmp_path, track=path, first_line_time=17.0)[0]["lines"] == LINES


@pytest.mark.parametrize(("step", "warned"), [(5, False), (25, True), (99, True)])
def test_positions_that_may_miss_the_motion_of_an_aircraft_are_told(tmp_path, step, warned):
    path = table(tmp_path / "track.csv")
    head, *rows = path.read_text().splitlines(keepends=True)
    path.write_text(head + "".join([*rows[: len(rows) - 1 : step], rows[-1]]))
    said = [message.get("text", "") for message in made(tmp_path, track=path)[2]]
    assert any("only" in text and "motion of an aircraft" in text for text in said) == warned


def test_the_raster_may_not_be_overwritten(tmp_path):
    with pytest.raises(EngineError, match="overwrite"):
        made(tmp_path, output=str(tmp_path / "processor.tif"))
