"""Layover, shadow, energy and positions of the renderer against closed forms."""

import numpy as np
import pytest
import torch

from sar_radargrammetry.engine.simulation.flight import Flight, fly, image_of
from sar_radargrammetry.engine.simulation.render import LAYOVER, OUTSIDE, SHADOW, Renderer, splat
from sar_radargrammetry.engine.simulation.scene import Scene, scene_grid
from sar_radargrammetry.engine.simulation.texture import angular_response

LOOK = 35.0
SPACING = 0.5


def east_profile(function, size=160.0, posting=0.5):
    """A scene whose height depends on the distance east of its middle [m], on the zone's central meridian."""
    grid = scene_grid(15.0, 46.5, size, posting)
    x = (np.arange(grid.width) + 0.5) * posting - size / 2
    return Scene(np.tile(function(x), (grid.height, 1)).astype(np.float32), grid)


def rendered(scene, look=LOOK, heading=0.0, side="right", wobble=0.0):
    flight = Flight(altitude=5000.0, look=look, heading=heading, look_side=side, wobble=wobble)
    model = image_of(scene, fly(scene, flight), flight, SPACING, SPACING)
    return Renderer(scene, model, np.ones((2, 2), np.float32))


def middle(renderer):
    """The line through the middle of the scene, and its lattice as east distance of the nodes [m]."""
    line = renderer.model.lines // 2
    block = renderer.block(line, line + 1)
    planes = renderer.planes
    z = block.z[0] + planes.level[line]
    xyz = planes.points(np.full(planes.columns, line), planes.distances, z)
    col, _, _ = renderer.scene.position(xyz)
    grid = renderer.scene.grid
    return block, (col + 0.5) * grid.pixel_size - 0.5 * grid.width * grid.pixel_size, z


@pytest.mark.parametrize("wobble", [0.0, 2.5])
@pytest.mark.parametrize(("heading", "side"), [(65.0, "right"), (65.0, "left"), (300.0, "right")])
def test_nodes_lie_on_the_surface_and_on_their_line(heading, side, wobble):
    grid = scene_grid(15.3, 46.5, 200.0, 1.0)
    x, y = np.meshgrid(np.arange(grid.width), np.arange(grid.height))
    scene = Scene((400.0 + 25.0 * np.sin(x / 11.0) * np.cos(y / 17.0)).astype(np.float32), grid)
    renderer = rendered(scene, heading=heading, side=side, wobble=wobble)
    first, last = 150, 156
    block = renderer.block(first, last)
    line = np.broadcast_to(np.arange(first, last)[:, None], block.z.shape)
    z = block.z + renderer.planes.level[line]
    xyz = renderer.planes.points(line, np.broadcast_to(renderer.planes.distances, z.shape), z)
    inside = (block.flags & OUTSIDE) == 0
    assert 0.2 < inside.mean() < 1.0
    col, row, height = scene.position(xyz[inside])
    assert np.abs(height - scene.height(col, row)).max() < 2e-3
    found_line, found_sample = renderer.model.ground_to_image(xyz[inside])
    assert np.abs(found_line - line[inside]).max() < 1e-6
    sample = (block.range_[inside] - renderer.model.near_range) / renderer.model.range_spacing
    assert np.abs(found_sample - sample).max() < 1e-6


@pytest.mark.parametrize(
    ("slope", "expected"),
    [(0.0, 0), (30.0, 0), (40.0, LAYOVER), (60.0, LAYOVER), (-50.0, 0), (-60.0, SHADOW)],
)
def test_tilted_planes(slope, expected):
    """At 35 degrees, ground rising away from the track by more than 35 lies over, falling by more than 55 is dark."""
    scene = east_profile(lambda x: 300.0 + np.tan(np.radians(slope)) * x, size=60.0)
    renderer = rendered(scene)
    block, _, _ = middle(renderer)
    inside = np.flatnonzero((block.flags[0] & OUTSIDE) == 0)[2:-2]
    assert (block.flags[0, inside] == expected).all()
    within = block.mask[0, 0:] != OUTSIDE
    if expected == LAYOVER:
        # The first and last pixel may hold an end of the plane alone.
        assert (block.mask[0, within][1:-1] == LAYOVER).all()


def test_wedge_casts_the_shadow_of_its_crest():
    """A crest h metres high darkens flat ground behind it for h tan(incidence) metres."""
    height = 30.0
    scene = east_profile(lambda x: 300.0 + np.where(x < 0.0, np.maximum(height + 0.5 * x, 0.0), 0.0))
    renderer = rendered(scene)
    block, east, z = middle(renderer)
    dark = np.flatnonzero((block.flags[0] & SHADOW) != 0)
    assert (np.diff(dark) == 1).all()
    crest = dark[0] - 1
    g = renderer.planes.distances
    # Lines of sight are straight in the plane: the same tangent at the crest and at the shadow's end.
    end = -z[dark[-1]] * g[crest] / -z[crest]
    assert g[dark[-1]] == pytest.approx(end, abs=1.1 * renderer.planes.step)
    expected = (height + 0.5 * east[crest]) * np.tan(np.radians(LOOK))
    assert east[dark[-1]] - east[crest] == pytest.approx(expected, abs=0.8)  # the wall leans over half a metre
    samples = (block.range_[0, [crest, dark[-1]]] - renderer.model.near_range) / SPACING
    dark_pixels = np.flatnonzero(block.mask[0] == SHADOW)
    assert dark_pixels[0] == pytest.approx(samples[0], abs=1.6)
    assert dark_pixels[-1] == pytest.approx(samples[1], abs=1.6)
    assert block.power[0, dark_pixels[2:-2]].max() == 0.0


