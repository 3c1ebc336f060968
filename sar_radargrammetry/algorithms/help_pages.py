"""The documentation as pages in the user's profile, so that *Help* needs no network.

It is in English. In another language that the plugin has, *Help* opens a page of the algorithm in that language, which
leads to the page for newcomers and to the documentation.
"""

from __future__ import annotations

import contextlib
import re
from html import escape, unescape
from pathlib import Path

from qgis.core import QgsApplication, QgsProcessingAlgorithm, QgsProcessingParameterDefinition
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QTextCharFormat, QTextCursor, QTextDocument, QTextFormat

from ..bridge.location import PLUGIN_FOLDER, data_folder
from ..translation import tr

REPOSITORY = "https://github.com/sar-radargrammetry/sar-radargrammetry/blob/main"
SOURCES = PLUGIN_FOLDER / "docs"
"""Markdown and pictures, as the assembled plugin has them."""
STAMP = "made_from.txt"
FAMILY = QTextFormat.Property.FontFamilies
"""The property of text in another font; Markdown has no other font than that of code."""
CODE = "sar-radargrammetry-code"
"""Font family that stands for code on its way to HTML."""
FONTS = '"Segoe UI", Arial, "Yu Gothic UI", "Hiragino Sans", "Noto Sans CJK JP", sans-serif'
STYLE = """
body { margin: 0 auto; max-width: 900px; padding: 24px; color: #1d2730; font: 15px/1.5 FONTS; }
h1, h2, h3 { line-height: 1.25; color: #17526b; } img { max-width: 100%; } td { vertical-align: top; padding: 3px 8px; }
td p { margin: 0; }
table { border-collapse: collapse; display: block; overflow-x: auto; } td, th { border: 1px solid #d5dde2; }
pre, code { background: #f4f7f9; font: 13px/1.5 Consolas, "DejaVu Sans Mono", monospace; }
pre { padding: 2px 10px; margin: 0; white-space: pre-wrap; }
""".replace("FONTS", FONTS)
FIRST_STEPS = PLUGIN_FOLDER / "resources" / "help"
TERMS = {"ja": "japanese.md"}
"""Language -> page of docs with its terms."""


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


def help_language() -> str:
    """Two letters of the language of QGIS if there is help in it, otherwise empty."""
    language = QgsApplication.locale()[:2]
    return language if (FIRST_STEPS / f"first-steps_{language}.html").is_file() else ""


def first_steps_page() -> Path:
    """The bundled page for newcomers, in the language of QGIS where it is there."""
    language = help_language()
    return FIRST_STEPS / (f"first-steps_{language}.html" if language else "first-steps.html")


def algorithm_help_url(algorithm: QgsProcessingAlgorithm, introduction: str, page: str) -> str:
    """Address of the help of an algorithm: a page in the language of QGIS, else `page` of the documentation.

    Parameters
    ----------
    algorithm : QgsProcessingAlgorithm
        With the words of its parameters and outputs in the language of QGIS.
    introduction : str
        What it does, as HTML.
    page : str
        Name of a Markdown file in docs.
    """
    language, documentation = help_language(), help_url(page)
    if not language or not documentation.startswith("file:"):
        return documentation
    path = data_folder() / "help" / language / f"{algorithm.name()}.html"
    text = _algorithm_page(algorithm, introduction, documentation, language)
    try:
        path.parent.mkdir(exist_ok=True)
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
    except OSError:
        return documentation
    return QUrl.fromLocalFile(str(path)).toString()


def _algorithm_page(algorithm: QgsProcessingAlgorithm, introduction: str, documentation: str, language: str) -> str:
    title = escape(algorithm.displayName())
    links = [(QUrl.fromLocalFile(str(first_steps_page())).toString(), tr("First steps with SAR Radargrammetry"))]
    links.append((documentation, tr("Documentation (in English)")))
    if language in TERMS:
        links.append((help_url(TERMS[language]), tr("Terms in this language and in English")))
    inputs = [d for d in algorithm.parameterDefinitions() if not d.isDestination()]
    written = {d.name(): d for d in algorithm.parameterDefinitions() if d.isDestination()}
    outputs = "".join(
        _row(one.name(), one.description(), written[one.name()].help() if one.name() in written else "")
        for one in algorithm.outputDefinitions()
    )
    tables = (
        (tr("Parameters"), "".join(_row(one.name(), one.description(), one.help(), _default(one)) for one in inputs)),
        (tr("Outputs"), outputs),
    )
    body = "".join(f"<h2>{heading}</h2><table>{rows}</table>" for heading, rows in tables if rows)
    head = f"<h1>{title}</h1><p>{escape(algorithm.group())} &middot; <code>{algorithm.id()}</code></p>"
    further = "".join(f'<li><a href="{url}">{text}</a></li>' for url, text in links)
    return _html(title, f"{head}{introduction}{body}<h2>{tr('More')}</h2><ul>{further}</ul>", language)


def _row(name: str, title: str, text: str, default: str = "") -> str:
    known = f" {tr('Default: {value}').format(value=escape(default))}" if default else ""
    return f"<tr><td><b>{escape(title)}</b><br><code>{name}</code></td><td>{text}{known}</td></tr>"


def _default(definition: QgsProcessingParameterDefinition) -> str:
    value = definition.defaultValue()
    return "" if value is None or isinstance(value, bool) else str(value)


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
    # A line of code has a paragraph for itself, in Qt 6 one of its own kind; in a table it is a word.
    body = re.sub(r"<pre><code>(.*?)</code></pre>", r"<p><code>\1</code></p>", body)
    body = re.sub(r"(<td>\s*)?<p><code>((?:(?!</code>).)*)</code></p>", _line, body)
    body = re.sub(r"<h(\d)>(.*?)</h\1>", _heading, body, flags=re.DOTALL)
    body = re.sub(r'href="(?:\.\./)([^"]*)"', rf'href="{REPOSITORY}/\1"', body)
    body = re.sub(r'href="([\w-]+)\.md(#[^"]*)?"', lambda m: f'href="{m[1]}.html{m[2] or ""}"', body)
    body = re.sub(r'src="(images/[^"]*)"', lambda m: f'src="{_picture(m[1])}"', body)
    found = re.search(r"^# +(.*)$", markdown, re.MULTILINE)
    return _html(escape(found[1] if found else ""), body, "en")


def _html(title: str, body: str, language: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>{body}</body></html>\n'
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
