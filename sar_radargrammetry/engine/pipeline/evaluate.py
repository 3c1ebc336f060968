"""An elevation raster judged by a reference surface model, by check points, or by both; and what is written of it."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..area.area import Area
from ..evaluation.checkpoints import read_check_points
from ..evaluation.compare import compare
from ..evaluation.comparison import Comparison
from ..evaluation.datums import preference
from ..evaluation.means import HECTARE
from ..evaluation.points import compare_points, write_checked_points
from ..evaluation.rasters import open_heights
from ..evaluation.verdict import CELLS, CHECK_POINTS, verdict
from ..files.atomic import part_name, write_json
from ..job import Context
from ..message import Message
from ..parameters.quality import Evaluate
from ..report.provenance import Origin

RETURNED = (
    *("bias", "nmad", "rmse", "le90", "completeness", "under_1m", "under_2m", "under_5m", "under_10m"),
    *("within_1_sigma", "within_2_sigma", "rank_correlation", "ause"),
)


@dataclasses.dataclass(frozen=True)
class Judgement:
    """What was found about an elevation raster.

    Parameters
    ----------
    surface : Comparison or None
        Against the reference surface model.
    points : Comparison or None
        Against the check points.
    text : str
        The verdict.
    """

    surface: Comparison | None
    points: Comparison | None
    text: str

    @property
    def leading(self) -> Comparison:
        """That against the surface model where there is one."""
        return self.surface or self.points

    def numbers(self) -> dict[str, Any]:
        """``verdict``, the statistics of `RETURNED`, and in metres or None ``correlation_length``,
        ``sigma_of_mean_1ha``, ``shift_east``, ``shift_north``, ``shift_up``."""
        shift, described = self.leading.shift, self.leading.statistics.as_json()
        means = self.leading.means
        return {
            "verdict": self.text,
            **{name: described[name]["value"] for name in RETURNED},
            "correlation_length": means and means.correlation.length,
            "sigma_of_mean_1ha": means and means.of_square(HECTARE),
            **{f"shift_{way}": getattr(shift, way) if shift else None for way in ("east", "north", "up")},
        }


def evaluated(given: Evaluate, origin: Origin, context: Context) -> Judgement:
    """Compare an elevation raster and write what was asked for: difference, checked points, report, statistics.

    Parameters
    ----------
    given : Evaluate
        The elevation raster, what it is compared with (a surface model, check points, or both), and the files to write.
    origin : Origin
        For the provenance in what is written.
    context : Context

    Raises
    ------
    EngineError
        One of the inputs cannot be used, or an output cannot be written.
    """
    made_with = {
        "error": given.error,
        "mask": given.mask,
        "area": Area.of(given.extent, given.area, given.leave_out),
        "elevation_vertical": given.elevation_vertical,
        "reference_vertical": given.reference_vertical,
    }
    surface, points = None, None
    with _difference_file(given) as difference:
        if given.check_points is not None:
            known = read_check_points(
                given.check_points,
                crs=given.check_points_crs,
                height_field=given.height_field,
                fitting=preference(
                    open_heights(given.elevation, Message("The elevation raster")).datum,
                    given.elevation_vertical,
                    given.reference_vertical,
                ),
            )
            points = compare_points(given.elevation, known, **made_with, context=context.part(0.0, 0.1))
        if given.reference_dsm is not None:
            surface = compare(
                given.elevation,
                given.reference_dsm,
                difference,
                **made_with,
                certainty=given.certainty,
                coregister=given.coregister,
                provenance=origin.record(difference) if difference else None,
                context=context.part(0.1, 0.8),
            )
        if points is not None and given.checked_points:
            write_checked_points(given.checked_points, points[1])
        for comparison in filter(None, (surface, points and points[0])):
            for warning in comparison.warnings:
                context.warn(warning)
        context.progress(0.82)
        if given.statistics:
            document = surface.document() if surface else {}
            if points is not None:
                document["check_points"] = points[0].document()
            document["provenance"] = origin.record(given.statistics)
            write_json(given.statistics, document, allow_nan=False)
        if given.report:
            # Matplotlib takes a second to import: only where a report is wanted.
            from ..report.evaluation_report import evaluation_report

            record = origin.record(given.report)
            report = evaluation_report(
                surface, elevation=given.elevation, difference=difference, provenance=record, points=points
            )
            context.check_cancelled()
            report.write(given.report)
    context.progress(1.0)
    found = points and points[0]
    text = verdict(surface or found, CELLS if surface else CHECK_POINTS)
    context.log(text)
    return Judgement(surface, found, text)


@contextlib.contextmanager
def _difference_file(given: Evaluate) -> Iterator[str | None]:
    """Where the difference goes: its file, or a temporary one where only the report needs it, or nowhere."""
    if given.difference or given.reference_dsm is None or not given.report:
        yield given.difference
        return
    temporary = part_name(Path(given.report).with_suffix(".tif"))
    try:
        yield str(temporary)
    finally:
        temporary.unlink(missing_ok=True)
