"""Random fields of the ground: lattice noise with its gradient, and Gaussian fields with a chosen spectrum."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.fft

from ..parallel import for_pieces


def lattice_noise(
    x: np.ndarray, y: np.ndarray, wavelength: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Smooth noise in -1..1 and its derivatives.

    Random values on a lattice, joined by quintic steps, so that slopes and curvatures are continuous.

    Parameters
    ----------
    x : (rows, cols) ndarray
        Coordinates [m], of any origin; the lattice covers their extent.
    y : (rows, cols) ndarray
    wavelength : float
        Lattice spacing [m].
    rng : Generator

    Returns
    -------
    value, by_x, by_y : (rows, cols) ndarray, float32
        Noise and its derivatives in units of 1 / wavelength.
    """
    x0, y0 = x.min() - rng.uniform() * wavelength, y.min() - rng.uniform() * wavelength
    shape = int((y.max() - y0) / wavelength) + 2, int((x.max() - x0) / wavelength) + 2
    values = rng.uniform(-1.0, 1.0, shape).astype(np.float32).reshape(-1)
    flat_x, flat_y = x.reshape(-1), y.reshape(-1)
    value, by_x, by_y = (np.empty(x.size, np.float32) for _ in range(3))

    def fill(piece: slice) -> None:
        u, v = (flat_x[piece] - x0) / wavelength, (flat_y[piece] - y0) / wavelength
        i, j = v.astype(np.int32), u.astype(np.int32)
        fu, fv = (u - j).astype(np.float32), (v - i).astype(np.float32)
        su, sv = fu**3 * (fu * (6 * fu - 15) + 10), fv**3 * (fv * (6 * fv - 15) + 10)
        du, dv = 30 * (fu * (1 - fu)) ** 2, 30 * (fv * (1 - fv)) ** 2
        first = i * shape[1] + j
        a, b, c, d = (values.take(first + step) for step in (0, 1, shape[1], shape[1] + 1))
        k = a - b - c + d
        value[piece] = a + (b - a) * su + (c - a) * sv + k * su * sv
        by_x[piece], by_y[piece] = du * (b - a + k * sv), dv * (c - a + k * su)

    for_pieces(fill, x.size, 1 << 15)
    return value.reshape(x.shape), by_x.reshape(x.shape), by_y.reshape(x.shape)


def gaussian_field(
    shape: tuple[int, int],
    posting: float,
    *,
    longest: float,
    shortest: float,
    slope: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Gaussian random field with mean 0 and standard deviation 1, (rows, cols) float32.

    Its power spectrum falls as frequency ** -slope between the wavelengths `longest` and `shortest` [m], is flat below
    and fades above. The field is periodic over a frame padded by `longest`, so its edges do not repeat.
    """
    return _shaped(
        shape,
        posting,
        longest / posting,
        lambda frequency: (
            np.maximum(frequency, 1.0 / longest) ** (-slope / 2.0) * np.exp(-((frequency * shortest) ** 2))
        ),
        rng,
    )


def correlated_field(shape: tuple[int, int], posting: float, length: float, rng: np.random.Generator) -> np.ndarray:
    """Gaussian random field with mean 0 and standard deviation 1, (rows, cols) float32, correlated as exp(-r / length).

    Its power spectrum is (1 + (2 pi f length)^2)^(-3/2), the exponential's transform in two dimensions; [length] = m.
    """
    # Edges five lengths apart do not know of each other.
    return _shaped(
        shape,
        posting,
        5.0 * length / posting,
        lambda frequency: (1.0 + (2.0 * np.pi * length * frequency) ** 2) ** np.float32(-0.75),
        rng,
    )


def _shaped(
    shape: tuple[int, int],
    posting: float,
    padding: float,
    amplitude_of: Callable[[np.ndarray], np.ndarray],
    rng: np.random.Generator,
) -> np.ndarray:
    """White noise filtered to an amplitude spectrum of frequencies [1/m], over a frame `padding` nodes larger."""
    padded = [scipy.fft.next_fast_len(n + int(np.ceil(min(padding, n))), real=True) for n in shape]
    frequency = np.hypot(np.fft.fftfreq(padded[0], posting)[:, None], np.fft.rfftfreq(padded[1], posting)[None]).astype(
        np.float32
    )
    amplitude = amplitude_of(frequency)
    amplitude[0, 0] = 0.0
    spectrum = scipy.fft.rfft2(rng.standard_normal(padded, dtype=np.float32), workers=-1)
    spectrum *= amplitude
    field = scipy.fft.irfft2(spectrum, s=padded, workers=-1)[: shape[0], : shape[1]]
    # The expected standard deviation, not this sample's: a small scene may really be brighter than the average.
    weight = np.full(amplitude.shape[1], 2.0)
    weight[0] = 1.0
    if padded[1] % 2 == 0:
        weight[-1] = 1.0
    variance = float((amplitude.astype(float) ** 2 @ weight).sum()) / (padded[0] * padded[1])
    return (field / np.float32(np.sqrt(variance))).astype(np.float32, copy=False)
