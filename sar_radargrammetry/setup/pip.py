"""A pip for the engine's interpreter, wherever it can be had from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..engine.message import Message
from ..engine.system import host
from ..feedback import Feedback
from . import fetch_pip
from .running import Ended, SetupFailed, run_python

PYPI = "https://pypi.org/simple"

# Settings of the user's pip that would fight with a folder of its own.
OVERRULED = {
    "PIP_USER": "0",
    "PIP_REQUIRE_VIRTUALENV": "0",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_PROGRESS_BAR": "off",
    "PYTHONUNBUFFERED": "1",
    "PYTHONUTF8": "1",
    "PYTHONNOUSERSITE": "1",
}


@dataclass(frozen=True)
class Source:
    """Where wheels come from.

    Parameters
    ----------
    index : str
        Address of a package index; empty for the one that pip is configured for.
    wheels : str
        Folder with wheels; where it is given, no index is asked at all.
    """

    index: str = ""
    wheels: str = ""

    def arguments(self) -> list[str]:
        """The options of pip that say so."""
        if self.wheels:
            return ["--no-index", "--find-links", self.wheels]
        return ["--index-url", self.index] if self.index else []

    def name(self) -> str:
        """Its folder or address, or a message that it is what pip is configured for."""
        return self.wheels or without_password(self.index) or Message("the package index that pip is configured for")

    def capital(self) -> str:
        """The same for the beginning of a sentence."""
        return self.wheels or without_password(self.index) or Message("The package index that pip is configured for")

    def __str__(self) -> str:
        return str(self.name())


@dataclass(frozen=True)
class Pip:
    """A pip that can be run.

    Parameters
    ----------
    interpreter : str
        Runs it, and is what wheels are chosen for.
    environment : mapping
        Its whole environment.
    """

    interpreter: str
    environment: Mapping[str, str]

    def run(self, arguments: Sequence[str], feedback: Feedback, tick: Callable[[], None] = lambda: None) -> Ended:
        """Run pip with `arguments`; see `running.run_python`."""
        return run_python(self.interpreter, ["pip", *arguments], self.environment, feedback, tick)


def find_pip(interpreter: str, environment: Mapping[str, str], source: Source, folder: Path, feedback: Feedback) -> Pip:
    """The interpreter's own pip, else one in a virtual environment, else pip's wheel from `source`.

    Parameters
    ----------
    interpreter : str
        The Python that the packages are for.
    environment : mapping
        Of the processes: proxies, certificates and the user's settings of pip.
    source : Source
        Where pip's wheel comes from where nothing else is there.
    folder : Path
        Takes what is made for it; may be kept between two runs.

    Raises
    ------
    SetupFailed, SetupCancelled
    """
    environment = {**environment, **OVERRULED, **host.scratch(folder / "tmp")}
    own = Pip(interpreter, environment)
    if _works(own, feedback):
        return own
    wheel = _wheel_at_hand(source, folder)
    if wheel:
        return _from_wheel(interpreter, environment, wheel)
    virtual = _in_virtual_environment(interpreter, environment, folder / "venv", feedback)
    if virtual is not None:
        return virtual
    return _from_wheel(interpreter, environment, _fetched(interpreter, environment, source, folder, feedback))


def _works(pip: Pip, feedback: Feedback) -> bool:
    return run_python(pip.interpreter, ["pip", "--version"], pip.environment, feedback, quiet=True).code == 0


def _wheel_at_hand(source: Source, folder: Path) -> Path | None:
    """A wheel of pip from the user's folder of wheels, or from a run before."""
    found = sorted(Path(source.wheels).glob("pip-*.whl")) if source.wheels else []
    fetched = folder / fetch_pip.WHEEL
    return found[-1] if found else (fetched if fetched.is_file() else None)


def _from_wheel(interpreter: str, environment: Mapping[str, str], wheel: Path) -> Pip:
    # Python imports from zip files, and a wheel is one.
    return Pip(interpreter, {**environment, "PYTHONPATH": str(wheel)})


def _in_virtual_environment(
    interpreter: str, environment: Mapping[str, str], folder: Path, feedback: Feedback
) -> Pip | None:
    """pip as ensurepip brings it; None where the interpreter has no ensurepip either."""
    program = host.python_of_environment(folder)
    pip = Pip(str(program), environment)
    if program.exists() and _works(pip, feedback):
        return pip
    ended = run_python(interpreter, ["venv", "--clear", str(folder)], environment, feedback, quiet=True)
    return pip if ended.code == 0 and _works(pip, feedback) else None


def _fetched(
    interpreter: str, environment: Mapping[str, str], source: Source, folder: Path, feedback: Feedback
) -> Path:
    index = source.index or environment.get("PIP_INDEX_URL") or PYPI
    if not source.wheels:
        feedback.pushInfo(
            Message("This Python has no pip; downloading it from {source}.", source=without_password(index))
        )
        if run_python(interpreter, [fetch_pip.__file__, index, str(folder)], environment, feedback).code == 0:
            return folder / fetch_pip.WHEEL
    raise SetupFailed(
        "The Python of QGIS ({interpreter}) has no pip, and none could be had from {source}; on Debian and Ubuntu "
        "install it with: sudo apt install python3-pip (python3-venv will do as well), then run this again.",
        interpreter=interpreter,
        source=source.name(),
    )


def without_password(text: str) -> str:
    """`text` with user names and passwords in addresses hidden."""
    return re.sub(r"(\w+://)[^/@\s]+@", r"\1***@", text)
