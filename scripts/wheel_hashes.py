"""Write the SHA-256 of every wheel of the pinned versions, for the set-up to compare downloads with.

    wheel_hashes.py [--index-url ADDRESS]

asks the package index (its JSON pages, PEP 691) and writes sar_radargrammetry/engine/wheels.sha256. Run it after every
change of the pinned versions.
"""

import argparse
import json
import re
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sar_radargrammetry.setup.hashes import HASHES_FILE  # noqa: E402
from sar_radargrammetry.setup.lock import LOCK_FILE, locked, normal  # noqa: E402

PYTHONS = ((3, 10), (3, 11), (3, 12), (3, 13), (3, 14))
TAGS = re.compile(
    r"(?:py3|py2\.py3)-none-any"
    r"|(?:cp31[0-4]-(?:cp31[0-4]|none)|cp3\d+-abi3|py3-none)-(?:win_amd64|macosx_[\w.]+|(?:many)?linux[\w.]*_(?:x86_64|aarch64))"
)
"""Of the systems and versions of Python that the set-up serves."""


def wheels(index: str) -> list[tuple[str, str]]:
    """SHA-256 and name of each wheel, by name."""
    machines = ("x86_64", "aarch64")
    wanted = {
        requirement for python in PYTHONS for machine in machines for requirement in locked(python, machine=machine)
    }
    found = []
    for name in sorted({normal(requirement.name) for requirement in wanted}):
        versions = {requirement.version for requirement in wanted if normal(requirement.name) == name}
        address = f"{index.rstrip('/')}/{name}/"
        request = urllib.request.Request(address, headers={"Accept": "application/vnd.pypi.simple.v1+json"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            files = json.load(answer)["files"]
        for file in files:
            stem = file["filename"].removesuffix(".whl")
            if (
                stem != file["filename"]
                and stem.split("-")[1] in versions
                and TAGS.fullmatch("-".join(stem.split("-")[-3:]))
            ):
                found.append((file["hashes"]["sha256"], file["filename"]))
    return sorted(found, key=lambda pair: pair[1].lower())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index-url", default="https://pypi.org/simple")
    lines = [f"{digest}  {name}\n" for digest, name in wheels(parser.parse_args().index_url)]
    HASHES_FILE.write_text("".join(lines), "utf-8")
    print(f"{HASHES_FILE.name}: {len(lines)} wheels, for {LOCK_FILE.name}")
