"""Heights above a geoid: from the triangulation to the raster's coordinate system, and through a merge."""

import dataclasses

import numpy as np
import pyproj
import pytest
from geoids import undulation, write_geoid
from osgeo import gdal
from pairs import pixels, run

from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.elevation.grid import Grid
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.terrain.vertical import open_map_raster, spatial_reference, vertical_datum

GRID = Grid(crs="EPSG:32633", x0=500000.0, y0=5000000.0, pixel_size=2.0, width=60, height=50)


def undulation_on(path):
    """Of the test's geoid, at the cell centres of a raster."""
    raster = gdal.Open(str(path))
    x0, dx, _, y0, _, dy = raster.GetGeoTransform()
    x, y = np.meshgrid(x0 + (np.arange(raster.RasterXSize) + 0.5) * dx, y0 + (np.arange(raster.RasterYSize) + 0.5) * dy)
    crs = raster.GetSpatialRef().ExportToWkt()
    return undulation(*pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(x, y)[:2])


def triangulated(chain, folder, vertical):
    outputs = {name: str(folder / f"{name}.tif") for name in ("elevation", "error")}
    run("triangulate", correspondence=str(chain.correspondence), vertical=vertical, **outputs)
    return outputs


def test_heights_are_counted_from_the_geoid_raster_of_the_user(chain, tmp_path):
    made = triangulated(chain, tmp_path, write_geoid(tmp_path / "my geoid.tif"))
    again = pixels(made["elevation"]) + undulation_on(chain.elevation)
    np.testing.assert_allclose(again, pixels(chain.elevation), atol=1e-3)
    np.testing.assert_array_equal(pixels(made["error"]), pixels(chain.error))
    datum = vertical_datum(open_map_raster(made["elevation"], "The raster"))
    assert datum.name == "geoid of my geoid.tif" and datum.ellipsoidal is False


def test_a_geoid_with_a_code_makes_a_compound_crs(chain, tmp_path, proj_folder):
    write_geoid(proj_folder / "us_nga_egm96_15.tif")
    made = triangulated(chain, tmp_path, "EPSG:5773")
    crs = spatial_reference(open_map_raster(made["elevation"], "The raster"))
    assert [part.to_authority()[1] for part in crs.sub_crs_list][1] == "5773"
    plain = spatial_reference(open_map_raster(str(chain.elevation), "The raster"))
    assert crs.sub_crs_list[0].to_epsg() == plain.to_epsg() is not None
    assert not spatial_reference(open_map_raster(made["error"], "The raster")).is_compound
    again = pixels(made["elevation"]) + undulation_on(chain.elevation)
    np.testing.assert_allclose(again, pixels(chain.elevation), atol=2e-3)


@pytest.mark.parametrize(("vertical", "said"), [("EPSG:5773", "not installed"), ("sea level", "neither")])
def test_a_datum_that_is_not_known_is_said_before_any_work(chain, tmp_path, proj_folder, vertical, said):
    with pytest.raises(EngineError, match=said):
        triangulated(chain, tmp_path, vertical)
    assert [path.name for path in tmp_path.iterdir()] == ["proj"]


def test_merged_heights_stay_above_their_geoid(tmp_path):
    x, _ = GRID.centres()
    heights = np.broadcast_to(300.0 + 0.01 * (x - 5e5), (50, 60)).copy()
    for name in ("a", "b"):
        write_raster(tmp_path / f"{name}.tif", GRID, heights, vertical_datum="EGM96 height", vertical_crs="EPSG:5773")
        write_raster(tmp_path / f"{name} error.tif", GRID, np.ones((50, 60)), vertical_datum=None)
    elevations, errors = ([str(tmp_path / f"{name}{end}.tif") for name in "ab"] for end in ("", " error"))
    outputs = {name: str(tmp_path / f"merged {name}.tif") for name in ("elevation", "error")}
    run("mergeelevations", elevations=elevations, errors=errors, **outputs)
    datum = vertical_datum(open_map_raster(outputs["elevation"], "The raster"))
    assert datum.name == "EGM96 height" and datum.crs is not None
    other = dataclasses.replace(GRID, crs="EPSG:32632")
    write_raster(tmp_path / "c.tif", other, heights, vertical_crs="EPSG:3855", vertical_datum="EGM2008 height")
    assert vertical_datum(open_map_raster(str(tmp_path / "c.tif"), "The raster")).conflicts(datum)
