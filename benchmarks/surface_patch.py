"""One patch as our matcher gets it, for the matchers of others: around the surface that the coarse passes measured.

So everyone starts from the same heights, searches the same band, and compares the same pixels.
"""

from __future__ import annotations

import dataclasses
import importlib
import importlib.util
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from scipy import ndimage

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.matching.banded import Search
from sar_radargrammetry.engine.matching.interface import ImagePatch
from sar_radargrammetry.engine.matching.matchers import make_matcher
from sar_radargrammetry.engine.matching.passes import measured_surface
from sar_radargrammetry.engine.parameters.pair import HeightRange, PatchGrid
from sar_radargrammetry.engine.patches.package import PatchPlan, read_plan
from sar_radargrammetry.engine.pipeline import plan as planning
from sar_radargrammetry.engine.pipeline.match import open_plan_dem
from sar_radargrammetry.engine.pipeline.plan import first_surface
from sar_radargrammetry.engine.stereo.prior import HeightPrior

from .matching_peers import PEERS

DEVICE = "cpu"
RIVALS = ("OpenCV DIS", "Pandora, one way")
"""Of `matching_peers.PEERS`; they match every pixel, so that none of theirs is missing."""


@dataclasses.dataclass(frozen=True)
class SurfacePatch:
    """A pair of windows with a prior around a surface; what `matching_peers` reads of a case.

    Parameters
    ----------
    reference, secondary : ImagePatch
    prior : HeightPrior
    """

    reference: ImagePatch
    secondary: ImagePatch
    prior: HeightPrior


def planned(files: dict[str, Path], dem: Path | None, folder: Path) -> PatchPlan:
    """The plan that `stereodsm` makes, with its limits of height.

    Raises
    ------
    EngineError
    """
    output = folder / "patches.gpkg"
    images = planning.open_pair(str(files["reference"]), str(files["secondary"]))
    planning.planned(images, HeightRange(dem=None if dem is None else str(dem)), PatchGrid(), output, Context())
    return read_plan(output)


def surface_patch(plan: PatchPlan, window: Window, matcher: str = "compact") -> SurfacePatch:
    """A window around the surface that a matcher's coarse passes measured, with what the secondary shows of the band.

    Raises
    ------
    EngineError
        It shows nothing.
    """
    images = SlantImage.open(plan.reference), SlantImage.open(plan.secondary)
    model = images[0].model
    ready = make_matcher(matcher, None, DEVICE)
    start = first_surface(model, open_plan_dem(plan, model), *plan.limits)
    surface = measured_surface(*images, start, plan.limits, ready.rough, Context())
    found = Search(*images, 1, surface, plan.limits, ready.match, ready.first_try).match(window)
    if found is None:
        raise EngineError("The secondary image shows nothing of the patch.")
    # Rivals start in the middle of the band: where the limits of height cut one end off, that is not the surface.
    prior, reach = found.prior, max(-found.prior.low, found.prior.high)
    return SurfacePatch(found.reference, found.secondary, continued(prior.around(prior.base_height, -reach, reach)))


def continued(prior: HeightPrior) -> HeightPrior:
    """The prior with places also where the secondary does not pass, beyond its edge: those of the nearest node that has
    one, moved as far as the affine map between the images moves them. One node without a place takes those of all
    pixels from who interpolates between nodes without looking."""
    known = np.isfinite(prior.coefficients).all((0, -1))
    if known.all():
        return prior
    nearest = ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True)
    coefficients = prior.coefficients[:, nearest[0], nearest[1]]
    nodes = np.stack(np.meshgrid(prior.node_lines, prior.node_samples, indexing="ij"), -1)
    coefficients[0] += (nodes - nodes[tuple(nearest)]) @ prior.affine()[0].T
    return dataclasses.replace(prior, coefficients=coefficients)


@dataclasses.dataclass(frozen=True)
class Tried:
    """What a rival made of a patch.

    Parameters
    ----------
    seconds : float
    position : (lines, samples, 2) ndarray or None
        Of the secondary image [px]; NaN where there is no match.
    failure : str or None
        Why there is no position.
    """

    seconds: float
    position: np.ndarray | None = None
    failure: str | None = None


def rivals(patch: SurfacePatch) -> dict[str, Tried]:
    """What each rival that is installed finds; in a process of its own, because some bring another GDAL with them."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(tried, patch).result()


def tried(patch: SurfacePatch) -> dict[str, Tried]:
    """The same in this process."""
    found = {}
    for name in RIVALS:
        packages, function = PEERS[name]
        if not all(importlib.util.find_spec(package) for package in packages):
            continue
        for package in packages:
            importlib.import_module(package)
        # Pandora compares along rows; so where height moves places along columns, rows and columns change places.
        turned = name.startswith("Pandora") and not runs_along_rows(patch.prior)
        start = time.perf_counter()
        try:
            position, failure = as_turned(function, patch) if turned else function(patch), None
        except (ValueError, RuntimeError, IndexError, np.linalg.LinAlgError) as error:
            position, failure = None, f"{type(error).__name__}: {error}"
        found[name] = Tried(time.perf_counter() - start, position, failure)
    return found


def as_turned(function: Callable[[SurfacePatch], np.ndarray], patch: SurfacePatch) -> np.ndarray:
    """What a matcher finds, (lines, samples, 2), when lines and samples of both images have changed places."""
    return np.swapaxes(function(exchanged_axes(patch)), 0, 1)[..., ::-1]


def runs_along_rows(prior: HeightPrior) -> bool:
    """Whether height moves a place across samples rather than across lines, in the reference's geometry."""
    rate = np.nanmean(prior.at_nodes(prior.high) - prior.at_nodes(prior.low), (0, 1))
    line, sample = np.linalg.inv(prior.affine()[0]) @ rate
    return abs(sample) >= abs(line)


def exchanged_axes(patch: SurfacePatch) -> SurfacePatch:
    """The patch of both images mirrored at their diagonals."""
    prior = patch.prior
    nodes = {
        field.name: value.T
        for field in dataclasses.fields(prior)
        if isinstance(value := getattr(prior, field.name), np.ndarray) and value.ndim == 2
    }
    return SurfacePatch(
        *(
            ImagePatch(np.ascontiguousarray(view.amplitude.T), _turned(view.window))
            for view in (patch.reference, patch.secondary)
        ),
        dataclasses.replace(
            prior,
            window=_turned(prior.window),
            node_lines=prior.node_samples,
            node_samples=prior.node_lines,
            coefficients=np.swapaxes(prior.coefficients, 1, 2)[..., ::-1],
            **nodes,
        ),
    )


def _turned(window: Window) -> Window:
    return Window(window.sample, window.line, window.samples, window.lines)
