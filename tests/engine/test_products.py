"""The registry of products: light to import, the same in the documentation, and a reader for what it recognises."""

import importlib
import operator
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.products.registry import PRODUCTS, listing, open_product
from scripts.formats_table import PAGE, with_table

ROOT = Path(__file__).resolve().parents[2]


def test_the_registry_needs_the_standard_library_only():
    code = (
        "import sys, sar_radargrammetry.engine.products.registry\n"
        "print(*{name.split('.')[0] for name in sys.modules} - sys.stdlib_module_names)\n"
        "print(*(name for name in sys.modules if name.endswith('.reader')))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    foreign, readers = done.stdout.split("\n")[:2]
    assert set(foreign.split()) == {"sar_radargrammetry", "__main__"} - sys.stdlib_module_names
    assert readers == ""


def test_the_table_in_the_documentation_is_current():
    """python3 scripts/formats_table.py writes it."""
    text = PAGE.read_text("utf-8")
    assert with_table(text) == text


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.name)
def test_every_product_has_its_reader_and_its_rows(product):
    module, function = product.opener.split(":")
    assert callable(
        operator.attrgetter(function)(importlib.import_module(module, "sar_radargrammetry.engine.products"))
    )
    assert product.rows
    assert product.listed in listing()


@pytest.mark.parametrize("name", ["S1A_IW_GRDH_1SDV.SAFE.zip", "scene.tar.gz"])
def test_archives_are_to_be_unpacked(tmp_path, name):
    (tmp_path / "scene.tif").write_bytes(b"content")
    shutil.make_archive(str(tmp_path / "made"), "zip" if name.endswith("zip") else "gztar", tmp_path, "scene.tif")
    (made,) = tmp_path.glob("made.*")
    with pytest.raises(EngineError, match=f"{name} is an archive; unpack it"):
        open_product(made.rename(tmp_path / name))
