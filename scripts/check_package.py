"""What plugins.qgis.org asks of a plugin's zip file, asked before it is uploaded.

    python scripts/check_package.py ZIP

The rules are those of the site's validator (structure, metadata) and of its scanner (bandit and detect-secrets, which
block a plugin, flake8 and file types, which are told), and stricter where that costs nothing. Every finding is a
sentence; there must be none. Whether the addresses in metadata.txt answer is not asked: that needs the network.
"""

from __future__ import annotations

import configparser
import json
import re
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlparse
from xml.etree import ElementTree

MAX_BYTES = 25_000_000
MAX_FILES = 1000
"""Not a rule of the site: more than that, and a folder has slipped in that was not meant to be shipped."""

REQUIRED = ("name", "qgisMinimumVersion", "description", "about", "version", "author", "email", "repository", "tracker")
ADDRESSES = ("homepage", "repository", "tracker")
PLACEHOLDERS = ("http://bugs", "http://repo", "http://homepage")
YES_OR_NO = ("experimental", "deprecated", "server", "hasProcessingProvider")

FORBIDDEN_FOLDERS = {"__MACOSX", ".git", "__pycache__"}
BINARY_ENDINGS = {".pyc", ".pyo", ".so", ".dll", ".exe", ".dylib", ".pyd", ".a", ".o", ".lib"}
SCRIPT_ENDINGS = {".bat", ".sh", ".ps1", ".cmd"}
ARCHIVE_ENDINGS = {".zip", ".whl", ".egg", ".tar", ".gz", ".7z"}
BINARY_BEGINNINGS = (
    b"\x7fELF",
    b"MZ",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
)

# E203: a blank before the colon of a slice is how ruff and black write long slices; the site does not ask for it.
FLAKE8 = ("--max-line-length=120", "--extend-ignore=E203")
SECRETS = ("--all-files", "--exclude-files", r"metadata\.txt")


def findings(archive: Path) -> list[str]:
    """Everything that is wrong with a zip file; what cannot be unzipped safely is not looked into further."""
    try:
        with zipfile.ZipFile(archive) as zipped:
            found = [*_archive(archive, zipped)]
            if found:
                return found
            with tempfile.TemporaryDirectory() as folder:
                zipped.extractall(folder)
                plugin = Path(folder) / zipped.namelist()[0].split("/")[0]
                return [*_files(plugin), *_metadata(plugin), *_bandit(plugin), *_secrets(plugin), *_flake8(plugin)]
    except zipfile.BadZipFile as error:
        return [f"{archive} is not a zip file ({error})."]


def _archive(archive: Path, zipped: zipfile.ZipFile) -> Iterator[str]:
    """Size, names and attributes of the zip file's entries."""
    entries = zipped.infolist()
    names = [entry.filename for entry in entries]
    if archive.stat().st_size > MAX_BYTES:
        yield f"The zip file has {archive.stat().st_size / 1e6:.1f} MB; {MAX_BYTES / 1e6:.0f} are allowed."
    if len(entries) > MAX_FILES:
        yield f"The zip file has {len(entries)} files; more than {MAX_FILES} were never meant to be shipped."
    if len(set(names)) < len(names):
        yield "Two entries of the zip file have the same name."
    tops = {name.split("/")[0] for name in names}
    if len(tops) != 1 or any("/" not in name for name in names):
        yield f"The zip file must hold one folder and nothing beside it, not {', '.join(sorted(tops))}."
    elif not next(iter(tops)).isidentifier():
        yield f"The plugin's folder {next(iter(tops))} is no Python identifier."
    for entry in entries:
        parts = PurePosixPath(entry.filename).parts
        mode = entry.external_attr >> 16
        if ".." in entry.filename or entry.filename.startswith("/") or re.search(r"\\|^[A-Za-z]:", entry.filename):
            yield f"{entry.filename} leads out of the plugin's folder."
        if FORBIDDEN_FOLDERS & set(parts):
            yield f"{entry.filename} lies in a folder that must not be shipped."
        if any(part.startswith(".") for part in parts):
            yield f"{entry.filename} is hidden."
        if stat.S_ISLNK(mode):
            yield f"{entry.filename} is a link."
        elif not entry.is_dir() and mode & 0o111:
            yield f"{entry.filename} may be executed."
    damaged = zipped.testzip()
    if damaged:
        yield f"{damaged} is damaged in the zip file."


