"""Installing the engine's packages: complete or not at all, resumable, removable, and clear when it cannot."""

import dataclasses
import fcntl
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from wheel_index import LOCK, Words, make_index, make_wheel

from sar_radargrammetry.setup import lock, running
from sar_radargrammetry.setup.install import INSTALLED, SIZES, Plan, _requirements, description, install, remove
from sar_radargrammetry.setup.pip import Source
from sar_radargrammetry.setup.running import Ended, SetupCancelled, SetupFailed, run_python
from sar_radargrammetry.setup.wheels import explained

PYTHON = sys.version_info[:2]
ENDING = 300.0  # seconds to wait for what must come, on however busy a machine


def plenty(folder):
    return 1e12


@pytest.fixture
def plan(tmp_path, pip_environment):
    (tmp_path / "lock.txt").write_text(LOCK)
    return Plan(
        interpreter=sys.executable,
        folder=tmp_path / "profile ü" / "packages",
        environment=pip_environment,
        source=Source(index=make_index(tmp_path / "index")),
        lock_file=tmp_path / "lock.txt",
    )


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """An engine folder made by an installation, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "lock.txt").write_text(LOCK)
    for name, version in (("torch", "1.0"), ("alpha", "1.0"), ("beta-b", "2.0")):
        make_wheel(folder / "wheels", name, version)
    environment = {**os.environ, "PIP_CONFIG_FILE": os.devnull}
    made = Plan(sys.executable, folder / "packages", environment, "cpu", Source(wheels=str(folder / "wheels")))
    install(dataclasses.replace(made, lock_file=folder / "lock.txt"), Words(), free=plenty)
    return folder / "packages"


@pytest.fixture
def set_up(plan, made_once):
    """A plan whose engine is there."""
    shutil.copytree(made_once, plan.folder)
    return plan


def left(plan):
    """What lies around the engine folder, the log and the mark of the running set-up aside."""
    ignored = ("packages.lock", "packages.setup.log")
    return sorted(path.name for path in plan.folder.parent.iterdir() if path.name not in ignored)


class TestInstalling:
    def test_leaves_the_packages_and_nothing_else(self, plan):
        plan.folder.mkdir(parents=True)
        words = Words()
        record = install(plan, words, free=plenty)
        assert left(plan) == ["packages"]
        assert lock.installed(plan.folder) == {"torch": "1.0+cpu", "alpha": "1.0", "beta-b": "2.0"}
        assert (plan.folder / "beta_b.py").is_file()
        assert record == lock.read_record(plan.folder)
        assert record.python == ".".join(map(str, PYTHON)) and record.torch == "cpu" and record.bytes > 0
        assert lock.problem(plan.folder, PYTHON, plan.lock_file) == ""
        assert words.progress == sorted(words.progress) and words.progress[-1] == INSTALLED
        said = plan.beside(".setup.log").read_text("utf-8")
        assert "Downloading alpha==1.0, beta-b==2.0" in said and "Installed 3 packages" in said

    def test_does_nothing_where_all_is_there_unless_asked(self, set_up):
        plan = set_up
        before = (plan.folder / lock.RECORD_NAME).stat().st_mtime_ns
        words = Words()
        assert install(plan, words, free=plenty) is None
        assert "nothing to do" in words.text
        assert (plan.folder / lock.RECORD_NAME).stat().st_mtime_ns == before
        assert install(plan, Words(), again=True, free=plenty) is not None
        assert (plan.folder / lock.RECORD_NAME).stat().st_mtime_ns > before

    def test_takes_the_index_that_the_users_pip_is_configured_for(self, plan):
        plan.environment["PIP_INDEX_URL"] = plan.source.index
        plan.environment["PIP_USER"] = plan.environment["PIP_REQUIRE_VIRTUALENV"] = "1"
        configured = Plan(plan.interpreter, plan.folder, plan.environment, lock_file=plan.lock_file)
        install(configured, Words(), free=plenty)
        assert lock.problem(plan.folder, PYTHON, plan.lock_file) == ""

    def test_works_without_network_from_a_folder_of_wheels(self, plan, tmp_path):
        for name, version in (("torch", "1.0"), ("alpha", "1.0"), ("beta-b", "2.0")):
            make_wheel(tmp_path / "whéels", name, version)
        source = Source(index="https://index.invalid/simple", wheels=str(tmp_path / "whéels"))
        offline = Plan(plan.interpreter, plan.folder, plan.environment, source=source, lock_file=plan.lock_file)
        install(offline, Words(), free=plenty)
        assert lock.installed(plan.folder)["torch"] == "1.0"

    def test_is_quiet_about_passwords(self, plan):
        words = Words()
        secret = Source(index=plan.source.index.replace("file:///", "file://me:secret@/"))
        with pytest.raises(SetupFailed) as failure:
            install(
                Plan(plan.interpreter, plan.folder, plan.environment, source=secret, lock_file=plan.lock_file),
                words,
                free=plenty,
            )
        assert "secret" not in str(failure.value) + words.text + plan.beside(".setup.log").read_text("utf-8")

    def test_holds_numpy_at_the_interpreters(self, plan, tmp_path):
        (tmp_path / "lock.txt").write_text("numpy==1.24.2\nscipy==1.10.1\n")
        assert list(map(str, _requirements(plan, PYTHON, "1.26.4"))) == ["numpy==1.26.4", "scipy==1.10.1"]
        assert list(map(str, _requirements(plan, PYTHON, ""))) == ["numpy==1.24.2", "scipy==1.10.1"]


class SlowIndex(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; stops in the middle of torch until it is let go."""

    asked: list
    gave_up: set
    hold: threading.Event

    def do_GET(self):
        self.asked.append(self.path)
        if self.path.endswith(".whl") and "torch" in self.path and not self.hold.is_set():
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            self.wfile.write(b"x" * 1000)
            self.wfile.flush()
            self.gave_up |= {self.path} if not self.hold.wait(ENDING) else set()
            return
        super().do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture
