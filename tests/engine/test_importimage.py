"""importimage: the right raster and numbers, in flat memory, and one clear sentence for whatever cannot be imported."""

import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from osgeo import gdal
from sicd_files import amplitude, raw_samples, sicd_meta, without_element, write_sicd
from slant_models import flight, slant_model

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.image.multilook import multilook
from sar_radargrammetry.engine.image.slant_image import SlantImage, write_slant_image
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs.importimage import Parameters, run
from sar_radargrammetry.engine.parameters.declare import parse_parameters
from sar_radargrammetry.engine.products.importing import import_image
from sar_radargrammetry.engine.products.view import scene_point
from sar_radargrammetry.engine.sensor.trajectory import Trajectory


def imported(source, output, context=None, **more):
    given = {"input": str(source), "output": str(output), **more}
    return run(parse_parameters(Parameters, given), context or Context())


def read_whole(path):
    image = SlantImage.open(path)
    return image.read(0, 0, image.model.lines, image.model.samples)


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    return write_sicd(tmp_path_factory.mktemp("product") / "a b ü.nitf", sicd_meta("RE16I_IM16I"))


class TestImport:
    def test_outputs_and_raster(self, product, tmp_path):
        output = tmp_path / "Bild 1 – Ōsaka.tif"
        outputs = imported(product, output)
        meta = sicd_meta("RE16I_IM16I")
        np.testing.assert_allclose(read_whole(output), amplitude(meta, raw_samples(meta)), rtol=1e-6)
        assert sorted(p.name for p in tmp_path.iterdir()) == [f"{output.stem}.sargeom.json", output.name]
        assert outputs.pop("incidence_angle") == pytest.approx(meta.SCPCOA.IncidenceAng, abs=0.05)
        # The track is curved, and the beam's footprint is not exactly as fast as the antenna.
        assert outputs.pop("azimuth_spacing") == pytest.approx(0.6, rel=0.02)
        assert outputs.pop("range_spacing") == pytest.approx(0.45)
        assert outputs == {"output": str(output), "lines": 64, "samples": 48, "look_side": "right"}

    @pytest.mark.parametrize("looks", [(1, 3), (4, 2), (5, 7), (64, 48)])
    def test_looks(self, product, tmp_path, looks):
        outputs = imported(product, tmp_path / "a.tif", looks_azimuth=looks[0], looks_range=looks[1])
        meta = sicd_meta("RE16I_IM16I")
        expected = multilook(amplitude(meta, raw_samples(meta)), *looks)
        assert (outputs["lines"], outputs["samples"]) == expected.shape
        np.testing.assert_allclose(read_whole(tmp_path / "a.tif"), expected, rtol=1e-5)
        image = SlantImage.open(tmp_path / "a.tif")
        assert (image.info["looks_azimuth"], image.info["looks_range"]) == looks
        assert image.info["source"] == product.name
        assert outputs["range_spacing"] == pytest.approx(0.45 * looks[1])

    def test_multilooked_pixel_is_at_the_centre_of_its_looks(self, product, tmp_path):
        imported(product, tmp_path / "one.tif")
        imported(product, tmp_path / "many.tif", looks_azimuth=4, looks_range=3)
        one, many = SlantImage.open(tmp_path / "one.tif").model, SlantImage.open(tmp_path / "many.tif").model
        a, b = one.projection_set(4 * 5 + 1.5, 3 * 7 + 1), many.projection_set(5, 7)
        assert abs(a.time - b.time) < 1e-12 and abs(a.range_ - b.range_) < 1e-9

    def test_imported_image_can_be_multilooked_further(self, product, tmp_path):
        imported(product, tmp_path / "one.tif", looks_azimuth=2)
        imported(tmp_path / "one.tif", tmp_path / "two.tif", looks_azimuth=2, looks_range=3)
        imported(product, tmp_path / "direct.tif", looks_azimuth=4, looks_range=3)
        np.testing.assert_allclose(read_whole(tmp_path / "two.tif"), read_whole(tmp_path / "direct.tif"), rtol=1e-5)
        two, direct = SlantImage.open(tmp_path / "two.tif"), SlantImage.open(tmp_path / "direct.tif")
        assert abs(two.model.first_line_time - direct.model.first_line_time) < 1e-12
        assert two.info == direct.info

    def test_zero_and_nan_borders_become_no_data(self, tmp_path):
        meta = sicd_meta()
        raw = raw_samples(meta)
        raw[:5] = 0
        raw[:, :3] = np.nan
        raw[-4:, 30:] = 0
        imported(write_sicd(tmp_path / "a.nitf", meta, raw), tmp_path / "a.tif")
        expected = amplitude(meta, raw)
        expected[:, :5] = np.nan
        expected[30:, -4:] = np.nan
        np.testing.assert_allclose(read_whole(tmp_path / "a.tif"), expected, rtol=1e-6)

    def test_second_import_replaces_the_first(self, tmp_path):
        path = write_sicd(tmp_path / "a.nitf", sicd_meta())
        imported(path, tmp_path / "a.tif")
        assert imported(path, tmp_path / "a.tif", looks_azimuth=2)["lines"] == 32
        assert SlantImage.open(tmp_path / "a.tif").info["looks_azimuth"] == 2

    def test_progress_grows_to_the_end(self, product, tmp_path, monkeypatch):
        monkeypatch.setattr("sar_radargrammetry.engine.products.importing.BLOCK_SAMPLES", 500)
        messages = []
        imported(product, tmp_path / "a.tif", Context(report=messages.append))
        percents = [m["percent"] for m in messages if m["type"] == "progress"]
        assert percents == sorted(percents) and percents[-1] == 100.0 and len(percents) > 5
        meta = sicd_meta("RE16I_IM16I")
        np.testing.assert_allclose(read_whole(tmp_path / "a.tif"), amplitude(meta, raw_samples(meta)), rtol=1e-6)

    def test_cancelling_leaves_nothing(self, product, tmp_path, monkeypatch):
        monkeypatch.setattr("sar_radargrammetry.engine.products.importing.BLOCK_SAMPLES", 500)
        asked = iter([False, False, True])
        with pytest.raises(Cancelled):
            imported(product, tmp_path / "a.tif", Context(cancelled=lambda: next(asked)))
        assert list(tmp_path.iterdir()) == []

    def test_azimuth_spacing_is_the_mean_of_the_image(self):
        """A track that weaves by 1 m in 7 s swings the beam, so that single lines are a tenth nearer or further."""
        steady = scene_point(slant_model(300, trajectory=Trajectory.from_state_vectors(*flight(wobble=0.0))))
        assert steady.azimuth_spacing == pytest.approx(0.5, rel=0.002)
        assert 30 < steady.incidence_angle < 45
        # One period of the weave: the swing has come back.
        period = 2 * np.pi / 0.9
        weaving = scene_point(slant_model(2000, first_line_time=11.0, line_interval=period / 2000))
        assert weaving.azimuth_spacing == pytest.approx(150 * period / 2000, rel=0.002)


