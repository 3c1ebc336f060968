"""Where sarpy's projection, an implementation of the SICD standard of its own, puts pixels on the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sarpy.io.complex.sicd_elements.SICD import SICDType

from ...sensor.ellipsoid import geodetic_to_ecef
from ..product import Places
from .geometry import lines_are_columns

if TYPE_CHECKING:
    from ..vendor_slc.reader import VendorSlc
    from .reader import SicdImage

AROUND = np.array([-500.0, 0.0, 500.0])
"""Metres to the east and north of the scene centre point, as far as the image reaches."""
HEIGHTS = np.array([-100.0, 0.0, 400.0])
"""Metres above that point."""


def places_of_sicd(reader: SicdImage) -> Places:
    """Places around the scene centre of a SICD product."""
    return _places(reader, reader.source.sicd_meta)


def places_of_vendor(reader: VendorSlc) -> Places:
    """Places around the scene centre of a vendor's product, which sarpy describes as a SICD."""
    return _places(reader, reader.source.get_sicds_as_tuple()[reader.index])


def _places(reader: SicdImage | VendorSlc, sicd: SICDType) -> Places:
    centre = sicd.GeoData.SCP.LLH
    north, east, up = np.meshgrid(AROUND / 111e3, AROUND / (111e3 * np.cos(np.radians(centre.Lat))), HEIGHTS)
    ground = geodetic_to_ecef(centre.Lon + east.ravel(), centre.Lat + north.ravel(), centre.HAE + up.ravel())
    pixels, _, _ = sicd.project_ground_to_image(ground, tolerance=1e-6, max_iterations=50)
    line, sample = pixels.T[::-1] if lines_are_columns(reader.model) else pixels.T
    return Places("sarpy", line, sample, ground)
