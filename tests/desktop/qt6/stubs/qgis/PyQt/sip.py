"""PyQt 6's sip, whose cast would make a new object of a class of QGIS that is written in Python here."""

from PyQt6.sip import *  # noqa: F403


def cast(thing, kind):
    assert isinstance(thing, kind)
    return thing
