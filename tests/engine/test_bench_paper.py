"""What `make bench SCENE=paper` tells is counted right."""

import numpy as np
import pytest

from benchmarks import paper
from benchmarks.engine_jobs import Ran


class Correspondence:
    """Every match is moved by (3, 4) pixels; the last 100 samples have none."""

    lines, samples = 600, 700

    def read(self, line, lines):
        bands = np.full((6, lines, self.samples), np.nan, np.float32)
        bands[0, :, :600], bands[1, :, :600] = 3.0, 4.0
        return bands


def truth(off, known=700):
    """Gives places `off` pixels of sample from the matches, in the first `known` samples."""

    def of(window):
        own = np.meshgrid(
            window.line + np.arange(window.lines), window.sample + np.arange(window.samples), indexing="ij"
        )
        place = np.stack(own, -1) + np.array([3.0, 4.0 + off])
        place[own[1] >= known] = np.nan
        return place

    return of


class TestShares:
    def test_exact_matches_and_missing_ones(self):
        found = paper.match_shares(Correspondence(), truth(0.0))
        assert found["matched"] == pytest.approx(6 / 7)
        assert [found[f"within{limit}"] for limit in paper.LIMITS] == [1.0, 1.0, 1.0]
        assert [found[f"pck{limit}"] for limit in paper.LIMITS] == pytest.approx([6 / 7] * 3)

    @pytest.mark.parametrize(
        ("off", "within"), [(2.0, [0.0, 1.0, 1.0]), (9.0, [0.0, 0.0, 1.0]), (11.0, [0.0, 0.0, 0.0])]
    )
    def test_limits(self, off, within):
        found = paper.match_shares(Correspondence(), truth(off, known=300))
        assert found["matched"] == 1.0
        assert [found[f"within{limit}"] for limit in paper.LIMITS] == within
        assert [found[f"pck{limit}"] for limit in paper.LIMITS] == within

    def test_no_truth_is_no_share(self):
        assert paper.match_shares(Correspondence(), truth(0.0, known=0))["pck10"] == 0.0


def test_pair_is_made_once(tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(paper, "run_job", lambda *words: calls.append(words) or Ran({}, 1.0, 1.0, 1.0))
    files = {name: tmp_path / f"{name}.tif" for name in ("reference", "secondary", "truth")}
    for size in (100, 100, 200):
        paper.simulate({**paper.PAIR, "size": size}, files, tmp_path, lambda text: None)
    assert len(calls) == 2
    assert calls[1][0] == "simulatepair"
    assert "200" in calls[1]


def test_table_says_that_the_scenes_differ():
    numbers = dict.fromkeys(
        ("seconds", "core_seconds", "peak_gb", "completeness", "nmad", "under_2m", "wrong", "matched", "pck10"), 0.5
    )
    shares = {"within1": 0.2, "within3": 0.5, "within10": 0.9, "papers_share": paper.PAPERS_SHARE}
    text = "\n".join(paper.table({"lines": 10, "samples": 20, "matcher": "compact", **numbers, **shares}))
    assert "90.00 % (paper: 82.86 %)" in text
    assert "scenes differ" in text


def test_pair_is_of_the_papers_size_and_angle():
    assert paper.PAIR["size"] == 2000
    assert paper.PAIR["secondary_look"] - paper.PAIR["reference_look"] == 43.0
