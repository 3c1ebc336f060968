"""One run at a time writes a file: a run claims its outputs, and clears away what a killed one has left of them."""

from __future__ import annotations

import contextlib
import errno
import os
import platform
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import BUSY, EngineError
from ..message import Message
from ..system import host
from .atomic import explained
from .leftovers import clear, holder, resolved, short_stem

TAKEN = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


@contextlib.contextmanager
def claimed(outputs: Iterable[Path]) -> Iterator[None]:
    """Hold the claims of all `outputs`, files or folders, as long as the block runs.

    A claim is a hidden file ``.<name>.lock`` beside the output that says who holds it, locked by the operating system,
    which gives it back when its holder dies however that comes about. A symbolic link is claimed with its target.

    Raises
    ------
    EngineError
        Another run holds one of them.
    """
    with contextlib.ExitStack() as held:
        places = [place for path in outputs for place in {path, resolved(path)}]
        for output in sorted({lock_name(place): place for place in places}.items()):
            held.enter_context(_one(*output))
        yield


def lock_name(output: Path) -> Path:
    """The file that stands for the claim; the same for outputs that share their hidden folder of finished work."""
    folder = Path(os.path.realpath(output.absolute().parent))
    return host.extended(folder / f".{short_stem(output)}{output.suffix.lower().replace('.tiff', '.tif')}.lock")


@contextlib.contextmanager
def _one(lock: Path, output: Path) -> Iterator[None]:
    descriptor = _taken(lock, output)
    if descriptor is None:
        yield
        return
    try:
        clear(output)
        yield
    finally:
        host.release(descriptor, lock)


def _taken(lock: Path, output: Path) -> int | None:
    """An open, locked file, or None where the folder is missing or cannot be written: the job says that better."""
    while True:
        try:
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise explained(error, output) from error
            return None
        try:
            _lock(descriptor, lock, output)
            if not _is(descriptor, lock):
                os.close(descriptor)  # its last holder has removed it in between
                continue
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()} {platform.node() or 'unknown'}\n".encode())
            return descriptor
        except BaseException as error:
            os.close(descriptor)
            if isinstance(error, OSError):
                lock.unlink(missing_ok=True)
                raise explained(error, output) from error
            raise


def _lock(descriptor: int, lock: Path, output: Path) -> None:
    try:
        host.lock(descriptor)
    except OSError as error:
        number, computer = holder(lock)
        # Drives that know no locks leave only the holder's word, and whether it is alive on this computer.
        alive = computer == platform.node() and number != os.getpid() and host.is_alive(number)
        if error.errno in TAKEN or alive:
            known = Message("process {number} on {computer}", number=number, computer=computer)
            raise EngineError(
                "The output {output} is being written by another run ({who}); wait until that has ended, or choose "
                "another name.",
                code=BUSY,
                output=output,
                who=known if number else Message("another process"),
            ) from error


def _is(descriptor: int, lock: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(lock))
    except FileNotFoundError:
        return False
