"""What a job leaves between its steps: thrown away at its end, or kept where the user wants to look at it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

VARIABLE = "SAR_RADARGRAMMETRY_KEEP_FILES"
"""Environment variable that, set to 1, keeps intermediate files."""


def finished_with(folder: Path, kept: Path) -> Path | None:
    """Remove the folder of intermediate files of a job that has succeeded, or keep it under its name `kept`.

    An older one of that name is replaced. Both are siblings, so that the relative paths inside still hold.

    Returns
    -------
    Path or None
        `kept`, where there is one now.
    """
    if os.environ.get(VARIABLE, "").strip() not in ("1", "true"):
        shutil.rmtree(folder, ignore_errors=True)
        return None
    shutil.rmtree(kept, ignore_errors=True)
    folder.rename(kept)
    return kept
