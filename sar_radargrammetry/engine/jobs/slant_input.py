"""A SAR product or an imported image, as jobs take them that do not want to ask which of the two it is."""

from __future__ import annotations

from pathlib import Path

from ..image.slant_image import SlantImage
from ..job import Context
from ..products.registry import open_product
from . import importimage


def slant_image(path: str, name: str, looks: tuple[int, int], work: Path, context: Context) -> str:
    """The image itself when it is imported already and no looks are asked for; else an import into a work folder.

    Parameters
    ----------
    path : str
    name : str
        Of the imported file in the work folder, without suffix.
    looks : tuple of int
        In azimuth and in range.
    work : Path
        An existing folder, kept between runs that are to be resumed.
    context : Context
    """
    # By content: a product may have the geometry of an import of the same name beside it.
    if looks == (1, 1) and isinstance(open_product(path), SlantImage):
        return path
    output = work / f"{name}.tif"
    source = Path(path)
    # Importing anew would change the file's time, and with it void the patches of an interrupted run. Times are
    # compared for being the same, not for their order: clocks jump, and those of network drives are others.
    stamp = work / f"{name}.source"
    status = source.stat()
    record = f"{source.resolve()} {status.st_size} {status.st_mtime_ns} {looks}"
    if not (output.is_file() and stamp.is_file() and stamp.read_text() == record):
        stamp.unlink(missing_ok=True)
        importimage.run(
            importimage.Parameters(input=path, output=str(output), looks_azimuth=looks[0], looks_range=looks[1]),
            context,
        )
        stamp.write_text(record)
    context.progress(1.0)
    return str(output)
