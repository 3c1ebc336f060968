"""What one image, and what two images show of a place: the codes of masks, with their words and colours.

The codes are a public promise: they stand in rasters on disk. New ones go to the end.
"""

from __future__ import annotations

import enum


class _Code(enum.IntEnum):
    """A code with a few words for legends, a sentence, and a colour."""

    def __new__(cls, value: int, title: str, meaning: str, colour: str) -> _Code:
        code = int.__new__(cls, value)
        code._value_, code.title, code.meaning, code.colour = value, title, meaning, colour
        return code


class Shown(_Code):
    """What an image shows of a cell."""

    OUTSIDE = 0, "outside", "The image does not show this place, or the elevation is void.", "#ffffff"
    VISIBLE = 1, "visible", "The image shows this place, and no other ground at its range.", "#d9ead3"
    FORESHORTENED = (
        2,
        "foreshortened",
        "The slope faces the radar so steeply that its ground is compressed into very few pixels.",
        "#fc8d59",
    )
    LAYOVER = 3, "layover", "Other ground has the same range.", "#b30000"
    SHADOW = 4, "shadow", "Ground stands between this place and the antenna.", "#1f1f5c"


class Together(_Code):
    """What two images show of a cell; foreshortened ground is visible."""

    OUTSIDE = 0, "outside", "Neither image shows this place, or the elevation is void.", "#ffffff"
    BOTH = 1, "visible in both", "Both images show this place, and no other ground at its range.", "#93c47d"
    REFERENCE = (
        2,
        "visible in the reference only",
        "It lies outside the secondary image, or there in layover or shadow.",
        "#6fa8dc",
    )
    SECONDARY = (
        3,
        "visible in the secondary only",
        "It lies outside the reference image, or there in layover or shadow.",
        "#f6b26b",
    )
    NEITHER = 4, "visible in neither", "It lies in layover or shadow, or outside one of the images.", "#666666"
