"""An inspection in words: the text beside the chips."""

from __future__ import annotations

import html
import math
from typing import TYPE_CHECKING

import numpy as np

from ...translation import tr

if TYPE_CHECKING:
    from ...engine.inspection.cell import CellError
    from ...engine.inspection.inspecting import Inspection


def facts(found: Inspection, on_raster: str, cell: CellError | str) -> list[tuple[str, str]]:
    """Names and values of what is known of a match.

    Parameters
    ----------
    found : Inspection
    on_raster : str
        Values of the result's rasters at the place, see `height_tool.describe`; empty for nothing.
    cell : CellError or str
        The error of the raster at the place, or why its parts are not known; empty where there is no such raster.
    """
    rows = [(tr("Map"), on_raster)] if on_raster else []
    if cell:
        rows.append((tr("Error of the map"), cell if isinstance(cell, str) else _parts(cell)))
    match, pixel, angles = found.match, found.pixel, found.angles
    if match is None:
        rows.append((tr("Match"), tr("none: {reason}").format(reason=tr(found.reason.title))))
        rows.append((tr("Assumed height"), _metres(pixel.height)))
    else:
        text = tr("{height} above the ellipsoid, certainty {certainty}")
        height = f"{pixel.height:.2f} m ± {match.sigma:.2f} m (1 σ)"
        rows.append((tr("Match"), text.format(height=height, certainty=f"{match.certainty:.2f}")))
        text = tr("along the curve {along} px x {metres} m/px = {sigma} m, across {across} px = {rest} m")
        values = {"along": match.sigma_along, "across": match.sigma_across, "metres": abs(match.by_along)}
        values |= dict(zip(("sigma", "rest"), match.parts, strict=True))
        numbers = {name: f"{value:.2f}" for name, value in values.items()}
        rows.append((tr("Error of matching"), text.format(**numbers)))
        rows.append((tr("Distance from the curve"), f"{abs(match.across):.2f} px ({match.residual:.1f} σ)"))
    if math.isfinite(found.difference):
        text = tr("{difference} px of the reference")
        rows.append((tr("Both-ways difference"), text.format(difference=f"{found.difference:.2f}")))
    rows += _correlation(found)
    text = tr("{reference} and {secondary}; on level ground {flat_reference} and {flat_secondary}")
    names = ("reference", "secondary", "flat_reference", "flat_secondary")
    numbers = (f"{angle:.1f}°" for angle in (*angles.local_incidence, *angles.incidence))
    rows.append((tr("Local incidence"), text.format(**dict(zip(names, numbers, strict=True)))))
    text = tr("slope {slope}, intersection angle {intersection}")
    numbers = {"slope": f"{angles.slope:.1f}°", "intersection": f"{angles.intersection:.1f}°"}
    rows.append((tr("Geometry"), text.format(**numbers)))
    text = tr("{most} x {least} pixels of the secondary per pixel of the reference")
    rows.append((tr("Distortion"), text.format(most=f"{angles.stretch[0]:.2f}", least=f"{angles.stretch[1]:.2f}")))
    return rows


def _parts(cell: CellError) -> str:
    """The parts of the error of a cell, and whether they are all."""
    texts = [
        tr("{count} matches {matches} m x {slope} by the slope = {product} m"),
        tr("wrong matches (certainty {certainty}) {wrong} m"),
        tr("window of matching {blur} m"),
    ]
    if cell.navigation is not None:
        texts.append(tr("navigation {navigation} m"))
    names = ("matches", "slope", "certainty", "wrong", "blur", "total", "raster")
    numbers = {name: f"{getattr(cell, name):.2f}" for name in names}
    numbers |= {"count": str(cell.count), "product": f"{cell.matches * cell.slope:.2f}"}
    numbers["navigation"] = f"{cell.navigation or 0.0:.2f}"
    said = tr("{parts}; root of the sum of squares {total} m")
    text = said.format(parts="; ".join(texts).format(**numbers), total=numbers["total"])
    if cell.agrees:
        return text
    said = tr(
        "{parts}. The raster has {raster} m here, which is not of these matches alone: it was smoothed, filled, "
        "merged, resampled, cut beside this place, or made from other matches."
    )
    return said.format(parts=text, raster=numbers["raster"])


def _correlation(found: Inspection) -> list[tuple[str, str]]:
    curve = found.curve
    if not math.isfinite(curve.best):
        return [(tr("Correlation"), tr("none: the images show nothing here"))]
    text = tr("{value} at {height} m; there and back {trip} px")
    numbers = {"value": f"{np.nanmax(curve.correlation):.2f}", "height": f"{curve.best:.2f}"}
    return [(tr("Correlation"), text.format(**numbers, trip=f"{curve.trip:.1f}"))]


def place_text(found: Inspection, row: float, column: float) -> str:
    """Pixels of both images, and the height of the surface, at a place of the chips."""
    (line, sample), (other_line, other_sample) = found.image_places(row, column)
    text = tr("reference {line}, {sample}; secondary {other_line}, {other_sample}; surface {height} m")
    numbers = {"line": line, "sample": sample, "other_line": other_line, "other_sample": other_sample}
    words = {name: f"{value:.1f}" for name, value in numbers.items()}
    return text.format(**words, height=f"{found.place(row, column)[2]:.1f}")


def as_table(rows: list[tuple[str, str]]) -> str:
    """Rows as rich text."""
    cells = (f"<tr><td><b>{html.escape(n)}</b>&nbsp;&nbsp;</td><td>{html.escape(t)}</td></tr>" for n, t in rows)
    return f"<table>{''.join(cells)}</table>"


def _metres(height: float) -> str:
    return f"{height:.2f} m"
