"""Whether the geometry of a matched pair is refined before triangulation, on the way from images to elevation."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import EngineError
from ..job import Context
from ..matching.correspondence import Correspondence
from ..message import Message
from ..refinement.files import write_refined
from ..refinement.refining import Refinement, log_refinement, refine, warn_of
from ..terrain.geoid import AUTO

if TYPE_CHECKING:
    from ..report.html import Report

TIE_POINTS = 4000
MATCH_AGAIN = 5.0
"""Pixels across the epipolar curves beyond which matches were searched in the wrong place: the compact network was
trained with navigation errors of up to so many."""
DEM_SIGMA, DEM_BIAS = 5.0, 2.0
"""Standard deviations [m] of single heights and of all together, of a DEM that was given to narrow a search."""


@dataclasses.dataclass(frozen=True)
class Choice:
    """What was decided, and from which numbers.

    Parameters
    ----------
    applied : bool
    sentence : str
        The decision with its reason; empty when nothing was asked.
    refinement : Refinement or None
        None where nothing was estimated.
    """

    applied: bool
    sentence: str
    refinement: Refinement | None

    @property
    def too_far(self) -> bool:
        """Whether the geometry was so far off that matching with the corrected one finds more."""
        return self.applied and self.refinement is not None and self.refinement.findings.moved > MATCH_AGAIN

    def numbers(self) -> dict[str, Any]:
        """For the answer of the job: ``refined``, and what all heights are off by together, one sigma [m]."""
        if self.refinement is None:
            return {"refined": self.applied}
        centre = self.refinement.findings.scene[0]
        # A correction that was found and not applied is an error.
        left = centre.remaining if self.applied else np.hypot(centre.remaining, centre.estimate)
        return {"refined": self.applied, "height_sigma": round(float(left), 3)}

    def record(self) -> dict[str, Any]:
        """For the metadata of rasters."""
        if self.refinement is None:
            return {}
        return {"refinement": {"applied": self.applied, **self.refinement.about()}}

    def tell(self, report: Report) -> None:
        """Write the decision and the numbers behind it into a report."""
        if not self.sentence:
            return
        from ..report.refinement_report import add_refinement

        report.add_heading("Refinement of the geometry")
        report.add_text(self.sentence)
        if self.refinement is not None:
            for text in self.refinement.remarks:
                report.add_warning(text)
            add_refinement(report, self.refinement)


def refined(
    choice: str,
    correspondence: str,
    dem: str | None,
    work: Path,
    context: Context,
    sigmas: dict[str, float | None] | None = None,
    name: str = "refined",
    dem_vertical: str = AUTO,
) -> tuple[str, Choice]:
    """Refine the geometry where that is wanted.

    Parameters
    ----------
    choice : str
        ``auto``, ``yes`` or ``no``; see `parameters.elevation.RefineChoice`.
    correspondence : str
        Path of the correspondence raster.
    dem : str, optional
        Path of a DEM that heights may be compared with.
    work : Path
        Folder for the refined geometry.
    context : Context
    sigmas : dict of str to float or None, optional
        Expected errors of the navigation as far as the user says, see `unknowns.stated_errors`.
    name : str
        Of the files there.
    dem_vertical : str
        What the DEM's heights count from, see `terrain.geoid.open_ground`.

    Returns
    -------
    correspondence : str
        Path of the correspondence raster to go on with.
    choice : Choice

    Raises
    ------
    EngineError
        Refinement was requested and is impossible.
    """
    if choice == "no":
        return correspondence, Choice(False, "", None)
    opened = Correspondence.open(correspondence)
    try:
        found = _estimated(opened, dem, dem_vertical, sigmas or {}, context)
    except EngineError as error:
        if choice == "yes":
            raise
        sentence = Message("The geometry was not refined: {reason}", reason=error)
        context.log(sentence)
        return correspondence, Choice(False, sentence, None)
    reason = found.findings.reason()
    numbers = found.findings
    if choice == "auto" and reason is None:
        heights = ""
        if numbers.height_before is not None:
            heights = Message(", and heights differ from the DEM by {offset:+.1f} m", offset=numbers.height_before)
        sentence = Message(
            "The geometry was not refined: it causes epipolar residuals of only {bias:.2f} sigma of the matches or "
            "{moved:.2f} px ({across:.2f} px in total){heights}.",
            bias=numbers.bias,
            moved=numbers.moved,
            across=numbers.across_before,
            heights=heights,
        )
        context.log(sentence)
        warn_of(found, context)
        return correspondence, Choice(False, sentence, found)
    sentence = Message("The geometry was refined: {reason}.", reason=reason or Message("as requested"))
    context.log(sentence)
    log_refinement(found, context)
    output = work / f"{name}.vrt"
    write_refined(found, output)
    return str(output), Choice(True, sentence, found)


def _estimated(
    correspondence: Correspondence,
    dem: str | None,
    dem_vertical: str,
    sigmas: dict[str, float | None],
    context: Context,
) -> Refinement:
    """With the DEM where it can be used."""
    options: dict[str, Any] = {"count": TIE_POINTS, "dem_sigma": DEM_SIGMA, "dem_bias": DEM_BIAS}
    if dem is not None:
        try:
            return refine(correspondence, sigmas, context, dem=dem, dem_vertical=dem_vertical, **options)
        except EngineError as error:
            context.log("The DEM is not used for the refinement of the geometry: {reason}", reason=error)
    return refine(correspondence, sigmas, context, **options)
