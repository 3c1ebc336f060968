"""Points to cells, through tiles on disk."""

import errno
import os

import numpy as np
import pytest

from sar_radargrammetry.engine.elevation import spool as spool_module
from sar_radargrammetry.engine.elevation.cells import Cells
from sar_radargrammetry.engine.elevation.gridding import MIN_WEIGHT, cells_of, grid_of, gridded, tiles_of
from sar_radargrammetry.engine.elevation.spool import CELLS, PointSpool
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.job import Context

CRS = "EPSG:32633"


def plane(x, y):
    return 500.0 + 0.3 * x - 0.2 * y


def lattice(west, south, east, north, step=0.5):
    """x and y of a regular lattice that is symmetric about cell centres."""
    x, y = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
    return x.ravel(), y.ravel()


def rasters(folder, pixel_size, *point_sets):
    """Elevation and error of the whole grid, north up, and the grid."""
    folder.mkdir()
    spool = PointSpool(folder, pixel_size)
    for points in point_sets:
        spool.add(np.stack(points))
    grid = grid_of(spool, CRS)
    whole = np.full((2, grid.height, grid.width), np.nan, np.float32)
    seen = np.zeros((grid.height, grid.width), int)
    for tile, window in tiles_of(grid):
        whole[(slice(None), *window.slices)] = cells_of(spool, tile, grid, window)
        seen[window.slices] += 1
    assert seen.max() == 1, "every cell belongs to one tile"
    return whole, grid


def direct(grid, x, y, height, sigma):
    """The definition, cell by cell: bilinear weights over variances, in float64 and without tiles."""
    column, row = grid.cell(x, y)
    share, weight, first, second = np.zeros((4, grid.height + 2, grid.width + 2))
    left, upper = np.floor(column).astype(int), np.floor(row).astype(int)
    for right in (0, 1):
        for lower in (0, 1):
            part = np.abs(1 - right - (column - left)) * np.abs(1 - lower - (row - upper))
            cell = np.clip(upper + lower + 1, 0, grid.height + 1), np.clip(left + right + 1, 0, grid.width + 1)
            for total, values in (
                (share, part),
                (weight, part / sigma**2),
                (first, part / sigma**2 * height),
                (second, part / sigma**2 * height**2),
            ):
                np.add.at(total, cell, values)
    share, weight, first, second = (total[1:-1, 1:-1] for total in (share, weight, first, second))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = first / weight
        error = np.sqrt(share / weight + np.maximum(second / weight - mean**2, 0))
    known = share >= MIN_WEIGHT
    return np.where(known, mean, np.nan), np.where(known, error, np.nan)


def test_a_plane_in_is_a_plane_out(tmp_path):
    x, y = lattice(0.0, 0.0, 60.0, 40.0)
    (elevation, error), grid = rasters(tmp_path / "s", 1.0, (x, y, plane(x, y), np.full(x.shape, 0.7)))
    centre_x, centre_y = grid.centres()
    assert elevation.shape == (40, 60) and grid.bounds == (0.0, 0.0, 60.0, 40.0)
    inner = (slice(1, -1), slice(1, -1))
    assert elevation[inner] == pytest.approx(plane(centre_x[None], centre_y[:, None])[inner], abs=1e-3)
    # The points' common sigma, and on top what the slope scatters within a cell.
    assert (error[inner] >= 0.7).all() and error[inner].max() < 0.75


def test_level_ground_keeps_its_sigma_however_many_points_a_cell_has(tmp_path):
    for step in (1.0, 0.25):
        x, y = lattice(0.0, 0.0, 30.0, 30.0, step)
        content = (x, y, np.full(x.shape, 812.5), np.full(x.shape, 0.9))
        (elevation, error), _ = rasters(tmp_path / f"{step}", 1.0, content)
        assert np.nanmax(np.abs(elevation - 812.5)) < 1e-4
        assert error[1:-1, 1:-1] == pytest.approx(0.9, abs=1e-4)


def test_the_surer_point_counts_more_and_disagreement_shows(tmp_path):
    x = y = np.array([0.5, 0.5])
    (elevation, error), _ = rasters(tmp_path / "s", 1.0, (x, y, np.array([100.0, 110.0]), np.array([1.0, 2.0])))
    assert elevation.shape == (1, 1)
    assert elevation[0, 0] == pytest.approx(102.0)
    assert error[0, 0] == pytest.approx(np.sqrt(1.6 + 0.8 * 4.0 + 0.2 * 64.0))


def test_tiles_meet_without_a_seam(tmp_path):
    """Random points over six tiles, added in pieces, against the definition computed in one go."""
    random = np.random.default_rng(4)
    count = 40000
    x, y = random.uniform(-40.0, 2 * CELLS + 40.0, count), random.uniform(CELLS - 30.0, CELLS + 30.0, count)
    height, sigma = 300.0 + 50.0 * np.sin(x / 30.0) + random.standard_normal(count), random.uniform(0.5, 2.0, count)
    pieces = [(x[i::3], y[i::3], height[i::3], sigma[i::3]) for i in range(3)]
    (elevation, error), grid = rasters(tmp_path / "s", 1.0, *pieces)
    expected, expected_error = direct(grid, x, y, height, sigma)
    # A float32 place in a tile of 512 cells is good to a 30000th of a cell; that decides no more than a rim cell.
    assert (np.isnan(elevation) != np.isnan(expected)).sum() <= 2
    assert np.nanmax(np.abs(elevation - expected)) < 2e-3 and np.nanmax(np.abs(error - expected_error)) < 2e-3
    assert np.isnan(elevation).any() and np.isfinite(elevation).mean() > 0.5


