"""A DEM that a user gives, as heights above the ellipsoid, whatever surface its file counts them from."""

from __future__ import annotations

import numpy as np

from ..errors import EngineError
from ..message import Message
from .dem import Dem, open_dem
from .geoid import Bounds, above_ellipsoid, stated_surface
from .vertical import THE_DEM


def open_ground(path: str, *, bounds: Bounds | None = None, name: Message = THE_DEM) -> tuple[Dem, Message]:
    """Read a DEM, or the window of it that covers `bounds`, and convert its heights where it states a geoid.

    Parameters
    ----------
    path : str
    bounds : (west, south, east, north), optional
        Degrees.
    name : Message
        What it is to the user, as a sentence begins.

    Returns
    -------
    dem : Dem
        Heights above the WGS-84 ellipsoid; of one that states nothing, as they are.
    counted : Message
        A sentence for the log on what its file counts them from.

    Raises
    ------
    EngineError
        As `open_dem`; or its heights count from a geoid that is not known on this machine.
    """
    dem = open_dem(path, bounds=bounds, name=name)
    if dem.datum.ellipsoidal is not False:
        if dem.datum.name:
            return dem, Message("{name}: heights above {datum}.", name=name, datum=dem.datum.name)
        return dem, Message("{name}: heights above the WGS-84 ellipsoid, as it states no vertical datum.", name=name)
    try:
        surface = stated_surface(dem.datum, _extent(dem) if bounds is None else bounds)
        if surface is None:
            raise EngineError("That has no code by which its geoid could be found.")
    except EngineError as error:
        raise EngineError(
            "{name} {path} states heights of {datum}, not of the ellipsoid. {reason} Or convert the DEM to "
            "metres above the WGS-84 ellipsoid, for example with gdalwarp.",
            name=name,
            path=path,
            datum=dem.datum.name,
            reason=error,
        ) from error
    return above_ellipsoid(dem, surface), Message(
        "{name}: heights above {datum} were converted to heights above the WGS-84 ellipsoid by {by}.",
        name=name,
        datum=surface.name,
        by=surface.by,
    )


def _extent(dem: Dem) -> Bounds:
    rows, cols = dem.heights.shape
    lon, lat = dem.lonlat(*np.meshgrid([0.0, cols - 1.0], [0.0, rows - 1.0]))
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
