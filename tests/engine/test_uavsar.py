"""UAVSAR annotation and raw images, written as the format descriptions say: geometry, segments, bad files."""

import numpy as np
import pytest
from pyproj import Transformer

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs.importimage import Parameters, run
from sar_radargrammetry.engine.parameters.declare import parse_parameters
from sar_radargrammetry.engine.products.channel import DEFAULT, Channel
from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.products.uavsar.annotation import LENGTH, Annotation
from sar_radargrammetry.engine.sensor.ellipsoid import SEMI_MAJOR, ecef_to_geodetic, local_axes
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.units import ANGLE

LINES, SAMPLES = (50, 30), 24
PEG = (29.4737, -95.8595, 148.9)  # latitude, longitude, heading
ALTITUDE, TERRAIN, AZIMUTH, NEAR = 12495.3, 210.5, -24245.4, 13448.5261
DAZ, DR, WAVELENGTH = 0.6, 1.66551366, 0.238403545
NAME = "brazos_14937_17090_017_170903_L090HH_02_BC"

STACK = {
    "Site Description": ("&", "Brazos River, TX ; a comment with = and (units)"),
    "slc_1_1x1": ("&", f"{NAME}_s1_1x1.slc        ; File Size 9600 bytes"),
    "slc_2_1x1": ("&", f"{NAME}_s2_1x1.slc"),
    "slc_1_1x4": ("&", f"{NAME}_s1_1x4.slc"),
    "dop": ("&", "brazos_14937_02_BC.dop"),
    "Number of Segments": ("-", "2"),
    "slc_1_1x1 Rows": ("pixels", LINES[0]),
    "slc_1_1x1 Columns": ("pixels", SAMPLES),
    "slc_2_1x1_mag.set_rows": ("pixels", LINES[1]),
    "slc_2_1x1_mag.set_cols": ("pixels", SAMPLES),
    "slc_1_1x1_mag.val_size": ("bytes", 8),
    "slc_1_1x1_mag.val_endi": ("&", "LITTLE"),
    "1x1 SLC Range Pixel Spacing": ("m", DR),
    "1x1 SLC Azimuth Pixel Spacing": ("m", DAZ),
    "Image Starting Slant Range": ("km", NEAR / 1000),
    "Segment 1 Data Starting Azimuth": ("m", AZIMUTH),
    "Segment 2 Data Starting Azimuth": ("m", AZIMUTH + LINES[0] * DAZ),
    "Look Direction": ("&", "Left"),
    "Center Wavelength": ("cm", WAVELENGTH * 100),
    "Average Pulse Repetition Interval": ("ms", 2.34),
    "Global Average Altitude": ("m", f"{ALTITUDE}   ; GPS altitude"),
    "Global Average Terrain Height": ("m", TERRAIN),
    "Steering Angle (90 is Boresite)": ("deg", 90),
    "Start Time of Acquisition": ("&", "3-Sep-2017 17:55:51 UTC"),
    "Polarization": ("&", "HH"),
    "Peg Latitude": ("deg", PEG[0]),
    "Peg Longitude": ("deg", PEG[1]),
    "Peg Heading": ("deg", PEG[2]),
}
POLSAR = {
    "slcHH": ("&", "brazos_L090HH_CX_01.slc"),
    "slcVV": ("&", "brazos_L090VV_CX_01.slc"),
    "slc_mag.set_rows": ("pixels", LINES[0]),
    "slc_mag.set_cols": ("pixels", SAMPLES),
    "slc_mag.row_addr": ("m", AZIMUTH),
    "slc_mag.row_mult": ("m/pixel", DAZ),
    "slc_mag.col_mult": ("m/pixel", DR),
    "Image Starting Range": ("km", NEAR / 1000),
    "Mocomp II Applied": ("&", "Yes"),
    "Reskew Doppler Near Mid Far": ("hz,hz,hz", "12.6   -2.9   -11.7"),
} | {
    key: STACK[key]
    for key in ("Look Direction", "Center Wavelength", "Average Pulse Repetition Interval", "Global Average Altitude",
                "Global Average Terrain Height", "Peg Latitude", "Peg Longitude", "Peg Heading")
}  # fmt: skip


