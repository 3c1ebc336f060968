"""Weights of RoMa: its authors' two checkpoints, and the one file that this plugin makes of them or trains."""

from __future__ import annotations

import functools
import zipfile
from pathlib import Path

import torch

from ...errors import EngineError
from ..learned.weights_file import Calibration, WeightsFile
from .design import OUTDOOR, RomaDesign
from .network import DINOV2, build, shapes

UNCALIBRATED = Calibration()
"""Calibration of weights that were not calibrated: RoMa's own certainty, and a standard deviation of 1.15 px."""


class RomaWeights(WeightsFile):
    """Everything that makes the matcher; see `WeightsFile`. The state is that of `network.state_of`."""

    MATCHER, DESIGN = "roma", RomaDesign

    def network(self, device: str = "cpu") -> torch.nn.Module:
        """The network, ready to match."""
        return build(self.design, device, self.state)


def read_weights(path: str | Path) -> RomaWeights:
    """Read and check a weights file of this plugin.

    Raises
    ------
    EngineError
        The file is missing, damaged, changed since it was written, of another matcher, or a checkpoint of RoMa's
        authors, which comes in two halves.
    """
    if Path(path).suffix.lower() in (".pth", ".pt", ".ckpt"):
        raise EngineError(
            "{path} is a checkpoint as RoMa's authors publish it; downloadweights makes one weights file of it and of "
            "the one of DINOv2.",
            path=path,
        )
    weights = RomaWeights.read(path)
    check_state(weights.state, _shapes(weights.design), path)
    return weights


def read_half(path: Path, prefix: str) -> dict[str, torch.Tensor]:
    """The part of the state that one of the two checkpoints of RoMa's authors holds.

    Parameters
    ----------
    path : Path
        ``roma_outdoor.pth`` (encoder and decoder), or ``dinov2_vitl14_pretrain.pth``.
    prefix : {"", `DINOV2`}
        Which of them.

    Raises
    ------
    EngineError
        The file cannot be read, or holds something else.
    """
    expected = {n: shape for n, shape in _shapes(OUTDOOR).items() if n.startswith(DINOV2) == bool(prefix)}
    state = {prefix + name: tensor for name, tensor in read_checkpoint(path).items()}
    check_state(state, expected, path)
    return state


def read_checkpoint(path: Path) -> dict[str, torch.Tensor]:
    """Tensors by name of a checkpoint of PyTorch; nothing in it is run.

    Raises
    ------
    EngineError
        The file is missing or damaged, or holds more than tensors.
    """
    if not path.is_file():
        raise EngineError("The checkpoint {path} does not exist; choose another one.", path=path)
    try:
        # Mapped where the format allows it, a gigabyte fills no memory.
        state = torch.load(path, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(path))
    except Exception as error:  # whatever a file from elsewhere makes the reader say
        reason = str(error).partition("\n")[0]
        raise EngineError(
            "The checkpoint {path} cannot be read ({reason}); it is damaged, or no checkpoint of PyTorch.",
            path=path,
            reason=reason,
        ) from error
    if not isinstance(state, dict) or not all(isinstance(tensor, torch.Tensor) for tensor in state.values()):
        raise EngineError("The checkpoint {path} does not hold named tensors; choose another one.", path=path)
    return {str(name): tensor for name, tensor in state.items()}


def check_state(state: dict[str, torch.Tensor], expected: dict[str, tuple[int, ...]], path: str | Path) -> None:
    """Refuse numbers whose names or shapes are not those expected.

    Raises
    ------
    EngineError
        Names the first that is wrong.
    """
    for name, shape in expected.items():
        if name not in state:
            raise EngineError(
                "{path} lacks the tensor {name}, so it belongs to another network; choose another file.",
                path=path,
                name=name,
            )
        if tuple(state[name].shape) != shape:
            raise EngineError(
                "The tensor {name} of {path} has the shape {found} instead of {wanted}, so it belongs to another "
                "network; choose another file.",
                name=name,
                path=path,
                found=tuple(state[name].shape),
                wanted=shape,
            )
    for name in state:
        if name not in expected:
            raise EngineError(
                "{path} has the tensor {name}, which RoMa does not have; choose another file.", path=path, name=name
            )


@functools.lru_cache
def _shapes(design: RomaDesign) -> dict[str, tuple[int, ...]]:
    return shapes(design)
