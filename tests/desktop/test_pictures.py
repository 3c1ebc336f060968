"""Pictures of chips: grey, red-cyan, averaged."""

import numpy as np
import pytest

from sar_radargrammetry.desktop.inspector.pictures import anaglyph, averaged, grey


def test_a_red_cyan_picture_is_grey_where_the_images_are_alike():
    first = np.array([[1.0, 2.0], [4.0, np.nan]])
    alike, apart = anaglyph(first, 3.0 * first), anaglyph(first, first[::-1])
    colour = alike.pixelColor(0, 0)
    assert colour.red() == colour.green() == colour.blue()
    colour = apart.pixelColor(0, 0)
    assert colour.red() < colour.green() == colour.blue()
    assert grey(first).pixelColor(1, 1).red() == 0 and grey(first).pixelColor(1, 0).red() == 127


def test_pictures_are_averaged_against_speckle():
    first = np.array([[3.0, 3.0, np.nan], [3.0, 6.0, 3.0], [3.0, 3.0, 3.0]])
    assert averaged(first, 1) == pytest.approx(first, nan_ok=True)
    smooth = averaged(first, 3)
    assert smooth[1, 1] == pytest.approx(np.sqrt((7 * 9.0 + 36.0) / 8)) and np.isnan(smooth[0, 2])
    assert smooth[0, 0] == pytest.approx(np.sqrt((3 * 9.0 + 36.0) / 4)), "nothing counts beyond the rim"
