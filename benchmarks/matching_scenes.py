"""The patch pairs that matchers are judged on, with their truth."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import numpy as np
from scipy.interpolate import LinearNDInterpolator
from scipy.spatial import cKDTree

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.interface import ImagePatch
from sar_radargrammetry.engine.patches.planning import secondary_window
from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.sensor.model import SensorModel
from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.simulation.truth import pixel_truth
from sar_radargrammetry.engine.stereo.prior import HeightPrior, build_prior

SIDE = 512
HEIGHT_MARGIN = 30.0
"""Metres by which the true height range is widened."""
NODE_REACH = 1.25
"""Pixels from a node of another renderer's truth within which it counts: its nodes are 1.15 x 2 px apart on level
ground, and what lies farther away is in layover, in shadow, or between two surfaces."""

# Seeds, terrains and angles that no parameter was chosen on and nothing was trained with.
SCENES = {
    "hills, 15°": PairSettings(terrain="hills", seed=101, size=500.0, reference_look=35.0, secondary_look=50.0),
    "mountains, 10°": PairSettings(terrain="mountains", seed=102, size=500.0, reference_look=38.0, secondary_look=48.0),
    "forest, 15°": PairSettings(terrain="forest", seed=103, size=450.0, reference_look=30.0, secondary_look=45.0),
    "town, 25°": PairSettings(terrain="town", seed=104, size=450.0, reference_look=30.0, secondary_look=55.0),
    "mountains, 40°": PairSettings(terrain="mountains", seed=105, size=700.0, reference_look=25.0, secondary_look=65.0),
    "hills, 15° x 15°": PairSettings(
        terrain="hills", seed=106, size=600.0, reference_look=35.0, secondary_look=50.0, crossing=15.0
    ),
}
"""Terrain and angle of intersection; with a second angle, by which the tracks cross."""


@dataclasses.dataclass(frozen=True)
class Case:
    """One patch pair with its truth.

    Parameters
    ----------
    reference, secondary : ImagePatch
    prior : HeightPrior
        Of the reference's window in the secondary; its offsets are heights.
    truth : (lines, samples, 2) ndarray
        Secondary pixel of each reference pixel; NaN where not both views see one piece of ground alone.
    """

    reference: ImagePatch
    secondary: ImagePatch
    prior: HeightPrior
    truth: np.ndarray


def origin(case: Case) -> np.ndarray:
    """Line and sample of the secondary image at which its window begins."""
    return np.array([case.secondary.window.line, case.secondary.window.sample])


def middle_places(case: Case) -> np.ndarray:
    """Secondary pixel of each reference pixel at the middle height: (lines, samples, 2)."""
    return case.prior.at_pixels(case.prior.middle)


def inside_secondary(case: Case) -> np.ndarray:
    """Where in the secondary's window each reference pixel lies at the middle height: (lines, samples, 2) float32."""
    return (middle_places(case) - origin(case)).astype(np.float32)


def make_case(settings: PairSettings, side: int = SIDE) -> Case:
    """Simulate a pair and cut the patch of `side` x `side` pixels in the middle of it."""
    ground = make_ground(settings)
    exposures = [expose(settings, ground, view) for view in (0, 1)]
    images = [np.abs(exposure.image()).astype(np.float32) for exposure in exposures]
    first, second = (exposure.view for exposure in exposures)
    window = _middle(first.model, side)
    truth = pixel_truth(ground.scene, first, second, window.line, window.line + side)
    columns = slice(window.sample, window.sample + side)
    place = np.stack([truth.line[:, columns], truth.sample[:, columns]], -1)
    place[~truth.seen2[:, columns]] = np.nan

    def read(image: int, part: Window) -> np.ndarray:
        return images[image][part.line : part.line + part.lines, part.sample : part.sample + part.samples]

    return _case(first.model, second.model, read, window, ground.scene.heights, place)


def oso_folder() -> Path:
    """Where the SICD pair with another renderer's truth lies, if it is there."""
    base = os.environ.get("SAR_RADARGRAMMETRY_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(base) / "oso"


def oso_case(folder: Path, side: int = SIDE) -> Case:
    """The patch in the middle of a SICD pair made by another renderer from a LiDAR terrain model."""
    products = [open_product(folder / f"image{number}.nitf") for number in (1, 2)]
    window = _middle(products[0].model, side)
    truth = np.load(folder / "truth.npz")
    # Nodes give (range, azimuth); lines are azimuth.
    nodes = [truth[name][truth["seen1"] & truth["seen2"]][:, ::-1].astype(float) for name in ("px1", "px2")]
    near = (np.abs(nodes[0] - [window.line + side / 2, window.sample + side / 2]) < side / 2 + 16).all(-1)

    def read(image: int, part: Window) -> np.ndarray:
        return np.abs(products[image].read(part.line, part.sample, part.lines, part.samples))

    place = _between_nodes(nodes[0][near], nodes[1][near], window)
    return _case(products[0].model, products[1].model, read, window, truth["Z"], place)


def _between_nodes(first: np.ndarray, second: np.ndarray, window: Window) -> np.ndarray:
    """Secondary pixel (lines, samples, 2) of the pixels of a window, from nodes (n, 2) in both images."""
    pixels = np.stack(
        np.meshgrid(window.line + np.arange(window.lines), window.sample + np.arange(window.samples), indexing="ij"),
        -1,
    ).astype(float)
    place = pixels + LinearNDInterpolator(first, second - first)(pixels)
    distance, _ = cKDTree(first).query(pixels, distance_upper_bound=NODE_REACH)
    place[~np.isfinite(distance)] = np.nan
    return place


def _middle(model: SensorModel, side: int) -> Window:
    return Window((model.lines - side) // 2, (model.samples - side) // 2, side, side)


def _case(one: SensorModel, two: SensorModel, read, window: Window, heights: np.ndarray, truth: np.ndarray) -> Case:
    """`read` gives the pixels of a window of image 0 or 1."""
    low, high = float(np.nanmin(heights)) - HEIGHT_MARGIN, float(np.nanmax(heights)) + HEIGHT_MARGIN
    other = secondary_window(one, two, window, low, high)
    views = [
        ImagePatch(np.ascontiguousarray(read(i, part), np.float32), part) for i, part in enumerate((window, other))
    ]
    return Case(*views, build_prior(one, two, window, low, high), truth)
