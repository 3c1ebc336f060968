"""Files appear under their name only when they are complete."""

from __future__ import annotations

import contextlib
import errno
import glob
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import BUSY, DISK_FULL, UNWRITABLE, EngineError
from ..foreign import code_of_write
from ..message import Message
from ..system import host
from .leftovers import resolved, short_stem
from .names import is_inside

NEXT_TO_NOTHING = 1 << 20
"""Bytes of free room below which a write that failed failed for lack of it."""


def part_name(path: str | Path) -> Path:
    """The temporary name of an unfinished `path`: same folder, so that the rename cannot cross file systems.

    It keeps the suffix, because GDAL and QGIS choose drivers by it. That of a symbolic link lies beside its target.
    """
    path = Path(path)
    target = resolved(path)
    return host.extended(target.with_name(f".{short_stem(target)}.{os.getpid()}.part{path.suffix}"))


@contextlib.contextmanager
def atomic_output(path: str | Path) -> Iterator[Path]:
    """Give a temporary name to write to; rename it to `path` on success, remove it on any failure.

    Of a symbolic link the target is replaced.

    Raises
    ------
    EngineError
        When the folder is missing or not writable, or the disk is full.
    """
    path = Path(path)
    check_writable(path)
    temporary, target = part_name(path), resolved(path)
    try:
        yield temporary
        host.replace(temporary, target)
    except OSError as error:
        raise explained(error, path) from error
    finally:
        for leftover in temporary.parent.glob(f"{glob.escape(temporary.name)}*"):
            leftover.unlink(missing_ok=True)


def write_json(path: str | Path, content: dict[str, Any], *, allow_nan: bool = True) -> None:
    """Write a JSON file, complete or not at all."""
    with atomic_output(path) as temporary:
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=allow_nan)
        temporary.write_text(text, encoding="utf-8")


def check_writable(path: str | Path) -> None:
    """Refuse an output path whose folder is missing or cannot be written, before hours of work go by."""
    path = Path(path)
    for folder in dict.fromkeys((path.absolute().parent, resolved(path).absolute().parent)):
        _check_folder_writable(folder)
    try:
        with contextlib.suppress(FileNotFoundError):
            os.stat(path)
    except OSError as error:
        raise explained(error, path) from error
    if os.path.isdir(path):
        raise EngineError("The output {path} is a folder; give a file name.", path=path)
    if host.is_held(path):
        raise _held(path)


def _check_folder_writable(folder: Path) -> None:
    if not host.extended(folder).is_dir():
        raise EngineError("The output folder {folder} does not exist; create it or choose another one.", folder=folder)
    probe = host.extended(folder / f".{os.getpid()}.part.probe")
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = error.strerror or error
        raise EngineError(
            "The output folder {folder} is not writable ({reason}); choose another one.", folder=folder, reason=reason
        ) from error


def check_inputs(inputs: Mapping[str, str | Path | None]) -> None:
    """Refuse inputs, by the names of their parameters, that are not there; None is one that is not given.

    Raises
    ------
    EngineError
    """
    for name, path in inputs.items():
        if path is not None and not Path(path).exists():
            raise EngineError("{path} does not exist; check the parameter {name}.", path=path, name=name)


def check_folder(path: str | Path) -> None:
    """Refuse an output folder that is a file, or is not there and cannot be made.

    Raises
    ------
    EngineError
    """
    folder = Path(path).absolute()
    if folder.exists() and not folder.is_dir():
        raise EngineError("The output {folder} is a file; choose a folder.", folder=folder)
    if not folder.is_dir():
        check_writable(folder)


def check_outputs(outputs: Iterable[str | Path | None], inputs: Iterable[str | Path | None] = ()) -> None:
    """Refuse outputs (None: not wanted) that cannot be written, share a name, or would replace an input."""
    wanted = [path for path in outputs if path is not None]
    for path in wanted:
        check_writable(path)
    taken = {os.path.realpath(path) for path in inputs if path is not None}
    seen = set()
    for path in wanted:
        name = os.path.realpath(path)
        if name in taken:
            raise EngineError("The output {path} is also an input; choose another name.", path=path)
        if name in seen:
            raise EngineError("Two outputs have the name {path}; give them different ones.", path=path)
        seen.add(name)


def check_room(path: str | Path, needed: int) -> None:
    """Refuse to begin what the disk of `path` has no room for [bytes], before hours of work go by.

    Raises
    ------
    EngineError
    """
    if needed > shutil.disk_usage(Path(path).absolute().parent).free:
        raise _full(path, needed)


def explained(error: OSError, path: str | Path, needed: int | None = None) -> EngineError:
    """An operating system failure at `path` as one sentence for the user.

    Parameters
    ----------
    error : OSError
    path : path
        The file that could not be written.
    needed : int, optional
        Bytes that were to be written.
    """
    if code_of_write(error) == DISK_FULL:
        return _full(path, needed)
    if host.was_held(error):
        return _held(path)
    if error.errno == errno.ENAMETOOLONG:
        return EngineError(
            "The name of the output is too long for its disk; choose a shorter one than {name}.",
            code=UNWRITABLE,
            name=Path(path).name,
        )
    return EngineError(
        "{path} could not be written ({reason}); check the folder and its permissions.",
        code=UNWRITABLE,
        path=path,
        reason=error.strerror or error,
    )


def unwritten(path: str | Path, error: Exception) -> EngineError:
    """GDAL's error on a file that it could not write, as one sentence for the user; GDAL hides full disks."""
    full = code_of_write(error) == DISK_FULL
    with contextlib.suppress(OSError):  # the folder may be gone
        full = full or shutil.disk_usage(Path(path).absolute().parent).free < NEXT_TO_NOTHING
    if full:
        return _full(path, None)
    return EngineError(
        "{path} could not be written ({reason}); check the folder and the room on its disk.",
        code=UNWRITABLE,
        path=path,
        reason=" ".join(str(error).split()).rstrip(".") or Message("no reason given"),
    )


def _held(path: str | Path) -> EngineError:
    return EngineError(
        "Another program has the output {path} open; remove its layer from QGIS, or close the program, and run again.",
        code=BUSY,
        path=path,
    )


def _full(path: str | Path, needed: int | None) -> EngineError:
    folder = Path(path).absolute().parent
    room = Message("{free} are free in {folder}", free=amount(shutil.disk_usage(folder).free), folder=folder)
    if needed is not None:
        room = Message("{needed} are needed and {room}", needed=amount(needed), room=room)
    return EngineError(
        "The disk is full: {path} could not be written ({room}); free some space and run again.",
        code=DISK_FULL,
        path=path,
        room=room,
    )


def amount(size: int) -> str:
    """Bytes in words."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}" if size < 999.5 * factor else f"{size / factor:.0f} {unit}"
    return f"{size} bytes"


def relative(path: str | Path, output: str | Path) -> str:
    """`path` as seen from the folder of `output`, with forward slashes; absolute when on another drive.

    The name of a raster inside another file stays as it is.
    """
    if is_inside(path):
        return str(path)
    try:
        start = Path(host.plain(Path(output).absolute())).parent
        return Path(os.path.relpath(host.plain(Path(path).absolute()), start)).as_posix()
    except ValueError:
        return Path(host.plain(Path(path).absolute())).as_posix()
