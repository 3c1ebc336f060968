"""Every parameter, declared once: groups that functions are typed on, and jobs that are composed of them.

QGIS's definitions, options of the terminal, tables of the documentation and texts to translate are made from these.
Both sides of the door use this: it needs the standard library only.
"""

from . import block, elevation, images, mapping, matching, merging, pair, quality, setup, training
from .declare import Job

ALL: dict[str, type[Job]] = {
    value.__name__.lower(): value
    for module in (images, pair, matching, elevation, merging, block, mapping, quality, training, setup)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, Job) and value.__module__ == module.__name__
}
"""Jobs of the engine and algorithms of QGIS by their ids."""
JOBS = tuple(name for name, job in ALL.items() if job.ENGINE)
ALGORITHMS = tuple(name for name, job in ALL.items() if job.QGIS)
