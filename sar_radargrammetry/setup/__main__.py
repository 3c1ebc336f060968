"""``python -m sar_radargrammetry.setup FOLDER``: the engine's packages from a terminal, without QGIS."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .install import SIZES, Plan, install, remove
from .pip import Source
from .running import SetupCancelled, SetupFailed


class TerminalFeedback:
    """Shows an installation to a person: words on standard error, every tenth of the progress.

    Parameters
    ----------
    wordy : bool
        Also what pip says.
    """

    def __init__(self, wordy: bool) -> None:
        self._wordy = wordy
        self._next = 0.0

    def isCanceled(self) -> bool:
        return False

    def setProgress(self, progress: float) -> None:
        if progress >= self._next:
            self.pushInfo(f"{progress:.0f} %")
            self._next = 10.0 * (progress // 10.0 + 1.0)

    def pushInfo(self, info: str) -> None:
        print(info, file=sys.stderr, flush=True)

    def pushWarning(self, warning: str) -> None:
        self.pushInfo(f"Warning: {warning}")

    def pushDebugInfo(self, info: str) -> None:
        if self._wordy:
            self.pushInfo(info)


def main(arguments: list[str]) -> int:
    """Install, or remove, as `arguments` say; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sar_radargrammetry.setup", description=__doc__)
    parser.add_argument("folder", type=Path, help="engine folder; holds nothing else, and is replaced as a whole")
    parser.add_argument("--torch", choices=tuple(SIZES), default="cpu", help="build of PyTorch (default: cpu)")
    parser.add_argument("--index-url", default="", help="package index, such as a mirror; default: pip's own")
    parser.add_argument("--wheels", default="", help="folder with all wheels; no index is asked then")
    parser.add_argument("--python", default=sys.executable, help="interpreter of the engine (default: this one)")
    parser.add_argument("--keep-downloads", action="store_true", help="leave the wheels beside the folder")
    parser.add_argument("--again", action="store_true", help="also when the folder is complete")
    parser.add_argument("--remove", action="store_true", help="remove the folder and all that belongs to it")
    parser.add_argument("--verbose", action="store_true", help="show what pip says")
    given = parser.parse_args(arguments)
    plan = Plan(
        interpreter=given.python,
        folder=given.folder.absolute(),
        torch=given.torch,
        source=Source(given.index_url, given.wheels),
        keep_downloads=given.keep_downloads,
    )
    feedback = TerminalFeedback(given.verbose)
    try:
        remove(plan, feedback) if given.remove else install(plan, feedback, given.again)
    except SetupFailed as error:
        print(error, file=sys.stderr)
        return 1
    except (SetupCancelled, KeyboardInterrupt):
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
