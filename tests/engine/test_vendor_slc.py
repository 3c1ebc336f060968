"""Vendors' SLCs through sarpy: ICEYE and Capella files written with known geometry, and one sentence for bad ones."""

import json

import h5py
import numpy as np
import pytest
from osgeo import gdal

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.products.channel import DEFAULT, Channel
from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef, local_axes
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.range_doppler import RangeDopplerModel
from sar_radargrammetry.engine.sensor.trajectory import Trajectory

# sarpy's GFF reader closes what a damaged file kept it from opening.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

C = 299_792_458.0
LINES, SAMPLES = 64, 48
START = np.datetime64("2026-03-01T10:00:00", "ns")
FIRST_TIME, INTERVAL = 4.0, 0.00025
CARRIER, BANDWIDTH, SAMPLING = 9.65e9, 300e6, 375e6
HEIGHT, ORBIT_HEIGHT, SPEED = 120.0, 520e3, 7600.0


def orbit():
    """Times (n,), positions and velocities (n, 3) of a circle around the Earth's centre, 10 s long."""
    time = np.linspace(0, 10, 21)
    start = geodetic_to_ecef(138.7, 35.4, ORBIT_HEIGHT)
    radius = np.linalg.norm(start)
    east, north, _ = local_axes(138.7, 35.4)
    forward = 0.95 * north + np.sqrt(1 - 0.95**2) * east
    out = start / radius
    forward = forward - (forward @ out) * out
    forward /= np.linalg.norm(forward)
    angle = (SPEED / radius * (time - 5))[:, None]
    position = radius * (np.cos(angle) * out + np.sin(angle) * forward)
    return time, position, SPEED * (np.cos(angle) * forward - np.sin(angle) * out)


def truth(side):
    return RangeDopplerModel(
        trajectory=Trajectory.from_state_vectors(*orbit()), lines=LINES, samples=SAMPLES, first_line_time=FIRST_TIME,
        line_interval=INTERVAL, near_range=620e3, range_spacing=C / (2 * SAMPLING), look_side=side,
        reference_height=HEIGHT,
    )  # fmt: skip


def samples():
    """Different in every pixel; whole numbers, as Capella stores."""
    rng = np.random.default_rng(5)
    real, imaginary = rng.integers(-900, 900, (LINES, SAMPLES)), rng.integers(1, 900, (LINES, SAMPLES))
    return (real + 1j * imaginary).astype(np.complex64)


def stamp(seconds):
    return str(START + np.timedelta64(round(seconds * 1e9), "ns"))


