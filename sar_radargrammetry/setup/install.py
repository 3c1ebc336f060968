"""The installation: interpreter, disk, download, unpacking, and one rename at the end. Complete or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..engine.message import Message
from ..engine.system import host
from ..feedback import Feedback
from . import lock
from .hashes import HASHES_FILE, check_wheels, read_hashes
from .lock import LOCK_FILE, Record, Requirement
from .log import LoggedFeedback
from .pip import Pip, Source, find_pip
from .progress import Growth, free_space, size_of
from .running import SetupFailed, run_python
from .wheels import download, explained

OLDEST_PYTHON = (3, 10)
SPACE_FACTOR = 1.1  # of the space that is asked for
INSTALLED = 90.0  # percent; the rest is the engine's test

# Bytes: to fetch, and on the disk afterwards. Measured on Linux (x86-64).
SIZES = {"cpu": (0.3e9, 1.25e9), "cuda": (3.0e9, 5.3e9)}


@dataclass(frozen=True)
class Plan:
    """What is to be installed, and where.

    Parameters
    ----------
    interpreter : str
        The Python that the engine will run in.
    folder : Path
        The engine folder: holds nothing but the packages, and is replaced as a whole.
    environment : mapping
        Of the programs that are run: proxies, certificates and the user's settings of pip.
    torch : str
        Build of torch: "cpu" or "cuda".
    source : Source
        Where the wheels come from.
    keep_downloads : bool
        Leave the wheels when all is done.
    lock_file : Path
        The list of the packages.
    """

    interpreter: str
    folder: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    torch: str = "cpu"
    source: Source = field(default_factory=Source)
    keep_downloads: bool = False
    lock_file: Path = LOCK_FILE

    def beside(self, ending: str) -> Path:
        """A path of our own beside the engine folder: on the same disk, so that a rename is all it takes."""
        return self.folder.with_name(self.folder.name + ending)


def description(plan: Plan) -> Message:
    """What will be downloaded, its size and its place, for the user."""
    fetched, unpacked = SIZES[plan.torch]
    room = SPACE_FACTOR * (fetched + unpacked)
    cpu = plan.torch == "cpu"
    return Message(
        "PyTorch {build} and the other packages that the engine needs are downloaded from {source}: about "
        "{fetched:.1f} GB to download, {unpacked:.1f} GB on disk, in {folder}. Nothing is installed into the Python of "
        "QGIS. To remove everything, remove that folder. The set-up needs {room:.1f} GB of free disk space. If it is "
        "interrupted, start it again to resume it.",
        build=Message("for the processor") if cpu else Message("for NVIDIA graphics cards (CUDA)"),
        source=plan.source.name(),
        fetched=fetched / 1e9,
        unpacked=unpacked / 1e9,
        folder=plan.folder,
        room=room / 1e9,
    )


def install(
    plan: Plan, feedback: Feedback, again: bool = False, free: Callable[[Path], float] = free_space
) -> Record | None:
    """Install the packages of the lock into the engine folder, unless they are there.

    Parameters
    ----------
    again : bool
        Also when they are there.
    free : callable
        Free bytes at a path.

    Returns
    -------
    Record or None
        None when there was nothing to do.

    Raises
    ------
    SetupFailed, SetupCancelled
    """
    with _prepared(plan, feedback) as logged:
        python, numpy = _facts(plan, logged)
        if not again and not lock.problem(plan.folder, python, plan.lock_file) and _right_torch(plan):
            logged.pushInfo(Message("The packages in {folder} are complete; nothing to do.", folder=plan.folder))
            return None
        _check_ours(plan.folder)
        logged.pushInfo(description(plan))
        return _install(plan, _requirements(plan, python, numpy), python, logged, free)


def remove(plan: Plan, feedback: Feedback) -> int:
    """Remove the engine folder and everything that an installation left beside it; gives the bytes that were freed."""
    with _prepared(plan, feedback) as logged:
        _check_ours(plan.folder)
        leftovers = [plan.folder, *map(plan.beside, (".download", ".new", ".old"))]
        size = size_of(*leftovers)
        shutil.rmtree(plan.beside(".old"), ignore_errors=True)
        _put_away(plan)
        for leftover in leftovers:
            shutil.rmtree(leftover, ignore_errors=True)
        logged.pushInfo(Message("Removed {folder}: {size:.2f} GB.", folder=plan.folder, size=size / 1e9))
    plan.beside(".setup.log").unlink(missing_ok=True)
    return size


@contextlib.contextmanager
def _prepared(plan: Plan, feedback: Feedback) -> Iterator[Feedback]:
    """The folder's parent, the log, and the assurance that no other installation is at work there."""
    try:
        plan.folder.parent.mkdir(parents=True, exist_ok=True)
        with _exclusive(plan.beside(".lock")), _logged(plan, feedback) as logged:
            yield logged
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SetupFailed(
            "{path} cannot be written ({reason}); choose another engine folder in Settings > Options > Processing.",
            path=error.filename or plan.folder,
            reason=reason,
        ) from error


