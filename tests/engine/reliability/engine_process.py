"""Real engine processes that can be frozen at an exact moment, so that a fault strikes there and nowhere else.

They come from a server that has loaded the libraries and forks: each is the engine's own `main(["run"])` in a process
of its own with its own pipes, without the seconds that loading takes.
"""

import json
import multiprocessing
import os
import signal
import sys
import time

ENDING = 300.0  # seconds to wait for what must come, on however busy a machine

_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(
    [
        "sar_radargrammetry.engine.process.cli",
        "sar_radargrammetry.engine.jobs.comparematchers",
        "sar_radargrammetry.engine.jobs.mergeelevations",
        "sar_radargrammetry.engine.jobs.simulatepair",
        "sar_radargrammetry.engine.jobs.finetune",
        "sar_radargrammetry.engine.jobs.trainmatcher",
        "sar_radargrammetry.engine.jobs.refinegeometry",
        "sar_radargrammetry.engine.jobs.createtrainingset",
        "sar_radargrammetry.engine.jobs.stereodsm",
        "sar_radargrammetry.engine.report.stereo_report",
        "sar_radargrammetry.engine.report.training_report",
        "sar_radargrammetry.engine.report.evaluation_report",
    ]
)


class Engine:
    """One engine process, given its job.

    Parameters
    ----------
    job : str
    parameters : dict
    folder : Path
        Its working folder.
    notes : Path
        Folder for what it writes to standard output and error.
    moment : (str, value), optional
        Where it freezes itself (SIGSTOP): ``("progress", percent)`` when it has reported so much, ``("log", text)``
        when it has logged what begins so, ``("rename", name)`` when that file is written and about to take its name,
        ``("stuck", None)`` never, but the first read of an image does not end. Whoever was told to stop while frozen
        goes on once that is heard, not before: nothing depends on which of its threads is faster.
    """

    def __init__(self, job, parameters, folder, notes, moment=None):
        notes.mkdir(exist_ok=True)
        self._said = notes / f"{time.monotonic_ns()}.out"
        self.errors = self._said.with_suffix(".err")
        self.errors.touch()
        self._stopped = self._said.with_suffix(".stop")
        reader, self._input = _server.Pipe(duplex=False)
        paths = [str(path) for path in (folder, self._said, self.errors, self._stopped)]
        self.process = _server.Process(target=_engine, args=(reader, *paths, moment), daemon=True)
        self.process.start()
        reader.close()
        self.pid = self.process.pid
        self._tell({"job": job, "parameters": parameters})

    def _tell(self, message):
        text = message if isinstance(message, str) else json.dumps(message)
        os.write(self._input.fileno(), text.encode() + b"\n")

    @property
    def messages(self):
        """All lines that it has said so far."""
        text = self._said.read_text() if self._said.exists() else ""
        return [json.loads(line) for line in text.splitlines() if line.endswith("}")]

    @property
    def _last_words(self):
        return self.errors.read_text()[-3000:]

    @property
    def logged(self):
        return [message["text"] for message in self.messages if message["type"] == "log"]

    def until(self, condition):
        """Wait for what must come before the process ends."""

        def come():
            done = condition()
            assert done or self.process.is_alive(), f"it ended before: {self.messages[-3:]} {self._last_words}"
            return done

        until(come)

    def until_frozen(self):
        self.until(lambda: _state(self.pid) == "T")
        return self

    def thaw(self):
        os.kill(self.pid, signal.SIGCONT)

    def kill(self, number=signal.SIGKILL):
        self._stopped.touch()
        os.kill(self.pid, number)

    def cancel(self):
        self._stopped.touch()
        self._tell("cancel")

    def abandon(self):
        """What the death of QGIS does: the other end of standard input is gone."""
        self._stopped.touch()
        self._input.close()

    def wait(self):
        """The exit code, negative for a signal."""
        self.process.join(ENDING)
        assert self.process.exitcode is not None, "it does not end"
        return self.process.exitcode

    @property
    def answer(self):
        """The last message."""
        return self.messages[-1]

    def succeed(self):
        """Wait for the end and give the outputs."""
        assert self.wait() == 0, (self.messages[-1:], self._last_words)
        assert self.answer["type"] == "result"
        return self.answer["outputs"]


def until(condition):
    """Wait for what must come."""
    end = time.monotonic() + ENDING
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def _state(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


def _engine(reader, folder, said, errors, stopped, moment):
    os.setsid()
    os.dup2(reader.fileno(), 0)
    for number, path in ((1, said), (2, errors)):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(descriptor, number)
        os.close(descriptor)
    reader.close()
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
    os.chdir(folder)
    if moment is not None:
        _hold(*moment, stopped)
    from sar_radargrammetry.engine.process.cli import main

    code = main(["run"])
    sys.stderr.flush()
    os._exit(code)


def _hold(kind, value, stopped):
    """Freeze this process, once, at a moment."""
    from sar_radargrammetry.engine.image.slant_image import SlantImage
    from sar_radargrammetry.engine.process import stopping
    from sar_radargrammetry.engine.process.lines import JsonLines

    frozen, heard, ask = [], [], stopping.Stop.ask

    def asking(self):
        ask(self)
        heard.append(True)

    stopping.Stop.ask = asking

    def freeze():
        if not frozen:
            frozen.append(True)
            os.kill(os.getpid(), signal.SIGSTOP)
            while os.path.exists(stopped) and not heard:
                time.sleep(0.01)

    if kind != "stuck":
        stopping.GRACE = ENDING  # the job ends by itself, on however busy a machine
    if kind in ("progress", "log"):
        send = JsonLines.__call__

        def sending(self, message):
            send(self, message)
            if message["type"] != kind:
                return
            if message["percent"] >= value if kind == "progress" else message["text"].startswith(value):
                freeze()

        JsonLines.__call__ = sending
    elif kind == "rename":
        replace = os.replace

        def replacing(source, target):
            if os.path.basename(target) == value:
                freeze()
            replace(source, target)

        os.replace = replacing
    elif kind == "stuck":

        def reading(self, *window):
            print("reading", file=sys.stderr, flush=True)
            time.sleep(10.0 * ENDING)
            raise OSError("the drive never answered")

        SlantImage.read = reading
    else:
        raise ValueError(kind)
