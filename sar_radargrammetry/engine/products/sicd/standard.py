"""What the XML of a SICD says about all of it: the version of the standard, and whether there was only one antenna.

Read from the XML: sarpy drops elements that are newer than its schemas, and values that it does not know.
"""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from ...errors import EngineError
from ...message import Message

OLDEST, NEWEST = "0.5", "1.4"
"""Versions whose fields the geometry is made from."""

_NAMESPACE = re.compile(r"\{urn:SICD:([\d.]+)\}")


def parsed(text: bytes) -> etree._Element:
    """The root element.

    Raises
    ------
    lxml.etree.XMLSyntaxError
    """
    # Neither files nor addresses are looked up, and no entity is expanded.
    return etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def foreign_version(root: etree._Element) -> str | None:
    """The version of the standard by the namespace, if it is none that is supported; "unknown" without a namespace."""
    match = _NAMESPACE.match(str(root.tag))
    if match is None:
        return "unknown"
    digits = [int(part) for part in re.findall(r"\d+", match[1])[:2]]
    oldest, newest = ([int(part) for part in version.split(".")] for version in (OLDEST, NEWEST))
    return None if oldest <= digits <= newest else match[1]


def refuse_bistatic(root: etree._Element, path: Path) -> None:
    """Refuse an image of two antennas, by ``CollectType``, ``SCPCOA.Bistatic`` (from 1.4 on) or the illuminator's name.

    Ranges of such an image are halves of two, and the standard gives them other equations.

    Raises
    ------
    EngineError
        Names the field.
    """
    kind = _text(root, "CollectionInfo", "CollectType")
    collector, illuminator = (_text(root, "CollectionInfo", f"{name}Name") for name in ("Collector", "Illuminator"))
    why: Message | None = None
    if kind.upper() == "BISTATIC":
        why = Message("CollectType is {kind}", kind=kind)
    elif root.find("{*}SCPCOA/{*}Bistatic") is not None:
        why = Message("SCPCOA has an element Bistatic")
    elif not kind and illuminator and illuminator != collector:
        why = Message("{illuminator} illuminated and {collector} received",
                      illuminator=illuminator, collector=collector)  # fmt: skip
    if why is not None:
        raise EngineError(
            "{path} is a bistatic SICD ({why}): one antenna sent and another received, which is not supported; choose "
            "a monostatic product.",
            path=path,
            why=why,
        )


def _text(root: etree._Element, *names: str) -> str:
    return (root.findtext("/".join(f"{{*}}{name}" for name in names)) or "").strip()
