"""The engine as it is started from a terminal and by QGIS, with nothing loaded before: crashes, kills, memory."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from engine_process import ENDING, until

from sar_radargrammetry.engine import memory
from sar_radargrammetry.engine.files import leftovers
from sar_radargrammetry.engine.process import endings
from sar_radargrammetry.engine.system import host

ENGINE = [sys.executable, "-m", "sar_radargrammetry.engine"]
ROOT = Path(__file__).resolve().parents[3]

# The engine's own entry, with one library call that goes wrong as they do in C.
STRUCK = """
import os, sys, time
from pathlib import Path
import sar_radargrammetry.engine.process.cli as cli
def struck(*rest):
    Path(f".image.{os.getpid()}.part.tif").touch()
    Path("pid").write_text(str(os.getpid()))
    Path("pid").rename("struck")
    if sys.argv[1] == "wait":
        time.sleep(600)
    os.kill(os.getpid(), int(sys.argv[1]))
cli.job_outcome = struck
given = sys.argv[2:]
from sar_radargrammetry.engine.process.supervision import supervised
sys.exit(supervised(lambda: cli.main(given), given))
"""


def environment(**more):
    path = os.pathsep.join([str(ROOT), *(entry for entry in sys.path if entry)])
    return {**os.environ, "PYTHONPATH": path, **more}


def from_terminal(folder, how, *, wait=True):
    arguments = [sys.executable, "-c", STRUCK, how, "importimage", "--input", "a.nitf", "--output", "image.tif"]
    process = subprocess.Popen(arguments, cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True)
    if not wait:
        until((folder / "struck").exists)
        return process, int((folder / "struck").read_text())
    _, said = process.communicate(timeout=ENDING)
    (folder / "struck").unlink()
    return process.returncode, said


@pytest.mark.parametrize(
    ("number", "reason"),
    [(signal.SIGSEGV, "a library crashed"), (signal.SIGABRT, "a library crashed"), (signal.SIGKILL, "out of memory")],
)
def test_a_crash_in_a_terminal_is_a_sentence_and_leaves_nothing(number, reason, tmp_path):
    code, said = from_terminal(tmp_path, str(int(number)))
    assert code == 128 + number
    assert said.count("\n") == 1 and signal.Signals(number).name in said and reason in said
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_killing_what_a_terminal_shows_ends_what_it_hides(number, tmp_path):
    process, hidden = from_terminal(tmp_path, "wait", wait=False)
    process.send_signal(number)
    process.communicate(timeout=ENDING)
    until(lambda: not host.is_alive(hidden) or _is_zombie(hidden))
    if number != signal.SIGKILL:
        assert process.returncode != 0


def _is_zombie(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def converse(request, folder, **more):
    """Exit code, last message and last words of an engine whose standard input stays open."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen([*ENGINE, "run"], cwd=folder, env=environment(**more), **pipes, text=True) as process:
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        said, errors = process.stdout.read(), process.stderr.read()
        code = process.wait(ENDING)
    lines = [json.loads(line) for line in said.splitlines()]
    return code, lines[-1] if lines else None, errors


@pytest.mark.parametrize("limit", [2**20, 2**29 + 2**28])
def test_a_memory_limit_is_a_sentence_that_names_it(limit, world, tmp_path):
    """Below what the libraries need, and below what a large job needs; never a traceback or half a file."""
    request = {
        "job": "simulatepair",
        "parameters": {
            "size": 9000.0,
            "reference": str(tmp_path / "a.tif"),
            "secondary": str(tmp_path / "b.tif"),
            "truth": str(tmp_path / "t.tif"),
        },
    }
    code, answer, errors = converse(request, tmp_path, **{memory.LIMIT_VARIABLE: str(limit)})
    assert code != 0
    text = answer["text"] if answer else str(endings.without_answer("simulatepair", code, errors.splitlines(), limit))
    assert text.startswith("There was not enough memory for simulatepair within the limit of"), (text, errors[-500:])
    assert memory.limit_text(max(limit, memory.MIN_LIMIT)) in text and "\n" not in text
    assert not [name for name in os.listdir(tmp_path) if not name.startswith(".")]


