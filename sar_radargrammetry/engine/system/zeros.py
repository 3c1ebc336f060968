"""Zeros into a file, for systems that cannot claim space otherwise."""

from __future__ import annotations

from typing import BinaryIO

PIECE = 1 << 20


def write_zeros(file: BinaryIO, size: int) -> None:
    """Append `size` bytes."""
    piece = bytes(PIECE)
    for start in range(0, size, PIECE):
        file.write(piece[: size - start])