def _logged(plan: Plan, feedback: Feedback) -> LoggedFeedback:
    title = f"set-up of {plan.folder}, torch {plan.torch}, from {plan.source}, with {plan.interpreter}"
    return LoggedFeedback(feedback, plan.beside(".setup.log"), title)


@contextlib.contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    """Hold a file as long as this lasts; the system lets go of it however this process ends."""
    with open(path, "a+b") as file:
        try:
            host.lock(file.fileno())
        except OSError as error:
            raise SetupFailed("The engine is being set up by another QGIS already; wait until that is done.") from error
        yield


def _check_ours(folder: Path) -> None:
    """Refuse to replace or remove a folder that was not set up by this."""
    marks = (lock.RECORD_NAME, ".lock-checksum")  # the latter by earlier versions
    if folder.exists() and any(folder.iterdir()) and not any((folder / mark).exists() for mark in marks):
        raise SetupFailed(
            "{folder} holds other things and is left alone; choose a folder that is empty or new in Settings > Options "
            "> Processing, or move these away.",
            folder=folder,
        )


def _facts(plan: Plan, feedback: Feedback) -> tuple[lock.PythonVersion, str]:
    """Version of the interpreter, and of its numpy (empty where it has none)."""
    ended = run_python(plan.interpreter, ["--facts"], plan.environment, feedback)
    try:
        facts = json.loads(ended.lines[-1])
    except (IndexError, ValueError) as error:
        raise SetupFailed(
            "The Python interpreter {interpreter} does not run ({reason}).",
            interpreter=plan.interpreter,
            reason=ended.text[-200:],
        ) from error
    python = tuple(facts["python"])
    if python < OLDEST_PYTHON:
        raise SetupFailed(
            "The engine needs Python 3.10 or newer and QGIS has {version}; install a newer QGIS, or name another "
            "Python that has GDAL in the environment variable SAR_RADARGRAMMETRY_PYTHON.",
            version=".".join(map(str, python)),
        )
    return python, facts["numpy"]


def _requirements(plan: Plan, python: lock.PythonVersion, numpy: str) -> list[Requirement]:
    """The lock, with numpy at the version that the interpreter has: GDAL and QGIS are built for that one."""
    return [
        Requirement(lock.HELD, numpy) if numpy and wanted.name == lock.HELD else wanted
        for wanted in lock.locked(python, plan.lock_file)
    ]


def _right_torch(plan: Plan) -> bool:
    record = lock.read_record(plan.folder)
    return record is None or record.torch == plan.torch


