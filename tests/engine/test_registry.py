"""The registry of matchers: what it says of them is true, and nothing else is known."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sar_radargrammetry.engine.device import choose_device
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.matching import registry
from sar_radargrammetry.engine.matching.competitors import competitors
from sar_radargrammetry.engine.matching.learned.weights_file import Calibration
from sar_radargrammetry.engine.matching.matchers import make_matcher
from sar_radargrammetry.engine.matching.registry import COMPLETE, MATCHER_NAMES, MATCHERS, matcher_entry
from sar_radargrammetry.engine.precision import FLOAT32
from sar_radargrammetry.engine.training.recipe import fresh_recipe, further_recipe

UNKNOWN = rf"There is no matcher 'magic'; known are {', '.join(MATCHER_NAMES)}\."


@pytest.mark.parametrize("entry", MATCHERS, ids=lambda entry: entry.name)
def test_capabilities_are_true(entry):
    module = importlib.import_module(f"sar_radargrammetry.engine.matching.{entry.module}")
    if entry.name in COMPLETE:
        assert (module.make(None, "cpu", lambda text: None, FLOAT32).digest is not None) == entry.learned
    else:
        with pytest.raises(EngineError, match=f"The matcher {entry.name} needs weights"):
            make_matcher(entry.name, None, "cpu")
    if entry.bundled_weights:
        assert (module.read_weights(module.BUNDLED).calibration != Calibration()) == entry.calibrated
    if not entry.learned:
        with pytest.raises(EngineError, match=f"The matcher {entry.name} takes no weights"):
            make_matcher(entry.name, "some.safetensors", "cpu")


@pytest.mark.parametrize(
    "asked",
    [
        lambda: matcher_entry("magic"),
        lambda: make_matcher("magic", None, "cpu"),
        lambda: competitors(("compact", "magic"), (), "cpu"),
        lambda: fresh_recipe("magic"),
        lambda: further_recipe("magic", None),
    ],
)
def test_unknown_names_are_refused_with_the_same_sentence(asked):
    with pytest.raises(EngineError, match=UNKNOWN):
        asked()


def test_what_cannot_be_trained_is_refused():
    trainable = [entry for entry in MATCHERS if entry.training]
    assert all(fresh_recipe(entry.name).side == entry.training.side for entry in trainable)
    with pytest.raises(EngineError, match="The matcher poc has nothing to train; choose one of compact"):
        fresh_recipe("poc")
    with pytest.raises(EngineError, match="The matcher roma needs weights to begin with"):
        further_recipe("roma", None)


def test_matchers_share_their_room_and_not_each_others():
    matching = Path(registry.__file__).parent
    for path in [*(matching / "learned").glob("*.py"), *(matching / "roma").glob("*.py")]:
        assert "compact." not in "".join(re.findall(r"^from .*$", path.read_text("utf-8"), re.MULTILINE)), path


def test_unknown_devices_are_refused():
    with pytest.raises(EngineError, match="There is no device 'tpu'; known are auto, cpu, cuda"):
        choose_device("tpu")


def test_the_registry_needs_the_standard_library_only():
    """The side of QGIS reads it, without the engine's packages."""
    code = "import sys; import sar_radargrammetry.engine.matching.registry, sar_radargrammetry.engine.device;"
    code += "sys.exit(any(name in sys.modules for name in ('numpy', 'torch', 'osgeo')))"
    subprocess.run([sys.executable, "-c", code], check=True)
