"""RoMa's network from the authors' own classes, at their size or reduced.

RoMa (Edstedt, Sun, Bökman, Wadenbäck, Felsberg, "RoMa: Robust Dense Feature Matching", CVPR 2024) by the package
romatch of its authors, which the user installs: an encoder (VGG-19 for fine features, a frozen DINOv2 for coarse
ones), a Gaussian process and a transformer that classify the coarse match over a grid of anchors, and convolutional
refiners at strides 16, 8, 4, 2, 1. The reduced design has a small encoder and fewer channels in the same classes, so
that all of this runs in tests and trains on a processor without a GPU.

Nothing is downloaded here, and romatch is imported only when a network is built.
"""

from __future__ import annotations

from pathlib import Path

import torch

from ...errors import EngineError
from .design import RomaDesign
from .stand_ins import stand_ins

PACKAGES = ("romatch==0.1.2", "einops==0.8.1", "loguru==0.7.3")
"""What the matcher needs beside the engine's own packages."""
DINOV2 = "dinov2."
"""What the names of DINOv2's numbers begin with in a `state`."""


def build(design: RomaDesign, device: str = "cpu", state: dict[str, torch.Tensor] | None = None) -> torch.nn.Module:
    """The network, a ``romatch.models.matcher.RegressionMatcher``, ready to match.

    Parameters
    ----------
    design : RomaDesign
    device : {"cpu", "cuda", "meta"}
        On a GPU DINOv2 computes with 16 bits, as the authors have it. ``meta`` gives names and shapes without numbers.
    state : dict of str to tensor, optional
        As `state_of` gives it; its tensors become the network's own where they are on the device. By default random
        numbers.

    Raises
    ------
    EngineError
        The package romatch is missing.
    """
    assembly = _assembly()
    with torch.device("meta" if state is not None else device):
        net = assembly.assemble(design, torch.float32 if device in ("cpu", "meta") else torch.float16)
    if state is not None:
        for name, module in _parts(net):
            own = {key[len(name) :]: tensor for key, tensor in state.items() if _of(key) == name}
            dtype = next(module.parameters()).dtype
            module.load_state_dict(
                {key: tensor.to(device, dtype if tensor.is_floating_point() else None) for key, tensor in own.items()},
                assign=True,
            )
    return net.eval()


def state_of(net: torch.nn.Module) -> dict[str, torch.Tensor]:
    """All numbers by name: those that romatch has in its state, and DINOv2's, which it hides, with `DINOV2` before."""
    return {name + key: tensor for name, module in _parts(net) for key, tensor in module.state_dict().items()}


def shapes(design: RomaDesign) -> dict[str, tuple[int, ...]]:
    """The shape of every number that a design has, by its name in a `state`."""
    return {name: tuple(tensor.shape) for name, tensor in state_of(build(design, "meta")).items()}


def _parts(net: torch.nn.Module) -> list[tuple[str, torch.nn.Module]]:
    hidden = getattr(net.encoder, "dinov2_vitl14", [])
    return [("", net), *((DINOV2, module) for module in hidden)]


def _of(key: str) -> str:
    return DINOV2 if key.startswith(DINOV2) else ""


def _assembly():
    try:
        with stand_ins():
            from . import assembly
    except ModuleNotFoundError as error:
        missing = (error.name or "romatch").partition(".")[0]
        raise EngineError(
            "The matcher roma needs the Python package {missing}; install it with: python3 -m pip install --no-deps "
            '--target "{folder}" {packages}',
            missing=missing,
            folder=Path(torch.__file__).parents[1],
            packages=" ".join(PACKAGES),
        ) from error
    return assembly
