"""Every pixel and every cell has a reason, and the files that are made on request agree with each other."""

import types

import laspy
import numpy as np
import pyproj
import pytest
from osgeo import gdal
from pairs import SETTINGS, StopAfter, metadata, pixels, run

from sar_radargrammetry.engine.elevation import gridding, mask, spool
from sar_radargrammetry.engine.elevation.cells import Cells
from sar_radargrammetry.engine.elevation.filters import islands
from sar_radargrammetry.engine.elevation.grid import Grid
from sar_radargrammetry.engine.elevation.mask import _first
from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.image.signal import NoiseFloor
from sar_radargrammetry.engine.reasons import Reason, by_title, counted
from sar_radargrammetry.engine.record import write_record
from sar_radargrammetry.engine.simulation.pair import make_ground

MEASURED, FILLED = Reason.MEASURED, Reason.FILLED


def files(folder, *names):
    endings = {"points": "laz"}
    return {name: str(folder / f"{name}.{endings.get(name, 'tif')}") for name in ("elevation", "error", *names)}


@pytest.fixture(scope="module")
def made(chain, tmp_path_factory):
    """Everything that triangulate makes of the chain's matches."""
    folder = tmp_path_factory.mktemp("voids")
    paths = files(folder, "mask", "points", "slant")
    numbers = run("triangulate", correspondence=str(chain.correspondence), **paths)
    return types.SimpleNamespace(numbers=numbers, **paths)


def codes(path):
    return gdal.Open(str(path)).ReadAsArray()


def test_what_is_asked_for_beside_changes_no_pixel(made, chain):
    for name in ("elevation", "error"):
        assert np.array_equal(pixels(getattr(made, name)), pixels(getattr(chain, name)), equal_nan=True)


def test_tiles_of_any_size_give_the_same_rasters(made, chain, tmp_path, monkeypatch):
    """To the rounding of places in single precision, counted from a tile's corner."""
    for module in (gridding, mask, spool):
        monkeypatch.setattr(module, "CELLS", 40)
    paths = files(tmp_path, "mask")
    run("triangulate", correspondence=str(chain.correspondence), **paths)
    assert (codes(paths["mask"]) != codes(made.mask)).mean() < 2e-4
    for name in ("elevation", "error"):
        np.testing.assert_allclose(pixels(paths[name]), pixels(getattr(made, name)), atol=2e-3)


def test_nothing_is_dropped_silently(made, pair):
    """The counts are those of the rasters, and add up to all pixels and all cells."""
    mask, slant = codes(made.mask), codes(made.slant)
    model = pair.reference.model
    assert sum(made.numbers["pixel_reasons"].values()) == model.lines * model.samples
    assert sum(made.numbers["cell_reasons"].values()) == mask.size
    assert by_title(counted(mask)) == made.numbers["cell_reasons"]
    assert by_title(counted(slant[2].astype(np.uint8))) == made.numbers["pixel_reasons"]
    assert made.numbers["pixel_reasons"]["measured"] == made.numbers["points"]


def test_a_height_is_where_the_reason_says_so(made):
    assert np.array_equal(codes(made.mask) == MEASURED, np.isfinite(pixels(made.elevation)))
    slant = codes(made.slant)
    assert np.array_equal(slant[2] == MEASURED, np.isfinite(slant[0]))
    assert np.array_equal(np.isfinite(slant[0]), np.isfinite(slant[1]))


def test_the_mask_explains_itself(made):
    dataset, elevation = gdal.Open(made.mask), gdal.Open(made.elevation)
    band = dataset.GetRasterBand(1)
    assert dataset.GetGeoTransform() == elevation.GetGeoTransform()
    assert dataset.GetProjection() == elevation.GetProjection()
    assert band.DataType == gdal.GDT_Byte and band.GetNoDataValue() == Reason.OUTSIDE
    assert band.GetCategoryNames() == [reason.title for reason in Reason]
    assert band.GetMetadataItem("REASON_3") == "layover in the reference"
    colour = band.GetColorTable().GetColorEntry(int(Reason.NO_SIGNAL))
    assert "#{:02x}{:02x}{:02x}".format(*colour[:3]) == Reason.NO_SIGNAL.colour
    assert dataset.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE") == "COG"
    assert metadata(made.mask)["job"] == "triangulate"


