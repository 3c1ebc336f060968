"""A patch pair with its true correspondence, and its file."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from ..errors import EngineError
from ..files.atomic import atomic_output
from ..image.window import Window
from ..matching.interface import ImagePatch
from ..stereo.prior import HeightPrior

FORMAT = "sar_radargrammetry training sample 1"
TENSORS = {
    "reference",
    "secondary",
    "truth",
    "state",
    "node_lines",
    "node_samples",
    "coefficients",
    "base_height",
    "height_range",
}
MIN_TRUTH = 0.25
"""Share of a patch whose true match must be known for it to be a sample."""
VISIBLE, HIDDEN, MIXED, DARK, UNKNOWN = range(5)
"""States of a reference pixel: visible and unambiguous in both views; only in the reference;
layover in the reference; shadow in the reference; nothing known (outside the reference surface, or void)."""


@dataclasses.dataclass(frozen=True)
class TrainingSample:
    """One patch pair.

    Parameters
    ----------
    reference, secondary : ImagePatch
    prior : HeightPrior
        Of the reference's window in the secondary.
    truth : (lines, samples, 2) float32 ndarray
        Line and sample in the secondary's *window* of the ground in each reference pixel; NaN where `state` is not
        VISIBLE or HIDDEN.
    state : (lines, samples) uint8 ndarray
    """

    reference: ImagePatch
    secondary: ImagePatch
    prior: HeightPrior
    truth: np.ndarray
    state: np.ndarray


def write_sample(path: Path, sample: TrainingSample) -> None:
    """Write a sample as a safetensors file; whole or not at all."""
    prior = sample.prior
    tensors = {
        "reference": sample.reference.amplitude.astype(np.float32),
        "secondary": sample.secondary.amplitude.astype(np.float32),
        "truth": sample.truth.astype(np.float32),
        "state": sample.state.astype(np.uint8),
        "node_lines": prior.node_lines,
        "node_samples": prior.node_samples,
        "coefficients": prior.coefficients,
        "base_height": prior.base_height,
        "height_range": np.array([prior.low, prior.high]),
    }
    windows = {
        name: dataclasses.astuple(view.window)
        for name, view in (("reference", sample.reference), ("secondary", sample.secondary))
    }
    # One key: the order of several would differ from file to file.
    metadata = {"sar_radargrammetry": json.dumps({"format": FORMAT, "windows": windows}, sort_keys=True)}
    with atomic_output(path) as temporary:
        Path(temporary).write_bytes(save({k: np.ascontiguousarray(v) for k, v in tensors.items()}, metadata))


def read_sample(path: Path) -> TrainingSample:
    """Read what `write_sample` wrote.

    Raises
    ------
    EngineError
        The file is not one of these, or is damaged.
    """
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = json.loads((file.metadata() or {}).get("sar_radargrammetry", "{}"))
            if metadata.get("format") != FORMAT:
                raise EngineError(
                    "{path} is not a training sample of this version; make the training set again.", path=path
                )
            windows = metadata["windows"]
            data = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
            if missing := sorted(TENSORS - set(data)):
                raise EngineError(
                    "{path} is not a whole training sample: it has no {missing}.", path=path, missing=missing[0]
                )
    except (OSError, SafetensorError, ValueError, KeyError) as error:
        raise EngineError(
            "The training sample {path} cannot be read ({reason}); make the training set again.",
            path=path,
            reason=error,
        ) from error
    reference, secondary = (Window(*windows[name]) for name in ("reference", "secondary"))
    low, high = data["height_range"]
    prior = HeightPrior(
        reference,
        data["node_lines"],
        data["node_samples"],
        data["coefficients"],
        float(low),
        float(high),
        data["base_height"],
    )
    return TrainingSample(
        ImagePatch(data["reference"], reference),
        ImagePatch(data["secondary"], secondary),
        prior,
        data["truth"],
        data["state"],
    )
