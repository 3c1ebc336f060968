"""The downloaded wheels are the files that this version of the plugin was released with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from .lock import HELD, LOCK_FILE, Requirement, normal
from .pip import Source
from .running import SetupFailed

HASHES_FILE = LOCK_FILE.with_name("wheels.sha256")
PIECE = 1 << 20  # bytes


def read_hashes(path: Path) -> dict[str, str]:
    """SHA-256 by name of a wheel, from lines as `sha256sum` writes them; empty where a list of packages has none."""
    if not path.is_file():
        return {}
    lines = path.read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines if line.strip())}


def check_wheels(folder: Path, requirements: Iterable[Requirement], hashes: Mapping[str, str], source: Source) -> None:
    """Compare the wheels in a folder with the hashes, and remove those that differ.

    What no hash can be known of passes: numpy, whose version is that of QGIS, the builds of PyTorch of its own index
    (such as ``2.13.0+cpu``), and NVIDIA's libraries, which PyTorch's wheel names.

    Parameters
    ----------
    folder : Path
    requirements : iterable of Requirement
        The pinned packages.
    hashes : mapping
        See `read_hashes`; empty for none.
    source : Source
        Where the wheels come from.

    Raises
    ------
    SetupFailed
        A wheel is another file than the one of its name, or none of those that are known.
    """
    if not hashes:
        return
    pinned = {normal(wanted.name) for wanted in requirements} - {HELD}
    for wheel in sorted(folder.glob("*.whl")):
        name, version = wheel.name.split("-")[:2]
        expected = hashes.get(wheel.name)
        unknown = expected is None and normal(name) in pinned and "+" not in version
        if unknown or (expected is not None and _sha256(wheel) != expected):
            wheel.unlink()
            raise SetupFailed(
                "{wheel} of {source} is not the file that this version of the plugin was released with; use the Python "
                "package index or an unchanged mirror of it, then run this again.",
                wheel=wheel.name,
                source=source.name(),
            )


def _sha256(path: Path) -> str:
    found = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest()
