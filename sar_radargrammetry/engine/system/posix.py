"""Linux, macOS and their kin; `windows` has the same functions."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from .zeros import write_zeros

NAME = "darwin" if sys.platform == "darwin" else "linux"
"""The system by the name that builds of PyTorch go by; that of Linux for its kin too."""
LIMITS_MEMORY = sys.platform == "linux"
"""Whether `limit_memory` does what it says; macOS takes the limit and does not keep it."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""Ctrl-C and a polite kill."""
PATIENCE = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
"""Seconds between the attempts to rename what a network drive holds for a moment."""
BUSY = (errno.EBUSY, errno.ETXTBSY, errno.ESTALE)
"""Errors of such a drive that pass."""
MEMORY_FILE = Path("/proc/meminfo")
STATUS_FILE = Path("/proc/self/status")
TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
"""Parameters of glibc's `mallopt`."""
KEPT_BYTES, USUAL_BYTES = 1 << 30, 1 << 25
"""Bytes of freed memory that a process keeps to use again, at the most, and of the smallest array that is mapped alone;
and the bound to which glibc raises both by itself. It no longer does once they are set: with what it starts from, every
array would be mapped anew."""


def own_group() -> dict[str, Any]:
    """Options of `subprocess.Popen`: the process can be ended with its children, and Ctrl-C in a terminal spares it."""
    return {"start_new_session": True}


def without_window() -> dict[str, Any]:
    """Options of `subprocess.Popen` for a process without a window."""
    return {}


def end_group(pid: int) -> None:
    """End what is left of a process that was started with `own_group`: it and its children, at once."""
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)


def in_child(work: Callable[[], int], wait_for_end: Callable[[int], object]) -> tuple[int | None, int]:
    """Do `work` in a child process, so that this one survives it.

    Parameters
    ----------
    work : callable
        Gives an exit code. Nothing may have started a thread or loaded a large library before.
    wait_for_end : callable
        Given a descriptor in the child, returns as soon as that is at its end: this process has died then, and the
        child is asked to end.

    Returns
    -------
    pid : int or None
        The child, which has ended; None in the child itself.
    code : int
        Its exit code; negative where a signal ended it.
    """
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writable)
        threading.Thread(target=_follow, args=(wait_for_end, readable), daemon=True).start()
        return None, work()
    os.close(readable)

    def pass_on(*_: object) -> None:
        with contextlib.suppress(ProcessLookupError):  # it may just have ended
            os.kill(child, signal.SIGTERM)

    # Ctrl-C reaches both processes, a kill only this one: it is passed on, and the child decides how to end.
    for number in (*STOP_SIGNALS, signal.SIGHUP):
        signal.signal(number, pass_on)
    _, status = os.waitpid(child, 0)
    return child, os.waitstatus_to_exitcode(status)


def _follow(wait_for_end: Callable[[int], object], readable: int) -> None:
    wait_for_end(readable)
    os.kill(os.getpid(), signal.SIGTERM)


def death(code: int) -> str:
    """What ended a process that returned `code` (`subprocess.Popen.returncode`); empty where it ended by itself."""
    if code >= 0:
        return ""
    try:
        return signal.Signals(-code).name
    except ValueError:
        return str(-code)


def was_killed(code: int) -> bool:
    """Whether a process was ended by force, as the system does when memory runs out."""
    return code == -signal.SIGKILL


def is_alive(pid: int) -> bool:
    """Whether a process of this computer lives."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass  # it lives, and belongs to another user
    return True


def lock(descriptor: int) -> None:
    """Lock an open file for this process alone, until it is closed or the process dies.

    Raises
    ------
    OSError
        Another process holds it, or the drive has no locks.
    """
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def release(descriptor: int, path: Path) -> None:
    """Remove the locked file `path` and let go of it."""
    # Removed while it is still held, so that no process can take a file that is about to go.
    path.unlink(missing_ok=True)
    os.close(descriptor)


def replace(source: str | os.PathLike, target: str | os.PathLike) -> None:
    """Rename a file or folder; an old file of that name is replaced, also one that is being read.

    Waits for network drives that hold one of the two for a moment only.

    Raises
    ------
    OSError
    """
    for pause in PATIENCE:
        try:
            os.replace(source, target)
            return
        except OSError as error:
            if error.errno not in BUSY:
                raise
        time.sleep(pause)
    os.replace(source, target)


def extended(path: str | os.PathLike, room: int = 0) -> Path:
    """A path in a form that may be long: on Windows, from about 250 characters on, with a prefix.

    Parameters
    ----------
    path : path
    room : int
        Characters that names below it will add.
    """
    return Path(path)


def plain(path: str | os.PathLike) -> str:
    """A path without the prefix of `extended`, to be compared with others."""
    return os.fspath(path)


def is_held(path: str | os.PathLike) -> bool:
    """Whether a file cannot be replaced because a program has it open: never here."""
    return False


def was_held(error: OSError) -> bool:
    """Whether an attempt failed because a program has the file open: never here."""
    return False


def claim_space(file: BinaryIO, size: int) -> None:
    """Take `size` bytes of the disk for a new file, filled with zeros.

    Raises
    ------
    OSError
        The disk is full.
    """
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, max(size, 1))
    else:  # macOS
        write_zeros(file, size)


def limit_memory(limit: int) -> None:
    """Let every allocation of this process fail that would take it over `limit` [bytes].

    What counts is the memory that a process may write and does not share, not the address space: the libraries' code
    and mapped files would fill that with gigabytes that cost nothing.
    """
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))


def keep_freed_memory() -> None:
    """Let this process use again what it frees, instead of returning it to the system at once.

    glibc maps every large array anew, and the system fills it with zeros page by page: where arrays live for
    milliseconds, as those of a network, this takes a tenth of the time. Other C libraries do not have this switch.
    """
    _keep(KEPT_BYTES)


def _keep(most: int) -> None:
    if hasattr(_libc(), "mallopt"):
        for parameter in (MMAP_THRESHOLD, TRIM_THRESHOLD):
            _libc().mallopt(parameter, most)


def return_freed_memory() -> None:
    """Return to the system what this process has freed and kept, and keep no more; see `keep_freed_memory`."""
    _keep(USUAL_BYTES)
    if hasattr(_libc(), "malloc_trim"):
        _libc().malloc_trim(0)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)


def memory() -> tuple[int | None, int | None]:
    """Bytes of memory in all, and what programs can still take without swapping; None where the system does not say."""
    return _stated(MEMORY_FILE, "MemTotal"), _stated(MEMORY_FILE, "MemAvailable")


def private_memory() -> int:
    """Bytes that count against this process's memory limit; 0 where the system does not say."""
    return _stated(STATUS_FILE, "VmData") or 0


def _stated(path: Path, wanted: str) -> int | None:
    """A line such as ``MemTotal:  1024 kB`` of one of Linux's files about itself, in bytes."""
    try:
        for line in path.read_text("ascii", "replace").splitlines():
            name, _, value = line.partition(":")
            if name == wanted:
                return 1024 * int(value.split()[0])
    except (OSError, ValueError):
        pass
    return None


def python_names(version: str) -> tuple[str, ...]:
    """File names of an interpreter of `version`, such as "3.11", the best first."""
    return f"python{version}", "python3"


def python_of_environment(folder: Path) -> Path:
    """The interpreter of a virtual environment."""
    return folder / "bin" / "python3"


def scratch(folder: Path) -> dict[str, str]:
    """Variables that let a program unpack gigabytes in `folder`, not on a /tmp that may be small."""
    folder.mkdir(parents=True, exist_ok=True)
    return {"TMPDIR": str(folder)}
