"""Where a result came from: enough to make it again."""

from __future__ import annotations

import configparser
import dataclasses
import datetime
import functools
import importlib.metadata
import os
import platform
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..files.atomic import relative


@dataclasses.dataclass(frozen=True)
class Origin:
    """What the results of a run come from.

    Parameters
    ----------
    job : str
        Name of the job.
    parameters : dataclass instance
        The job's parameters.
    inputs : mapping of str to path
        Input files by parameter name; None for one that was not given.
    """

    job: str
    parameters: Any
    inputs: Mapping[str, str | Path | None]

    @classmethod
    def of(cls, job: str, parameters: Any, *inputs: str) -> Origin:
        """The origin of a job's results; `inputs` are the parameters that name its input files."""
        return cls(job, parameters, {name: getattr(parameters, name) for name in inputs})

    def record(self, output: str | Path) -> dict[str, Any]:
        """The record that goes into the metadata of rasters and to the end of reports.

        Parameters
        ----------
        output : path
            The file that carries the record. Paths of inputs are written relative to its folder, so that a folder can
            be moved; where there is no such path (another drive), absolute.

        Returns
        -------
        dict
            JSON-ready: job, command, parameters, inputs (name: path, bytes, modified), versions, created (UTC).
        """
        given = {
            f.name: getattr(self.parameters, f.name)
            for f in dataclasses.fields(self.parameters)
            if "parameter" not in f.metadata or f.metadata["parameter"].recorded
        }
        return {
            "job": self.job,
            "command": command(self.job, given),
            "parameters": given,
            "inputs": {name: _described(path, output) for name, path in self.inputs.items() if path is not None},
            "versions": dict(versions()),
            "created": _now().isoformat(timespec="seconds"),
        }


def _now() -> datetime.datetime:
    """The time, or the one that SOURCE_DATE_EPOCH sets for the same bytes from the same inputs."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if seconds.isdecimal():
        return datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc)
    return datetime.datetime.now(datetime.timezone.utc)


def command(job: str, parameters: Mapping[str, Any]) -> str:
    """The command line that does the same in a terminal."""
    arguments = ["python", "-m", "sar_radargrammetry.engine", job]
    for name, value in parameters.items():
        option = f"--{name.replace('_', '-')}"
        if value is True:
            arguments.append(option)
        elif isinstance(value, (tuple, list)):
            arguments += [option, *map(str, value)] if value else []
        elif value is not None and value is not False:
            arguments += [option, str(value)]
    return shlex.join(arguments)


@functools.cache
def versions() -> tuple[tuple[str, str], ...]:
    """Names and versions of this plugin and of the libraries that numbers depend on."""
    found = [("sar_radargrammetry", plugin_version()), ("python", platform.python_version())]
    for library in ("numpy", "scipy", "GDAL", "pyproj", "sarpy", "torch"):
        try:
            found.append((library, importlib.metadata.version(library)))
        except importlib.metadata.PackageNotFoundError:
            continue  # no step that needs it can have run
    return tuple(found)


def plugin_version() -> str:
    """The version of the plugin's metadata.txt, which lies in the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parents[2]
    for folder in (package, package.parent):
        metadata = configparser.ConfigParser(interpolation=None, strict=False)
        if metadata.read(folder / "metadata.txt", encoding="utf-8") and metadata.has_option("general", "version"):
            return metadata.get("general", "version")
    return "unknown"


def _described(path: str | Path, output: str | Path) -> dict:
    described: dict[str, Any] = {"path": relative(path, output)}
    try:
        status = os.stat(path)
    except OSError:
        return described  # a GDAL virtual path
    modified = datetime.datetime.fromtimestamp(status.st_mtime, datetime.timezone.utc)
    return {**described, "bytes": status.st_size, "modified": modified.isoformat(timespec="seconds")}
