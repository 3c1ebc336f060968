"""Reports: self-contained, escaped, complete or absent; figures that draw what they are given."""

import dataclasses
import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.elevation.grid import Grid
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.evaluation.calibration import SigmaTally
from sar_radargrammetry.engine.files.atomic import relative
from sar_radargrammetry.engine.report import charts, drawing, error_charts, maps, profile
from sar_radargrammetry.engine.report.html import Report, shown
from sar_radargrammetry.engine.report.provenance import Origin, command

Image = pytest.importorskip("PIL.Image")
EVIL = '<script>alert("x")</script> & "quoted"'
PNG = b"\x89PNG\r\n\x1a\n"


class Nesting(HTMLParser):
    """Checks that every tag that is opened is closed, in order."""

    VOID = frozenset({"meta", "img", "br"})

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def full_report(text):
    record = {
        "job": text,
        "command": text,
        "parameters": {text: text, "none": None},
        "inputs": {text: {"path": text, "bytes": 12}},
        "versions": {text: text},
        "created": text,
    }
    report = Report(text, text, provenance=record)
    report.add_heading(text)
    report.add_text(text)
    report.add_warning(text)
    report.add_headline([(text, 1.5, text, text)])
    report.add_numbers([(text, None, text, text)])
    report.add_table([text, "n"], [[text, 1.0], [text, 2]], caption=text)
    report.add_figure(PNG, text, 300)
    report.add_figure(b"<svg></svg>", text)
    return report


def test_all_text_is_escaped():
    page = full_report(EVIL).html()
    assert "<script" not in page and EVIL not in page
    assert page.count("&lt;script&gt;") > 15


def test_the_page_is_well_formed_and_loads_nothing_from_elsewhere():
    page = full_report("Ünïcödé 雷达").html()
    nesting = Nesting()
    nesting.feed(page)
    assert not nesting.open
    assert not nesting.seen & {"script", "link", "iframe", "object"}
    assert all(source.startswith("data:image/") for source in re.findall(r'src="([^"]*)"', page))
    assert "url(" not in page and "@import" not in page


def test_provenance_is_the_last_section():
    page = full_report("text").html()
    assert page.index("How this was made") > page.index("<h2>text</h2>")


def test_a_report_is_written_whole_and_a_missing_folder_is_refused(tmp_path):
    full_report("é").write(tmp_path / "report é.html")
    assert (tmp_path / "report é.html").read_text(encoding="utf-8").endswith("</html>\n")
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(EngineError, match="does not exist"):
        full_report("é").write(tmp_path / "no" / "report.html")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (True, "yes"),
        (1234567, "1\u202f234\u202f567"),
        (0.12345, "0.123"),
        (-1.2345, "\u22121.23"),
        (99.97, "99.97"),
        (12345.678, "12\u202f345.7"),
        ("text", "text"),
    ],
)
def test_values_are_shown_as_people_read_them(value, text):
    assert shown(value) == text


def test_the_command_line_can_be_pasted():
    line = command("evaluate", {"reference_dsm": "/a b/é.tif", "error": None, "size": 900, "x": True, "y": False})
    assert line == "python -m sar_radargrammetry.engine evaluate --reference-dsm '/a b/é.tif' --size 900 --x"


def test_provenance_names_inputs_from_the_output_folder(tmp_path):
    @dataclasses.dataclass
    class Parameters:
        elevation: str = "x"

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.tif").write_bytes(b"12345")
    given = {"a": tmp_path / "in" / "a.tif", "b": None}
    record = Origin("evaluate", Parameters(), given).record(tmp_path / "out" / "b.tif")
    assert record["inputs"]["a"]["path"] == "../in/a.tif" and record["inputs"]["a"]["bytes"] == 5
    assert "b" not in record["inputs"]
    assert record["versions"]["numpy"] == np.__version__
    assert relative("/a/b.tif", "/a/c.tif") == "b.tif"


def picture(content):
    image = Image.open(io.BytesIO(content)).convert("RGB")
    assert image.width > 600
    return np.asarray(image).astype(int)


def test_charts_are_pictures():
    limits = np.linspace(0.0, 12.0, 100)
    picture(charts.cumulative_chart(limits, 1.0 - np.exp(-limits), completeness=0.8))
    picture(charts.histogram_chart(np.linspace(-3, 3, 100), np.full(100, 5), bias=0.1, nmad=1.0))
    picture(charts.histogram_chart(np.array([0.5]), np.array([7]), bias=0.5, nmad=0.0))
    tally = SigmaTally()
    tally.add(np.linspace(-2.0, 2.0, 100), np.ones(100))
    picture(error_charts.prediction_chart(tally.calibration()))
    picture(error_charts.sparsification_chart(tally.ranking()))


def test_figures_leave_the_settings_of_matplotlib_alone():
    import matplotlib

    before = dict(matplotlib.rcParams)
    charts.histogram_chart(np.array([0.5]), np.array([7]), bias=0.5, nmad=0.0)
    assert dict(matplotlib.rcParams) == before


def view_of(values, cell=1.0):
    rows, cols = values.shape
    return maps.MapView(values=values, extent=(0.0, cols * cell, 0.0, rows * cell), cell=cell, unit="m")


