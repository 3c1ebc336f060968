"""Fetching weights from a local server: resumed where it was cut, checked, only over https, joined to one file."""

import functools
import hashlib
import http.server
import threading

import pytest
import torch

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.files import download
from sar_radargrammetry.engine.files.download import check_address, fetch
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import downloadweights, load_job
from sar_radargrammetry.engine.matching.learned.weights_file import read_content
from sar_radargrammetry.engine.matching.roma import weights as roma_weights
from sar_radargrammetry.engine.matching.roma.design import OUTDOOR
from sar_radargrammetry.engine.matching.roma.network import DINOV2
from sar_radargrammetry.engine.parameters.declare import parameters_of

CONTENT = bytes(range(256)) * 40
SHA256 = hashlib.sha256(CONTENT).hexdigest()
SHAPES = {"encoder.a": (2, 3), "decoder.b": (4,), f"{DINOV2}pos_embed": (1, 5)}


class Server(http.server.ThreadingHTTPServer):
    """Serves `files`; what else it does its attributes say."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.ranges, self.tag, self.cut, self.status, self.to = {}, True, '"1"', None, None, None
        self.asked = []

    def address(self, name="file.pth"):
        return f"http://127.0.0.1:{self.server_port}/{name}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        name, wanted = self.path[1:], self.headers.get("Range")
        server.asked.append((name, wanted))
        if server.to and name == "moved.pth":
            return self.answer(302, b"", {"Location": server.to})
        if server.status or name not in server.files:
            return self.answer(server.status or 404, b"")
        content, head = server.files[name], {"ETag": server.tag} if server.tag else {}
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and server.ranges else 0
        if start and self.headers.get("If-Range") == server.tag:
            if start >= len(content):
                return self.answer(416, b"", {"Content-Range": f"bytes */{len(content)}"})
            head["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            return self.answer(206, content[start:], head)
        return self.answer(200, content, head)

    def answer(self, status, body, head=None):
        self.send_response(status)
        for name, value in (head or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.server.cut is not None:
            body, self.server.cut = body[: self.server.cut], None
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(download, "PAUSE", 0.0)
    monkeypatch.setattr(download, "CHUNK", 1000)
    with Server() as running:
        thread = threading.Thread(target=functools.partial(running.serve_forever, poll_interval=0.01))
        thread.start()
        running.files["file.pth"] = CONTENT
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def target(tmp_path):
    return tmp_path / "here.pth"


def only(target):
    return [path.name for path in target.parent.iterdir()] == [target.name]


class TestFetch:
    def test_a_file_arrives_whole_with_its_digest_and_progress(self, server, target):
        percents = []
        report = Context(report=lambda message: percents.append(message["percent"]))
        found = fetch(server.address(), target, SHA256, report)
        assert target.read_bytes() == CONTENT and only(target)
        assert (found.bytes, found.sha256, found.address) == (len(CONTENT), SHA256, server.address())
        assert percents == sorted(percents) and percents[-1] == 100.0 and len(percents) > 5

    def test_a_cut_connection_goes_on_where_it_was_cut(self, server, target):
        server.cut = 3000
        fetch(server.address(), target, SHA256, Context())
        assert server.asked == [("file.pth", None), ("file.pth", "bytes=3000-")]
        assert target.read_bytes() == CONTENT

    def test_so_does_a_cancelled_one(self, server, target):
        seen = []
        stop = Context(report=seen.append, cancelled=lambda: len(seen) > 4)
        with pytest.raises(Cancelled):
            fetch(server.address(), target, None, stop)
        assert not target.exists()
        have = (target.parent / "here.pth.part").stat().st_size
        assert 0 < have < len(CONTENT)
        fetch(server.address(), target, SHA256, Context())
        assert server.asked[-1] == ("file.pth", f"bytes={have}-") and only(target)

    def test_without_ranges_it_begins_again(self, server, target):
        server.cut, server.ranges = 3000, False
        fetch(server.address(), target, SHA256, Context())
        assert target.read_bytes() == CONTENT

    def test_another_version_is_not_put_behind_the_first_part_of_an_older_one(self, server, target):
        (target.parent / "here.pth.part").write_bytes(b"old" * 500)
        (target.parent / "here.pth.mark").write_text('"0"')
        fetch(server.address(), target, SHA256, Context())
        assert server.asked == [("file.pth", "bytes=1500-")]
        assert target.read_bytes() == CONTENT

    def test_without_a_version_nothing_is_trusted(self, server, target):
        server.tag = ""
        (target.parent / "here.pth.part").write_bytes(CONTENT[:1500])
        fetch(server.address(), target, SHA256, Context())
        assert server.asked == [("file.pth", None)]

    @pytest.mark.parametrize("more", [0, 10])
    def test_a_part_as_long_as_the_file_or_longer(self, server, target, more):
        (target.parent / "here.pth.part").write_bytes(CONTENT + bytes(more))
        (target.parent / "here.pth.mark").write_text('"1"')
        fetch(server.address(), target, SHA256, Context())
        assert target.read_bytes() == CONTENT

    def test_a_file_that_is_there_is_only_checked(self, server, target):
        target.write_bytes(CONTENT)
        assert fetch(server.address(), target, None, Context()).sha256 == SHA256
        assert server.asked == []

    def test_the_wrong_content_is_refused_and_removed(self, server, target):
        with pytest.raises(EngineError, match=f"SHA-256 {SHA256}.* is not what was expected .*{'0' * 64}"):
            fetch(server.address(), target, "0" * 64, Context())
        assert list(target.parent.iterdir()) == []

    def test_digits_in_the_files_name_count(self, server, target):
        for digits, right in ((SHA256[:8], True), ("0123abcd", False)):
            server.files[f"net-{digits}.pth"] = CONTENT
            if right:
                fetch(server.address(f"net-{digits}.pth"), target, None, Context())
                target.unlink()
            else:
                with pytest.raises(EngineError, match=r"is not what was expected .*0123abcd"):
                    fetch(server.address(f"net-{digits}.pth"), target, None, Context())

    def test_a_connection_that_stays_cut_says_what_has_arrived(self, server, target, monkeypatch):
        original = Handler.answer

        def cut(self, status, body, head=None):
            self.server.cut = 0 if self.server.asked[-1][1] else 2000
            original(self, status, body, head)

        monkeypatch.setattr(Handler, "answer", cut)
        with pytest.raises(EngineError, match=r"was cut \(it ended after 2000 of 10240 bytes\).*run again to continue"):
            fetch(server.address(), target, None, Context())
        assert len(server.asked) == 1 + download.ATTEMPTS

    @pytest.mark.parametrize(("status", "reason"), [(404, "HTTP 404 Not Found"), (403, "HTTP 403")])
    def test_what_the_server_does_not_give_is_a_sentence(self, server, target, status, reason):
        server.status = status
        with pytest.raises(EngineError, match=f"does not give .*{reason}"):
            fetch(server.address(), target, None, Context())
        assert len(server.asked) == 1

    def test_a_server_in_trouble_is_asked_again(self, server, target):
        server.status = 503
        with pytest.raises(EngineError, match="HTTP 503"):
            fetch(server.address(), target, None, Context())
        assert len(server.asked) == download.ATTEMPTS

    def test_nobody_there_is_a_sentence(self, server, target):
        server.server_close()
        with pytest.raises(EngineError, match="cannot be reached"):
            fetch(server.address(), target, None, Context())

    def test_a_disk_that_is_too_small_is_told_before(self, server, target, monkeypatch):
        monkeypatch.setattr(download.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 5000}))
        with pytest.raises(EngineError, match=r"needs 0 MB more and the disk of .* has 0 MB left"):
            fetch(server.address(), target, None, Context())
        assert not (target.parent / "here.pth.part").exists()


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        ["http://example.org/w.pth", "ftp://example.org/w", "file:///etc/passwd", "https://", "http://[::1", "data:,x"],
    )
    def test_only_https_and_this_computer(self, address):
        with pytest.raises(EngineError, match="must begin with https://"):
            check_address(address)

    def test_both_that_are_allowed(self):
        check_address("https://example.org/w.pth")
        check_address("http://localhost:8000/w.pth")
        for name in ("roma", "dinov2"):
            check_address(parameters_of(downloadweights.Parameters)[name].default)

    @pytest.mark.parametrize("to", ["http://example.org/w.pth", "file:///etc/passwd"])
    def test_a_redirection_leads_nowhere_else(self, server, target, to):
        server.to = to
        with pytest.raises(EngineError, match=r"must begin with https://|does not give"):
            fetch(server.address("moved.pth"), target, None, Context())
        assert not target.exists()

    def test_one_that_is_allowed_is_followed(self, server, target):
        server.to = server.address()
        fetch(server.address("moved.pth"), target, SHA256, Context())
        assert target.read_bytes() == CONTENT

    def test_a_digest_that_is_none_is_refused_before_anything_is_fetched(self, server, target):
        with pytest.raises(EngineError, match="'abc' is no SHA-256"):
            fetch(server.address(), target, "abc", Context())
        assert server.asked == []


@pytest.fixture
def job(server, tmp_path, monkeypatch):
    """Runs downloadweights on two small checkpoints on the server, with changes; its parameters' defaults are there."""
    monkeypatch.setattr(roma_weights, "_shapes", {OUTDOOR: SHAPES}.get)
    halves = ({n: s for n, s in SHAPES.items() if not n.startswith(DINOV2)}, {"pos_embed": (1, 5)})
    for name, shapes in zip(("roma.pth", "dinov2.pth"), halves, strict=True):
        torch.save({key: torch.rand(shape) for key, shape in shapes.items()}, tmp_path / name)
        server.files[name] = (tmp_path / name).read_bytes()
    (tmp_path / "out").mkdir()
    given = {
        "accept_licence": True,
        "roma": server.address("roma.pth"),
        "dinov2": server.address("dinov2.pth"),
        "output": str(tmp_path / "out" / "roma.safetensors"),
    }

    def run(context=None, **changes):
        parameters = downloadweights.Parameters(**{**given, **changes})
        return load_job("downloadweights").run(parameters, context or Context())

    run.folder, run.files = tmp_path / "out", tmp_path
    return run


