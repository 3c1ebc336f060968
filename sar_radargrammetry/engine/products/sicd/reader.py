"""SICD products in NITF files, read through sarpy.

sarpy reads every SICD version from 0.5 on, other vendors' SLCs, and single windows of an image from disk, and works
with the numpy 1 that the GDAL of QGIS is built against; its successor sarkit needs numpy 2.
"""

from __future__ import annotations

import dataclasses
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from sarpy.io.complex.sicd import SICDDetails, SICDReader
from sarpy.io.complex.sicd_elements.SICD import SICDType

from ...errors import EngineError
from ...message import Message
from ...sensor.constants import SPEED_OF_LIGHT
from ...sensor.model import SensorModel
from .errors import navigation_sigma
from .geometry import lines_are_columns, sicd_model
from .nitf import xml_documents
from .standard import NEWEST, OLDEST, foreign_version, parsed, refuse_bistatic

MAX_BLOCKS = 256
"""Blocks a segment may be cut into: the standard has one, and sarpy silently leaves some out when files run out."""


@dataclasses.dataclass(frozen=True, eq=False)
class SicdImage:
    """A SICD product; see `product.Reader`.

    Parameters
    ----------
    path : Path
    model : SensorModel
    info : dict
    source : SICDReader
        sarpy's reader of the open file.
    """

    path: Path
    model: SensorModel
    info: dict[str, Any]
    source: SICDReader

    @classmethod
    def open(cls, path: str | Path) -> SicdImage:
        """Open a SICD product.

        Raises
        ------
        EngineError
            Damaged, incomplete, or of a kind that is not supported; see `geometry.sicd_model`.
        """
        path = Path(path)
        version = None
        try:
            text = _xml(path)
            root = parsed(text)
            refuse_bistatic(root, path)
            version = foreign_version(root)
            # As the file has them. Those of sarpy's reader have gaps filled with guesses, such as an antenna path bent
            # only as at the scene centre.
            sicd = SICDType.from_xml_string(text)
            image = cls(path, sicd_model(sicd, path), sicd_info(sicd), _open_reader(path))
        # On damaged files sarpy fails with whatever its parsers stumble over: KeyError, struct.error, AttributeError...
        except Exception as error:
            if isinstance(error, EngineError) and version is None:
                raise
            raise _refusal(path, version, error) from error
        if version is None:
            return image
        caution = Message(
            "The product is of version {version} of the SICD standard; versions {oldest} to {newest} are supported. "
            "Check the resulting heights.",
            version=version,
            oldest=OLDEST,
            newest=NEWEST,
        )
        return dataclasses.replace(image, info=image.info | {"caution": caution})

    def read(self, line: int, sample: int, lines: int, samples: int) -> np.ndarray:
        """A window inside the image as (lines, samples) complex64; see `product.Reader.read`."""
        crosswise = lines_are_columns(self.model)
        across, along = slice(sample, sample + samples), slice(line, line + lines)
        try:
            values = self.source.read(*((across, along) if crosswise else (along, across)), squeeze=False)
        except Exception as error:
            raise _damaged(self.path, error) from error
        return values.reshape(samples, lines).T if crosswise else values.reshape(lines, samples)


def _damaged(path: Path, error: Exception) -> EngineError:
    reason = " ".join(str(error).split())[:200]
    return EngineError(
        "{path} could not be read as SICD ({name}: {reason}); copy or download it again, or ask its producer for a "
        "valid file.",
        path=path,
        name=type(error).__name__,
        reason=reason,
    )


def _refusal(path: Path, version: str | None, error: Exception) -> EngineError:
    """What is wrong with a product; that its version is not supported where that may be the reason."""
    reason = error if isinstance(error, EngineError) else _damaged(path, error)
    if version is None:
        return reason
    return EngineError(
        "{path} is of version {version} of the SICD standard, but versions {oldest} to {newest} are supported; ask its "
        "producer for one of these: {reason}",
        path=path,
        version=version,
        oldest=OLDEST,
        newest=NEWEST,
        reason=reason,
    )


def _xml(path: Path) -> bytes:
    segment = xml_documents(path)["SICD"]
    with path.open("rb") as file:
        file.seek(segment.offset)
        return file.read(segment.size).strip()


def _open_reader(path: Path) -> SICDReader:
    details = SICDDetails(str(path))
    for header in details.img_headers:
        if header.NBPR * header.NBPC > MAX_BLOCKS:
            raise EngineError(
                "{path} is cut into {nbpr} blocks, which no valid SICD is.", path=path, nbpr=header.NBPR * header.NBPC
            )
    image = details.sicd_meta.ImageData
    if image.PixelType == "AMP8I_PHS8I" and image.AmpTable is None:
        # The standard makes the table optional (SICD Vol. 1, ImageData): without it the amplitude is the 8-bit value
        # itself. sarpy insists on one.
        image.AmpTable = np.arange(256, dtype=np.float64)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Call to deprecated class SICDReader", DeprecationWarning)
        return SICDReader(details)


def sicd_info(sicd: Any) -> dict[str, Any]:
    """What the product says about itself, in the sidecar's terms; absent where it says nothing."""

    def get(field: str) -> Any:
        value = sicd
        for name in field.split("."):
            value = getattr(value, name, None)
        return value

    frequency = get("RMA.INCA.FreqZero")
    start = get("Timeline.CollectStart")
    polarisation = get("ImageFormation.TxRcvPolarizationProc")
    known = {
        "sensor": get("CollectionInfo.CollectorName"),
        "product": get("CollectionInfo.CoreName"),
        "mode": get("CollectionInfo.RadarMode.ModeType"),
        "polarisation": polarisation and polarisation.replace(":", ""),
        "acquisition_time": start and f"{start}Z",
        "wavelength": SPEED_OF_LIGHT / frequency if frequency and frequency > 0 else None,
        "radiometry": "uncalibrated amplitude",
        "navigation_sigma": navigation_sigma(sicd),
    }
    return {key: value for key, value in known.items() if value is not None}
