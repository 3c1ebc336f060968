"""Scratch arrays on disk."""

import os
import resource
import signal

import numpy as np
import pytest

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.files import intermediate
from sar_radargrammetry.engine.files.intermediate import let_go, scratch_array


@pytest.mark.parametrize("claims", [True, False])
def test_begins_with_zeros_keeps_what_is_written_and_its_space_is_claimed(tmp_path, monkeypatch, claims):
    if not claims:
        monkeypatch.delattr(intermediate.os, "posix_fallocate")
    array = scratch_array(tmp_path / "a", np.float32, (700, 800))
    assert array.shape == (700, 800) and not array.any()
    array[3, 4] = 2.5
    assert array[3, 4] == 2.5
    status = os.stat(tmp_path / "a")
    assert status.st_size == 700 * 800 * 4
    assert status.st_blocks * 512 >= status.st_size


def test_what_was_written_outlives_the_memory_that_is_given_back(tmp_path):
    array = scratch_array(tmp_path / "a", np.uint8, (3000, 4000))
    array[:] = 7
    before = mapped()
    let_go(array, None, np.zeros(3))
    assert mapped() < before - 0.5 * array.nbytes
    assert (array == 7).all()


def mapped():
    """Bytes of files that count as this process's memory."""
    with open("/proc/self/status") as status:
        return 1024 * sum(int(line.split()[1]) for line in status if line.startswith(("RssFile", "RssShmem")))


def test_no_room_is_a_sentence(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(EngineError, match="could not be written"):
            scratch_array(tmp_path / "a", np.uint8, (200, 200))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
