"""A hook of mkdocs: links of the documentation to files of the repository lead to the repository's own site."""

import re
from pathlib import Path

REPOSITORY = "https://github.com/sar-radargrammetry/sar-radargrammetry/blob/main/"
ROOT = Path(__file__).resolve().parent.parent


def on_page_markdown(markdown: str, **_) -> str:
    """Called by mkdocs with the text of each page."""

    def outside(link: re.Match) -> str:
        name = link.group(1)
        return f"]({REPOSITORY}{name})" if (ROOT / name.partition("#")[0]).exists() else link.group(0)

    return re.sub(r"\]\(\.\./([^)\s]+)\)", outside, markdown)
