"""Paths as files carry them: relative to the file that names them, so that a project's folder can be moved."""

from __future__ import annotations

import os
from pathlib import Path


def relative(path: str | Path, output: str | Path) -> str:
    """`path` as seen from the folder of `output`, with forward slashes; absolute when on another drive."""
    try:
        return Path(os.path.relpath(Path(path).absolute(), Path(output).absolute().parent)).as_posix()
    except ValueError:
        return Path(path).absolute().as_posix()
