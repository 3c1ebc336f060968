"""What operating systems do in different ways: in one place, and as on Windows with fakes of what only Windows has."""

import ast
import ctypes
import errno
import fcntl
import importlib
import inspect
import ntpath
import os
import signal
import subprocess
import sys
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace

import pytest

from sar_radargrammetry.engine.errors import BUSY, UNWRITABLE, EngineError
from sar_radargrammetry.engine.files import atomic, claim, intermediate, leftovers
from sar_radargrammetry.engine.memory import free_memory
from sar_radargrammetry.engine.process import endings, supervision
from sar_radargrammetry.engine.system import host, posix
from sar_radargrammetry.engine.workers import processes
from sar_radargrammetry.setup import running

PACKAGE = Path(atomic.__file__).parents[2]
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE / "engine" / "system")

# What exists, or works, on some systems only; renames wait for antivirus programs on Windows.
MODULES = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "msvcrt", "winreg", "_winapi", "ctypes", "posix"}
NAMES = {
    "os": {
        *("fork", "forkpty", "kill", "killpg", "setsid", "setpgid", "getpgid", "nice", "uname", "getuid", "geteuid"),
        *("wait", "waitpid", "posix_fallocate", "pread", "pwrite", "sched_getaffinity", "statvfs", "mkfifo", "chown"),
        *("name", "rename", "replace", "startfile", "O_BINARY"),
    },
    "sys": {"platform", "getwindowsversion"},
    "signal": {"SIGKILL", "SIGHUP", "SIGSTOP", "SIGCONT", "SIGUSR1", "SIGALRM", "SIGBREAK", "alarm", "Signals"},
    "subprocess": {"CREATE_NO_WINDOW", "CREATE_NEW_PROCESS_GROUP", "STARTUPINFO"},
}
KEYWORDS = {"start_new_session", "preexec_fn", "creationflags", "startupinfo", "pass_fds", "process_group"}
FOLDERS = ("/proc/", "/dev/", "/tmp")


def of_one_system(tree):
    """Line and name of everything in a module that only some systems have."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names if alias.name.split(".")[0] in MODULES]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = NAMES.get(node.module, ())
            found = [node.module] if node.module in MODULES else [a.name for a in node.names if a.name in names]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found = [node.attr] if node.attr in NAMES.get(node.value.id, ()) else []
        elif isinstance(node, ast.Call):
            found = [word.arg for word in node.keywords if word.arg in KEYWORDS]
            # A rename of a pathlib path; no other class here has a method of that name.
            found += ["rename"] if isinstance(node.func, ast.Attribute) and node.func.attr == "rename" else []
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = [node.value] if node.value.startswith(FOLDERS) else []
        else:
            continue
        yield from ((getattr(node, "lineno", 0), name) for name in found)


def test_what_one_system_alone_has_is_in_one_place():
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} {name}"
        for path in SOURCES
        for line, name in of_one_system(ast.parse(path.read_text("utf-8")))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "line",
    [
        "import fcntl",
        "from os import fork",
        "os.kill(1, 9)",
        "if os.name == 'nt': pass",
        "path.rename(other)",
        "Popen(command, start_new_session=True)",
        "open('/proc/meminfo')",
    ],
)
def test_the_reader_of_the_sources_finds(line):
    assert list(of_one_system(ast.parse(line)))


@pytest.fixture
def windows(monkeypatch):
    """The module of Windows, with fakes of what only Windows has, in the place of this system's."""

    def locking(descriptor, mode, size):
        assert (mode, size, os.lseek(descriptor, 0, os.SEEK_CUR)) == (2, 1, 1 << 30)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise PermissionError(errno.EACCES, "Permission denied") from error

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
    monkeypatch.setattr(signal, "SIGBREAK", 21, raising=False)
    monkeypatch.setattr(subprocess, "CREATE_NO_WINDOW", 0x08000000, raising=False)
    monkeypatch.setattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0x200, raising=False)
    name = f"{posix.__package__}.windows"
    monkeypatch.delitem(sys.modules, name, raising=False)
    module = importlib.import_module(name)
    module.pauses = []
    monkeypatch.setattr(module, "time", SimpleNamespace(sleep=module.pauses.append))
    for user in (atomic, claim, leftovers, endings, supervision, processes, running):
        monkeypatch.setattr(user, "host", module)
    yield module
    del sys.modules[name]


