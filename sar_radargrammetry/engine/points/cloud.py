"""Ground points as a LAS or LAZ file, written band by band."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyproj

from ..files.atomic import atomic_output, explained

if TYPE_CHECKING:
    import laspy

STEP = 0.001
"""Metres in which coordinates are counted."""
DIMENSIONS = (
    ("sigma", "float32", "1 sigma of the height [m]"),
    ("certainty", "float32", "probability of the match"),
    ("residual", "float32", "rays miss each other [sigma]"),
    ("line", "uint32", "pixel of the reference image"),
    ("sample", "uint32", "pixel of the reference image"),
)
"""Extra dimensions of a point: name, type, and a description of at most 32 characters."""
_HEIGHTS = b"Heights are metres above the WGS 84 ellipsoid."
_TEXT_AREA = 3
"""Number of the record of LAS that describes a file in words."""


class Cloud:
    """An open point cloud.

    Parameters
    ----------
    writer : laspy.LasWriter
    record : type
        laspy's class of point records.
    path : Path
    """

    def __init__(self, writer: laspy.LasWriter, record: type[laspy.ScaleAwarePointRecord], path: Path) -> None:
        self._writer = writer
        self._record = record
        self._path = path

    def add(self, x: np.ndarray, y: np.ndarray, height: np.ndarray, **dimensions: np.ndarray) -> None:
        """Append points (n,): map coordinates [m], height [m above the ellipsoid], and the `DIMENSIONS`."""
        if not len(x):
            return
        header = self._writer.header
        if header.point_count == 0:
            # Coordinates are counted from near the first point: 32 bits reach 2000 km from there.
            header.offsets = np.floor([x[0], y[0], 0.0])
        points = self._record.zeros(len(x), header=header)
        points.x, points.y, points.z = x, y, height
        for name, kind, _ in DIMENSIONS:
            points[name] = dimensions[name].astype(kind)
        points.return_number[:] = points.number_of_returns[:] = 1
        try:
            self._writer.write_points(points)
        except OSError as error:
            raise explained(error, self._path) from error


@contextlib.contextmanager
def point_cloud(path: str | Path, crs: pyproj.CRS) -> Iterator[Cloud]:
    """Open a point cloud of LAS 1.4; it appears under its name when it is complete."""
    # Here, because few runs want a cloud.
    import laspy
    from laspy.vlrs.known import WktCoordinateSystemVlr

    header = laspy.LasHeader(version="1.4", point_format=6)
    header.scales = np.full(3, STEP)
    header.generating_software = "SAR Radargrammetry"
    header.global_encoding.wkt = True
    # Horizontal alone: QGIS gives no code to a compound CRS, and no code means heights above the ellipsoid in one.
    header.vlrs.append(WktCoordinateSystemVlr(crs.to_wkt("WKT1_GDAL")))
    header.vlrs.append(laspy.VLR("LASF_Spec", _TEXT_AREA, "Text area", _HEIGHTS))
    header.add_extra_dims([laspy.ExtraBytesParams(*dimension) for dimension in DIMENSIONS])
    with atomic_output(path) as temporary, laspy.open(temporary, mode="w", header=header) as writer:
        yield Cloud(writer, laspy.ScaleAwarePointRecord, Path(path))
