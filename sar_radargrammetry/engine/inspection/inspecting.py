"""All facts about one height: its chips, its match, its curve, its angles."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..reasons import Reason
from ..sensor.ellipsoid import ecef_to_geodetic
from ..sensor.ground import image_to_ground
from .angles import Angles, angles_at
from .chips import reference_chip, secondary_chip
from .curve import Curve, curve_of
from .opening import Opened
from .parts import MatchError, match_error
from .places import Pixel, pixel_at
from .surface import LocalSurface, local_surface

HALF = 64
"""Pixels from the middle of a chip to its sides."""


@dataclasses.dataclass(frozen=True, eq=False)
class Inspection:
    """What determined the height of a pixel.

    Parameters
    ----------
    surface : LocalSurface
        The ground around the pixel, and the map from the reference chip to the secondary.
    reference, secondary : (n, n) ndarray
        Amplitudes in the pixels of the reference; the secondary as the surface has it.
    curve : Curve
    match : MatchError or None
        None where the pixel has no match.
    angles : Angles
    reason : Reason
        Result of matching at the pixel.
    difference : float
        Of the matcher's both ways [px of the reference], see `Correspondence.result_at`.
    """

    surface: LocalSurface
    reference: np.ndarray
    secondary: np.ndarray
    curve: Curve
    match: MatchError | None
    angles: Angles
    reason: Reason
    difference: float

    @property
    def pixel(self) -> Pixel:
        """In the middle of the chips."""
        return self.surface.pixel

    def on_chip(self, places: np.ndarray) -> np.ndarray:
        """Rows and columns (n, 2) of the chips at which they show places (n, 2) of the secondary."""
        return self.surface.to_reference(places) - self._first

    def image_places(self, row: float, column: float) -> tuple[tuple[float, float], tuple[float, float]]:
        """Line and sample of the reference, and those of the secondary, at a place of the chips."""
        line, sample = np.array([row, column]) + self._first
        match = self.surface.at(self.surface.match, line, sample)
        return (float(line), float(sample)), (float(match[0]), float(match[1]))

    def place(self, row: float, column: float) -> tuple[float, float, float]:
        """Longitude, latitude [degrees] and height [m above the ellipsoid] of the surface at a place of the chips."""
        lon, lat, height = ecef_to_geodetic(
            self.surface.at(self.surface.ground, *(np.array([row, column]) + self._first))
        )
        return float(lon), float(lat), float(height)

    @property
    def _first(self) -> np.ndarray:
        return np.array([self.pixel.line - self.surface.half, self.pixel.sample - self.surface.half])


def inspect(
    opened: Opened, longitude: float, latitude: float, height: float | None = None, of_ellipsoid: bool = False
) -> Inspection:
    """Look at the match behind a place on the map.

    Parameters
    ----------
    opened : Opened
    longitude, latitude : float
        [degrees]
    height : float, optional
        Of the elevation there [m], whatever it counts from.
    of_ellipsoid : bool
        Whether it counts from the ellipsoid, see `places.pixel_at`.

    Raises
    ------
    EngineError
        The reference image does not show the place, or an image cannot be read.
    """
    return inspect_pixel(opened, pixel_at(opened, longitude, latitude, height, of_ellipsoid))


def inspect_pixel(opened: Opened, pixel: Pixel) -> Inspection:
    """Look at the match of a pixel of the reference.

    Raises
    ------
    EngineError
        An image cannot be read.
    """
    surface = local_surface(opened, pixel, HALF)
    reference = reference_chip(opened.images[0], surface)
    curve = curve_of(opened, surface, reference)
    reason, difference = opened.matches.result_at(pixel.line, pixel.sample)
    return Inspection(
        surface=surface,
        reference=reference,
        secondary=secondary_chip(opened.images[1], surface),
        curve=curve,
        match=match_error(opened, pixel, curve.by_height),
        angles=angles_at(opened, surface),
        reason=reason,
        difference=difference,
    )


def pixel_ground(opened: Opened, pixel: Pixel) -> tuple[float, float, float]:
    """Longitude, latitude [degrees] and height [m above the ellipsoid] of a pixel."""
    return ground_at(opened, float(pixel.line), float(pixel.sample), pixel.height)


def ground_at(opened: Opened, line: float, sample: float, height: float) -> tuple[float, float, float]:
    """Longitude, latitude [degrees] and height [m above the ellipsoid] of a place of the reference at a height [m]; NaN
    where its range does not reach the height."""
    ground = image_to_ground(opened.images[0].model, np.array(line), np.array(sample), np.array(height))
    lon, lat, found = ecef_to_geodetic(ground)
    return float(lon), float(lat), float(found)