def held(monkeypatch, windows, call, number, times):
    """Let `os.replace` or `os.rename` fail so many times, as where a program has the file open."""
    left = [times]

    def refused(source, target):
        if left[0] > 0:
            left[0] -= 1
            error = PermissionError(errno.EACCES, "The process cannot access the file")
            error.winerror = number
            raise error
        return getattr(os, call)(source, target)

    class Os:
        def __getattr__(self, name):
            return refused if name == call else getattr(os, name)

    monkeypatch.setattr(windows, "os", Os())


def public(module):
    found = inspect.getmembers(module, inspect.isfunction)
    return {
        n: list(inspect.signature(f).parameters) for n, f in found if f.__module__ == module.__name__ and n[0] != "_"
    }


def test_both_systems_have_the_same_functions_and_facts(windows):
    assert public(windows) == public(posix) and len(public(posix)) > 15
    for name in ("NAME", "LIMITS_MEMORY", "STOP_SIGNALS"):
        assert type(getattr(windows, name)) is type(getattr(posix, name))
    assert host is posix, "these tests run on Linux"


class TestClaimsOnWindows:
    def test_are_held_by_one_run(self, windows, tmp_path):
        output = tmp_path / "Höhe 山.tif"
        with claim.claimed([output]):
            with (
                pytest.raises(EngineError, match="is being written by another run") as refused,
                claim.claimed([output]),
            ):
                pass
            assert refused.value.code == BUSY
            assert claim.lock_name(output).read_text().startswith(f"{os.getpid()} "), "others may read who holds it"
        assert list(tmp_path.iterdir()) == []

    def test_are_left_where_another_run_has_taken_them_since(self, windows, tmp_path, monkeypatch):
        def unlink(path, missing_ok=False):
            raise PermissionError(errno.EACCES, "in use", str(path))

        with claim.claimed([tmp_path / "a.tif"]):
            monkeypatch.setattr(Path, "unlink", unlink)
        assert claim.lock_name(tmp_path / "a.tif").exists()


class TestRenamesOnWindows:
    @pytest.mark.parametrize("number", [5, 32, 33])
    def test_wait_for_an_antivirus_program(self, windows, tmp_path, monkeypatch, number):
        held(monkeypatch, windows, "replace", number, 3)
        (tmp_path / "a.txt").write_text("old")
        with atomic.atomic_output(tmp_path / "a.txt") as temporary:
            temporary.write_text("new")
        assert (tmp_path / "a.txt").read_text() == "new" and len(windows.pauses) == 3

    @pytest.mark.parametrize(
        ("number", "code", "sentence"),
        [
            (32, BUSY, "Another program has the output .* open; remove its layer from QGIS"),
            (5, UNWRITABLE, "not be written"),
        ],
    )
    def test_give_up_in_a_sentence_and_leave_the_old_file(self, windows, tmp_path, monkeypatch, number, code, sentence):
        held(monkeypatch, windows, "replace", number, 99)
        (tmp_path / "a.txt").write_text("old")
        with (
            pytest.raises(EngineError, match=sentence) as refused,
            atomic.atomic_output(tmp_path / "a.txt") as temporary,
        ):
            temporary.write_text("new")
        assert refused.value.code == code
        assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.txt": "old"}
        assert 2.0 < sum(windows.pauses) < 10.0

    def test_that_cannot_succeed_for_another_reason_do_not_wait(self, windows, tmp_path):
        with pytest.raises(FileNotFoundError):
            windows.replace(tmp_path / "none", tmp_path / "a")
        assert windows.pauses == []

    def test_an_output_that_qgis_has_open_is_refused_before_the_work(self, windows, tmp_path, monkeypatch):
        (tmp_path / "a.tif").write_text("old")
        atomic.check_outputs([tmp_path / "a.tif", tmp_path / "new.tif"])
        held(monkeypatch, windows, "rename", 32, 2)
        atomic.check_outputs([tmp_path / "a.tif"])  # open for a moment only
        held(monkeypatch, windows, "rename", 32, 99)
        with pytest.raises(EngineError, match=r"Another program has the output .*a\.tif open") as refused:
            atomic.check_outputs([tmp_path / "a.tif"])
        assert refused.value.code == BUSY


