"""Whether two images make a stereo pair, and how good a one: angles, height per pixel, expected sigma, overlap."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..errors import EngineError
from ..message import Message
from ..sensor.ellipsoid import ecef_to_geodetic, up_vector
from ..sensor.ground import image_to_ground, image_to_ground_on_dem
from ..sensor.model import ProjectionSet, SensorModel, equations_by_pixel
from .common_ground import exchanged_places, other_sides, sees
from .intersection import Noise, height_sigma, intersect

if TYPE_CHECKING:
    from ..terrain.dem import Dem

GRID = 41
"""Cells a side of the grid over the reference image: a strip along its edge is seen from a fortieth of it on."""
MATCH_SIGMA = 0.5
"""Standard deviation of a match [px] behind `PairGeometry.expected_sigma`, in line and in sample."""
HEIGHT_STEP = 10.0
"""The parallax is a difference over this many metres of height: long against rounding, short against curvature."""
SAME_PLACE = 0.05
"""Below this angle [degrees] the two antennas were at one place, as far as an aircraft's navigation can tell."""
HOPELESS_ANGLE = 2.0
"""Below this angle [degrees] a match half a pixel off moves the height by more than eight pixels' worth."""
HOPELESS_PARALLAX = 0.02
"""Below this many metres of displacement a metre of height, the images hold no height whatever their angle."""
WEAK_ANGLE = 8.0
STRONG_ANGLE, STRONG_CROSSING = 35.0, 45.0
"""Angles [degrees] from which on steep ground loses many matches: of tracks that are nearly parallel, and of tracks
that cross. At 40 degrees 27 % and 4 % of simulated mountains are not measured."""
HOPELESS_OVERLAP = 0.05
SMALL_OVERLAP = 0.5
CROSSING = 30.0
ALIKE = 1.0
"""Degrees between incidence angles at which it does not matter which image is the reference."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class PairGeometry:
    """What the geometry of two images promises; angles in degrees, NaN where the secondary does not see the place.

    "The centre" is the middle of the part of the reference image that the secondary also shows; without such a part
    it is the middle of the reference image.

    Parameters
    ----------
    centre : tuple of 3 floats
        Longitude, latitude [degrees] and ellipsoidal height [m] of the centre.
    reference_incidence, secondary_incidence : float
        Angle at the centre between the ellipsoid's normal and the line to the antenna.
    reference_side, secondary_side : {"left", "right"}
        Side of its track that each antenna looks to.
    intersection_angle : float
        Angle at the centre between the lines of sight.
    intersection_angle_min, intersection_angle_max : float
        Its extremes over the overlap.
    heading_difference : float
        Angle between the directions of flight, 0 to 180.
    parallax : float
        Metres in the secondary's slant plane by which a point moves per metre of height.
    height_per_pixel : float
        Metres of height per pixel of displacement in the secondary, along the epipolar direction.
    expected_sigma : float
        Standard deviation of height [m] for matches with a sigma of `MATCH_SIGMA` px in line and sample.
    overlap : float
        Share of the reference image, 0 to 1, that the secondary also shows, at the mean height or on the DEM.
    steeper : {"reference", "secondary"}
        The image with the smaller incidence angle; "reference" where they are equal or one is unknown.
    opposite_sides : bool
        Whether the antennas viewed the ground from opposite directions (lines of sight more than 90 degrees apart on
        the map), so that bright and dark slopes change places.
    exchanged : int
        Of images that show no common ground: of how many longitude and latitude would have to be exchanged; else 0.
    other_sides : int
        Of images that show no common ground: how many of their antennas would have to look to the other side; else 0.
    """

    centre: tuple[float, float, float]
    reference_incidence: float
    secondary_incidence: float
    reference_side: str
    secondary_side: str
    intersection_angle: float
    intersection_angle_min: float
    intersection_angle_max: float
    heading_difference: float
    parallax: float
    height_per_pixel: float
    expected_sigma: float
    overlap: float
    steeper: str
    opposite_sides: bool
    exchanged: int = 0
    other_sides: int = 0


def check_two_images(reference: str | Path, secondary: str | Path) -> None:
    """Refuse one file that is named as both images of a pair.

    Raises
    ------
    EngineError
    """
    if Path(reference).resolve() == Path(secondary).resolve():
        raise EngineError(
            "Reference and secondary are the same file {reference}; choose two images of the same ground.",
            reference=reference,
        )


def examine_pair(
    reference: SensorModel,
    secondary: SensorModel,
    *,
    min_height: float,
    max_height: float,
    dem: Dem | None = None,
) -> PairGeometry:
    """Numbers that tell what a pair is worth, from its geometry alone.

    Parameters
    ----------
    reference, secondary : SensorModel
    min_height, max_height : float
        Range of the ground's ellipsoidal heights [m]; the pair is looked at at their mean.
    dem : Dem, optional
        Where it has heights, the pair is looked at there instead.

    Raises
    ------
    EngineError
        When no pixel of the reference reaches the ground at these heights.
    """
    cells = (np.arange(GRID) + 0.5) / GRID
    line, sample = np.meshgrid(cells * reference.lines - 0.5, cells * reference.samples - 0.5, indexing="ij")
    line, sample = line.ravel(), sample.ravel()
    height_of_pair = 0.5 * (min_height + max_height)
    ground = _ground(reference, line, sample, height_of_pair, dem)
    if np.isnan(ground).all():
        raise EngineError(
            "No pixel of the reference image reaches the ground at heights of {min_height:g} to {max_height:g} m; "
            "correct the heights, which count in metres above the WGS-84 ellipsoid.",
            min_height=min_height,
            max_height=max_height,
        )
    seen = sees(secondary, ground)
    # The grid's overlap may have holes; its middle pixel is the member nearest to its centroid.
    members = np.flatnonzero(seen if seen.any() else np.isfinite(ground[:, 0]))
    scaled = np.stack([line[members] / reference.lines, sample[members] / reference.samples])
    middle = np.argmin(((scaled - scaled.mean(axis=1, keepdims=True)) ** 2).sum(axis=0))
    order = np.concatenate([members[middle : middle + 1], members])
    line, sample, ground = line[order], sample[order], ground[order]

    lon, lat, height = ecef_to_geodetic(ground)
    up = up_vector(lon, lat)
    first, second = reference.projection_set(line, sample), _pixels_of(secondary, ground)
    to_first, to_second = _unit(first.arp - ground), _unit(second.arp - ground)
    angles = angle_between(to_first, to_second)
    incidences = angle_between(up, to_first)[0], angle_between(up, to_second)[0]
    parallax, pixels_per_metre = _displacement_per_metre(reference, secondary, line[:1], sample[:1], height[:1])
    no_angle = np.isnan(angles).all()
    return PairGeometry(
        centre=(float(lon[0]), float(lat[0]), float(height[0])),
        reference_incidence=float(incidences[0]),
        secondary_incidence=float(incidences[1]),
        reference_side=reference.look_side,
        secondary_side=secondary.look_side,
        intersection_angle=float(angles[0]),
        intersection_angle_min=np.nan if no_angle else float(np.nanmin(angles)),
        intersection_angle_max=np.nan if no_angle else float(np.nanmax(angles)),
        heading_difference=float(angle_between(_horizontal(first.varp, up), _horizontal(second.varp, up))[0]),
        parallax=parallax,
        height_per_pixel=1.0 / pixels_per_metre if pixels_per_metre > 1e-6 else float("inf"),
        expected_sigma=float(expected_sigma(reference, secondary, line[:1], sample[:1], ground[:1])[0]),
        overlap=float(seen.mean()),
        steeper="secondary" if incidences[1] < incidences[0] else "reference",
        opposite_sides=bool(angle_between(_horizontal(to_first, up), _horizontal(to_second, up))[0] > 90.0),
        exchanged=0 if seen.any() else exchanged_places(reference, secondary, height_of_pair),
        other_sides=0 if seen.any() else other_sides(reference, secondary, height_of_pair),
    )


def objection(pair: PairGeometry, *, allow_opposite_sides: bool = False) -> Message | None:
    """One sentence that says why the pair cannot give heights, or None."""
    if pair.exchanged == 1:
        return Message(
            "The images show common ground only with longitude and latitude of one exchanged; check the columns of the "
            "tracks from which their geometry was made."
        )
    if pair.overlap == 0:
        nothing = Message(
            "The secondary image shows no part of the reference image's ground at these heights; choose two images "
            "of the same ground, and check the heights (of a DEM: unit and sign)."
        )
        hint = mistake_of(pair)
        return nothing if hint is None else Message("{what} {hint}", what=nothing, hint=hint)
    if not pair.overlap >= HOPELESS_OVERLAP:
        return Message(
            "The secondary image shows only {share:.1f} % of the reference image's ground at these heights; choose two "
            "images of the same ground, and check the heights (of a DEM: unit and sign).",
            share=100 * pair.overlap,
        )
    if not pair.intersection_angle >= SAME_PLACE:
        return Message(
            "Both images were taken from the same place, perhaps they are the same image twice; choose a second image "
            "from another flight track."
        )
    if not pair.intersection_angle >= HOPELESS_ANGLE:
        return Message(
            "The images were taken from almost the same track: their lines of sight meet at {angle:.1f} degrees, where "
            "at least {minimum:g} are needed and {good:g} or more are good; choose a second image from another flight "
            "track.",
            angle=pair.intersection_angle,
            minimum=HOPELESS_ANGLE,
            good=WEAK_ANGLE,
        )
    if not pair.parallax >= HOPELESS_PARALLAX:
        return Message(
            "A change in height causes no parallax between the images, as if both were taken from one track at two "
            "squint angles; choose a second image from another flight track."
        )
    if pair.opposite_sides and not allow_opposite_sides:
        return Message(
            "The images see the ground from opposite sides, where slopes that are bright in one are dark in the other; "
            "choose images from one side, or allow opposite sides."
        )
    return None


def mistake_of(pair: PairGeometry) -> Message | None:
    """One sentence on a mistake in the geometry that explains why images show no common ground; None otherwise.

    Exchanged longitude and latitude put both tracks into a mirror, where the antennas look to the wrong side.
    """
    if pair.exchanged == 2:
        return Message(
            "They would show common ground with longitude and latitude of both exchanged: check the columns of the "
            "tracks from which their geometry was made, and the look sides."
        )
    if pair.other_sides == 2:
        return Message("They would show common ground if both antennas looked to the other side: check the look sides.")
    if pair.other_sides == 1:
        return Message("They would show common ground if one antenna looked to the other side: check the look sides.")
    return None


def praise(pair: PairGeometry) -> Message:
    """One sentence about what a pair that is not hopeless promises."""
    return Message(
        "The images are a stereo pair: the intersection angle is {angle:.1f} degrees, a match error of {match:g} "
        "pixel gives a height error of {sigma:.2f} m, and the secondary image covers {share:.0f} % of the reference "
        "image.",
        angle=pair.intersection_angle,
        match=MATCH_SIGMA,
        sigma=pair.expected_sigma,
        share=100 * pair.overlap,
    )


def advice(pair: PairGeometry) -> list[Message]:
    """Sentences about what could be better in a pair that is not hopeless."""
    found = []
    # Flight back along the same line from the other side lights the ground alike.
    crossing = min(pair.heading_difference, 180.0 - pair.heading_difference)
    strong = STRONG_CROSSING if crossing > CROSSING else STRONG_ANGLE
    if pair.intersection_angle < WEAK_ANGLE:
        found.append(
            Message(
                "The intersection angle is only {angle:.1f} degrees: matching is easy, but half a pixel of error moves "
                "the height by {sigma:.1f} m.",
                angle=pair.intersection_angle,
                sigma=pair.expected_sigma,
            )
        )
    elif pair.intersection_angle > strong and not pair.opposite_sides:
        found.append(
            Message(
                "The intersection angle is {angle:.1f} degrees: the images look so different that matches will be few "
                "on steep ground.",
                angle=pair.intersection_angle,
            )
        )
    if pair.opposite_sides:
        found.append(
            Message("The images see the ground from opposite sides: only flat ground and point targets will match.")
        )
    if pair.reference_incidence - pair.secondary_incidence > ALIKE:
        found.append(
            Message(
                "The secondary image looks steeper (incidence {secondary:.1f} against {reference:.1f} degrees): "
                "exchange the two, and heights become more accurate.",
                secondary=pair.secondary_incidence,
                reference=pair.reference_incidence,
            )
        )
    if pair.overlap < SMALL_OVERLAP:
        found.append(
            Message("Only {share:.0f} % of the reference image is visible in the secondary.", share=100 * pair.overlap)
        )
    if crossing > CROSSING:
        found.append(
            Message(
                "The flight tracks cross at {crossing:.0f} degrees, so that the images are turned against each other "
                "and slopes look different in them: expect fewer matches, and on steep ground give a DEM.",
                crossing=crossing,
            )
        )
    return found


def _ground(model: SensorModel, line: np.ndarray, sample: np.ndarray, height: float, dem: Dem | None) -> np.ndarray:
    """Ground points (n, 3) ECEF [m] of pixels: on the DEM where it has heights, else at `height` [m]."""
    ground = image_to_ground(model, line, sample, np.full(line.shape, height))
    if dem is not None:
        on_dem = image_to_ground_on_dem(model, line, sample, dem)
        ground = np.where(np.isfinite(on_dem), on_dem, ground)
    return ground


def _pixels_of(model: SensorModel, ground: np.ndarray) -> ProjectionSet:
    return model.projection_set(*model.ground_to_image(ground))


def _displacement_per_metre(
    reference: SensorModel, secondary: SensorModel, line: np.ndarray, sample: np.ndarray, height: np.ndarray
) -> tuple[float, float]:
    """How far one reference pixel's match moves per metre of height: metres of slant plane, and pixels."""
    steps = 0.5 * HEIGHT_STEP * np.array([-1.0, 1.0])
    ends = image_to_ground(reference, line, sample, height + steps)
    match = np.stack(secondary.ground_to_image(ends))
    pixels = (match[:, 1] - match[:, 0]) / HEIGHT_STEP
    by_pixel = equations_by_pixel(secondary, *match.mean(axis=1, keepdims=True), ends.mean(axis=0, keepdims=True))
    metres = by_pixel[0] @ pixels
    return float(np.hypot(*metres)), float(np.hypot(*pixels))


