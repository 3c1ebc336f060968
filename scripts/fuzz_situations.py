"""How many of many made-up situations (tests/engine/situations.py) come out right, and how many are refused, and why.

    PYTHONPATH=.:build/engine-packages:tests/engine build/venv/bin/python scripts/fuzz_situations.py 200 1000

The numbers are those of pairs and of DEMs. A wrong result ends with hypothesis's smallest example of it.
"""

from __future__ import annotations

import collections
import sys

from hypothesis import HealthCheck, given, seed, settings
from situations import RIGHT, WARNED, elevation_of, ground_of, pairs, terrains

SUBJECTS = {"elevations of pairs": (pairs, elevation_of), "heights of DEMs": (terrains, ground_of)}


def outcomes(situations, result, count: int) -> collections.Counter:
    """Number of situations by outcome: `RIGHT`, or the sentence of a refusal."""
    found = collections.Counter()

    @seed(1)
    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(situations)
    def look(situation):
        found[result(situation)] += 1

    look()
    return found


def main() -> None:
    counts = [int(argument) for argument in sys.argv[1:]] or [200, 1000]
    for count, (title, (situations, result)) in zip(counts, SUBJECTS.items(), strict=True):
        found = outcomes(situations, result, count)
        right, warned, every = found[RIGHT], found[WARNED], sum(found.values())
        print(f"{title}: {right} right, {warned} warned, {every - right - warned} refused, 0 wrong")
        for sentence, times in found.most_common():
            if sentence not in (RIGHT, WARNED):
                print(f"  {times:5d}  {sentence}")


if __name__ == "__main__":
    main()
