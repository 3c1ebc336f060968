"""Parameters of many images that become one surface."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..errors import EngineError
from .declare import FOLDER, IMAGE, Group, Job, Kind, parameter, varied
from .elevation import ElevationOutputs, MapGrid, Navigation, RefineChoice, Vertical, Voids
from .images import ImportLooks
from .matching import Matching, Workers
from .merging import Contribution
from .pair import CheckPair, HeightRange, OppositeSides, PatchGrid, Report

TABLE = Kind("file", (".csv",), "CSV files (*.csv)")


def _some_images(given: Any) -> None:
    if not given.images and given.image_folder is None:
        raise EngineError("There are no images; give a list of images or a folder.")


@dataclasses.dataclass(frozen=True, kw_only=True)
class ManyImages(Group):
    """The images of a flight campaign."""

    RULES = (_some_images,)

    images: tuple[str, ...] = parameter(
        "Images",
        "Imported images, or SAR products, which are imported on the way (optional where a folder is given).",
        (),
        kind=IMAGE,
    )
    image_folder: str | None = parameter(
        "Folder of images",
        "Folder with imported images, whose names end in .tif with a geometry file .sargeom.json beside them "
        "(optional). Subfolders are not searched. They are added to the list of images.",
        None,
        kind=FOLDER,
    )


def _ordered_angles(given: Any) -> None:
    if not given.min_angle < given.max_angle:
        raise EngineError(
            "The smallest intersection angle {low:g} degrees is not below the largest {high:g} degrees; correct them.",
            low=given.min_angle,
            high=given.max_angle,
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class PairLimits(Group):
    """Which pairs of many images are matched."""

    RULES = (_ordered_angles,)

    min_angle: float = parameter(
        "Smallest intersection angle",
        "Do not match pairs whose lines of sight meet at a smaller angle: their heights have large errors.",
        5.0,
        unit="degrees",
        minimum=0.0,
        maximum=90.0,
    )
    max_angle: float = parameter(
        "Largest intersection angle",
        "Do not match pairs whose lines of sight meet at a larger angle: their images differ too much.",
        45.0,
        unit="degrees",
        minimum=0.0,
        maximum=180.0,
    )
    min_overlap: float = parameter(
        "Smallest overlap",
        "Do not match pairs whose secondary image shows less of the reference image's ground than this share, 0 to 1.",
        0.3,
        minimum=0.0,
        maximum=1.0,
    )
    max_sigma: float | None = parameter(
        "Largest expected error",
        "Do not match pairs whose heights are expected to have a larger error, 1 sigma, for matches with an error of "
        "half a pixel. Default: no limit.",
        None,
        unit="m",
        above=0.0,
    )
    pairs_per_image: int = parameter(
        "Pairs per image",
        "Leave out a pair if both of its images are in so many pairs with smaller expected errors. 0: no limit.",
        3,
        minimum=0,
        maximum=24,
        advanced=True,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class BlockDsm(
    ManyImages,
    HeightRange,
    PairLimits,
    Matching,
    Workers,
    ImportLooks,
    PatchGrid,
    OppositeSides,
    MapGrid,
    RefineChoice,
    Voids,
    Navigation,
    Vertical,
    ElevationOutputs,
    Contribution,
    Report,
    Job,
):
    """Many images become one elevation and its error."""

    ORDER = (ManyImages, HeightRange, PairLimits, Matching, Workers, ImportLooks, PatchGrid, MapGrid, OppositeSides)

    refine: str = varied(
        RefineChoice,
        "refine",
        "the tracks of many images are refined together",
        help="Estimate the errors of the tracks of all images together, from the matches of all pairs, the heights "
        "where pairs overlap, and the elevation model if one is given, and remove them. auto: if there is "
        "an elevation model, or the pairs show that tracks are wrong; yes: always; no: never.",
    )
    pair_table: str | None = parameter(
        "Table of pairs",
        "Every two images with intersection angle, overlap, expected error, and whether the pair was matched or why "
        "not (.csv).",
        None,
        output=TABLE,
    )
    footprints: str | None = varied(
        CheckPair,
        "footprints",
        "there are many images and pairs",
        help="Outlines of all images, and of the overlap of each pair with its figures, as a layer (optional).",
        by_default=True,
    )
    pair_folder: str | None = parameter(
        "Folder of pairs",
        "Folder to keep the matches and elevations of all pairs in (optional). A later run with this folder matches "
        "only pairs that are not finished there, for example those of additional images.",
        None,
        output=FOLDER,
        by_default=False,
        advanced=True,
    )