class TestJob:
    def test_two_downloads_become_one_weights_file_that_says_where_it_is_from(self, job, server):
        said = []
        outputs = job(Context(report=said.append))
        state, content = read_content(outputs["output"], "roma")
        assert set(state) == set(SHAPES) and content["sha256"] == outputs["digest"]
        source = content["about"]["from"][1]
        assert source["address"] == server.address("dinov2.pth")
        assert source["sha256"] == hashlib.sha256(server.files["dinov2.pth"]).hexdigest()
        assert [path.name for path in job.folder.iterdir()] == ["roma.safetensors"]
        text = "\n".join(message.get("text", "") for message in said)
        assert source["sha256"] in text and "MIT licence" in text and "Apache License 2.0" in text
        percents = [message["percent"] for message in said if message["type"] == "progress"]
        assert percents == sorted(percents) and percents[-1] == 100.0

    def test_nothing_is_fetched_before_the_licences_are_accepted(self, job, server):
        with pytest.raises(EngineError, match=r"MIT licence .*Apache License 2\.0 .*then accept them"):
            job(accept_licence=False)
        assert server.asked == [] and list(job.folder.iterdir()) == []

    def test_files_that_are_here_are_taken_and_kept(self, job, server):
        job(roma=str(job.files / "roma.pth"), dinov2=str(job.files / "dinov2.pth"))
        assert server.asked == [] and (job.files / "roma.pth").is_file()
        with pytest.raises(EngineError, match=r"none\.pth does not exist"):
            job(roma=str(job.files / "none.pth"))
        with pytest.raises(EngineError, match=r"must end in \.safetensors"):
            job(roma=str(job.files / "roma.pth"), output=str(job.files / "roma.pth"))

    def test_a_file_here_with_another_digest_is_refused_and_kept(self, job):
        with pytest.raises(EngineError, match="is not what was expected"):
            job(roma=str(job.files / "roma.pth"), roma_sha256="1" * 64)
        assert (job.files / "roma.pth").is_file()

    def test_a_failed_second_download_keeps_the_first(self, job, server):
        second = server.files.pop("dinov2.pth")
        with pytest.raises(EngineError, match="HTTP 404"):
            job()
        server.files["dinov2.pth"], server.asked = second, []
        job()
        assert [name for name, _ in server.asked] == ["dinov2.pth"]

    def test_a_page_instead_of_a_checkpoint_is_refused_and_not_kept(self, job, server):
        server.files["roma.pth"], right = b"<html>sign in</html>", server.files["roma.pth"]
        with pytest.raises(EngineError, match="damaged, or no checkpoint"):
            job()
        server.files["roma.pth"] = right
        job()

    def test_the_weights_are_said_to_be_uncalibrated(self, job):
        _, content = read_content(job()["output"], "roma")
        assert content["about"]["calibration"] == "none"
        assert content["calibration"] == {"along": 1.15, "across": 1.15, "slope": 1.0, "offset": 0.0}
