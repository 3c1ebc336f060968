"""Names of columns: quantity, unit and vertical datum."""

import pyproj
import pytest

from sar_radargrammetry.engine.columns import ELLIPSOID, GROUND, SEA_LEVEL, SURFACES, known_columns, named_column
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.message import Message
from sar_radargrammetry.engine.terrain.point_table import NAMES, UNITS

WHAT = Message("The file a.csv")
FOOT, SURVEY_FOOT = 0.3048, 1200.0 / 3937.0


@pytest.mark.parametrize(
    ("name", "quantity", "factor", "surface"),
    [
        ("height", "height", None, None),
        ("height (ft)", "height", FOOT, None),
        ("alt [km]", "height", 1000.0, None),
        ("z_ft", "height", FOOT, None),
        ("Z_US_FT", "height", SURVEY_FOOT, None),
        ("height (US survey feet)", "height", SURVEY_FOOT, None),
        ("height (MSL)", "height", None, SEA_LEVEL),
        ("elev_m_egm96", "height", 1.0, "EPSG:5773"),
        ("elevation (m, NAVD 88)", "height", 1.0, "EPSG:5703"),
        ("H (EGM2008)", "height", None, "EPSG:3855"),
        ("orthometric height (EGM96)", "height", None, "EPSG:5773"),
        ("height m a.s.l.", "height", 1.0, SEA_LEVEL),
        ("height above mean sea level", "height", None, SEA_LEVEL),
        ("Ellipsoidal Height [m]", "height", 1.0, ELLIPSOID),
        ("H_ell", "height", None, ELLIPSOID),
        ("height_agl", "height", None, GROUND),
        ("Easting (ft)", "x", FOOT, None),
        ("sigma_cm", "sigma", 0.01, None),
        ("line [px]", "line", 1.0, None),
        ("name (of the survey)", "name", None, None),
    ],
)
def test_a_name_tells_quantity_unit_and_datum(name, quantity, factor, surface):
    (column,) = known_columns([name], NAMES, UNITS)
    assert column.quantity == quantity and column.surface() == surface
    assert column.factor(WHAT) == (None if factor is None else pytest.approx(factor, rel=1e-12))


@pytest.mark.parametrize("name", ["geoid_height", "ground height", "heightft", "height_std", "msl"])
def test_other_quantities_are_not_taken_for_heights(name):
    assert known_columns([name], NAMES, UNITS) == []


def test_a_plain_height_goes_before_one_with_a_datum_in_front():
    columns = known_columns(["orthometric height", "lon", "height"], NAMES, UNITS)
    assert [column.name for column in columns] == ["lon", "height"]


@pytest.mark.parametrize(
    ("beside", "taken"),
    [
        ("height (MSL)", True),
        ("elevation (NAVD88)", True),
        ("height", False),
        ("alt (HAE)", False),
        ("agl height", True),
    ],
)
def test_an_ellipsoid_in_front_of_a_height_stands_beside_heights_of_a_geoid(beside, taken):
    columns = known_columns(["ellipsoid height (m)", "lon", beside], NAMES, UNITS)
    assert ("ellipsoid height (m)" in [column.name for column in columns]) == taken


def test_what_is_no_unit_is_refused_where_it_is_used():
    (column,) = known_columns(["height (furlong)"], NAMES, UNITS)
    with pytest.raises(EngineError, match="'height \\(furlong\\)' that states 'furlong', which is no unit of height"):
        column.factor(WHAT)


def test_a_column_that_the_user_names_may_state_its_unit():
    column = named_column(2, "survey_top_ft_msl", "height", UNITS["height"])
    assert column.factor(WHAT) == FOOT and column.surface() == SEA_LEVEL
    assert named_column(2, "M", "height", UNITS["height"]).factor(WHAT) is None


@pytest.mark.parametrize("code", sorted({code for code in SURFACES.values() if ":" in code}))
def test_codes_are_vertical_systems_in_metres(code):
    crs = pyproj.CRS.from_user_input(code)
    assert crs.is_vertical and crs.axis_info[0].unit_conversion_factor == 1.0
