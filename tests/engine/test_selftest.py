"""The engine tries itself: versions, devices, a tiny pair."""

import pytest

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import selftest
from sar_radargrammetry.engine.jobs.selftest import Parameters


def test_versions_and_devices_are_told_without_matching(monkeypatch):
    monkeypatch.setattr(selftest, "_pair", lambda *_: pytest.fail("nothing was to be matched"))
    found = selftest.run(Parameters(match=False, device="cpu"), Context())
    assert {"sar_radargrammetry", "python", "numpy", "GDAL", "torch"} <= set(found["versions"])
    assert found["device"] == "cpu" and found["threads"] >= 1 and isinstance(found["devices"], list)
    assert "error" not in found


def test_a_tiny_pair_is_matched_and_its_error_told():
    said, percents = [], []

    def report(message):
        said.append(message["text"]) if message["type"] == "log" else percents.append(message["percent"])

    found = selftest.run(Parameters(device="cpu"), Context(report=report))
    assert 0.0 < found["error"] < selftest.TOLERANCE
    assert selftest.MIN_SHARE < found["measured_share"] <= 1.0
    assert len(said) == 3 and "compact" in said[-1]
    assert percents == sorted(percents) and percents[-1] == 100.0


@pytest.mark.parametrize("numbers", [{"nmad": 9.0, "completeness": 1.0}, {"nmad": 0.1, "completeness": 0.01}])
def test_a_wrong_result_is_a_failure_with_the_fix(monkeypatch, numbers):
    monkeypatch.setattr(selftest, "_pair", lambda *_: numbers)
    with pytest.raises(EngineError, match=r"The engine runs, but measures .* only; set it up again"):
        selftest.run(Parameters(device="cpu"), Context())


def test_a_library_that_does_not_load_is_named(monkeypatch):
    monkeypatch.setattr(selftest, "READERS", ("no_such_library",))
    with pytest.raises(EngineError, match="The library no_such_library does not load"):
        selftest.run(Parameters(match=False), Context())