def slow_index(tmp_path, plan):
    handler = type("Handler", (SlowIndex,), {"asked": [], "gave_up": set(), "hold": threading.Event()})
    folder = str(tmp_path / "index")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    slow = Plan(plan.interpreter, plan.folder, plan.environment, source=Source(address), lock_file=plan.lock_file)
    yield slow, handler
    handler.hold.set()
    server.shutdown()
    server.server_close()


class TestAnInterruptedInstallation:
    def test_ends_when_cancelled_and_goes_on_where_it_stopped(self, slow_index):
        plan, handler = slow_index
        with pytest.raises(SetupCancelled):
            install(plan, Words(stop_at="Downloading"), free=plenty)
        assert not handler.gave_up, "it did not wait for the index"
        assert left(plan) == ["packages.download"]
        with pytest.raises(SetupCancelled):
            install(plan, Words(stop_at="Downloading torch"), free=plenty)
        assert not plan.folder.exists()
        handler.hold.set()
        handler.asked.clear()
        words = Words()
        install(plan, words, free=plenty)
        assert "2 of 3 packages were downloaded before" in words.text
        assert not [path for path in handler.asked if "alpha" in path or "beta" in path]
        assert left(plan) == ["packages"]

    def test_fetches_a_wheel_that_was_cut_once_more(self, plan):
        same_lock = lock.checksum(plan.lock_file)[:8]
        kept = plan.beside(".download") / f"wheels-py{PYTHON[0]}{PYTHON[1]}-cpu-{same_lock}"
        make_wheel(kept, "beta-b", "1.9")  # and does not stumble over another version
        whole = (Path(plan.source.index.removeprefix("file://")) / "alpha" / "alpha-1.0-py3-none-any.whl").read_bytes()
        (kept / "alpha-1.0-py3-none-any.whl").write_bytes(whole[: len(whole) // 2])
        install(plan, Words(), free=plenty)
        assert lock.problem(plan.folder, PYTHON, plan.lock_file) == ""

    def test_of_a_killed_qgis_leaves_no_process(self, tmp_path):
        (tmp_path / "forever.py").write_text("import time\nprint('begun', flush=True)\ntime.sleep(3600)\n")
        command = [sys.executable, str(running.CHILD), str(tmp_path / "forever.py")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdout.readline() == b"begun\n"
            process.stdin.close()  # what the system does for a process that is killed
            assert process.wait(ENDING) == 130


class TestAFailure:
    def test_leaves_the_old_engine_as_it_was(self, set_up):
        plan = set_up
        plan.lock_file.write_text(LOCK.replace("alpha==1.0", "alpha==7.0"))
        assert "alpha 1.0 instead of 7.0" in lock.problem(plan.folder, PYTHON, plan.lock_file)
        with pytest.raises(SetupFailed, match=r"has no wheel of alpha==7\.0 for this Python and system; name another"):
            install(plan, Words(), free=plenty)
        assert lock.installed(plan.folder)["alpha"] == "1.0"
        assert (plan.folder / "alpha.py").is_file()

    def test_for_want_of_space_is_told_before_anything_is_fetched(self, plan):
        with pytest.raises(SetupFailed, match=r"1\.7 GB must be free for .*packages and 0\.5 GB are"):
            install(plan, Words(), free=lambda folder: 0.5e9)
        assert left(plan) == []

    def test_of_the_disk_on_the_way_is_one_sentence(self, plan, tmp_path):
        """A file system of 300 kB, for which the system must let this user mount one in a name space of its own."""
        make_index(tmp_path / "index", size=1_000_000)
        small = plan.folder.parent
        small.mkdir(parents=True)
        script = (
            "import sys; from pathlib import Path; from wheel_index import Words\n"
            "from sar_radargrammetry.setup.install import *\n"
            "python, folder, index, lock_file = sys.argv[1:]\n"
            "plan = Plan(python, Path(folder), source=Source(index), lock_file=Path(lock_file))\n"
            "try: install(plan, Words(), free=lambda _: 1e12)\n"
            "except SetupFailed as error: print(error); print(sorted(p.name for p in plan.folder.parent.iterdir()))\n"
        )
        mounted = f'mount -t tmpfs -o size=300k none "{small}" && "$0" "$@"; answer=$?; umount "{small}"; exit $answer'
        arguments = [sys.executable, str(plan.folder), plan.source.index, str(plan.lock_file)]
        # The second is for root in a chroot, where no user may have a name space of users.
        for separate in (["unshare", "-rm"], ["unshare", "-m", "--propagation", "unchanged"]):
            done = subprocess.run(
                [*separate, "sh", "-c", mounted, sys.executable, "-c", script, *arguments],
                check=False,
                env={**plan.environment, "PYTHONPATH": os.pathsep.join(sys.path)},
                capture_output=True,
                text=True,
            )
            if done.returncode == 0 or not ("unshare" in done.stderr or "mount" in done.stderr):
                break
        else:
            pytest.skip(done.stderr.strip())
        assert done.stdout.startswith("The disk is full; free some space"), done.stdout + done.stderr
        assert "'packages'" not in done.stdout and "packages.new" not in done.stdout

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
            ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))", "certificate of .* Manage"),
            ("ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407'))", "proxy did not let"),
            ("NewConnectionError: [Errno -3] Temporary failure in name resolution\nERROR: No matching", "be reached"),
            (
                "WARNING: The repository located at m is not a trusted or secure host and is being ignored.",
                "nor a file",
            ),
            ("ERROR: HTTP error 403\n403 Client Error: Forbidden for url", "refuses access"),
            ("ERROR: No matching distribution found for alpha==1.0", "has no wheel of alpha"),
            (
                "ERROR: Could not install packages due to an OSError: [Errno 2] No such file or directory\nHINT: This "
                "error might have occurred since this system does not have Windows Long Path support enabled.",
                "too long for Windows; choose a short one",
            ),
            (
                "error: incomplete-download\n× Download failed because not enough bytes were received (2 kB/1 MB)\n"
                "hint: Consider using --resume-retries to enable download resumption.",
                "be reached",
            ),
            ("error: connection-timeout\n× Unable to fetch h\n╰─> h didn't respond within 15 seconds", "be reached"),
            ("error: connection-failed\n× Failed to connect to h while fetching https://h/", "be reached"),
            ("error: proxy-connection-failed\n× Failed to connect to proxy p while fetching h", "proxy did not let"),
            ("Could not fetch URL h: proxy connection error: ('', NewConnectionError())", "proxy did not let"),
            ("Could not fetch URL h: connection error: Connection refused - skipping", "be reached"),
            ("Could not fetch URL h: h didn't respond within 15.0 seconds - skipping", "be reached"),
            ("error: ssl-verification-failed\n× Failed to establish a secure connection to h", "certificate of .* Man"),
            ("ERROR: Exception:\nTraceback\nValueError: check_hostname requires server_hostname", "a numeric address"),
            ("ERROR: Exception:\nTraceback\nValueError: new", r"pip could not install alpha \(ValueError: new\)"),
            ("ERROR: something new", r"pip could not install alpha \(something new\)"),
        ],
    )
    def test_is_told_with_what_helps(self, words, sentence):
        error = explained(Ended(1, tuple(words.splitlines())), Source("https://mirror.example/simple"), "alpha")
        with pytest.raises(SetupFailed, match=sentence):
            raise error
        assert "\n" not in str(error)

    def test_without_network_is_one_sentence(self, plan):
        nowhere = Plan(
            plan.interpreter,
            plan.folder,
            {**plan.environment, "PIP_RETRIES": "1"},  # pip is silent about a connection that it tries once only
            source=Source("http://127.0.0.1:9/simple"),
            lock_file=plan.lock_file,
        )
        with pytest.raises(SetupFailed, match=r"http://127\.0\.0\.1:9/simple cannot be reached; check the network"):
            install(nowhere, Words(), free=plenty)

    def test_of_the_interpreter_is_one_sentence(self, plan):
        for interpreter, sentence in (("/no/python", "cannot be run"), ("/bin/false", "does not run")):
            broken = Plan(interpreter, plan.folder, plan.environment, source=plan.source, lock_file=plan.lock_file)
            with pytest.raises(SetupFailed, match=sentence):
                install(broken, Words(), free=plenty)

    def test_of_an_old_python_is_one_sentence(self, plan, tmp_path):
        old = tmp_path / "python3.9"
        old.write_text('#!/bin/sh\necho \'{"python": [3, 9], "numpy": "1.20.0"}\'\n')
        old.chmod(0o755)
        with pytest.raises(SetupFailed, match=r"needs Python 3\.10 or newer and QGIS has 3\.9; install a newer QGIS"):
            install(Plan(str(old), plan.folder, plan.environment, lock_file=plan.lock_file), Words(), free=plenty)


