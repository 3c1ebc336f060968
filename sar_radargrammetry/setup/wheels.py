"""The download: every wheel into a kept folder, so that an interrupted installation goes on where it stopped."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from ..engine.message import Message
from ..engine.system import host
from ..feedback import Feedback
from .lock import Requirement, normal
from .pip import Pip, Source, without_password
from .progress import Growth
from .running import Ended, SetupFailed

BATCH = 8  # packages a run of pip: it keeps nothing of a run that was cut
PYTORCH = "https://download.pytorch.org/whl/"
CUDA = "cu130"  # what PyPI's wheel of this version is built for, on PyTorch's own index

ONLY_WHEELS = ["--only-binary=:all:"]  # a source package would run code of its own, and need a compiler

# What pip's words mean, and what helps; {source} is where the wheels should come from. The words with hyphens are those
# of pip 25 and newer.
MEANINGS = (
    (
        r"No space left on device|Errno 28\b|Errno 122|Disk quota|WinError 112",
        "The disk is full; free some space, or choose another engine folder in Settings > Options > Processing, then "
        "run this again: what has arrived is kept.",
    ),
    (
        r"Long Path support",
        "The path of the engine folder is too long for Windows; choose a short one, such as C:\\sar, in Settings > "
        "Options > Processing, then run this again: what has arrived is kept.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|SSLError|ssl-verification-failed",
        "The certificate of {source} is not trusted; if your network has a certificate authority of its own, add it in "
        "Settings > Options > Authentication > Manage Certificates, or name its file in the environment variable "
        "PIP_CERT.",
    ),
    (
        r"check_hostname requires server_hostname",
        "{source} is a numeric address, whose certificate this pip cannot check; use the name of the computer in the "
        "address.",
    ),
    (
        r"ProxyError|Tunnel connection failed|407 Client Error|407 Proxy|Missing dependencies for SOCKS|"
        r"proxy-connection-failed|proxy connection error",
        "The proxy did not let the installer through to {source}; check Settings > Options > Network (an HTTP proxy "
        "with user and password; SOCKS does not work).",
    ),
    (
        r"not a trusted or secure host",
        "{source} is neither https nor a file, which pip refuses; use an https address or a folder of wheels.",
    ),
    (
        r"\b40[13] (Client Error|Unauthorized|Forbidden)",
        "{source} refuses access; check user and password in its address.",
    ),
    (
        r"Connection broken|NewConnectionError|ConnectTimeout|ReadTimeout|Read timed out|Max retries|name resolution|"
        r"Connection aborted|Connection reset|IncompleteRead|ConnectionError|Network is unreachable|urlopen error|"
        r"50\d Server Error|connection-failed|connection-timeout|incomplete-download|: connection error: |"
        r"didn't respond within",
        "{source} cannot be reached; check the network and run this again (what has arrived is kept), name another "
        "index, or a folder with the wheels for a computer without network.",
    ),
    (
        r"Wheel '.*' located at .* is invalid|has an invalid wheel|BadZipFile|File is not a zip file",
        "{source} delivered a file that is no package: the download was cut, or the network answered with a page of "
        "its own; log in to the network in a browser if it asks for it, then run this again.",
    ),
)


NOTHING = "(from versions: none)"
"""pip's word for a package of which the index lists nothing, whatever the reason."""


class NoWheel(SetupFailed):
    """The place that was asked has no such wheel."""


def explained(ended: Ended, source: Source, wanted: str) -> SetupFailed:
    """What pip's end means, as one sentence."""
    for pattern, sentence in MEANINGS:
        if re.search(pattern, ended.text):
            return SetupFailed(sentence, source=source.capital() if sentence.startswith("{") else source.name())
    if NOTHING in ended.text and not source.wheels and "404 Client Error" not in ended.text:
        return NoWheel(
            "{source} lists no version of {wanted}: it is no package index, or the network answered with a page of its "
            "own; log in to the network in a browser if it asks for it, or name another index, then run this again.",
            source=source.capital(),
            wanted=wanted,
        )
    if re.search(r"No matching distribution|Could not find a version|not a supported wheel", ended.text):
        return NoWheel(
            "{source} has no wheel of {wanted} for this Python and system; name another index, or a folder that has "
            "it.",
            source=source.capital(),
            wanted=wanted,
        )
    errors = [line for line in ended.lines if line.startswith("ERROR")] or list(ended.lines[-1:])
    reason = errors[-1].removeprefix("ERROR:").strip() if errors else f"exit code {ended.code}"
    if reason == "Exception:":  # what it was ends the traceback
        reason = without_password(ended.lines[-1].strip())
    return SetupFailed("pip could not install {wanted} ({reason}); see the log.", wanted=wanted, reason=reason)


