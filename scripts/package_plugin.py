"""Assemble the plugin as QGIS loads it, and zip it as plugins.qgis.org takes it.

    python scripts/package_plugin.py FOLDER [ZIP]

FOLDER becomes the plugin's folder: package, metadata.txt, LICENSE, resources, documentation. ZIP holds that folder and
is the same to the last bit whenever its content is. The `changelog` of metadata.txt is taken from CHANGELOG.md, whose
newest version must be the one that metadata.txt names.
"""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sar_radargrammetry"
EXTRA = ("LICENSE", "README.md", "CHANGELOG.md")
NOT_SHIPPED = {"__pycache__"}
EPOCH = (1980, 1, 1, 0, 0, 0)
VERSIONS_TOLD = 3


def plugin_files() -> dict[str, bytes]:
    """Path inside the plugin's folder -> content."""
    files = {}
    for base, folder in ((PACKAGE, PACKAGE), (ROOT, ROOT / "resources")):
        for path in folder.rglob("*"):
            inside = path.relative_to(base)
            hidden = any(part.startswith(".") or part in NOT_SHIPPED for part in inside.parts)
            if path.is_file() and not hidden:
                files[inside.as_posix()] = path.read_bytes()
    files.update({name: (ROOT / name).read_bytes() for name in EXTRA})
    for path in (*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "images").glob("*.png")):
        files[path.relative_to(ROOT).as_posix()] = path.read_bytes()
    metadata, changes = ((ROOT / name).read_text("utf-8") for name in ("metadata.txt", "CHANGELOG.md"))
    files["metadata.txt"] = with_changelog(metadata, changes).encode()
    return dict(sorted(files.items()))


def with_changelog(metadata: str, changes: str) -> str:
    """`metadata` with the newest versions of `changes` as its field `changelog`.

    Both are texts; `changes` has a heading ``## VERSION`` (and perhaps a date) for each version, the newest first. What
    is above them under the heading ``## Unreleased`` is left out.
    """
    sections = re.split(r"^## +", changes, flags=re.MULTILINE)[1:]
    sections = [section for section in sections if section.split()[0] != "Unreleased"]
    version = re.search(r"^version=(.*)$", metadata, flags=re.MULTILINE)
    newest = sections[0].split()[0] if sections else "none"
    if version is None or version.group(1).strip() != newest:
        said = version.group(1).strip() if version else "none"
        raise SystemExit(f"metadata.txt names version {said}, CHANGELOG.md begins with {newest}: make them the same.")
    lines = []
    for section in sections[:VERSIONS_TOLD]:
        heading, _, text = section.partition("\n")
        lines.append(heading.strip())
        # A paragraph or an item a line; a percent sign would begin an interpolation for those who read the file.
        for paragraph in re.split(r"\n\s*\n|\n(?=[-*] )", text.strip()):
            lines.append("  " + " ".join(paragraph.split()).replace("`", "").replace("%", "%%"))
    return metadata.rstrip("\n") + "\nchangelog=" + "\n\t".join(lines) + "\n"


def assemble(folder: Path) -> None:
    """Bring `folder` up to date; untouched files stay, so that a running QGIS is not pulled from under its feet."""
    wanted = plugin_files()
    for path in sorted(folder.rglob("*"), reverse=True):
        inside = path.relative_to(folder)
        if path.is_file() and inside.as_posix() not in wanted and not NOT_SHIPPED & set(inside.parts):
            path.unlink()
    for name, content in wanted.items():
        target = folder / name
        if target.is_file() and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def pack(archive: Path) -> None:
    """Write the plugin as a zip file with fixed order, times and permissions."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    temporary = archive.with_suffix(".part")
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        for name, content in plugin_files().items():
            entry = zipfile.ZipInfo(f"{PACKAGE.name}/{name}", EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            zipped.writestr(entry, content)
    temporary.replace(archive)


def main(arguments: list[str]) -> None:
    assemble(Path(arguments[0]))
    if len(arguments) > 1:
        pack(Path(arguments[1]))
        print(f"{arguments[1]}: {Path(arguments[1]).stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
