"""Random fields of the ground: lattice noise with its gradient, and Gaussian fields with a chosen spectrum."""

from __future__ import annotations

import numpy as np
import scipy.fft


def lattice_noise(
    x: np.ndarray, y: np.ndarray, wavelength: float, random: np.random.Generator
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
    random : Generator

    Returns
    -------
    value, by_x, by_y : (rows, cols) ndarray
        Noise and its derivatives in units of 1 / wavelength.
    """
    u = (x - x.min()) / wavelength + random.uniform()
    v = (y - y.min()) / wavelength + random.uniform()
    values = random.uniform(-1.0, 1.0, (int(v.max()) + 2, int(u.max()) + 2))
    i, j = v.astype(np.intp), u.astype(np.intp)
    fu, fv = u - j, v - i
    su, sv = fu**3 * (fu * (6.0 * fu - 15.0) + 10.0), fv**3 * (fv * (6.0 * fv - 15.0) + 10.0)
    du, dv = 30.0 * (fu * (1.0 - fu)) ** 2, 30.0 * (fv * (1.0 - fv)) ** 2
    first = i * values.shape[1] + j
    flat = values.reshape(-1)
    a, b = flat[first], flat[first + 1]
    c, d = flat[first + values.shape[1]], flat[first + values.shape[1] + 1]
    k = a - b - c + d
    value = a + (b - a) * su + (c - a) * sv + k * su * sv
    return value, du * (b - a + k * sv), dv * (c - a + k * su)


def gaussian_field(
    shape: tuple[int, int], posting: float, longest: float, shortest: float, slope: float, random: np.random.Generator
) -> np.ndarray:
    """Gaussian random field with mean 0 and standard deviation 1, (rows, cols) float32.

    Its power spectrum falls as frequency ** -slope between the wavelengths `longest` and `shortest` [m], is flat below
    and fades above. The field is periodic over a frame padded by `longest`, so its edges do not repeat.
    """
    padded = [scipy.fft.next_fast_len(n + int(np.ceil(min(longest / posting, n))), real=True) for n in shape]
    frequency = np.hypot(
        np.fft.fftfreq(padded[0], posting)[:, None], np.fft.rfftfreq(padded[1], posting)[None]
    ).astype(np.float32)
    amplitude = np.maximum(frequency, 1.0 / longest) ** (-slope / 2.0) * np.exp(-((frequency * shortest) ** 2))
    amplitude[0, 0] = 0.0
    spectrum = scipy.fft.rfft2(random.standard_normal(padded, dtype=np.float32), workers=-1)
    spectrum *= amplitude
    field = scipy.fft.irfft2(spectrum, s=padded, workers=-1)[: shape[0], : shape[1]]
    # The expected standard deviation, not this sample's: a small scene may really be brighter than the average.
    weight = np.full(amplitude.shape[1], 2.0)
    weight[0] = 1.0
    if padded[1] % 2 == 0:
        weight[-1] = 1.0
    variance = float((amplitude.astype(float) ** 2 @ weight).sum()) / (padded[0] * padded[1])
    return (field / np.sqrt(variance)).astype(np.float32)
