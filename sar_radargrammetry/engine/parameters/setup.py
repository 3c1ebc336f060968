"""Parameters of setting up, trying and describing the engine."""

from __future__ import annotations

import dataclasses

from .declare import FOLDER, Job, Kind, parameter
from .matching import Device


@dataclasses.dataclass(frozen=True, kw_only=True)
class SetupEngine(Job):
    """Installs, tests or removes the engine's packages."""

    ENGINE = False

    action: str = parameter(
        "What to do",
        "install: download and unpack what is missing, then test. test: only test what is installed. remove: delete "
        "the engine folder and the downloaded files.",
        "install",
        choices=("install", "test", "remove"),
    )
    torch: str = parameter(
        "Build of PyTorch",
        "cpu: for every computer. cuda: for NVIDIA graphics cards, about 3 GB to download and 5.3 GB on disk.",
        "cpu",
        choices=("cpu", "cuda"),
    )
    index_url: str | None = parameter(
        "Package index",
        "Address of a mirror of the Python package index. Default: the index that pip is configured for.",
        None,
        advanced=True,
    )
    wheels: str | None = parameter(
        "Folder with wheels",
        "Folder with the wheels of all packages, for a computer without network. Nothing is downloaded then.",
        None,
        kind=FOLDER,
        advanced=True,
    )
    again: bool = parameter("Install anew", "Install the packages even if they are complete.", False, advanced=True)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Diagnostics(Job):
    """Collects what a report of a problem needs."""

    ENGINE = False

    output: str | None = parameter(
        "Diagnostics",
        "File for the text (optional); the log shows it in any case.",
        None,
        output=Kind("file", (".md",), "Markdown (*.md)"),
        by_default=False,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class SelfTest(Device, Job):
    """Tests the engine on a tiny simulated pair."""

    QGIS = False

    match: bool = parameter("Match", "Match a tiny simulated pair; if off, only report versions and devices.", True)
