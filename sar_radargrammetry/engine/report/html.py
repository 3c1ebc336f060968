"""Reports as one HTML file that needs nothing else: no script, no style sheet, no picture from elsewhere.

Kept to what a browser of 2013 shows, such as the WebKit of older QGIS.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from ..files.atomic import atomic_output

_STYLE = """
body { margin: 0; background: #ffffff; color: #1d2730; font: 15px/1.5 "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
.page { max-width: 940px; margin: 0 auto; padding: 32px 28px 48px 28px; }
h1 { font-size: 27px; line-height: 1.2; font-weight: 600; margin: 0; }
.subtitle { color: #5b6975; margin: 4px 0 0 0; }
.head { border-bottom: 3px solid #17526b; padding-bottom: 14px; margin-bottom: 22px; }
h2 { font-size: 19px; font-weight: 600; color: #17526b; margin: 34px 0 8px 0; page-break-after: avoid; }
p { margin: 8px 0; max-width: 760px; }
table { border-collapse: collapse; margin: 10px 0 14px 0; page-break-inside: avoid; }
th { text-align: left; font-weight: 600; font-size: 13px; color: #5b6975; border-bottom: 1px solid #17526b; }
td { border-bottom: 1px solid #e3e8ec; vertical-align: top; }
th, td { padding: 5px 18px 5px 0; }
td.number, th.number { text-align: right; } td.number { white-space: nowrap; } th { vertical-align: bottom; }
td.note { color: #5b6975; font-size: 13px; }
td.unit { color: #5b6975; padding-left: 0; white-space: nowrap; }
table.wide { width: 100%; }
table.tiles { width: 100%; border-spacing: 0; }
table.tiles td { border: 1px solid #d5dde2; background: #f4f7f9; padding: 12px 14px; width: 20%; }
.tile-label { color: #5b6975; font-size: 13px; }
.tile-value { font-size: 25px; line-height: 1.3; font-weight: 600; white-space: nowrap; }
.tile-unit { font-size: 14px; font-weight: 400; color: #5b6975; }
.tile-note { color: #5b6975; font-size: 12px; line-height: 1.35; }
.summary { font-size: 17px; line-height: 1.45; margin: 4px 0 14px 0; }
.warning { border-left: 4px solid #c77700; background: #fff6e5; padding: 9px 14px; margin: 10px 0; }
.figure { margin: 16px 0 22px 0; page-break-inside: avoid; }
.figure img { max-width: 100%; height: auto; border: 0; }
.caption { color: #5b6975; font-size: 13px; max-width: 760px; margin-top: 4px; }
pre { background: #f4f7f9; border: 1px solid #d5dde2; padding: 10px 12px; white-space: pre-wrap; word-wrap: break-word;
      font: 13px/1.45 Consolas, "DejaVu Sans Mono", Menlo, monospace; }
td.short { white-space: nowrap; }
.scroll { overflow-x: auto; margin: 10px 0 4px 0; }
.scroll table { margin: 0 0 6px 0; }
.scroll + .caption { margin-bottom: 14px; }
td.path { word-break: break-all; }
@media (max-width: 760px) { .page { padding: 18px 14px 32px 14px; } th, td { padding-right: 12px; }
  table.tiles td { padding: 9px 9px; } .tile-value { font-size: 20px; } }
@media print { body { font-size: 11pt; } .scroll { overflow-x: visible; } td.short { white-space: normal; }
  .page { max-width: none; padding: 0; } h2 { margin-top: 22px; } }
"""

SHORT = 24
"""Characters of a cell's text that stay on one line: a table that is wider than the window scrolls by itself."""

Number = tuple[str, Any, str, str]
"""Label, value, unit and note of one figure."""


class Report:
    """Collects the parts of a report in reading order and writes them as one file.

    All text is escaped: file names and messages may hold anything.

    Parameters
    ----------
    title, subtitle : str
    provenance : dict, optional
        From `report.provenance.provenance`; always the last section.
    """

    def __init__(self, title: str, subtitle: str = "", *, provenance: Mapping[str, Any] | None = None):
        self._title = title
        self._subtitle = subtitle
        self._provenance = provenance
        self._parts: list[str] = []

    def add_heading(self, text: str) -> None:
        self._parts.append(f"<h2>{escape(text)}</h2>")

    def add_text(self, text: str) -> None:
        self._parts.append(f"<p>{escape(text)}</p>")

    def add_summary(self, text: str) -> None:
        """Show the sentences that a reader in a hurry must take home, larger than the rest."""
        self._parts.append(f'<p class="summary">{escape(text)}</p>')

    def add_warning(self, text: str) -> None:
        self._parts.append(f'<div class="warning"><b>Note:</b> {escape(text)}</div>')

    def add_headline(self, numbers: Sequence[Number]) -> None:
        """Show up to five figures large, side by side."""
        cells = "".join(
            f'<td><div class="tile-label">{escape(label)}</div><div class="tile-value">{escape(shown(value))} '
            f'<span class="tile-unit">{escape(unit)}</span></div><div class="tile-note">{escape(note)}</div></td>'
            for label, value, unit, note in numbers
        )
        self._parts.append(f'<table class="tiles"><tr>{cells}</tr></table>')

    def add_numbers(self, numbers: Iterable[Number]) -> None:
        """Show figures one a line, with what each of them means."""
        rows = "".join(
            f'<tr><td>{escape(label)}</td><td class="number">{escape(shown(value))}</td>'
            f'<td class="unit">{escape(unit)}</td><td class="note">{escape(note)}</td></tr>'
            for label, value, unit, note in numbers
        )
        self._parts.append(f'<table class="wide">{rows}</table>')

    def add_table(self, headers: Sequence[str], rows: Iterable[Sequence[Any]], caption: str = "") -> None:
        """Show a table; columns of numbers are set flush right."""
        rows = [list(row) for row in rows]
        numeric = [all(isinstance(row[i], (int, float)) or row[i] is None for row in rows) for i in range(len(headers))]
        kinds = [' class="number"' if number else "" for number in numeric]
        head = "".join(f"<th{kind}>{escape(text)}</th>" for kind, text in zip(kinds, headers, strict=True))
        body = "".join(
            "<tr>"
            + "".join(f"<td{k or _short(v)}>{escape(shown(v))}</td>" for k, v in zip(kinds, row, strict=True))
            + "</tr>"
            for row in rows
        )
        # Outside of what scrolls, so that it can be read at once.
        below = f'<div class="caption">{escape(caption)}</div>' if caption else ""
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        self._parts.append(f'<div class="scroll">{table}</div>{below}')

    def add_figure(self, image: bytes, caption: str, width: int | None = None) -> None:
        """Show a PNG or SVG picture.

        Parameters
        ----------
        image : bytes
            The file's content.
        caption : str
        width : int, optional
            Shown width in CSS pixels; less than the picture's own makes it sharp in print.
        """
        kind = "image/png" if image.startswith(b"\x89PNG") else "image/svg+xml"
        data = base64.b64encode(image).decode("ascii")
        size = f' width="{width}"' if width else ""
        self._parts.append(
            f'<div class="figure"><img src="data:{kind};base64,{data}"{size} alt="{escape(caption, quote=True)}">'
            f'<div class="caption">{escape(caption)}</div></div>'
        )

    def html(self) -> str:
        """The whole document."""
        subtitle = f'<p class="subtitle">{escape(self._subtitle)}</p>' if self._subtitle else ""
        body = "\n".join(self._parts) + (_provenance_html(self._provenance) if self._provenance else "")
        return (
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(self._title)}</title><style>{_STYLE}</style></head>\n"
            f'<body><div class="page"><div class="head"><h1>{escape(self._title)}</h1>{subtitle}</div>\n'
            f"{body}\n</div></body></html>\n"
        )

    def write(self, path: str | Path) -> None:
        """Write the report; it appears under its name only when complete.

        Raises
        ------
        EngineError
            The folder is missing or not writable, or the disk is full.
        """
        with atomic_output(path) as temporary:
            temporary.write_text(self.html(), encoding="utf-8")


def shown(value: Any) -> str:
    """A value as text: three significant places or more, groups of thousands, a dash for nothing."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\u202f")
    if isinstance(value, float):
        places = 1 if abs(value) >= 100.0 else 2 if abs(value) >= 1.0 else 3
        return f"{value:,.{places}f}".replace(",", "\u202f").replace("-", "\u2212")
    return str(value)


def _short(value: Any) -> str:
    """The class of a text that stays on one line."""
    return ' class="short"' if len(shown(value)) <= SHORT else ""


def _provenance_html(record: Mapping[str, Any]) -> str:
    parts = ["<h2>How this was made</h2>"]
    if record.get("command"):
        parts.append("<p>The same from a terminal, with the engine's packages on PYTHONPATH (see docs/guide.md):</p>")
        parts.append(f"<pre>{escape(str(record['command']))}</pre>")
    tables = (
        ("Inputs", {k: _input_text(v) for k, v in record.get("inputs", {}).items()}),
        ("Parameters", record.get("parameters", {})),
    )
    for name, items in tables:
        rows = "".join(
            f'<tr><td class="note">{escape(str(key))}</td><td class="path">{escape(_plain(value))}</td></tr>'
            for key, value in items.items()
        )
        if rows:
            head = f'<thead><tr><th width="24%">{name}</th><th></th></tr></thead>'
            parts.append(f'<table class="wide">{head}<tbody>{rows}</tbody></table>')
    versions = ", ".join(f"{library} {version}" for library, version in record.get("versions", {}).items())
    if versions:
        parts.append(f"<p>Versions: {escape(versions)}.</p>")
    if record.get("created"):
        made = f"Made {record['created']} by job {record.get('job', '')}."
        parts.append(f'<p class="subtitle">{escape(made)}</p>')
    return "\n".join(parts)


def _plain(value: Any) -> str:
    """A value as the user typed it: paths and numbers without adornment."""
    if value is None:
        return "not given"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _input_text(described: Any) -> str:
    if not isinstance(described, Mapping):
        return str(described)
    details = [f"{shown(described['bytes'])} bytes"] if "bytes" in described else []
    details += [f"modified {described['modified']}"] if "modified" in described else []
    return str(described["path"]) + (f" ({', '.join(details)})" if details else "")