class TestProcessesOnWindows:
    @pytest.mark.parametrize(
        ("code", "sentence"),
        [
            (0xC0000005, r"ended by signal 0xC0000005 \(access violation\) \(a library crashed\)"),
            (0xC0000005 - 2**32, "access violation"),
            (0xC0001234, "ended by signal 0xC0001234 "),
            (3, r"ended without an answer \(exit code 3\)"),
        ],
    )
    def test_say_what_they_died_of(self, windows, code, sentence):
        with pytest.raises(EngineError, match=sentence):
            raise endings.without_answer("importimage", code, ())
        assert not windows.was_killed(code)

    def test_are_started_without_a_window_and_in_a_group_of_their_own(self, windows, monkeypatch):
        started = []

        class Popen:
            stdin = SimpleNamespace(close=lambda: None)

            def __init__(self, command, **options):
                started.append(options)
                raise OSError(2, "that is enough")

        monkeypatch.setattr(running.subprocess, "Popen", Popen)
        with pytest.raises(running.SetupFailed, match="that is enough"):
            running.run_python("python.exe", ["--facts"], {}, SimpleNamespace(isCanceled=lambda: False))
        with pytest.raises(OSError, match="that is enough"):
            processes._Worker({}, {}, None)
        group, worker = (options["creationflags"] for options in started)
        assert group == 0x08000200 and worker == 0x08000000
        assert not any("start_new_session" in options for options in started)

    def test_work_from_a_terminal_is_done_in_this_one(self, windows, capfd):
        assert supervision.supervised(os.getpid, ["importimage"]) == os.getpid()
        assert capfd.readouterr() == ("", "")

    @pytest.mark.parametrize(
        ("handle", "wait", "error", "alive"),
        [(7, 0x102, 0, True), (7, 0, 0, False), (0, 0, 5, True), (0, 0, 87, False)],
    )
    def test_are_asked_for_without_being_ended(self, windows, monkeypatch, handle, wait, error, alive):
        closed = []
        kernel = SimpleNamespace(
            OpenProcess=lambda access, inherit, pid: handle if (access, pid) == (0x100000, 4711) else None,
            WaitForSingleObject=lambda handle, milliseconds: wait,
            CloseHandle=closed.append,
        )
        monkeypatch.setattr(windows, "_kernel", lambda: kernel)
        monkeypatch.setattr(ctypes, "get_last_error", lambda: error, raising=False)
        assert windows.is_alive(4711) is alive
        assert closed == [handle] * bool(handle)


def test_freed_memory_is_kept_until_it_is_returned():
    script = """
import re
from sar_radargrammetry.engine.system import host

def resident():
    return int(re.search(r"RssAnon:\\s*(\\d+)", open("/proc/self/status").read())[1]) // 1024

host.keep_freed_memory()
before = resident()
del (array := [b"1" * (64 << 20)])[:]
kept = resident() - before
host.return_freed_memory()
print(kept, resident() - before)
"""
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    kept, left = map(int, done.stdout.split())
    assert kept >= 63
    assert left <= 8


def test_memory_of_windows_is_that_of_its_interface(windows, monkeypatch):
    def fill(address):
        status = address._obj
        if status.length != 64:  # what Windows insists on
            return 0
        status.total, status.available = 16 << 30, 5 << 30
        return 1

    monkeypatch.setattr(windows, "_kernel", lambda: SimpleNamespace(GlobalMemoryStatusEx=fill))
    monkeypatch.setattr("sar_radargrammetry.engine.memory.host", windows)
    assert windows.memory() == (16 << 30, 5 << 30)
    assert free_memory() == 5 << 30
    monkeypatch.setattr(windows, "_kernel", lambda: SimpleNamespace(GlobalMemoryStatusEx=lambda address: 0))
    assert windows.memory() == (None, None)


class WindowsPath(PureWindowsPath):
    def absolute(self):
        return self