def test_flat_roof_lies_over_the_ground_before_it():
    """A wall h metres high facing the track lays h cos(incidence) metres of slant range over each other."""
    height = 20.0
    scene = east_profile(lambda x: 300.0 + np.where(np.abs(x) <= 25.0, height, 0.0))
    renderer = rendered(scene)
    block, east, _ = middle(renderer)
    position = (block.range_[0] - renderer.model.near_range) / SPACING
    # The wall leans from the last node on the ground to the first on the roof.
    foot = position[np.flatnonzero(east <= -25.25)[-1]]
    eaves = position[np.flatnonzero(east >= -24.75)[0]]
    assert (foot - eaves) * SPACING == pytest.approx(height * np.cos(np.radians(LOOK)), abs=0.5)
    layover = np.flatnonzero(block.mask[0] == LAYOVER)
    assert layover[0] == pytest.approx(eaves, abs=1.6)
    assert layover[-1] == pytest.approx(foot, abs=1.6)
    # Ground before the wall, wall and roof: all three reach as far as the ranges they share.
    before = east[np.flatnonzero(block.flags[0] == LAYOVER)[0]]
    assert -25.25 - before == pytest.approx(height / np.tan(np.radians(LOOK)), abs=1.0)
    assert block.power[0, layover[3:-3]].mean() > 1.8 * np.median(block.power[0][block.mask[0] == 0])


def test_power_of_level_ground_is_that_of_the_radar_equation():
    """Beta nought of level ground: gamma nought / tan(incidence); the lattice shows by 2 % at the most."""
    scene = east_profile(lambda x: np.full(x.shape, 200.0), size=100.0)
    renderer = rendered(scene)
    block, _, _ = middle(renderer)
    lit = np.flatnonzero(block.mask[0] == 0)[4:-4]
    range_ = renderer.model.near_range + SPACING * lit
    line = renderer.model.lines // 2
    incidence = np.arccos(-(renderer.planes.level[line]) / range_)
    gamma = angular_response(torch.from_numpy(np.cos(incidence))).numpy()
    expected = gamma / np.tan(incidence)
    assert np.abs(block.power[0, lit] / expected - 1.0).max() < 0.03
    assert block.power[0, lit].sum() == pytest.approx(expected.sum(), rel=2e-3)


def test_splat_keeps_energy_and_mean_position():
    random = np.random.default_rng(1)
    position = torch.from_numpy(random.uniform(0.0, 98.9, (7, 5000)).astype(np.float32))
    power = torch.from_numpy(random.exponential(1.0, (7, 5000)).astype(np.float32))
    image = splat(position, power, 100).double()
    assert torch.allclose(image.sum(1), power.double().sum(1), rtol=1e-6)
    moment = (image * torch.arange(100)).sum(1)
    assert torch.allclose(moment, (position.double() * power.double()).sum(1), rtol=1e-5)


def test_the_image_holds_all_the_energy_of_its_strips():
    """Layover, shadow and cliffs included: what the lattice returns arrives in the image, to a millionth."""
    random = np.random.default_rng(2)
    grid = scene_grid(15.0, 46.5, 80.0, 0.5)
    heights = 300.0 + 12.0 * (random.uniform(size=(grid.height // 16 + 1, grid.width // 16 + 1)) > 0.6)
    scene = Scene(np.kron(heights, np.ones((16, 16)))[: grid.height, : grid.width].astype(np.float32), grid)
    renderer = rendered(scene, heading=30.0)
    block = renderer.block(40, 90)
    # The same strips, their energy added up without any image.
    depth = -(block.z + renderer.planes.level[40:90, None])
    g = renderer.planes.distances
    inside = (block.flags & OUTSIDE) == 0
    tangent = np.where(inside, g / depth, -np.inf)
    horizon = np.maximum.accumulate(tangent, axis=1)
    with np.errstate(invalid="ignore"):
        lit = np.maximum(tangent[:, 1:] - horizon[:, :-1], 0.0)
    both = inside[:, 1:] & inside[:, :-1]
    middle_range = 0.5 * (block.range_[:, 1:] + block.range_[:, :-1])
    shown = np.where(both, lit * depth[:, 1:] * depth[:, :-1] / middle_range, 0.0)
    everything = renderer.block(39, 91)
    _, height, *_ = renderer._ground(39, 91)
    along = np.gradient(height.numpy().astype(float), renderer.azimuth_spacing, axis=0)[1:-1]
    height = height.numpy()[1:-1].astype(float)
    across = np.diff(height, axis=1) / renderer.planes.step
    normal = np.sqrt(1.0 + across**2 + (0.5 * (along[:, 1:] + along[:, :-1])) ** 2)
    cosine = np.clip((g[:-1] * across + depth[:, :-1]) / middle_range / normal, 0.0, 1.0)
    gamma = angular_response(torch.from_numpy(cosine)).numpy()
    expected = (gamma * shown).sum() / SPACING
    assert block.power.astype(float).sum() == pytest.approx(expected, rel=1e-6)
    assert np.array_equal(everything.power[1:-1], block.power)


def test_blocks_do_not_show():
    scene = east_profile(lambda x: 300.0 + 5.0 * np.sin(x / 5.0), size=80.0)
    renderer = rendered(scene, heading=40.0, wobble=2.0)
    whole = renderer.block(0, renderer.model.lines)
    part = renderer.block(61, 100)
    for name in ("power", "mask", "flags", "z", "range_"):
        assert np.array_equal(getattr(whole, name)[61:100], getattr(part, name))
