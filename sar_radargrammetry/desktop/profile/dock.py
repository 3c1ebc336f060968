"""The dock of the profile: elevation and error along the line that was drawn, beside a reference if one is chosen."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qgis.core import QgsMapLayerProxyModel, QgsPointXY, QgsProject, QgsRasterLayer
from qgis.gui import QgisInterface, QgsMapLayerComboBox, QgsVertexMarker
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ...algorithms.proposals import true_surface
from ...styles.companions import companions, kind_of
from ...styles.groups import style_name
from ...translation import tr
from ..height_tool import covers, of_kind
from .sampling import Profile, profile_along
from .view import ProfileView

KINDS = ("elevation", "hillshade", "error", "mask", "certainty", "outlier")


class ProfileDock(QDockWidget):
    """Shows heights along a line.

    Parameters
    ----------
    iface : QgisInterface
    """

    def __init__(self, iface: QgisInterface) -> None:
        super().__init__(tr("Profile along a line"), iface.mainWindow())
        self._iface = iface
        self._line: list[QgsPointXY] = []
        self._proposed = ""  # the elevation for which a reference was proposed last
        self.view = ProfileView()
        self.view.pointed.connect(self._point)
        self.reference = QgsMapLayerComboBox()
        self.reference.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.reference.setAllowEmptyLayer(True)
        self.reference.setLayer(None)
        self.reference.setToolTip(
            tr("Heights that are drawn beside the elevation, as they are: vertical datums are not converted.")
        )
        self.reference.layerChanged.connect(self._draw)
        self.message = QLabel(tr("Click along a line on an elevation; a right click ends it."))
        self.message.setWordWrap(True)
        self.place = QLabel()
        self._marker: QgsVertexMarker | None = QgsVertexMarker(iface.mapCanvas())
        self._marker.setColor(QColor(220, 40, 40))
        self._marker.setIconType(QgsVertexMarker.IconType.ICON_CROSS)
        self._marker.hide()
        content = QWidget()
        layout, row = QVBoxLayout(content), QHBoxLayout()
        row.addWidget(QLabel(tr("Reference")))
        row.addWidget(self.reference, 1)
        row.addWidget(self.place, 2)
        layout.addLayout(row)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.message)
        self.setWidget(content)

    @property
    def profile(self) -> Profile | None:
        """What is shown."""
        return self.view.profile

    @property
    def marked(self) -> QgsPointXY | None:
        """The place of the map at which the mouse points in the profile."""
        return self._marker.center() if self._marker.isVisible() else None

    def show_line(self, line: Sequence[QgsPointXY]) -> None:
        """Show the profile along a line in the project's CRS."""
        self._line = list(line)
        self.show()
        self._draw()

    def _draw(self, *_) -> None:
        if not self._line:
            return
        self._marker.hide()
        self.place.clear()
        project = QgsProject.instance()
        found = _result_along(self._line, self._iface.mapCanvas().layers(), project)
        if found is None:
            self.view.show_profile(None)
            self.message.setText(tr("There is no elevation of this plugin along this line; draw it across one."))
            return
        elevation, error = found
        self._propose(elevation, project)
        profile = profile_along(self._line, elevation, error, self.reference.currentLayer(), project)
        self.view.show_profile(profile)
        names = elevation.name() if error is None else f"{elevation.name()}, {error.name()}"
        self.message.setText("; ".join([names, *self._agreement(profile)]))

    def _propose(self, elevation: QgsRasterLayer, project: QgsProject) -> None:
        """Take the true surface of a simulated pair as reference, once for an elevation."""
        truth = true_surface(elevation, project) if style_name(elevation) != "truth" else None
        if truth is None or self._proposed == elevation.id() or self.reference.currentLayer() is not None:
            return
        self._proposed = elevation.id()
        self.reference.blockSignals(True)  # they would draw once more
        self.reference.setLayer(truth)
        self.reference.blockSignals(False)

    def _agreement(self, profile: Profile) -> list[str]:
        """How far elevation and reference differ, in words; nothing without a reference."""
        if self.reference.currentLayer() is None:
            return []
        found = profile.agreement()
        if found is None:
            return [tr("the reference has no heights along this line")]
        median, spread, within = found
        text = tr("elevation minus reference: median {median} m, NMAD {spread} m")
        texts = [text.format(median=f"{median:+.2f}", spread=f"{spread:.2f}")]
        if math.isfinite(within):
            texts.append(tr("{share} % within 1 sigma").format(share=f"{100.0 * within:.0f}"))
        return texts

    def _point(self, number: int) -> None:
        """Name and mark a place of the profile."""
        profile = self.profile
        height, sigma, other = (float(v[number]) for v in (profile.height, profile.sigma, profile.reference))
        said = [
            f"{profile.distance[number]:.1f} m: " + (f"{height:.2f} m" if math.isfinite(height) else tr("no height"))
        ]
        if math.isfinite(height) and math.isfinite(sigma):
            said[0] += f" ± {sigma:.2f} m (1 σ)"
        if math.isfinite(other):
            text = tr("reference {height} m")
            said.append(
                text.format(height=f"{other:.2f}") + (f" ({height - other:+.2f} m)" if height == height else "")
            )
        self.place.setText("; ".join(said))
        self._marker.setCenter(profile.places[number])
        self._marker.show()

    def forget(self) -> None:
        """Take the mark off the map; a project that closes changes the reference once more."""
        self._line = []
        if self._marker is not None:
            self._iface.mapCanvas().scene().removeItem(self._marker)
            self._marker = None

    def hideEvent(self, event) -> None:
        if self._marker is not None:
            self._marker.hide()
        super().hideEvent(event)


def _result_along(
    line: Sequence[QgsPointXY], layers: Sequence, project: QgsProject
) -> tuple[QgsRasterLayer, QgsRasterLayer | None] | None:
    """Elevation and error of the topmost result that a point of the line lies on; None where there is none."""
    for layer in layers:
        if kind_of(layer) in KINDS and any(covers(layer, point, project) for point in line):
            # Of a hillshade the elevation below it, for its name.
            elevations = companions(layer, "elevation", project) if kind_of(layer) == "hillshade" else []
            elevations = elevations or of_kind(layer, "elevation", project)
            if elevations:
                errors = of_kind(elevations[0], "error", project)
                return elevations[0], errors[0] if errors else None
    return None
