"""Fetch pip's own wheel from a package index: ``fetch_pip.py INDEX FOLDER``, run by `child.py`.

For interpreters without pip, ensurepip and venv, such as Debian's where only QGIS was installed. The wheel is pure
Python, is taken only if it is the very file named here, and runs from where it lies.
"""

import hashlib
import html.parser
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

WHEEL = "pip-25.0.1-py3-none-any.whl"
SHA256 = "c46efd13b6aa8279f33f2864459c8ce587ea6a1a59ee20de055868d8f7688f7f"  # pragma: allowlist secret
TIMEOUT = 60.0  # seconds
SCHEMES = ("https", "http", "file")


class _Links(html.parser.HTMLParser):
    """Collects the addresses that a page links to."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list) -> None:
        if tag == "a":
            self.addresses += [value for name, value in attributes if name == "href" and value]


def fetch(index: str, folder: Path) -> Path:
    """Bring the wheel from the simple index at the address `index` into `folder`.

    Raises
    ------
    OSError
        The index cannot be read.
    LookupError
        The index has no such file, or another one of that name.
    """
    page = f"{index.rstrip('/')}/pip/"
    if urllib.parse.urlsplit(page).scheme == "file":
        page += "index.html"
    links = _Links()
    links.feed(_read(page).decode("utf-8", "replace"))
    for address in links.addresses:
        whole = urllib.parse.urljoin(page, address)
        if urllib.parse.unquote(urllib.parse.urlsplit(whole).path).endswith("/" + WHEEL):
            break
    else:
        raise LookupError(f"{index} has no {WHEEL}")
    content = _read(urllib.parse.urldefrag(whole).url)
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise LookupError(f"{WHEEL} of {index} is not the file that was expected")
    target = folder / WHEEL
    partial = target.with_suffix(".part")
    partial.write_bytes(content)
    partial.replace(target)
    return target


def _read(address: str) -> bytes:
    if urllib.parse.urlsplit(address).scheme not in SCHEMES:
        raise LookupError(f"{address} is no address of a package index")
    request = urllib.request.Request(address, headers={"Accept": "text/html"})  # noqa: S310
    # Proxies and certificates come from the environment.
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 # nosec B310
        return answer.read()


if __name__ == "__main__":
    try:
        print(fetch(sys.argv[1], Path(sys.argv[2])))
    except (OSError, LookupError) as problem:
        sys.exit(f"ERROR: {problem}")
