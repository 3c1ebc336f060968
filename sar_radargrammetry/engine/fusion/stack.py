"""Elevation rasters of several pairs, with their errors, on one grid."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyproj
from osgeo import gdal

from ..elevation.cell_size import cell_size, metres_of_unit
from ..elevation.extent import check_extent
from ..elevation.geotiff import has_parts
from ..elevation.grid import CellWindow, Grid, parse_crs
from ..elevation.map_grid import check_coarse, check_fine
from ..errors import EngineError
from ..evaluation.mask import Mask, open_mask
from ..evaluation.rasters import HeightRaster, facing_grid, on_grid, open_heights, same_cells, screened
from ..longitude import near, transformed_bounds, turn_of
from ..message import Message
from ..record import record_of
from ..terrain.geoid import bounds_in_degrees
from ..terrain.vertical import VerticalDatum, horizontal

MOST = 24
"""Elevations that the bits of a contribution, in single precision, can name."""
MEASURED = "measured"
"""What a mask calls cells with a height of their own."""
TEMPORARY = re.compile(r"[0-9a-f]{32}")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Member:
    """One elevation raster on the common grid.

    Parameters
    ----------
    name : str
        Of its file, with its folder's where files of several folders are called the same.
    elevation, error : HeightRaster
        Metres.
    shared : HeightRaster or None
        The part of the errors that neighbouring cells share, where the error raster has its parts; `error` is the
        other part then.
    mask : Mask or None
        Only its cells called `MEASURED` count.
    """

    name: str
    elevation: HeightRaster
    error: HeightRaster
    shared: HeightRaster | None = None
    mask: Mask | None = None

    def read(self, window: CellWindow) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(rows, cols) heights, their sigmas and what of the errors is shared beside them (m); NaN where one is
        missing."""
        height, sigma = self.elevation.read(window).astype(float), self.error.read(window).astype(float)
        with np.errstate(invalid="ignore"):
            known = np.isfinite(height) & (sigma > 0.0)
        if self.mask is not None:
            codes = [code for code, name in self.mask.names.items() if name == MEASURED]
            known &= np.isin(self.mask.read(window), codes)
        shared = np.zeros(height.shape) if self.shared is None else self.shared.read(window).astype(float)
        known &= np.isfinite(shared)
        return tuple(np.where(known, values, np.nan) for values in (height, sigma, shared))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Stack:
    """All of them.

    Parameters
    ----------
    members : tuple of Member
    grid : Grid
    datum : VerticalDatum
        What all heights are counted from.
    one_flight : bool
        Whether two of them say that they were made of the same image.
    warnings : tuple of Message
        On undeclared voids.
    """

    members: tuple[Member, ...]
    grid: Grid
    datum: VerticalDatum
    one_flight: bool = False
    warnings: tuple[Message, ...] = ()

    @property
    def parts(self) -> bool:
        """Whether any of them states which part of its errors is shared."""
        return any(member.shared is not None for member in self.members)

    def read(self, window: CellWindow) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(n, rows, cols) heights, sigmas and shared sigmas (m), see `Member.read`."""
        heights, sigmas, shared = zip(*(member.read(window) for member in self.members), strict=True)
        return np.stack(heights), np.stack(sigmas), np.stack(shared)


def open_stack(
    elevations: Sequence[str],
    errors: Sequence[str],
    masks: Sequence[str] = (),
    *,
    crs: str | None = None,
    pixel_size: float | None = None,
) -> Stack:
    """Open the rasters and put them on one grid.

    Parameters
    ----------
    elevations, errors, masks : sequence of path
        In the same order; masks may be left out.
    crs : str, optional
        Of the common grid; by default that of the first elevation.
    pixel_size : float, optional
        Metres, see `cell_size`; by default that of the first elevation, whose cells then stay as they are.

    Raises
    ------
    EngineError
        Too many, of unequal number, an error or a mask that does not belong to its elevation, unlike vertical datums,
        or an elevation that overlaps none of the others.
    """
    _check_numbers(elevations, errors, masks)
    opened = [screened(open_heights(path, Message("The elevation raster"))) for path in elevations]
    sigmas = [screened(open_heights(path, Message("The error raster"))) for path in errors]
    for elevation, error in zip(opened, sigmas, strict=True):
        if not same_cells(error.grid, elevation.grid):
            raise EngineError(
                "{what} is not on the grid of {path}; give both lists in the same order.",
                what=error.what,
                path=elevation.path,
            )
        if _made_apart(error, elevation):
            raise EngineError(
                "{what} was not made with {path}; give both in the same order.", what=error.what, path=elevation.path
            )
    reasons = [open_mask(path, elevation.grid) for path, elevation in zip(masks, opened, strict=False)]
    for path, mask in zip(masks, reasons, strict=True):
        if MEASURED not in mask.names.values():
            raise EngineError(
                "The mask {path} has no code named {measured}; give the one made with the elevation.",
                path=path,
                measured=MEASURED,
            )
    datum = _one_datum(opened)
    grid = common_grid([raster.grid for raster in opened], crs, pixel_size)
    _refuse_apart(opened, grid)
    names, common = file_names(elevations), Message("the common grid")
    members = []
    for index, (elevation, error) in enumerate(zip(opened, sigmas, strict=True)):
        on_cells, _ = on_grid(elevation, grid, common)
        on_errors, _ = on_grid(error, grid, common)
        parts = has_parts(error.dataset)
        members.append(
            Member(
                name=names[index],
                elevation=on_cells,
                error=dataclasses.replace(on_errors, band=2) if parts else on_errors,
                shared=dataclasses.replace(on_errors, band=3) if parts else None,
                mask=_mask_on_grid(reasons[index], elevation.grid, grid) if reasons else None,
            )
        )
    return Stack(
        members=tuple(members),
        grid=grid,
        datum=datum,
        one_flight=_one_flight(sigmas),
        warnings=tuple(warning for raster in (*opened, *sigmas) for warning in raster.void_warnings),
    )


def common_grid(grids: Sequence[Grid], crs: str | None, pixel_size: float | None) -> Grid:
    """The grid that covers all, of the first one's cells unless another CRS or pixel size is asked for."""
    first = grids[0]
    target = horizontal(parse_crs(crs)).to_wkt() if crs else first.crs
    boxes = _boxes(grids, target)
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    cells = cell_size(first, target, pixel_size) if crs or pixel_size else (first.pixel_size, first.step_y)
    if pixel_size:
        _check_cells(first, target, (west, south, east, north), cells)
    if crs or cells[0] != first.pixel_size:
        return Grid.covering(target, (west, south, east, north), *cells)
    step = np.array([first.pixel_size, first.step_y])
    tolerance = 1e-6  # of a cell: edges that coincide do not add a row of nothing
    left, above = np.ceil((np.array([first.x0 - west, north - first.y0])) / step - tolerance).astype(int)
    right = np.ceil((east - first.x0) / step[0] - tolerance).astype(int)
    below = np.ceil((first.y0 - south) / step[1] - tolerance).astype(int)
    return dataclasses.replace(
        first,
        x0=first.x0 - left * step[0],
        y0=first.y0 + above * step[1],
        width=int(left + right),
        height=int(above + below),
    )


