"""A SAR product or an imported image as the image that the steps work on, for runs that take both."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from ..image.slant_image import SlantImage
from ..image.window import Window
from ..job import Context
from ..products.importing import import_image
from ..products.plain.raster import PlainRaster
from ..products.product import Reader
from ..products.registry import open_product
from ..products.view import description
from ..sensor.pixel_mapping import LARGE_RESIDUAL
from .sources import product_sources


def announce(reader: Reader, context: Context) -> None:
    """Write to the log what an image is."""
    first, second = description(reader.model, reader.info)
    context.log("{name}: {sensor}.", name=reader.path.name, sensor=first)
    context.log(second)
    if "caution" in reader.info:
        context.warn(reader.info["caution"])
    miss = reader.info.get("mapping_residual", 0.0)
    if isinstance(miss, float) and miss > LARGE_RESIDUAL:
        context.warn(
            "The table of times and ranges of {name} deviates from the product's geometry by up to {miss:.2f} pixels. "
            "Heights are wrong accordingly: choose the product as delivered, or its image in slant range.",
            name=reader.path.name,
            miss=miss,
        )
    if isinstance(reader, (SlantImage, PlainRaster)):
        tell_values(reader, context)


def tell_part(part: Window, context: Context) -> None:
    """Write to the log which pixels are imported."""
    context.log(
        "Importing lines {line} to {last_line}, samples {sample} to {last_sample}.",
        line=part.line,
        last_line=part.line + part.lines - 1,
        sample=part.sample,
        last_sample=part.sample + part.samples - 1,
    )


def tell_values(image: SlantImage | PlainRaster, context: Context) -> None:
    """Warn of numbers that are converted to amplitude."""
    for remark in image.values.remarks(image.path):
        context.warn(remark)


def slant_image(
    path: str, name: str, looks: tuple[int, int], work: Path, context: Context, part: Window | None = None
) -> str:
    """The image itself when it is imported already and no looks are asked for; else an import into a work folder.

    Parameters
    ----------
    path : str
        Product of any format, or an imported image.
    name : str
        Of the imported file in the work folder, without suffix.
    looks : tuple of int
        In azimuth and in range.
    work : Path
        An existing folder, kept between runs that are to be resumed.
    context : Context
    part : Window, optional
        Of the averaged image: an import fills nothing else.

    Returns
    -------
    str
        Path of a slant image.

    Raises
    ------
    EngineError
        The image cannot be read, or its import not be written.
    """
    # By content: a product may have the geometry of an import of the same name beside it.
    reader = open_product(path)
    if looks == (1, 1) and isinstance(reader, SlantImage):
        tell_values(reader, context)
        return path
    output = work / f"{name}.tif"
    # Importing anew would change the file's time, and with it void the patches of an interrupted run. Times are
    # compared for being the same, not for their order: clocks jump, and those of network drives are others.
    stamp = work / f"{name}.source"
    record = json.dumps([str(Path(path).resolve()), product_sources(reader), looks, part and dataclasses.astuple(part)])
    if not (output.is_file() and stamp.is_file() and stamp.read_text() == record):
        stamp.unlink(missing_ok=True)
        announce(reader, context)
        if part is not None:
            tell_part(part, context)
        import_image(reader, output, *looks, context, filled=part)
        stamp.write_text(record)
    context.progress(1.0)
    return str(output)
