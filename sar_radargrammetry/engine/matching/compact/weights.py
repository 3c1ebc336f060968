"""Weights of the network: one safetensors file that knows its design, calibration and origin, and its checksum."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from ...atomic import atomic_output
from ...errors import EngineError
from .network import CompactNet, Design

FORMAT = "sar_radargrammetry compact weights 1"
_PACKAGE = Path(__file__).resolve().parents[3]
_INSIDE = Path("resources", "weights", "compact.safetensors")
# In the assembled plugin the resources lie inside the package, in the repository beside it.
BUNDLED = _PACKAGE / _INSIDE if (_PACKAGE / _INSIDE).exists() else _PACKAGE.parent / _INSIDE


@dataclasses.dataclass(frozen=True)
class Calibration:
    """What turns the network's words into probabilities, measured on validation data after training.

    Parameters
    ----------
    along, across : float
        Standard deviation of a right match's error in units of the Laplace scale, along and across the curve.
    slope, offset : float
        Certainty = 1 / (1 + exp(-(slope * logit + offset))).
    """

    along: float = 1.15
    across: float = 1.15
    slope: float = 1.0
    offset: float = 0.0


@dataclasses.dataclass(frozen=True)
class Weights:
    """Everything that makes a matcher.

    Parameters
    ----------
    state : dict of str to tensor
    design : Design
    calibration : Calibration
    about : dict
        Training data, seeds, steps, hours, hardware, versions, scores; JSON values.
    """

    state: dict[str, torch.Tensor]
    design: Design
    calibration: Calibration
    about: dict

    def digest(self) -> str:
        """SHA-256 of design, calibration and all numbers."""
        return digest(self.state, _words(self))

    def network(self) -> CompactNet:
        """The network, ready to match."""
        net = CompactNet(self.design)
        net.load_state_dict(self.state)
        return net.eval()


def write_weights(path: str | Path, weights: Weights) -> None:
    """Write a weights file; whole or not at all."""
    state = {name: tensor.detach().cpu().contiguous() for name, tensor in weights.state.items()}
    content = {**_words(weights), "about": weights.about, "sha256": weights.digest()}
    with atomic_output(path) as temporary:
        # One key: the order of several would differ from file to file.
        Path(temporary).write_bytes(save(state, {"sar_radargrammetry": json.dumps(content, sort_keys=True)}))


def read_weights(path: str | Path) -> Weights:
    """Read and check a weights file.

    Raises
    ------
    EngineError
        The file is missing, damaged, changed since it was written, or of another version.
    """
    path = Path(path)
    if not path.is_file():
        raise EngineError(f"The weights file {path} does not exist; choose another one.")
    try:
        with safe_open(path, framework="pt") as file:
            metadata = (file.metadata() or {}).get("sar_radargrammetry")
            state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
    except (OSError, SafetensorError, ValueError, RuntimeError) as error:
        raise EngineError(f"The weights file {path} cannot be read ({error}); it is damaged or none at all.") from error
    try:
        content = json.loads(metadata or "{}")
        if content.get("format") != FORMAT:
            raise EngineError(f"{path} holds no weights of this version of the matcher compact; choose another file.")
        design = dict(content["design"])
        design = {name: _tuples(value) for name, value in design.items()}
        weights = Weights(state, Design(**design), Calibration(**content["calibration"]), content["about"])
        if weights.digest() != content["sha256"]:
            raise EngineError(f"The weights file {path} was changed since it was written; get it again.")
        weights.network()
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        raise EngineError(f"The weights file {path} does not fit the matcher compact ({error}).") from error
    return weights


def _words(weights: Weights) -> dict:
    return {
        "format": FORMAT,
        "design": dataclasses.asdict(weights.design),
        "calibration": dataclasses.asdict(weights.calibration),
    }


def digest(state: dict[str, torch.Tensor], words: dict) -> str:
    """SHA-256 of named numbers and of what is said of them."""
    total = hashlib.sha256(json.dumps(words, sort_keys=True).encode())
    for name in sorted(state):
        array = state[name].detach().cpu().contiguous().numpy()
        total.update(f"{name} {array.shape} {array.dtype}".encode())
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()


def _tuples(value):
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
