"""The record of how a raster was made, in its metadata: JSON in the XMP packet of the file (ISO 16684-1).

`gdal_translate` copies the packet into clips and other formats' copies of a GeoTIFF, and QGIS does not list it beside
the title and history of a layer. Before version 1.0.0 the JSON was an item of the default domain, which QGIS shows as
it is; layers of a GeoPackage still have it there. `gdalwarp` copies only the default domain, so that the names of the
images and of the matches are there as well, in items that people can read.
"""

from __future__ import annotations

import html
import json
from typing import Any

from osgeo import gdal

ITEM = "SAR_RADARGRAMMETRY"
"""Metadata item of the default domain."""
DOMAIN = "xml:XMP"
REFERENCE, SECONDARY, CORRESPONDENCE = "REFERENCE_IMAGE", "SECONDARY_IMAGE", "CORRESPONDENCE"
"""Items of the default domain with paths relative to the raster."""
_NAME = "sar_radargrammetry:record"
_PACKET = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:sar_radargrammetry="https://plugins.qgis.org/plugins/sar_radargrammetry/record/1/">'
    f"<{_NAME}>{{text}}</{_NAME}></rdf:Description></rdf:RDF></x:xmpmeta>"
    '<?xpacket end="w"?>'
)
_TEXT = 1  # kind of a node of text, see gdal.ParseXMLString


def record_of(source: gdal.MajorObject) -> dict[str, Any] | None:
    """The record of a raster, or of a layer of a GeoPackage; None where it has none that can be read."""
    for packet in source.GetMetadata_List(DOMAIN) or ():
        found = _found(_parsed(packet))
        if found is not None:
            return _read(found)
    item = source.GetMetadataItem(ITEM)
    return _from_names(source) if item is None else _read(item)


def write_record(dataset: gdal.Dataset, record: dict[str, Any]) -> None:
    """Give a raster its record, in place of the one it has.

    Parameters
    ----------
    dataset : gdal.Dataset
        Open for writing.
    record : dict
        What `json` can write.
    """
    text = html.escape(json.dumps(record), quote=False)  # ASCII: no character that XML does not have
    dataset.SetMetadata([_PACKET.format(text=text)], DOMAIN)
    inputs = record.get("inputs", {})
    names = {
        REFERENCE: record.get("reference", inputs.get("reference")),
        SECONDARY: record.get("secondary", inputs.get("secondary")),
        CORRESPONDENCE: record.get("correspondence", inputs.get("correspondence")),
    }
    for name, about in {**names, ITEM: None}.items():
        path = about.get("path") if isinstance(about, dict) else about
        if path is not None or dataset.GetMetadataItem(name) is not None:
            dataset.SetMetadataItem(name, None if path is None else str(path))


def _from_names(source: gdal.MajorObject) -> dict[str, Any] | None:
    """What is left of a record where the packet was lost."""
    inputs = {
        role: {"path": source.GetMetadataItem(name)}
        for role, name in (("reference", REFERENCE), ("secondary", SECONDARY), ("correspondence", CORRESPONDENCE))
        if source.GetMetadataItem(name)
    }
    return {"inputs": inputs} if inputs else None


def _read(text: str) -> dict[str, Any] | None:
    try:
        record = json.loads(text)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _parsed(packet: str) -> Any:
    """Nodes of XML as lists; None for what is none."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        return gdal.ParseXMLString(packet)
    except RuntimeError:
        return None
    finally:
        gdal.PopErrorHandler()


def _found(node: Any) -> str | None:
    """The text of the first element or attribute that holds a record."""
    if not isinstance(node, list) or node[0] == _TEXT:
        return None
    if node[1] == _NAME:
        return "".join(child[1] for child in node[2:] if child[0] == _TEXT)
    return next((text for text in map(_found, node[2:]) if text is not None), None)
