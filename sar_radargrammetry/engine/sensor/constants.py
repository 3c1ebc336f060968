"""Constants of physics, and of where antennas are."""

SPEED_OF_LIGHT = 299_792_458.0
"""Metres a second, in vacuum (exact by definition)."""

EARTH_RADII = (6.3e6, 6.0e7)
"""Smallest and largest distance of an antenna from the Earth's centre [m].

Antennas fly below 100 km or orbit below 50 000 km; a position outside is in other units or another frame.
"""