def samples(lines, seed=0):
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(lines, SAMPLES)) + 1j * rng.normal(size=(lines, SAMPLES))).astype(np.complex64)


def annotation_text(fields):
    body = "\n".join(f"{key:<47}({unit:<8})  = {value}" for key, (unit, value) in fields.items())
    return f"; Parameter file for {NAME}\n;\n; slc = single look complex\n\n{body}\n"


def doppler_text(function, first=NEAR - 50, last=NEAR + 100):
    ranges = np.linspace(first, last, 40)
    return "Slant range (m)   Doppler (rad/m)\n" + "\n".join(f"{r:.6f}  {function(r):.12e}" for r in ranges) + "\n"


def write_stack(folder, doppler=lambda r: 0.0, kind="<c8", **changes):
    """Annotation, Doppler file and two segments; `changes` by field replace an entry, None removes it."""
    fields = {key: value for key, value in (STACK | changes).items() if value is not None}
    annotation = folder / f"{NAME}.ann"
    annotation.write_text(annotation_text(fields))
    (folder / "brazos_14937_02_BC.dop").write_text(doppler_text(doppler))
    for segment, lines in enumerate(LINES, start=1):
        samples(lines, segment).astype(kind).tofile(folder / f"{NAME}_s{segment}_1x1.slc")
    return annotation


def write_polsar(folder, **changes):
    fields = {key: value for key, value in (POLSAR | changes).items() if value is not None}
    (folder / "brazos_L090_CX_01.ann").write_text(annotation_text(fields))
    for seed, name in enumerate(("HH", "VV")):
        samples(LINES[0], seed).tofile(folder / f"brazos_L090{name}_CX_01.slc")
    return folder / "brazos_L090_CX_01.ann"


FUZZED = {"UAVSAR stack": write_stack, "UAVSAR PolSAR": write_polsar}
"""Writers of products for test_import_fuzz.py."""


def sch_sphere():
    """Centre (3,), radius of the sphere [m] and the axes up, along, right (3, 3) at the peg, in closed form."""
    latitude, heading = np.radians([PEG[0], PEG[2]])
    e2 = 0.00669437999014
    w = 1 - e2 * np.sin(latitude) ** 2
    north_radius, east_radius = SEMI_MAJOR * (1 - e2) / w**1.5, SEMI_MAJOR / w**0.5
    radius = 1 / (np.cos(heading) ** 2 / north_radius + np.sin(heading) ** 2 / east_radius) + TERRAIN
    east, north, up = local_axes(PEG[1], PEG[0])
    along = np.cos(heading) * north + np.sin(heading) * east
    peg = np.array([east_radius * np.cos(latitude), 0, east_radius * (1 - e2) * np.sin(latitude)])
    longitude = np.radians(PEG[1])
    peg = np.array([peg[0] * np.cos(longitude), peg[0] * np.sin(longitude), peg[2]]) + TERRAIN * up
    return peg - radius * up, radius, np.stack([up, along, np.cross(along, up)])