class Endless:
    """A reader of an image that is never in memory: every window is made when it is asked for."""

    path = Path("endless")
    info: dict = {}  # noqa: RUF012

    def __init__(self, lines, samples):
        self.model = slant_model(lines, samples, line_interval=1e-5)

    def read(self, line, sample, lines, samples):
        return np.ones((lines, samples), np.complex64)


def peak_memory(lines, tmp_path):
    tracemalloc.start()
    try:
        import_image(Endless(lines, 2000), tmp_path / "a.tif", 2, 1, Context())
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_image(tmp_path, monkeypatch):
    monkeypatch.setattr("sar_radargrammetry.engine.products.importing.BLOCK_SAMPLES", 1 << 18)
    small, large = peak_memory(1000, tmp_path), peak_memory(16000, tmp_path)
    assert large < 1.1 * small
    # A block of complex samples and what is made of it.
    assert large < 6 * 8 * (1 << 18)


def refused(source, output, **more):
    """The sentence of the failure, after checking that it is one sentence and left nothing."""
    folder = Path(output).parent
    before = sorted(folder.iterdir()) if folder.is_dir() else None
    with pytest.raises(EngineError) as error:
        imported(source, output, **more)
    text = str(error.value)
    assert text.endswith(".") and "\n" not in text and "Traceback" not in text
    assert before is None or sorted(folder.iterdir()) == before
    return text


