"""The command line of the engine: ``run`` (JSON lines, for QGIS) and every job as a subcommand."""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from .. import jobs
from ..errors import EngineError
from ..files.leftovers import remove_unfinished
from ..job import Context
from ..parameters.declare import REQUIRED, Parameter, parameters_of
from .endings import kept
from .lines import JsonLines, private_standard_output
from .outcome import CANCELLED_MESSAGE, FAILURE, SUCCESS, job_outcome
from .stopping import Stop, line_reader

PROGRAM = "python -m sar_radargrammetry.engine"

JobFinder = Callable[[str], ModuleType]


def main(arguments: list[str], find_job: JobFinder = jobs.load_job, names: tuple[str, ...] = jobs.JOBS) -> int:
    """Run the command line `arguments` and give the exit code.

    Parameters
    ----------
    arguments : list of str
        Without the program name.
    find_job : callable
        Gives the module of a job; other than the default in tests only.
    names : tuple of str
        The jobs offered.
    """
    command = arguments[0] if arguments else "--help"
    if command == "run":
        return run_json(find_job)
    if command == "worker":
        from .worker import run_worker  # loads the matching

        return run_worker()
    if command == "describe":
        return describe(find_job, tuple(arguments[1:]) or names)
    if command in names:
        return run_subcommand(find_job, command, arguments[1:])
    print(overview(names))
    if command in ("-h", "--help"):
        return SUCCESS
    print(f"\nThere is no command {command!r}.", file=sys.stderr)
    return FAILURE


def run_json(find_job: JobFinder) -> int:
    """Read one request from standard input, answer in JSON lines on standard output."""
    send = JsonLines(private_standard_output())
    read_line = line_reader(sys.stdin.fileno())
    try:
        name, given = parse_request(read_line() or b"")
    except EngineError as error:
        send(error.as_json())
        return FAILURE

    def on_stop() -> None:
        remove_unfinished(given.values(), os.getpid())
        send(CANCELLED_MESSAGE)

    stop = Stop(on_stop)
    stop.on_signals()
    stop.on_end_of(read_line)
    stop.on_parents_death()
    message, code = job_outcome(find_job, name, given, Context(report=send, cancelled=stop.is_asked))
    stop.finished()
    send(message)
    return code


def parse_request(line: bytes) -> tuple[str, dict]:
    """The job's name and its parameters from the request line.

    Raises
    ------
    EngineError
        When the line is not a JSON object with the keys ``job`` and ``parameters``.
    """
    try:
        request = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise EngineError("The request is not a line of JSON.") from error
    if not isinstance(request, dict) or set(request) != {"job", "parameters"}:
        raise EngineError("The request must be a JSON object with the keys job and parameters.")
    if not isinstance(request["job"], str) or not isinstance(request["parameters"], dict):
        raise EngineError("The request's job must be a text and its parameters an object.")
    return request["job"], request["parameters"]


def run_subcommand(find_job: JobFinder, name: str, arguments: list[str]) -> int:
    """Run a job from a terminal: progress and log on standard error, the outputs as JSON on standard output."""
    try:
        job = find_job(name)
    except EngineError as error:
        print(error, file=sys.stderr)
        return FAILURE
    options = vars(job_parser(name, job).parse_args(with_negative_values(arguments)))
    given = {key: one_text(value) for key, value in options.items() if value is not None}
    report = TerminalReport()

    def on_stop() -> None:
        remove_unfinished(given.values(), os.getpid())
        report.failed(CANCELLED_MESSAGE["text"])

    stop = Stop(on_stop)
    stop.on_signals()
    context = Context(report=report, cancelled=stop.is_asked)
    message, code = job_outcome(find_job, name, given, context)
    stop.finished()
    if code == SUCCESS:
        print(readable_json(message["outputs"], sys.stdout.encoding))
    else:
        report.failed(message["text"])
    return code