class TestGeometry:
    def test_antenna_flies_the_peg_track(self, tmp_path):
        """Against the definition of S, C, H: a circle around the centre of the sphere that touches at the peg."""
        model = open_product(write_stack(tmp_path)).model
        centre, radius, (up, along, _) = sch_sphere()
        line = np.array([-5.0, 0.0, 12.3, 79.0])
        angle = (AZIMUTH + DAZ * line) / radius
        height = radius + ALTITUDE - TERRAIN
        expected = centre + height * (np.cos(angle)[:, None] * up + np.sin(angle)[:, None] * along)
        pixels = model.projection_set(line, 0)
        assert np.linalg.norm(pixels.arp - expected, axis=1).max() < 1e-5
        direction = -np.sin(angle)[:, None] * up + np.cos(angle)[:, None] * along
        assert np.abs(np.cross(pixels.varp, direction)).max() < 1e-4

    def test_first_pixel_and_spacings(self, tmp_path):
        reader = open_product(write_stack(tmp_path))
        model = reader.model
        assert (model.lines, model.samples, model.look_side) == (80, SAMPLES, "left")
        assert model.near_range == pytest.approx(NEAR, abs=1e-9) and model.range_spacing == DR
        assert model.reference_height == TERRAIN and model.range_rate == (0.0,)
        assert reader.info["wavelength"] == pytest.approx(WAVELENGTH) and reader.info["polarisation"] == "HH"

    @pytest.mark.parametrize("side", ["Left", "Right"])
    def test_ground_lies_on_the_side_looked_to_and_comes_back(self, tmp_path, side):
        model = open_product(write_stack(tmp_path, **{"Look Direction": ("&", side)})).model
        line, sample = np.array([0.0, 40, 79])[:, None], np.array([0.0, 23])
        ground = image_to_ground(model, line, sample, TERRAIN)
        to_sch = Transformer.from_pipeline(
            f"+proj=pipeline +step +inv +proj=cart +ellps=WGS84 +step +proj=sch +plat_0={PEG[0]} +plon_0={PEG[1]} "
            f"+phdg_0={PEG[2]} +h_0={TERRAIN} +ellps=WGS84"
        )
        s, c, h = to_sch.transform(*np.moveaxis(ground, -1, 0))
        assert np.abs(s - AZIMUTH - DAZ * line).max() < 1e-3
        assert (c > 1000).all() if side == "Left" else (c < -1000).all()  # C is positive to the left of the track
        assert np.abs(h).max() < 20  # the sphere fits the ellipsoid along the track best
        back = model.ground_to_image(ground)
        assert np.abs(back[0] - line).max() < 1e-6 and np.abs(back[1] - sample).max() < 1e-6

    def test_doppler_file_becomes_range_rate(self, tmp_path):
        """sin(squint) = wavelength doppler / (4 pi): the ground lies that share of the range ahead."""

        def doppler(r):
            return -0.09 + 1e-6 * (r - NEAR) + 1e-9 * (r - NEAR) ** 2

        model = open_product(write_stack(tmp_path, doppler)).model
        pixels = model.projection_set(np.array([10.0, 70.0])[:, None], np.arange(SAMPLES))
        expected = pixels.range_ * WAVELENGTH * doppler(pixels.range_) / (4 * np.pi)
        assert np.abs(expected).min() > 20 * DAZ
        assert np.abs(pixels.doppler_offset() - expected).max() < 0.1 * DAZ
        ground = image_to_ground(model, np.array([10.0, 70.0])[:, None], np.arange(SAMPLES), TERRAIN)
        line, sample = model.ground_to_image(ground)
        assert np.abs(line - np.array([10.0, 70.0])[:, None]).max() < 1e-6
        assert np.abs(sample - np.arange(SAMPLES)).max() < 1e-6

    def test_polsar_reskew_doppler(self, tmp_path):
        model = open_product(write_polsar(tmp_path)).model
        pixels = model.projection_set(0.0, np.array([0.0, 0.5 * (SAMPLES - 1), SAMPLES - 1.0]))
        np.testing.assert_allclose(-2 * pixels.range_rate / WAVELENGTH, [12.6, -2.9, -11.7], atol=1e-6)


