"""What the annotation of a Sentinel-1 GRD image says: orbit, geolocation grid, and slant range by ground range.

Source of the fields: ESA, "Sentinel-1 Product Specification" (S1-RS-MDA-52-7441), section 6.3, level-1 product
annotations.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
from lxml import etree
from numpy.polynomial import Polynomial

from ...errors import EngineError
from ...fields import MISSING, Fields
from ...longitude import contiguous
from ...message import Message
from ...sensor.constants import SPEED_OF_LIGHT
from ...sensor.ground_range import GroundToSlant

LARGEST = 1 << 26
"""Bytes; annotations have two million or so."""
GAP = 2.5
"""State vectors may lie so many times their usual distance apart."""
GRID_FIELDS = ("azimuthTime", "slantRangeTime", "line", "pixel", "longitude", "latitude", "height")


@dataclasses.dataclass(frozen=True, eq=False)
class GeolocationGrid:
    """Places of some pixels of a GRD image.

    Parameters
    ----------
    line : (m,) ndarray
    pixel : (n,) ndarray
        Image coordinates of the grid's rows and columns; the first pixel's centre is (0, 0).
    time, range_, longitude, latitude, height : (m, n) ndarray
        Zero-Doppler time [s] and slant range [m]; degrees, degrees, metres above the ellipsoid.
    """

    line: np.ndarray
    pixel: np.ndarray
    time: np.ndarray
    range_: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray
    height: np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class Annotation:
    """The annotation of a GRD image; times in seconds since its first line.

    Parameters
    ----------
    path : Path
    epoch : str
        UTC of the first line, ISO 8601.
    lines, samples : int
        Size of the GRD image.
    line_interval, pixel_spacing : float
        Time from line to line [s], ground range from pixel to pixel [m].
    orbit_time : (n,) ndarray
    orbit_position : (n, 3) ndarray
        ECEF [m].
    grid : GeolocationGrid
    ground_to_slant : GroundToSlant or None
    texts : dict
        missionId, mode, swath, polarisation, pass, radarFrequency as they are written; absent ones are left out.
    """

    path: Path
    epoch: str
    lines: int
    samples: int
    line_interval: float
    pixel_spacing: float
    orbit_time: np.ndarray
    orbit_position: np.ndarray
    grid: GeolocationGrid
    ground_to_slant: GroundToSlant | None
    texts: dict[str, str]


def read_annotation(path: Path) -> Annotation:
    """Read an annotation.

    Raises
    ------
    EngineError
        One sentence with file and field: not XML, not of a GRD image, incomplete, or with numbers that cannot be.
    """
    fields = _Fields(path, _parsed(path))
    kind = fields.text("adsHeader/productType")
    if kind != "GRD":
        raise EngineError(
            "{path} belongs to a Sentinel-1 {kind} image, but only GRD images can be read; choose one.",
            path=path,
            kind=kind,
        )
    first_line = "imageAnnotation/imageInformation/productFirstLineUtcTime"
    fields.epoch = fields.utc(first_line)
    orbit = fields.every("generalAnnotation/orbitList/orbit", 4)
    time = np.array([state.seconds("time") for state in orbit])
    position = np.array([[state.number(f"position/{axis}") for axis in "xyz"] for state in orbit])
    _check_orbit(path, time, position)
    image = fields.every("imageAnnotation/imageInformation", 1)[0]
    size = [image.number(name, minimum=2.0) for name in ("numberOfLines", "numberOfSamples")]
    header, product = "adsHeader", "generalAnnotation/productInformation"
    places = [(header, name) for name in ("missionId", "mode", "swath", "polarisation")]
    places += [(product, name) for name in ("pass", "radarFrequency")]
    texts = {name: fields.values.findtext(f"{place}/{name}") for place, name in places}
    spacing = image.number("rangePixelSpacing", minimum=1e-3)
    return Annotation(
        path=path,
        epoch=fields.text(first_line),
        lines=int(size[0]),
        samples=int(size[1]),
        line_interval=image.number("azimuthTimeInterval", minimum=1e-9),
        pixel_spacing=spacing,
        orbit_time=time,
        orbit_position=position,
        grid=_grid(fields),
        ground_to_slant=_ground_to_slant(fields, (0.0, spacing * (size[1] - 1.0))),
        texts={name: text.strip() for name, text in texts.items() if text and text.strip()},
    )


def _parsed(path: Path) -> etree._Element:
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    except OSError as error:
        raise EngineError(
            "The annotation {path} could not be read ({reason}).", path=path, reason=error.strerror or error
        ) from error
    # Neither files nor addresses are looked up, and no entity is expanded.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        reason = " ".join(str(error).split())[:120]
        raise EngineError(
            "The annotation {path} is not valid XML ({reason}); download the product again.", path=path, reason=reason
        ) from error
    if root.tag != "product" or root.find("adsHeader") is None:
        raise EngineError(
            "{path} is not the annotation of a Sentinel-1 image; choose the one of this image.", path=path
        )
    return root


class _Fields(Fields):
    """Fields of the annotation, or of an element within it; times count from `epoch`."""

    KIND = Message("annotation")
    ADVICE = Message("download the product again")
    TEXTUAL = True
    epoch: np.datetime64

    def found(self, key: str) -> Any:
        return (self.values.findtext(key) or "").strip() or MISSING

    def every(self, key: str, minimum: int = 0) -> list[_Fields]:
        """All elements of a name, at least `minimum`."""
        elements = self.values.findall(key)
        if len(elements) < minimum:
            why = Message("is there {count} times, but at least {minimum} are needed",
                          count=len(elements), minimum=minimum)  # fmt: skip
            self.refuse(key, why)
        fields = [_Fields(self.path, element, f"{element.tag}/") for element in elements]
        for each in fields:
            each.epoch = self.epoch
        return fields

    def seconds(self, key: str) -> float:
        """A time since the epoch [s]."""
        return float((self.utc(key) - self.epoch) / np.timedelta64(1, "ns")) / 1e9


def _check_orbit(path: Path, time: np.ndarray, position: np.ndarray) -> None:
    steps = np.diff(time)
    if not (steps > 0).all():
        raise EngineError(
            "In the annotation {path}, the times of the state vectors (orbitList) do not increase.", path=path
        )
    if steps.max() > GAP * np.median(steps):
        first = int(steps.argmax())
        raise EngineError(
            "In the annotation {path}, the state vectors (orbitList) have a gap of {steps:.1f} s from {before:.1f} s "
            "to {after:.1f} s after the first line; choose a complete product.",
            path=path,
            steps=steps.max(),
            before=time[first],
            after=time[first + 1],
        )
    radius = np.linalg.norm(position, axis=1)
    if not ((radius > 6.5e6) & (radius < 1e7)).all():
        raise EngineError(
            "In the annotation {path}, the positions in orbitList are not those of a low orbit [m].", path=path
        )


def _grid(fields: _Fields) -> GeolocationGrid:
    points = fields.every("geolocationGrid/geolocationGridPointList/geolocationGridPoint", 16)
    values = {name: np.array([point.number(name) for point in points]) for name in GRID_FIELDS[1:]}
    values["azimuthTime"] = np.array([point.seconds("azimuthTime") for point in points])
    line, row = np.unique(values["line"], return_inverse=True)
    pixel, column = np.unique(values["pixel"], return_inverse=True)
    if len(points) != line.size * pixel.size or np.unique(row * pixel.size + column).size != len(points):
        fields.refuse("geolocationGrid", Message("is not a full grid of lines and pixels"))
    if min(line.size, pixel.size) < 4:
        fields.refuse("geolocationGrid", Message("has fewer than four lines or pixels"))
    full = {}
    for name in set(GRID_FIELDS) - {"line", "pixel"}:
        full[name] = np.empty((line.size, pixel.size))
        full[name][row, column] = values[name]
    if (np.abs(full["latitude"]) > 90).any() or (np.abs(full["longitude"]) > 180).any():
        fields.refuse("geolocationGrid", Message("has places that are not on the Earth"))
    longitude = contiguous(full["longitude"])
    return GeolocationGrid(
        line, pixel, full["azimuthTime"], 0.5 * SPEED_OF_LIGHT * full["slantRangeTime"], longitude, full["latitude"],
        full["height"],
    )  # fmt: skip


def _ground_to_slant(fields: _Fields, span: tuple[float, float]) -> GroundToSlant | None:
    """The list coordinateConversion, for ground ranges in `span` [m]; None where it is empty.

    The product's schema (s1-level-1-product.xsd, coordinateConversionListType) states that the coefficients between
    updates are interpolated linearly. It states nothing on lines before the first and after the last update, where
    the nearest one applies here; in the products seen the updates reach beyond the image on both sides.
    """
    records = fields.every("coordinateConversion/coordinateConversionList/coordinateConversion")
    if not records:
        return None
    coefficients = [record.numbers("grsrCoefficients") for record in records]
    if len({len(row) for row in coefficients}) != 1:
        fields.refuse("coordinateConversion/grsrCoefficients", Message("differ in number from record to record"))
    time = np.array([record.seconds("azimuthTime") for record in records])
    if not (np.diff(time) > 0).all():
        fields.refuse("coordinateConversion/azimuthTime", Message("does not increase"))
    origins = [record.number("gr0") for record in records]
    # Powers of ground range itself, so that the records' coefficients can be compared and interpolated.
    rows = np.zeros((len(records), len(coefficients[0])))
    for row, values, origin in zip(rows, coefficients, origins, strict=True):
        moved = Polynomial(values)(Polynomial([-origin, 1.0])).coef
        row[: len(moved)] = moved  # without the zeros at the end
    conversion = GroundToSlant(time, rows, span)
    if not conversion.increases():
        fields.refuse("coordinateConversion/grsrCoefficients", Message("do not increase with ground range"))
    return conversion
