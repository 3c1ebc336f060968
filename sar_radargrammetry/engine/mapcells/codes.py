"""What one image, and what two images show of a place: the codes of masks, with their words and colours.

The codes are a public promise: they stand in rasters on disk. New ones go to the end.
"""

from __future__ import annotations

import enum


class Shown(enum.IntEnum):
    """What an image shows of a cell."""

    OUTSIDE = 0
    VISIBLE = 1
    FORESHORTENED = 2
    LAYOVER = 3
    SHADOW = 4

    @property
    def title(self) -> str:
        """A few words, for legends and tables."""
        return _ABOUT[self][0]

    @property
    def meaning(self) -> str:
        """A sentence."""
        return _ABOUT[self][1]

    @property
    def colour(self) -> str:
        """Of legends."""
        return _ABOUT[self][2]


_ABOUT = {
    Shown.OUTSIDE: ("outside", "The image does not show this place, or the elevation is void.", "#ffffff"),
    Shown.VISIBLE: ("visible", "The image shows this place, and no other ground at its range.", "#d9ead3"),
    Shown.FORESHORTENED: (
        "foreshortened",
        "The slope faces the radar so steeply that its ground is compressed into very few pixels.",
        "#fc8d59",
    ),
    Shown.LAYOVER: ("layover", "Other ground has the same range.", "#b30000"),
    Shown.SHADOW: ("shadow", "Ground stands between this place and the antenna.", "#1f1f5c"),
}
