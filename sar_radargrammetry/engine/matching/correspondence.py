"""The correspondence raster: displacement, certainty, covariance and verdict of every reference pixel."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from osgeo import gdal

from ..errors import EngineError
from ..files.atomic import atomic_output, relative, unwritten
from ..image.gdal_raster import RasterFailure, open_raster, raster_failures
from ..image.window import Window
from ..patches.package import ITEM, PatchPlan
from ..reasons import Reason
from ..sensor.model import SensorModel
from .blending import blended
from .ledger import Ledger
from .patch import BANDS, REASON

MIN_MATCHED = 0.02
"""Share of matched pixels below which the images have nothing in common."""
TILE = 256
BAND_OF_LINES = 512


@dataclasses.dataclass(frozen=True)
class Correspondence:
    """A correspondence raster on disk.

    Parameters
    ----------
    path, reference, secondary : Path
        The raster and the slant images it connects.
    lines, samples : int
    about : dict
        What the raster says of how it was made.
    """

    path: Path
    reference: Path
    secondary: Path
    lines: int
    samples: int
    about: dict

    @classmethod
    def open(cls, path: str | Path) -> Correspondence:
        """Open what `write_correspondence` wrote.

        Raises
        ------
        EngineError
            Missing, or made by something else.
        """
        path = Path(path)
        if not path.is_file():
            raise EngineError("The correspondence raster {path} does not exist; run matchpatches first.", path=path)
        try:
            dataset = open_raster(path)
            about = json.loads(dataset.GetMetadataItem(ITEM) or "")
            folder = path.absolute().parent
            return cls(
                path,
                (folder / about["reference"]).resolve(),
                (folder / about["secondary"]).resolve(),
                dataset.RasterYSize,
                dataset.RasterXSize,
                about,
            )
        except (RasterFailure, ValueError, KeyError, TypeError) as error:
            raise EngineError(
                "{path} is not a correspondence raster made by matchpatches; run matchpatches and use its output.",
                path=path,
            ) from error

    def fits(self, name: str, model: SensorModel) -> bool:
        """Whether the ``reference`` or ``secondary`` image still has the size it was matched with."""
        return list(self.about.get(f"{name}_size", ())) == [model.lines, model.samples]

    def heights(self, name: str) -> tuple[float, float]:
        """Lowest and highest height [m above the ellipsoid] that were ``searched`` or that are ``kept``; without limits
        where the raster does not say, as before version 0.10.0.

        Raises
        ------
        EngineError
            What it says are no two heights.
        """
        try:
            low, high = self.about.get("heights", {}).get(name, (-math.inf, math.inf))
            return float(low), float(high)
        except (AttributeError, TypeError, ValueError) as error:
            raise EngineError(
                "{path} is not a correspondence raster made by matchpatches; run matchpatches and use its output.",
                path=self.path,
            ) from error

    def read(self, line: int, lines: int) -> np.ndarray:
        """`BANDS` of whole lines: (6, lines, samples) float32, NaN where there is no match."""
        try:
            with raster_failures():
                return _bands(open_raster(self.path), line, lines)
        except RasterFailure as error:
            raise self._unreadable(error) from error

    def read_window(self, window: Window) -> np.ndarray:
        """`BANDS` of a window: (6, lines, samples) float32, NaN where there is no match."""
        box = (window.sample, window.line, window.samples, window.lines)
        try:
            with raster_failures():
                dataset = open_raster(self.path)
                return np.stack([dataset.GetRasterBand(n).ReadAsArray(*box) for n in range(1, len(BANDS) + 1)])
        except RasterFailure as error:
            raise self._unreadable(error) from error

    def reasons(self, line: int, lines: int) -> np.ndarray:
        """Why pixels of whole lines have no match: (lines, samples) uint8 of `Reason`, MEASURED where they have one.

        A raster of version 0.1.0 does not say: its pixels without a match are UNMATCHED.
        """
        try:
            with raster_failures():
                return _reasons(open_raster(self.path), line, lines)
        except RasterFailure as error:
            raise self._unreadable(error) from error

    def strips(self, lines: int) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """First line, `BANDS` and reasons of every so many lines, in order; no part of the file is read twice."""
        at_once = lines * max(TILE // lines, 1)
        for first in range(0, self.lines, at_once):
            count = min(at_once, self.lines - first)
            try:
                with raster_failures():
                    dataset = open_raster(self.path)
                    bands, reasons = _bands(dataset, first, count), _reasons(dataset, first, count)
                    dataset = None
            except RasterFailure as error:
                raise self._unreadable(error) from error
            for line in range(0, count, lines):
                yield first + line, bands[:, line : line + lines], reasons[line : line + lines]

    def _unreadable(self, error: RasterFailure) -> EngineError:
        return EngineError("{path} could not be read ({reason}); run matchpatches again.", path=self.path, reason=error)


def _bands(dataset: gdal.Dataset, line: int, lines: int) -> np.ndarray:
    numbers = range(1, len(BANDS) + 1)
    return np.stack([dataset.GetRasterBand(n).ReadAsArray(0, line, dataset.RasterXSize, lines) for n in numbers])


def _reasons(dataset: gdal.Dataset, line: int, lines: int) -> np.ndarray:
    number = len(BANDS) + 1 if dataset.RasterCount > len(BANDS) else 1
    values = dataset.GetRasterBand(number).ReadAsArray(0, line, dataset.RasterXSize, lines)
    return _codes(values) if number > 1 else np.where(np.isfinite(values), Reason.MEASURED, Reason.UNMATCHED)


def write_correspondence(
    path: Path, plan: PatchPlan, plan_path: Path, ledger: Ledger, lines: int, samples: int, about: dict
) -> float:
    """Blend the finished patches into a raster of the reference's size, a band of lines at a time.

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
                names = (*BANDS, REASON)
                dataset = driver.Create(str(temporary), samples, lines, len(names), gdal.GDT_Float32, options)
                dataset.SetMetadataItem(ITEM, json.dumps(about))
                for number, name in enumerate(names, 1):
                    dataset.GetRasterBand(number).SetDescription(name)
                    dataset.GetRasterBand(number).SetNoDataValue(math.nan)
                for line in range(0, lines, BAND_OF_LINES):
                    window = Window(line, 0, min(BAND_OF_LINES, lines - line), samples)
                    bands = blended(window, plan.patches, lambda number: ledger.get(number)[: len(BANDS)])
                    why = blended_reasons(window, plan, ledger, np.isfinite(bands[0]))
                    dataset.WriteArray(np.concatenate([bands, why[None].astype(np.float32)]), 0, line)
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
                "Only {share:.2f} % of the pixels match between {min_height:.0f} and {max_height:.0f} m; check that "
                "the range contains the terrain and both images show the same ground.",
                share=100.0 * share,
                min_height=plan.min_height,
                max_height=plan.max_height,
            )
    return share


