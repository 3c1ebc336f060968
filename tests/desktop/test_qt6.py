"""The plugin's windows, docks and tools with Qt 6, as QGIS 4 has it; QGIS itself is stubs (qt6/stubs)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
CLICKS = "qt6/click_through.py"
TESTS = {
    "test_menu.py": "every_entry_is or nothing_stays or height_tool or without_an_engine",
    "test_inspector.py": "shows_both or shared or worst_places or a_void or in_turn or zooms or that_moved"
    " or becomes_a_control_point or keeps_its_layer or come_and_go",
    "test_profile.py": "marks_the_map or reference_is_drawn or beside_all or escape or removed_layers",
    "test_help.py": "links_and_figures or pages_of_the_help or drawing",
    "test_proposals.py": "without_images or image_loaded_later or given_values",
    "test_setup_qgis.py": "says_what_how or cancels or by_a_mistake or comes_once or unloading or proxy or clipboard",
}
"""Files, and words of the names of those of their tests that need no more of QGIS than the stubs have."""


@pytest.mark.parametrize(
    ("chosen", "scale"), [({**TESTS, CLICKS: ""}, "1"), ({CLICKS: ""}, "1.5")], ids=["all", "high resolution"]
)
def test_the_windows_and_tools_work_with_qt_6(tmp_path, chosen, scale):
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
    words = [f"({Path(file).stem} and ({names}))" if names else Path(file).stem for file, names in chosen.items()]
    options = ["-p", "no:pytest_qgis", "-p", "stubbed_qgis", "-p", "no:xdist", "-q", "-k", " or ".join(words)]
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-m",
            "pytest",
            *options,
            f"--basetemp={tmp_path / 'tests'}",
            *(HERE / file for file in chosen),
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
