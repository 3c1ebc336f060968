"""The navigation errors of many images from the matches of all pairs of them, and from a DEM where there is one.

Observations are, of each pair, the distances of its matches from their epipolar curves; between pairs, the heights of
the cells that both measured (`cells`); and the heights of a DEM. The unknowns are those of a single pair
(`refinement.unknowns`), of each image once, so that pairs with a common image are chained. Robust least squares with
the expected sizes of the unknowns is that of a single pair, too (`refinement.solution`).

Without a DEM nothing says where the block lies as a whole: all tracks and the ground may move together. The expected
sizes make the solution the smallest one, so that the corrections of all flights are zero on average.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from ..message import Message
from ..refinement.adjustment import CLOSURE, ROUNDS, HeightReference, heights_by_unknown
from ..refinement.conditions import Conditions, PixelGeometry, TiedPair, by_ground_point
from ..refinement.dem_datum import dem_offset, dem_problem
from ..refinement.observations import Group, across_group, dem_group
from ..refinement.solution import Solution, solve
from ..refinement.unknowns import Unknowns
from .cells import Cells, Frame, cells_of, height_group, meetings


@dataclasses.dataclass(frozen=True, eq=False)
class Link:
    """A matched pair of a network.

    Parameters
    ----------
    images : tuple of int
        Numbers of reference and secondary.
    ties : TiedPair
        Matches whose distance from the epipolar curves counts.
    surface : TiedPair
        Matches whose heights count, more of them.
    """

    images: tuple[int, int]
    ties: TiedPair
    surface: TiedPair


@dataclasses.dataclass(frozen=True, eq=False)
class NetworkAdjustment:
    """Navigation errors of all images and what they were found from.

    Parameters
    ----------
    unknowns : tuple of Unknowns
        Of each image.
    expected : (q,) ndarray
        Standard deviations [m] before any observation; the last one is the DEM's bias.
    solution : Solution
    links : tuple of Link
    before, after : tuple of Conditions
        Of the ties of each link, uncorrected and corrected.
    heights_before, heights_after : (links,) ndarray
        Median height [m] of each pair above the mean of the pairs that measured the same cells, uncorrected and
        corrected; NaN where no other pair did.
    cells : int
        That two pairs or more measured.
    dem_before, dem_after : float or None
        Median height above the DEM [m].
    warnings : list of Message
    """

    unknowns: tuple[Unknowns, ...]
    expected: np.ndarray
    solution: Solution
    links: tuple[Link, ...]
    before: tuple[Conditions, ...]
    after: tuple[Conditions, ...]
    heights_before: np.ndarray
    heights_after: np.ndarray
    cells: int
    dem_before: float | None
    dem_after: float | None
    warnings: list[Message]

    def part(self, image: int) -> np.ndarray:
        """Numbers of an image's unknowns."""
        return _columns(self.unknowns)[image]

    def values(self, image: int) -> np.ndarray:
        """The unknowns [m] of an image."""
        return self.solution.values[self.part(image)]

    def covariance(self, link: Link) -> np.ndarray:
        """Covariance [m^2] of the unknowns of both images of a link."""
        own = np.concatenate([self.part(image) for image in link.images])
        return self.solution.covariance[np.ix_(own, own)]