class TestSamples:
    def test_annotation_stands_for_all_segments(self, tmp_path):
        reader = open_product(write_stack(tmp_path))
        whole = np.concatenate([samples(LINES[0], 1), samples(LINES[1], 2)])
        np.testing.assert_array_equal(reader.read(0, 0, 80, SAMPLES), whole)
        np.testing.assert_array_equal(reader.read(45, 3, 20, 11), whole[45:65, 3:14])

    def test_one_segment(self, tmp_path):
        whole = open_product(write_stack(tmp_path)).model
        part = open_product(tmp_path / f"{NAME}_s2_1x1.slc")
        np.testing.assert_array_equal(part.read(0, 0, LINES[1], SAMPLES), samples(LINES[1], 2))
        a, b = part.model.projection_set(3, 4), whole.projection_set(LINES[0] + 3, 4)
        assert np.linalg.norm(a.arp - b.arp) < 1e-6

    def test_polsar_polarisations(self, tmp_path):
        annotation = write_polsar(tmp_path)
        np.testing.assert_array_equal(open_product(annotation).read(0, 0, *samples(LINES[0]).shape), samples(LINES[0]))
        for reader in (open_product(annotation, Channel(polarisation="VV")),
                       open_product(tmp_path / "brazos_L090VV_CX_01.slc")):  # fmt: skip
            np.testing.assert_array_equal(reader.read(0, 0, LINES[0], SAMPLES), samples(LINES[0], 1))
            assert reader.info["polarisation"] == "VV"

    def test_stated_big_endian(self, tmp_path):
        endian = {"slc_1_1x1_mag.val_endi": ("&", "BIG")}
        reader = open_product(write_stack(tmp_path, kind=">c8", **endian))
        np.testing.assert_array_equal(reader.read(0, 0, LINES[0], SAMPLES), samples(LINES[0], 1))

    def test_nan_samples_become_no_data(self, tmp_path):
        annotation = write_stack(tmp_path)
        values = samples(LINES[0], 1)
        values[10:20, 5] = np.nan
        values.tofile(tmp_path / f"{NAME}_s1_1x1.slc")
        run(parse_parameters(Parameters, {"input": str(annotation), "output": str(tmp_path / "a.tif")}), Context())
        amplitude = SlantImage.open(tmp_path / "a.tif").read(0, 0, 80, SAMPLES)
        assert np.isnan(amplitude[10:20, 5]).all() and np.isnan(amplitude).sum() == 10


class TestAnnotation:
    def test_units_comments_and_keys_with_brackets(self, tmp_path):
        annotation = Annotation.read(write_stack(tmp_path))
        assert annotation.quantity(LENGTH, "Image Starting Slant Range") == pytest.approx(NEAR)
        assert annotation.quantity(LENGTH, "Global Average Altitude") == ALTITUDE
        assert annotation.quantity(ANGLE, "Steering Angle (90 is Boresite)") == 90
        assert annotation.text("Site Description") == "Brazos River, TX"
        assert not annotation.has("slc = single look complex")


