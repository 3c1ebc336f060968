"""Assemble the plugin as QGIS loads it, and zip it as plugins.qgis.org takes it.

    python scripts/package_plugin.py FOLDER [ZIP]

FOLDER becomes the plugin's folder: package, metadata.txt, LICENSE, resources. ZIP holds that folder and is the same to
the last bit whenever its content is.
"""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sar_radargrammetry"
EXTRA = ("metadata.txt", "LICENSE", "README.md", "CHANGELOG.md")
NOT_SHIPPED = {"__pycache__"}
EPOCH = (1980, 1, 1, 0, 0, 0)


def plugin_files() -> dict[str, Path]:
    """Path inside the plugin's folder -> file."""
    files = {}
    for base, folder in ((PACKAGE, PACKAGE), (ROOT, ROOT / "resources")):
        for path in folder.rglob("*"):
            inside = path.relative_to(base)
            hidden = any(part.startswith(".") or part in NOT_SHIPPED for part in inside.parts)
            if path.is_file() and not hidden:
                files[inside.as_posix()] = path
    files.update({name: ROOT / name for name in EXTRA if (ROOT / name).is_file()})
    return dict(sorted(files.items()))


def assemble(folder: Path) -> None:
    """Bring `folder` up to date; untouched files stay, so that a running QGIS is not pulled from under its feet."""
    wanted = plugin_files()
    for path in sorted(folder.rglob("*"), reverse=True):
        inside = path.relative_to(folder)
        if path.is_file() and inside.as_posix() not in wanted and not NOT_SHIPPED & set(inside.parts):
            path.unlink()
    for name, source in wanted.items():
        target = folder / name
        if target.is_file() and target.read_bytes() == source.read_bytes():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def pack(archive: Path) -> None:
    """Write the plugin as a zip file with fixed order, times and permissions."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    temporary = archive.with_suffix(".part")
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        for name, source in plugin_files().items():
            entry = zipfile.ZipInfo(f"{PACKAGE.name}/{name}", EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            zipped.writestr(entry, source.read_bytes())
    temporary.replace(archive)


def main(arguments: list[str]) -> None:
    assemble(Path(arguments[0]))
    if len(arguments) > 1:
        pack(Path(arguments[1]))
        print(f"{arguments[1]}: {Path(arguments[1]).stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