def test_the_error_map_is_red_where_too_high_blue_where_too_low_and_grey_in_voids():
    values = np.full((90, 90), 3.0)
    values[:, 30:60] = np.nan
    values[:, 60:] = -3.0
    drawn = picture(maps.difference_map(view_of(values), limit=3.0))
    middle = drawn[drawn.shape[0] // 2]
    high = (middle[:, 0] > middle[:, 2] + 60).nonzero()[0]
    low = (middle[:, 2] > middle[:, 0] + 60).nonzero()[0]
    assert high.min() < low[low < 0.8 * drawn.shape[1]].min()
    between = middle[(high[high < 0.5 * drawn.shape[1]].max() + low.min()) // 2]
    assert np.ptp(between) < 25


def test_slopes_to_the_north_west_are_bright_and_the_flat_is_sin_45():
    row, col = np.indices((20, 20)).astype(float)
    towards, away = maps.hillshade(row + col, 1.0), maps.hillshade(-row - col, 1.0)
    assert towards[10, 10] > 0.95 and away[10, 10] < 0.05
    assert maps.hillshade(np.zeros((5, 5)), 1.0)[2, 2] == pytest.approx(np.sin(np.pi / 4))


def test_a_flat_elevation_with_voids_can_be_drawn():
    values = np.full((40, 90), 5.0)
    values[0] = np.nan
    picture(maps.elevation_map(view_of(values, cell=50.0)))
    picture(maps.elevation_map(view_of(np.full((9, 9), np.nan))))


def test_a_view_is_an_averaged_window_with_its_place(tmp_path):
    grid = Grid(crs="EPSG:32633", x0=500000.0, y0=5000000.0, pixel_size=2.0, width=400, height=200)
    x, _ = grid.centres()
    write_raster(tmp_path / "a.tif", grid, np.broadcast_to(x - 500000.0, (200, 400)).copy())
    whole = maps.read_view(tmp_path / "a.tif", size=100)
    assert whole.values.shape == (50, 100) and whole.cell == 8.0
    assert whole.extent == (500000.0, 500800.0, 4999600.0, 5000000.0)
    np.testing.assert_allclose(whole.values[0], 8.0 * (np.arange(100) + 0.5), atol=1e-3)
    part = maps.read_view(tmp_path / "a.tif", window=(100, 50, 40, 20))
    assert part.extent == (500200.0, 500280.0, 4999860.0, 4999900.0)
    assert part.values[0, 0] == pytest.approx(201.0)


def test_scale_steps_and_colour_limits_are_round_numbers():
    assert [drawing.nice_step(v) for v in (1.0, 4.9, 70.0, 230.0)] == [1.0, 2.0, 50.0, 200.0]
    assert [drawing.nice_limit(v) for v in (1.0, 2.4, 70.0, 0.04)] == pytest.approx([1.0, 3.0, 100.0, 0.05])


def test_tables_scroll_by_themselves_and_short_texts_stay_on_one_line():
    report = Report("title")
    report.add_table(["class", "n"], [["0 to 5 degrees", 1], ["a sentence that goes on and on", 2]], "caption")
    page = report.html()
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
    assert re.search(r'<div class="scroll"><table>.*</table></div><div class="caption">caption</div>', page)
    assert '<td class="short">0 to 5 degrees</td>' in page and "<td>a sentence that" in page


def test_a_profile_runs_through_the_middle_of_the_longest_rows(tmp_path):
    grid = Grid(crs="EPSG:32633", x0=500000.0, y0=5150000.0, pixel_size=2.0, width=60, height=50)
    heights = np.full((50, 60), np.nan, np.float32)
    heights[5:25, 10:50], heights[30:40, :20] = 100.0, 50.0
    write_raster(tmp_path / "elevation.tif", grid, heights)
    row, north = profile.profile_row(tmp_path / "elevation.tif")
    assert row == 24 and north == pytest.approx(5150000.0 - 2.0 * 24.5)
    write_raster(tmp_path / "void.tif", grid, np.full((50, 60), np.nan, np.float32))
    assert profile.profile_row(tmp_path / "void.tif") is None


def test_a_profile_shows_the_band_of_the_errors(tmp_path):
    """Wide bands colour more of the picture than narrow ones; a raster of another grid has none."""
    grid = Grid(crs="EPSG:32633", x0=500000.0, y0=5150000.0, pixel_size=2.0, width=60, height=50)
    heights = np.tile(np.linspace(100.0, 160.0, 60, dtype=np.float32), (50, 1))
    write_raster(tmp_path / "elevation.tif", grid, heights)
    write_raster(tmp_path / "error.tif", grid, np.full((50, 60), 8.0, np.float32), vertical_datum=None)
    other = dataclasses.replace(grid, x0=500002.0)
    write_raster(tmp_path / "other.tif", other, np.full((50, 60), 8.0, np.float32), vertical_datum=None)

    def coloured(error):
        picture = Image.open(io.BytesIO(profile.profile_chart(tmp_path / "elevation.tif", 25, error)))
        red, _, blue = np.moveaxis(np.asarray(picture).astype(int), -1, 0)
        return (blue - red > 25).mean()

    assert coloured(tmp_path / "error.tif") > 0.04 > coloured(tmp_path / "other.tif") > 0.0
    assert coloured(None) == coloured(tmp_path / "other.tif")
