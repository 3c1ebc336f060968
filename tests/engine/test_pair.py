"""The geometry of a pair: angles as flown, sigma as in closed form, and a reason for every hopeless pair."""

import dataclasses

import numpy as np
import pytest
import scenes

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef
from sar_radargrammetry.engine.sensor.model import resampled
from sar_radargrammetry.engine.sensor.trajectory import Trajectory
from sar_radargrammetry.engine.stereo.common_ground import sees
from sar_radargrammetry.engine.stereo.height_unit import probable_unit
from sar_radargrammetry.engine.stereo.pair import advice, examine_pair, objection

HEIGHTS = {"min_height": scenes.PLACE[2] - 50.0, "max_height": scenes.PLACE[2] + 50.0}


def pair_of(reference, secondary, **heights):
    return examine_pair(reference, secondary, **(HEIGHTS | heights))


@pytest.mark.parametrize("first, second", [(35, 50), (50, 35), (30, 35), (20, 60)])
def test_parallel_tracks_have_the_angles_as_flown_and_the_sigma_of_the_closed_form(first, second):
    pair = pair_of(scenes.model(first), scenes.model(second))
    assert pair.reference_incidence == pytest.approx(first, abs=0.02)
    assert pair.secondary_incidence == pytest.approx(second, abs=0.02)
    assert pair.intersection_angle == pytest.approx(abs(second - first), abs=0.03)
    assert pair.heading_difference == pytest.approx(0.0, abs=1e-6)
    # sigma_h = sigma_match * spacing * sin(theta_1) / sin(theta_2 - theta_1), with half a pixel of half a metre.
    slope = np.sin(np.radians(first)) / np.sin(np.radians(abs(second - first)))
    assert pair.expected_sigma == pytest.approx(0.25 * slope, rel=0.005)
    assert pair.height_per_pixel == pytest.approx(0.5 * slope, rel=0.005)
    assert pair.parallax == pytest.approx(1.0 / slope, rel=0.005)
    assert pair.steeper == ("reference" if first < second else "secondary")
    assert not pair.opposite_sides
    assert objection(pair) is None


def test_angles_range_from_far_to_near_over_the_overlap():
    pair = pair_of(scenes.model(35.0), scenes.model(50.0))
    assert pair.intersection_angle_min < pair.intersection_angle < pair.intersection_angle_max


def test_crossed_tracks_know_their_headings_and_do_better_than_ranges_alone():
    pair = pair_of(scenes.model(35.0), scenes.model(50.0, heading=85.0))
    assert pair.heading_difference == pytest.approx(20.0, abs=1e-3)
    assert pair.expected_sigma == pytest.approx(0.402, abs=0.002)
    assert objection(pair) is None


def test_what_counts_is_where_the_light_comes_from_not_the_look_side():
    # Back along the same line looking to the other side: the ground is lit from the same side.
    there = scenes.model(35.0, heading=65.0, side="right")
    back = scenes.model(50.0, heading=245.0, side="left")
    pair = pair_of(there, back)
    assert not pair.opposite_sides
    assert pair.heading_difference == pytest.approx(180.0, abs=1e-3)
    assert objection(pair) is None
    assert not any("cross" in text for text in advice(pair))


def test_opposite_sides_are_refused_unless_the_user_insists():
    pair = pair_of(scenes.model(40.0), scenes.model(40.0, side="left"))
    assert pair.opposite_sides
    assert pair.expected_sigma == pytest.approx(0.163, abs=0.001)
    assert "opposite sides" in objection(pair)
    assert objection(pair, allow_opposite_sides=True) is None
    assert any("opposite sides" in text for text in advice(pair))


@pytest.mark.parametrize(("steeper", "asked"), [(49.9, False), (47.0, True)])
def test_images_are_to_be_exchanged_only_where_it_matters(steeper, asked):
    """Such as 50.0 against 49.9 degrees on crossing tracks."""
    pair = dataclasses.replace(
        pair_of(scenes.model(35.0), scenes.model(50.0)),
        reference_incidence=50.0,
        secondary_incidence=steeper,
        steeper="secondary",
    )
    assert any("exchange the two" in text for text in advice(pair)) == asked


