"""A copy of a pair's patches with the quality of their matches."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from ..image.slant_image import SlantImage
from ..matching.correspondence import LEFT_OUT, Correspondence
from ..patches.package import read_plan, write_plan
from ..points.quality import patch_qualities


def write_quality(
    path: str | Path, patches: str | Path, correspondence: str | Path, images: tuple[str, str] | None = None
) -> None:
    """Write the patches with share of matched pixels, median certainty and median epipolar residual.

    Parameters
    ----------
    path : path
        GeoPackage to write.
    patches, correspondence : path
        The plan, and the matches of its patches.
    images : (str, str), optional
        What the copy names as reference and secondary, instead of the images of the plan.

    Raises
    ------
    EngineError
        A file cannot be read or written.
    """
    plan, matches = read_plan(patches), Correspondence.open(correspondence)
    left_out = set(matches.about.get(LEFT_OUT, ()))
    plan = dataclasses.replace(plan, patches=tuple(p for p in plan.patches if p.number not in left_out))
    models = (SlantImage.open(image).model for image in (matches.reference, matches.secondary))
    qualities = tuple(patch_qualities(matches, plan, *models))
    if images is not None:
        plan = dataclasses.replace(plan, reference=Path(images[0]), secondary=Path(images[1]))
    write_plan(path, plan, qualities)
