"""The documentation as pages in the user's profile, so that *Help* needs no network."""

from __future__ import annotations

import contextlib
import re
from html import escape, unescape
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QTextCharFormat, QTextCursor, QTextDocument

from ..bridge.location import PLUGIN_FOLDER, data_folder

REPOSITORY = "https://github.com/sar-radargrammetry/sar-radargrammetry/blob/main"
SOURCES = PLUGIN_FOLDER / "docs"
"""Markdown and pictures, as the assembled plugin has them."""
STAMP = "made_from.txt"
FAMILY = 0x2000
"""Qt's number of the property of text in another font; Markdown has no other font than that of code."""
CODE = "sar-radargrammetry-code"
"""Font family that stands for code on its way to HTML."""
STYLE = """
body { margin: 0 auto; max-width: 900px; padding: 24px; color: #1d2730; font: 15px/1.5 "Segoe UI", Arial, sans-serif; }
h1, h2, h3 { line-height: 1.25; color: #17526b; } img { max-width: 100%; } td { vertical-align: top; padding: 3px 8px; }
table { border-collapse: collapse; display: block; overflow-x: auto; } td, th { border: 1px solid #d5dde2; }
pre, code { background: #f4f7f9; font: 13px/1.5 Consolas, "DejaVu Sans Mono", monospace; }
pre { padding: 2px 10px; margin: 0; white-space: pre-wrap; }
"""


def help_url(page: str) -> str:
    """Address of a page of the documentation: in the profile in a desktop, else that of the repository.

    Parameters
    ----------
    page : str
        Name of its Markdown file in docs.
    """
    online = f"{REPOSITORY}/docs/{page}"
    if QgsApplication.platform() == "qgis_process" or not (SOURCES / page).is_file():
        return online
    folder = data_folder() / "help"
    try:
        _bring_up_to_date(folder)
    except OSError:
        return online  # the profile cannot be written
    return QUrl.fromLocalFile(str(folder / f"{Path(page).stem}.html")).toString()


def _bring_up_to_date(folder: Path) -> None:
    pages = sorted(SOURCES.glob("*.md"))
    stamp = "\n".join([str(SOURCES), *(f"{page.name} {page.stat().st_mtime_ns}" for page in pages)])
    with contextlib.suppress(OSError):
        if (folder / STAMP).read_text("utf-8") == stamp:
            return
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        (folder / f"{page.stem}.html").write_text(page_of(page.read_text("utf-8")), "utf-8")
    (folder / STAMP).write_text(stamp, "utf-8")


def page_of(markdown: str) -> str:
    """A page of the documentation as HTML; its links lead to pages beside it, its pictures to the plugin's."""
    document = QTextDocument()
    document.setMarkdown(markdown)
    _mark_code(document)
    body = re.search(r"<body[^>]*>(.*)</body>", document.toHtml(), re.DOTALL).group(1)
    # Qt's own layout; what is bold at the beginning of an item would make all of it bold.
    body = re.sub(r'<(p|li|ol|ul|h\d|table|td|pre)(?: (?:style|border|cellspacing)="[^"]*")+', r"<\1", body)
    body = re.sub(rf'<span style="[^"]*{CODE}[^"]*">(.*?)</span>', r"<code>\1</code>", body, flags=re.DOTALL)
    # A line of code has a paragraph for itself; in a table it is a word.
    body = re.sub(r"(<td>\s*)?<p><code>((?:(?!</code>).)*)</code></p>", _line, body)
    body = re.sub(r"<h(\d)>(.*?)</h\1>", _heading, body, flags=re.DOTALL)
    body = re.sub(r'href="(?:\.\./)([^"]*)"', rf'href="{REPOSITORY}/\1"', body)
    body = re.sub(r'href="([\w-]+)\.md(#[^"]*)?"', lambda m: f'href="{m[1]}.html{m[2] or ""}"', body)
    body = re.sub(r'src="(images/[^"]*)"', lambda m: f'src="{_picture(m[1])}"', body)
    found = re.search(r"^# +(.*)$", markdown, re.MULTILINE)
    title = escape(found[1] if found else "")
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body>{body}</body></html>\n"
    )


def _mark_code(document: QTextDocument) -> None:
    """Give code a family of its own: Qt writes nothing else of it into HTML."""
    code = QTextCharFormat()
    code.setFontFamilies([CODE])
    places = []
    block = document.begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            fragment = fragments.fragment()
            if fragment.charFormat().fontFixedPitch() or fragment.charFormat().hasProperty(FAMILY):
                places.append((fragment.position(), fragment.length()))
            fragments += 1
        block = block.next()
    for position, length in places:
        cursor = QTextCursor(document)
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(code)


def _line(found: re.Match) -> str:
    return f"<pre>{found[2]}</pre>" if found[1] is None else found[0]


def _heading(found: re.Match) -> str:
    text = unescape(re.sub(r"<[^>]*>", "", found[2]))
    anchor = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())
    return f'<h{found[1]} id="{anchor}">{escape(text)}</h{found[1]}>'


def _picture(name: str) -> str:
    return QUrl.fromLocalFile(str(SOURCES / name)).toString()
