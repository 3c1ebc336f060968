"""Windows; `posix` has the same functions."""

from __future__ import annotations

import contextlib
import ctypes
import msvcrt
import ntpath
import os
import signal
import subprocess  # nosec B404
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from .zeros import write_zeros

NAME = "windows"
LIMITS_MEMORY = False
# Ctrl-C, Ctrl-Break and the polite kill of Python's own functions.
STOP_SIGNALS = (signal.SIGINT, signal.SIGBREAK, signal.SIGTERM)

FAR = 1 << 30
"""Byte of a file that is locked: others may read the ones before."""
PATIENCE = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
"""Seconds between the attempts to rename what an antivirus program or an index holds for a moment."""
HELD = (32, 33)
"""Error numbers of Windows for a file that a program has open: sharing violation, lock violation."""
DENIED = 5
"""That of an open file as the target of a rename, among other causes."""

LONG = 248
"""Characters of a path from which Windows needs it in its extended form: files have 259 at most, folders fewer."""
EXTENDED = "\\\\?\\"
"""The beginning of that form, which takes absolute paths with backslashes only."""
SHARE = EXTENDED + "UNC\\"
"""The same for folders of other computers."""

# What processes die of, by their exit codes.
DEATHS = {
    0xC0000005: "access violation",
    0xC0000017: "no memory",
    0xC000001D: "illegal instruction",
    0xC00000FD: "stack overflow",
    0xC0000135: "missing library",
    0xC000013A: "Ctrl-C",
    0xC0000374: "heap corruption",
    0xC0000409: "abort",
}
LEAST_DEATH = 0xC0000000

# For OpenProcess and WaitForSingleObject.
SYNCHRONIZE, WAIT_TIMEOUT = 0x00100000, 0x102


class MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        *((name, ctypes.c_uint64) for name in ("total", "available", "total_page_file", "available_page_file")),
        *((name, ctypes.c_uint64) for name in ("total_virtual", "available_virtual", "available_extended_virtual")),
    )


def _kernel() -> Any:
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.argtypes = (ctypes.c_uint32, ctypes.c_int, ctypes.c_uint32)
    kernel.OpenProcess.restype = ctypes.c_void_p
    kernel.WaitForSingleObject.argtypes = (ctypes.c_void_p, ctypes.c_uint32)
    kernel.WaitForSingleObject.restype = ctypes.c_uint32
    kernel.CloseHandle.argtypes = (ctypes.c_void_p,)
    kernel.GlobalMemoryStatusEx.argtypes = (ctypes.POINTER(MemoryStatus),)
    return kernel


def own_group() -> dict[str, Any]:
    """See `posix.own_group`."""
    return {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}


def without_window() -> dict[str, Any]:
    """See `posix.without_window`."""
    return {"creationflags": subprocess.CREATE_NO_WINDOW}


def end_group(pid: int) -> None:
    """See `posix.end_group`; here a process's children end by themselves, when its ends of their pipes are closed."""


def in_child(work: Callable[[], int], wait_for_end: Callable[[int], object]) -> tuple[int | None, int]:
    """See `posix.in_child`; processes cannot be forked here, so the work is done in this one."""
    return None, work()


def death(code: int) -> str:
    """See `posix.death`."""
    code &= 0xFFFFFFFF
    if code < LEAST_DEATH:
        return ""
    return f"0x{code:08X} ({DEATHS[code]})" if code in DEATHS else f"0x{code:08X}"


def was_killed(code: int) -> bool:
    """See `posix.was_killed`: Windows refuses memory and ends no process for the lack of it."""
    return False


def is_alive(pid: int) -> bool:
    """See `posix.is_alive`."""
    kernel = _kernel()
    handle = kernel.OpenProcess(SYNCHRONIZE, False, pid & 0xFFFFFFFF)
    if not handle:
        return ctypes.get_last_error() == DENIED  # it lives, and belongs to another user
    try:
        # The number of a process stays taken as long as a handle of it is open, dead or alive.
        return kernel.WaitForSingleObject(handle, 0) == WAIT_TIMEOUT
    finally:
        kernel.CloseHandle(handle)


def lock(descriptor: int) -> None:
    """See `posix.lock`."""
    os.lseek(descriptor, FAR, os.SEEK_SET)
    msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    os.lseek(descriptor, 0, os.SEEK_SET)


def release(descriptor: int, path: Path) -> None:
    """See `posix.release`."""
    os.close(descriptor)
    # Windows removes no open file, and another run may have taken it between the two: it is left then.
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def replace(source: str | os.PathLike, target: str | os.PathLike) -> None:
    """See `posix.replace`; waits for programs that hold one of the two for a moment only."""
    source, target = extended(source), extended(target)
    for pause in PATIENCE:
        try:
            os.replace(source, target)
            return
        except OSError as error:
            if not was_held(error) and getattr(error, "winerror", None) != DENIED:
                raise
        time.sleep(pause)
    os.replace(source, target)


def extended(path: str | os.PathLike, room: int = 0) -> Path:
    """See `posix.extended`."""
    whole = ntpath.abspath(os.fspath(path))
    if len(whole) + room < LONG or whole.startswith((EXTENDED, "\\\\.\\")):
        return Path(path)
    return Path(SHARE + whole[2:] if whole.startswith("\\\\") else EXTENDED + whole)


def plain(path: str | os.PathLike) -> str:
    """See `posix.plain`."""
    text = os.fspath(path)
    if text.startswith(SHARE):
        return "\\\\" + text.removeprefix(SHARE)
    return text.removeprefix(EXTENDED)


def is_held(path: str | os.PathLike) -> bool:
    """See `posix.is_held`: a rename to its own name changes nothing, and fails as a replacement would."""
    for pause in (*PATIENCE[:3], 0.0):
        try:
            os.rename(path, path)
            return False
        except OSError as error:
            if not was_held(error):
                return False
        time.sleep(pause)
    return True


def was_held(error: OSError) -> bool:
    """See `posix.was_held`."""
    return getattr(error, "winerror", None) in HELD


def claim_space(file: BinaryIO, size: int) -> None:
    """See `posix.claim_space`."""
    write_zeros(file, size)


def limit_memory(limit: int) -> None:
    """See `posix.limit_memory`; Windows has no such limit (`LIMITS_MEMORY`)."""


def keep_freed_memory() -> None:
    """See `posix.keep_freed_memory`; the heap of Windows decides by itself."""


def return_freed_memory() -> None:
    """See `posix.return_freed_memory`; nothing was kept."""


def memory() -> tuple[int | None, int | None]:
    """See `posix.memory`."""
    status = MemoryStatus(length=ctypes.sizeof(MemoryStatus))
    if not _kernel().GlobalMemoryStatusEx(ctypes.byref(status)):
        return None, None
    return status.total, status.available


def private_memory() -> int:
    """See `posix.private_memory`; nothing counts where no limit is kept."""
    return 0


def python_names(version: str) -> tuple[str, ...]:
    """See `posix.python_names`."""
    return "python3.exe", "python.exe"


def python_of_environment(folder: Path) -> Path:
    """See `posix.python_of_environment`."""
    return folder / "Scripts" / "python.exe"


def scratch(folder: Path) -> dict[str, str]:
    """See `posix.scratch`; paths have 260 characters at most here, and PyTorch's are long in a folder of the user's."""
    return {}
