"""Writes the correspondence raster: the finished patches, blended, with the reasons where there is no match and
the differences of both ways."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from osgeo import gdal

from ..errors import EngineError
from ..files.atomic import atomic_output, relative, unwritten
from ..image.control_points import control_points
from ..image.gdal_raster import RasterFailure, raster_failures
from ..image.window import Window
from ..parallel import ahead
from ..patches.package import PatchPlan
from ..reasons import Reason
from ..record import write_record
from ..sensor.model import SensorModel
from .blending import blended, shared_part, slices_of
from .correspondence import BANDS, DIFFERENCE, REASON, TILE, codes
from .ledger import Ledger

MIN_MATCHED = 0.02
"""Share of matched pixels below which the images have nothing in common."""
AT_ONCE = 1024
"""Samples that are blended at once, of `TILE` lines: memory is the same however wide the image is."""
STEP = 1.0 / 64.0
"""Steps of the differences [px]: far below their precision, and half of the bytes."""


def write_correspondence(
    path: Path, plan: PatchPlan, plan_path: Path, ledger: Ledger, model: SensorModel, about: dict
) -> float:
    """Blend the finished patches into a raster of the reference's size, some tiles at a time.

    It has the ground control points of the reference, so that QGIS shows it where it shows that image.

    Parameters
    ----------
    model : SensorModel
        Of the reference.

    Returns
    -------
    float
        Share of the patches' pixels that hold a match.

    Raises
    ------
    EngineError
        Next to nothing matches, or the raster cannot be written; an older one stays as it was.
    """
    about = {
        "patches": relative(plan_path, path),
        "reference": relative(plan.reference, path),
        "secondary": relative(plan.secondary, path),
        **about,
    }
    lines, samples = model.lines, model.samples
    matched = covered = 0
    with atomic_output(path) as temporary:
        try:
            with raster_failures():
                options = [
                    "TILED=YES",
                    f"BLOCKXSIZE={TILE}",
                    f"BLOCKYSIZE={TILE}",
                    "INTERLEAVE=BAND",
                    "COMPRESS=DEFLATE",
                    "ZLEVEL=1",
                    "PREDICTOR=3",
                    "BIGTIFF=IF_SAFER",
                ]
                driver = gdal.GetDriverByName("GTiff")
                names = (*BANDS, REASON, DIFFERENCE)
                dataset = driver.Create(str(temporary), samples, lines, len(names), gdal.GDT_Float32, options)
                write_record(dataset, about)
                dataset.SetGCPs(*control_points(model))
                for number, name in enumerate(names, 1):
                    dataset.GetRasterBand(number).SetDescription(name)
                    dataset.GetRasterBand(number).SetNoDataValue(math.nan)
                for window, bands in ahead(_parts(lines, samples, plan, ledger)):
                    dataset.WriteArray(bands, window.sample, window.line)
                    dataset.FlushCache()  # in this order, whatever GDAL's cache has room for
                    matched += int(np.isfinite(bands[0]).sum())
                    covered += int(_covered(window, plan).sum())
                dataset = None
        except RasterFailure as error:
            raise unwritten(path, error) from error
        share = matched / covered
        if share < MIN_MATCHED:
            ledger.remove()
            raise EngineError(
                "Only {share:.2f} % of the pixels match between {min_height:.0f} and {max_height:.0f} m; check these "
                "heights (of a DEM: unit and sign), and that both images show the same ground.",
                share=100.0 * share,
                min_height=plan.min_height,
                max_height=plan.max_height,
            )
    return share


def _parts(lines: int, samples: int, plan: PatchPlan, ledger: Ledger) -> Iterator[tuple[Window, np.ndarray]]:
    """Windows that cover an image of so many lines and samples, each with its bands (float32)."""
    for line, sample in itertools.product(range(0, lines, TILE), range(0, samples, AT_ONCE)):
        window = Window(line, sample, min(TILE, lines - line), min(AT_ONCE, samples - sample))
        bands = blended(window, plan.patches, lambda number: ledger.get(number)[: len(BANDS)])
        why, difference = judged(window, plan, ledger, np.isfinite(bands[0]))
        yield window, np.concatenate([bands, why[None], difference[None]], dtype=np.float32)


def judged(window: Window, plan: PatchPlan, ledger: Ledger, matched: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Results of matching for the pixels of a window: of the patch in which a pixel lies most centrally.

    Parameters
    ----------
    matched : (lines, samples) bool ndarray
        Where the blended bands hold a match.

    Returns
    -------
    reasons : (lines, samples) uint8 ndarray
        Codes of `Reason`: MEASURED where `matched`, OUTSIDE where a pixel lies in no patch.
    differences : (lines, samples) float32 ndarray
        Of both ways [px of the reference], in steps of `STEP`; NaN where nothing comes back.
    """
    why = np.full(matched.shape, Reason.OUTSIDE, np.uint8)
    difference = np.full(matched.shape, np.nan, np.float32)
    depth, depth_of_difference = np.zeros(matched.shape), np.zeros(matched.shape)
    for patch in plan.patches:
        of_patch = patch.reference
        shared = shared_part(of_patch, window)
        if shared is None:
            continue
        here, inside = slices_of(shared, window), slices_of(shared, of_patch)
        rows, columns = (
            np.minimum(np.arange(1, n + 1), np.arange(n, 0, -1))[part]
            for n, part in zip((of_patch.lines, of_patch.samples), inside, strict=True)
        )
        central = np.minimum(rows[:, None], columns)
        bands = ledger.get(patch.number)
        verdict = bands[(len(BANDS), *inside)] if len(bands) > len(BANDS) else np.full(central.shape, Reason.UNMATCHED)
        # What another patch matched, and blending left out, is no verdict on a pixel without a match.
        chosen = (central > depth[here]) & (verdict != Reason.MEASURED)
        why[here][chosen] = codes(verdict)[chosen]
        depth[here] = np.where(chosen, central, depth[here])
        if len(bands) > len(BANDS) + 1:
            chosen = central > depth_of_difference[here]
            difference[here][chosen] = bands[(len(BANDS) + 1, *inside)][chosen]
            depth_of_difference[here][chosen] = central[chosen]
    why[matched] = Reason.MEASURED
    return why, STEP * np.rint(difference / STEP)


def _covered(window: Window, plan: PatchPlan) -> np.ndarray:
    """Which pixels of a window lie in a patch: (lines, samples) bool."""
    covered = np.zeros((window.lines, window.samples), bool)
    for patch in plan.patches:
        shared = shared_part(patch.reference, window)
        if shared is not None:
            covered[slices_of(shared, window)] = True
    return covered
