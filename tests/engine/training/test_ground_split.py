"""Samples apart on the ground."""

import numpy as np
import pytest
import shapely

from sar_radargrammetry.engine.training.ground_split import split_by_ground


def squares(rows, cols, side=100.0, overlap=1.3, turn=30.0):
    """Ground of patches in a turned raster, each a little larger than its step."""
    angle = np.radians(turn)
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    box = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * side * overlap
    return [
        shapely.Polygon((box + np.array([side * col, side * row])) @ rotation.T + [5e5, 5e6])
        for row in range(rows)
        for col in range(cols)
    ]


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5])
@pytest.mark.parametrize(("rows", "cols"), [(12, 8), (30, 3), (5, 4)])
def test_no_ground_validates_that_was_trained_on(rows, cols, share):
    areas = squares(rows, cols)
    splits = np.array(split_by_ground(areas, share, seed=1))
    train, validation = (shapely.union_all(np.array(areas)[splits == kind]) for kind in ("train", "validation"))
    assert not train.intersects(validation)
    counts = [(splits == kind).sum() for kind in ("train", "validation")]
    assert min(counts) >= 1
    assert sum(counts) >= 0.5 * len(areas)
    if len(areas) > 80:
        assert 0.5 * share < counts[1] / sum(counts) < 1.8 * share


def test_the_same_seed_splits_alike_and_another_does_not():
    areas = squares(12, 8)
    assert split_by_ground(areas, 0.2, 1) == split_by_ground(areas, 0.2, 1)
    assert split_by_ground(areas, 0.2, 1) != split_by_ground(areas, 0.2, 2)


def test_ground_too_small_for_both_keeps_nothing():
    assert split_by_ground(squares(1, 1), 0.2, 1) == [None]
    assert split_by_ground([squares(1, 1)[0]] * 4, 0.2, 1) == [None] * 4
