"""The two parts of every height's error: its match's own, and the navigation's, which its neighbours share."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyproj

from ..image.slant_image import SlantImage
from ..matching.correspondence import Correspondence
from ..message import Message, joined
from ..refinement.budget import (
    CorrelatedError,
    Navigation,
    heights_by_navigation,
    read_navigation,
    stated_navigation,
)
from ..refinement.unknowns import Stated, stated_errors
from ..sensor.ground import image_to_ground
from .cells import Cells
from .geotiff import CORRELATED, RANDOM, TOTAL
from .grid import CellWindow


@dataclasses.dataclass(frozen=True, eq=False)
class ErrorParts:
    """The parts of the errors of one elevation raster.

    Parameters
    ----------
    correlated : CorrelatedError or None
        None where the accuracy of the navigation is not stated.
    typical : float or None
        Correlated standard deviation [m] in the middle of the scene; by default errors where it is not known.
    sentence : str
        What the error raster holds, for log, report and metadata.
    """

    correlated: CorrelatedError | None
    typical: float | None
    sentence: str

    @property
    def bands(self) -> tuple[str, ...]:
        """Descriptions of the error raster's bands."""
        return (TOTAL,) if self.correlated is None else (TOTAL, RANDOM, CORRELATED)

    def blocks(self, cells: Cells) -> Iterator[tuple[CellWindow, np.ndarray]]:
        """Windows of the grid with the bands there."""
        for window, random in cells.blocks(cells.error):
            if self.correlated is None:
                yield window, random
                continue
            shared = self.correlated.at(*cells.grid.centres(window), cells.elevation[window.slices])
            yield window, np.stack([np.hypot(random, shared), random, np.where(np.isfinite(random), shared, np.nan)])

    def record(self) -> dict[str, Any]:
        """For the metadata of rasters."""
        return {"error_budget": {"height_sigma": _rounded(self.typical), "text": self.sentence}}

    def numbers(self) -> dict[str, Any]:
        """For the answer of the job."""
        known = None if self.correlated is None else _rounded(self.typical)
        return {"correlated_sigma": known, "error_budget": self.sentence}


def error_parts(
    correspondence: Correspondence,
    images: tuple[SlantImage, SlantImage],
    sigmas: dict[str, float | None],
    crs: pyproj.CRS,
    heights: tuple[float, float],
    match: np.ndarray,
) -> ErrorParts:
    """What is known of the parts of a pair's errors.

    The navigation is known as its refinement left it, else as the user or the images' files state it. Where nobody
    states anything, a guess in every pixel would be as wrong as nothing: then its part is not in the raster, and a
    sentence says how large it may be.

    Parameters
    ----------
    correspondence : Correspondence
    images : two of SlantImage
    sigmas : dict of str to float or None
        What the user says, see `unknowns.stated_errors`.
    crs : pyproj.CRS
        Of the map.
    heights : two of float
        Lowest and highest of the elevation [m above the ellipsoid].
    match : (2, 2) ndarray
        Typical covariance of the matches [px^2].
    """
    models = tuple(image.model for image in images)
    stated: tuple[Stated, Stated] = tuple(stated_errors(sigmas, image.info, image.path) for image in images)
    if "navigation" in correspondence.about:
        navigation = read_navigation(correspondence.about["navigation"], models, str(correspondence.path))
    else:
        navigation = stated_navigation(models, stated)
    derivatives = _middle(models, navigation, match, 0.5 * (heights[0] + heights[1]))
    typical = None
    if np.isfinite(derivatives).all():
        typical = float(np.sqrt(derivatives @ navigation.covariance @ derivatives))
    if not navigation.refined and not any(of.names for of in stated):
        return ErrorParts(None, typical, _unknown(navigation, derivatives, typical, stated))
    correlated = CorrelatedError.of(models, navigation, crs, heights, match)
    if navigation.refined:
        source = Message("as the refinement of the geometry left it")
    elif stated[0].expected == stated[1].expected:
        source = Message("by expected errors of {text}", text=stated[0].text())
    else:
        source = Message(
            "by expected errors of {first} of the reference and {second} of the secondary",
            first=stated[0].text(),
            second=stated[1].text(),
        )
    size = "" if typical is None else Message(" and is {typical:.2f} m in the middle of the scene", typical=typical)
    sentence = Message(
        "The error raster holds the errors of matching (band 2) and of the navigation (band 3) together (band 1). The "
        "latter is {source}{size}; neighbouring heights share it, and the scene may lie off by it as a whole.",
        source=source,
        size=size,
    )
    return ErrorParts(correlated, typical, sentence)


def _middle(models: tuple, navigation: Navigation, match: np.ndarray, height: float) -> np.ndarray:
    """Derivatives (p,) of the height in the middle of the reference image; NaN where the secondary does not see it."""
    line, sample = 0.5 * (models[0].lines - 1), 0.5 * (models[0].samples - 1)
    ground = image_to_ground(models[0], np.array([line]), np.array([sample]), np.array([height]))
    return heights_by_navigation(models, navigation.unknowns, ground, match)[0]


def _rounded(length: float | None) -> float | None:
    return None if length is None else round(length, 3)


def _unknown(
    navigation: Navigation, derivatives: np.ndarray, typical: float | None, stated: tuple[Stated, Stated]
) -> Message:
    """The message where the accuracy of the navigation is not stated."""
    text = Message(
        "The error raster holds the errors of matching only: the accuracy of the two tracks is not stated, and their "
        "errors move all heights together."
    )
    if typical is None:
        return text
    place = len(navigation.unknowns[0].names) + navigation.unknowns[1].names.index("range")
    effect = Message(
        "A range bias of 1 m of the secondary image changes heights by {change:.1f} m; errors of {sigma:g} m in the "
        "ranges, times and tracks of both images would make {typical:.1f} m (1 sigma).",
        change=abs(derivatives[place]),
        sigma=stated[0].expected.range_,
        typical=typical,
    )
    return joined(" ", [text, effect])