class TestBadProducts:
    def refused(self, path, *words, channel=DEFAULT):
        with pytest.raises(EngineError) as error:
            open_product(path, channel)
        text = str(error.value)
        assert "\n" not in text and text.endswith(".")
        for word in words:
            assert word in text, text

    REQUIRED = ("Look Direction", "Center Wavelength", "Average Pulse Repetition Interval", "Global Average Altitude",
                "Global Average Terrain Height", "Peg Heading", "Polarization", "1x1 SLC Azimuth Pixel Spacing",
                "Image Starting Slant Range", "Segment 2 Data Starting Azimuth", "slc_1_1x1 Columns", "dop",
                )  # fmt: skip

    @pytest.mark.parametrize("field", REQUIRED)
    def test_missing_field_is_named(self, tmp_path, field):
        self.refused(write_stack(tmp_path, **{field: None}), f"{NAME}.ann", field)

    @pytest.mark.parametrize(("field", "entry"), [
        ("Image Starting Slant Range", ("km", "nan")), ("Image Starting Slant Range", ("furlong", "13")),
        ("Peg Heading", ("deg", "north")), ("1x1 SLC Range Pixel Spacing", ("m", "-1.6")),
        ("slc_1_1x1 Rows", ("pixels", "50.5")), ("Look Direction", ("&", "Up")),
        ("slc_1_1x1_mag.val_size", ("bytes", 4)), ("slc_1_1x1_mag.val_endi", ("&", "MIDDLE")),
    ])  # fmt: skip
    def test_absurd_field_is_named(self, tmp_path, field, entry):
        self.refused(write_stack(tmp_path, **{field: entry}), f"{NAME}.ann", field)

    def test_raw_image_without_annotation(self, tmp_path):
        samples(5).tofile(tmp_path / "lonely.slc")
        self.refused(tmp_path / "lonely.slc", "lonely.slc", "annotation", "there is none")

    def test_foreign_annotation(self, tmp_path):
        write_stack(tmp_path)
        samples(5).tofile(tmp_path / "other.slc")
        self.refused(tmp_path / "other.slc", "other.slc", f"{NAME}.ann does not name it")
        (tmp_path / f"{NAME}_s1_1x1.slc").unlink()
        self.refused(tmp_path / f"{NAME}.ann", "slc_1_1x1", "not beside it")

    def test_annotation_of_another_product_level(self, tmp_path):
        (tmp_path / "a.ann").write_text("Peg Latitude (deg) = 30\nSlant Range Interferogram (&) = a.int\n")
        self.refused(tmp_path / "a.ann", "a.ann", "slc_1_1x1")

    def test_averaged_segment(self, tmp_path):
        write_stack(tmp_path)
        samples(5).tofile(tmp_path / f"{NAME}_s1_1x4.slc")
        self.refused(tmp_path / f"{NAME}_s1_1x4.slc", "_1x1.slc")

    @pytest.mark.parametrize(("change", "word"), [(-8, "truncated"), (+8, "another size")])
    def test_wrong_size(self, tmp_path, change, word):
        annotation = write_stack(tmp_path)
        raw = tmp_path / f"{NAME}_s2_1x1.slc"
        raw.write_bytes((raw.read_bytes() + bytes(8))[: LINES[1] * SAMPLES * 8 + change])
        self.refused(annotation, raw.name, word, f"{LINES[1]} lines")

    def test_wrong_byte_order(self, tmp_path):
        self.refused(write_stack(tmp_path, kind=">c8"), "_s1_1x1.slc", "big-endian", "val_endi")

    def test_integers_instead_of_floats(self, tmp_path):
        annotation = write_stack(tmp_path)
        numbers = np.random.default_rng(1).integers(-2000, 2000, LINES[0] * SAMPLES * 4).astype(np.int16)
        numbers.tofile(tmp_path / f"{NAME}_s1_1x1.slc")
        self.refused(annotation, "_s1_1x1.slc")

    def test_gap_between_segments(self, tmp_path):
        later = {"Segment 2 Data Starting Azimuth": ("m", AZIMUTH + LINES[0] * DAZ + 6)}
        annotation = write_stack(tmp_path, **later)
        self.refused(annotation, "Data Starting Azimuth", "6 m")
        assert open_product(tmp_path / f"{NAME}_s2_1x1.slc").model.lines == LINES[1]

    def test_look_sides_that_contradict_each_other(self, tmp_path):
        self.refused(write_stack(tmp_path, **{"Radar Look Direction": ("&", "Right")}), "Look Direction")
        annotation = write_stack(tmp_path)
        annotation.write_text(annotation.read_text() + "Look Direction (&) = Right\n")
        self.refused(annotation, "Look Direction", "twice")

    def test_corners_on_the_other_side_of_the_track(self, tmp_path):
        model = open_product(write_stack(tmp_path)).model
        lon, lat, _ = ecef_to_geodetic(image_to_ground(model, np.array([0.0, 49]), 10.0, TERRAIN))
        corners = {f"Segment 1 Data Approximate Corner {i + 1}": ("&", f"{lat[i]}, {lon[i]}") for i in range(2)}
        assert open_product(write_stack(tmp_path, **corners)).model.look_side == "left"
        self.refused(write_stack(tmp_path, **corners, **{"Look Direction": ("&", "Right")}), "Look Direction", "Corner")

    def test_doppler_files(self, tmp_path):
        annotation = write_stack(tmp_path)
        doppler = tmp_path / "brazos_14937_02_BC.dop"
        doppler.write_text(doppler_text(lambda r: 0.1, NEAR + 5000, NEAR + 6000))
        self.refused(annotation, doppler.name, "slant ranges")
        doppler.write_text("header\n13000.0 0.1\n13001.0 much\n")
        self.refused(annotation, doppler.name, "line 3")
        doppler.unlink()
        self.refused(annotation, doppler.name, "dop")

    def test_missing_polarisation_is_listed(self, tmp_path):
        self.refused(write_stack(tmp_path), "VV", "HH", channel=Channel(polarisation="VV"))
        self.refused(write_polsar(tmp_path), "HV", "HH, VV", channel=Channel(polarisation="HV"))
        self.refused(write_polsar(tmp_path), "frequency", channel=Channel(frequency="A"))

    def test_range_shorter_than_the_altitude(self, tmp_path):
        self.refused(write_stack(tmp_path, **{"Image Starting Slant Range": ("km", 12.0)}), "starting range")
