"""A product of any format becomes a slant image, a block of lines at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..errors import EngineError
from ..image.multilook import multilook
from ..image.slant_image import TILE, SlantImage, write_slant_image
from ..image.window import Window
from ..job import Context
from ..message import Message
from ..sensor.model import SensorModel, resampled
from ..sensor.sidecar import sidecar_path
from .fsar.reader import FsarImage
from .product import Reader

BLOCK_SAMPLES = 1 << 23
"""Samples of the product held at a time: 64 MiB of complex numbers, and some three times that during averaging.

A SICD stores lines crosswise: the more of them in a block, the longer the pieces read from disk."""


def import_image(
    reader: Reader,
    output: str | Path,
    looks_azimuth: int,
    looks_range: int,
    context: Context,
    window: Window | None = None,
    filled: Window | None = None,
) -> SlantImage:
    """Write the multilooked amplitude of a product, and its geometry, as a slant image.

    Parameters
    ----------
    reader : Reader
        From `registry.open_product`.
    output : path
        GeoTIFF; its sidecar goes beside it.
    looks_azimuth, looks_range : int
        Lines and samples averaged into one pixel; those at the end that do not fill one are left out.
    context : Context
        For progress and cancelling.
    window : Window, optional
        The part to import, inside the image; all of it by default.
    filled : Window, optional
        Pixels of the output that are read; the others have no data and take no room. All of them by default.

    Raises
    ------
    EngineError
        Looks that do not fit, an output that would overwrite the product, an image without any data, a damaged product,
        or an output that cannot be written. Nothing is left then.
    """
    output = Path(output)
    whole = Window(0, 0, reader.model.lines, reader.model.samples)
    window = whole if window is None else window
    _check_looks(reader, window, looks_azimuth, looks_range)
    _check_output(reader, output)
    model = resampled(
        reader.model, window.line, window.sample, window.lines, window.samples, looks_azimuth, looks_range
    )
    info = dict(reader.info)
    info["looks_azimuth"] = looks_azimuth * info.get("looks_azimuth", 1)
    info["looks_range"] = looks_range * info.get("looks_range", 1)
    info.setdefault("source", reader.path.name)
    filled = Window(0, 0, model.lines, model.samples) if filled is None else filled
    blocks = _amplitude_blocks(reader, window, model, (looks_azimuth, looks_range), filled, context)
    write_slant_image(output, blocks, model, info, filled)
    return SlantImage.open(output)


def _check_looks(reader: Reader, window: Window, looks_azimuth: int, looks_range: int) -> None:
    for name, looks, size, unit in (
        ("azimuth", looks_azimuth, window.lines, Message("lines")),
        ("range", looks_range, window.samples, Message("samples")),
    ):
        if looks < 1:
            raise EngineError("The looks in {name} are {looks}; they must be 1 or more.", name=name, looks=looks)
        if looks > size:
            raise EngineError(
                "The looks in {name} are {looks}, but {path} has only {size} {unit}; use fewer.",
                name=name,
                looks=looks,
                path=reader.path,
                size=size,
                unit=unit,
            )


def _check_output(reader: Reader, output: Path) -> None:
    # A sidecar beside a product of another format is an earlier import's, and may be replaced.
    inputs = [reader.path, sidecar_path(reader.path)] if isinstance(reader, (SlantImage, FsarImage)) else [reader.path]
    for theirs in inputs:
        for ours in (output, sidecar_path(output)):
            if theirs.exists() and ours.exists() and theirs.samefile(ours):
                raise EngineError(
                    "The output {output} would overwrite the input {name}; choose another name.",
                    output=output,
                    name=theirs.name,
                )


def _amplitude_blocks(
    reader: Reader, window: Window, model: SensorModel, looks: tuple[int, int], filled: Window, context: Context
) -> Iterator[np.ndarray]:
    """The image in blocks of whole lines, few enough that memory does not grow with the image."""
    azimuth, range_ = looks
    lines = max(1, BLOCK_SAMPLES // (window.samples * azimuth))
    if lines > TILE:
        lines -= lines % TILE
    any_data = False
    for first in range(0, model.lines, lines):
        count = min(lines, model.lines - first)
        context.progress(first / model.lines)
        block = np.full((count, model.samples), np.nan, np.float32)
        top, bottom = max(first, filled.line), min(first + count, filled.line + filled.lines)
        if top < bottom:
            samples = reader.read(
                window.line + top * azimuth,
                window.sample + filled.sample * range_,
                (bottom - top) * azimuth,
                window.samples if filled.samples == model.samples else filled.samples * range_,
            )
            amplitude = multilook(samples, azimuth, range_)
            any_data = any_data or bool((amplitude > 0).any())
            block[top - first : bottom - first, filled.sample : filled.sample + filled.samples] = amplitude
        yield block
    if not any_data:
        raise EngineError(
            "{path} has no data there, only zeros or NaN; choose another image or part of it.",
            path=reader.path,
        )
    context.progress(1.0)
