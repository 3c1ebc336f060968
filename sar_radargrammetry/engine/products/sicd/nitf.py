"""What a NITF 2.1 file holds, read from its header alone: enough to tell a SICD from others and a whole file from half.

Offsets and field widths: MIL-STD-2500C, table A-1 (NITF file header).
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import BinaryIO

from ...errors import EngineError

MAGIC = (b"NITF", b"NSIF")

_LENGTHS_AT = 342  # FL, file length, 12 digits; then HL, header length, 6 digits; then the segments
_UNKNOWN_LENGTH = 999_999_999_999  # "length not known when the header was written"
# Per kind of segment, in the order of the header: digits of a subheader's and of a segment's length.
_SEGMENT_DIGITS = {"image": (6, 10), "graphic": (4, 6), "reserved": (0, 0), "text": (4, 5), "data": (4, 9)}
_ROOT = re.compile(rb"<(?:\w+:)?(SICD|SIDD)[\s>]")


@dataclasses.dataclass(frozen=True)
class Segment:
    """Where one segment's content lies in the file [bytes]."""

    offset: int
    size: int


def xml_documents(path: Path) -> dict[str, Segment]:
    """Where in a NITF file the XML documents "SICD" and "SIDD" lie, the first of each kind.

    Raises
    ------
    EngineError
        When the file is shorter than its header says, or its header cannot be followed.
    """
    size = path.stat().st_size
    found: dict[str, Segment] = {}
    with path.open("rb") as file:
        for segment in _segments(file, path, size)["data"]:
            file.seek(segment.offset)
            # The root element comes after an XML declaration and perhaps a comment.
            root = _ROOT.search(file.read(min(segment.size, 1 << 16)))
            if root:
                found.setdefault(root.group(1).decode(), segment)
    return found


def _segments(file: BinaryIO, path: Path, size: int) -> dict[str, list[Segment]]:
    """The segments of each kind; every one of them lies within the file's `size` bytes."""

    def number(digits: int) -> int:
        text = file.read(digits)
        if len(text) < digits:
            raise EngineError(
                "{path} is truncated: the file ends within its header; copy or download it again.", path=path
            )
        if not text.isdigit():
            raise EngineError("{path} has a damaged NITF header; copy or download it again.", path=path)
        return int(text)

    version = file.read(9)
    if version not in (b"NITF02.10", b"NSIF01.00"):
        raise EngineError(
            "{path} is a NITF file of a version other than 2.1, which SICD products never are.", path=path
        )
    file.seek(_LENGTHS_AT)
    length = number(12)
    offset = number(6)
    if length > size and length != _UNKNOWN_LENGTH:
        raise _truncated(path, size, length)
    segments: dict[str, list[Segment]] = {}
    for kind, (header_digits, content_digits) in _SEGMENT_DIGITS.items():
        segments[kind] = []
        for _ in range(number(3)):
            offset += number(header_digits)
            content = number(content_digits)
            segments[kind].append(Segment(offset, content))
            offset += content
    if offset > size:
        raise _truncated(path, size, offset)
    return segments


def _truncated(path: Path, size: int, length: int) -> EngineError:
    return EngineError(
        "{path} is truncated: it has {size} of the {length} bytes its header states; copy or download it again.",
        path=path,
        size=size,
        length=length,
    )
