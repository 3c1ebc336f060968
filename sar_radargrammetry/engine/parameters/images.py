"""Parameters of getting images in: products, looks, rasters of in-house processors."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..errors import EngineError
from ..products.registry import listing
from .declare import EXTENT, FILE, FOLDER, IMAGE, POLYGONS, RASTER, Group, Job, Kind, parameter, varied


@dataclasses.dataclass(frozen=True, kw_only=True)
class Looks(Group):
    """Multilooking."""

    looks_azimuth: int = parameter(
        "Looks in azimuth",
        "Number of image lines averaged into one. More looks reduce speckle and make pixels coarser.",
        1,
        minimum=1,
        maximum=64,
    )
    looks_range: int = parameter(
        "Looks in range", "Number of range samples averaged into one.", 1, minimum=1, maximum=64
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class ImportLooks(Looks):
    """Multilooking of products that a job imports on the way."""

    looks_azimuth: int = varied(Looks, "looks_azimuth", "an import on the way seldom needs them", advanced=True)
    looks_range: int = varied(Looks, "looks_range", "an import on the way seldom needs them", advanced=True)


@dataclasses.dataclass(frozen=True, kw_only=True)
class SlantImageOutput(Group):
    """An image in slant range to be written."""

    output: str = parameter(
        "Slant-range image",
        "Amplitude in slant range, 32 bit floating point (.tif); the geometry is written beside it (.sargeom.json).",
        output=RASTER,
    )


def _one_part(given: Any) -> None:
    if given.extent is not None and given.window is not None:
        raise EngineError("Both a part of the map and a part of the image are given; leave one of the two empty.")


@dataclasses.dataclass(frozen=True, kw_only=True)
class ImportImage(SlantImageOutput, Looks, Job):
    """A SAR product becomes an imported image."""

    ORDER = ("input", Looks, "output")
    RULES = (_one_part,)

    input: str = parameter(
        "SAR product",
        f"{listing()}.",
        kind=FILE,
    )
    frequency: str | None = parameter(
        "Frequency band", "Band of a product that holds two, A or B (optional).", None, advanced=True
    )
    polarisation: str | None = parameter(
        "Polarisation", "Channel of a product that holds several, such as HH or VV (optional).", None, advanced=True
    )
    extent: str | None = parameter(
        "Part of the map to import",
        "Import only the part of the image within this rectangle at the scene's reference height (optional). "
        "Heights shift pixels in slant range, so include a margin. As text: xmin,xmax,ymin,ymax [EPSG:code].",
        None,
        kind=EXTENT,
        advanced=True,
    )
    window: str | None = parameter(
        "Part of the image to import",
        "Window in pixels of the product, instead of a part of the map: first line, first sample, lines, samples, such "
        "as 1000,0,4096,2048 (optional).",
        None,
        advanced=True,
    )
    footprint: str | None = parameter(
        "Footprint",
        "Outline of the imported image on the ground at the reference height, with metadata as attributes (optional).",
        None,
        output=POLYGONS,
        by_default=False,
    )


def _lines_take_time(given: Any) -> None:
    if given.line_interval == 0.0:
        raise EngineError("The parameter line_interval is zero; give the time from line to line in seconds.")


@dataclasses.dataclass(frozen=True, kw_only=True)
class MakeGeometry(SlantImageOutput, Job):
    """A raster and a flight track become an imported image."""

    RULES = (_lines_take_time,)

    input: str = parameter(
        "Image in slant range",
        "Zero-Doppler image, any raster that GDAL reads: amplitude, complex numbers in one band or two, or dB.",
        kind=IMAGE,
    )
    track: str = parameter(
        "Flight track",
        "Table with a header line and the columns time, longitude, latitude, height, or time, x, y, z in Earth-centred "
        "metres (WGS 84). Heights refer to the ellipsoid.",
        kind=Kind("file", filter="Tables (*.csv *.txt *.tsv);;All (*)"),
    )
    first_line_time: float = parameter(
        "Time of the first line",
        "In the same time system as the track.",
        unit="s",
        decimals=9,
    )
    line_interval: float = parameter(
        "Time from line to line",
        "Azimuth spacing divided by the speed; negative when lines run against the flight.",
        unit="s",
        decimals=12,
    )
    near_range: float = parameter(
        "Near range",
        "Slant range of the centre of the first sample.",
        unit="m",
        minimum=1e-3,
        decimals=6,
    )
    range_spacing: float = parameter(
        "Range spacing",
        "Slant range from sample to sample.",
        unit="m",
        minimum=1e-6,
        decimals=9,
    )
    look_side: str = parameter(
        "Look side", "Look side of the antenna relative to the direction of flight.", choices=("left", "right")
    )
    reference_height: float = parameter(
        "Reference height", "A typical height of the scene above the WGS-84 ellipsoid.", 0.0, unit="m"
    )
    columns_are_lines: bool = parameter(
        "Columns are azimuth lines",
        "The rows of the raster are range samples and its columns are azimuth lines.",
        False,
        advanced=True,
    )
    sensor: str | None = parameter("Sensor", "Name of the sensor, for reports (optional).", None)


@dataclasses.dataclass(frozen=True, kw_only=True)
class CheckProducts(Job):
    """Checks the import and the geometry of all products in a folder."""

    QGIS = False

    folder: str = parameter("Folder", "Folder with SAR products; subfolders are searched too.", kind=FOLDER)
    table: str | None = parameter(
        "Table",
        "The table as text, with versions (optional); the log shows the table in any case.",
        None,
        output=Kind("file", (".md",), "Markdown (*.md)"),
        by_default=False,
    )
