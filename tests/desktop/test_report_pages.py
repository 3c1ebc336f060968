"""Reports in the browser of QGIS: nothing is wider than a narrow window, and wide tables scroll by themselves."""

import pytest
from qgis.PyQt.QtCore import QSize, QUrl

from sar_radargrammetry.engine.report.html import Report

web = pytest.importorskip("qgis.PyQt.QtWebKitWidgets")


def page_of(report, width):
    """The report as WebKit lays it out in a window of so many pixels."""
    page = web.QWebPage()
    page.setViewportSize(QSize(width, 600))
    page.mainFrame().setHtml(report.html(), QUrl("about:blank"))
    return page


@pytest.fixture
def report():
    made = Report("Accuracy of an elevation with a long name.tif", "Compared with a reference surface")
    made.add_headline([("Completeness", 100.0, "%", "reference cells with an elevation")] * 5)
    made.add_text("A sentence of some length. " * 20)
    headers = ["class", "reference cells", "share (%)", "with a height (%)", "bias (m)", "NMAD (m)", "RMSE (m)"]
    made.add_table([*headers, "LE90 (m)"], [["20° to 30° of slope", *[12.345] * 7]] * 3, "Classes.")
    made.add_numbers([("Error / predicted sigma: standard deviation", 1.0, "m", "note " * 20)])
    return made


@pytest.mark.parametrize("width", [700, 1400])
def test_a_page_is_no_wider_than_its_window(report, width, qgis_app):
    page = page_of(report, width)
    assert page.mainFrame().contentsSize().width() <= width
    measure = "(function(s) {{ var e = document.querySelector('.scroll'); return e.{}; }})()"
    inner, outer = (page.mainFrame().evaluateJavaScript(measure.format(n)) for n in ("scrollWidth", "clientWidth"))
    assert (inner > outer) == (width == 700)
    row = page.mainFrame().evaluateJavaScript("document.querySelector('.scroll tbody tr').offsetHeight")
    assert row < 45  # one line of text
