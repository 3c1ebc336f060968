"""Correspondence rasters of many pairs in, images with the corrected tracks of all flights out."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import EngineError
from ..image.slant_image import SlantImage
from ..job import Context
from ..matching.correspondence import Correspondence
from ..message import Message
from ..points.triangulation import look_direction
from ..refinement.adjustment import HeightReference
from ..refinement.budget import Navigation
from ..refinement.conditions import TiedPair, tied_pair
from ..refinement.files import write_refined_correspondence, write_refined_image
from ..refinement.findings import MIN_MOVED
from ..refinement.refining import open_survey
from ..refinement.solution import spread
from ..refinement.ties import tie_points
from ..refinement.unknowns import Stated, Unknowns, stated_errors, unknowns_of
from ..sensor.corrected import uncorrected
from ..terrain.geoid import AUTO
from .network import FlightOffset, Link, NetworkAdjustment, adjust_network, flight_offsets

TIES = 4000
"""Matches of a pair whose distances from the epipolar curves count."""
SURFACE_POINTS = 20000
SURFACE_SPACING = 4
"""Matches of a pair whose heights are compared with other pairs, and least pixels between them: neighbours err alike,
but planes need many points."""

NOTICEABLE_LEVEL = 0.25
"""Height [m] of a pair above the mean of the pairs from which on its tracks are wrong: with exact tracks 0.01 m was
measured on simulated mountains, with one of four tracks 1 m off 0.6 to 1.2 m."""


@dataclasses.dataclass(frozen=True)
class MatchedLink:
    """A matched pair of a block.

    Parameters
    ----------
    images : tuple of int
        Numbers of reference and secondary.
    correspondence : Correspondence
    """

    images: tuple[int, int]
    correspondence: Correspondence


@dataclasses.dataclass(frozen=True)
class BlockRefinement:
    """What was found about all tracks of a block.

    Parameters
    ----------
    images : tuple of SlantImage
        As they are on disk.
    links : tuple of MatchedLink
    adjustment : NetworkAdjustment
    stated : tuple of Stated
        How large the errors were expected to be, of each image.
    offsets : tuple of FlightOffset
    """

    images: tuple[SlantImage, ...]
    links: tuple[MatchedLink, ...]
    adjustment: NetworkAdjustment
    stated: tuple[Stated, ...]
    offsets: tuple[FlightOffset, ...]

    @property
    def controlled(self) -> bool:
        """Whether a DEM fixes where the block lies."""
        return self.adjustment.dem_after is not None

    @property
    def needed(self) -> bool:
        """Whether pairs or a DEM show that the tracks are wrong.

        Where nothing does, a refinement explains only what the matcher errs by, and moves the whole block for that.
        """
        moved = [
            np.quantile(np.abs((before.across - after.across) * after.across_sigma), 0.9)
            for before, after in zip(self.adjustment.before, self.adjustment.after, strict=True)
        ]
        levels = np.abs(self.adjustment.heights_before)
        return self.controlled or max(moved) >= MIN_MOVED or bool((levels >= NOTICEABLE_LEVEL).any())

    def across(self, link: int) -> tuple[float, float]:
        """Distance of a pair's matches from their epipolar curves [px], before and after."""
        found = self.adjustment.before[link], self.adjustment.after[link]
        return tuple(spread(one.across * one.across_sigma) for one in found)

    def about(self, link: int) -> dict[str, Any]:
        """What files say about the refinement."""
        before, after = self.across(link)
        return {
            "format": 1,
            "images": len(self.images),
            "tie_points": sum(len(found.across) for found in self.adjustment.after),
            "cells": self.adjustment.cells,
            "across_before": round(before, 4),
            "across_after": round(after, 4),
            "dem": self.controlled,
            "control_points": 0,
        }

    def record(self) -> dict[str, Any]:
        """For the metadata of the merged rasters: the corrections of all images [m]."""
        offsets = {
            image.path.stem: {name: round(value, 4) for name, value in dataclasses.asdict(offset).items()}
            for image, offset in zip(self.images, self.offsets, strict=True)
        }
        return {"flights": offsets, "flights_relative_to": "dem" if self.controlled else "mean of all flights"}

    def write(self, folder: Path, targets: Sequence[Path]) -> None:
        """Write the refined images into a folder, and the matches between them to a target for each link."""
        folder.mkdir(exist_ok=True)
        paths = []
        for number, image in enumerate(self.images):
            path = folder / f"{number:03d}.vrt"
            correction = self.adjustment.unknowns[number].correction(self.adjustment.values(number))
            write_refined_image(path, image, correction, {"images": len(self.images)})
            paths.append(path)
        for number, (link, target) in enumerate(zip(self.links, targets, strict=True)):
            navigation = Navigation(
                tuple(self.adjustment.unknowns[image] for image in link.images),
                tuple(self.stated[image].expected for image in link.images),
                self.adjustment.covariance(self.adjustment.links[number]),
                refined=True,
            )
            images = tuple(paths[image] for image in link.images)
            write_refined_correspondence(target, link.correspondence, images, self.about(number), navigation.document())


