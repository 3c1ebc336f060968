"""What the offset of a DEM whose vertical datum is not stated tells, and that nothing is corrected by it."""

import numpy as np
import pytest

from sar_radargrammetry.engine.refinement import dem_datum
from sar_radargrammetry.engine.refinement.dem_datum import DemOffset, dem_problem
from sar_radargrammetry.engine.stereo.height_unit import unit_by_relief
from sar_radargrammetry.engine.terrain.geoid import HeightSurface


class Geoid(HeightSurface):
    """A geoid of one height."""

    def separation(self, lon, lat):
        return np.full(np.shape(lon), self.source)


def problem(monkeypatch, offset, geoid, stated=False, sigma=4.0):
    """The sentence about an offset [m] where the installed geoid has this height [m]."""
    here = [] if geoid is None else [Geoid(name="EGM96 height", code="EPSG:5773", source=geoid)]
    monkeypatch.setattr(dem_datum, "known_geoids", lambda lon, lat: here)
    said = dem_problem(DemOffset(offset=offset, sigma=sigma, longitude=15.0, latitude=46.0), stated)
    return None if said is None else str(said)


@pytest.mark.parametrize(
    ("offset", "geoid", "said"),
    [
        (46.0, 47.5, "probably counts from the geoid (EGM96 height: +47.5 m here), so set DEM_VERTICAL to EPSG:5773"),
        (-33.0, -32.0, "probably counts from the geoid (EGM96 height: -32.0 m here)"),
        (1.0, 47.5, "probably counts from the WGS-84 ellipsoid and not from the geoid"),
        (2.0, 3.0, "set DEM_VERTICAL to ellipsoid or EPSG:5773"),
        (-14.0, 47.5, "neither the WGS-84 ellipsoid nor the geoid"),
        (20.0, None, "no geoid grid is installed"),
    ],
)
def test_the_likely_surface_of_a_dem_that_states_none_is_told(monkeypatch, offset, geoid, said):
    text = problem(monkeypatch, offset, geoid)
    assert said in text and f"{offset:+.1f} m" in text and "was not used" in text


@pytest.mark.parametrize(
    ("offset", "geoid", "said"),
    [
        (46.0, 47.5, "probably count from the geoid"),
        (30.0, 47.5, "check the DEM and its vertical datum"),
        (46.0, None, "may count from a geoid"),
    ],
)
def test_a_stated_datum_that_cannot_be_right_is_told(monkeypatch, offset, geoid, said):
    assert said in problem(monkeypatch, offset, geoid, stated=True)


def test_a_stated_dem_is_used_as_far_as_navigation_errors_explain_its_offset(monkeypatch):
    assert problem(monkeypatch, 11.0, 11.0, stated=True) is None
    assert problem(monkeypatch, 13.0, 47.5, stated=True) is not None


@pytest.mark.parametrize(("metres", "name"), [(0.3048, "feet"), (0.1, "decimetres"), (1.0, None)])
def test_the_unit_of_a_dem_is_known_by_its_relief(metres, name):
    random = np.random.default_rng(5)
    relief = random.uniform(30.0, 130.0, 300)
    measured = relief + random.normal(0.0, 4.0, 300) + np.where(np.arange(300) < 20, 80.0, 0.0) - 6.0
    unit = unit_by_relief(measured, relief / metres)
    if name is None:
        assert unit is None and unit_by_relief(measured, np.full(300, 50.0)) is None
        assert unit_by_relief(random.permutation(measured), relief / 0.3048) is None
        return
    said = str(dem_problem(DemOffset(offset=-144.0, sigma=4.0, longitude=15.0, latitude=46.0, unit=unit), True))
    assert f"probably in {name}" in said and f"{1 / metres:.3g} times" in said and "-144.0 m" in said


def test_a_dem_beside_the_tie_points_is_told():
    assert "almost none of the tie points" in str(dem_problem(None, False))
