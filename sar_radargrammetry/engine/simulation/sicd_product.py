"""Write a complex single-look image as a SICD product (NITF), through sarpy."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from ..files.atomic import atomic_output
from ..sensor.range_doppler import RangeDopplerModel
from .sicd_metadata import sicd_metadata

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from sarpy.io.complex.sicd import SICDWriter

INTEGER_SCALE = 500.0
"""RE16I_IM16I: value of beta nought 1. Noise at -28 dB then has 14 steps, and the largest value is +36 dB."""
TABLE_TOP = 40.0
"""AMP8I_PHS8I: largest amplitude [root of beta nought]."""
TABLE_DB = 72.0
"""AMP8I_PHS8I: range of the amplitude table. Steps are then 3 % of the amplitude, finer than speckle by far."""


def write_sicd(
    path: str | Path,
    blocks: Iterable[np.ndarray],
    model: RangeDopplerModel,
    *,
    core_name: str,
    pixel_type: str = "RE32F_IM32F",
    noise: float | None = None,
) -> None:
    """Write a product; it appears when it is complete.

    Parameters
    ----------
    path : path
        NITF file.
    blocks : iterable of (n, samples) complex arrays
        The image's lines in order, root of beta nought.
    model : RangeDopplerModel
        Zero-Doppler, of the size of the image.
    core_name : str
        SICD's name of the collection.
    pixel_type : {"RE32F_IM32F", "RE16I_IM16I", "AMP8I_PHS8I"}
    noise : float, optional
        Power of the thermal noise [beta nought], stated in the product.

    Raises
    ------
    EngineError
        When the file cannot be written, or the track does not fit one polynomial.
    ValueError
        When the model is not zero-Doppler or the blocks have not its size: errors of the caller.
    """
    if any(model.range_rate) or model.line_interval <= 0:
        raise ValueError("a zero-Doppler image with increasing time is needed")
    table = amplitude_table() if pixel_type == "AMP8I_PHS8I" else None
    scale = INTEGER_SCALE if pixel_type == "RE16I_IM16I" else 1.0
    metadata = sicd_metadata(model, core_name, pixel_type, scale=scale, amplitude_table=table, noise=noise)
    encode = _ENCODERS[pixel_type]
    with atomic_output(path) as part, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with SICDWriter(str(part), metadata, check_existence=False) as writer:
            line = 0
            for block in blocks:
                # SICD's rows are ranges. Raw values, because sarpy's own rounding to AMP8I_PHS8I is off by one level.
                pixels = encode(block.T)
                last = line + block.shape[0]
                if model.look_side == "left":
                    pixels, column = pixels[:, ::-1], model.lines - last
                else:
                    column = line
                writer.write_raw(np.ascontiguousarray(pixels), start_indices=(0, column, 0))
                line = last
            if line != model.lines:
                raise ValueError(f"{line} lines for an image of {model.lines}")


def amplitude_table() -> np.ndarray:
    """(256,) amplitudes of AMP8I_PHS8I: zero, then equal steps in dB up to `TABLE_TOP`."""
    level = np.arange(256)
    table = TABLE_TOP * 10.0 ** (-TABLE_DB / 20.0 * (255 - level) / 254.0)
    table[0] = 0.0
    return table


def _as_float(pixels: np.ndarray) -> np.ndarray:
    return np.stack([pixels.real, pixels.imag], axis=-1).astype(">f4")


def _as_integer(pixels: np.ndarray) -> np.ndarray:
    both = np.stack([pixels.real, pixels.imag], axis=-1)
    return np.clip(np.rint(both * INTEGER_SCALE), -32767, 32767).astype(">i2")


def _as_amplitude(pixels: np.ndarray) -> np.ndarray:
    table = amplitude_table()
    level = np.searchsorted(0.5 * (table[1:] + table[:-1]), np.abs(pixels))
    phase = np.rint(np.angle(pixels) * (256.0 / (2.0 * np.pi))).astype(int) % 256
    return np.stack([level, phase], axis=-1).astype(np.uint8)


_ENCODERS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "RE32F_IM32F": _as_float,
    "RE16I_IM16I": _as_integer,
    "AMP8I_PHS8I": _as_amplitude,
}
