"""Equal runs write equal bytes, on a processor that has other things to do; EQUAL_RUNS=20 makes it twenty."""

import hashlib
import os
import threading
from pathlib import Path

import numpy as np
import pytest

from sar_radargrammetry.engine import parallel
from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.elevation.grid import Grid
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import triangulate
from sar_radargrammetry.engine.parameters.elevation import Triangulate

RUNS = int(os.environ.get("EQUAL_RUNS", "3"))


@pytest.fixture
def loaded(monkeypatch):
    """Two threads that keep the cores busy, and four of the engine's own; results do not say when they were made."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    parallel._threads.cache_clear()
    done = threading.Event()

    def work():
        values = np.arange(300_000.0)
        while not done.is_set():
            np.sqrt(values, out=values)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    yield
    done.set()
    for thread in threads:
        thread.join()
    parallel._threads.cache_clear()


def digest(*paths):
    return [hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in paths]


def test_rasters_of_equal_cells(tmp_path, loaded):
    """Blocks that the raster's edges cut, overviews, voids."""
    values = np.random.default_rng(4).normal(500.0, 20.0, (600, 520)).astype(np.float32)
    values[200:400, :300] = np.nan
    grid = Grid(crs="EPSG:32633", x0=500000.0, y0=5000000.0, pixel_size=1.0, width=520, height=600)
    found = set()
    for _ in range(RUNS):
        write_raster(tmp_path / "a.tif", grid, values)
        found.update(digest(tmp_path / "a.tif"))
    assert len(found) == 1


def test_triangulations_of_equal_matches(tmp_path, chain, loaded):
    names = {name: str(tmp_path / f"{name}.tif") for name in ("elevation", "error", "mask", "certainty", "slant")}
    given = Triangulate(correspondence=str(chain.correspondence), points=str(tmp_path / "points.las"), **names)
    found = set()
    for _ in range(RUNS):
        triangulate.run(given, Context())
        found.add(tuple(digest(*names.values(), given.points)))
    assert len(found) == 1
