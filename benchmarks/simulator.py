"""How fast the simulator is on this machine: ``python -m benchmarks.simulator``."""

from __future__ import annotations

import json
import time

from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.simulation.truth import node_truth, pixel_truth


def measure(size: float = 500.0, terrain: str = "mountains") -> dict[str, float]:
    """Make a pair in memory and time its steps.

    Returns
    -------
    dict
        Seconds of each step, and millions a second: ``render_mpoints`` ground points to mean power,
        ``image_mpoints`` ground points to a complex image with speckle, ``truth_mpixels`` pixels with ground
        to correspondences.
    """
    settings = PairSettings(terrain=terrain, size=size)
    found: dict[str, float] = {}

    def timed(name: str, function):
        start = time.perf_counter()
        result = function()
        found[f"{name}_seconds"] = time.perf_counter() - start
        return result

    ground = timed("ground", lambda: make_ground(settings))
    exposures = timed("texture", lambda: [expose(settings, ground, view) for view in (0, 1)])
    points = sum(exposure.view.flags.size for exposure in exposures) / 1e6
    timed("render", lambda: [exposure.render_only() for exposure in exposures])
    timed("image", lambda: [exposure.image() for exposure in exposures])
    first, second = (exposure.view for exposure in exposures)
    timed("node_truth", lambda: node_truth(ground.scene, first, second))
    truth = timed("truth", lambda: pixel_truth(ground.scene, first, second))
    found["render_mpoints"] = points / found["render_seconds"]
    found["image_mpoints"] = points / found["image_seconds"]
    found["truth_mpixels"] = float((truth.height == truth.height).sum()) / 1e6 / found["truth_seconds"]
    return found


if __name__ == "__main__":
    print(json.dumps({key: round(value, 3) for key, value in measure().items()}, indent=1))
