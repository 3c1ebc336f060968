"""The matches of a run in one step, with the images that they connect, as files that stay."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..files.atomic import atomic_output, relative
from ..files.leftovers import resolved, short_stem
from ..image.slant_image import SlantImage
from ..matching.correspondence import Correspondence
from ..refinement.files import copy_raster
from ..sensor.sidecar import sidecar_path, write_sidecar

ROLES = ("reference", "secondary")


def possible_files(output: str | Path | None) -> list[Path]:
    """Files that `deliver` may write beside `output`: images, and their geometry; none without an output."""
    if output is None:
        return []
    images = [_image_path(Path(output), role, ending) for role in ROLES for ending in (".tif", ".vrt")]
    return [*images, *dict.fromkeys(map(sidecar_path, images))]


def deliver(output: str | Path, correspondence: str | Path, originals: tuple[str, str], work: Path) -> None:
    """Write the matches, and those of their images that would be gone with the folder of the run.

    An image that was imported on the way is copied beside the matches, with its geometry as refined. An image that the
    user gave stays where it is; with a refined geometry it gets a virtual raster beside the matches.

    Parameters
    ----------
    output : path
        Correspondence raster to write.
    correspondence : path
        That of the run.
    originals : two of str
        Rasters of reference and secondary, before any refinement.
    work : Path
        Folder of the run.

    Raises
    ------
    EngineError
        A file cannot be written.
    """
    output, matches = Path(output), Correspondence.open(correspondence)
    used = (matches.reference, matches.secondary)
    images = [
        _delivered(output, role, Path(original), SlantImage.open(image), work)
        for role, original, image in zip(ROLES, originals, used, strict=True)
    ]
    about = {**matches.about, **{role: relative(path, output) for role, path in zip(ROLES, images, strict=True)}}
    about.pop("patches", None)  # they are gone with the folder
    with atomic_output(output) as temporary:
        copy_raster(matches.path, temporary, about)


def _delivered(output: Path, role: str, original: Path, used: SlantImage, work: Path) -> Path:
    imported = original.parent == work
    if not imported and used.path.resolve() == original.resolve():
        return original
    target = _image_path(output, role, ".tif" if imported else ".vrt")
    resolved(target).unlink(missing_ok=True)  # never beside the geometry of another image
    write_sidecar(sidecar_path(target), used.model, used.info)
    with atomic_output(target) as temporary:
        if imported:
            shutil.copyfile(original, temporary)
        else:
            copy_raster(original, temporary)
    return target


def _image_path(output: Path, role: str, ending: str) -> Path:
    return output.with_name(f"{short_stem(output)}_{role}{ending}")