def expected_sigma(
    reference: SensorModel,
    secondary: SensorModel,
    line: np.ndarray,
    sample: np.ndarray,
    ground: np.ndarray,
    match_sigma: float = MATCH_SIGMA,
) -> np.ndarray:
    """Standard deviation of height [m] (n,) of ground points, for matches that are off in the secondary.

    The reference pixel defines the point. Along parallel tracks with incidence angles theta1, theta2 and a range
    spacing dr this is match_sigma dr sin(theta1) / |sin(theta2 - theta1)|.

    Parameters
    ----------
    line, sample : (n,) ndarray
        Of the reference.
    ground : (n, 3) ndarray
        ECEF [m].
    match_sigma : float
        Standard deviation of a match, in line and in sample [px].

    Returns
    -------
    (n,) ndarray
        NaN where the secondary does not show a point, infinite where the circles touch.
    """
    match = np.stack(secondary.ground_to_image(ground))
    by_pixel = match_sigma * equations_by_pixel(secondary, *match, ground)
    covariance = by_pixel @ by_pixel.transpose(0, 2, 1)
    sigma_range, sigma_doppler = np.sqrt(covariance[:, 0, 0]), np.sqrt(covariance[:, 1, 1])
    noise = Noise(sigma_range, sigma_doppler, covariance[:, 0, 1] / (sigma_range * sigma_doppler))
    first = reference.projection_set(line, sample)
    found = intersect(first, secondary.projection_set(*match), np.nanmean(ground - first.arp, axis=0), noise)
    lon, lat, _ = ecef_to_geodetic(ground)
    sigma = height_sigma(found, up_vector(lon, lat))
    return np.where(np.isfinite(by_pixel).all((1, 2)), np.where(np.isfinite(sigma), sigma, np.inf), np.nan)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def _horizontal(vectors: np.ndarray, up: np.ndarray) -> np.ndarray:
    return vectors - np.sum(vectors * up, axis=-1, keepdims=True) * up


def angle_between(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Angle [degrees] between vectors (n, 3); by its tangent, which stays exact near 0 and 180."""
    return np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), np.sum(a * b, axis=-1)))
