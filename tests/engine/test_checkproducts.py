"""checkproducts: a folder of products becomes a table of imports, geometry and refusals."""

import dataclasses
import json

import h5py
import numpy as np
import pytest
from pairs import run
from slant_models import slant_model
from test_import_fuzz import PRODUCTS
from test_nisar_rslc import write_rslc

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import write_slant_image
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.pipeline import products_check
from sar_radargrammetry.engine.pipeline.products_check import checked_folder, miss, round_trip, rows_of
from sar_radargrammetry.engine.products.product import Places
from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground


@pytest.mark.parametrize("title", PRODUCTS)
def test_every_kind_that_the_tests_write_is_imported_and_right(tmp_path, title):
    PRODUCTS[title](tmp_path)
    (found,) = [one for one in checked_folder(tmp_path, Context()) if one.kind]
    assert found.imported and found.kind and found.round_trip < 1e-3
    if found.places is not None:
        assert found.places < 0.1 and found.source


def test_a_geolocation_grid_is_compared_with_the_geometry(tmp_path):
    path = write_rslc(tmp_path / "a.h5")
    model = open_product(path).model
    line, sample = np.meshgrid(np.linspace(0, model.lines - 1, 6), np.linspace(0, model.samples - 1, 6), indexing="ij")
    heights = np.array([0.0, 500.0])
    ground = [ecef_to_geodetic(image_to_ground(model, line, sample, height)) for height in heights]
    with h5py.File(path, "r+") as file:
        grid = file.create_group("science/LSAR/RSLC/metadata/geolocationGrid")
        grid["coordinateX"] = np.stack([lon for lon, _, _ in ground])
        grid["coordinateY"] = np.stack([lat for _, lat, _ in ground])
        grid["heightAboveEllipsoid"], grid["epsg"] = heights, 4326
        grid["zeroDopplerTime"] = model.first_line_time + model.line_interval * line[:, 0]
        grid["slantRange"] = model.near_range + model.range_spacing * sample[0]
    (right,) = checked_folder(tmp_path, Context())
    assert right.source == "geolocation grid" and right.places < 1e-3
    with h5py.File(path, "r+") as file:
        # Two samples farther away than the image has it.
        file["science/LSAR/RSLC/metadata/geolocationGrid/slantRange"][:] += 2.0 * model.range_spacing
    (wrong,) = checked_folder(tmp_path, Context())
    assert wrong.places == pytest.approx(2.0, abs=1e-3)


def test_what_is_not_read_is_told_in_its_sentence(tmp_path):
    write_slant_image(tmp_path / "good.tif", np.ones((60, 40), np.float32), slant_model(), {})
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "damaged.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    (tmp_path / "product.zip").write_bytes(b"PK\3\4" + bytes(30))
    (tmp_path / "notes.txt").write_text("no product")
    (tmp_path / ".hidden.tif").write_bytes(b"II*\0")
    found = {one.name: one for one in checked_folder(tmp_path, Context())}
    assert set(found) == {"good.tif", "product.zip", "sub/damaged.h5"}
    assert found["good.tif"].imported and not found["good.tif"].warnings
    assert "unpack it" in found["product.zip"].warnings[-1] and not found["product.zip"].imported
    assert found["sub/damaged.h5"].warnings


def test_a_reader_that_fails_unexpectedly_is_a_row_too(tmp_path, monkeypatch):
    write_slant_image(tmp_path / "a.tif", np.ones((60, 40), np.float32), slant_model(), {})

    def failing(path):
        raise KeyError("slantRange")

    monkeypatch.setattr(products_check, "open_product", failing)
    (found,) = checked_folder(tmp_path, Context())
    assert found.warnings == ("internal error (KeyError: 'slantRange')",) and found.kind == "slant image"


def test_a_wrong_geometry_shows(tmp_path):
    model = slant_model()
    ground = image_to_ground(model, np.array([10.0, 20.0]), np.array([5.0, 30.0]), 100.0)
    moved = Places("test", np.array([10.0, 20.0]), np.array([5.0, 33.0]), ground)
    assert miss(model, moved) == pytest.approx(3.0, abs=1e-6)
    assert miss(model, dataclasses.replace(moved, line=moved.line + 1e4)) is None
    assert round_trip(model) < 1e-6
    with pytest.raises(EngineError, match="No pixel of the image reaches the ground"):
        round_trip(dataclasses.replace(model, near_range=100.0))


def test_the_report_is_the_table_with_versions(tmp_path):
    write_slant_image(tmp_path / "a|b.tif", np.ones((60, 40), np.float32), slant_model(), {})
    said = []
    answer = run("checkproducts", Context(report=said.append), folder=str(tmp_path), table=str(tmp_path / "r.md"))
    assert (answer["products"], answer["imported"]) == (1, 1)
    text = (tmp_path / "r.md").read_text("utf-8")
    assert "a\\|b.tif | slant image | yes" in text and "sar_radargrammetry" in text and str(tmp_path) not in text
    assert any("round trip [px]" in json.dumps(message) for message in said)
    head, row = rows_of(checked_folder(tmp_path, Context()))
    assert len(head) == len(row)


def test_folders_without_products_are_refused(tmp_path):
    with pytest.raises(EngineError, match="no SAR product in the folder"):
        checked_folder(tmp_path, Context())
    with pytest.raises(EngineError, match="is no folder"):
        checked_folder(tmp_path / "none", Context())
