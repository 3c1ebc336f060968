"""The description in the TIFF of Capella's products: JSON in the tag ImageDescription."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ...image.gdal_raster import RasterFailure, open_raster


def description(path: Path) -> dict[str, Any]:
    """The description in a TIFF; empty where there is none."""
    try:
        text = open_raster(path).GetMetadataItem("TIFFTAG_IMAGEDESCRIPTION") or ""
        document = json.loads(text) if text.startswith("{") else {}
    except (RasterFailure, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def is_on_a_map(path: Path) -> bool:
    """Whether a TIFF is a Capella image on a map."""
    try:
        return description(path)["collect"]["image"]["image_geometry"]["type"] == "geotransform"
    except (KeyError, TypeError):
        return False
