"""A weights file: one safetensors file with its design, calibration, origin and checksum."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from ...errors import EngineError
from ...files.atomic import atomic_output
from ...foreign import as_os_error

W = TypeVar("W", bound="WeightsFile")

KEY = "sar_radargrammetry"
"""Of the one entry of the file's metadata: the order of several would differ from file to file."""


@dataclasses.dataclass(frozen=True)
class Calibration:
    """What turns what the network says into probabilities, measured on validation data after training.

    Parameters
    ----------
    along, across : float
        Standard deviation of a right match's error in units of the Laplace scale, along and across the curve.
    slope, offset : float
        Certainty = 1 / (1 + exp(-(slope * logit + offset))).
    """

    along: float = 1.15
    across: float = 1.15
    slope: float = 1.0
    offset: float = 0.0


@dataclasses.dataclass(frozen=True)
class WeightsFile:
    """Everything that makes a learned matcher; a subclass says which.

    Parameters
    ----------
    state : dict of str to tensor
    design : dataclass
        Of the network.
    calibration : Calibration
    about : dict
        Training data, seeds, steps, hours, hardware, versions, scores; JSON values.
    """

    state: dict[str, torch.Tensor]
    design: Any
    calibration: Calibration
    about: dict

    MATCHER: ClassVar[str]
    """Its name."""
    DESIGN: ClassVar[type]
    """What a design is."""

    @classmethod
    def read(cls: type[W], path: str | Path) -> W:
        """Read a weights file.

        Raises
        ------
        EngineError
            The file is missing, damaged, changed since it was written, of another matcher or version.
        """
        state, content = read_content(path, cls.MATCHER)
        with fitting(path, cls.MATCHER):
            design = cls.DESIGN(**{name: tuples(value) for name, value in content["design"].items()})
            return cls(state, design, Calibration(**content["calibration"]), content["about"])

    def digest(self) -> str:
        """SHA-256 of design, calibration and all numbers."""
        return digest(self.state, self.metadata())

    def metadata(self) -> dict:
        """The description of the numbers, as JSON values."""
        return {
            "format": file_format(self.MATCHER),
            "design": dataclasses.asdict(self.design),
            "calibration": dataclasses.asdict(self.calibration),
        }


def file_format(matcher: str) -> str:
    """The name and version of the format of a matcher's weights."""
    return f"sar_radargrammetry {matcher} weights 1"


def write_weights(path: str | Path, weights: WeightsFile) -> str:
    """Write a weights file, whole or not at all, and give its digest."""
    state = {name: tensor.detach().cpu().contiguous() for name, tensor in weights.state.items()}
    content = {**weights.metadata(), "about": weights.about, "sha256": weights.digest()}
    with atomic_output(path) as temporary:
        try:
            # Not as bytes first: that would be several copies of what may be gigabytes.
            save_file(state, temporary, {KEY: json.dumps(content, sort_keys=True)})
        except SafetensorError as error:
            raise as_os_error(error) from error
    return content["sha256"]


def read_content(path: str | Path, matcher: str) -> tuple[dict[str, torch.Tensor], dict]:
    """The numbers of a weights file and their description, of which only the checksum is checked.

    Raises
    ------
    EngineError
        The file is missing, damaged, changed since it was written, of another matcher or version.
    """
    path = Path(path)
    if not path.is_file():
        raise EngineError("The weights file {path} does not exist; choose another one.", path=path)
    try:
        with safe_open(path, framework="pt") as file:
            metadata = (file.metadata() or {}).get(KEY)
            state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
    except (OSError, SafetensorError, ValueError, RuntimeError) as error:
        raise EngineError(
            "The weights file {path} cannot be read ({reason}); it is damaged or not a weights file.",
            path=path,
            reason=error,
        ) from error
    with fitting(path, matcher):
        content = json.loads(metadata or "{}")
        if content.get("format") != file_format(matcher):
            raise EngineError(
                "{path} holds no weights of this version of the matcher {matcher}; choose another file.",
                path=path,
                matcher=matcher,
            )
        if digest(state, {name: content[name] for name in ("format", "design", "calibration")}) != content["sha256"]:
            raise EngineError("The weights file {path} was changed since it was written; get it again.", path=path)
    return state, content


@contextlib.contextmanager
def fitting(path: str | Path, matcher: str) -> Iterator[None]:
    """Turn what goes wrong when the content of a file is put to use into a sentence."""
    try:
        yield
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        raise EngineError(
            "The weights file {path} does not fit the matcher {matcher} ({reason}).",
            path=path,
            matcher=matcher,
            reason=error,
        ) from error


def digest(state: dict[str, torch.Tensor], metadata: dict) -> str:
    """SHA-256 of named numbers and of their description."""
    total = hashlib.sha256(json.dumps(metadata, sort_keys=True).encode())
    for name in sorted(state):
        array = state[name].detach().cpu().contiguous().numpy()
        total.update(f"{name} {array.shape} {array.dtype}".encode())
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()


def tuples(value: Any) -> Any:
    """JSON's lists as the tuples they were."""
    return tuple(map(tuples, value)) if isinstance(value, list) else value
