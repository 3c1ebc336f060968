"""The weights of the matcher roma, fetched from its authors and joined to one file."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from ..errors import EngineError
from ..files.atomic import explained
from ..files.download import Fetched, fetch, sha256_of
from ..files.leftovers import short_stem
from ..job import Context
from ..matching.learned.weights_file import write_weights
from ..matching.roma.design import OUTDOOR
from ..matching.roma.network import DINOV2 as DINOV2_PREFIX
from ..matching.roma.weights import UNCALIBRATED, RomaWeights, read_half
from ..message import Message
from ..parameters.training import DownloadWeights
from ..report.provenance import versions

LICENCES = {
    "RoMa": "MIT licence (https://github.com/Parskatt/RoMa/blob/main/LICENSE)",
    "DINOv2": "Apache License 2.0 (https://github.com/facebookresearch/dinov2/blob/main/LICENSE)",
}
SHARES = (0.0, 0.25, 0.9)
"""Progress at the beginning of each download and at the end of both: 0.4 GB and 1.2 GB."""


def downloaded_weights(given: DownloadWeights, context: Context) -> str:
    """Fetch both checkpoints, check them and join them; what has arrived stays until the output is written.

    Parameters
    ----------
    given : DownloadWeights
        Addresses or files of the checkpoints, their checksums, and the file to write.
    context : Context

    Returns
    -------
    str
        Digest of the weights.

    Raises
    ------
    EngineError
        The licences were not accepted, or a checkpoint is not to be had or not the one that was named.
    """
    if not given.accept_licence:
        raise EngineError(
            "These weights belong to their authors: RoMa, {roma}; DINOv2, {dinov2}; read the licences, then accept "
            "them (ACCEPT_LICENCE).",
            roma=LICENCES["RoMa"],
            dinov2=LICENCES["DINOv2"],
        )
    for name, licence in LICENCES.items():
        context.log("{name}: {licence}, accepted.", name=name, licence=licence)
    output = Path(given.output).absolute()
    folder = output.with_name(f".{short_stem(output)}.download")
    context.keep(folder)
    wanted = (
        (given.roma, given.roma_sha256, ""),
        (given.dinov2, given.dinov2_sha256, DINOV2_PREFIX),
    )
    state, checkpoints = {}, []
    for (source, sha256, prefix), low, high in zip(wanted, SHARES[:-1], SHARES[1:], strict=True):
        found = _checkpoint(source, sha256, folder, context.part(low, high))
        context.log(
            "{source}: {bytes} bytes, SHA-256 {sha256}, {compared}.",
            source=source,
            bytes=found.bytes,
            sha256=found.sha256,
            compared=Message("as expected") if sha256 else Message("not compared"),
        )
        state |= _half(found, prefix, folder)
        checkpoints.append(found)
    weights = RomaWeights(state, OUTDOOR, UNCALIBRATED, _about(checkpoints))
    context.progress(0.95)
    digest = write_weights(output, weights)
    shutil.rmtree(folder, ignore_errors=True)
    context.progress(1.0)
    context.log("The weights are ready; choose the matcher roma and this file as its weights.")
    return digest


def is_address(source: str) -> bool:
    """Whether a checkpoint is named by its address, not as a file."""
    return "://" in source


def _checkpoint(source: str, sha256: str | None, folder: Path, context: Context) -> Fetched:
    """A checkpoint that is fetched, or that lies here already."""
    if not is_address(source):
        path = Path(source)
        if not path.is_file():
            raise EngineError(
                "The checkpoint {path} does not exist; give a file, or an address with https://.", path=path
            )
        return sha256_of(path, source, sha256, context)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise explained(error, folder) from error
    context.log("Fetching {source} ...", source=source)
    name = PurePosixPath(urlsplit(source).path).name or "checkpoint"
    return fetch(source, folder / f"{hashlib.sha256(source.encode()).hexdigest()[:12]}-{name}", sha256, context)


def _half(found: Fetched, prefix: str, folder: Path) -> dict:
    try:
        return read_half(found.path, prefix)
    except EngineError:
        # What is no checkpoint now will be none when it is asked for again.
        if found.path.parent == folder:
            found.path.unlink(missing_ok=True)
        raise


def _about(checkpoints: list[Fetched]) -> dict:
    return {
        "made_by": "downloadweights",
        "from": [{"address": c.address, "bytes": c.bytes, "sha256": c.sha256} for c in checkpoints],
        "licences": LICENCES,
        "calibration": "none",
        "versions": dict(versions()),
    }