def test_codes_and_words_are_a_promise():
    """They stand in files: new ones go to the end."""
    assert [int(reason) for reason in Reason] == list(range(19))
    assert (Reason.NO_SIGNAL, Reason.UNREACHED, Reason.BEYOND_RANGE, Reason.ISLAND, Reason.LEFT_OUT) == (
        8,
        15,
        16,
        17,
        18,
    )
    assert len({reason.title for reason in Reason}) == len({reason.colour for reason in Reason}) == 19


def share_beyond(elevation, metres):
    """Share of the cells with a height that lie farther than so much from the simulated ground."""
    grid = make_ground(SETTINGS).scene.grid
    dataset = gdal.Open(elevation)
    crs = pyproj.CRS(dataset.GetProjection())
    row, col = np.nonzero(np.isfinite(pixels(elevation)))
    west, step, _, north, _, _ = dataset.GetGeoTransform()
    x, y = pyproj.Transformer.from_crs(crs, grid.crs, always_xy=True).transform(
        west + (col + 0.5) * step, north - (row + 0.5) * step
    )
    left, bottom, right, top = grid.bounds
    beyond = np.hypot(np.maximum(np.maximum(left - x, x - right), 0), np.maximum(np.maximum(bottom - y, y - top), 0))
    return (beyond > metres).mean()


def test_elevation_ends_where_the_scene_ends(made, chain, tmp_path, monkeypatch):
    """Beyond the simulated ground there is noise only, into which matchers continue what they see beside it."""
    after = share_beyond(made.elevation, 12.0)
    assert after < 0.06 and Reason.NO_SIGNAL.title in made.numbers["cell_reasons"]
    monkeypatch.setattr(NoiseFloor, "of", classmethod(lambda cls, image: cls(image, 0.0)))
    paths = files(tmp_path)
    run("triangulate", correspondence=str(chain.correspondence), min_certainty=0.0, **paths)
    assert share_beyond(paths["elevation"], 12.0) > 2.5 * after


def test_the_cloud_has_every_measured_pixel(made):
    cloud, slant = laspy.read(made.points), codes(made.slant)
    known = slant[2] == MEASURED
    assert cloud.header.point_count == made.numbers["points"] == known.sum()
    assert np.abs(np.asarray(cloud.z) - slant[0][known]).max() < 1e-3
    assert np.asarray(cloud.sigma) == pytest.approx(slant[1][known])
    assert np.min(cloud.certainty) > 0.0 and np.max(cloud.certainty) <= 1.0 and np.min(cloud.residual) >= 0.0
    row, column = np.nonzero(known)
    assert np.array_equal(cloud.line, row) and np.array_equal(cloud.sample, column)
    dataset = gdal.Open(made.elevation)
    west, step, _, north, _, _ = dataset.GetGeoTransform()
    assert west - step <= cloud.header.x_min and cloud.header.x_max <= west + step * (dataset.RasterXSize + 1)
    assert cloud.header.y_max <= north + step
    # A cell is the mean of the points in and around it.
    col, row = ((np.asarray(cloud.x) - west) / step).astype(int), ((north - np.asarray(cloud.y)) / step).astype(int)
    inside = (row >= 0) & (col >= 0) & (row < dataset.RasterYSize) & (col < dataset.RasterXSize)
    difference = pixels(made.elevation)[row[inside], col[inside]] - np.asarray(cloud.z)[inside]
    assert np.nanmedian(np.abs(difference)) < 0.5


