"""The plugin's windows, docks and tools with Qt 6, as QGIS 4 has it; QGIS itself is stubs (qt6/stubs)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
FILES = ("test_menu.py", "test_inspector.py", "test_help.py", "test_proposals.py", "test_setup_qgis.py")
NEEDS_QGIS = (
    "reach_the_engine",
    "two_inputs",
    "newest",  # layer groups
    "TestTheAlgorithm",
    "installs_and_removes",
    "shows_what_is_wrong",
    "reaches_pip",
    "TestDiagnostics and not clipboard",
)
"""Tests of these files that need more of QGIS than the stubs have, or say nothing of Qt."""


@pytest.mark.parametrize(
    ("files", "scale"), [((*FILES, "qt6/click_through.py"), "1"), (("qt6/click_through.py",), "1.5")]
)
def test_the_windows_and_tools_work_with_qt_6(tmp_path, files, scale):
    """In a process of its own: PyQt 6 must not meet the PyQt 5 of the installed QGIS."""
    known = subprocess.run(
        [sys.executable, "-c", "import PyQt6.QtWidgets"], capture_output=True, text=True, check=False
    )
    if known.returncode:
        pytest.skip(f"PyQt 6 cannot be imported: {known.stderr.strip().splitlines()[-1]}")
    paths = [HERE / "qt6" / "stubs", HERE / "qt6", *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": scale,
    }
    chosen = f"not ({' or '.join(f'({one})' for one in NEEDS_QGIS)})"
    options = ["-p", "no:pytest_qgis", "-p", "stubbed_qgis", "-p", "no:xdist", "-q", "-k", chosen]
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-m",
            "pytest",
            *options,
            f"--basetemp={tmp_path / 'tests'}",
            *(HERE / name for name in files),
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