@pytest.mark.parametrize("squint", [0.0, 8.0])
def test_the_same_image_twice_is_refused(squint):
    image = scenes.model(35.0, squint=squint)
    assert "same image twice" in objection(pair_of(image, image))
    assert "same image twice" in objection(pair_of(image, resampled(image, 100, 100, 800, 800, 2, 2)))


def test_almost_the_same_track_is_refused_with_the_angle():
    text = objection(pair_of(scenes.model(35.0), scenes.model(36.2)))
    assert "1.2 degrees" in text


def test_one_track_at_two_squint_angles_is_refused_although_its_angle_is_large():
    pair = pair_of(scenes.model(35.0), scenes.model(35.0, squint=20.0))
    assert pair.intersection_angle > 15.0
    assert not pair.expected_sigma < 100.0
    assert "squint" in objection(pair)


def test_images_of_different_ground_are_refused():
    reference = scenes.model(35.0)
    behind = dataclasses.replace(scenes.model(50.0), first_line_time=30.0)
    pair = pair_of(reference, behind)
    assert pair.overlap == 0.0
    assert "no part" in objection(pair)
    assert not pair.opposite_sides and pair.steeper == "reference"
    corner = resampled(reference, first_line=990, first_sample=0)
    text = objection(pair_of(scenes.model(50.0), corner))
    assert "only" in text and "%" in text


def test_exchanged_longitude_and_latitude_of_one_image_are_recognised(monkeypatch):
    models = {}
    for place in ((15.0, 46.5, 200.0), (46.5, 15.0, 200.0), (15.5, 46.5, 200.0)):
        monkeypatch.setattr(scenes, "PLACE", place)
        models[place[:2]] = scenes.model(35.0), scenes.model(50.0)

    def said(one, other):
        pair = examine_pair(models[one][0], models[other][1], min_height=150.0, max_height=250.0)
        return objection(pair)

    assert "only with longitude and latitude of one exchanged" in said((15.0, 46.5), (46.5, 15.0))
    assert "only with longitude and latitude of one exchanged" in said((46.5, 15.0), (15.0, 46.5))
    assert "shows no part of the reference image's ground" in said((15.0, 46.5), (15.5, 46.5))
    assert said((46.5, 15.0), (46.5, 15.0)) is None


@pytest.mark.parametrize("place", [(15.0, 46.5, 200.0), (-70.0, -15.0, 200.0)])
def test_exchanged_longitude_and_latitude_of_both_images_are_recognised(monkeypatch, place):
    """As of tracks in tables with the same wrong names of columns."""
    monkeypatch.setattr(scenes, "PLACE", place)
    wrong = []
    for model in (scenes.model(35.0), scenes.model(50.0)):
        time = np.linspace(-4.0, 4.0, 9)
        lon, lat, height = ecef_to_geodetic(model.trajectory.at(time)[0])
        track = Trajectory.from_state_vectors(time, geodetic_to_ecef(lat, lon, height))
        wrong.append(dataclasses.replace(model, trajectory=track))
    text = str(objection(examine_pair(*wrong, min_height=150.0, max_height=250.0)))
    assert "no part of the reference image's ground" in text and "longitude and latitude of both exchanged" in text


@pytest.mark.parametrize(("turned", "said"), [((0, 1), "if both antennas"), ((1,), "if one antenna"), ((), None)])
def test_look_sides_by_which_images_would_show_common_ground_are_named(turned, said):
    models = [scenes.model(35.0), scenes.model(50.0)]
    for index in turned:
        models[index] = dataclasses.replace(models[index], look_side="left")
    text = objection(pair_of(*models))
    if said is None:
        assert text is None
    else:
        assert "no part of the reference image's ground" in str(text) and said in str(text)


