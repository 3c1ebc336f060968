"""Setting up the engine on bad networks and disks: one sentence, nothing half installed, and the next try works."""

import base64
import errno
import functools
import http.server
import os
import re
import shutil
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from wheel_index import LOCK, Words, make_index

from sar_radargrammetry.setup import hashes, install, lock
from sar_radargrammetry.setup.install import Plan
from sar_radargrammetry.setup.pip import Source
from sar_radargrammetry.setup.running import SetupFailed

PYTHON = sys.version_info[:2]
USER, PASSWORD = "me", "p@ss:wörd"


class Faulty(http.server.SimpleHTTPRequestHandler):
    """Serves a folder with the faults of its class."""

    fault = ""
    asked: list

    def do_GET(self):
        self.asked.append(self.path)
        wheel = self.path.endswith(".whl")
        if self.fault == "portal" or (self.fault == "portal for wheels" and wheel):
            self._send(b"<html><title>Log in</title><form>Accept the terms</form></html>")
        elif self.fault == "cut" and wheel:
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            self.wfile.write(b"PK\x03\x04" + bytes(2000))
        elif self.fault == "slow" and wheel:
            content = Path(self.translate_path(self.path)).read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            for start in range(0, len(content), 100):
                self.wfile.write(content[start : start + 100])
                self.wfile.flush()
                time.sleep(0.01)
        else:
            super().do_GET()

    def _send(self, content):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class Proxy(http.server.BaseHTTPRequestHandler):
    """Passes requests on for who knows the password."""

    asked: list

    def do_GET(self):
        known = base64.b64encode(f"{USER}:{PASSWORD}".encode("latin-1")).decode()
        if self.headers.get("Proxy-Authorization") != f"Basic {known}":
            self.send_error(407, "Proxy Authentication Required")
            return
        self.asked.append(self.path)
        with urllib.request.urlopen(self.path) as answer:
            content, kind = answer.read(), answer.headers["Content-Type"]
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def serve():
    """Starts servers; gives the handler's class and the port."""
    servers = []

    def start(handler, folder=None, context=None):
        made = type("Handler", (handler,), {"asked": []})
        with_folder = functools.partial(made, directory=str(folder)) if folder else made
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), with_folder)
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return made, server.server_port

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def plan_for(tmp_path):
    """Plans to install from an address."""
    (tmp_path / "lock.txt").write_text(LOCK)
    make_index(tmp_path / "index", size=2000)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    own = ("_proxy", "_ca_bundle", "ssl_cert_file")
    kept = {name: value for name, value in kept.items() if not name.lower().endswith(own)}
    kept |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1", "PIP_RETRIES": "0", "PIP_DEFAULT_TIMEOUT": "60"}

    def made(address, **environment):
        folder = tmp_path / "profile" / "packages"
        source = Source(address)
        return Plan(sys.executable, folder, {**kept, **environment}, source=source, lock_file=tmp_path / "lock.txt")

    return made


def install_it(plan, free=1e12):
    words = Words()
    install.install(plan, words, free=lambda folder: free)
    return words


def assert_installed(plan):
    assert lock.problem(plan.folder, PYTHON, plan.lock_file) == ""
    beside = {path.name for path in plan.folder.parent.iterdir()} - {"packages.lock", "packages.setup.log"}
    assert beside == {"packages"}


def assert_refused(plan, sentence):
    with pytest.raises(SetupFailed, match=sentence) as failure:
        install_it(plan)
    assert "\n" not in str(failure.value) and PASSWORD not in str(failure.value)
    assert not plan.folder.exists() and not plan.beside(".new").exists()
    assert "are not in" in lock.problem(plan.folder, PYTHON, plan.lock_file)


def test_a_faulty_network_is_one_sentence_and_the_next_try_installs(serve, plan_for, tmp_path):
    handler, port = serve(Faulty, tmp_path / "index")
    plan = plan_for(f"http://127.0.0.1:{port}")
    for fault, sentence in (
        ("cut", "the download was cut|cannot be reached"),
        ("portal for wheels", "delivered a file that is no package: .*; log in to the network"),
        ("portal", r"lists no version of alpha==1\.0: it is no package index, or the network answered"),
    ):
        handler.fault = fault
        assert_refused(plan, sentence)
    handler.fault = "slow"
    install_it(plan)
    assert_installed(plan)


def test_a_proxy_with_a_password_is_used_and_without_it_is_one_sentence(serve, plan_for, tmp_path):
    _, port = serve(Faulty, tmp_path / "index")
    proxy, proxy_port = serve(Proxy)
    address = f"http://127.0.0.1:{port}"
    login = f"{USER}:{urllib.request.quote(PASSWORD, '')}@"
    wrong = plan_for(address, HTTP_PROXY=f"http://{USER}:wrong@127.0.0.1:{proxy_port}")
    assert_refused(wrong, "The proxy did not let the installer through")
    assert not proxy.asked
    plan = plan_for(address, HTTP_PROXY=f"http://{login}127.0.0.1:{proxy_port}")
    install_it(plan)
    assert_installed(plan)
    assert any("alpha" in path for path in proxy.asked)
    assert urllib.request.quote(PASSWORD, "") not in plan.beside(".setup.log").read_text("utf-8")


