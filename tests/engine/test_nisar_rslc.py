"""NISAR-like RSLC: ISCE2's pixels of a real UAVSAR image, both layouts, channels, one sentence for bad products."""

import h5py
import numpy as np
import pytest
from slant_models import flight, slant_model

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs.importimage import Parameters, run
from sar_radargrammetry.engine.parameters.declare import parse_parameters
from sar_radargrammetry.engine.products.channel import DEFAULT, Channel
from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.sensor.ellipsoid import geodetic_to_ecef
from sar_radargrammetry.engine.sensor.ground import image_to_ground

LINES, SAMPLES = 60, 40
SWATH = "science/LSAR/RSLC/swaths/frequencyA"
ORBIT = "science/LSAR/RSLC/metadata/orbit"
TIMES = "science/LSAR/RSLC/swaths/zeroDopplerTime"
HALF = np.dtype([("r", "<f2"), ("i", "<f2")])


def samples(seed=0):
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(LINES, SAMPLES)) + 1j * rng.normal(size=(LINES, SAMPLES))).astype(np.complex64)


def write_rslc(path, level="RSLC", images=None, side="left", orbit_epoch="2026-03-01T10:00:00", orbit_shift=0.0):
    """The fields of the product specification that a reader needs; `images` by frequency and polarisation."""
    model = slant_model(LINES, SAMPLES)
    time, position, velocity = flight()
    root = f"science/LSAR/{level}"
    with h5py.File(path, "w") as file:

        def put(name, value, units=None):
            file[name] = value
            if units:
                file[name].attrs["units"] = np.bytes_(units)

        put("science/LSAR/identification/lookDirection", np.bytes_(side))
        put("science/LSAR/identification/missionId", np.bytes_("NISAR"))
        times = model.first_line_time + model.line_interval * np.arange(LINES)
        put(f"{root}/swaths/zeroDopplerTime", times, "seconds since 2026-03-01T10:00:00.000000000")
        put(f"{root}/metadata/orbit/time", time + orbit_shift, f"seconds since {orbit_epoch}")
        put(f"{root}/metadata/orbit/position", position)
        put(f"{root}/metadata/orbit/velocity", velocity)
        put(f"{root}/metadata/processingInformation/parameters/referenceTerrainHeight", np.full(7, 123.4, np.float32))
        for (frequency, polarisation), values in (images or {("A", "HH"): samples()}).items():
            group = f"{root}/swaths/frequency{frequency}"
            put(f"{group}/{polarisation}", values)
            if f"{group}/slantRange" not in file:
                put(f"{group}/slantRange", model.near_range + model.range_spacing * np.arange(SAMPLES))
                put(f"{group}/processedCenterFrequency", 1.257e9)
    return path


FUZZED = {"RSLC": lambda folder: write_rslc(folder / "a.h5")}
"""Writers of products for test_import_fuzz.py."""


@pytest.fixture
def product(tmp_path):
    return write_rslc(tmp_path / "a.h5")


def replaced(path, name, value):
    with h5py.File(path, "r+") as file:
        attributes = dict(file[name].attrs)
        del file[name]
        if value is not None:
            file[name] = value
            file[name].attrs.update(attributes)
    return path


@pytest.fixture(scope="module")
def winnipeg(real_data):
    """Reader of a real UAVSAR product, and ISCE2's longitude, latitude, height of every pixel (250, 250)."""
    folder = real_data("uavsar_winnipeg")
    places = [np.fromfile(folder / f"{axis}.rdr").reshape(250, 250) for axis in "xyz"]
    return open_product(folder / "winnipeg.h5"), places


class TestUavsarAgainstIsce2:
    def test_ground_to_image(self, winnipeg):
        reader, places = winnipeg
        line, sample = reader.model.ground_to_image(geodetic_to_ecef(*places))
        assert np.abs(line - np.arange(250)[:, None]).max() < 1e-6
        assert np.abs(sample - np.arange(250)).max() < 1e-6

    def test_image_to_ground(self, winnipeg):
        reader, places = winnipeg
        ground = image_to_ground(reader.model, np.arange(250.0)[:, None], np.arange(250.0), places[2])
        assert np.linalg.norm(ground - geodetic_to_ecef(*places), axis=-1).max() < 1e-3

    def test_import_keeps_every_sample(self, winnipeg, tmp_path):
        """Its valid-sample bounds are those of the image it was cut out of; they must not blank it."""
        reader, _ = winnipeg
        given = {"input": str(reader.path), "output": str(tmp_path / "a.tif"), "looks_azimuth": 2}
        outputs = run(parse_parameters(Parameters, given), Context())
        assert (outputs["lines"], outputs["samples"], outputs["look_side"]) == (125, 250, "left")
        assert np.isfinite(SlantImage.open(tmp_path / "a.tif").read(0, 0, 125, 250)).all()