@pytest.mark.parametrize("pixel_size", [0.3, 2.0, 7.5])
def test_cells_are_counted_from_the_origin_of_the_crs(tmp_path, pixel_size):
    """Coordinates like UTM's; neighbouring scenes share their cells."""
    x, y = lattice(500000.0 + 3.1, 5150000.0 - 7.7, 500000.0 + 60.0, 5150000.0 + 50.0, pixel_size / 2)
    (elevation, _), grid = rasters(tmp_path / "s", pixel_size, (x, y, plane(x - 5e5, y - 5.15e6), np.ones(x.shape)))
    assert grid.x0 / pixel_size == pytest.approx(round(grid.x0 / pixel_size), abs=1e-6)
    centre_x, centre_y = grid.centres()
    expected = plane(centre_x[None] - 5e5, centre_y[:, None] - 5.15e6)
    inner = (slice(1, -1), slice(1, -1))
    assert np.abs(elevation - expected)[inner].max() < 0.3 * pixel_size
    assert np.abs(np.mean((elevation - expected)[inner])) < 0.05 * pixel_size


def test_voids_stay_voids(tmp_path):
    x, y = lattice(0.0, 0.0, 40.0, 40.0)
    hole = (np.abs(x - 20.0) < 5.0) & (np.abs(y - 20.0) < 5.0)
    x, y = x[~hole], y[~hole]
    (elevation, error), grid = rasters(tmp_path / "s", 1.0, (x, y, plane(x, y), np.ones(x.shape)))
    centre_x, centre_y = grid.centres()
    inside = (np.abs(centre_x[None] - 20.0) < 4.0) & (np.abs(centre_y[:, None] - 20.0) < 4.0)
    far = (np.abs(centre_x[None] - 20.0) > 6.0) | (np.abs(centre_y[:, None] - 20.0) > 6.0)
    for values in (elevation, error):
        assert np.isnan(values[inside]).all() and np.isfinite(values[far]).all()


def test_a_tile_without_points_is_void():
    elevation, error = gridded(np.empty((4, 0), np.float32))
    assert elevation.shape == error.shape == (CELLS, CELLS)
    assert np.isnan(elevation).all() and np.isnan(error).all()


def test_a_point_reaches_the_cells_beyond_the_border_of_its_tile(tmp_path):
    """A point on a tile's corner belongs to four cells in four tiles."""
    x = y = np.array([float(CELLS)])
    spool = PointSpool(tmp_path, 1.0)
    spool.add(np.stack([x, y, np.array([7.0]), np.array([1.0])]))
    assert spool.tiles == {(0, 0), (0, 1), (1, 0), (1, 1)}
    for column, row in spool.tiles:
        elevation, _ = gridded(spool.take((column, row)))
        assert np.argwhere(np.isfinite(elevation)).tolist() == [[0 if row else CELLS - 1, 0 if column else CELLS - 1]]
    assert spool.take((5, 5)).shape == (4, 0)


def test_a_full_disk_is_one_sentence(tmp_path, monkeypatch):
    class Full:
        def __init__(self, *arguments):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *error):
            return False

        def write(self, data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(spool_module, "open", Full, raising=False)
    with pytest.raises(EngineError, match=r"The disk is full: .* free some space and run again\."):
        PointSpool(tmp_path, 1.0).add(np.ones((4, 3)))


def test_no_points_change_nothing(tmp_path):
    spool = PointSpool(tmp_path, 1.0)
    spool.add(np.empty((4, 0)))
    assert spool.tiles == set() and os.listdir(tmp_path) == []


def test_progress_counts_the_tiles_that_there_are(tmp_path):
    """Tiles are cut by the edges of the grid, two are worked on at once, and one in the middle has no points."""
    spool = PointSpool(tmp_path, 1.0, 3)
    x, y = lattice(10.0, 10.0, 20.0, 200.0)
    for west in (0.0, 2.0 * CELLS, 3.0 * CELLS):
        spool.add(np.stack([x + west, y, plane(x, y), np.full(x.size, 1.0), np.full(x.size, 0.9)]))
    (tmp_path / "cells").mkdir()
    cells, heard = Cells(tmp_path / "cells", grid_of(spool, CRS)), []
    context = Context(report=lambda message: heard.append(message["percent"]))
    cells.measure(spool, context)
    cells.smooth(1.0, context)
    cells.fill(2.0, context)
    assert len(spool.tiles) == 3
    assert heard == [0.0, 66.67, *2 * [0.0, 25.0, 50.0, 75.0]]
