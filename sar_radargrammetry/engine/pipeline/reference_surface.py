"""A surface model that is the truth of a pair: the part that both images may show, and what each shows of it."""

from __future__ import annotations

from ..errors import EngineError
from ..evaluation.rasters import open_heights
from ..image.slant_image import SlantImage
from ..job import Context
from ..longitude import Bounds, common
from ..message import Message
from ..patches.planning import outline_bounds
from ..terrain.dem import Dem
from ..terrain.geoid import bounds_in_degrees, open_ground
from ..training.from_dsm import Observed
from ..visibility.mask import project_surface
from ..visibility.surface import make_surface

SPAN = 1000.0
"""Metres around an image's reference height between which its ground lies, until the surface model says more."""


def open_reference_dsm(path: str, images: tuple[SlantImage, SlantImage], context: Context) -> Dem:
    """The part of the surface model that both images may see.

    Raises
    ------
    EngineError
        It cannot be used, or there is no such part.
    """
    grid = open_heights(path, Message("The reference surface model")).grid
    shared: Bounds | None = bounds_in_degrees(grid.crs, grid.bounds)
    for image in images:
        middle = image.model.reference_height
        outline = outline_bounds(image.model, middle - SPAN, middle + SPAN)
        shared = None if shared is None else common(outline, shared)
    if shared is None:
        raise EngineError(
            "The reference surface model {path} does not cover the ground that both images show; give one of the same "
            "area.",
            path=path,
        )
    dem, counted = open_ground(path, bounds=shared, name=Message("The reference surface model"))
    context.log(counted)
    if dem.warning is not None:
        context.warn(dem.warning)
    return dem


def observed_pair(dem: Dem, images: tuple[SlantImage, SlantImage]) -> tuple[Observed, Observed]:
    """Both images of a pair, each with what it shows of a surface model."""
    surface = make_surface(dem, (images[0].model, images[1].model))
    one, two = (Observed(image, project_surface(surface, image.model)) for image in images)
    return one, two
