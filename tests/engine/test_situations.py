"""Elevations and heights of the ground are right for any place, track, map and DEM, or refused in a sentence."""

from hypothesis import given, settings
from situations import elevation_of, ground_of, pairs, terrains

FEW = settings(max_examples=8, deadline=None, derandomize=True, database=None)
"""scripts/fuzz_situations.py runs thousands."""


@FEW
@given(pairs)
def test_the_elevation_of_a_pair_is_right_or_refused(pair):
    elevation_of(pair)


@settings(FEW, max_examples=40)
@given(terrains)
def test_the_heights_of_a_dem_are_right_or_refused(terrain):
    ground_of(terrain)
