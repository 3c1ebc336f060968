"""Standard errors of means over areas of any shape, from the errors of their cells and the errors' correlation.

    variance of the mean of n cells = 1 / n^2  sum over i, j of  s_i s_j rho(distance of i and j)

The double sum is one over all displacements: rho of each, times the autocorrelation of the image of sigmas there.
"""

from __future__ import annotations

import numpy as np
from scipy import fft

from .model import Correlation

NEAR = 2
"""Blocks of cells up to this distance are not taken as points."""


def variance_of_sum(sigma: np.ndarray, cell: tuple[float, float], correlation: Correlation, block: int = 1) -> float:
    """Variance of a sum of correlated errors.

    Parameters
    ----------
    sigma : (rows, cols) ndarray
        Standard deviations, 0 where there is no cell; or their sums over blocks of cells.
    cell : (width, height)
        Of a cell [m].
    correlation : Correlation
    block : int
        Cells along each side of a block.
    """
    rows, cols = sigma.shape
    size = [fft.next_fast_len(2 * length, real=True) for length in (rows, cols)]
    spectrum = fft.rfft2(sigma, size)
    products = fft.irfft2(spectrum.real**2 + spectrum.imag**2, size)
    down, right = (np.minimum(np.arange(length), length - np.arange(length)) for length in size)
    height, width = block * cell[1], block * cell[0]
    rho = correlation.at(np.hypot(down[:, None] * height, right * width))
    if block > 1:
        near_down, near_right = (np.flatnonzero(offset <= NEAR) for offset in (down, right))
        for row in near_down:
            for col in near_right:
                rho[row, col] = _between(int(down[row]), int(right[col]), block, cell, correlation)
    return max(float(np.sum(rho * products)), 0.0)


def _between(down: int, right: int, block: int, cell: tuple[float, float], correlation: Correlation) -> float:
    """Mean correlation of the cells of two blocks that lie so many blocks apart."""
    offset = np.arange(1 - block, block)
    pairs = (block - np.abs(offset)) / block**2
    distance = np.hypot((down * block + offset)[:, None] * cell[1], (right * block + offset) * cell[0])
    return float(pairs @ correlation.at(distance) @ pairs)
