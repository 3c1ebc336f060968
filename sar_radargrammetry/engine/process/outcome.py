"""Run one job and turn whatever happens into the last message of the protocol."""

from __future__ import annotations

import errno
import math
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from .. import errors
from ..errors import Cancelled, EngineError
from ..files.atomic import explained
from ..files.claim import claimed
from ..foreign import code_of, code_of_write, is_short_of_memory
from ..job import Context
from ..jobs import missing_package
from ..memory import memory_limit
from ..message import Message
from ..parameters.declare import output_files, parse_parameters
from .endings import short_of_memory

SUCCESS, FAILURE, CANCELLED = 0, 1, 130

CANCELLED_MESSAGE = EngineError("The job was cancelled.", code=errors.CANCELLED).as_json()


def job_outcome(find_job: Callable[[str], ModuleType], name: str, given: dict, context: Context) -> tuple[dict, int]:
    """Run job `name` with the JSON parameters `given`; see `outcome_of`."""

    def work() -> dict:
        job = find_job(name)
        parameters = parse_parameters(job.Parameters, given)
        with claimed(output_files(parameters)):
            return job.run(parameters, context)

    return outcome_of(name, work)


def outcome_of(name: str, work: Callable[[], dict]) -> tuple[dict, int]:
    """Do the work of job `name`.

    Returns
    -------
    message : dict
        ``{"type": "result", "outputs": {...}}``, or the error as of `EngineError.as_json`.
    code : int
        The exit code that goes with it.
    """
    try:
        return {"type": "result", "outputs": _plain(work())}, SUCCESS
    except (Cancelled, KeyboardInterrupt):
        return CANCELLED_MESSAGE, CANCELLED
    except EngineError as error:
        # A library's error on a file may mean that there was no memory for it.
        short = error.code != errors.MEMORY and code_of(error) == errors.MEMORY
        return (short_of_memory(name, memory_limit(os.environ)) if short else error).as_json(), FAILURE
    except Exception as error:  # the last resort: the user gets a sentence, the developer the traceback
        answer = _unexpected(name, error)
        if answer.code == errors.INTERNAL:
            traceback.print_exc(file=sys.stderr)
        return answer.as_json(), FAILURE


def _unexpected(name: str, error: Exception) -> EngineError:
    if is_short_of_memory(error):
        return short_of_memory(name, memory_limit(os.environ))
    if isinstance(error, OSError) and code_of_write(error) == errors.DISK_FULL:
        return explained(error, error.filename or "a temporary file")
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG and error.filename:
        return EngineError("{path} cannot be read ({reason}).", path=error.filename, reason=error.strerror)
    # Readers import their libraries when a product asks for them.
    if isinstance(error, ModuleNotFoundError) and error.name and not error.name.startswith("sar_radargrammetry"):
        return missing_package(error.name)
    return EngineError(
        "internal error in {job} ({kind}: {reason}); please report it together with the log.",
        code=errors.INTERNAL,
        job=name,
        kind=type(error).__name__,
        reason=" ".join(str(error).split()) or Message("no further reason given"),
    )


def _plain(value: Any) -> Any:
    """`value` as what JSON can carry: NumPy scalars as numbers, paths as text, "not a number" as null."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
