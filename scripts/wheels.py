"""Ask the package index for a wheel of every pinned package, for all systems and versions of Python.

    wheels.py [--write] [options of pip, e.g. --index-url ADDRESS]

prints the table of docs/setup.md; with --write it replaces the table there. pip answers from the index alone: nothing
is installed, and a package without a wheel is a hole, as in the set-up, which builds nothing from sources. It takes the
newest pip: that of Debian 12 compares what a wheel requires with the Python that it runs on.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from subprocess import PIPE, STDOUT

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sar_radargrammetry.setup.lock import LOCK_FILE, Requirement, locked  # noqa: E402

PYTHONS = ((3, 10), (3, 11), (3, 12), (3, 13), (3, 14))
# glibc 2.28 is that of Debian 10 and RHEL 8; pip takes each tag as it stands.
_LINUX = ("manylinux1", "manylinux2010", "manylinux2014", *(f"manylinux_2_{minor}" for minor in range(5, 29)))
# The heading of each system, its `platform.machine`, and the tags that pip may take there.
SYSTEMS = {
    "Windows x86_64": ("AMD64", ("win_amd64",)),
    "macOS 14 arm64": ("arm64", ("macosx_14_0_arm64",)),
    "macOS 14 x86_64": ("x86_64", ("macosx_14_0_x86_64",)),
    "Linux x86_64": ("x86_64", tuple(f"{tag}_x86_64" for tag in _LINUX)),
    "Linux aarch64": ("aarch64", tuple(f"{tag}_aarch64" for tag in _LINUX)),
}
PAGE = ROOT / "docs" / "setup.md"
TABLE = re.compile(r"(<!-- wheels -->\n).*?(<!-- end -->)", re.DOTALL)


def holes(
    requirements: list[Requirement], python: tuple[int, int], tags: tuple[str, ...], options: list[str]
) -> list[str]:
    """The requirements that have no wheel for a version of Python and a system, such as ``lxml==5.3.0``.

    Raises
    ------
    RuntimeError
        pip failed for another reason, such as an index that cannot be reached.
    """
    waiting, found = list(map(str, requirements)), []
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-deps", "-vv"),
            *("--only-binary=:all:", "--implementation", "cp", "--python-version", ".".join(map(str, python))),
            *(word for tag in tags for word in ("--platform", tag)),
            *("--target", folder, "--report", str(Path(folder) / "report.json"), *options),
        ]
        while waiting:
            done = subprocess.run([*command, *waiting], stdout=PIPE, stderr=STDOUT, text=True, check=False)
            if done.returncode == 0:
                chosen = json.loads((Path(folder) / "report.json").read_text("utf-8"))["install"]
                if len(chosen) != len(waiting):
                    raise RuntimeError(f"pip chose {len(chosen)} wheels for {len(waiting)} packages")
                break
            # pip names one package without a wheel and stops; if a constraint names the package, it reports a conflict.
            absent = re.search(r"(?:No matching distribution found for|ERROR: Cannot install) (\S+)", done.stdout)
            # It says the same of an index that does not answer.
            unread = re.search(r"Could not fetch URL (?!.*\b404 Client Error).*", done.stdout)
            if unread or not absent or absent[1] not in waiting:
                raise RuntimeError(unread[0] if unread else done.stdout[-2000:])
            waiting.remove(absent[1])
            found.append(absent[1])
    return found


def table(options: list[str], lock_file: Path = LOCK_FILE) -> str:
    """One row for each version of Python: the number of wheels, or the packages that have none."""
    lines = ["| Python | " + " | ".join(SYSTEMS) + " |", "|---" * (1 + len(SYSTEMS)) + "|"]
    for python in PYTHONS:
        with ThreadPoolExecutor(len(SYSTEMS)) as systems:
            cells = list(systems.map(partial(_cell, python, options, lock_file), *zip(*SYSTEMS.values(), strict=True)))
        lines.append(f"| {'.'.join(map(str, python))} | " + " | ".join(cells) + " |")
        print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines) + "\n"


def _cell(python: tuple[int, int], options: list[str], lock_file: Path, machine: str, tags: tuple[str, ...]) -> str:
    requirements = locked(python, lock_file, machine)
    absent = holes(requirements, python, tags, options)
    return f"not {', '.join(absent)}" if absent else f"all {len(requirements)}"


def main(arguments: list[str]) -> None:
    """Print the table, or write it into the documentation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="replace the table in docs/setup.md")
    given, options = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory() as pip:
        newest = ("install", "--quiet", "--disable-pip-version-check", "--target", pip, *options, "pip")
        subprocess.run([sys.executable, "-m", "pip", *newest], check=True)
        os.environ["PYTHONPATH"] = pip
        content = table(options)
    if not given.write:
        print(content, end="")
        return
    page = PAGE.read_text("utf-8")
    if not TABLE.search(page):
        sys.exit(f"{PAGE} has no place for the table")
    PAGE.write_text(TABLE.sub(lambda found: found[1] + content + found[2], page), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