def _check_cells(first: Grid, target: str, box: Sequence[float], cells: tuple[float, float]) -> None:
    """Refuse cells far finer than those of the first raster, or as large as the area [units of the target's CRS]."""
    west, south, east, north = box
    middle = bounds_in_degrees(target, tuple(box))[1::2]
    across, along = metres_of_unit(pyproj.CRS(target), 0.5 * sum(middle))
    check_fine(across * cells[0], across * cell_size(first, target, None)[0])
    check_coarse(across * cells[0], across * (east - west), along * (north - south))


def _boxes(grids: Sequence[Grid], target: str) -> np.ndarray:
    """(n, 4) x_min, y_min, x_max, y_max of grids on a map; where it repeats, all near the first one.

    Raises
    ------
    EngineError
        A grid has no place on the map, or is torn there.
    """
    turn, crs, boxes = turn_of(target), pyproj.CRS(target), []
    for grid in grids:
        box = np.array(
            transformed_bounds(pyproj.Transformer.from_crs(grid.crs, target, always_xy=True), grid.bounds, turn)
        )
        if not np.isfinite(box).all():
            raise EngineError(
                "One of the elevation rasters lies outside the area of the coordinate system; choose another one."
            )
        check_extent(crs, bounds_in_degrees(grid.crs, grid.bounds), box)
        if turn is not None and boxes:
            middle = 0.5 * (box[0] + box[2])
            box[::2] += near(middle, 0.5 * (boxes[0][0] + boxes[0][2]), turn) - middle
        boxes.append(box)
    return np.array(boxes)


