"""Check every SAR product in a folder: whether it is imported, and how right its geometry is. Nothing is sent."""

from __future__ import annotations

from typing import Any

from osgeo import gdal

from ..files.atomic import atomic_output, check_outputs
from ..job import Context
from ..parameters.images import CheckProducts as Parameters
from ..pipeline.products_check import checked_folder, rows_of
from ..report.provenance import plugin_version, versions


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Check the products of a folder; that one is not read is a result, not a failure.

    Returns
    -------
    dict
        table (path); products (number), imported (number).
    """
    check_outputs([parameters.table])
    found = checked_folder(parameters.folder, context)
    rows = rows_of(found)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        context.log("{row}", row="  ".join([*cells, row[-1]]).rstrip())
    if parameters.table is not None:
        with atomic_output(parameters.table) as temporary:
            temporary.write_text(_markdown(rows), encoding="utf-8")
    return {
        "table": parameters.table,
        "products": len(found),
        "imported": sum(one.imported for one in found),
    }


def _markdown(rows: list[list[str]]) -> str:
    known = {"sar_radargrammetry": plugin_version(), **dict(versions()), "GDAL": gdal.__version__}
    head, *others = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *others]
    body = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{body}\n\n{', '.join(f'{name} {version}' for name, version in known.items())}\n"
