"""The plugin's zip file: what plugins.qgis.org would say of it, and what QGIS's installer makes of it."""

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest
from repository import ROOT, script

check_package = script("check_package")
package_plugin = script("package_plugin")

METADATA = """[general]
name=Small
qgisMinimumVersion=3.22
description=A plugin that does nothing
about=Nothing at all
version=1.0
author=Somebody
email=somebody@example.org
homepage=https://example.org
repository=https://example.org/code
tracker=https://example.org/issues
icon=icon.svg
changelog=1.0
"""
SMALL = {
    "small/__init__.py": "def classFactory(iface):\n    return None\n",
    "small/metadata.txt": METADATA,
    "small/LICENSE": "GPL",
    "small/icon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The plugin's zip file, made anew."""
    path = tmp_path_factory.mktemp("package") / "sar_radargrammetry.zip"
    package_plugin.pack(path)
    return path


def zip_of(path, files, mode=0o100644):
    with zipfile.ZipFile(path, "w") as zipped:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            zipped.writestr(entry, content)
    return path


def test_the_site_has_nothing_to_say_against_the_plugin(archive):
    assert check_package.findings(archive) == []


def test_the_zip_is_the_same_whenever_it_is_made(archive, tmp_path):
    package_plugin.pack(tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"other/x.py": ""}, "one folder and nothing beside it"),
        ({"README.md": ""}, "one folder and nothing beside it"),
        ({"small/../../x.py": ""}, "leads out of"),
        ({"small/__pycache__/x.txt": ""}, "must not be shipped"),
        ({"small/.hidden": ""}, "is hidden"),
    ],
)
def test_a_zip_that_is_laid_out_wrongly_is_told(tmp_path, files, said):
    found = check_package.findings(zip_of(tmp_path / "p.zip", {**SMALL, **files}))
    assert any(said in finding for finding in found), found


def test_links_and_executables_are_told(tmp_path):
    assert "is a link" in check_package.findings(zip_of(tmp_path / "a.zip", SMALL, 0o120777))[0]
    assert "may be executed" in check_package.findings(zip_of(tmp_path / "b.zip", SMALL, 0o100755))[0]


def test_what_is_no_zip_is_told(tmp_path):
    (tmp_path / "p.zip").write_text("not a zip")
    assert "is not a zip file" in check_package.findings(tmp_path / "p.zip")[0]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.so", b"", "a binary"),
        ("x.dat", b"\x7fELF\x02", "a binary"),
        ("x.sh", b"", "a script"),
        ("x.whl", b"", "archive"),
    ],
)
def test_binaries_scripts_and_archives_are_told(tmp_path, name, content, said):
    for inside in SMALL:
        path = tmp_path / inside
        path.parent.mkdir(exist_ok=True)
        path.write_text(SMALL[inside])
    assert list(check_package._files(tmp_path / "small")) == []
    (tmp_path / "small" / name).write_bytes(content)
    assert said in next(check_package._files(tmp_path / "small"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("author=Somebody\n", "", "has no author"),
        ("version=1.0\n", "version=new\n", "version in metadata.txt is not as it should be"),
        ("somebody@example.org", "somebody", "email in metadata.txt is not"),
        ("https://example.org/issues", "http://bugs", "tracker in metadata.txt is no address"),
        ("icon=icon.svg", "icon=metadata.txt", "is neither SVG nor"),
        ("A plugin that", "A plugin that for 50 % of the time", "cannot be read"),
    ],
)
def test_wrong_metadata_is_told(tmp_path, old, new, said):
    (tmp_path / "icon.svg").write_text(SMALL["small/icon.svg"])
    (tmp_path / "metadata.txt").write_text(METADATA)
    assert list(check_package._metadata(tmp_path)) == []
    (tmp_path / "metadata.txt").write_text(METADATA.replace(old, new))
    assert said in next(check_package._metadata(tmp_path))