def have(folder: Path, requirement: Requirement) -> bool:
    """Whether a whole wheel of `requirement` lies in `folder`; cut ones and other versions are taken away."""
    found = False
    for wheel in folder.glob("*.whl"):
        name, version = wheel.name.split("-")[:2]
        if normal(name) == normal(requirement.name):
            # The directory of a zip file is at its end.
            if version.partition("+")[0] == requirement.version and zipfile.is_zipfile(wheel):
                found = True
            else:
                wheel.unlink()
    return found


def download(
    pip: Pip,
    requirements: Sequence[Requirement],
    torch: str,
    source: Source,
    folder: Path,
    growth: Growth,
    feedback: Feedback,
) -> None:
    """Bring the wheels of `requirements` that are not there yet into `folder`.

    Parameters
    ----------
    torch : str
        Build of torch: "cpu" or "cuda".
    growth : Growth
        Shows the progress.

    Raises
    ------
    SetupFailed, SetupCancelled
    """
    waiting = [wanted for wanted in requirements if not have(folder, wanted)]
    if len(waiting) < len(requirements):
        feedback.pushInfo(
            Message(
                "{count} of {total} packages were downloaded before.",
                count=len(requirements) - len(waiting),
                total=len(requirements),
            )
        )
    # The largest last: whatever else is wrong with the network or the index shows early.
    others = [wanted for wanted in waiting if wanted.name != "torch"]
    for start in range(0, len(others), BATCH):
        batch = list(map(str, others[start : start + BATCH]))
        feedback.pushInfo(Message("Downloading {packages} ...", packages=", ".join(batch)))
        arguments = ["--no-deps", *source.arguments(), *batch]
        ended = _pip_download(pip, arguments, folder, growth, feedback)
        if ended.code != 0:
            raise explained(ended, source, _blamed(ended, batch))
    if len(others) < len(waiting):
        _download_torch(pip, requirements, torch, source, folder, growth, feedback)


def _pip_download(pip: Pip, arguments: Sequence[str], folder: Path, growth: Growth, feedback: Feedback) -> Ended:
    command = ["download", *ONLY_WHEELS, "--dest", str(folder)]
    ended = pip.run([*command, *arguments], feedback, growth.tick)
    if ended.code != 0 and NOTHING in ended.text:
        # Only then pip states why a page of the index could not be read, such as the refusal of a proxy.
        return pip.run([*command, "-vv", *arguments], feedback, growth.tick)
    return ended


def _blamed(ended: Ended, batch: Sequence[str]) -> str:
    """The package of the batch that pip names in its error."""
    found = re.search(r"No matching distribution found for (\S+)", ended.text)
    return found[1] if found else ", ".join(batch)


def _download_torch(
    pip: Pip,
    requirements: Sequence[Requirement],
    torch: str,
    source: Source,
    folder: Path,
    growth: Growth,
    feedback: Feedback,
) -> None:
    version = next(wanted.version for wanted in requirements if wanted.name == "torch")
    feedback.pushInfo(Message("Downloading torch {version}, the largest package ...", version=version))
    constraints = folder / "constraints.txt"
    constraints.write_text("".join(f"{wanted}\n" for wanted in requirements if wanted.name != "torch"), "utf-8")
    failure = None
    for requirement, where in torch_candidates(version, torch, source):
        # CUDA's own libraries are packages that only torch's wheel names; what else it needs is held at the lock.
        options = ["--no-deps"] if torch == "cpu" else ["--constraint", str(constraints)]
        ended = _pip_download(pip, [*options, *where.arguments(), requirement], folder, growth, feedback)
        if ended.code == 0:
            return
        # "Has no such wheel" is what is expected of all places but one; anything else is more specific.
        if failure is None or isinstance(failure, NoWheel):
            failure = explained(ended, where, requirement)
    raise failure


def torch_candidates(version: str, torch: str, source: Source, platform: str = "") -> list[tuple[str, Source]]:
    """Where to try for torch, in this order: requirement and source.

    The plain wheel of PyPI is the CUDA build on Linux, with libraries of several gigabytes, and the CPU build on
    Windows and macOS. PyTorch's own index has both, under versions of their own that a mirror may offer as well.
    """
    system = platform or host.NAME
    build = "cpu" if torch == "cpu" or system == "darwin" else CUDA
    # Three signs: with two of them the plain version would also be met by one with a build, which counts as newer.
    plain, built = f"torch==={version}", f"torch=={version}+{build}"
    plain_is_right = system == {"cpu": "windows", CUDA: "linux"}[build]
    if system == "darwin":
        return [(plain, source)]
    if source.wheels:
        return [(built, source), (plain, source)]
    places = [(plain, source)] if plain_is_right else []
    return [(built, source), *places, (built, Source(index=PYTORCH + build))]
