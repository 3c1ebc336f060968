"""Constants of physics."""

SPEED_OF_LIGHT = 299_792_458.0
"""Metres a second, in vacuum (exact by definition)."""
