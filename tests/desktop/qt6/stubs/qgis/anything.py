"""A class that takes everything: for those of QGIS that are handed to QGIS only, such as renderers."""

from __future__ import annotations


class Names(type):
    """Its classes have every name: nested classes, enumerations, static functions."""

    def __getattr__(cls, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        made = Names(name, (Anything,), {})
        setattr(cls, name, made)
        return made

    def __or__(cls, other):
        return cls


class Anything(metaclass=Names):
    """Accepts any arguments, calls and attributes; keeps what is set."""

    def __init__(self, *given, **named) -> None:
        self.given, self.named = given, named

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        made = Anything()
        setattr(self, name, made)
        return made

    def __call__(self, *given, **named):
        return Anything(*given, **named)

    def __or__(self, other):
        return self

    def __and__(self, other) -> bool:
        return False
