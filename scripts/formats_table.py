"""Write the table of products in docs/formats.md from what the readers' folders say about themselves."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "formats.md"
TABLE = re.compile(r"(<!-- products: [^\n]*-->\n\n).*?(\n<!-- end of products -->)", re.DOTALL)


def with_table(text: str) -> str:
    """The page's text with the table as it should be."""
    from sar_radargrammetry.engine.products.registry import table

    return TABLE.sub(lambda found: found[1] + table() + found[2], text)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
