"""Refined geometry on disk: matches in pixels stay as they are, only the geometry beside the images changes."""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path
from typing import Any

from osgeo import gdal

from ..files.atomic import atomic_output, explained, relative, unwritten
from ..files.leftovers import short_stem
from ..image.gdal_raster import RasterFailure, open_raster, raster_failures
from ..image.slant_image import SlantImage
from ..matching.correspondence import Correspondence
from ..record import write_record
from ..sensor.corrected import CorrectedModel, Correction, uncorrected
from ..sensor.sidecar import sidecar_path, write_sidecar
from .refining import Refinement

TILED = ["TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256", "INTERLEAVE=BAND", "COMPRESS=DEFLATE", "ZLEVEL=1"]
TILED += ["PREDICTOR=3", "BIGTIFF=IF_SAFER"]


def refined_path(output: str | Path, role: str) -> Path:
    """The name of a refined image beside a correspondence raster."""
    output = Path(output)
    return output.with_name(f"{short_stem(output)}_{role}.vrt")


def write_refined(refinement: Refinement, output: Path) -> None:
    """Write the refined images beside `output`, and `output` itself last."""
    paths = tuple(refined_path(output, role) for role in ("reference", "secondary"))
    about = refinement.about()
    corrections = refinement.adjustment.corrections()
    for path, image, correction in zip(paths, refinement.images, corrections, strict=True):
        write_refined_image(path, image, correction, about)
    write_refined_correspondence(output, refinement.correspondence, paths, about, refinement.navigation().document())


def write_refined_image(path: Path, image: SlantImage, correction: Correction, about: dict[str, Any]) -> None:
    """An image with another geometry: a virtual raster that reads the pixels of the first, and a sidecar of its own.

    Raises
    ------
    EngineError
        When it cannot be written.
    """
    model = CorrectedModel(uncorrected(image.model), correction)
    write_sidecar(sidecar_path(path), model, {**image.info, "refinement": about})
    with atomic_output(path) as temporary:
        copy_raster(image.path, temporary)


def write_refined_correspondence(
    path: Path,
    correspondence: Correspondence,
    images: tuple[Path, Path],
    about: dict[str, Any],
    navigation: dict[str, Any],
) -> None:
    """The same matches between the refined images; a virtual raster when the name ends in .vrt.

    `navigation` is `budget.Navigation.document`, for the correlated part of the heights' errors.

    Raises
    ------
    EngineError
        When it cannot be written.
    """
    said = {
        **correspondence.about,
        "reference": relative(images[0], path),
        "secondary": relative(images[1], path),
        "refinement": about,
        "navigation": navigation,
    }
    if "patches" in said:
        said["patches"] = relative(correspondence.path.absolute().parent / said["patches"], path)
    with atomic_output(path) as temporary:
        copy_raster(correspondence.path, temporary, said)


def copy_raster(source: Path, target: Path, record: dict[str, Any] | None = None) -> None:
    """Copy a raster, with another record if given; where the target's name ends in .vrt, only a reference to it."""
    virtual = target.suffix.lower() == ".vrt"
    source = source.resolve()
    try:
        with raster_failures():
            opened = open_raster(source)
            same = not virtual and opened.GetDriver().ShortName == "GTiff"
            if same:
                # To compress all pixels again takes as long as a twentieth of a run.
                shutil.copyfile(source, target)
                copy = gdal.OpenEx(str(target.absolute()), gdal.OF_RASTER | gdal.OF_UPDATE)
            else:
                # A virtual copy has the record before any pixel is written: later, a TIFF cannot take it.
                copy = gdal.GetDriverByName("VRT").CreateCopy(str(target.absolute()) if virtual else "", opened)
            if record is not None:
                write_record(copy, record)
            if not (same or virtual):
                copy = gdal.GetDriverByName("GTiff").CreateCopy(str(target.absolute()), copy, options=TILED)
            copy.FlushCache()
            copy = None
    except OSError as error:
        raise explained(error, target) from error
    except RasterFailure as error:
        raise unwritten(target, error) from error
    if virtual:
        # GDAL makes paths relative only downwards; a project's folder is to be moved as a whole.
        text = target.read_text(encoding="utf-8")
        absolute = f'relativeToVRT="0">{escape(str(source), quote=False)}<'
        text = text.replace(absolute, f'relativeToVRT="1">{escape(relative(source, target), quote=False)}<')
        target.write_text(text, encoding="utf-8")