def adjust_network(
    unknowns: Sequence[Unknowns], links: Sequence[Link], heights: HeightReference | None = None
) -> NetworkAdjustment:
    """Estimate the navigation errors of all images.

    Parameters
    ----------
    unknowns : sequence of Unknowns
        Of each image.
    links : sequence of Link
    heights : HeightReference, optional
    """
    bias = heights.bias if heights is not None and heights.bias > 0 else 1e-6
    expected = np.concatenate([*(u.sigma for u in unknowns), [bias]])
    columns = [link_columns(unknowns, link) for link in links]
    values = np.zeros(len(expected))
    before = [link.ties.conditions(values[own]) for link, own in zip(links, columns, strict=True)]
    surfaces = [link.surface.conditions(values[own]) for link, own in zip(links, columns, strict=True)]
    frame = Frame.around([found.xyz for found in surfaces])
    cells = [cells_of(found, frame) for found in surfaces]
    found, first_cells = before, cells
    warnings: list[Message] = []
    dem_before = dem_after = None
    if heights is not None:
        dem_before, warning = _dem_check(links, columns, before, expected, heights, frame)
        if warning is not None:
            warnings.append(warning)
            heights = dem_before = None
    for _ in range(ROUNDS):
        groups, places = _observations(links, columns, found, cells, heights)
        solution = solve(groups, values, expected, places)
        moved = np.abs(solution.values - values).max()
        values = solution.values
        found = [link.ties.conditions(values[own]) for link, own in zip(links, columns, strict=True)]
        # Corrections of metres change the derivatives by nothing that counts.
        cells = [
            cells_of(dataclasses.replace(surface, xyz=link.surface.points(values[own])), frame)
            for link, own, surface in zip(links, columns, surfaces, strict=True)
        ]
        if moved < CLOSURE:
            break
    if heights is not None:
        dem_after = float(np.nanmedian(np.concatenate([dem_group(f, heights.dem, heights.sigma)[1] for f in found])))
    met = meetings(cells)
    return NetworkAdjustment(
        unknowns=tuple(unknowns),
        expected=expected,
        solution=solution,
        links=tuple(links),
        before=tuple(before),
        after=tuple(found),
        heights_before=levels_of(first_cells),
        heights_after=levels_of(cells),
        cells=sum(len(meeting.place) for meeting in met),
        dem_before=dem_before,
        dem_after=dem_after,
        warnings=warnings,
    )


def levels_of(pairs: list[Cells]) -> np.ndarray:
    """Median height (n,) [m] of each pair above the mean of all pairs, at the cells that it shares with others."""
    parts: list[list[np.ndarray]] = [[] for _ in pairs]
    for meeting in meetings(pairs):
        heights = np.stack([pairs[k].height[rows] for k, rows in zip(meeting.pairs, meeting.rows, strict=True)])
        for pair, above in zip(meeting.pairs, heights - heights.mean(axis=0), strict=True):
            parts[pair].append(above)
    return np.array([float(np.median(np.concatenate(part))) if part else np.nan for part in parts])


def link_columns(unknowns: Sequence[Unknowns], link: Link) -> np.ndarray:
    """Numbers of the unknowns of a link: those of its reference, of its secondary, and the DEM's bias."""
    own = _columns(unknowns)
    return np.concatenate([own[link.images[0]], own[link.images[1]], [sum(len(u.sigma) for u in unknowns)]])


def _columns(unknowns: Sequence[Unknowns]) -> list[np.ndarray]:
    ends = np.cumsum([len(u.sigma) for u in unknowns])
    return [np.arange(end - len(u.sigma), end) for u, end in zip(unknowns, ends, strict=True)]


def _observations(
    links: Sequence[Link],
    columns: list[np.ndarray],
    found: Sequence[Conditions],
    cells: list[Cells],
    heights: HeightReference | None,
) -> tuple[dict[str, Group], np.ndarray]:
    """All conditions, and the places of ties and cells within their image or block (n, 2), 0..1."""
    groups, places, count = {}, [], 0
    for number, (link, own, conditions) in enumerate(zip(links, columns, found, strict=True)):
        model = link.ties.reference.model
        places.append(link.ties.ties.reference / [model.lines, model.samples])
        parts = {"across": across_group(conditions)}
        if heights is not None:
            parts["height"] = dem_group(conditions, heights.dem, heights.sigma)[0]
        for name, group in parts.items():
            groups[f"{name} {number}"] = dataclasses.replace(group, owner=group.owner + count, columns=own)
        count += len(places[-1])
    met = meetings(cells)
    if met:
        low = np.min([meeting.place.min(axis=0) for meeting in met], axis=0)
        size = np.max([meeting.place.max(axis=0) for meeting in met], axis=0) - low + 1
        for meeting in met:
            name = "pairs " + " ".join(map(str, meeting.pairs))
            groups[name] = height_group(meeting, cells, columns, count)
            places.append((meeting.place - low + 0.5) / size)
            count += len(meeting.place)
    return groups, np.concatenate(places)


