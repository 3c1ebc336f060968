"""Four flights over one ground whose tracks are wrong by known amounts, and the matches that true geometry gives."""

import dataclasses

import numpy as np
import scenes
from refine_pairs import surface

from sar_radargrammetry.engine.block.network import Link, adjust_network
from sar_radargrammetry.engine.points.triangulation import look_direction
from sar_radargrammetry.engine.refinement.conditions import tied_pair
from sar_radargrammetry.engine.refinement.ties import TiePoints
from sar_radargrammetry.engine.refinement.unknowns import Expected, unknowns_of
from sar_radargrammetry.engine.sensor.corrected import CorrectedModel
from sar_radargrammetry.engine.sensor.ground import image_to_ground_on_dem

SIGMA = 0.5
"""Of the simulated matches in line and sample [px]."""
HEADINGS = (65.0, 65.0, 245.0, 245.0)
INCIDENCES = (35.0, 50.0, 35.0, 50.0)
PAIRS = ((0, 1), (2, 3))


@dataclasses.dataclass(frozen=True)
class Block:
    """Delivered models, the unknowns of each, and the errors [m] that lead from them to the right ones."""

    models: tuple
    unknowns: tuple
    errors: tuple
    links: tuple

    def adjusted(self, **more):
        return adjust_network(self.unknowns, self.links, **more)


def relief(x, y):
    """Steeper than the hills of a single pair: horizontal offsets show in the heights of slopes only."""
    return surface(x, y) + 15.0 * np.sin(x / 40.0) * np.cos(y / 55.0)


def block(*, seed, offsets, ties=700, points=6000, sigma=SIGMA, pairs=PAIRS, headings=HEADINGS, incidences=INCIDENCES):
    """A block of four flights.

    `offsets` are errors [m] by image and name of the unknown.
    """
    random = np.random.default_rng(seed)
    models = tuple(
        scenes.model(incidence, size=1400, heading=heading)
        for incidence, heading in zip(incidences, headings, strict=True)
    )
    unknowns = tuple(unknowns_of(model, Expected()) for model in models)
    errors = [np.zeros(len(u.sigma)) for u in unknowns]
    for (image, name), size in offsets.items():
        errors[image][unknowns[image].names.index(name)] = size
    true = [CorrectedModel(m, u.correction(e)) for m, u, e in zip(models, unknowns, errors, strict=True)]
    ground = scenes.dem(relief, half=1200.0, step=5.0)
    links = []
    for pair in pairs:
        tied = [_tied(models, true, unknowns, pair, ground, count, sigma, random) for count in (ties, points)]
        links.append(Link(pair, *tied))
    return Block(models, unknowns, tuple(errors), tuple(links))


def _tied(models, true, unknowns, pair, ground, count, sigma, random):
    first, second = pair
    pixel = random.uniform(0.1, 0.9, (count, 2)) * [models[first].lines - 1, models[first].samples - 1]
    points = image_to_ground_on_dem(true[first], *pixel.T, ground)
    exact = np.stack(true[second].ground_to_image(points), axis=-1)
    seen = np.isfinite(exact).all(-1) & np.isfinite(points).all(-1)
    match = exact[seen] + sigma * random.normal(size=(int(seen.sum()), 2))
    covariance = np.broadcast_to(sigma**2 * np.eye(2), (len(match), 2, 2))
    ties = TiePoints(pixel[seen], match, covariance)
    models_of, unknowns_of_pair = (models[first], models[second]), (unknowns[first], unknowns[second])
    return tied_pair(*models_of, unknowns_of_pair, ties, look_direction(models[first]))[0]