def test_images_of_other_ground_do_not_blame_the_tracks():
    behind = dataclasses.replace(scenes.model(50.0), first_line_time=30.0)
    said = str(objection(pair_of(scenes.model(35.0), behind)))
    assert "look side" not in said and "exchanged" not in said


def test_an_antenna_that_looked_away_sees_nothing():
    # Range and Doppler alone would fit: the scene's mirror image lies on the other side of the track.
    away = dataclasses.replace(scenes.model(50.0), look_side="left")
    assert pair_of(scenes.model(35.0), away).overlap == 0.0
    assert not sees(away, scenes.place()[None])[0]
    assert sees(scenes.model(50.0), scenes.place()[None])[0]


@pytest.mark.parametrize("share", [0.25, 0.6, 1.0])
def test_overlap_is_the_share_of_the_reference_that_the_secondary_sees(share):
    reference = scenes.model(35.0)
    secondary = resampled(scenes.model(36.0, size=3000), first_line=988, lines=round(share * 1024))
    assert pair_of(reference, secondary).overlap == pytest.approx(share, abs=0.03)


def test_a_dem_tells_where_the_ground_is():
    pair = pair_of(scenes.model(35.0), scenes.model(50.0), dem=scenes.dem(lambda east, north: 350.0))
    assert pair.centre[2] == pytest.approx(350.0, abs=1e-3)
    # Outside the DEM's heights the given range must do.
    small = pair_of(scenes.model(35.0), scenes.model(50.0), dem=scenes.dem(lambda east, north: 350.0, half=20.0))
    assert small.overlap == pytest.approx(pair.overlap, abs=0.2)


def test_heights_in_another_unit_are_named_by_the_overlap_at_them():
    one, two = scenes.model(35.0, size=256), scenes.model(50.0, size=512)
    low, high = HEIGHTS.values()

    def said(times):
        scaled = [times * low, times * high]
        overlap = examine_pair(one, two, min_height=scaled[0], max_height=scaled[1]).overlap
        return probable_unit(one, two, *scaled, overlap)

    assert "if the heights were in feet" in str(said(1 / 0.3048)) and "in decimetres" in str(said(10.0))
    assert said(1.0) is None
    # No unit explains why images of different ground do not overlap.
    away = resampled(scenes.model(50.0, size=3000), first_line=2600, lines=400)
    assert probable_unit(one, away, low, high, examine_pair(one, away, **HEIGHTS).overlap) is None


def test_ground_above_the_aircraft_is_refused_in_one_sentence():
    with pytest.raises(EngineError, match="heights") as refused:
        examine_pair(scenes.model(35.0), scenes.model(50.0), min_height=29e3, max_height=31e3)
    assert str(refused.value).endswith(".")


def test_advice_names_what_could_be_better():
    def found(reference, secondary):
        return " ".join(advice(pair_of(reference, secondary)))

    assert found(scenes.model(35.0), scenes.model(50.0)) == ""
    assert "exchange" in found(scenes.model(50.0), scenes.model(35.0))
    assert "only 5.0 degrees" in found(scenes.model(30.0), scenes.model(35.0))
    assert "look so different" in found(scenes.model(25.0), scenes.model(62.0))
    assert "look so different" not in found(scenes.model(40.0), scenes.model(45.0, heading=122.0))
    assert "cross at 40 degrees" in found(scenes.model(35.0), scenes.model(50.0, heading=105.0))
    half = resampled(scenes.model(50.0), first_line=700)
    assert "% of the reference" in found(scenes.model(35.0), half)


def test_centre_is_the_middle_of_the_overlap():
    reference = scenes.model(35.0)
    pair = pair_of(reference, resampled(scenes.model(50.0, size=4096), first_line=2048))
    middle = reference.ground_to_image(geodetic_to_ecef(*pair.centre))
    # The secondary begins at the middle of the scene: the centre lies at three quarters of the reference.
    assert middle[0] == pytest.approx(0.75 * 1024, abs=30)