def test_a_proxy_that_is_not_there_is_one_sentence(serve, plan_for):
    plan = plan_for("http://127.0.0.1:9/simple", HTTP_PROXY="http://127.0.0.1:9", PIP_RETRIES="1")
    assert_refused(plan, "The proxy did not let")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
def test_an_unknown_certificate_is_one_sentence_and_a_named_one_is_trusted(serve, plan_for, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    _, port = serve(Faulty, tmp_path / "index", context)
    assert_refused(plan_for(f"https://localhost:{port}"), "certificate of .* is not trusted")
    plan = plan_for(f"https://localhost:{port}", PIP_CERT=str(certificate))
    install_it(plan)
    assert_installed(plan)


def test_a_disk_with_one_gigabyte_is_told_before_the_download(serve, plan_for, tmp_path):
    handler, port = serve(Faulty, tmp_path / "index")
    plan = plan_for(f"http://127.0.0.1:{port}")
    with pytest.raises(SetupFailed, match=r"1\.7 GB must be free for .* and 1\.0 GB are; free some space"):
        install_it(plan, free=1e9)
    assert handler.asked == []


def hold(monkeypatch, times, number):
    """Have the renames to the engine folder refused so many times."""
    left, rename = [times], os.replace

    def replace(source, target):
        if Path(target).name == "packages" and left[0]:
            left[0] -= 1
            raise OSError(number, os.strerror(number), str(source))
        rename(source, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)


def test_a_held_folder_is_one_sentence_and_one_that_is_let_go_is_waited_for(plan_for, tmp_path, monkeypatch):
    """An antivirus program or a network drive."""
    plan = plan_for((tmp_path / "index").as_uri())
    with monkeypatch.context() as held:
        hold(held, 1000, errno.EBUSY)
        assert_refused(plan, "cannot be written .*; choose another engine folder")
    hold(monkeypatch, 3, errno.EBUSY)
    install_it(plan)
    assert_installed(plan)


def test_a_wheel_of_another_content_is_refused_and_the_right_one_installed(plan_for, tmp_path):
    plan = plan_for((tmp_path / "index").as_uri())
    wheels = [path for path in (tmp_path / "index").glob("*/*.whl") if "+" not in path.name]
    right = {path.name: hashes._sha256(path) for path in wheels}
    pinned = tmp_path / hashes.HASHES_FILE.name

    def pin(**changed):
        pinned.write_text("".join(f"{digest}  {name}\n" for name, digest in {**right, **changed}.items()))

    pin(**{"alpha-1.0-py3-none-any.whl": "0" * 64})
    assert_refused(plan, r"alpha-1\.0-py3-none-any\.whl of .* is not the file .* released with; use the Python package")
    pin()
    install_it(plan)
    assert_installed(plan)


def test_a_wheel_that_is_not_known_is_refused_where_one_is_pinned(tmp_path):
    """numpy has the version of QGIS, and PyTorch's own index builds of its own."""
    pinned = [lock.Requirement(name, "1.0") for name in ("numpy", "torch", "alpha")]
    names = ("numpy-9.9-py3-none-any.whl", "torch-1.0+cpu-py3-none-any.whl", "nvidia_cublas-1-py3-none-any.whl")
    for name in names:
        (tmp_path / name).write_text("anything")
    known = {"beta-1.0-py3-none-any.whl": "0" * 64}
    hashes.check_wheels(tmp_path, pinned, known, Source())
    (tmp_path / "alpha-1.0-py3-none-any.whl").write_text("anything")
    with pytest.raises(SetupFailed, match="is not the file that this version of the plugin was released with"):
        hashes.check_wheels(tmp_path, pinned, known, Source())
    assert {path.name for path in tmp_path.glob("*.whl")} == set(names)
    hashes.check_wheels(tmp_path, pinned, {}, Source())


@pytest.mark.parametrize("python", [(3, 10), (3, 11), (3, 12), (3, 13), (3, 14)])
@pytest.mark.parametrize(
    ("machine", "tag"),
    [
        ("AMD64", "win_amd64"),
        ("arm64", "macosx_.*(arm64|universal2)"),
        ("x86_64", "linux.*_x86_64"),
        ("aarch64", "linux.*aarch64"),
    ],
)
def test_every_pinned_package_has_a_hash_of_its_wheel_for_each_system(python, machine, tag):
    known = hashes.read_hashes(hashes.HASHES_FILE)
    assert all(len(digest) == 64 for digest in known.values())
    version = f"cp{python[0]}{python[1]}"
    pattern = re.compile(rf"(.*-)?(none-any|({version}-({version}|none)|cp3\d+-abi3|py3-none)-.*{tag})\.whl")
    for wanted in lock.locked(python, machine=machine):
        names = [name for name in known if lock.normal(name.split("-")[0]) == lock.normal(wanted.name)]
        assert any(name.split("-")[1] == wanted.version and pattern.fullmatch(name) for name in names), wanted
