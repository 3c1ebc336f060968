"""Parameters of training: training sets, training, weights."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..errors import EngineError
from ..matching.registry import MATCHERS, TRAINABLE, matcher_entry
from .declare import FILE, FOLDER, WEIGHTS, Job, parameter, varied
from .matching import Device, Matching
from .pair import Pair, Report
from .quality import ReferenceDsm, Seed


@dataclasses.dataclass(frozen=True, kw_only=True)
class CreateTrainingSet(Pair, ReferenceDsm, Seed, Job):
    """A pair whose surface is known becomes patch pairs with their true matches."""

    ORDER = (Pair, ReferenceDsm)

    patch_size: int = parameter(
        "Patch size",
        "Side of the square windows of the reference image that become samples.",
        448,
        unit="px",
        minimum=64,
        maximum=4096,
        why="samples are seen as a whole in training: their size is a choice of its own",
    )
    validation_share: float = parameter(
        "Share to validate on",
        "Share of the samples that are used for validation only, not for training.",
        0.2,
        minimum=0.01,
        maximum=0.99,
    )
    output: str = parameter(
        "Training set",
        "Folder for the samples, their manifest and previews; new, empty, or that of an unfinished run.",
        output=FOLDER,
    )


def _by_matcher(attribute: str) -> str:
    """What each matcher has by default."""
    return ", ".join(f"{getattr(one.training, attribute):g} for {one.name}" for one in MATCHERS if one.training)


_UNTRAINABLE = " and ".join(entry.name for entry in MATCHERS if entry.training is None)
_RATE = "Highest learning rate. Default: {}. Use a lower one if the loss grows or diverges."


@dataclasses.dataclass(frozen=True, kw_only=True)
class Training(Seed, Device, Report):
    """How a matcher learns from a training set."""

    training_set: str = parameter("Training set", "The folder written by Create training set.", kind=FOLDER)
    matcher: str = varied(
        Matching,
        "matcher",
        "not every matcher can be trained",
        help=f"The matcher to train. {_UNTRAINABLE} cannot be trained.",
        choices=TRAINABLE,
        default=TRAINABLE[0],
    )
    steps: int = parameter(
        "Steps",
        "Number of training steps. More steps help if there are many samples; with few samples the matcher overfits.",
        400,
        minimum=1,
    )
    learning_rate: float | None = parameter(
        "Learning rate",
        _RATE.format(_by_matcher("further_rate")),
        None,
        above=0.0,
        maximum=1.0,
        decimals=9,
        advanced=True,
    )
    output: str = parameter(
        "Trained weights",
        "Weights file (.safetensors) with the new weights, their training data and their scores.",
        output=WEIGHTS,
    )


def _encoder_to_freeze(given: Any) -> None:
    if given.freeze_encoder and not matcher_entry(given.matcher).training.frozen_encoder:
        raise EngineError(
            "The matcher {matcher} has no encoder to freeze; train all of it, or choose the matcher roma.",
            matcher=given.matcher,
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class FineTune(Training, Job):
    """A matcher learns further from given weights."""

    ORDER = ("training_set", "matcher", "weights", "steps", "learning_rate")
    RULES = (_encoder_to_freeze,)

    weights: str | None = varied(
        Matching,
        "weights",
        "training begins with them",
        title="Weights to begin with",
        help="File with the weights to start from. Default: the bundled weights. roma needs a file.",
    )
    freeze_encoder: bool = parameter(
        "Train the decoder only",
        "Keep the encoder of roma: needs less memory and time, and overfits less with few samples. Only for roma.",
        False,
        advanced=True,
    )


CELL, SMALLEST_SIDE = 8, 64
"""Pixels of the coarsest cell of a matcher, and of the smallest crop that it learns from."""


def _whole_cells(given: Any) -> None:
    if given.side is not None and given.side % CELL:
        raise EngineError("The parameter side is {side}; it must be a multiple of {cell}.", side=given.side, cell=CELL)


@dataclasses.dataclass(frozen=True, kw_only=True)
class TrainMatcher(Training, Job):
    """A matcher learns from scratch."""

    QGIS = False
    ORDER = ("training_set", "matcher", "steps", "batch", "side", "learning_rate")
    RULES = (_whole_cells,)

    steps: int = varied(Training, "steps", "training from scratch takes more", default=9000)
    learning_rate: float | None = varied(
        Training, "learning_rate", "training from scratch starts faster", help=_RATE.format(_by_matcher("rate"))
    )
    batch: int = parameter("Batch", "Number of crops in a step.", 4, minimum=1)
    side: int | None = parameter(
        "Side",
        f"Side of a crop, a multiple of 8. Default: {_by_matcher('side')}.",
        None,
        unit="px",
        minimum=SMALLEST_SIDE,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class SimulateTrainingSet(Job):
    """Simulated pairs become patch pairs with their true matches."""

    QGIS = False

    pairs: int = parameter("Pairs", "Number of pairs to train on; each gives up to two samples.", 420, minimum=1)
    validation_pairs: int = parameter(
        "Validation pairs", "Number of pairs to validate on, on other ground.", 20, minimum=1
    )
    dems: tuple[str, ...] = parameter(
        "Elevation models", "Elevation models, or folders of them, for every fourth pair (optional).", (), kind=FILE
    )
    validation_dems: tuple[str, ...] = parameter(
        "Elevation models to validate on",
        "Elevation models for the validation pairs, none of the former (optional).",
        (),
        kind=FILE,
    )
    reflectivity: tuple[str, ...] = parameter(
        "SAR images",
        "SAR images, products or single-band amplitude rasters, whose brightness is used for every third training "
        "pair (optional).",
        (),
        kind=FILE,
    )
    output: str = parameter(
        "Training set", "Folder of the training set; new, empty, or that of a run with the same inputs.", output=FOLDER
    )


_CHECKPOINT = "Address (https), or the full path of a file that exists already."
_DIGEST = "Checksum of the file (optional); a file with another one is refused. The log shows the one received."


@dataclasses.dataclass(frozen=True, kw_only=True)
class DownloadWeights(Job):
    """The two checkpoints of RoMa's authors become one weights file."""

    accept_licence: bool = parameter(
        "I accept the licences of RoMa and DINOv2",
        "Nothing is downloaded without it. RoMa: MIT licence (https://github.com/Parskatt/RoMa/blob/main/LICENSE); "
        "DINOv2: Apache License 2.0 (https://github.com/facebookresearch/dinov2/blob/main/LICENSE).",
        False,
    )
    roma: str = parameter(
        "Checkpoint of RoMa",
        _CHECKPOINT,
        "https://github.com/Parskatt/storage/releases/download/roma/roma_outdoor.pth",
        advanced=True,
    )
    dinov2: str = parameter(
        "Checkpoint of DINOv2 ViT-L/14",
        _CHECKPOINT,
        "https://dl.fbaipublicfiles.com/dinov2/dinov2_vitl14/dinov2_vitl14_pretrain.pth",
        advanced=True,
    )
    roma_sha256: str | None = parameter("SHA-256 of RoMa's checkpoint", _DIGEST, None, advanced=True)
    dinov2_sha256: str | None = parameter("SHA-256 of DINOv2's checkpoint", _DIGEST, None, advanced=True)
    output: str = parameter(
        "Weights",
        "Weights file (.safetensors) of 1.7 GB. Until it is complete, the downloaded parts are kept in a hidden folder "
        "beside it.",
        output=WEIGHTS,
    )