def text_file(path):
    path.write_text("azimuth,range\n1,2\n")


def png(path):
    memory = gdal.GetDriverByName("MEM").Create("", 8, 8, 1)
    gdal.GetDriverByName("PNG").CreateCopy(str(path), memory)


def geotiff(path):
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 8, 8, 1)
    dataset.SetGeoTransform((500000, 10, 0, 5000000, 0, -10))
    dataset = None


def other_nitf(path):
    gdal.GetDriverByName("NITF").Create(str(path), 8, 8, 1)


def sidd(path):
    write_sicd(path, sicd_meta(rows=8, columns=9))
    path.write_bytes(path.read_bytes().replace(b"<SICD", b"<SIDD").replace(b"</SICD", b"</SIDD"))


class TestBadInput:
    @pytest.mark.parametrize(
        ("make", "said"),
        [
            (text_file, "is not a SAR image"),
            (png, "is not a SAR image"),
            (geotiff, "is not a SAR image"),
            (other_nitf, "NITF file without SICD"),
            (sidd, "is a SIDD"),
            (Path.touch, "is empty"),
            (Path.mkdir, "is a folder"),
            (lambda path: None, "does not exist"),
            (lambda path: path.write_bytes(b"NITF02.10" + bytes(10)), "truncated"),
            (lambda path: path.write_bytes(b"NITF01.10" + bytes(500)), "version other than 2.1"),
            (lambda path: path.write_bytes(b"NITF02.10" + b"x" * 500), "damaged NITF header"),
        ],
    )
    def test_not_a_product(self, tmp_path, make, said):
        path = tmp_path / "in put.ntf"
        make(path)
        text = refused(path, tmp_path / "out.tif")
        assert said in text and str(path) in text

    @pytest.mark.parametrize("share", [0.0005, 0.02, 0.3, 0.9, 0.999])
    def test_truncated(self, product, tmp_path, share):
        content = product.read_bytes()
        path = tmp_path / "half.nitf"
        path.write_bytes(content[: int(share * len(content))])
        assert "half.nitf" in refused(path, tmp_path / "out.tif")

    @pytest.mark.parametrize(
        ("looks", "said"),
        [
            ({"looks_azimuth": 0}, "must be between 1 and 64"),
            ({"looks_range": -3}, "must be between 1 and 64"),
            ({"looks_azimuth": 65}, "must be between 1 and 64"),
            ({"looks_range": 49}, "has only 48 samples"),
        ],
    )
    def test_looks_that_do_not_fit(self, product, tmp_path, looks, said):
        assert said in refused(product, tmp_path / "out.tif", **looks)

    @pytest.mark.parametrize("value", [0, np.nan])
    def test_image_without_data(self, tmp_path, value):
        meta = sicd_meta()
        path = write_sicd(tmp_path / "dark.nitf", meta, np.full_like(raw_samples(meta), value))
        assert "has no data" in refused(path, tmp_path / "out.tif")

    def test_output_folder(self, product, tmp_path):
        assert "does not exist" in refused(product, tmp_path / "none" / "out.tif")
        assert "must end in .tif" in refused(product, tmp_path / "out.png")
        (tmp_path / "folder.tif").mkdir()
        assert "is a folder" in refused(product, tmp_path / "folder.tif")

    @pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that nobody can write to")
    def test_folder_that_cannot_be_written(self, product):
        with pytest.raises(EngineError, match="not writable"):
            imported(product, "/proc/out.tif")

    def test_input_is_never_overwritten(self, product, tmp_path):
        imported(product, tmp_path / "a.tif")
        model = SlantImage.open(tmp_path / "a.tif").model
        write_slant_image(tmp_path / "b.tiff", read_whole(tmp_path / "a.tif"), model, {})
        before = {p: p.read_bytes() for p in tmp_path.iterdir()}
        assert "overwrite" in refused(tmp_path / "a.tif", tmp_path / "a.tif", looks_range=2)
        # Another raster, but its sidecar would have the name of the input's.
        assert "overwrite" in refused(tmp_path / "b.tiff", tmp_path / "b.tif")
        assert {p: p.read_bytes() for p in tmp_path.iterdir()} == before

    @pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files the POSIX way")
    @pytest.mark.parametrize("limit", [100, 5000, 200_000])
    def test_disk_full(self, tmp_path, limit):
        product = write_sicd(tmp_path / "a.nitf", sicd_meta(rows=400, columns=500))
        (tmp_path / "out").mkdir()
        code = (
            "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2); "
            "from sar_radargrammetry.engine.process.cli import main; sys.exit(main(sys.argv[2:]))"
        )
        command = ["importimage", "--input", str(product), "--output", str(tmp_path / "out" / "a.tif")]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-c", code, str(limit), *command],
            check=False, capture_output=True, text=True, env=environment, timeout=600,
        )  # fmt: skip
        assert done.returncode == 1
        assert "could not be written" in done.stderr and "Traceback" not in done.stderr
        assert list((tmp_path / "out").iterdir()) == []


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The bytes of small products of every pixel type."""
    folder = tmp_path_factory.mktemp("small")
    contents = []
    for i, pixel_type in enumerate(("RE32F_IM32F", "RE16I_IM16I", "AMP8I_PHS8I", "AMP8I_PHS8I")):
        path = write_sicd(folder / f"{i}.nitf", sicd_meta(pixel_type, rows=8, columns=12))
        contents.append((without_element(path, "AmpTable") if i == 3 else path).read_bytes())
    return contents


def import_or_sentence(content, folder):
    """Import damaged content: either a whole image comes out, or one sentence and nothing."""
    folder.mkdir(exist_ok=True)
    (folder / "in.nitf").write_bytes(content)
    try:
        imported(folder / "in.nitf", folder / "out.tif")
        read_whole(folder / "out.tif")
        assert len(list(folder.iterdir())) == 3
    except EngineError as error:
        assert "\n" not in str(error) and "in.nitf" in str(error)
        assert [p.name for p in folder.iterdir()] == ["in.nitf"]
    for path in folder.iterdir():
        path.unlink()


@given(which=st.integers(0, 3), share=st.floats(0, 1, exclude_max=True))
def test_any_truncation_is_one_sentence(small, tmp_path_factory, which, share):
    content = small[which][: int(share * len(small[which]))]
    folder = tmp_path_factory.getbasetemp() / "truncated"
    folder.mkdir(exist_ok=True)
    (folder / "in.nitf").write_bytes(content)
    text = refused(folder / "in.nitf", folder / "out.tif")
    assert "in.nitf" in text


@given(which=st.integers(0, 3), flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 7)), min_size=1, max_size=6))
def test_any_flipped_bits_are_an_image_or_one_sentence(small, tmp_path_factory, which, flips):
    content = bytearray(small[which])
    for share, bit in flips:
        content[min(int(share * len(content)), len(content) - 1)] ^= 1 << bit
    import_or_sentence(bytes(content), tmp_path_factory.getbasetemp() / "flipped")


@given(which=st.integers(0, 3), place=st.integers(0, 1500), digits=st.text("0123456789", min_size=1, max_size=12))
def test_any_wrong_length_in_the_headers_is_an_image_or_one_sentence(small, tmp_path_factory, which, place, digits):
    """Numbers that are digits, but wrong: the counts and lengths of NITF headers, which ask for memory."""
    content = bytearray(small[which])
    content[place : place + len(digits)] = digits.encode()
    import_or_sentence(bytes(content), tmp_path_factory.getbasetemp() / "lengths")
