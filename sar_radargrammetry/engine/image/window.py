"""Rectangles of pixels."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np


@dataclasses.dataclass(frozen=True, order=True)
class Window:
    """A rectangle of whole pixels of an image: rows ``line`` .. ``line + lines - 1``, likewise samples."""

    line: int
    sample: int
    lines: int
    samples: int

    @property
    def pixels(self) -> int:
        """How many there are."""
        return self.lines * self.samples

    def clipped(self, lines: int, samples: int) -> Window | None:
        """The part inside an image of the given size, or None where there is none."""
        first_line, first_sample = max(self.line, 0), max(self.sample, 0)
        end_line, end_sample = min(self.line + self.lines, lines), min(self.sample + self.samples, samples)
        if end_line <= first_line or end_sample <= first_sample:
            return None
        return Window(first_line, first_sample, end_line - first_line, end_sample - first_sample)

    @staticmethod
    def around(lines: np.ndarray, samples: np.ndarray, margin: int) -> Window | None:
        """The smallest window that holds the given pixel coordinates (NaN ignored) and `margin` pixels around."""
        known = np.isfinite(lines) & np.isfinite(samples)
        if not known.any():
            return None
        first_line = int(np.floor(lines[known].min())) - margin
        first_sample = int(np.floor(samples[known].min())) - margin
        end_line = int(np.ceil(lines[known].max())) + margin + 1
        end_sample = int(np.ceil(samples[known].max())) + margin + 1
        return Window(first_line, first_sample, end_line - first_line, end_sample - first_sample)


def tiles(lines: int, samples: int, size: int, overlap: int) -> Iterator[Window]:
    """Cover an image with windows of `size` pixels that overlap their neighbours by at least `overlap`.

    The windows are spread evenly, so that the last one is neither a sliver nor shifted back onto its neighbour.
    """
    for line, height in _spread(lines, size, overlap):
        for sample, width in _spread(samples, size, overlap):
            yield Window(line, sample, height, width)


def _spread(length: int, size: int, overlap: int) -> list[tuple[int, int]]:
    """Starts and lengths of evenly spread pieces."""
    if length <= size:
        return [(0, length)]
    count = 1 + int(np.ceil((length - size) / (size - overlap)))
    return [(round(i * (length - size) / (count - 1)), size) for i in range(count)]