class TestReading:
    def test_model_and_info(self, product):
        reader, expected = open_product(product), slant_model(LINES, SAMPLES, look_side="left")
        line, sample = np.array([0, 30, 59])[:, None], np.array([0, 39])
        ground = image_to_ground(expected, line, sample, 100.0)
        found = reader.model.ground_to_image(ground)
        assert np.abs(found[0] - line).max() < 1e-6 and np.abs(found[1] - sample).max() < 1e-6
        assert reader.model.look_side == "left"
        assert reader.model.reference_height == pytest.approx(123.4, abs=1e-4)
        assert reader.info["sensor"] == "NISAR" and reader.info["polarisation"] == "HH"
        assert reader.info["acquisition_time"] == "2026-03-01T10:00:00.000000Z"

    def test_right_looking(self, tmp_path):
        assert open_product(write_rslc(tmp_path / "a.h5", side="Right")).model.look_side == "right"

    def test_orbit_with_another_epoch_than_the_lines(self, product, tmp_path):
        later = write_rslc(tmp_path / "b.h5", orbit_epoch="2026-02-28 23:59:59.5", orbit_shift=36000.5)
        a, b = (open_product(p).model.projection_set(10, 20).arp for p in (product, later))
        assert np.linalg.norm(a - b) < 1e-4

    @pytest.mark.parametrize("kind", [np.complex64, np.complex128, HALF])
    def test_windows_of_every_sample_type(self, tmp_path, kind):
        values = samples()
        stored = values.astype(kind) if kind is not HALF else np.zeros(values.shape, HALF)
        if kind is HALF:
            stored["r"], stored["i"] = values.real, values.imag
        reader = open_product(write_rslc(tmp_path / "a.h5", images={("A", "VV"): stored}))
        window = reader.read(5, 7, 20, 30)
        assert window.dtype == np.complex64
        np.testing.assert_allclose(window, values[5:25, 7:37], atol=3e-3 if kind is HALF else 1e-6)

    def test_channels(self, tmp_path):
        images = {("A", "HV"): samples(1), ("A", "VV"): samples(2), ("B", "HH"): samples(3)}
        path = write_rslc(tmp_path / "a.h5", images=images)
        for channel, seed in ((Channel(), 2), (Channel("A", "HV"), 1), (Channel("B"), 3)):
            np.testing.assert_array_equal(open_product(path, channel).read(0, 0, LINES, SAMPLES), samples(seed))

    def test_import_takes_the_named_channel(self, tmp_path):
        path = write_rslc(tmp_path / "a.h5", images={("A", "HH"): samples(1), ("A", "HV"): samples(2)})
        given = {"input": str(path), "output": str(tmp_path / "a.tif"), "polarisation": "hv"}
        run(parse_parameters(Parameters, given), Context())
        image = SlantImage.open(tmp_path / "a.tif")
        np.testing.assert_allclose(image.read(0, 0, LINES, SAMPLES), np.abs(samples(2)), rtol=1e-6)
        assert image.info["polarisation"] == "HV"

    @pytest.mark.parametrize(("level", "names"), [
        ("SLC", ["validSamples"]), ("RSLC", ["validSamplesSubSwath1", "validSamplesSubSwath2"]),
    ])  # fmt: skip
    def test_both_layouts_of_sub_swaths(self, tmp_path, level, names):
        path = write_rslc(tmp_path / "a.h5", level=level)
        bounds = [(3, 15), (20, 38)][: len(names)]
        with h5py.File(path, "r+") as file:
            for name, (first, end) in zip(names, bounds, strict=True):
                rows = np.tile(np.array([first, end], np.uint32), (LINES, 1))
                rows[10] = 0  # an empty line
                file[f"science/LSAR/{level}/swaths/frequencyA/{name}"] = rows
        inside = np.zeros((LINES, SAMPLES), bool)
        for first, end in bounds:
            inside[:, first:end] = True
        inside[10] = False
        window = open_product(path).read(5, 2, 30, 37)
        np.testing.assert_array_equal(np.isfinite(window), inside[5:35, 2:39])
        np.testing.assert_array_equal(window[inside[5:35, 2:39]], samples()[5:35, 2:39][inside[5:35, 2:39]])


BOUNDS_OF_NOTHING = [
    {"validSamples": (20, 20)},
    {"validSamplesSubSwath1": (SAMPLES, SAMPLES)},
    {"validSamplesSubSwath1": (0, 0), "validSamplesSubSwath2": (30, 12)},
    {"validSamples": (0, SAMPLES + 1)},
]


