"""Control points from clicks in a chip: a dialog for what is known of the ground, and the layer that collects them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsProject, QgsVectorLayer
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from ...translation import tr

LAYER_PROPERTY = "sar_radargrammetry/control_points"
FIELDS = (("name", "string"), ("height", "double"), ("line", "double"), ("sample", "double"), ("sigma", "double"))
"""As `refinegeometry` reads them."""
SIGMA = 0.2
"""Standard deviation [m] that is proposed: the default of `refinegeometry`."""


@dataclass(frozen=True)
class ControlPoint:
    """What is known of a place.

    Parameters
    ----------
    name : str
    place : QgsPointXY
        Longitude, latitude [degrees].
    height : float
        Above the ellipsoid [m].
    pixel : (line, sample) or None
        Where the reference image shows it; None where only the height is known.
    sigma : float
        Of each coordinate [m].
    """

    name: str
    place: QgsPointXY
    height: float
    pixel: tuple[float, float] | None
    sigma: float


def control_layer(correspondence: Path, project: QgsProject) -> QgsVectorLayer | None:
    """The layer of the control points of a pair; None where there is none yet."""
    layers = (layer for layer in project.mapLayers().values() if layer.isValid())
    return next((layer for layer in layers if layer.customProperty(LAYER_PROPERTY) == str(correspondence)), None)


def make_control_layer(correspondence: Path, reference: Path, project: QgsProject) -> QgsVectorLayer:
    """Make that layer and add it to the project.

    It is a temporary layer, which QGIS offers to save; pixels are those of one reference image, so that each pair has
    a layer of its own.
    """
    fields = "&".join(f"field={name}:{kind}" for name, kind in FIELDS)
    title = tr("Control points: {name}").format(name=reference.stem)
    layer = QgsVectorLayer(f"Point?crs=EPSG:4326&{fields}", title, "memory")
    layer.setCustomProperty(LAYER_PROPERTY, str(correspondence))
    project.addMapLayer(layer)
    return layer


def add_point(layer: QgsVectorLayer, point: ControlPoint) -> None:
    """Add a point to the layer."""
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromPointXY(point.place))
    line, sample = point.pixel or (None, None)
    values = {"name": point.name, "height": point.height, "line": line, "sample": sample, "sigma": point.sigma}
    for name, value in values.items():
        feature.setAttribute(name, value)
    layer.dataProvider().addFeatures([feature])
    layer.updateExtents()
    layer.triggerRepaint()


class ControlPointDialog(QDialog):
    """Asks for what is known of a place that was clicked in a chip.

    Parameters
    ----------
    parent : QWidget
    name : str
        Proposed.
    pixel : (line, sample)
        In the reference image.
    place : callable
        Gives x and y in the project's CRS of the pixel at a height [m].
    to_degrees : callable
        Gives longitude and latitude of a place in the project's CRS; None where it has none.
    """

    def __init__(
        self,
        parent: QWidget,
        name: str,
        pixel: tuple[float, float],
        place: Callable[[float], QgsPointXY | None],
        to_degrees: Callable[[QgsPointXY], QgsPointXY | None],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Control point"))
        self._pixel, self._place, self._to_degrees = pixel, place, to_degrees
        self.name, self.height = QLineEdit(name), QLineEdit()
        self.height.setMinimumWidth(220)
        self.height.setPlaceholderText(tr("above the WGS-84 ellipsoid"))
        self.known = QCheckBox(tr("Its position is known too"))
        self.known.setToolTip(tr("Otherwise only the height is used, at the place where the reference image shows it."))
        self.x, self.y = QLineEdit(), QLineEdit()
        self.sigma = QDoubleSpinBox()
        self.sigma.setRange(0.001, 1000.0)
        self.sigma.setDecimals(3)
        self.sigma.setValue(SIGMA)
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        text = tr("Line {line}, sample {sample} of the reference")
        form.addRow(QLabel(text.format(line=f"{pixel[0]:.1f}", sample=f"{pixel[1]:.1f}")))
        for title, field in (
            (tr("Name"), self.name),
            (tr("Height [m]"), self.height),
            ("", self.known),
            (tr("x or longitude, in the CRS of the project"), self.x),
            (tr("y or latitude, in the CRS of the project"), self.y),
            (tr("Error of each coordinate, 1 sigma [m]"), self.sigma),
        ):
            form.addRow(title, field)
        form.addRow(self.buttons)
        for field in (self.height, self.x, self.y):
            field.textChanged.connect(self._check)
        self.known.toggled.connect(self._check)
        self._check()

    def point(self) -> ControlPoint | None:
        """What was entered; None while it is incomplete."""
        height, x, y = (_number(field.text()) for field in (self.height, self.x, self.y))
        known = self.known.isChecked()
        if height is None or (known and None in (x, y)):
            return None
        on_map = QgsPointXY(x, y) if known else self._place(height)
        degrees = None if on_map is None else self._to_degrees(on_map)
        if degrees is None:
            return None
        pixel = self._pixel if known else None
        return ControlPoint(self.name.text().strip(), degrees, height, pixel, self.sigma.value())

    def _check(self, *_) -> None:
        for field in (self.x, self.y):
            field.setEnabled(self.known.isChecked())
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self.point() is not None)


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None