def blended_reasons(window: Window, plan: PatchPlan, ledger: Ledger, matched: np.ndarray) -> np.ndarray:
    """Verdicts (lines, samples) uint8 of a window: of the patch in which a pixel without a match lies most centrally,
    OUTSIDE where it lies in none.

    Parameters
    ----------
    matched : (lines, samples) bool ndarray
        Where the blended bands hold a match.
    """
    why = np.full(matched.shape, Reason.OUTSIDE, np.uint8)
    depth = np.zeros(matched.shape)
    for patch in plan.patches:
        of_patch = patch.reference
        top, bottom = max(of_patch.line, window.line), min(of_patch.line + of_patch.lines, window.line + window.lines)
        if top >= bottom:
            continue
        here = (
            slice(top - window.line, bottom - window.line),
            slice(of_patch.sample, of_patch.sample + of_patch.samples),
        )
        inside = slice(top - of_patch.line, bottom - of_patch.line)
        rows, columns = (
            np.minimum(np.arange(1, n + 1), np.arange(n, 0, -1)) for n in (of_patch.lines, of_patch.samples)
        )
        deeper = np.minimum(rows[inside, None], columns) > depth[here]
        bands = ledger.get(patch.number)
        verdict = bands[len(BANDS), inside] if len(bands) > len(BANDS) else np.full(deeper.shape, Reason.UNMATCHED)
        # What another patch matched, and blending left out, is no verdict on a pixel without a match.
        chosen = deeper & (verdict != Reason.MEASURED)
        why[here][chosen] = _codes(verdict)[chosen]
        depth[here] = np.where(chosen, np.minimum(rows[inside, None], columns), depth[here])
    why[matched] = Reason.MEASURED
    return why


def _codes(values: np.ndarray) -> np.ndarray:
    """Codes (uint8) from float32; what is none is UNMATCHED."""
    known = np.isfinite(values) & (values >= 0) & (values < len(Reason))
    return np.where(known, values, Reason.UNMATCHED).astype(np.uint8)


def _covered(window: Window, plan: PatchPlan) -> np.ndarray:
    """Which pixels of a window lie in a patch: (lines, samples) bool."""
    covered = np.zeros((window.lines, window.samples), bool)
    for patch in plan.patches:
        top = max(patch.reference.line - window.line, 0)
        bottom = max(patch.reference.line + patch.reference.lines - window.line, 0)
        covered[top:bottom, patch.reference.sample : patch.reference.sample + patch.reference.samples] = True
    return covered
