"""Fetch one file over HTTPS: resumed where it was cut, checked, under its name only when it is complete."""

from __future__ import annotations

import dataclasses
import hashlib
import http.client
import re
import shutil
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import IO

from ..errors import EngineError
from ..job import Context
from ..system import host
from .atomic import explained

CHUNK = 1 << 18
TIMEOUT = 30.0
"""Seconds without a byte after which a connection counts as cut."""
ATTEMPTS = 4
PAUSE = 2.0
"""Seconds between two attempts."""
LOCAL = ("localhost", "127.0.0.1", "::1")
AGENT = "sar-radargrammetry (QGIS plugin)"
TRANSIENT = (ConnectionError, TimeoutError, ssl.SSLEOFError, http.client.HTTPException)
"""What another attempt may mend."""
HASH_IN_NAME = re.compile(r"-([0-9a-f]{8,64})\.[A-Za-z0-9]+$")
"""As torch.hub names files: the first digits of their SHA-256 before the suffix."""


@dataclasses.dataclass(frozen=True)
class Fetched:
    """A file that was fetched.

    Parameters
    ----------
    path : Path
    address : str
    bytes : int
    sha256 : str
    """

    path: Path
    address: str
    bytes: int
    sha256: str


class Interrupted(Exception):
    """A connection that ended early; the next attempt goes on."""


def fetch(address: str, target: Path, sha256: str | None, context: Context) -> Fetched:
    """Download `address` to `target`; what is there already of it is not fetched again.

    Parameters
    ----------
    address : str
        https only; http of this computer itself.
    target : Path
        In a folder that exists, its name for this address alone. Until it is complete it is called ``<name>.part``;
        what identifies its version is in ``<name>.mark``.
    sha256 : str, optional
        What the file must have. Digits in the address's own file name, as torch.hub writes them, are checked as well.
    context : Context

    Raises
    ------
    EngineError
        A forbidden or unknown address, a connection that stays cut, a full disk, or another content than expected.
    """
    check_address(address)
    _wanted(address, sha256)
    if not target.is_file():
        part, mark = Path(f"{target}.part"), Path(f"{target}.mark")
        _complete(address, part, mark, context)
        host.replace(part, target)
        mark.unlink(missing_ok=True)
    try:
        return sha256_of(target, address, sha256, context)
    except EngineError:
        # It would be wrong the next time too.
        target.unlink(missing_ok=True)
        raise


def sha256_of(path: Path, address: str, sha256: str | None, context: Context) -> Fetched:
    """A file with its digest, compared with `sha256` and with the digits in the name at the end of `address`.

    Raises
    ------
    EngineError
        It differs, or the file cannot be read.
    """
    wanted, total = _wanted(address, sha256), hashlib.sha256()
    try:
        with open(path, "rb") as file:
            while chunk := file.read(CHUNK):
                context.check_cancelled()
                total.update(chunk)
    except OSError as error:
        raise EngineError("{path} cannot be read ({reason}).", path=path, reason=error.strerror or error) from error
    found, size = total.hexdigest(), path.stat().st_size
    if not all(found.startswith(digits) for digits in wanted):
        raise EngineError(
            "{address} ({size} bytes, SHA-256 {found}) is not what was expected (SHA-256 {wanted}); get it again, or "
            "correct what is expected.",
            address=address,
            size=size,
            found=found,
            wanted=", ".join(wanted),
        )
    return Fetched(path, address, size, found)


