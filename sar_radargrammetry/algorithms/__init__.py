"""The Processing algorithms: one module each, with a class of the name that the parameters have."""

from importlib import import_module

from ..engine import parameters

ALGORITHMS = tuple(
    getattr(import_module(f".{name}", __name__), parameters.ALL[name].__name__) for name in parameters.ALGORITHMS
)