def test_a_memory_limit_above_the_need_changes_nothing(world, tmp_path):
    request = {"job": "importimage", "parameters": {"input": str(world / "a.nitf"), "output": str(tmp_path / "a.tif")}}
    code, answer, _ = converse(request, tmp_path, **{memory.LIMIT_VARIABLE: str(8 * 2**30)})
    assert code == 0 and answer["type"] == "result"
    assert (tmp_path / "a.tif").read_bytes() == (world / "a.tif").read_bytes()


def test_the_limit_counts_what_a_process_writes_and_does_not_share():
    code = """
import os, resource
from sar_radargrammetry.engine.memory import limit_memory
limit_memory(os.environ)
print(*resource.getrlimit(resource.RLIMIT_DATA), *resource.getrlimit(resource.RLIMIT_AS))
try:
    bytes(2**30)  # asked for and never touched
except MemoryError:
    print("kept")
"""
    for text, expected in ((str(2**29), 2**29), ("0", None), ("much", None), ("-5", None), ("", None)):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment(**{memory.LIMIT_VARIABLE: text}),
            capture_output=True,
            text=True,
            check=True,
        )
        soft, _, space, _ = (int(word) for word in done.stdout.split()[:4])
        assert space == -1
        assert soft == (expected or -1)
        assert ("kept" in done.stdout) == (expected is not None)


def test_machine_code_for_windows_of_many_sizes_takes_little_memory():
    """Every size has its own, 50 MB in all here, if all are kept."""
    code = """
import sar_radargrammetry.engine.__main__
import torch
torch.set_num_threads(1)
layer = torch.nn.Conv2d(32, 32, 3, padding=1).to(memory_format=torch.channels_last)
with torch.inference_mode():
    for lines in range(64, 264):
        layer(torch.zeros(1, 32, lines, 64).to(memory_format=torch.channels_last))
for line in open("/proc/self/maps"):
    place, rights, *_ = line.split()
    if "wx" in rights:
        low, high = (int(end, 16) for end in place.split("-"))
        print(high - low)
"""
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert sum(map(int, done.stdout.split())) < 20e6


@pytest.mark.parametrize(
    "words",
    [
        "numpy.core._exceptions._ArrayMemoryError: Unable to allocate 3.6 TiB for an array",
        "RuntimeError: [enforce fail at alloc_cpu.cpp:121] . DefaultCPUAllocator: can't allocate memory: you tried",
        "terminate called after throwing an instance of 'std::bad_alloc'",
        "libgomp: Thread creation failed: Resource temporarily unavailable",
        "OpenBLAS blas_thread_init: pthread_create failed for thread 1 of 2: Resource temporarily unavailable",
        "ImportError: libtorch_cpu.so: failed to map segment from shared object",
        "torch.cuda.OutOfMemoryError: CUDA out of memory.",
        "RuntimeError: could not create a primitive",
        "RuntimeError: can't start new thread",
    ],
)
def test_last_words_of_libraries_about_memory_are_understood(words):
    said = endings.without_answer("stereodsm", -6, ["something else", words], 2**31)
    assert said.code == "memory"
    assert str(said).startswith("There was not enough memory for stereodsm within the limit of 2 GB;")
    assert str(endings.without_answer("stereodsm", 1, [words])).startswith(
        "There was not enough memory for stereodsm; "
    )


def test_other_last_words_are_not_taken_for_it():
    said = str(endings.without_answer("stereodsm", 3, ["KeyError: 'memory of the flight'"]))
    assert "exit code 3" in said and "not enough memory" not in said


def test_what_the_dead_left_of_an_output_is_cleared_and_nothing_of_the_living(tmp_path):
    ours = [
        ".a [1].77.part.tif",
        "..a [1].77.part.77.part.tif.plain.tif",
        ".a [1].sargeom.77.part.json",
        f".a [1].{os.getpid()}.part.tif",
    ]
    others = [
        f".a [1].{os.getpid()}.part.gpkg",
        ".a [1].stereodsm.part",
        ".a [1].b.77.part.tif",
        ".b.77.part.tif",
        "a [1].77.part.tif",
    ]
    for name in [*ours, *others]:
        (tmp_path / name).touch()
    (tmp_path / ".a [1].points.x_1.77.part").mkdir()
    leftovers.clear(tmp_path / "a [1].tif")
    assert sorted(os.listdir(tmp_path)) == sorted(others)
