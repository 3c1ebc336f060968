"""A training set and a network so small that they train in a second; not accurate, but with every part."""

import dataclasses

import numpy as np

from sar_radargrammetry.engine.matching.compact.matcher import Weights
from sar_radargrammetry.engine.matching.compact.network import CompactNet, Design
from sar_radargrammetry.engine.matching.learned.weights_file import Calibration, write_weights
from sar_radargrammetry.engine.simulation.pair import PairSettings
from sar_radargrammetry.engine.training import simulated
from sar_radargrammetry.engine.training.sample import write_sample
from sar_radargrammetry.engine.training.trainingset import Entry, TrainingSet, open_training_set, write_manifest

DESIGN = Design(fine=8, middle=8, sweep=(8, 16), volume=4, hidden=(8, 8))
SIDE = 96
SETTINGS = PairSettings(
    terrain="hills", size=230.0, range_spacing=1.0, azimuth_spacing=1.0, decorrelation=0.1, noise=-30.0, seed=5
)


def make_samples(seed=5):
    """Both directions of a small simulated pair, without speckle of its own in the second view where possible."""
    before = simulated.SIDE
    simulated.SIDE = SIDE
    try:
        return simulated.make_samples(simulated.Draw(dataclasses.replace(SETTINGS, seed=seed), 16))
    finally:
        simulated.SIDE = before


def write_set(folder, samples):
    """A set of the samples, the last of which validates."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for number, sample in enumerate(samples):
        split = "validation" if number == len(samples) - 1 else "train"
        name = f"{split}_{number}.safetensors"
        write_sample(folder / name, sample)
        entries.append(Entry(name, split, {"terrain": "hills", "known_share": float(np.mean(sample.state == 0))}))
    write_manifest(TrainingSet(folder, tuple(entries), {"made_by": "test"}))
    return open_training_set(folder)


def make_weights(path, seed=1, design=DESIGN):
    """A file of random weights."""
    import torch

    torch.manual_seed(seed)
    write_weights(path, Weights(CompactNet(design).state_dict(), design, Calibration(), {"steps": 0}))
    return path
