"""Names of rasters: of files, and of rasters inside other files, such as ``NETCDF:"a.nc":Band1``."""

from __future__ import annotations

import os
import re
from pathlib import Path

_INSIDE = re.compile(r"/vsi\w+/|[A-Za-z]\w+:")
"""How GDAL's names begin that are no paths; a single letter before the colon is a drive of Windows."""


def is_inside(name: str | Path) -> bool:
    """Whether a name of GDAL's stands for a raster inside another file or on a server; such a name is no path."""
    return bool(_INSIDE.match(str(name))) and not os.path.exists(name)


def may_exist(name: str | Path) -> bool:
    """Whether a file exists, or only GDAL can tell."""
    return os.path.exists(name) or is_inside(name)


def outer_file(name: str | Path) -> Path | None:
    """The file that contains the raster of a name that is none of a file; None on a server or in memory."""
    _, _, rest = str(name).partition("/" if str(name).startswith("/vsi") else ":")
    if str(name).startswith("/vsi"):
        rest = rest.partition("/")[2].replace("{", "").replace("}", "")
    # What follows the file is the raster inside it.
    for candidate in (rest, *(rest[: cut.start()] for cut in reversed([*re.finditer(r"[/:]", rest)]))):
        if os.path.isfile(candidate.strip('"')):
            return Path(candidate.strip('"'))
    return None
