"""Write the tables of parameters in docs/ from their declarations in engine/parameters.

    python3 scripts/parameter_tables.py

Each table stands between a line ``<!-- parameters: NAME -->`` and a line ``<!-- end -->``; a test says when one
is no longer current. The rest of a page is left as it is.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sar_radargrammetry.engine.parameters import ALL, JOBS  # noqa: E402 - the checkout comes first
from sar_radargrammetry.engine.parameters.declare import REQUIRED, Parameter, parameters_of  # noqa: E402

PAGES = ("architecture.md", "parameters.md")
BLOCK = re.compile(r"(<!-- parameters: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def overview() -> str:
    """A line a job of the engine: its parameters with their defaults."""
    rows = (f"| {name} | {', '.join(map(_short, parameters_of(ALL[name]).values()))} |" for name in JOBS)
    return "\n".join(("| job | parameters |", "|---|---|", *rows, ""))


def details() -> str:
    """A section a job or algorithm: everything that is declared of its parameters."""
    sections = []
    for name, job in ALL.items():
        rows = [_row(declared) for declared in parameters_of(job).values()]
        head = ["| parameter | title | what it is | default | allowed |", "|---|---|---|---|---|"]
        sections.append("\n".join((f"## {name}", "", job.__doc__ or "", "", *head, *rows, "")))
    return "\n".join(("", *sections))


def _short(declared: Parameter) -> str:
    if declared.required:
        return declared.name
    if declared.default in (None, ()):
        return f"{declared.name}?"
    if isinstance(declared.default, str) and len(declared.default) > 20:
        return f"{declared.name}=(address)"
    return f"{declared.name}={_value(declared.default)}"


def _row(declared: Parameter) -> str:
    name = f"`{declared.name}`" + (" (advanced)" if declared.advanced else "")
    default = "required" if declared.required else "" if declared.default in (None, ()) else _value(declared.default)
    allowed = ", ".join(declared.choices) or str(declared.limits or "")
    if declared.output:
        allowed = " or ".join(declared.kind.endings) or "a folder"
    if declared.many:
        allowed = f"a list; {allowed}" if allowed else "a list"
    help_ = declared.help.replace("|", "\\|").replace("<i>", "*").replace("</i>", "*")
    return f"| {name} | {declared.label} | {help_} | {default} | {allowed} |"


def _value(default: object) -> str:
    if default is REQUIRED:
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    return f"{default:g}" if isinstance(default, float) else str(default)


def current(text: str) -> str:
    """A page with its tables made anew."""
    tables = {"overview": overview, "details": details}
    return BLOCK.sub(lambda found: found[1] + tables[found[2]]() + found[3], text)


def main() -> None:
    for page in PAGES:
        path = ROOT / "docs" / page
        path.write_text(current(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
