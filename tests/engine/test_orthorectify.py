"""Images on the map: both of a pair coincide, the mask is the simulator's truth, and the job keeps its promises."""

import dataclasses
import os

import numpy as np
import pytest
from osgeo import gdal
from pairs import SETTINGS, StopAfter, metadata, pixels, run
from scipy import ndimage

from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.elevation.grid import Grid
from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.files.leftovers import clear
from sar_radargrammetry.engine.image.slant_image import SlantImage, write_slant_image
from sar_radargrammetry.engine.mapcells.codes import Shown
from sar_radargrammetry.engine.pipeline import orthorectify
from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.simulation.truth import node_truth


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    """The surface of the simulated pair as a raster; tests only read it."""
    path = tmp_path_factory.mktemp("truth") / "truth.tif"
    scene = make_ground(SETTINGS).scene
    write_raster(path, scene.grid, scene.heights)
    return path


@pytest.fixture(scope="module")
def projected(pair, truth, tmp_path_factory):
    """Both images on the truth with all outputs: paths by image and output, and the answers."""
    folder = tmp_path_factory.mktemp("ortho")
    found = {}
    for name, path in pair.images.items():
        files = {kind: str(folder / f"{name} {kind}.tif") for kind in ("output", "mask", "incidence")}
        found[name] = run("orthorectify", image=path, dem=str(truth), **files)
    return found


def smooth(decibels):
    """What both images show alike: texture, which is larger than speckle and smaller than slopes."""
    known = np.where(np.isfinite(decibels), decibels, np.nanmean(decibels))
    return ndimage.gaussian_filter(known, 0.5) - ndimage.gaussian_filter(known, 3.0)


def offset(first, second):
    """Correlation at its maximum, and where that lies [cells]."""
    taper = np.outer(*(np.hanning(n) for n in first.shape))
    first, second = first * taper, second * taper
    found = np.fft.fftshift(np.fft.ifft2(np.fft.fft2(first) * np.conj(np.fft.fft2(second))).real)
    found /= np.sqrt((first**2).sum() * (second**2).sum())
    row, col = np.unravel_index(found.argmax(), found.shape)
    best = found[row, col]
    shifts = [
        place - n // 2 + 0.5 * (low - high) / (low - 2.0 * best + high)
        for place, n, low, high in (
            (row, found.shape[0], found[row - 1, col], found[row + 1, col]),
            (col, found.shape[1], found[row, col - 1], found[row, col + 1]),
        )
    ]
    return best, np.hypot(*shifts)


def test_reference_and_secondary_coincide(projected):
    images = [pixels(projected[name]["output"]) for name in ("reference", "secondary")]
    assert images[0].shape == images[1].shape
    correlation, shift = offset(*map(smooth, images))
    assert correlation > 0.45
    assert shift < 0.2


def test_the_mask_is_the_truth_of_the_simulator(tmp_path):
    """Steep ground: nodes that the simulator saw alone and lit are visible, the others in layover or shadow."""
    settings = PairSettings(size=130.0, range_spacing=1.0, azimuth_spacing=1.0, seed=3, relief=2.5)
    ground, views = make_ground(settings), []
    write_raster(tmp_path / "truth.tif", ground.scene.grid, ground.scene.heights)
    for view in (0, 1):
        exposure = expose(settings, ground, view)
        write_slant_image(tmp_path / f"{view}.tif", np.abs(exposure.image()), exposure.model, {})
        views.append(exposure.view)
    truth = node_truth(ground.scene, *views)
    for view, seen in enumerate((truth.seen1, truth.seen2)):
        files = {kind: str(tmp_path / f"{kind}.tif") for kind in ("output", "mask")}
        size = ground.scene.grid.pixel_size
        numbers = run(
            "orthorectify", image=f"{tmp_path}/{view}.tif", dem=f"{tmp_path}/truth.tif", pixel_size=size, **files
        )
        codes = gdal.Open(files["mask"]).ReadAsArray()
        assert codes.shape == seen.shape
        shown = np.isin(codes, (Shown.VISIBLE, Shown.FORESHORTENED))
        inner = (slice(4, -4), slice(4, -4))
        # Both have the width of a cell at the edges of layover and shadow.
        edge = ndimage.binary_dilation(seen, iterations=2) & ndimage.binary_dilation(~seen, iterations=2)
        assert 0.1 < np.mean(~seen[inner]) < 0.9
        assert np.mean((shown == seen)[inner]) > 0.85
        assert np.mean((shown == seen)[inner][~edge[inner]]) > 0.97
        assert numbers["layover_share"] + numbers["shadow_share"] > 0.1


def test_layers_agree_and_say_what_they_are(projected, pair):
    for name, numbers in projected.items():
        amplitude, mask, incidence = (gdal.Open(numbers[kind]) for kind in ("output", "mask", "incidence"))
        codes, angle = mask.ReadAsArray(), pixels(numbers["incidence"])
        assert (np.isfinite(angle) == (codes != Shown.OUTSIDE)).all()
        assert not np.isfinite(pixels(numbers["output"]))[codes == Shown.OUTSIDE].any()
        assert np.mean(codes != Shown.OUTSIDE) == pytest.approx(numbers["shown_share"], abs=1e-3)
        shown = codes[codes != Shown.OUTSIDE]
        assert np.mean(shown == Shown.LAYOVER) == pytest.approx(numbers["layover_share"], abs=1e-3)
        assert amplitude.GetRasterBand(1).GetUnitType() == "dB"
        assert incidence.GetRasterBand(1).GetUnitType() == "degrees"
        assert mask.GetRasterBand(1).GetMetadataItem("REASON_3") == "layover"
        assert mask.GetRasterBand(1).GetCategoryNames()[4] == "shadow"
        assert metadata(numbers["output"])["inputs"]["image"]["path"].endswith(f"{name}.tif")
        # Flat ground on average: as the antenna looks.
        look = {"reference": SETTINGS.reference_look, "secondary": SETTINGS.secondary_look}[name]
        assert np.nanmedian(angle) == pytest.approx(look, abs=8.0)


