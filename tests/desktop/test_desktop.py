"""A real QGIS desktop on a virtual screen, used as a person would: by the mouse. See desktop_session.py."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from qgis.PyQt.QtGui import QImage

from sar_radargrammetry.bridge.location import engine_location

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs xvfb-run"),
    pytest.mark.skipif(shutil.which("qgis.bin") is None, reason="needs the QGIS desktop"),
]


@pytest.fixture(scope="module")
def session(provider, engine, tmp_path_factory):
    """Folder with what the session saw, and what it saw."""
    folder = tmp_path_factory.mktemp("session")
    location = engine_location()
    variables = {**os.environ, "SESSION_FOLDER": str(folder), "SESSION_SCRIPTS": str(ROOT / "scripts")}
    variables["SESSION_TESTS"] = str(Path(__file__).parent)
    variables["DESKTOP_SECONDS"] = "1500"
    variables["SAR_RADARGRAMMETRY_PYTHON"] = location.interpreter
    variables["SAR_RADARGRAMMETRY_PACKAGES"] = location.packages
    script = Path(__file__).with_name("desktop_session.py")
    done = subprocess.run(
        ["bash", str(ROOT / "scripts" / "desktop_session.sh"), str(folder / "profile"), str(script)],
        env=variables, capture_output=True, text=True, check=False, timeout=1600,
    )  # fmt: skip
    if os.environ.get("KEEP_PICTURES"):
        for picture in folder.glob("*.png"):
            shutil.copy(picture, os.environ["KEEP_PICTURES"])
    assert (folder / "seen.json").is_file(), done.stderr[-3000:]
    seen = json.loads((folder / "seen.json").read_text("utf-8"))
    assert seen.get("finished"), f"{sorted(seen)}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    return folder, seen


def test_menu_and_toolbar_are_there_and_work(session):
    _, seen = session
    assert {"Elevation from a stereo pair...", "Make a sample pair...", "First steps"} <= set(seen["menu"])
    assert seen["toolbar"] == [
        "Elevation from a stereo pair...",
        "Height and error",
        "Inspect a match",
        "Profile along a line",
    ]
    assert Path(seen["first_steps"]).name == "first-steps.html"
    assert seen["sample_pair_dialog"] == "sar_radargrammetry:simulatepair"


def test_a_sample_pair_in_an_empty_project_is_seen_on_the_map(session):
    _, seen = session
    layers = ["True surface (hillshade)", "True surface", "Reference image", "Secondary image"]
    assert seen["pair"] == {"SAR pair: reference": layers}
    assert seen["truth_in_view"], "the map turns to the true surface"


def test_the_boxes_offer_the_two_images_and_hold_them(session):
    _, seen = session
    for offered in seen["offered"].values():
        assert [name.split(" [")[0] for name in offered] == ["Reference image", "Secondary image"]
    assert seen["proposed"]["REFERENCE"].startswith("Reference image")
    assert seen["proposed"]["SECONDARY"].startswith("Secondary image")


def test_the_run_button_gives_styled_layers_in_a_group(session):
    _, seen = session
    name = "SAR elevation: reference + secondary (compact)"
    layers = ["Elevation (hillshade)", "Elevation", "Reasons of voids", "Error (1 sigma)", "Correspondence"]
    assert next(iter(seen["groups"].items())) == (name, layers)
    assert seen["open"] == [name], "older groups are closed"
    assert {"True surface", "True surface (hillshade)"}.isdisjoint(seen["ticked"]), "it shines through no void"
    assert set(layers) & set(seen["ticked"]) == set(layers) - {"Correspondence"}, "matches have no place on the map"
    renderers = seen["renderers"]
    assert renderers["Elevation"] == renderers["Error (1 sigma)"] == "singlebandpseudocolor"
    assert renderers["Elevation (hillshade)"] == "hillshade"
    assert seen["in_view"], "the map turns to the elevation"
    assert seen["colours"] > 200, "the map is not empty"


def test_a_place_has_its_height_and_error(session):
    _, seen = session
    assert "σ" in seen["tool_tip"] and " ± " in seen["tool_tip"]
    assert seen["tool_tip"] in seen["message"]


def test_a_match_is_inspected_by_mouse_and_keyboard(session):
    _, seen = session
    assert seen["matched"] and seen["chips"] == [129, 129] and "certainty" in seen["facts"]
    assert seen["chip_on_map"], "a click in a chip marks the map"
    assert seen["worst"], "N goes to the largest error"
    assert seen["dock_closed"]


def test_a_profile_is_drawn_by_mouse(session):
    _, seen = session
    assert seen["profile"] and seen["profile_closed"]


def test_cancel_ends_the_engine_and_leaves_no_layer(session):
    _, seen = session
    assert seen["engines_before_cancel"] >= 1
    assert seen["engines_after_cancel"] == 0
    assert seen["layers_after_cancel"] == 0


def test_the_screen_was_seen(session):
    folder, _ = session
    for name in ("dialog.png", "desktop.png", "inspector.png", "profile.png"):
        image = QImage(str(folder / name))
        assert image.width() > 400 and image.height() > 300, name