@pytest.mark.parametrize("bounds", BOUNDS_OF_NOTHING)
def test_bounds_that_cannot_be_are_ignored_and_named(product, tmp_path, bounds):
    with h5py.File(product, "r+") as file:
        for name, row in bounds.items():
            file[f"{SWATH}/{name}"] = np.tile(np.array(row, np.uint32), (LINES, 1))
    said = []
    given = {"input": str(product), "output": str(tmp_path / "b.tif")}
    run(parse_parameters(Parameters, given), Context(report=said.append))
    image = SlantImage.open(tmp_path / "b.tif")
    np.testing.assert_allclose(image.read(0, 0, LINES, SAMPLES), np.abs(samples()), rtol=1e-6)
    (warning,) = [message["text"] for message in said if message.get("level") == "warning"]
    assert next(iter(bounds)) in warning and "all samples are used" in warning


class TestBadProducts:
    def refused(self, path, *words, channel=DEFAULT):
        with pytest.raises(EngineError) as error:
            reader = open_product(path, channel)
            reader.read(0, 0, LINES, SAMPLES)
        text = str(error.value)
        assert "\n" not in text and text.endswith(".") and path.name in text
        for word in words:
            assert word in text

    def test_hdf5_that_is_no_rslc(self, tmp_path):
        with h5py.File(tmp_path / "a.h5", "w") as file:
            file["temperature"] = np.arange(5.0)
        self.refused(tmp_path / "a.h5", "not a SAR image with known geometry")

    def test_other_level_of_nisar(self, tmp_path):
        with h5py.File(tmp_path / "a.h5", "w") as file:
            file["science/LSAR/GSLC/grids/frequencyA/HH"] = samples()
            file["science/LSAR/identification/missionId"] = b"NISAR"
        self.refused(tmp_path / "a.h5", "GSLC", "RSLC")

    def test_missing_channels_are_listed(self, product):
        self.refused(product, "VV", "frequency A: HH", channel=Channel(polarisation="VV"))
        self.refused(product, "frequency B", "frequency A: HH", channel=Channel(frequency="B"))

    def test_channel_of_a_single_image_format(self, product, tmp_path):
        run(parse_parameters(Parameters, {"input": str(product), "output": str(tmp_path / "a.tif")}), Context())
        self.refused(tmp_path / "a.tif", "single image", channel=Channel(polarisation="VV"))

    @pytest.mark.parametrize("name", [
        TIMES, f"{SWATH}/slantRange", f"{ORBIT}/time", f"{ORBIT}/position", f"{ORBIT}/velocity",
        "science/LSAR/identification/lookDirection", f"{SWATH}/HH",
    ])  # fmt: skip
    def test_missing_field_is_named(self, product, name):
        self.refused(replaced(product, name, None), "swaths" if name.endswith("HH") else name)

    def test_wrong_shape_is_named(self, product):
        self.refused(replaced(product, f"{SWATH}/slantRange", np.arange(1.0, 40.0)), f"{SWATH}/slantRange", "(39,)")

    def test_real_valued_image(self, product):
        self.refused(replaced(product, f"{SWATH}/HH", np.ones((LINES, SAMPLES), np.float32)), "complex")

    def test_time_gap_between_lines(self, product):
        times = slant_model().first_line_time + slant_model().line_interval * np.arange(LINES)
        times[41:] += 0.5
        self.refused(replaced(product, TIMES, times), TIMES, "gap", "after line 40")

    def test_uneven_ranges(self, product):
        ranges = 7300.1 + 0.5 * np.arange(SAMPLES) + 1e-4 * np.arange(SAMPLES) ** 2
        self.refused(replaced(product, f"{SWATH}/slantRange", ranges), "slantRange", "uneven")

    def test_state_vectors_that_do_not_cover_the_image(self, product):
        self.refused(replaced(product, f"{ORBIT}/time", flight()[0] + 3.4), "state vectors", "do not cover the image")

    def test_gap_between_state_vectors(self, tmp_path):
        path = write_rslc(tmp_path / "a.h5")
        keep = np.r_[0:30, 40:101]
        for name, values in zip(("time", "position", "velocity"), flight(), strict=True):
            replaced(path, f"{ORBIT}/{name}", values[keep])
        self.refused(path, "gap of 1.1 s", "state vectors")

    def test_state_vectors_out_of_order_or_not_numbers(self, product):
        time, position, _ = flight()
        replaced(product, f"{ORBIT}/time", time[::-1].copy())
        self.refused(product, f"{ORBIT}/time", "order")
        replaced(product, f"{ORBIT}/time", time)
        position[3, 1] = np.nan
        self.refused(replaced(product, f"{ORBIT}/position", position), f"{ORBIT}/position", "finite")

    def test_unknown_epoch(self, product):
        with h5py.File(product, "r+") as file:
            file[f"{ORBIT}/time"].attrs["units"] = "s"
        self.refused(product, f"{ORBIT}/time", "seconds since")

    def test_look_side_that_is_neither(self, product):
        self.refused(replaced(product, "science/LSAR/identification/lookDirection", np.bytes_("up")), "lookDirection")

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
    def test_truncated_file(self, product, share):
        content = product.read_bytes()
        product.write_bytes(content[: int(share * len(content))])
        self.refused(product, "truncated")
