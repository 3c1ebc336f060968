"""What a process that died leaves beside its outputs, and how it is cleared away.

Both sides of the door use this: it needs the standard library only.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from ..system import host

PATIENCE = (0.0, 0.2, 0.5)
"""Seconds before the attempts to remove a file: it can be busy for a moment after its writer was killed (Windows)."""
LONGEST = 160
"""Bytes of an output's name beyond which hidden names contain only its beginning: file systems allow 255 in all."""
_ENDINGS = re.compile(r"(.*?)((?:\.sargeom|(?i:\.tiff?)\.aux)?(?:\.\d+\.part)?)", re.DOTALL)


def short_stem(path: Path) -> str:
    """What the names of hidden files and folders beside the output `path` begin with: its stem, shortened if long."""
    name, ending = _ENDINGS.fullmatch(path.stem).groups()
    raw = os.fsencode(name)
    if len(raw) <= LONGEST:
        return path.stem
    return f"{raw[: LONGEST - 20].decode('utf-8', 'ignore')}~{hashlib.sha256(raw).hexdigest()[:16]}{ending}"


def resolved(path: Path) -> Path:
    """The file that a write to `path` replaces: the target of a symbolic link, which stays one."""
    return Path(os.path.realpath(path)) if os.path.islink(path) else path


def remove_unfinished(values: Iterable[object], pid: int) -> None:
    """Remove the unfinished files and the claims of process `pid` from the folders of all `values` that are paths."""
    paths = [Path(value).absolute() for value in values if isinstance(value, str) and _may_be_path(value)]
    for folder in {place.parent for path in paths for place in (path, resolved(path))}:
        for pause in PATIENCE:
            time.sleep(pause)
            try:
                locks = [lock for lock in folder.glob(".*.lock") if holder(lock)[0] == pid]
                for leftover in [*folder.glob(f".*.{pid}.part*"), *locks]:
                    shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink(missing_ok=True)
                break
            except (OSError, ValueError):
                continue


def _may_be_path(value: str) -> bool:
    return bool(value) and "\0" not in value and "\n" not in value


def clear(output: Path) -> None:
    """Remove what dead processes left unfinished of `output`; only for the holder of its claim, before it begins.

    What can be of this output alone has no living owner then, even if another process has its number since; another
    output that differs in its ending may have one.
    """
    stem = short_stem(output)
    # Two dots: the unfinished file of an unfinished file, where one writer uses another.
    pattern = re.compile(
        rf"\.+{re.escape(stem)}\.((?:points|merge|view)\.\w+\.|sargeom\.|(?i:tiff?)\.aux\.)?(\d+)\.part.*"
    )
    for leftover in output.absolute().parent.glob(f".*{glob.escape(stem)}.*.part*"):
        found = pattern.fullmatch(leftover.name)
        if not found:
            continue
        ours = found[1] or leftover.suffix.lower() == output.suffix.lower()
        if ours or not host.is_alive(int(found[2])):
            with contextlib.suppress(OSError):
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def holder(lock: Path) -> tuple[int, str]:
    """Process and computer that a claim names; (0, "") where it cannot be read."""
    try:
        number, computer = lock.read_text("utf-8").split()
        return int(number), computer
    except (OSError, ValueError):
        return 0, ""
