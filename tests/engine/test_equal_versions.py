"""Results agree within rounding on all versions of Python, numpy, scipy, GDAL and PyTorch.

`agreed.npz` was recorded with Python 3.11 and numpy 1.24, by ``np.savez_compressed(RECORDED, **computed(folder))``.
Mountains are left out: where a river runs is decided by the last digit, so that another version draws another landscape
from the same seed.
"""

import dataclasses
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from osgeo import gdal
from pairs import SETTINGS, make_pair, run

from sar_radargrammetry.engine.matching import matchers
from sar_radargrammetry.engine.precision import BFLOAT16, FLOAT32

RECORDED = Path(__file__).with_name("agreed.npz")
STEP = 4
"""Every fourth row and column is recorded."""
WINDOW = [499880.0, 5149710.0, 500092.0, 5149454.0]
"""West, north, east, south [m] of the recorded heights; one match at the rim moves the edges of a raster."""


def computed(folder, precision=FLOAT32):
    """Amplitudes of both images, heights and errors of a small pair of plains, thinned."""
    pair = make_pair(folder, dataclasses.replace(SETTINGS, terrain="plains", size=160.0))
    files = {name: str(folder / f"{name}.tif") for name in ("elevation", "error")}
    run("createpatches", **pair.given, patch_size=256, overlap=48, output=str(folder / "p.gpkg"))
    with mock.patch.object(matchers, "choose_precision", lambda device: precision):
        run("matchpatches", patches=str(folder / "p.gpkg"), output=str(folder / "c.tif"))
    run("triangulate", correspondence=str(folder / "c.tif"), crs="EPSG:32633", pixel_size=1.0, **files)
    maps = {name: gdal.Translate("", path, format="MEM", projWin=WINDOW) for name, path in files.items()}
    images = {"reference": gdal.Open(str(pair.reference.path)), "secondary": gdal.Open(str(pair.secondary.path))}
    bands = {name: raster.ReadAsArray()[::STEP, ::STEP] for name, raster in (maps | images).items()}
    return {name: np.where(band == -9999.0, np.nan, band).astype(np.float32) for name, band in bands.items()}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    with np.load(RECORDED) as found:
        return computed(tmp_path_factory.mktemp("versions")), dict(found)


@pytest.mark.parametrize("name", ["reference", "secondary"])
def test_simulated_images_agree(both, name):
    now, recorded = (pair[name] for pair in both)
    assert now.shape == recorded.shape
    # A pixel may lie on the other side of a shadow's edge.
    assert np.quantile(np.abs(now - recorded), 0.99) < 1e-4 * np.median(recorded)


@pytest.mark.parametrize(("name", "tolerance"), [("elevation", 0.005), ("error", 0.002)])
def test_heights_and_errors_agree(both, name, tolerance):
    now, recorded = (pair[name] for pair in both)
    assert now.shape == recorded.shape
    measured = np.isfinite(recorded)
    assert measured.mean() > 0.3 and (np.isfinite(now) == measured).mean() > 0.995
    difference = np.abs(now - recorded)[measured & np.isfinite(now)]
    assert np.median(difference) < 1e-4 and np.quantile(difference, 0.99) < tolerance


def test_heights_of_both_precisions_differ_by_much_less_than_they_err(both, tmp_path):
    """Processors choose the precision, users see one product."""
    full, half = both[0], computed(tmp_path, BFLOAT16)
    measured = np.isfinite(full["elevation"]) & np.isfinite(half["elevation"])
    assert measured.sum() > 0.99 * np.isfinite(full["elevation"]).sum()
    difference = (half["elevation"] - full["elevation"])[measured]
    # The matches differ by rounding to 8 bits, at places where two answers are nearly as likely by one of them.
    assert np.median(np.abs(difference)) < 0.1 * np.median(full["error"][measured])
    assert abs(np.median(difference)) < 0.02 * np.median(full["error"][measured])
