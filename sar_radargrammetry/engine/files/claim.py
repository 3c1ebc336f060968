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
from .atomic import explained
from .leftovers import clear, holder, is_alive, resolved, short_stem

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

TAKEN = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
FAR = 1 << 30
"""Byte of the file that Windows locks: others may read the ones before."""


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
    return folder / f".{short_stem(output)}{output.suffix.lower().replace('.tiff', '.tif')}.lock"


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
        # Removed while it is still held, so that nobody can take a file that is about to go. Windows removes no open
        # file, and another run may take it between the two: it is left then.
        if fcntl is not None:
            lock.unlink(missing_ok=True)
        os.close(descriptor)
        if fcntl is None:
            with contextlib.suppress(OSError):
                lock.unlink(missing_ok=True)


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
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            os.lseek(descriptor, FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
    except OSError as error:
        number, computer = holder(lock)
        # Drives that know no locks leave only the holder's word, and whether it is alive on this computer.
        alive = computer == platform.node() and number != os.getpid() and is_alive(number)
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
