"""Slant range by ground range, as products in ground range state it: polynomials that are updated from time to time."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.polynomial import polynomial

STEPS = 20
"""Steps of the inversion; four or five do."""
CLOSURE = 1e-6
"""Metres to which the inversion solves; its last step is far smaller than the one before."""
NODES = 65
"""Places in the span at which the polynomials are checked."""


@dataclasses.dataclass(frozen=True, eq=False)
class GroundToSlant:
    """Polynomials of slant range [m] in ground range [m], each for its time.

    Between two times the coefficients are interpolated linearly; before the first and after the last time those of the
    nearest one apply. Beyond the span of ground ranges the slant range continues straight.

    Parameters
    ----------
    time : (k,) ndarray
        Zero-Doppler time [s], increasing.
    coefficients : (k, d) ndarray
        Lowest power first.
    span : tuple of 2 floats
        Ground ranges [m] for which the polynomials are made.
    """

    time: np.ndarray
    coefficients: np.ndarray
    span: tuple[float, float]

    def increases(self) -> bool:
        """Whether slant range is positive and grows with ground range in the whole span, at all times."""
        ground = np.linspace(*self.span, NODES)
        values = polynomial.polyval(ground, self.coefficients.T)
        slopes = polynomial.polyval(ground, polynomial.polyder(self.coefficients, axis=1).T)
        return bool((values > 0).all() and (slopes > 0).all())

    def slant_range(self, time: np.ndarray, ground: np.ndarray) -> np.ndarray:
        """Slant range [m] (...) at times [s] (...) and ground ranges [m] (...)."""
        time, ground = np.broadcast_arrays(np.asarray(time, float), np.asarray(ground, float))
        return _value_and_slope(self._at(time), ground, self.span)[0]

    def ground_range(self, time: np.ndarray, slant: np.ndarray) -> np.ndarray:
        """Ground range [m] (n,) at times [s] (n,) and slant ranges [m] (n,); NaN where there is none."""
        coefficients = self._at(time)
        ground = np.full(np.shape(slant), 0.5 * (self.span[0] + self.span[1]))
        for _ in range(STEPS):
            value, slope = _value_and_slope(coefficients, ground, self.span)
            change = (slant - value) / slope
            ground = ground + change
            moving = np.abs(change) > CLOSURE
            if not moving.any():
                break
        return np.where(moving, np.nan, ground)

    def _at(self, time: np.ndarray) -> np.ndarray:
        """Coefficients (..., d) at times (...)."""
        return np.stack([np.interp(time, self.time, power) for power in self.coefficients.T], axis=-1)


def _value_and_slope(
    coefficients: np.ndarray, ground: np.ndarray, span: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Polynomials (..., d) and their slopes at ground ranges (...), straight beyond the span."""
    inside = np.clip(ground, *span)
    value, slope = np.zeros(ground.shape), np.zeros(ground.shape)
    for power in range(coefficients.shape[-1] - 1, -1, -1):
        slope = slope * inside + value
        value = value * inside + coefficients[..., power]
    return value + slope * (ground - inside), slope
