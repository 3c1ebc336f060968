"""From mean power to a complex single-look image: speckle, thermal noise, bright points, the system's pulse."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

import numpy as np
import scipy.fft

from .impulse import REACH, STANDARD, Impulse


@dataclasses.dataclass(frozen=True, eq=False)
class Echoes:
    """Bright points of one image, in the order of their lines.

    Parameters
    ----------
    line, sample : (n,) ndarray
        Position of the peak [pixels].
    amplitude : (n,) ndarray, complex128
        Its root energy and phase, see `texture.Scatterers`.
    """

    line: np.ndarray
    sample: np.ndarray
    amplitude: np.ndarray


def develop(
    chunks: Iterable[tuple[np.ndarray, Echoes]],
    noise: float,
    rng: np.random.Generator,
    impulses: tuple[Impulse, Impulse] = (STANDARD, STANDARD),
) -> Iterator[np.ndarray]:
    """Complex image, in blocks of lines, from blocks of mean power.

    Ground with very many scatterers a pixel is a circular Gaussian field; white before the system's band limits it, as
    is the receiver's noise. The filter keeps expected power, because its squares sum to one.

    Parameters
    ----------
    chunks : iterable of ((n, samples) ndarray, Echoes)
        Mean power of the lines in order, at least `2 * REACH` lines a block but the last, and the echoes whose nearest
        line is in the block, with lines counted from the block's first.
    noise : float
        Power of the thermal noise, added everywhere.
    rng : Generator
        Of the speckle.
    impulses : (Impulse, Impulse)
        The system's pulse in azimuth and in range.

    Yields
    ------
    (m, samples) ndarray, complex64
        All lines in order; each block comes as soon as no later line can reach into it.
    """
    kernels = [impulse.kernel() for impulse in impulses]
    pending: np.ndarray | None = None
    for power, echoes in chunks:
        lines, samples = power.shape
        field = rng.standard_normal((lines, samples, 2), dtype=np.float32).view(np.complex64)[..., 0]
        field *= np.sqrt(0.5 * (power + np.float32(noise)))
        spread = _filtered(field, kernels)
        _add_echoes(spread, echoes, impulses)
        if pending is None:
            # Lines before the first one do not exist.
            pending = spread[REACH:]
        else:
            spread[: len(pending)] += pending
            pending = spread
        ready = len(pending) - 2 * REACH
        yield pending[:ready]
        pending = pending[ready:].copy()
    if pending is not None:
        yield pending[:REACH]


def _filtered(field: np.ndarray, kernels: list[np.ndarray]) -> np.ndarray:
    """Full convolution along the lines, cropped along the samples: (n + 2 REACH, samples) complex64."""
    rows, cols = field.shape[0] + 2 * REACH, field.shape[1] + 2 * REACH
    shape = scipy.fft.next_fast_len(rows), scipy.fft.next_fast_len(cols)
    response = [scipy.fft.fft(kernel, n).astype(np.complex64) for kernel, n in zip(kernels, shape, strict=True)]
    spectrum = scipy.fft.fft2(field, s=shape, workers=-1, overwrite_x=True)
    spectrum *= response[0][:, None]
    spectrum *= response[1]
    return scipy.fft.ifft2(spectrum, workers=-1, overwrite_x=True)[:rows, REACH : cols - REACH].copy()


def _add_echoes(spread: np.ndarray, echoes: Echoes, impulses: tuple[Impulse, Impulse]) -> None:
    """Add pulses to a block whose row 0 is `REACH` lines before the line that the echoes count from."""
    if not len(echoes.line):
        return
    reach = np.arange(-REACH, REACH + 1)
    line, sample = np.rint(echoes.line).astype(int), np.rint(echoes.sample).astype(int)
    rows, cols = line[:, None] + reach + REACH, sample[:, None] + reach
    by_line = impulses[0].value(rows - REACH - echoes.line[:, None])
    by_sample = impulses[1].value(cols - echoes.sample[:, None])
    for k, amplitude in enumerate(echoes.amplitude):
        left, right = max(cols[k, 0], 0), min(cols[k, -1] + 1, spread.shape[1])
        if left < right:
            part = amplitude * by_line[k][:, None] * by_sample[k][left - cols[k, 0] : right - cols[k, 0]]
            spread[rows[k, 0] : rows[k, -1] + 1, left:right] += part
