"""The system's point spread function: a weighted band-limited pulse, the same in range and azimuth.

The spectrum fills `BANDWIDTH` of the sampling frequency, weighted by a raised cosine with pedestal `PEDESTAL`: a
half-power width of 1.14 pixels, and sidelobes below -20 dB.
"""

from __future__ import annotations

import numpy as np

BANDWIDTH = 0.9
"""Of the processed spectrum, in cycles a pixel."""
PEDESTAL = 0.78
"""Weight at the band's edges is 2 * PEDESTAL - 1."""
REACH = 16
"""Pixels to both sides after which the pulse is cut; it is tapered over the last half."""


def weighting(share: np.ndarray) -> np.ndarray:
    """Spectral weight at `share` (-0.5..0.5) of the processed band, 1 in the middle."""
    return PEDESTAL + (1.0 - PEDESTAL) * np.cos(2.0 * np.pi * np.asarray(share))


def pulse(offset: np.ndarray) -> np.ndarray:
    """Value of the pulse `offset` pixels from its peak, one dimension; its squares sum to one over the pixels."""
    return _shape(np.asarray(offset, float)) / _NORM


def resolution() -> float:
    """Half-power width of the pulse in pixels."""
    offset = np.linspace(0.0, 2.0, 200_001)
    return 2.0 * float(offset[np.argmax(pulse(offset) ** 2 < 0.5 * pulse(0.0) ** 2)])


def _shape(offset: np.ndarray) -> np.ndarray:
    """Fourier transform of the weighted band in closed form (a cosine is two shifted sinc functions), tapered."""
    x = BANDWIDTH * offset
    value = PEDESTAL * np.sinc(x) + 0.5 * (1.0 - PEDESTAL) * (np.sinc(x - 1.0) + np.sinc(x + 1.0))
    edge = np.clip((np.abs(offset) - 0.5 * REACH) / (0.5 * REACH), 0.0, 1.0)
    return value * np.cos(0.5 * np.pi * edge) ** 2


_NORM = float(np.sqrt(np.mean(_shape(np.arange(-REACH, REACH, 1 / 64)) ** 2) * 2 * REACH))
"""Root of the energy of `_shape`: an integral over the pixels, since the band is narrower than their frequency."""