def _dem_check(
    links: Sequence[Link],
    columns: list[np.ndarray],
    before: Sequence[Conditions],
    expected: np.ndarray,
    heights: HeightReference,
    frame: Frame,
) -> tuple[float | None, Message | None]:
    """Median height above the DEM, and why it is not used: by the first pair whose ground it covers."""
    problem, offsets = None, []
    for link, own, found in zip(links, columns, before, strict=True):
        difference = dem_group(found, heights.dem, heights.sigma)[1]
        offsets.append(difference)
        model = link.ties.reference.model
        places = link.ties.ties.reference / [model.lines, model.samples]
        alone = solve({"across": across_group(found)}, np.zeros(len(own)), expected[own], places)
        offset = dem_offset(found, difference, heights_by_unknown(found), alone, float(expected[-1]))
        problem = dem_problem(offset, heights.stated)
        if offset is not None:
            break
    known = np.concatenate(offsets)
    return float(np.nanmedian(known)) if np.isfinite(known).any() else None, problem


@dataclasses.dataclass(frozen=True, eq=False)
class FlightOffset:
    """By how much an image's navigation was corrected where the block is, as the image shows it.

    A track that moves across the line of sight changes nothing, and a track that moves along it looks like a bias of
    the ranges: only these two numbers are observed.

    Parameters
    ----------
    range, along : float
        Correction of the slant ranges, and along the track [m].
    range_sigma, along_sigma : float
        Their standard deviations [m].
    """

    range: float
    along: float
    range_sigma: float
    along_sigma: float


def flight_offsets(adjustment: NetworkAdjustment, *, datum: bool) -> list[FlightOffset]:
    """The corrections of all images in the middle of what their pairs measured.

    Parameters
    ----------
    adjustment : NetworkAdjustment
    datum : bool
        Whether a DEM fixes where the block lies. Otherwise what all flights share, a translation of the block, is taken
        off, so that the offsets count from the mean of all flights, and so do their standard deviations.
    """
    rows = np.zeros((2 * len(adjustment.unknowns), len(adjustment.expected)))
    common = np.zeros((len(rows), 3))
    for image, unknowns in enumerate(adjustment.unknowns):
        rows[2 * image : 2 * image + 2, adjustment.part(image)], common[2 * image : 2 * image + 2] = _seen(
            adjustment, image, unknowns
        )
    if not datum:
        rows = rows - common @ np.linalg.lstsq(common, rows, rcond=None)[0]
    offset = rows @ adjustment.solution.values
    sigma = np.sqrt(np.einsum("iq,qr,ir->i", rows, adjustment.solution.covariance, rows))
    return [
        FlightOffset(*(float(v) for v in (offset[i], offset[i + 1], sigma[i], sigma[i + 1])))
        for i in range(0, len(rows), 2)
    ]


def _seen(adjustment: NetworkAdjustment, image: int, unknowns: Unknowns) -> tuple[np.ndarray, np.ndarray]:
    """Derivatives of an image's range and place along the track [m] by its unknowns (2, p), and by a translation of its
    track (2, 3)."""
    for link, found in zip(adjustment.links, adjustment.after, strict=True):
        if image in link.images:
            model = (link.ties.reference, link.ties.secondary)[link.images.index(image)].model
            middle = np.median(found.xyz, axis=0)
            nearest = found.xyz[np.argmin(((found.xyz - middle) ** 2).sum(axis=1))][None]
            pixel = np.stack(model.ground_to_image(nearest), axis=-1)
            geometry = PixelGeometry.of(model, unknowns, pixel)
            # The equations are the distance minus the range, and the place along the track minus the antenna's.
            by_unknown = geometry.equations_by_unknown(np.zeros(len(unknowns.sigma)), nearest)[0]
            return -by_unknown, by_ground_point(geometry.pixels, nearest)[0]
    return np.zeros((2, len(unknowns.sigma))), np.zeros((2, 3))
