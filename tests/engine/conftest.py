"""What all tests of the engine share: the project on the path, repeatable examples, the folder of real data."""

import os
import sys
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[2]

# As in the engine's own process: on a busy machine spin-waiting threads are many times slower than sleeping ones.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
# And so that products have the last digits that they have there.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Tests replace functions in their own process; those of workers say how many they want.
os.environ.setdefault("SAR_RADARGRAMMETRY_WORKERS", "1")
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# The same examples at every run, and no deadline: a busy machine is no failure.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, database=None, max_examples=40)
hypothesis.settings.load_profile("repeatable")


def pytest_configure():
    # As in the engine's own process.
    from sar_radargrammetry.engine.gdal_setup import prepare_gdal

    prepare_gdal()


@pytest.fixture(scope="session")
def real_data():
    """Gives the path of a folder of real data by its name, or skips the test and says why."""
    base = Path(os.environ.get("SAR_RADARGRAMMETRY_DATA", ROOT.parent / "shared" / "data"))

    def folder(name):
        if not (base / name).is_dir():
            pytest.skip(f"no {name} in {base}; name the folder that holds it in SAR_RADARGRAMMETRY_DATA")
        return base / name

    return folder


@pytest.fixture(scope="session")
def pair(tmp_path_factory):
    """A small simulated pair; tests only read it."""
    from pairs import make_pair

    return make_pair(tmp_path_factory.mktemp("pair"))


@pytest.fixture(scope="session")
def chain(pair, tmp_path_factory):
    """What createpatches, matchpatches and triangulate make of that pair; tests only read it."""
    from pairs import run_chain

    return run_chain(pair, tmp_path_factory.mktemp("chain"))


@pytest.fixture
def rasters(tmp_path):
    """An elevation raster 0.5 m too high with a void, its error raster, and a reference of the same grid."""
    from evaluation_files import write_rasters

    return write_rasters(tmp_path)


@pytest.fixture
def proj_folder(tmp_path, monkeypatch):
    """A folder where PROJ finds geoid grids, in place of the ones that this machine may have."""
    import pyproj

    from sar_radargrammetry.engine.terrain import geoid

    folder = tmp_path / "proj"
    folder.mkdir()
    before = pyproj.datadir.get_data_dir()
    geoid._find_more_grids.cache_clear()
    monkeypatch.setattr(geoid.osr, "GetPROJSearchPaths", lambda: [str(folder)])
    pyproj.datadir.set_data_dir(before.split(os.pathsep)[0])
    yield folder
    pyproj.datadir.set_data_dir(before)
    geoid._find_more_grids.cache_clear()


@pytest.fixture
def odd_threads(monkeypatch):
    """Other numbers of threads here than in workers; sums of PyTorch depend on them."""
    import torch

    before = torch.get_num_threads()
    monkeypatch.setenv("OMP_NUM_THREADS", "6")
    torch.set_num_threads(5)
    yield
    assert torch.get_num_threads() == 5
    torch.set_num_threads(before)
