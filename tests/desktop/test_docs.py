"""The documentation: its links, its site, and what it says about the sources."""

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest
from repository import ROOT

PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]
SOURCES = ROOT / "sar_radargrammetry"


def without_code(text):
    return re.sub(r"^( {4}|\t).*$|```.*?```|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(path):
    """The anchors of a page's headings, as GitHub and mkdocs make them."""
    found = set()
    for heading in re.findall(r"^#+ +(.*?)\s*$", path.read_text("utf-8"), flags=re.MULTILINE):
        words = re.sub(r"[^\w\- ]", "", re.sub(r"\[(.*?)\]\(.*?\)", r"\1", heading).lower())
        found.add(words.replace(" ", "-"))
    return found


def test_the_citation_names_this_version():
    metadata, citation = ((ROOT / name).read_text("utf-8") for name in ("metadata.txt", "CITATION.cff"))
    for ours, theirs in (("version=", "version: "), ("license=", "license: "), ("repository=", "repository-code: ")):
        wanted = re.search(rf"^{ours}(.+)$", metadata, flags=re.MULTILINE)[1]
        assert f"\n{theirs}{wanted}\n" in citation


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_links_lead_somewhere(path):
    text = without_code(path.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            assert re.fullmatch(r"https://[\w.-]+\.\w+(/\S*)?", target)
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.is_file(), f"{target} is not there"
        assert file.is_relative_to(ROOT), target
        if anchor:
            assert anchor in anchors(file), f"{target}: no such heading"


def test_the_site_is_whole_and_loads_nothing_from_elsewhere(tmp_path):
    """Strict: a broken link, a wrong anchor, or a page that is not in the table of contents is an error."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for page in (ROOT / "docs").glob("*.md"):
        built = (tmp_path / "site" / page.name).with_suffix(".html").read_text("utf-8")
        loaded = re.findall(r"<(?:script|img|link|iframe)[^>]*?(?:src|href)=\"([^\"]*)\"", built)
        assert loaded
        assert not [address for address in loaded if re.match(r"(https?:)?//", address)], page.name


@pytest.fixture(scope="module")
def sentences():
    """The words of the package and of the set-up, without quotes and line breaks of the sources, in lower case."""
    text = " ".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py"))
    joined = re.sub(r"[\"']\s+[rf]?[\"']", "", text)
    return re.sub(r"\s+", " ", joined).lower()


def told():
    """First column of the tables of sentences."""
    text = (ROOT / "docs" / "troubleshooting.md").read_text("utf-8")
    for table in re.split(r"^\| sentence \|.*\n\|[-|]+\n", text, flags=re.MULTILINE)[1:]:
        for row in table.partition("\n\n")[0].splitlines():
            yield html.unescape(row.split("|")[1].strip())


@pytest.mark.parametrize("row", list(told()))
def test_sentences_that_are_explained_are_said(row, sentences):
    fragments = [part.strip(" .,;:()") for part in re.split(r"…|; or |; ", row)]
    fragments = [part.lower() for part in fragments if len(part) > 3]
    assert fragments
    for fragment in fragments:
        assert fragment in sentences, fragment


def test_parameters_that_are_named_exist(provider):
    known = {"TAB", "CSV"}
    for algorithm in provider.algorithms():
        known |= {definition.name() for definition in algorithm.parameterDefinitions()}
        known |= {output.name() for output in algorithm.outputDefinitions()}
    known |= {"SAR_RADARGRAMMETRY", "VERTICAL_DATUM", "REFERENCE_IMAGE", "SECONDARY_IMAGE"}  # metadata of rasters
    known |= variables()
    for path in PAGES:
        for name in re.findall(r"`([A-Z][A-Z0-9_]{2,})`", path.read_text("utf-8")):
            assert name in known or name.startswith("PIP_"), f"{path.name}: {name}"


def variables():
    """Variables of make, the shell and the sources, and constants of the sources and tests."""
    texts = [(ROOT / "Makefile").read_text("utf-8")]
    texts += [
        path.read_text("utf-8")
        for folder in (SOURCES, ROOT / "scripts", ROOT / "tests")
        for path in folder.rglob("*.*")
        if text_file(path)
    ]
    return set(re.findall(r"\b[A-Z][A-Z0-9_]{2,}\b(?==| =|:| \?=|\)|\"|})", " ".join(texts)))


def text_file(path: Path):
    return path.suffix in {".py", ".sh"}