def test_the_tools_of_the_site_are_listened_to(tmp_path):
    key = "AKIA" + "IOSFODNN7EXAMPLF"
    files = {**SMALL, "small/bad.py": f'import os\n\n\ndef f(x):\n    eval(x)\n    return "{key}"\n'}
    found = check_package.findings(zip_of(tmp_path / "p.zip", files))
    assert [finding.split()[0] for finding in found] == ["bandit", "detect-secrets", "flake8"], found
    assert "B307" in found[0]
    assert "F401" in found[2]


class TestChangelog:
    METADATA = "[general]\nversion=1.2\n"
    CHANGES = (
        "# Changelog\n\n## 1.2 (today)\n\nBetter.\n\n- One `thing`\n  on two lines.\n- 5 % more.\n\n## 1.1\n\n- Old.\n"
    )

    def test_the_newest_versions_are_told_a_line_an_item(self):
        text = package_plugin.with_changelog(self.METADATA, self.CHANGES)
        assert text.split("changelog=")[1].splitlines() == [
            "1.2 (today)",
            "\t  Better.",
            "\t  - One thing on two lines.",
            "\t  - 5 %% more.",
            "\t1.1",
            "\t  - Old.",
        ]

    def test_what_is_unreleased_is_not_told(self):
        changes = self.CHANGES.replace("## 1.2", "## Unreleased\n\n- Not yet.\n\n## 1.2", 1)
        told = [package_plugin.with_changelog(self.METADATA, text) for text in (changes, self.CHANGES)]
        assert told[0] == told[1]

    def test_another_version_than_the_changelogs_is_refused(self):
        with pytest.raises(SystemExit, match=r"names version 1\.3, CHANGELOG\.md begins with 1\.2"):
            package_plugin.with_changelog("[general]\nversion=1.3\n", self.CHANGES)


@pytest.fixture
def screen():
    """The name of a virtual screen; xvfb-run of Debian sid waits for ever when its program has ended."""
    told, tell = os.pipe()
    command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[tell], stderr=subprocess.DEVNULL) as server:
        os.close(tell)
        with os.fdopen(told) as stream:
            yield f":{stream.readline().strip()}"
        server.terminate()


def test_install_from_zip_in_a_clean_profile_and_upgrade_over_an_older_version(archive, screen, tmp_path):
    """A real desktop does what *Install from ZIP* does, twice; settings and the engine's folder outlive it."""
    older = tmp_path / "older.zip"
    with zipfile.ZipFile(archive) as new, zipfile.ZipFile(older, "w") as old:
        for name in new.namelist():
            content = new.read(name)
            if name.endswith("/metadata.txt"):
                content = b"\n".join(
                    b"version=0.1.0" if line.startswith(b"version=") else line for line in content.splitlines()
                )
            old.writestr(name, content)
        old.writestr("sar_radargrammetry/of_old.py", "")
    told = tmp_path / "told.json"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("QGIS_", "QT_", "PYTHON"))}
    environment.update(OLDER=str(older), NEWER=str(archive), TOLD=str(told), DISPLAY=screen)
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    environment["XDG_RUNTIME_DIR"] = str(runtime)
    command = ["qgis.bin", "--nologo", "--noversioncheck"]
    command += [
        "--profiles-path",
        str(tmp_path / "profiles"),
        "--code",
        str(Path(__file__).parent / "install_twice.py"),
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert told.is_file(), done.stderr[-2000:]
    answer = json.loads(told.read_text("utf-8"))
    assert "error" not in answer, answer
    assert answer["versions"] == ["0.1.0", newest_version()]
    assert answer["algorithms"][0] == answer["algorithms"][1] > 10
    assert answer["old file"] == [True, False]
    assert answer["enabled"]
    assert answer["setting"] == "kept"
    assert answer["engine file"] == "kept"


def newest_version():
    sections = (ROOT / "CHANGELOG.md").read_text("utf-8").split("\n## ")[1:]
    return next(name for name in (section.split()[0] for section in sections) if name != "Unreleased")
