"""Weights of the matcher compact, and those that come with the plugin."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import torch

from ..weights_file import Calibration, WeightsFile, digest, fitting, read_content, tuples, write_weights
from .network import CompactNet, Design

__all__ = ["BUNDLED", "Calibration", "Weights", "digest", "read_weights", "write_weights"]

_PACKAGE = Path(__file__).resolve().parents[3]
_INSIDE = Path("resources", "weights", "compact.safetensors")
# In the assembled plugin the resources lie inside the package, in the repository beside it.
BUNDLED = _PACKAGE / _INSIDE if (_PACKAGE / _INSIDE).exists() else _PACKAGE.parent / _INSIDE


@dataclasses.dataclass(frozen=True)
class Weights(WeightsFile):
    """Everything that makes the matcher; see `WeightsFile`."""

    state: dict[str, torch.Tensor]
    design: Design
    calibration: Calibration
    about: dict

    MATCHER = "compact"

    def network(self) -> CompactNet:
        """The network, ready to match."""
        net = CompactNet(self.design)
        net.load_state_dict(self.state)
        return net.eval()


def read_weights(path: str | Path) -> Weights:
    """Read and check a weights file.

    Raises
    ------
    EngineError
        The file is missing, damaged, changed since it was written, or of another version.
    """
    state, content = read_content(path, Weights.MATCHER)
    with fitting(path, Weights.MATCHER):
        design = Design(**{name: tuples(value) for name, value in content["design"].items()})
        weights = Weights(state, design, Calibration(**content["calibration"]), content["about"])
        weights.network()
    return weights