def readable_json(value: Any, encoding: str) -> str:
    """`value` as JSON for a person, with letters escaped only where `encoding` lacks one."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(value, indent=2)
    return text


class TerminalReport:
    """Show a job's messages to a person: every tenth of the progress, and the log, on standard error."""

    def __init__(self) -> None:
        self._next = 0.0
        self._kept = ""

    def failed(self, text: str) -> None:
        """Say what went wrong, and where finished work lies if there is any."""
        print(text, file=sys.stderr, flush=True)
        if self._kept and os.path.isdir(self._kept):
            print(kept(self._kept), file=sys.stderr, flush=True)

    def __call__(self, message: dict) -> None:
        if message["type"] == "kept":
            self._kept = self._kept or message["folder"]
        elif message["type"] == "log":
            prefix = "Warning: " if message["level"] == "warning" else ""
            print(prefix + message["text"], file=sys.stderr, flush=True)
        elif message["percent"] >= self._next:
            print(f"{message['percent']:.0f} %", file=sys.stderr, flush=True)
            self._next = 10.0 * (message["percent"] // 10.0 + 1.0)


def job_parser(name: str, job: ModuleType) -> argparse.ArgumentParser:
    """The argument parser of one job, made from its ``Parameters``."""
    parser = argparse.ArgumentParser(
        prog=f"{PROGRAM} {name}",
        description=job.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for declared in parameters_of(job.Parameters).values():
        settings: dict[str, Any] = {"dest": declared.name, "help": option_help(declared), "default": None}
        if declared.type is bool:
            settings["action"] = argparse.BooleanOptionalAction
        else:
            settings["type"] = declared.type
            if declared.many:
                # One text is a list with commas between, see `parameters.declare`.
                settings |= {"nargs": "+", "metavar": "|".join(declared.choices) or declared.type.__name__.upper()}
            elif declared.choices:
                settings["choices"] = declared.choices
            else:
                settings["metavar"] = declared.type.__name__.upper()
        parser.add_argument(f"--{declared.name.replace('_', '-')}", required=declared.required, **settings)
    return parser


def one_text(value: Any) -> Any:
    """A list of one text as that text."""
    return value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) else value


def with_negative_values(arguments: list[str]) -> list[str]:
    """The arguments with values such as -118,34,-117,35 bound to their option; argparse takes them for options."""
    bound: list[str] = []
    for argument in arguments:
        if bound and bound[-1].startswith("--") and "=" not in bound[-1] and re.match(r"-[\d.]", argument):
            bound[-1] += f"={argument}"
        else:
            bound.append(argument)
    return bound


def option_help(declared: Parameter) -> str:
    """Help text of a parameter in the terminal: its help, unit, limits and default."""
    facts = [f"[{declared.unit}]" if declared.unit else "", str(declared.limits or "")]
    if declared.default not in (REQUIRED, None, ()) and declared.type is not bool:
        facts.append(f"default: {declared.default}")
    facts = ", ".join(filter(None, facts))
    return (f"{declared.help} ({facts})" if facts else declared.help).replace("%", "%%")


def parameter_table(job: ModuleType) -> list[dict]:
    """What each parameter of a job is: name, type, required, default, choices, help."""
    return [
        {
            "name": declared.name,
            "type": declared.type.__name__,
            "many": declared.many,
            "required": declared.required,
            "default": None if declared.default in (REQUIRED, ()) else declared.default,
            "choices": list(declared.choices),
            "help": declared.help,
        }
        for declared in parameters_of(job.Parameters).values()
    ]


def describe(find_job: JobFinder, names: tuple[str, ...]) -> int:
    """Print the parameters of the jobs `names` as JSON, for scripts that build requests."""
    try:
        print(json.dumps({name: parameter_table(find_job(name)) for name in names}, indent=2))
    except EngineError as error:
        print(error, file=sys.stderr)
        return FAILURE
    return SUCCESS


def overview(names: tuple[str, ...]) -> str:
    """The help text of the whole command line; reads the jobs' sources, because importing them all takes seconds."""
    lines = [f"usage: {PROGRAM} JOB [options]", "", "jobs (JOB --help shows the options):"]
    for name in names:
        source = Path(jobs.__file__).with_name(f"{name}.py")
        summary = (ast.get_docstring(ast.parse(source.read_text("utf-8"))) or "") if source.is_file() else ""
        lines.append(f"  {name:<21} {summary.partition(chr(10))[0]}".rstrip())
    lines += [
        "",
        "other commands:",
        "  run            one JSON request on standard input, JSON lines on standard output",
        "  worker         started by matchpatches and stereodsm: matches patches for them",
        "  describe       the parameters of the jobs as JSON",
    ]
    return "\n".join(lines)