def _check_numbers(elevations: Sequence[str], errors: Sequence[str], masks: Sequence[str]) -> None:
    if len(elevations) > MOST:
        raise EngineError(
            "{count} elevation rasters are too many; merge at most {most} at a time.",
            count=len(elevations),
            most=MOST,
        )
    for name, others in ((Message("error rasters"), errors), (Message("masks"), masks)):
        if (others or others is errors) and len(others) != len(elevations):
            raise EngineError(
                "There are {count} elevation rasters but {others} {name}; give one for each, in the same order.",
                count=len(elevations),
                others=len(others),
                name=name,
            )
    for a, b in itertools.combinations(elevations, 2):
        if Path(a).absolute() == Path(b).absolute():
            raise EngineError("The elevation raster {path} is given twice; give it once.", path=a)


def _one_datum(rasters: Sequence[HeightRaster]) -> VerticalDatum:
    first = rasters[0]
    for other in rasters[1:]:
        if first.datum.conflicts(other.datum) or (first.datum.name is None) != (other.datum.name is None):
            names = [raster.datum.name or Message("an unknown vertical datum") for raster in (first, other)]
            raise EngineError(
                "{what} holds heights of {datum}, and {path} holds heights of {other_datum}; convert them to one "
                "vertical datum first.",
                what=first.what,
                datum=names[0],
                path=other.path,
                other_datum=names[1],
            )
    return first.datum


def _refuse_apart(rasters: Sequence[HeightRaster], grid: Grid) -> None:
    """Refuse a raster whose rectangle meets no other one's."""
    boxes = _boxes([raster.grid for raster in rasters], grid.crs)
    for index, (raster, box) in enumerate(zip(rasters, boxes, strict=True)):
        others = np.delete(boxes, index, axis=0)
        if len(others) and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in others):
            raise EngineError(
                "{what} overlaps none of the others; give rasters of overlapping areas.", what=raster.what
            )


def _mask_on_grid(mask: Mask, own: Grid, grid: Grid) -> Mask:
    west, south, east, north = grid.bounds
    nodata = 255 if mask.nodata is None else mask.nodata
    warped = gdal.Warp(
        "",
        facing_grid(mask.dataset, own.crs, grid, Message("One of the masks")),
        format="VRT",
        srcSRS=own.crs,
        dstSRS=grid.crs,
        outputBounds=(west, south, east, north),
        width=grid.width,
        height=grid.height,
        resampleAlg="near",
        dstNodata=nodata,
    )
    return Mask(dataset=warped, names=mask.names, nodata=nodata)


def file_names(paths: Sequence[str | Path]) -> list[str]:
    """A name for each file, all different.

    Processing gives temporary outputs equal names in folders of 32 hexadecimal digits: these are numbered.
    """
    absolute = [Path(path).absolute() for path in paths]
    stems = [path.stem for path in absolute]
    if len(set(stems)) == len(stems):
        return stems
    if len(set(absolute)) == len(absolute) and all(TEMPORARY.fullmatch(path.parent.name) for path in absolute):
        return [f"{stem} {number}" for number, stem in enumerate(stems, 1)]
    longer = [f"{path.parent.name}/{path.stem}" for path in absolute]
    return longer if len(set(longer)) == len(longer) else [str(path) for path in absolute]


def _one_flight(errors: Sequence[HeightRaster]) -> bool:
    """Whether two error rasters say that they were made of the same image."""
    seen: set[Path] = set()
    for error in errors:
        inputs = (record_of(error.dataset) or {}).get("inputs")
        folder = Path(error.dataset.GetDescription()).absolute().parent
        images = set()
        for role in ("reference", "secondary"):
            given = inputs.get(role) if isinstance(inputs, dict) else None
            if isinstance(given, dict) and given.get("path"):
                images.add((folder / str(given["path"])).resolve())
        if images & seen:
            return True
        seen |= images
    return False


def _made_apart(error: HeightRaster, elevation: HeightRaster) -> bool:
    """Whether both say how they were made, by the same job but not in the same run of it."""
    a, b = (record_of(raster.dataset) for raster in (error, elevation))
    if a is None or b is None:
        return False
    return a.get("job") == b.get("job") and a.get("parameters") != b.get("parameters")