@pytest.mark.parametrize(
    ("path", "output", "stored"),
    [
        ("C:/Daten/Höhe 山.tif", "C:/Daten/out/patches.gpkg", "../Höhe 山.tif"),
        ("D:/Bilder/ref.tif", "C:/Daten/patches.gpkg", "D:/Bilder/ref.tif"),
        (r"\\server\Freigabe ß\ref.tif", r"\\server\Freigabe ß\out\p.gpkg", "../ref.tif"),
        (r"\\server\share\ref.tif", "C:/Daten/p.gpkg", "//server/share/ref.tif"),
    ],
)
def test_paths_of_windows_are_stored_so_that_they_are_found_again(monkeypatch, path, output, stored):
    monkeypatch.setattr(atomic, "Path", WindowsPath)
    monkeypatch.setattr(atomic, "os", SimpleNamespace(path=ntpath))
    assert atomic.relative(path, output) == stored
    found = ntpath.normpath(str(PureWindowsPath(output).parent / stored))
    assert PureWindowsPath(found) == PureWindowsPath(path)


@pytest.mark.parametrize("encoding", ["ascii", "cp932", "cp1252"])
def test_a_console_without_utf_8_shows_every_sentence(encoding, tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}
    path = tmp_path / "Höhe 山 😀.tif"
    run = [sys.executable, "-m", "sar_radargrammetry.engine", "importimage", "--input", str(path), "--output"]
    done = subprocess.run([*run, str(tmp_path / "a.tif")], env=environment, capture_output=True, check=False)
    said = done.stderr.decode(encoding)
    assert done.returncode == 1 and "does not exist" in said and "Traceback" not in said


DEEP = "\\".join(["a folder of twenty-one"] * 12)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (rf"C:\{DEEP}\e.tif", rf"\\?\C:\{DEEP}\e.tif"),
        (rf"C:/{DEEP}/../e {DEEP}.tif".replace("\\", "/"), None),
        (rf"\\server\share\{DEEP}\höhe 高さ.tif", rf"\\?\UNC\server\share\{DEEP}\höhe 高さ.tif"),
    ],
    ids=["drive", "slashes", "share"],
)
def test_long_paths_of_windows_have_their_extended_form_and_back(windows, path, form):
    found = str(windows.extended(path))
    assert found == form or form is None
    assert found.startswith("\\\\?\\") and "/" not in found and ".." not in found
    assert windows.extended(found) == Path(found), "it is not extended twice"
    assert windows.plain(found) == ntpath.abspath(path)


def test_short_paths_of_windows_stay_and_leave_room_for_what_lies_below(windows):
    short = r"C:\data\e.tif"
    assert windows.extended(short) == Path(short) and windows.plain(short) == short
    assert windows.extended(r"relative\e.tif") == Path(r"relative\e.tif")
    assert str(windows.extended(short, 250)).startswith("\\\\?\\")


def test_unfinished_files_claims_and_folders_of_work_may_have_long_paths(windows, monkeypatch):
    """Their names are longer than that of the output, which may just fit."""
    asked = []
    monkeypatch.setattr(windows, "extended", lambda path, room=0: asked.append(Path(path).name) or Path("long") / path)
    monkeypatch.setattr(intermediate, "host", windows)
    assert atomic.part_name("e.tif").parent == Path("long")
    assert claim.lock_name(Path("e.tif")).name == ".e.tif.lock"
    assert intermediate.beside(Path("e.tif"), ".e.stereodsm.part").parent == Path("long")
    assert asked == [f".e.{os.getpid()}.part.tif", ".e.tif.lock", ".e.stereodsm.part"]


def test_renames_use_the_long_form(windows, monkeypatch):
    renamed = []
    monkeypatch.setattr(windows, "os", SimpleNamespace(replace=lambda *names: renamed.append(names), fspath=os.fspath))
    windows.replace(rf"C:\{DEEP}\a", r"C:\b")
    assert list(map(str, renamed[0])) == [rf"\\?\C:\{DEEP}\a", r"C:\b"]


def test_long_and_short_paths_are_related(windows, monkeypatch):
    """A file in an extended folder is named as seen from beside it."""
    monkeypatch.setattr(windows, "plain", lambda path: str(path).replace("/extended", ""))
    assert atomic.relative("/extended/data/a/r.tif", "/data/e.tif") == "a/r.tif"