def test_the_cloud_says_where_it_is(made):
    cloud = laspy.open(made.points)
    (text,) = [vlr.string for vlr in cloud.header.vlrs if vlr.record_id == 2112]
    assert cloud.header.global_encoding.wkt and pyproj.CRS.from_wkt(text).to_epsg() == 32633
    (heights,) = [vlr.record_data_bytes() for vlr in cloud.header.vlrs if vlr.record_id == 3]
    assert b"above the WGS 84 ellipsoid" in heights
    names = list(cloud.header.point_format.extra_dimension_names)
    assert names == ["sigma", "certainty", "residual", "line", "sample"]


def test_the_other_endings_in_capitals_hold_the_same(made, chain, tmp_path):
    paths = {name: str(tmp_path / f"{name}.TIFF") for name in ("elevation", "error", "mask", "slant")}
    run("triangulate", correspondence=str(chain.correspondence), points=str(tmp_path / "p.LAS"), **paths)
    one, other = laspy.read(tmp_path / "p.LAS"), laspy.read(made.points)
    assert np.array_equal(one.xyz, other.xyz) and np.array_equal(one.sigma, other.sigma)
    for name, path in paths.items():
        assert np.array_equal(codes(path), codes(getattr(made, name)), equal_nan=True)
    assert not list(tmp_path.glob(".*"))


def test_filled_cells_are_marked_and_less_sure(made, chain, tmp_path):
    paths = files(tmp_path, "mask")
    numbers = run("triangulate", correspondence=str(chain.correspondence), fill_holes=10.0, **paths)
    mask, before = codes(paths["mask"]), codes(made.mask)
    holes = mask == FILLED
    assert 0 < holes.sum() == numbers["cell_reasons"]["filled"]
    assert (before[holes] != MEASURED).all() and np.array_equal(mask == MEASURED, before == MEASURED)
    heights, sigmas = pixels(paths["elevation"]), pixels(paths["error"])
    assert np.array_equal(np.isfinite(heights), (mask == MEASURED) | holes)
    measured = mask == MEASURED
    assert np.array_equal(heights[measured], pixels(made.elevation)[measured])
    assert sigmas[holes].min() > 0.0 and np.median(sigmas[holes]) > np.median(sigmas[measured])


def test_a_higher_certainty_leaves_less_and_says_why(made, chain, tmp_path):
    numbers = run("triangulate", correspondence=str(chain.correspondence), min_certainty=0.9, **files(tmp_path))
    lost = made.numbers["points"] - numbers["points"]
    assert lost > 0
    # Layover and shadow, which go before, may claim some of them; some were taken for outliers before.
    gained = numbers["pixel_reasons"]["low certainty"] - made.numbers["pixel_reasons"].get("low certainty", 0)
    assert 0.5 * lost < gained < 1.1 * lost


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"points": "cloud.ply"}, r"The output .*cloud\.ply must end in \.laz or \.las; choose such a name\."),
        ({"min_certainty": 1.5}, r"The parameter min_certainty is 1\.5; it must be between 0 and 0\.99\."),
        ({"fill_holes": -2.0}, r"The parameter fill_holes is -2; it must be at least 0\."),
    ],
)
@pytest.mark.parametrize("job", ["triangulate", "stereodsm"])
def test_bad_values_are_one_sentence_before_any_work(chain, pair, tmp_path, job, change, sentence):
    given = {"correspondence": str(chain.correspondence)} if job == "triangulate" else pair.given
    with pytest.raises(EngineError, match=f"^{sentence}$"):
        run(job, **given, **files(tmp_path), **change)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("count", [2, 8, 14])
def test_a_cancelled_run_leaves_nothing(chain, tmp_path, count):
    stop = StopAfter(count)
    with pytest.raises(Cancelled):
        paths = files(tmp_path, "mask", "points", "slant")
        run("triangulate", stop.context, correspondence=str(chain.correspondence), **paths)
    assert list(tmp_path.iterdir()) == []


def test_pixels_too_small_for_the_points_are_told(chain, tmp_path):
    messages = StopAfter(1e9)
    numbers = run(
        "triangulate", messages.context, correspondence=str(chain.correspondence), pixel_size=0.5, **files(tmp_path)
    )
    warnings = [m["text"] for m in messages.messages if m.get("level") == "warning"]
    assert numbers["supported_pixel_size"] == 2.5
    assert any("Cells of 0.5 m are finer than the point spacing" in text and "2.5 m would" in text for text in warnings)


