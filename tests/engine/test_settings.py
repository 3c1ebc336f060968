"""What the user's settings mean to the engine's process: threads, memory, intermediate files."""

import pytest

from sar_radargrammetry.engine import memory as engine_memory
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.files import intermediate
from sar_radargrammetry.engine.memory import LIMIT_VARIABLE
from sar_radargrammetry.engine.parallel import cores, for_pieces


class TestIntermediateFiles:
    def test_are_thrown_away(self, tmp_path, monkeypatch):
        monkeypatch.delenv(intermediate.KEEP_VARIABLE, raising=False)
        (tmp_path / ".work").mkdir()
        assert intermediate.finished_with(tmp_path / ".work", tmp_path / "kept") is None
        assert list(tmp_path.iterdir()) == []

    def test_are_kept_on_request_in_place_of_older_ones(self, tmp_path, monkeypatch):
        monkeypatch.setenv(intermediate.KEEP_VARIABLE, "1")
        for text in ("old", "new"):
            (tmp_path / ".work").mkdir()
            (tmp_path / ".work" / "patches").write_text(text)
            assert intermediate.finished_with(tmp_path / ".work", tmp_path / "kept") == tmp_path / "kept"
        assert [path.name for path in tmp_path.iterdir()] == ["kept"]
        assert (tmp_path / "kept" / "patches").read_text() == "new"


class TestThreads:
    @pytest.mark.parametrize(("text", "count"), [("1", 1), ("3", 3), (" 2 ", 2)])
    def test_follow_the_setting(self, monkeypatch, text, count):
        monkeypatch.setenv("OMP_NUM_THREADS", text)
        assert cores() == count

    @pytest.mark.parametrize("text", ["", "0", "many", "-2"])
    def test_are_those_of_the_processor_otherwise(self, monkeypatch, text):
        monkeypatch.setenv("OMP_NUM_THREADS", text)
        monkeypatch.setattr("os.cpu_count", lambda: 7)
        assert cores() == 7

    def test_change_no_result(self, monkeypatch):
        results = []
        for count in ("1", "4"):
            monkeypatch.setenv("OMP_NUM_THREADS", count)
            seen = [0] * 100

            def square(piece, seen=seen):
                seen[piece] = [number**2 for number in range(piece.start, piece.stop)]

            for_pieces(square, 100, chunk=7)
            results.append(seen)
        assert results[0] == results[1] == [number**2 for number in range(100)]


class TestMemoryLimit:
    def test_is_told_before_memory_is_filled(self, monkeypatch):
        monkeypatch.setenv(LIMIT_VARIABLE, str(4 * 2**30))
        with pytest.raises(EngineError, match=r"needs 6\.0 GB of memory and the limit in the settings is 4 GB; raise"):
            engine_memory.check_free(6.0e9, "cpu", "The matcher roma", "choose the matcher compact")

    def test_says_nothing_of_a_graphics_card(self, monkeypatch):
        monkeypatch.setenv(LIMIT_VARIABLE, str(2**30))
        engine_memory.check_free(6.0e9, "cuda", "The matcher roma", "choose the matcher compact")

    def test_leaves_smaller_work_alone(self, monkeypatch):
        monkeypatch.setenv(LIMIT_VARIABLE, str(2 * 2**30))
        monkeypatch.setattr(engine_memory, "free_memory", lambda: 8 * 2**30)
        engine_memory.check_free(1.0e9, "cpu", "The matcher roma", "choose the matcher compact")