def _files(plugin: Path) -> Iterator[str]:
    """Files that must be there, and kinds that must not."""
    for name in ("__init__.py", "metadata.txt", "LICENSE"):
        if not (plugin / name).is_file():
            yield f"{name} is missing in the plugin's folder."
    for path in sorted(plugin.rglob("*")):
        name, ending = path.relative_to(plugin), path.suffix.lower()
        if not path.is_file():
            continue
        if ending in BINARY_ENDINGS or path.read_bytes()[:4].startswith(BINARY_BEGINNINGS):
            yield f"{name} is a binary."
        elif ending in SCRIPT_ENDINGS:
            yield f"{name} is a script of a shell."
        elif ending in ARCHIVE_ENDINGS:
            yield f"{name} is an archive."


def _metadata(plugin: Path) -> Iterator[str]:
    """Fields of metadata.txt."""
    parser = configparser.ConfigParser()  # with interpolation, as the site reads it
    parser.optionxform = str  # type: ignore[assignment]
    try:
        parser.read_string((plugin / "metadata.txt").read_text("utf-8"))
        fields = dict(parser.items("general"))
    except FileNotFoundError:
        return
    except (configparser.Error, UnicodeDecodeError) as error:
        yield f"metadata.txt cannot be read: {error}"
        return
    for name in (*REQUIRED, "homepage", "changelog", "icon"):
        if not fields.get(name, "").strip():
            yield f"metadata.txt has no {name}."
    for name in ADDRESSES:
        parsed = urlparse(fields.get(name, ""))
        if fields.get(name) in PLACEHOLDERS or parsed.scheme != "https" or "." not in parsed.netloc:
            yield f"{name} in metadata.txt is no address: {fields.get(name)}."
    for name, pattern in (
        ("version", r"\d+\.\d+(\.\d+)?([-.]?[A-Za-z]+\d*)?"),
        ("qgisMinimumVersion", r"\d+\.\d+(\.\d+)?"),
        ("qgisMaximumVersion", r"\d+\.\d+(\.\d+)?"),
        ("email", r"[^@\s]+@[^@\s]+\.[^@\s]+"),
        ("author", r"[^/]+"),
        ("name", r"[^\n]{3,60}"),
        ("description", r"[^\n<>]{10,200}"),
    ):
        if name in fields and not re.fullmatch(pattern, fields[name].strip()):
            yield f"{name} in metadata.txt is not as it should be: {fields[name]}."
    for name in YES_OR_NO:
        if fields.get(name, "no").lower() not in ("true", "false", "yes", "no"):
            yield f"{name} in metadata.txt is neither yes nor no: {fields[name]}."
    if "supportsQt6" in fields:
        yield "supportsQt6 in metadata.txt is out of use: qgisMaximumVersion says it."
    yield from _icon(plugin, fields.get("icon", ""))


def _icon(plugin: Path, name: str) -> Iterator[str]:
    path = plugin / name
    if not name or not path.is_file():
        yield f"The icon {name} of metadata.txt is missing."
    elif path.suffix == ".svg":
        try:
            drawn = ElementTree.fromstring(path.read_bytes()).tag.endswith("}svg")  # noqa: S314 - a file of ours
        except ElementTree.ParseError:
            drawn = False
        if not drawn:
            yield f"The icon {name} is no SVG drawing."
    elif not path.read_bytes().startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")):
        yield f"The icon {name} is neither SVG nor PNG nor JPEG."


def _bandit(plugin: Path) -> Iterator[str]:
    # All severities: the site's choice of rules has some of each.
    answer = json.loads(_tool(plugin, "bandit", "--recursive", ".", "--format", "json", "--quiet"))
    for error in answer["errors"]:
        yield f"bandit could not read {error['filename']}: {error['reason']}."
    for issue in answer["results"]:
        where = f"{issue['filename'].removeprefix('./')}:{issue['line_number']}"
        yield f"bandit {issue['test_id']} {issue['issue_severity'].lower()} at {where}: {issue['issue_text']}"


def _secrets(plugin: Path) -> Iterator[str]:
    answer = json.loads(_tool(plugin, "detect_secrets", "scan", *SECRETS, "."))
    for name, secrets in answer["results"].items():
        for secret in secrets:
            yield f"detect-secrets at {name}:{secret['line_number']}: {secret['type']}"


def _flake8(plugin: Path) -> Iterator[str]:
    for line in _tool(plugin, "flake8", *FLAKE8, ".").splitlines():
        yield f"flake8 at {line.removeprefix('./')}"


def _tool(plugin: Path, module: str, *arguments: str) -> str:
    """The standard output of a tool that ends with 1 when it found something."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=plugin, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or (done.returncode and not done.stdout.strip()):
        raise SystemExit(f"{module} failed; install requirements-dev.txt. It said: {done.stderr.strip()[-400:]}")
    return done.stdout


def main(arguments: list[str]) -> int:
    found = findings(Path(arguments[0]))
    print("\n".join(found) or f"{arguments[0]}: nothing that plugins.qgis.org would object to.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