def check_address(address: str) -> None:
    """Refuse what is neither https nor this computer.

    Raises
    ------
    EngineError
    """
    try:
        parts = urllib.parse.urlsplit(address)
        host = parts.hostname
    except ValueError:
        parts, host = None, None
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and host in LOCAL)):
        raise EngineError("The address {address} is not supported; it must begin with https://.", address=address)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows only to where `check_address` allows."""

    def redirect_request(self, request, file, code, message, headers, address):
        check_address(address)
        return super().redirect_request(request, file, code, message, headers, address)


def _complete(address: str, part: Path, mark: Path, context: Context) -> None:
    """Attempts until `part` is complete, or until several in a row bring nothing more."""
    left = ATTEMPTS
    while True:
        before = _size(part)
        try:
            return _transfer(address, part, mark, context)
        except Interrupted as cut:
            left = ATTEMPTS if _size(part) > before else left - 1
            if not left:
                raise EngineError(
                    "The connection to {address} was cut ({cut}); {size:.0f} MB have arrived, run again to continue "
                    "from there.",
                    address=address,
                    cut=cut,
                    size=_size(part) / 1e6,
                ) from cut
        _wait(PAUSE, context)


def _transfer(address: str, part: Path, mark: Path, context: Context) -> None:
    """One attempt to complete `part`.

    Raises
    ------
    Interrupted
        Another attempt may succeed.
    """
    have = _size(part)
    version = mark.read_text("utf-8") if mark.is_file() else ""
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310
    if have and version:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", version)
    try:
        with urllib.request.build_opener(_Redirects).open(request, timeout=TIMEOUT) as answer:
            # Any other answer than 206 is the whole file from its beginning, changed or not.
            start = have if answer.status == 206 else 0
            if answer.status == 206 and _first(answer) != have:
                raise Interrupted("the server sent another part than was asked for")
            length = _number(answer.headers.get("Content-Length"))
            _check_room(part, length, address)
            mark.write_text(_version(answer) or (version if start else ""), "utf-8")
            _copy(answer, part, start, None if length is None else start + length, context)
    except urllib.error.HTTPError as error:
        _refused(error, part, mark, address)
    except urllib.error.URLError as error:
        if isinstance(error.reason, TRANSIENT) and not isinstance(error.reason, ConnectionRefusedError):
            raise Interrupted(_reason(error.reason)) from error
        raise EngineError(
            "{address} cannot be reached ({reason}); check the address, the connection and the proxy.",
            address=address,
            reason=error.reason,
        ) from error
    except TRANSIENT as error:
        raise Interrupted(_reason(error)) from error
    except OSError as error:
        raise explained(error, part) from error


def _copy(answer: IO[bytes], part: Path, start: int, total: int | None, context: Context) -> None:
    with open(part, "r+b" if start else "wb") as file:
        file.seek(start)
        file.truncate()
        done = start
        while chunk := answer.read(CHUNK):
            file.write(chunk)
            done += len(chunk)
            context.progress(done / total if total else 0.0)
    if total is not None and done < total:
        raise Interrupted(f"it ended after {done} of {total} bytes")


def _refused(error: urllib.error.HTTPError, part: Path, mark: Path, address: str) -> None:
    """Say why the server gave nothing, unless there is nothing more to give."""
    if error.code == 416:
        whole = _number((error.headers.get("Content-Range") or "").partition("/")[2])
        if whole is not None and whole == _size(part):
            return
        # What is here is of another version of the file: from the beginning.
        part.unlink(missing_ok=True)
        mark.unlink(missing_ok=True)
        raise Interrupted("the file has changed")
    if error.code in (408, 429) or error.code >= 500:
        raise Interrupted(f"HTTP {error.code}")
    raise EngineError(
        "The server does not give {address} (HTTP {number} {reason}); check the address.",
        address=address,
        number=error.code,
        reason=error.reason,
    ) from error


def _check_room(part: Path, length: int | None, address: str) -> None:
    free = shutil.disk_usage(part.parent).free
    if length is not None and free < length:
        raise EngineError(
            "{address} needs {length:.0f} MB more and the disk of {parent} has {free:.0f} MB left; free some space or "
            "choose another folder.",
            address=address,
            length=length / 1e6,
            parent=part.parent,
            free=free / 1e6,
        )


def _wanted(address: str, sha256: str | None) -> list[str]:
    """Beginnings of the SHA-256 that the file must have."""
    wanted = []
    if sha256 is not None:
        digits = sha256.strip().lower()
        if not re.fullmatch("[0-9a-f]{64}", digits):
            raise EngineError("{sha256} is no SHA-256; that has 64 digits, 0 to 9 and a to f.", sha256=repr(sha256))
        wanted.append(digits)
    named = HASH_IN_NAME.search(urllib.parse.urlsplit(address).path)
    return wanted + ([named.group(1)] if named else [])


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _version(answer) -> str:
    """What identifies the version of a file: its strong entity tag, or else its date."""
    tag = answer.headers.get("ETag") or ""
    return tag if tag.startswith('"') else answer.headers.get("Last-Modified") or ""


def _first(answer) -> int | None:
    """The first byte that a partial answer holds."""
    return _number(re.sub(r"^bytes (\d+)-.*$", r"\1", answer.headers.get("Content-Range") or ""))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _wait(seconds: float, context: Context) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        context.check_cancelled()
        time.sleep(min(0.1, seconds))
