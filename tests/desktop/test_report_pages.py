"""Reports in a browser: nothing is wider than a narrow window, and wide tables scroll by themselves."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import QSize, QUrl

from sar_radargrammetry.engine.report.html import Report

BROWSER = Path(__file__).with_name("browser_page.py")

MEASURES = """(function() {
    var scroll = document.querySelector('.scroll'), row = scroll.querySelector('tbody tr');
    return [document.documentElement.scrollWidth, scroll.scrollWidth, scroll.clientWidth, row.offsetHeight];
})()"""


def measured(page, width):
    """Widths of the page, of its wide table and of the table's window, and the height of a row, in pixels.

    In WebKit, which QGIS on Debian 12 has, else in QtWebEngine, which is Chromium.
    """
    try:
        from qgis.PyQt.QtWebKitWidgets import QWebPage
    except ImportError:
        return measured_by_webengine(page, width)
    web = QWebPage()
    web.setViewportSize(QSize(width, 600))
    web.mainFrame().setHtml(page, QUrl("about:blank"))
    return web.mainFrame().evaluateJavaScript(MEASURES)


def measured_by_webengine(page, width):
    pytest.importorskip("PyQt5.QtWebEngine", reason="neither QtWebKit nor QtWebEngine (python3-pyqt5.qtwebengine)")
    done = subprocess.run(
        [sys.executable, BROWSER, str(width), MEASURES], input=page, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def report():
    made = Report("Accuracy of an elevation with a long name.tif", "Compared with a reference surface")
    made.add_headline([("Completeness", 100.0, "%", "reference cells with an elevation")] * 5)
    made.add_text("A sentence of some length. " * 20)
    headers = ["class", "reference cells", "share (%)", "with a height (%)", "bias (m)", "NMAD (m)", "RMSE (m)"]
    made.add_table([*headers, "LE90 (m)"], [["20° to 30° of slope", *[12.345] * 7]] * 3, "Classes.")
    made.add_numbers([("Error / predicted sigma: standard deviation", 1.0, "m", "note " * 20)])
    return made


@pytest.mark.parametrize(("width", "scrolls"), [(580, True), (700, False), (1400, False)])
def test_a_page_is_no_wider_than_its_window(report, width, scrolls, qgis_app):
    """The headers of a table wrap before it scrolls."""
    page, inner, outer, row = measured(report.html(), width)
    assert page <= width
    assert (inner > outer) == scrolls
    assert row < 45  # one line of text