def _install(
    plan: Plan, requirements: list[Requirement], python: lock.PythonVersion, feedback: Feedback, free: Callable
) -> Record:
    store, new = plan.beside(".download"), plan.beside(".new")
    for leftover in (new, plan.beside(".old"), store / "tmp"):
        shutil.rmtree(leftover, ignore_errors=True)
    wheels = store / f"wheels-py{python[0]}{python[1]}-{plan.torch}-{lock.checksum(plan.lock_file)[:8]}"
    _check_space(plan, size_of(wheels), free)
    wheels.mkdir(parents=True, exist_ok=True)
    pip = find_pip(plan.interpreter, plan.environment, plan.source, store, feedback)
    fetched, unpacked = SIZES[plan.torch]
    growth = Growth(lambda: size_of(wheels, store / "tmp"), fetched, 2.0, 55.0, feedback)
    try:
        download(pip, requirements, plan.torch, plan.source, wheels, growth, feedback)
        check_wheels(wheels, requirements, read_hashes(plan.lock_file.with_name(HASHES_FILE.name)), plan.source)
        growth = Growth(lambda: size_of(new, store / "tmp"), unpacked, 55.0, INSTALLED, feedback)
        _unpack(pip, wheels, new, growth, feedback)
        absent = lock.missing(new, requirements)
        if absent:
            raise SetupFailed("pip did not install {packages}; see the log.", packages=", ".join(absent))
        record = Record(
            lock=lock.checksum(plan.lock_file),
            python=".".join(map(str, python)),
            numpy=next((wanted.version for wanted in requirements if wanted.name == lock.HELD), ""),
            torch=plan.torch,
            bytes=size_of(new),
        )
        record.write(new)
        _take_its_place(plan, new)
    finally:
        for leftover in (new, plan.beside(".old"), store / "tmp"):
            shutil.rmtree(leftover, ignore_errors=True)
    if not plan.keep_downloads:
        shutil.rmtree(store, ignore_errors=True)
    feedback.setProgress(INSTALLED)
    feedback.pushInfo(
        Message(
            "Installed {count} packages in {folder}: {size:.2f} GB.",
            count=len(requirements),
            folder=plan.folder,
            size=record.bytes / 1e9,
        )
    )
    return record


def _check_space(plan: Plan, there: float, free: Callable[[Path], float]) -> None:
    fetched, unpacked = SIZES[plan.torch]
    needed = SPACE_FACTOR * (max(fetched - there, 0.0) + unpacked)
    available = free(plan.folder)
    if available < needed:
        raise SetupFailed(
            "{needed:.1f} GB must be free for {folder} and {available:.1f} GB are; free some space, or choose another "
            "engine folder in Settings > Options > Processing.",
            needed=needed / 1e9,
            folder=plan.folder,
            available=available / 1e9,
        )


def _unpack(pip: Pip, wheels: Path, new: Path, growth: Growth, feedback: Feedback) -> None:
    files = sorted(map(str, wheels.glob("*.whl")))
    feedback.pushInfo(Message("Unpacking {count} packages ...", count=len(files)))
    ended = pip.run(["install", "--no-deps", "--no-index", "--target", str(new), *files], feedback, growth.tick)
    if ended.code != 0:
        raise explained(ended, Source(wheels=str(wheels)), Message("the packages"))


def _take_its_place(plan: Plan, new: Path) -> None:
    """The new folder becomes the engine folder; where it cannot, the old one stays."""
    _put_away(plan)
    try:
        host.replace(new, plan.folder)
    except OSError:
        if plan.beside(".old").exists():
            host.replace(plan.beside(".old"), plan.folder)
        raise


def _put_away(plan: Plan) -> None:
    """Move the present engine folder aside: as a whole, or it stays."""
    if not plan.folder.exists():
        return
    try:
        host.replace(plan.folder, plan.beside(".old"))
    except OSError as error:
        raise SetupFailed(
            "{folder} is in use ({reason}); wait for running algorithms, or restart QGIS, then try again.",
            folder=plan.folder,
            reason=error.strerror,
        ) from error
