"""The system's point spread function: a weighted band-limited pulse.

The spectrum fills a part of the sampling frequency and is weighted by a series of cosines, of which the windows in use
are made: uniform (one term), raised cosines with a pedestal such as Hamming's (two), Taylor's (as many as it has near
sidelobes). `STANDARD`, the same in range and azimuth, is what pairs are made with unless they ask for another: a
half-power width of 1.09 pixels, and sidelobes below -20 dB.
"""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

BANDWIDTH = 0.9
"""Of the standard pulse's processed spectrum, in cycles a pixel."""
PEDESTAL = 0.78
"""Weight at the standard band's edges is 2 * PEDESTAL - 1."""
REACH = 16
"""Pixels to both sides after which the pulse is cut; it is tapered over the last half."""
HAMMING = (0.54, 0.46)
"""Hamming's window as a series of cosines."""
UNIFORM = (1.0,)


@dataclasses.dataclass(frozen=True)
class Impulse:
    """A pulse in one dimension.

    Parameters
    ----------
    bandwidth : float
        Of the processed spectrum in cycles a pixel, at most 1; its inverse is the oversampling.
    window : tuple of float
        Coefficients a_k of the spectral weight, the sum of a_k cos(2 pi k s) at share s (-0.5..0.5) of the band.
    """

    bandwidth: float = BANDWIDTH
    window: tuple[float, ...] = (PEDESTAL, 1.0 - PEDESTAL)

    def value(self, offset: np.ndarray) -> np.ndarray:
        """Value `offset` pixels from the peak; its squares sum to one over the pixels."""
        return self._shape(np.asarray(offset, float)) / self._norm

    def kernel(self) -> np.ndarray:
        """Values at the pixels, (2 REACH + 1,); its squares sum to one exactly."""
        kernel = self.value(np.arange(-REACH, REACH + 1))
        return kernel / np.sqrt(np.sum(kernel**2))

    def resolution(self) -> float:
        """Half-power width in pixels."""
        offset = np.linspace(0.0, 4.0, 400_001)
        half = 0.5 * self.value(0.0) ** 2
        # The main lobe falls steadily: a coarse look says where the fine one is worth its time.
        first = int(np.argmax(self.value(offset[::1000]) ** 2 < half)) * 1000 - 1000
        near = offset[first : first + 1001]
        return 2.0 * float(near[np.argmax(self.value(near) ** 2 < half)])

    def _shape(self, offset: np.ndarray) -> np.ndarray:
        """Fourier transform of the weighted band in closed form (a cosine is two shifted sinc functions), tapered."""
        x = self.bandwidth * offset
        value = self.window[0] * np.sinc(x)
        for k, weight in enumerate(self.window[1:], 1):
            value = value + 0.5 * weight * (np.sinc(x - k) + np.sinc(x + k))
        edge = np.clip((np.abs(offset) - 0.5 * REACH) / (0.5 * REACH), 0.0, 1.0)
        return value * np.cos(0.5 * np.pi * edge) ** 2

    @functools.cached_property
    def _norm(self) -> float:
        """Root of the energy of `_shape`: an integral over the pixels, as the band is no wider than their frequency."""
        return float(np.sqrt(np.mean(self._shape(np.arange(-REACH, REACH, 1 / 64)) ** 2) * 2 * REACH))


STANDARD = Impulse()


def of_width(width: float, window: tuple[float, ...]) -> Impulse:
    """The pulse of a window with a half-power width of `width` pixels, or the narrowest that the pixels can hold."""
    half = Impulse(0.5, window).resolution() * 0.5
    return Impulse(min(half / width, 1.0), window)


def taylor(sidelobe_db: float, near: int = 5) -> tuple[float, ...]:
    """Taylor's window as a series of cosines, 1 in the mean.

    Parameters
    ----------
    sidelobe_db : float
        By how much [dB, positive] the first `near` - 1 sidelobes are below the peak.
    near : int

    Notes
    -----
    Carrara, Goodman, Majewski, Spotlight Synthetic Aperture Radar (1995), appendix D.2.
    """
    a = np.arccosh(10.0 ** (sidelobe_db / 20.0)) / np.pi
    stretch = near**2 / (a**2 + (near - 0.5) ** 2)
    m = np.arange(1, near)
    coefficients = [1.0]
    for k in m:
        over = np.prod(1.0 - k**2 / stretch / (a**2 + (m - 0.5) ** 2))
        under = np.prod(1.0 - k**2 / m[m != k] ** 2)
        coefficients.append(float((-1.0) ** (k + 1) * over / under))
    return tuple(coefficients)


def weighting(share: np.ndarray) -> np.ndarray:
    """The standard pulse's spectral weight at `share` (-0.5..0.5) of the processed band, 1 in the middle."""
    return PEDESTAL + (1.0 - PEDESTAL) * np.cos(2.0 * np.pi * np.asarray(share))


def pulse(offset: np.ndarray) -> np.ndarray:
    """Value of the standard pulse `offset` pixels from its peak; its squares sum to one over the pixels."""
    return STANDARD.value(offset)


def resolution() -> float:
    """Half-power width of the standard pulse in pixels."""
    return STANDARD.resolution()