def test_an_elevation_with_voids_on_another_map_does_as_well(pair, truth, tmp_path):
    scene, output = make_ground(SETTINGS).scene, str(tmp_path / "ortho.tif")
    heights = scene.heights + np.random.default_rng(1).normal(0.0, 0.3, scene.heights.shape)
    heights[:, : heights.shape[1] // 2] = np.nan
    write_raster(tmp_path / "measured.tif", scene.grid, heights)
    numbers = run(
        "orthorectify",
        image=pair.images["secondary"],
        dem=str(tmp_path / "measured.tif"),
        crs="EPSG:3857",
        output=output,
    )
    assert "mask" not in numbers and gdal.Open(output).GetSpatialRef().GetAuthorityCode(None) == "3857"
    assert 0.4 < numbers["shown_share"] < 0.55
    assert np.isfinite(pixels(output)).mean() == pytest.approx(numbers["shown_share"], abs=0.01)


def test_blocks_are_small_where_cells_are_large_and_change_nothing(pair, truth, tmp_path, monkeypatch):
    def made(name, side):
        monkeypatch.setattr(orthorectify, "BLOCK", side)
        run("orthorectify", image=pair.images["reference"], dem=str(truth), output=str(tmp_path / name), pixel_size=6.0)
        return pixels(tmp_path / name)

    read, sizes = SlantImage.read, []
    whole = made("whole.tif", 512)
    monkeypatch.setattr(orthorectify, "PIXELS", 160)
    monkeypatch.setattr(orthorectify, "SMALLEST_BLOCK", 16)
    monkeypatch.setattr(SlantImage, "read", lambda image, *window: sizes.append(window[2:]) or read(image, *window))
    parts = made("parts.tif", 32)
    assert max(map(max, sizes)) < 250
    assert (np.isfinite(whole) == np.isfinite(parts)).all()
    assert np.nanmax(np.abs(whole - parts)) < 1.0 and np.nanstd(whole - parts) < 0.1


def test_heights_above_a_geoid_are_converted(pair, truth, tmp_path):
    """Heights 40 m lower above a geoid 40 m high are the same ground."""
    scene = make_ground(SETTINGS).scene
    write_raster(tmp_path / "low.tif", scene.grid, scene.heights - 40.0, vertical_datum=None)
    west, south, east, north = scene.grid.bounds
    wide = (west - 2000.0, south - 2000.0, east + 2000.0, north + 2000.0)
    geoid = Grid.covering(scene.grid.crs, wide, 100.0)
    write_raster(tmp_path / "geoid.tif", geoid, np.full((geoid.height, geoid.width), 40.0), vertical_datum=None)
    given = {"image": pair.images["reference"], "pixel_size": 2.0}
    run("orthorectify", **given, dem=str(truth), output=str(tmp_path / "a.tif"))
    datum = {"dem_vertical": str(tmp_path / "geoid.tif")}
    run("orthorectify", **given, dem=str(tmp_path / "low.tif"), **datum, output=str(tmp_path / "b.tif"))
    run("orthorectify", **given, dem=str(tmp_path / "low.tif"), output=str(tmp_path / "c.tif"))
    same, right, wrong = (pixels(tmp_path / f"{name}.tif") for name in "abc")
    assert np.nanmax(np.abs(same - right)) < 0.1
    assert np.nanstd(same - wrong) > 1.0


def test_a_geoid_is_not_replaced_by_an_output(pair, truth, tmp_path):
    geoid = tmp_path / "geoid.tif"
    geoid.write_bytes(b"precious")
    with pytest.raises(EngineError, match="is also an input"):
        given = {"image": pair.images["reference"], "dem": str(truth), "dem_vertical": str(geoid)}
        run("orthorectify", **given, output=str(geoid))
    assert geoid.read_bytes() == b"precious"


def test_a_cancelled_run_leaves_nothing(pair, truth, tmp_path):
    for count in (2, 6):
        files = {kind: str(tmp_path / f"{kind}.tif") for kind in ("output", "mask", "incidence")}
        with pytest.raises(Cancelled):
            run("orthorectify", StopAfter(count).context, image=pair.images["reference"], dem=str(truth), **files)
        assert not list(tmp_path.iterdir())


def test_an_elevation_of_another_place_is_refused(pair, truth, tmp_path):
    scene = make_ground(SETTINGS).scene
    far = dataclasses.replace(scene.grid, x0=scene.grid.x0 + 50_000.0)
    write_raster(tmp_path / "far.tif", far, scene.heights)
    given = {"image": pair.images["reference"], "output": str(tmp_path / "ortho.tif")}
    with pytest.raises(EngineError, match="does not cover the ground"):
        run("orthorectify", **given, dem=str(tmp_path / "far.tif"))
    with pytest.raises(EngineError, match="cannot be read"):
        run("orthorectify", **given, dem=str(tmp_path / "none.tif"))
    assert not (tmp_path / "ortho.tif").exists()


def test_what_a_killed_run_left_is_removed(tmp_path):
    """Its folder of places, by whoever writes the same output next; not that of a living run of another output."""
    gone = tmp_path / ".ortho.view.abc123.999999999.part"
    other = tmp_path / f".ortho 2.view.abc123.{os.getpid()}.part"
    for folder in (gone, other):
        folder.mkdir()
        (folder / "mask").write_bytes(b"x")
    clear(tmp_path / "ortho.tif")
    assert list(tmp_path.iterdir()) == [other]
