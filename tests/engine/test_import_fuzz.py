"""Damaged products of every format: importimage gives a whole image or one clear sentence, never anything else."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sicd_files import sicd_meta, without_element, write_sicd
from sicd_grids import grid_meta
from slant_models import slant_model
from test_map_projected import map_model

from sar_radargrammetry.engine.image.slant_image import write_slant_image
from sar_radargrammetry.engine.products.registry import open_product

pytest.importorskip("resource", reason="the worker limits its memory the POSIX way")

WORKER = Path(__file__).with_name("import_worker.py")
CASES = 300
BATCHES = 2
LIMIT = 30.0
"""Seconds of a processor that one import may take."""
ENDING = 600.0
"""Seconds to wait for all of them, on however busy a machine."""


def slant(folder):
    model = slant_model(40, 30)
    write_slant_image(folder / "a.tif", np.full((40, 30), 2.0, np.float32), model, {"sensor": "test"})
    return folder / "a.tif"


def spotlight_image(folder):
    """An imported image whose sidecar holds a SICD projection."""
    path = write_sicd(folder / "a.nitf", grid_meta("PFA", rows=20, columns=24))
    model = open_product(path).model
    path.unlink()
    write_slant_image(folder / "a.tif", np.full((24, 20), 2.0, np.float32), model, {})
    return folder / "a.tif"


def map_image(folder):
    model, _ = map_model()
    write_slant_image(folder / "a.tif", np.full((model.lines, model.samples), 2.0, np.float32), model, {})
    return folder / "a.tif"


def sicd(pixel_type, grid="RGZERO"):
    def write(folder):
        small = {"pixel_type": pixel_type, "rows": 20, "columns": 24}
        return write_sicd(folder / "a.nitf", sicd_meta(**small) if grid == "RGZERO" else grid_meta(grid, **small))

    return write


def sicd_without_table(folder):
    return without_element(sicd("AMP8I_PHS8I")(folder), "AmpTable")


PRODUCTS = {
    "SICD, floats": sicd("RE32F_IM32F"),
    "SICD, integers": sicd("RE16I_IM16I"),
    "SICD, bytes": sicd("AMP8I_PHS8I"),
    "SICD, bytes without table": sicd_without_table,
    "SICD, polar format": sicd("RE16I_IM16I", "PFA"),
    "SICD, plane": sicd("RE32F_IM32F", "PLANE"),
    "image and sidecar": slant,
    "spotlight image and sidecar": spotlight_image,
    "map-projected image and sidecar": map_image,
}
for path in sorted(Path(__file__).parent.glob("test_*.py")):
    if "\nFUZZED = " in path.read_text("utf-8"):
        PRODUCTS |= importlib.import_module(path.stem).FUZZED


@pytest.fixture(scope="module")
def products(tmp_path_factory):
    """Name of the main file, and content by name of file, of every product."""
    found = {}
    for number, (name, write) in enumerate(PRODUCTS.items()):
        folder = tmp_path_factory.mktemp(f"product{number}")
        main = write(folder) or folder / "a.tif"
        found[name] = (main.name, {path.name: path.read_bytes() for path in folder.iterdir()})
    return found


def truncated(content, random):
    return content[: int(len(content) * random.random())]


def flipped(content, random):
    """One to six bits, half of the time all in the first two kilobytes, where headers are."""
    damaged = bytearray(content)
    reach = min(len(damaged), 2048) if random.random() < 0.5 else len(damaged)
    for place in random.integers(reach, size=random.integers(1, 7)):
        damaged[place] ^= 1 << random.integers(8)
    return bytes(damaged)


def overwritten(content, random):
    """A block of zeros or noise, as a bad disk leaves it."""
    start, size = int(len(content) * random.random()), int(random.integers(1, 512))
    block = bytes(size) if random.random() < 0.5 else random.bytes(size)
    return (content[:start] + block + content[start + size :])[: len(content)]


DAMAGES = (truncated, flipped, flipped, overwritten)


def damaged_products(products, folder):
    """Paths of the main files of `CASES` products, each with one damaged file."""
    random = np.random.default_rng(20260401)
    names = list(products)
    paths = []
    for case in range(CASES):
        main, files = products[names[case % len(names)]]
        victim = main if random.random() < 0.5 else sorted(files)[random.integers(len(files))]
        home = folder / f"{case:03d}"
        home.mkdir()
        for name, content in files.items():
            damage = DAMAGES[random.integers(len(DAMAGES))]
            (home / name).write_bytes(damage(content, random) if name == victim else content)
        paths.append(str(home / main))
    return paths


def imports(paths):
    """The worker's last word on each path; several processes, each ended when it hangs."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    batches = [paths[first::BATCHES] for first in range(BATCHES)]
    started = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", str(WORKER)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
        )
        for _ in batches
    ]  # fmt: skip
    for process, batch in zip(started, batches, strict=True):
        process.stdin.write(json.dumps(batch))
        process.stdin.close()
    outcomes = {}
    for process in started:
        process.stdin = None
        try:
            out, err = process.communicate(timeout=ENDING)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
        said = [json.loads(line) for line in out.splitlines()]
        outcomes |= {line["end"]: line for line in said if "end" in line}
        if said and "begin" in said[-1]:
            culprit = said[-1]["begin"]
            outcomes[culprit] = {"outcome": "crashed or hung", "text": err[-2000:], "seconds": LIMIT}
    return outcomes


def test_the_products_are_whole(products, tmp_path):
    paths = []
    for number, (main, files) in enumerate(products.values()):
        home = tmp_path / str(number)
        home.mkdir()
        for name, content in files.items():
            (home / name).write_bytes(content)
        paths.append(str(home / main))
    outcomes = imports(paths)
    assert {path: outcomes[path]["outcome"] for path in paths} == dict.fromkeys(paths, "imported")


def test_damaged_products(products, tmp_path):
    paths = damaged_products(products, tmp_path)
    outcomes = imports(paths)
    wrong = {
        f"{list(products)[int(Path(path).parent.name) % len(products)]}, {path}": outcomes.get(path)
        for path in paths
        if outcomes.get(path, {}).get("outcome") not in ("imported", "refused") or outcomes[path]["seconds"] > LIMIT
    }
    assert not wrong, json.dumps(wrong, indent=1)
    counts = [outcomes[path]["outcome"] for path in paths]
    # Both ends are met: many a flipped bit is only a wrong sample.
    assert counts.count("imported") > 20 and counts.count("refused") > 100
