"""Which image of a product that holds several."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Channel:
    """The user's choice; None leaves it to the format, which takes the first co-polarised image.

    Parameters
    ----------
    frequency : str, optional
        Name of the frequency band in products that hold two ("A", "B").
    polarisation : str, optional
        Sent and received, such as "HH" or "VV".
    """

    frequency: str | None = None
    polarisation: str | None = None

    @classmethod
    def of(cls, frequency: str | None, polarisation: str | None) -> Channel:
        """From what a user typed: case and blanks do not matter."""
        return cls(*(text.strip().upper() or None if text else None for text in (frequency, polarisation)))


DEFAULT = Channel()
"""The user chose nothing."""
