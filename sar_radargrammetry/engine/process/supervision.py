"""A job from a terminal runs in a child process, so that its parent can report why it ended and remove its files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from ..files.leftovers import remove_unfinished
from ..memory import memory_limit
from ..system import host
from .endings import without_answer
from .stopping import line_reader


def supervised(work: Callable[[], int], arguments: list[str]) -> int:
    """Do `work` in a child process and give its exit code.

    Libraries in C may crash on damaged files, and the system kills what takes too much memory; neither can be caught in
    the process that it happens to. Where processes cannot be forked (Windows), the work is done in this one.

    Parameters
    ----------
    work : callable
        Gives an exit code. Nothing may have started a thread or loaded a large library before.
    arguments : list of str
        The job's name and its options, for the sentence and to find what the child has left.
    """
    child, code = host.in_child(work, lambda descriptor: line_reader(descriptor)())
    if child is None or code >= 0:
        return code
    # "--output=a.tif" and "--output a.tif" are the same to the child.
    values = [value for argument in arguments for value in (argument, argument.partition("=")[2])]
    remove_unfinished(values, child)
    print(without_answer(arguments[0], code, (), memory_limit(os.environ)), file=sys.stderr)
    return 128 - code