def scene_centre(model):
    return image_to_ground(model, float(LINES // 2), float(SAMPLES // 2), HEIGHT)


def doppler_rate(model, ground):
    """Second derivative of the phase at closest approach [Hz/s]."""
    position, velocity, acceleration = model.trajectory.at(FIRST_TIME + INTERVAL * (LINES // 2))
    sight = position - ground
    return -2 * CARRIER / C * (velocity @ velocity + acceleration @ sight) / np.linalg.norm(sight)


def write_iceye(path, side="right", without=()):
    model = truth(side)
    centre = scene_centre(model)
    longitude, latitude, _ = ecef_to_geodetic(centre)
    time, position, velocity = orbit()
    first_pixel = 2 * model.near_range / C
    end = FIRST_TIME + INTERVAL * (LINES - 1)
    rate = doppler_rate(model, centre)
    fields = {
        "s_i": samples().real.astype(np.int16), "s_q": samples().imag.astype(np.int16), "sample_precision": "INT16",
        "satellite_name": "ICEYE-X7", "product_name": "ICEYE_X7_SLC", "product_type": "StripmapSLC",
        "acquisition_mode": "stripmap", "processor_version": "1.40", "processing_time": stamp(9),
        "look_side": side, "coord_center": [SAMPLES // 2 + 1, LINES // 2 + 1, latitude, longitude],
        "avg_scene_height": HEIGHT, "acquisition_start_utc": stamp(0), "acquisition_end_utc": stamp(10),
        "carrier_frequency": CARRIER, "chirp_bandwidth": BANDWIDTH, "chirp_duration": 2e-5, "polarization": "VV",
        "first_pixel_time": first_pixel, "number_of_range_samples": SAMPLES, "number_of_azimuth_samples": LINES,
        "range_sampling_rate": SAMPLING, "azimuth_time_interval": INTERVAL, "zerodoppler_start_utc": stamp(FIRST_TIME),
        "zerodoppler_end_utc": stamp(end), "total_processed_bandwidth_azimuth": 3000.0, "acquisition_prf": 4000.0,
        "state_vector_time_utc": [[stamp(t)] for t in time], "calibration_factor": 1e-4,
        "posX": position[:, 0], "posY": position[:, 1], "posZ": position[:, 2],
        "velX": velocity[:, 0], "velY": velocity[:, 1], "velZ": velocity[:, 2],
        "doppler_rate_coeffs": [rate, -rate / first_pixel], "dc_estimate_coeffs": np.zeros((5, 2)),
        "dc_estimate_time_utc": [[stamp(t)] for t in np.linspace(3.9, 4.1, 5)],
        "window_function_range": "NONE", "window_function_azimuth": "NONE",
    }  # fmt: skip
    with h5py.File(path, "w") as file:
        for name, value in fields.items():
            if name not in without:
                file[name] = np.array(value, dtype="S") if name.endswith("time_utc") else value
    return path


def write_capella(path, side="right", geometry="slant_plane", **image_changes):
    model = truth(side)
    time, position, velocity = orbit()
    window = {"name": "rectangular", "parameters": {}}
    image = {
        "rows": LINES, "columns": SAMPLES, "data_type": "CInt16", "algorithm": "rma", "radiometry": "beta_nought",
        "scale_factor": 1e-3, "range_resolution": 0.5, "azimuth_resolution": 0.5, "pixel_spacing_row": SPEED * INTERVAL,
        "processed_azimuth_bandwidth": 3000.0, "range_window": window, "azimuth_window": window,
        "nesz_polynomial": {"coefficients": [-20.0]}, "nesz_peak": -20.0,
        "center_pixel": {"target_position": list(scene_centre(model)),
                         "center_time": stamp(FIRST_TIME + INTERVAL * (LINES // 2))},
        "image_geometry": {"type": geometry, "delta_range_sample": model.range_spacing, "delta_line_time": INTERVAL,
                           "range_to_first_sample": model.near_range, "first_line_time": stamp(0)},
    } | image_changes  # fmt: skip
    radar = {
        "pointing": side, "transmit_polarization": "H", "receive_polarization": "H", "pulse_bandwidth": BANDWIDTH,
        "center_frequency": CARRIER, "pulse_duration": 2e-5, "sampling_frequency": SAMPLING, "prf": [{"prf": 4000.0}],
    }  # fmt: skip
    vectors = [
        {"time": stamp(t), "position": list(p), "velocity": list(v)}
        for t, p, v in zip(time, position, velocity, strict=True)
    ]
    document = {
        "processing_time": stamp(9),
        "collect": {
            "start_timestamp": stamp(0), "stop_timestamp": stamp(10), "platform": "capella-7", "mode": "stripmap",
            "collect_id": "abc", "image": image, "radar": radar, "state": {"state_vectors": vectors},
        },
    }  # fmt: skip
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), SAMPLES, LINES, 1, gdal.GDT_CInt16)
    dataset.SetMetadataItem("TIFFTAG_IMAGEDESCRIPTION", json.dumps(document))
    dataset.SetMetadataItem("TIFFTAG_SOFTWARE", "processor 2.0")
    dataset.GetRasterBand(1).WriteArray(samples())
    return path


FUZZED = {
    "ICEYE": lambda folder: write_iceye(folder / "a.h5"),
    "Capella": lambda folder: write_capella(folder / "a.tif"),
}
"""Writers of products for test_import_fuzz.py."""


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("write", [write_iceye, write_capella])
def test_pixels_lie_where_they_were_put(tmp_path, write, side):
    """The reader may turn the image round: the same ground must have the same sample."""
    reader, model = open_product(write(tmp_path / "product", side)), truth(side)
    assert reader.model.look_side == side
    line, sample = (a.ravel() for a in np.meshgrid([0, 20, 63], [0, 13, 47], indexing="ij"))
    image = reader.read(0, 0, LINES, SAMPLES)
    for height in (HEIGHT, HEIGHT + 1500):
        found = np.stack(reader.model.ground_to_image(image_to_ground(model, line, sample, height)))
        whole = np.round(found)
        assert np.abs(found - whole).max() < 0.02
        np.testing.assert_array_equal(image[tuple(whole.astype(int))], samples()[line, sample])
    np.testing.assert_array_equal(reader.read(7, 9, 20, 11), image[7:27, 9:20])


def test_what_the_product_says_about_itself(tmp_path):
    info = open_product(write_iceye(tmp_path / "a.h5")).info
    assert (info["sensor"], info["polarisation"], info["mode"]) == ("ICEYE-X7", "VV", "STRIPMAP")
    assert info["wavelength"] == pytest.approx(C / CARRIER)
    assert open_product(write_capella(tmp_path / "a.tif")).info["sensor"] == "capella-7"


class TestBadProducts:
    def refused(self, path, *words, channel=DEFAULT):
        with pytest.raises(EngineError) as error:
            reader = open_product(path, channel)
            reader.read(0, 0, LINES, SAMPLES)
        text = str(error.value)
        assert "\n" not in text and text.endswith(".") and path.name in text
        for word in words:
            assert word in text, text

    def test_missing_polarisation_is_listed(self, tmp_path):
        path = write_iceye(tmp_path / "a.h5")
        self.refused(path, "HH", "it has VV", channel=Channel(polarisation="HH"))
        self.refused(path, "frequency", channel=Channel(frequency="A"))

    @pytest.mark.parametrize("name", ["posX", "look_side", "doppler_rate_coeffs"])
    def test_missing_field_is_named(self, tmp_path, name):
        self.refused(write_iceye(tmp_path / "a.h5", without=[name]), "ICEYE", name)

    def test_capella_times_that_sarpy_mixes_up(self, tmp_path):
        path = write_capella(tmp_path / "a.tif")
        dataset = gdal.Open(str(path), gdal.GA_Update)
        document = json.loads(dataset.GetMetadataItem("TIFFTAG_IMAGEDESCRIPTION"))
        document["collect"]["image"]["image_geometry"]["first_line_time"] = stamp(0.3)
        dataset.SetMetadataItem("TIFFTAG_IMAGEDESCRIPTION", json.dumps(document))
        dataset = None
        self.refused(path, "Capella", "contradicts itself", "SICD")

    def test_capella_map_projected(self, tmp_path):
        self.refused(write_capella(tmp_path / "a.tif", geometry="geotransform"))

    def test_capella_spotlight(self, tmp_path):
        path = write_capella(tmp_path / "a.tif", geometry="pfa")
        self.refused(path, "pfa", "choose the SICD")

    @pytest.mark.parametrize("named", [True, False])
    @pytest.mark.parametrize("part", ["IMG-HH-", "VOL-", "LED-"])
    def test_palsar_on_the_ground(self, tmp_path, named, part):
        """By the level in the names, or by the descriptor of the image."""
        scene = f"ALOS2014410740-140829-{'UBSR1.5RUD' if named else 'SCENE'}"
        head = bytearray(b"\0\0\0\x01\x32\xc0\x12\x12" + bytes(5000))
        (tmp_path / f"{part}{scene}").write_bytes(head)
        if not named:
            head[48:64], head[400:428] = b"AL2 PSRDIMOP".ljust(16), b"UNSIGNED INTEGER*2".ljust(28)
        (tmp_path / f"IMG-HH-{scene}").write_bytes(head)
        self.refused(tmp_path / f"{part}{scene}", "level 1.5", "choose level 1.1")

    def test_palsar_geotiff_on_the_ground(self, tmp_path):
        path = tmp_path / "IMG-HH-ALOS2014410740-140829-UBSR2.1GUD.tif"
        gdal.GetDriverByName("GTiff").Create(str(path), 8, 8, 1, gdal.GDT_UInt16)
        self.refused(path, "level 2.1", "choose level 1.1")

    def test_damaged_capella_description(self, tmp_path):
        path = write_capella(tmp_path / "a.tif")
        dataset = gdal.Open(str(path), gdal.GA_Update)
        dataset.SetMetadataItem("TIFFTAG_IMAGEDESCRIPTION", '{"collect": {"image": 3}}')
        dataset = None
        self.refused(path, "ImageDescription")

    @pytest.mark.parametrize(("name", "content", "vendor"), [
        ("a.xml", b"<?xml version='1.0'?>\n<level1Product><generalHeader/></level1Product>", "TerraSAR-X"),
        ("product.xml", b"<?xml version='1.0'?><product><sourceAttributes/></product>", "Radarsat-2"),
        ("IMG-HH-ALOS2", b"\0\0\0\x01\x32\xc0\x12\x12" + bytes(5000), "PALSAR-2"),
        ("a.gff", b"GSATIMG" + bytes(300), "GFF"),
    ])  # fmt: skip
    def test_incomplete_products_of_others(self, tmp_path, name, content, vendor):
        (tmp_path / name).write_bytes(content)
        self.refused(tmp_path / name, vendor)

    def test_incomplete_cosmo_skymed(self, tmp_path):
        with h5py.File(tmp_path / "a.h5", "w") as file:
            file.attrs["Mission ID"], file.attrs["Product Type"] = np.bytes_("CSK"), np.bytes_("SCS_B")
        self.refused(tmp_path / "a.h5", "COSMO-SkyMed")

    def test_truncated_files(self, tmp_path):
        for path in (write_iceye(tmp_path / "a.h5"), write_capella(tmp_path / "a.tif")):
            content = path.read_bytes()
            path.write_bytes(content[: len(content) // 2])
            self.refused(path)
