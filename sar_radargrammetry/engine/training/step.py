"""The gradient of one batch, in as many pieces as the device's memory asks for."""

from __future__ import annotations

import dataclasses
from typing import Any

import torch

from ..errors import GPU_MEMORY, EngineError
from ..job import Context
from .crops import Batch
from .recipe import LossOf


def gradient(
    net: torch.nn.Module,
    batch: Batch,
    device: str,
    pieces: int,
    context: Context,
    loss_of: LossOf,
) -> tuple[Any, int]:
    """Leave the gradient of a batch in the network's parameters.

    Parameters
    ----------
    net : Module
    batch : Batch
        On the device.
    device : {"cpu", "cuda"}
    pieces : int
        In which the batch is taken, as the last step left it; 1 at first.
    context : Context
        Called once when the memory is too small.
    loss_of : callable

    Returns
    -------
    found : dataclass
        What `loss_of` gave, the mean over the pieces, without gradients.
    pieces : int
        For the next step: more than before where the GPU's memory was too small.

    Raises
    ------
    EngineError
        The GPU's memory does not hold one crop.
    """
    size = len(batch.truth)
    while True:
        net.zero_grad(set_to_none=True)
        found = _in_pieces(net, batch, device, pieces, loss_of)
        if found is not None:
            return found, pieces
        if pieces >= size:
            raise EngineError(
                "The GPU's memory is too small to train on a single crop; close other programs that use it, or choose "
                "the device cpu.",
                code=GPU_MEMORY,
            )
        # Here and not where the error was caught: what it refers to is freed by now.
        torch.cuda.empty_cache()
        if pieces == 1:
            context.warn(
                "The GPU's memory is too small for the whole batch; it is halved from here on and the halves' "
                "gradients are added, which takes longer."
            )
        pieces = min(2 * pieces, size)


def _in_pieces(net: torch.nn.Module, batch: Batch, device: str, pieces: int, loss_of: LossOf) -> Any | None:
    """The loss, mean over the pieces by their crops; None where the memory was too small."""
    size = len(batch.truth)
    step = -(-size // pieces)
    total: dict[str, torch.Tensor] = {}
    try:
        for low in range(0, size, step):
            piece = batch if pieces == 1 else batch.part(low, low + step)
            found = loss_of(net, piece, device)
            share = len(piece.truth) / size
            (found.total * share).backward()
            for field in dataclasses.fields(found):
                value = getattr(found, field.name).detach() * share
                total[field.name] = total[field.name] + value if total.get(field.name) is not None else value
    except torch.cuda.OutOfMemoryError:
        return None
    return type(found)(**total)
