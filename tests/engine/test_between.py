"""Places of pixels without a height: those of the closed form; ground below an antenna takes no multitude of nodes."""

import numpy as np
import scenes

from sar_radargrammetry.engine.points.between import PLACED, SHOWN, CoarseHeights, placed
from sar_radargrammetry.engine.points.triangulation import LINES
from sar_radargrammetry.engine.reasons import Reason
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.model import shows

SIZE, CELL = 768, 1.0


class Ground:
    """Heights of bands, and the whole."""

    def __init__(self, size):
        line, sample = np.mgrid[:size, :size].astype(float)
        self.height = scenes.PLACE[2] + 15.0 * np.sin(line / 90.0) + 10.0 * np.cos(sample / 70.0)

    def coarse(self):
        heights = CoarseHeights(*self.height.shape)
        for line in range(0, len(self.height), LINES):
            band = type("Band", (), {"height": self.height[line : line + LINES]})
            heights.add(line, band)
        return heights


def test_ground_nearly_below_an_antenna_does_not_decide_how_finely_the_rest_is_computed():
    """The first samples of the reference lie before the ground, the next ones at nadir; the secondary shows them far
    beside its own."""
    reference = scenes.model(22.0, size=SIZE, altitude=900.0)
    secondary = scenes.model(50.0, size=SIZE, altitude=900.0)
    heights, asked = Ground(SIZE).coarse(), []

    def to_map(xyz):
        asked.append(len(xyz))
        return scenes.TO_MAP.transform(*ecef_to_geodetic(xyz))[:2]

    reasons = np.full((SIZE, SIZE), Reason.NO_SIGNAL, np.uint8)
    found = np.concatenate(list(placed(reasons, heights, (reference, secondary), to_map, CELL)), axis=1)
    assert sum(asked) < 0.3 * SIZE * SIZE

    line, sample = np.mgrid[:SIZE, :SIZE].reshape(2, -1)
    xyz = image_to_ground(reference, line, sample, heights.at(line, sample))
    expected = np.stack(scenes.TO_MAP.transform(*ecef_to_geodetic(xyz))[:2])
    pixels = secondary.ground_to_image(xyz)
    shown = shows(secondary, *pixels)
    assert 0.3 < shown.mean() < 0.9 and np.isnan(xyz[:, 0]).mean() > 0.02
    chosen = np.zeros((SIZE, SIZE), bool)
    row, column = found[2:].astype(int)
    chosen[row, column] = True
    off = np.abs(found[:2] - expected[:, row * SIZE + column]).max(0)
    # But beside nadir, where the middle between two nodes does not tell how far off other places are.
    assert off.max() < CELL and (off < PLACED * CELL).mean() > 0.998
    # The same pixels, but for the secondary's rim.
    inner, outer = (shows(secondary, *pixels, margin) for margin in (-SHOWN, SHOWN))
    assert chosen.ravel()[inner].all() and not chosen.ravel()[~outer].any()
    assert np.array_equal(reasons == Reason.OUTSIDE, ~chosen)
