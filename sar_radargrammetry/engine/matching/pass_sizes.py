"""Which passes over averaged images there are and how large their windows: what their effort follows from."""

from __future__ import annotations

FACTORS = (16, 8, 4)
"""Averagings of the passes. From a surface that is sure to a pixel or two of the last one, full
resolution searches a few steps; a pass at 2 was measured to cost a quarter of full resolution and to gain nothing."""
LAST_OF_TURNED = 2
"""Averaging of one more pass of pairs whose tracks cross at nearly a right angle: their coarser passes err more."""
MIN_SIDE = 96
"""Pixels of the shorter side of the coarsest images; half of it where there would be no pass at all otherwise."""
TILE, OVERLAP = 512, 64
"""Windows of a pass [px of the pass]."""
MOST_FIRST, MOST = 128.0, 256.0
"""Pixels to either side of a surface that the first pass, and those after it, search at once, at the most: memory is
the same whatever the range. Of many heights at once a network tells the right one more surely than of a few at a time,
as long as later passes correct what it takes for right."""
BAND = 0.75
"""Share of that above which a search is cut into several, one after the other."""
DEM_REACH = 100.0
"""Metres to either side of a DEM that the first pass searches: a geoid that is not stated, trees, a quarry. Its result
shows how good the DEM is, and later passes search less."""


def factors(lines: int, samples: int, turned: bool = False) -> list[int]:
    """Averagings of the passes before full resolution, coarse first: those of `FACTORS` that leave enough.

    Small images have one pass, as coarse as they can bear: full resolution does not search a wide range by itself.
    `turned` pairs, see `turned.turned`, have `LAST_OF_TURNED` too.
    """
    side = min(lines, samples)
    every = [factor for factor in FACTORS if side >= factor * MIN_SIDE]
    every = every or [next((factor for factor in (4, 2) if 2 * side >= factor * MIN_SIDE), 1)]
    return [*every, LAST_OF_TURNED] if turned and every[-1] > LAST_OF_TURNED else every