def test_heights_beyond_the_searched_range_are_voids_and_the_log_states_the_range(chain, tmp_path):
    """The lower half of the heights lies outside of the range that the correspondences are said to be of."""
    heights = pixels(chain.elevation)
    middle = float(np.nanmedian(heights))
    path = tmp_path / "correspondence.tif"
    path.write_bytes(chain.correspondence.read_bytes())
    about = metadata(path)
    absolute = {name: str((chain.correspondence.parent / about[name]).resolve()) for name in ("reference", "secondary")}
    dataset = gdal.Open(str(path), gdal.GA_Update)
    limits = {"searched": [middle + 5.0, 9000.0], "kept": [middle, 9005.0]}
    write_record(dataset, {**about, **absolute, "heights": limits})
    dataset = None
    paths, messages = files(tmp_path, "mask"), StopAfter(1e9)
    numbers = run("triangulate", messages.context, correspondence=str(path), **paths)
    assert np.nanmin(pixels(paths["elevation"])) > middle - 0.01
    share = numbers["pixel_reasons"]["beyond the height range"] / (
        numbers["points"] + numbers["pixel_reasons"]["beyond the height range"]
    )
    assert 0.3 < share < 0.7 and (codes(paths["mask"]) == Reason.BEYOND_RANGE).any()
    texts = [message["text"] for message in messages.messages if message["type"] == "log"]
    assert any(f"Heights from {middle:.0f} to 9005 m" in text and "5 m below and 5 m above" in text for text in texts)
    assert any("of the heights lie outside of the searched range" in text for text in texts)


def test_matching_notes_the_heights_that_were_searched(chain):
    heights = metadata(chain.correspondence)["heights"]
    (least, most), (low, high) = heights["searched"], heights["kept"]
    assert low < least < most < high


class TestIslands:
    def test_are_what_hangs_together_in_few_cells(self):
        known = np.zeros((30, 40), bool)
        known[2:12, 2:12] = known[20:23, 30:34] = known[23, 34] = known[28, 5] = True
        small = islands(known, 14)
        assert small.sum() == 14 and small[20, 30] and small[23, 34] and small[28, 5] and not small[2, 2]
        assert not islands(known, 1).any() and islands(known, 101).sum() == known.sum()

    def test_go_with_their_heights_and_keep_a_reason(self, tmp_path):
        """Across the border of two tiles as well."""
        cells = Cells(tmp_path, Grid(crs="EPSG:32633", x0=0.0, y0=0.0, pixel_size=1.0, width=700, height=100))
        known = np.zeros((100, 700), bool)
        known[10:60, 20:690] = known[80:84, 508:516] = known[90, 3] = True
        cells.elevation[:] = np.where(known, 5.0, np.nan)
        cells.error[:] = cells.elevation
        cells.reason[:] = known
        cells.measured = int(known.sum())
        cells.clear_islands(33.0)
        gone = cells.reason == Reason.ISLAND
        assert gone.sum() == 33 and gone[80:84, 508:516].all() and gone[90, 3]
        assert np.array_equal(np.isfinite(cells.elevation), cells.reason == MEASURED)
        assert cells.measured == known.sum() - 33
        cells.clear_islands(1e9)
        assert (cells.reason[10:60, 20:690] == MEASURED).all()


def test_darkness_is_shadow_only_amid_the_ground_and_never_layover():
    layover, shadow, dark, other = 3, 5, int(Reason.NO_SIGNAL), 12
    geometry = np.array([layover, layover, shadow, shadow, shadow, 0, 7])
    why = np.array([dark, other, dark, dark, other, dark, dark])
    shade = np.array([False, False, True, False, False, False, False])
    assert _first(geometry, why, shade).tolist() == [dark, layover, shadow, dark, shadow, dark, dark]
