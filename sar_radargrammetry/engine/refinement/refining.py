"""A correspondence raster in, the navigation errors of its pair out."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ..errors import EngineError
from ..image.slant_image import SlantImage
from ..job import Context
from ..longitude import Bounds, common, contiguous, exchanged
from ..matching.correspondence import Correspondence
from ..message import Message, joined
from ..points.triangulation import look_direction
from ..sensor.corrected import CorrectedModel, uncorrected
from ..sensor.ellipsoid import ecef_to_geodetic
from ..sensor.ground import scene_centre
from ..sensor.model import SensorModel
from ..stereo.common_ground import NEAR
from ..terrain.dem import Dem, raster_bounds
from ..terrain.geoid import AUTO, open_ground
from ..terrain.vertical import THE_DEM, horizontal, open_map_raster, spatial_reference
from .adjustment import Adjustment, HeightReference, adjust
from .budget import Navigation, remaining_navigation
from .conditions import tied_pair
from .control import ControlPoint
from .control_view import see_control
from .findings import Findings, findings_of
from .ties import tie_points
from .unknowns import Stated, stated_errors, unknowns_of

FOOTPRINT_MARGIN = 0.15
"""Share of the extent of most tie points that a DEM is read for around them."""


@dataclasses.dataclass(frozen=True)
class Refinement:
    """What was found about a pair.

    Parameters
    ----------
    correspondence : Correspondence
    images : two of SlantImage
        Reference and secondary as they are on disk.
    adjustment : Adjustment
    findings : Findings
    stated : two of Stated
        How large the errors were expected to be.
    remarks : list of str
        Sentences about what was left out, what stays unknown, and what is surprising.
    """

    correspondence: Correspondence
    images: tuple[SlantImage, SlantImage]
    adjustment: Adjustment
    findings: Findings
    stated: tuple[Stated, Stated]
    remarks: list[str]

    def navigation(self) -> Navigation:
        """What is left of the navigation errors when the corrections are applied."""
        return remaining_navigation(self.adjustment, tuple(of.expected for of in self.stated))

    def numbers(self) -> dict[str, Any]:
        """The numbers for users; lengths in metres or pixels, as `Findings` has them."""
        found = self.findings
        numbers = {
            "tie_points": found.ties,
            "across_before": round(found.across_before, 3),
            "across_after": round(found.across_after, 3),
            "height_sigma": round(found.height_sigma, 3),
            "height_sigma_before": round(found.expected_height_sigma, 3),
            "height_change": round(found.scene[0].estimate, 3),
            "control_points_used": int(self.adjustment.control_used.sum()),
        }
        if found.height_before is not None:
            numbers["dem_offset_before"] = round(found.height_before, 3)
            numbers["dem_offset_after"] = round(found.height_after, 3)
        return numbers

    def about(self) -> dict[str, Any]:
        """What files say about the refinement: the correlated part of the error budget above all."""
        found = self.findings
        return {
            "format": 1,
            "tie_points": found.ties,
            "across_before": round(found.across_before, 4),
            "across_after": round(found.across_after, 4),
            "height_sigma": {q.name.removeprefix("height, "): round(q.remaining, 4) for q in found.scene},
            "dem": found.height_before is not None,
            "control_points": int(self.adjustment.control_used.sum()),
        }


def refine(
    correspondence: Correspondence,
    sigmas: dict[str, float | None],
    context: Context,
    *,
    count: int,
    degree: int = 1,
    dem: str | None = None,
    dem_vertical: str = AUTO,
    dem_sigma: float = 0.0,
    dem_bias: float = 0.0,
    control: list[ControlPoint] | None = None,
) -> Refinement:
    """Estimate the navigation errors of a pair.

    Parameters
    ----------
    correspondence : Correspondence
    sigmas : dict of str to float or None
        How large the errors are expected to be, as far as the user says; see `unknowns.stated_errors`.
    context : Context
    count : int
        Tie points wanted.
    degree : int
        Highest power of time in the drift of the tracks.
    dem : str, optional
        Path of a DEM. Nothing is corrected by one whose vertical datum is not stated.
    dem_vertical : str
        What its heights count from, see `terrain.geoid.open_ground`.
    dem_sigma, dem_bias : float
        Standard deviations [m] of its single heights and of all of them together.
    control : list of ControlPoint, optional

    Raises
    ------
    EngineError
        Too few matches, files that do not fit, control points that contradict the images.
    """
    images = SlantImage.open(correspondence.reference), SlantImage.open(correspondence.secondary)
    for name, image in zip(("reference", "secondary"), images, strict=True):
        if not correspondence.fits(name, image.model):
            raise EngineError(
                "{correspondence_path} does not fit its {name} image {image_path}, which has changed since; run "
                "createpatches and matchpatches again.",
                correspondence_path=correspondence.path,
                name=Message(name),
                image_path=image.path,
            )
        if isinstance(image.model, CorrectedModel):
            context.log(
                "The {name} image was refined before; its new correction replaces the old one.", name=Message(name)
            )
    models: tuple[SensorModel, SensorModel] = tuple(uncorrected(image.model) for image in images)
    stated = tuple(stated_errors(sigmas, image.info, image.path, degree) for image in images)
    if not any(of.expected.correctable for of in stated):
        raise EngineError("All expected errors are zero, so that nothing can be corrected; give some a sigma.")
    unknowns = tuple(unknowns_of(model, of.expected) for model, of in zip(models, stated, strict=True))
    ties = tie_points(correspondence, count)
    context.progress(0.3)
    pointing = look_direction(models[0])
    view = see_control(control, correspondence, models, unknowns, pointing) if control else None
    heights = None
    if dem is not None:
        rough, _ = tied_pair(*models, unknowns, ties, pointing)
        ground = rough.conditions(np.zeros(sum(len(u.sigma) for u in unknowns) + 1)).xyz
        survey, converted = open_survey(dem, dem_vertical, ground)
        context.log(converted)
        if survey.warning is not None:
            context.log(survey.warning)
        heights = HeightReference(
            dem=survey, sigma=dem_sigma, bias=dem_bias, stated=survey.datum.ellipsoidal is not None
        )
    adjustment = adjust(models, unknowns, ties, pointing, heights=heights, control=view)
    context.progress(0.9)
    found = findings_of(adjustment)
    # Of a DEM that was given and left out, its own remark says what to do.
    controlled = dem is not None or bool(adjustment.control_used.any())
    remarks = [*adjustment.warnings, *found.remarks(controlled)]
    if view is not None and view.unused:
        told = Message(
            "The control points {names} lie outside the matched part of the reference image and were not used.",
            names=", ".join(view.unused[:10]),
        )
        if exchanged_control(control, models[0]):
            told = Message(
                "The control points lie near the images only with longitude and latitude exchanged, and were not used; "
                "correct the names of their columns."
            )
        remarks.insert(0, told)
    return Refinement(correspondence, images, adjustment, found, stated, remarks)


def exchanged_control(control: list[ControlPoint], reference: SensorModel) -> bool:
    """Whether control points lie near an image only with longitude and latitude exchanged."""
    lon, lat = scene_centre(reference)
    place = (float(np.median([getattr(point, name) for point in control])) for name in ("longitude", "latitude"))
    return exchanged(*place, (lon - NEAR, lat - NEAR, lon + NEAR, lat + NEAR))


def open_survey(path: str, vertical: str, ground: np.ndarray) -> tuple[Dem, Message]:
    """The DEM around ground points (n, 3) ECEF [m], above the ellipsoid, and a sentence on what it was counted from.

    Raises
    ------
    EngineError
        Its heights count from a geoid that is not known on this machine.
    """
    lon, lat, _ = ecef_to_geodetic(ground)
    # Nine tenths of them, because single wrong matches lie anywhere.
    (west, east), (south, north) = (np.percentile(values, [5.0, 95.0]) for values in (contiguous(lon), lat))
    aside, upwards = FOOTPRINT_MARGIN * (east - west), FOOTPRINT_MARGIN * (north - south)
    bounds = _covered(path, (west - aside, south - upwards, east + aside, north + upwards))
    return open_ground(path, bounds=bounds, vertical=vertical)


def _covered(path: str, area: Bounds) -> Bounds:
    """The part of an area that a DEM covers, all of it where the DEM covers none: a part of the scene will do."""
    dataset = open_map_raster(path, THE_DEM)
    crs, step = spatial_reference(dataset), dataset.GetGeoTransform(can_return_null=True)
    if crs is None or step is None:
        return area
    covered = raster_bounds(horizontal(crs).to_wkt(), step, dataset.RasterXSize, dataset.RasterYSize)
    return (common(area, covered) if np.isfinite(covered).all() else None) or area


def log_refinement(refinement: Refinement, context: Context) -> None:
    """Write the numbers into the log, and every remark as a warning."""
    found = refinement.findings
    for image, stated in zip(("reference", "secondary"), refinement.stated, strict=True):
        context.log("Expected errors of the {image} image (1 sigma): {text}.", image=Message(image), text=stated.text())
    context.log(
        "{ties} tie points: distance from the epipolar curves {across_before:.2f} px before, {across_after:.2f} px "
        "after the refinement.",
        ties=found.ties,
        across_before=found.across_before,
        across_after=found.across_after,
    )
    if found.height_before is not None:
        context.log(
            "Height above the DEM: {height_before:+.2f} m before, {height_after:+.2f} m after.",
            height_before=found.height_before,
            height_after=found.height_after,
        )
    for image, row in (("reference", 0), ("secondary", 1)):
        largest = [r[row] for r in found.parameters if r[row] is not None]
        parts = [
            Message("{name} {value:+.2f} m (sigma {sigma:.2f})", name=q.name, value=q.estimate, sigma=q.remaining)
            for q in largest
        ]
        context.log("Correction of the {image} image: {parts}.", image=Message(image), parts=joined(", ", parts))
    context.log("All heights change by {height_change:+.2f} m.", height_change=found.scene[0].estimate)
    observed, combinations = found.combinations
    context.log(
        "{observed} of {combinations} independent combinations of the navigation errors were observed; the error that "
        "all heights share is {height_sigma:.2f} m ({expected_height_sigma:.2f} m before).",
        observed=observed,
        combinations=combinations,
        height_sigma=found.height_sigma,
        expected_height_sigma=found.expected_height_sigma,
    )
    warn_of(refinement, context)


def warn_of(refinement: Refinement, context: Context) -> None:
    """Write every remark into the log as a warning, also where nothing is corrected."""
    for text in refinement.remarks:
        context.warn(text)
