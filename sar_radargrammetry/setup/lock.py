"""The engine's packages as the lock file names them, and what of them a folder has."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from ..engine.message import Message

LOCK_FILE = Path(__file__).resolve().parent.parent / "engine" / "requirements.txt"
RECORD_NAME = ".setup.json"

# Bound to QGIS's own, not to the lock: GDAL and QGIS are built against it.
HELD = "numpy"

# name==version, and on request for which versions of Python: ; python_version < "3.12", and there for which processors:
# and platform_machine == "aarch64"
_LINE = re.compile(
    r"(?P<name>[\w.-]+)==(?P<version>[\w.+!]+)\s*(?:;\s*python_version\s*(?P<sign><|>=)\s*\"(?P<python>\d+\.\d+)\""
    r"(?:\s+and\s+platform_machine\s*(?P<same>==|!=)\s*\"(?P<machine>\w+)\")?)?$"
)

PythonVersion = tuple[int, int]


@dataclass(frozen=True)
class Requirement:
    """One package of the lock.

    Parameters
    ----------
    name, version : str
        As the lock spells them; no build such as ``+cpu``.
    """

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name}=={self.version}"


@dataclass(frozen=True)
class Record:
    """The record of a set-up folder, in the file `RECORD_NAME`.

    Parameters
    ----------
    lock : str
        SHA-256 of the lock file that it was made from.
    python : str
        Version of the interpreter that it was made for, such as "3.11".
    numpy : str
        Version of numpy in it.
    torch : str
        Build of torch: "cpu" or "cuda".
    bytes : int
        Size of all files.
    """

    lock: str
    python: str
    numpy: str
    torch: str
    bytes: int = 0

    def write(self, folder: Path) -> None:
        (folder / RECORD_NAME).write_text(json.dumps(asdict(self), indent=2) + "\n", "utf-8")


def read_record(folder: Path) -> Record | None:
    """The record of a folder; None where it was filled in another way."""
    try:
        return Record(**json.loads((folder / RECORD_NAME).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def checksum(lock_file: Path = LOCK_FILE) -> str:
    """SHA-256 of the lock file."""
    return hashlib.sha256(lock_file.read_bytes()).hexdigest()


def locked(
    python: PythonVersion | None = None, lock_file: Path = LOCK_FILE, machine: str | None = None
) -> list[Requirement]:
    """The packages for a version of Python and a processor (`platform.machine`), by default those that run this.

    Raises
    ------
    ValueError
        A line that is neither a requirement with one version nor a remark.
    """
    return list(_requirements(python or sys.version_info[:2], lock_file, machine or platform.machine()))


def _requirements(python: PythonVersion, lock_file: Path, machine: str) -> Iterator[Requirement]:
    for line in lock_file.read_text("utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if not text:
            continue
        found = _LINE.match(text)
        if not found:
            raise ValueError(f"{lock_file.name}: cannot read the line {line!r}")
        if found["sign"]:
            border = tuple(map(int, found["python"].split(".")))
            if (python < border) != (found["sign"] == "<"):
                continue
        if found["machine"] and (machine == found["machine"]) != (found["same"] == "=="):
            continue
        yield Requirement(found["name"], found["version"])


def installed(folder: Path) -> dict[str, str]:
    """Normal name and version of every distribution in `folder`; a listing only, so it is cheap."""
    try:
        stems = [entry.name[: -len(".dist-info")] for entry in folder.glob("*.dist-info")]
    except OSError:
        return {}
    return {normal(stem.rpartition("-")[0]): stem.rpartition("-")[2] for stem in stems}


def missing(folder: Path, requirements: list[Requirement]) -> list[str]:
    """Names of the packages that `folder` does not have."""
    there = installed(folder)
    return [wanted.name for wanted in requirements if normal(wanted.name) not in there]


def outdated(folder: Path, requirements: list[Requirement]) -> list[str]:
    """The packages that `folder` has in another version than the lock's, such as "scipy 1.9.0 instead of 1.10.1"."""
    there = installed(folder)
    found = []
    for wanted in requirements:
        version = there.get(normal(wanted.name), wanted.version).partition("+")[0]
        if version != wanted.version and wanted.name != HELD:
            found.append(f"{wanted.name} {version} instead of {wanted.version}")
    return found


def problem(folder: Path, python: PythonVersion | None = None, lock_file: Path = LOCK_FILE) -> str:
    """What is wrong with the packages in `folder`, a message that begins a sentence; empty when nothing is.

    Parameters
    ----------
    python : tuple of int, optional
        Version of the engine's interpreter; None where it is not known.
    """
    record = read_record(folder)
    made_for = tuple(map(int, record.python.split("."))) if record else None
    requirements = locked(python or made_for, lock_file)
    absent = missing(folder, requirements)
    if absent:
        return Message("The engine's packages ({names}) are not in {folder}", names=_listed(absent), folder=folder)
    if python and made_for and python != made_for:
        wanted = ".".join(map(str, python))
        return Message(
            "The engine's packages in {folder} are for Python {version}, and QGIS comes with {wanted} now",
            folder=folder,
            version=record.python,
            wanted=wanted,
        )
    old = outdated(folder, requirements)
    if old:
        return Message(
            "The engine's packages in {folder} are not those of this version of the plugin ({names})",
            folder=folder,
            names=_listed(old),
        )
    return ""


def _listed(names: list[str]) -> str:
    first = ", ".join(names[:3])
    return Message("{names} and others", names=first) if len(names) > 3 else first


def normal(name: str) -> str:
    """A package's name as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()
