"""A package index of tiny wheels, in a folder."""

import base64
import hashlib
import zipfile
from pathlib import Path

LOCK = 'torch==1.0\nalpha==1.0 ; python_version >= "3.8"\nbeta-b==2.0\nnever==9.9 ; python_version < "3.0"\n'


def make_wheel(folder: Path, name: str, version: str, size: int = 10) -> Path:
    """A wheel with one module of `size` bytes that pip installs like any other."""
    stem = f"{name.replace('-', '_')}-{version}"
    files = {
        f"{name.replace('-', '_')}.py": b"#" * size,
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{stem}.dist-info/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = []
    for inside, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        record.append(f"{inside},sha256={digest},{len(content)}")
    record.append(f"{stem}.dist-info/RECORD,,")
    files[f"{stem}.dist-info/RECORD"] = "\n".join(record).encode()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for inside, content in files.items():
            wheel.writestr(inside, content)
    return path


def make_index(folder: Path, size: int = 10) -> str:
    """A simple index with everything in `LOCK`; gives its address."""
    for name, version in (("torch", "1.0+cpu"), ("alpha", "1.0"), ("beta-b", "2.0")):
        add_page(folder, make_wheel(folder / name, name, version, size))
    return folder.as_uri()


def add_page(folder: Path, wheel: Path) -> None:
    """The page of a wheel's package."""
    wheel.with_name("index.html").write_text(f'<a href="{wheel.name.replace("+", "%2B")}">{wheel.name}</a>')


class Words:
    """A feedback that remembers; cancels when it hears `stop_at`."""

    def __init__(self, stop_at: str = "\0") -> None:
        self.said, self.progress, self.stop_at, self.stopped = [], [], stop_at, False

    def isCanceled(self) -> bool:
        return self.stopped

    def setProgress(self, progress: float) -> None:
        self.progress.append(progress)

    def pushInfo(self, info: str) -> None:
        self.said.append(info)
        self.stopped = self.stopped or self.stop_at in info

    pushWarning = pushDebugInfo = pushInfo

    @property
    def text(self) -> str:
        return "\n".join(self.said)