class TestTheFolder:
    def test_is_removed_with_all_that_belongs_to_it(self, set_up):
        plan = set_up
        plan.beside(".download").mkdir()
        assert remove(plan, Words()) > 0
        assert sorted(path.name for path in plan.folder.parent.iterdir()) == ["packages.lock"]

    @pytest.mark.parametrize("work", [remove, functools.partial(install, free=plenty)])
    def test_of_something_else_is_left_alone(self, plan, work):
        plan.folder.mkdir(parents=True)
        (plan.folder / "thesis.docx").write_text("years of work")
        with pytest.raises(SetupFailed, match="holds other things and is left alone; choose a folder that is empty"):
            work(plan, Words())
        assert (plan.folder / "thesis.docx").read_text() == "years of work"

    def test_takes_one_installation_at_a_time(self, plan):
        plan.folder.parent.mkdir(parents=True)
        with open(plan.beside(".lock"), "a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            for work in (install, remove):
                with pytest.raises(SetupFailed, match="by another QGIS already"):
                    work(plan, Words())

    def test_that_cannot_be_written_is_one_sentence(self, plan, tmp_path):
        (tmp_path / "file").write_text("")
        wrong = Plan(plan.interpreter, tmp_path / "file" / "packages", plan.environment, lock_file=plan.lock_file)
        with pytest.raises(SetupFailed, match=r"cannot be written .* choose another engine folder in Settings"):
            install(wrong, Words(), free=plenty)


def test_what_will_happen_is_told_with_size_and_place(plan):
    for build, (fetched, unpacked) in SIZES.items():
        text = description(Plan(plan.interpreter, plan.folder, torch=build))
        assert f"{fetched / 1e9:.1f} GB to download" in text and f"{unpacked / 1e9:.1f} GB on disk" in text
        assert str(plan.folder) in text


def test_a_programs_words_and_end_are_told(tmp_path, pip_environment):
    (tmp_path / "program.py").write_text(
        "import sys\nprint('ä', flush=True)\nprint('b', file=sys.stderr)\nsys.exit(3)\n"
    )
    words = Words()
    ended = run_python(sys.executable, [str(tmp_path / "program.py")], {**pip_environment, "PYTHONUTF8": "1"}, words)
    assert ended == Ended(3, ("ä", "b")) and words.said == ["ä", "b"]


def test_the_installation_needs_neither_qgis_nor_what_it_installs():
    code = (
        "import sys, sar_radargrammetry.setup.install, sar_radargrammetry.setup.__main__\n"
        "assert not {'qgis', 'osgeo', 'torch', 'numpy'} & set(sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, check=True
    )
