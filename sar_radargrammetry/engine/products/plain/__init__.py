"""Any raster that GDAL reads, with a geometry from elsewhere."""

from __future__ import annotations

from ..product import Product, Row, has_sidecar

PLAIN = Product(
    name="slant image",
    listed="an image with its .sargeom.json beside it",
    recognises=lambda path, head: has_sidecar(path),
    opener="..image.slant_image:SlantImage.open",
    rows=(
        Row(
            "Your own processor's raster",
            "`makegeometry` with the flight track as CSV, or a `.sargeom.json`",
            "written files, from noisy or rounded tracks to 0.06 px",
        ),
    ),
)
