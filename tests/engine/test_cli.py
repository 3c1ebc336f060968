"""The command line as its callers see it: processes, exit codes, lines."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import load_job
from sar_radargrammetry.engine.process import stopping
from sar_radargrammetry.engine.process.cli import main, parse_request, readable_json
from sar_radargrammetry.engine.process.outcome import CANCELLED_MESSAGE, job_outcome

FAKE = str(Path(__file__).with_name("fake_engine.py"))


ENDING = 300.0  # seconds to wait for what must come, on however busy a machine


def start(*arguments):
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen([sys.executable, FAKE, *arguments], **pipes)


def request(**parameters):
    return json.dumps({"job": "fakejob", "parameters": parameters}).encode() + b"\n"


def run(line):
    """The messages, exit code and standard error of one request; standard input stays open until the process ends."""
    with start("run") as process:
        process.stdin.write(line)
        process.stdin.flush()
        lines = process.stdout.read().splitlines()
        errors = process.stderr.read().decode()
        code = process.wait(ENDING)
    return [json.loads(line) for line in lines], code, errors


def wait_until(condition):
    end = time.monotonic() + ENDING
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def test_a_job_reports_progress_log_and_result(tmp_path):
    output = tmp_path / "höhe one.txt"
    messages, code, _ = run(request(output=str(output), loud=True, factor=2))
    assert code == 0
    assert output.read_text() == "whole"
    assert [m["percent"] for m in messages if m["type"] == "progress"] == [0.0, 25.0, 50.0, 75.0]
    assert [(m["level"], m["text"]) for m in messages if m["type"] == "log"] == [
        ("info", "Grüße"),
        ("warning", "careful"),
    ]
    assert messages[-1] == {"type": "result", "outputs": {"output": str(output), "factor": 2.0, "ratio": None}}


def test_fine_progress_steps_do_not_fill_the_pipe(tmp_path):
    messages, code, _ = run(request(output=str(tmp_path / "o"), steps=20000))
    percents = [m["percent"] for m in messages if m["type"] == "progress"]
    assert code == 0
    assert percents == sorted(percents)
    assert 500 < len(percents) <= 1001


def test_prints_of_libraries_do_not_reach_the_protocol(tmp_path):
    messages, code, errors = run(request(output=str(tmp_path / "o"), behaviour="chatter"))
    assert code == 0
    assert messages[-1]["type"] == "result"
    assert "a library prints" in errors
    assert "native code prints" in errors


@pytest.mark.parametrize(
    ("behaviour", "kind", "expected"),
    [
        ("refuse", "input", "The image {image%} is upside down by 180.0 degrees; turn it."),
        ("break", "internal", "internal error in fakejob (KeyError: 'lost'); please report it together with the log."),
        (
            "memory",
            "memory",
            "There was not enough memory for fakejob; close other programs, or use more looks or smaller patches.",
        ),
    ],
)
def test_a_failure_is_one_sentence_and_leaves_nothing(tmp_path, behaviour, kind, expected):
    messages, code, errors = run(request(output=str(tmp_path / "o"), behaviour=behaviour))
    assert code == 1
    answer = messages[-1]
    assert (answer["type"], answer["text"], answer["code"]) == ("error", expected, kind)
    assert answer["template"].format(**answer["fields"]) == expected
    assert answer["retryable"] == (kind == "memory")
    assert list(tmp_path.iterdir()) == []
    assert ("Traceback" in errors) == (behaviour == "break")


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, "The parameter output is missing"),
        ({"output": "o", "colour": 1}, "Unknown parameter colour"),
        ({"output": "o", "behaviour": "dance"}, "must be one of succeed"),
        ({"output": "o", "steps": 1.5}, "must be a whole number"),
        ({"output": "o", "loud": "yes"}, "must be true or false"),
        ({"output": "/no such folder/o"}, "does not exist"),
    ],
)
def test_wrong_parameters_are_named(parameters, expected):
    messages, code, _ = run(request(**parameters))
    assert code == 1
    assert expected in messages[-1]["text"]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"hello",
        b"[1]",
        b'{"job": "x"}',
        b'{"job": 1, "parameters": {}}',
        b"\xff\xfe",
        b'{"a": NaN',
        b"[" * 100_000,
    ],
    ids=lambda line: repr(line[:30]),
)
def test_a_request_that_is_none_is_refused(line):
    with pytest.raises(EngineError, match="request"):
        parse_request(line)


def test_a_request_that_is_none_is_answered_in_the_protocol():
    messages, code, _ = run(b"hello\n")
    assert [(m["type"], m["text"], m["code"]) for m in messages] == [
        ("error", "The request is not a line of JSON.", "input")
    ]
    assert code == 1


def interrupt(process, how):
    if how == "cancel":
        process.stdin.write(b"cancel\n")
        process.stdin.flush()
    elif how == "parent gone":
        process.stdin.close()
    else:
        process.send_signal(signal.SIGTERM)


@pytest.mark.parametrize("how", ["cancel", "parent gone", "terminated"])
@pytest.mark.parametrize("behaviour", ["obey", "ignore"])
def test_a_job_stops_and_leaves_nothing(tmp_path, behaviour, how):
    """Left to itself it would wait longer than this test does."""
    with start("run") as process:
        process.stdin.write(request(output=str(tmp_path / "o.tif"), behaviour=behaviour))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["type"] == "progress"
        assert len(list(tmp_path.iterdir())) == 1  # the unfinished file
        interrupt(process, how)
        code = process.wait(ENDING)
        last = json.loads(process.stdout.read().splitlines()[-1])
    assert code == 130
    assert last == CANCELLED_MESSAGE
    assert list(tmp_path.iterdir()) == []
    assert stopping.GRACE <= 1.0, "the second after which docs/architecture.md promises the end"


def test_the_process_ends_when_its_parent_is_killed(tmp_path):
    script = (
        "import subprocess, sys\n"
        f"p = subprocess.Popen([sys.executable, {FAKE!r}, 'run'], stdin=subprocess.PIPE, start_new_session=True)\n"
        f"p.stdin.write({request(output=str(tmp_path / 'o'), behaviour='ignore')!r}); p.stdin.flush()\n"
        "print(p.pid, flush=True); sys.stdin.read()\n"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", script], **pipes) as parent:
        child = int(parent.stdout.readline())
        wait_until(lambda: list(tmp_path.iterdir()))
        parent.kill()
    wait_until(lambda: not is_alive(child))
    assert list(tmp_path.iterdir()) == []


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"  # nobody reaps orphans in some containers


def terminal(*arguments):
    command = [sys.executable, FAKE, *arguments]
    return subprocess.run(command, capture_output=True, check=False, text=True, timeout=ENDING)


def test_a_subcommand_prints_outputs_as_json(tmp_path):
    output = tmp_path / "o"
    done = terminal("fakejob", "--output", str(output), "--factor", "1.5", "--loud")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"output": str(output), "factor": 1.5, "ratio": None}
    assert "Warning: careful" in done.stderr
    assert "50 %" in done.stderr


def test_a_subcommand_fails_with_the_sentence(tmp_path):
    done = terminal("fakejob", "--output", str(tmp_path / "o"), "--behaviour", "refuse")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.strip().splitlines()[-1] == "The image {image%} is upside down by 180.0 degrees; turn it."


def test_a_subcommand_explains_its_options():
    done = terminal("fakejob", "--help")
    assert done.returncode == 0
    for part in ("Pretend to work.", "--steps", "100 % of them", "(default: 4)", "--no-loud", "refuse"):
        assert part in done.stdout


def test_a_subcommand_needs_its_required_options():
    done = terminal("fakejob")
    assert done.returncode == 2
    assert "--output" in done.stderr


def test_describe_gives_every_parameter():
    rows = {row["name"]: row for row in json.loads(terminal("describe").stdout)["fakejob"]}
    assert rows["output"]["required"]
    assert rows["factor"] == {
        "name": "factor",
        "type": "float",
        "many": False,
        "required": False,
        "default": None,
        "choices": [],
        "help": "A number that may be absent.",
    }
    assert rows["behaviour"]["choices"][0] == "succeed"


def test_an_unknown_command_is_refused(capsys):
    assert main(["dance"]) == 1
    captured = capsys.readouterr()
    assert "stereodsm" in captured.out
    assert "'dance'" in captured.err


def test_only_known_jobs_are_imported():
    with pytest.raises(EngineError, match="There is no job 'os'"):
        load_job("os")


def test_the_module_runs_as_a_program():
    done = subprocess.run(
        [sys.executable, "-m", "sar_radargrammetry.engine", "--help"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0
    assert "createpatches" in done.stdout


def test_a_name_that_is_too_long_is_no_fault_of_the_engine(tmp_path):
    given = {"reference": "a" * 5000, "secondary": "b", "matchers": "b" * 5000, "output": str(tmp_path / "out")}
    given["reference_dsm"] = "c" * 5000
    message, code = job_outcome(load_job, "comparematchers", given, Context())
    assert (code, message["code"]) == (1, "input")
    makegeometry = {
        "input": "a" * 5000,
        "track": "b",
        "output": str(tmp_path / "image.tif"),
        "first_line_time": 0.0,
        "line_interval": 0.1,
        "near_range": 1000.0,
        "range_spacing": 1.0,
        "look_side": "left",
    }
    message, code = job_outcome(load_job, "makegeometry", makegeometry, Context())
    assert (code, message["code"]) == (1, "input")
    assert not list(tmp_path.glob("*"))


@pytest.mark.parametrize(
    ("name", "encoding"), [("ü", "ascii"), ("ü", "utf-8"), ("a\udcff", "utf-8"), ("高さ", "cp1252")]
)
def test_outputs_can_be_printed_in_every_encoding(name, encoding):
    text = readable_json({"output": name}, encoding)
    assert json.loads(text.encode(encoding).decode(encoding)) == {"output": name}
    assert ("\\u" in text) == ((name, encoding) != ("ü", "utf-8"))
