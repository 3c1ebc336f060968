"""Why there is a height, or none: the codes of pixels and cells, with their words and colours.

The codes are a public promise: they stand in rasters on disk. New ones go to the end.
"""

from __future__ import annotations

import enum

import numpy as np


class Reason(enum.IntEnum):
    """What became of a pixel of the reference image, or of a cell of the elevation raster."""

    OUTSIDE = 0
    MEASURED = 1
    FILLED = 2
    LAYOVER_REFERENCE = 3
    LAYOVER_SECONDARY = 4
    SHADOW_REFERENCE = 5
    SHADOW_SECONDARY = 6
    FORESHORTENED = 7
    NO_SIGNAL = 8
    UNMATCHED = 9
    LEFT_RIGHT = 10
    ISOLATED = 11
    UNCERTAIN = 12
    EPIPOLAR = 13
    OUTLIER = 14
    UNREACHED = 15
    BEYOND_RANGE = 16
    ISLAND = 17
    LEFT_OUT = 18

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
        """Of legends: related reasons have related colours."""
        return _ABOUT[self][2]


_ABOUT = {
    Reason.OUTSIDE: ("outside", "The two images do not both show this place.", "#ffffff"),
    Reason.MEASURED: ("measured", "A height was measured.", "#d9ead3"),
    Reason.FILLED: ("filled", "A height was interpolated from measured cells around.", "#93c47d"),
    Reason.LAYOVER_REFERENCE: (
        "layover in the reference",
        "Other ground has the same range in the reference image.",
        "#b30000",
    ),
    Reason.LAYOVER_SECONDARY: (
        "layover in the secondary",
        "Other ground has the same range in the secondary image.",
        "#e34a33",
    ),
    Reason.SHADOW_REFERENCE: (
        "shadow in the reference",
        "Ground stands between this place and the antenna of the reference image.",
        "#1f1f5c",
    ),
    Reason.SHADOW_SECONDARY: (
        "shadow in the secondary",
        "Ground stands between this place and the antenna of the secondary image.",
        "#5a5aa8",
    ),
    Reason.FORESHORTENED: (
        "foreshortened",
        "The slope faces a radar so steeply that its ground is compressed into very few pixels.",
        "#fc8d59",
    ),
    Reason.NO_SIGNAL: (
        "no signal",
        "As dark as the darkest of the image: noise, water, or no data.",
        "#8fa3b5",
    ),
    Reason.UNMATCHED: ("no match found", "The matcher found nothing, or the file does not say why not.", "#7f7f7f"),
    Reason.LEFT_RIGHT: (
        "directions disagree",
        "The backward match, from the secondary to the reference, ends elsewhere.",
        "#fdcc8a",
    ),
    Reason.ISOLATED: (
        "too few agree around",
        "Too few of the matches around it are likely to be right.",
        "#fef0d9",
    ),
    Reason.UNCERTAIN: ("low certainty", "The match is likely to be wrong according to its certainty.", "#c994c7"),
    Reason.EPIPOLAR: (
        "off the epipolar curve",
        "No place on the ground has the two pixels: range circles and Doppler cones do not meet.",
        "#dd1c77",
    ),
    Reason.OUTLIER: (
        "outlier",
        "The height differs from nearly all of its neighbours by far more than their errors.",
        "#ffd92f",
    ),
    Reason.UNREACHED: ("not reached", "Both images show this place, but no pixel's ground point fell here.", "#bfbfbf"),
    Reason.BEYOND_RANGE: (
        "beyond the height range",
        "The height lies outside the range of heights that was searched.",
        "#74c476",
    ),
    Reason.ISLAND: ("small island", "A few cells with heights, surrounded by voids: matches by chance.", "#c7e9f1"),
    Reason.LEFT_OUT: (
        "left out",
        "The place lies outside of the extent or the area of interest, or in polygons to leave out.",
        "#f2f2f2",
    ),
}


def counted(codes: np.ndarray) -> np.ndarray:
    """How often each code occurs: (len(Reason),) int64."""
    return np.bincount(np.ravel(codes), minlength=len(Reason)).astype(np.int64)


def by_title(counts: np.ndarray) -> dict[str, int]:
    """Counts of `counted` by title, without those that do not occur."""
    return {reason.title: int(counts[reason]) for reason in Reason if counts[reason]}
