"""Figures and HTML reports."""

import importlib.util
import sys
import types
from pathlib import Path


def _pair_toolkits_with_matplotlib() -> None:
    """Make `mpl_toolkits` the one beside the matplotlib that will be imported.

    Debian and Ubuntu enter theirs into sys.modules when Python starts (a -nspkg.pth file), whatever comes first on
    the path; a newer matplotlib of the package folder, which has none that outranks it, would import that one and fail.
    """
    found = importlib.util.find_spec("matplotlib")
    if found is None or found.origin is None:
        return
    folder = Path(found.origin).parents[1] / "mpl_toolkits"
    if folder.is_dir():
        toolkits = types.ModuleType("mpl_toolkits")
        toolkits.__path__ = [str(folder)]
        sys.modules["mpl_toolkits"] = toolkits


if "matplotlib" not in sys.modules:
    _pair_toolkits_with_matplotlib()
