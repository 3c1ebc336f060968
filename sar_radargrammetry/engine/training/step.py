"""The gradient of one batch, in as many pieces as the device's memory asks for."""

from __future__ import annotations

import dataclasses

import torch

from ..errors import EngineError
from ..job import Context
from ..matching.compact.network import CompactNet
from .crops import Batch
from .losses import Loss, loss


def gradient(net: CompactNet, batch: Batch, device: str, pieces: int, context: Context) -> tuple[Loss, int]:
    """Leave the gradient of a batch in the network's parameters.

    Parameters
    ----------
    net : CompactNet
    batch : Batch
        On the device.
    device : {"cpu", "cuda"}
    pieces : int
        In which the batch is taken, as the last step left it; 1 at first.
    context : Context
        Hears once when the memory is too small.

    Returns
    -------
    found : Loss
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
        found = _in_pieces(net, batch, device, pieces)
        if found is not None:
            return found, pieces
        if pieces >= size:
            raise EngineError(
                "The GPU's memory is too small to train on a single crop; close other programs that use it, or choose "
                "the device cpu."
            )
        # Here and not where the error was caught: what it refers to is freed by now.
        torch.cuda.empty_cache()
        if pieces == 1:
            context.warn(
                "The GPU's memory is too small for the whole batch; it is halved from here on and the halves' "
                "gradients are added, which takes longer."
            )
        pieces = min(2 * pieces, size)


def _in_pieces(net: CompactNet, batch: Batch, device: str, pieces: int) -> Loss | None:
    """The loss, mean over the pieces by their crops; None where the memory was too small."""
    size = len(batch.truth)
    step = -(-size // pieces)
    total: dict[str, torch.Tensor] = {}
    try:
        for low in range(0, size, step):
            piece = batch if pieces == 1 else _cut(batch, low, low + step)
            found = _loss(net, piece, device)
            share = len(piece.truth) / size
            (found.total * share).backward()
            for field in dataclasses.fields(found):
                value = getattr(found, field.name).detach() * share
                total[field.name] = total[field.name] + value if total.get(field.name) is not None else value
    except torch.cuda.OutOfMemoryError:
        return None
    return Loss(**total)


def _loss(net: CompactNet, batch: Batch, device: str) -> Loss:
    with torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda"):
        logits, estimates = net(**batch.inputs)
    return loss(
        logits.float(),
        estimates,
        batch.inputs["places"],
        batch.inputs["along"],
        batch.truth,
        batch.known,
        batch.absent,
        net.judged,
    )


def _cut(batch: Batch, low: int, high: int) -> Batch:
    """Some of a batch's crops."""
    inputs = {k: v[low:high] if isinstance(v, torch.Tensor) else v for k, v in batch.inputs.items()}
    return Batch(inputs, batch.truth[low:high], batch.known[low:high], batch.absent[low:high])