def refine_block(
    images: Sequence[SlantImage],
    links: Sequence[MatchedLink],
    sigmas: dict[str, float | None],
    context: Context,
    *,
    dem: str | None = None,
    dem_vertical: str = AUTO,
    dem_sigma: float = 0.0,
    dem_bias: float = 0.0,
) -> BlockRefinement:
    """Estimate the navigation errors of all images of a block.

    Parameters
    ----------
    images : sequence of SlantImage
        Corrections that they have are replaced.
    links : sequence of MatchedLink
    sigmas : dict of str to float or None
        How large the errors are expected to be, as far as the user says; see `refinement.unknowns.stated_errors`.
    context : Context
    dem, dem_vertical, dem_sigma, dem_bias
        See `refinement.refining.refine`.

    Raises
    ------
    EngineError
        Too few matches of a pair, or a DEM that cannot be used.
    """
    models = tuple(uncorrected(image.model) for image in images)
    stated = tuple(stated_errors(sigmas, image.info, image.path) for image in images)
    if not any(of.expected.correctable for of in stated):
        raise EngineError("All expected errors are zero, so that nothing can be corrected; give some a sigma.")
    unknowns = tuple(unknowns_of(model, of.expected) for model, of in zip(models, stated, strict=True))
    tied = []
    for number, link in enumerate(links):
        context.progress(0.5 * number / len(links))
        ties, surface = (
            _tied(link, models, unknowns, *wanted) for wanted in ((TIES, None), (SURFACE_POINTS, SURFACE_SPACING))
        )
        tied.append(Link(link.images, ties, surface))
    heights = None
    if dem is not None:
        ground = [link.ties.conditions(np.zeros(_size(link))).xyz for link in tied]
        survey, converted = open_survey(dem, dem_vertical, np.concatenate(ground))
        context.log(converted)
        if survey.warning is not None:
            context.log(survey.warning)
        heights = HeightReference(
            dem=survey, sigma=dem_sigma, bias=dem_bias, stated=survey.datum.ellipsoidal is not None
        )
    context.progress(0.5)
    adjustment = adjust_network(unknowns, tied, heights)
    context.progress(0.9)
    offsets = tuple(flight_offsets(adjustment, datum=adjustment.dem_after is not None))
    return BlockRefinement(tuple(images), tuple(links), adjustment, stated, offsets)


def log_block(refinement: BlockRefinement, context: Context) -> None:
    """Write the numbers into the log, and every remark as a warning."""
    adjustment = refinement.adjustment
    for number, link in enumerate(refinement.links):
        before, after = refinement.across(number)
        context.log(
            "{reference} + {secondary}: distance from the epipolar curves {before:.2f} px before, {after:.2f} px after "
            "the refinement; height above the mean of the pairs {low:+.2f} m before, {high:+.2f} m after.",
            reference=refinement.images[link.images[0]].path.stem,
            secondary=refinement.images[link.images[1]].path.stem,
            before=before,
            after=after,
            low=float(adjustment.heights_before[number]),
            high=float(adjustment.heights_after[number]),
        )
    datum = Message("to the elevation model") if refinement.controlled else Message("to the mean of all flights")
    for image, offset in zip(refinement.images, refinement.offsets, strict=True):
        context.log(
            "Correction of {name} relative {datum}: slant range {range:+.2f} m (sigma {range_sigma:.2f}), along the "
            "track {along:+.2f} m (sigma {along_sigma:.2f}).",
            name=image.path.stem,
            datum=datum,
            **dataclasses.asdict(offset),
        )
    for warning in adjustment.warnings:
        context.warn(warning)


def _tied(
    link: MatchedLink, models: tuple, unknowns: tuple[Unknowns, ...], count: int, spacing: int | None
) -> TiedPair:
    first, second = link.images
    options = {} if spacing is None else {"spacing": spacing}
    ties = tie_points(link.correspondence, count, **options)
    pointing = look_direction(models[first])
    return tied_pair(models[first], models[second], (unknowns[first], unknowns[second]), ties, pointing)[0]


def _size(link: Link) -> int:
    """Number of the unknowns of a link and the DEM's bias."""
    return 1 + sum(len(view.unknowns.sigma) for view in (link.ties.reference, link.ties.secondary))
