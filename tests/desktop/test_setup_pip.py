"""The pip that installs: where it comes from, and what it does not tell."""

import hashlib
import sys

import pytest
from wheel_index import Words, add_page, make_wheel

from sar_radargrammetry.setup import fetch_pip
from sar_radargrammetry.setup.pip import Source, find_pip, without_password
from sar_radargrammetry.setup.running import SetupFailed


class TestPip:
    @pytest.fixture
    def without_pip(self, tmp_path, pip_environment):
        """An environment in which Python finds neither pip nor ensurepip, as on a Debian with QGIS and nothing else."""
        for name in ("pip", "ensurepip"):
            (tmp_path / "broken" / name).mkdir(parents=True)
            (tmp_path / "broken" / name / "__init__.py").write_text("raise ImportError\n")
        return {**pip_environment, "PYTHONPATH": str(tmp_path / "broken")}

    def test_is_missing_is_one_sentence_with_the_package_to_install(self, tmp_path, without_pip):
        with pytest.raises(SetupFailed, match=r"has no pip, and none could be had .* sudo apt install python3-pip"):
            find_pip(sys.executable, without_pip, Source((tmp_path / "none").as_uri()), tmp_path / "work", Words())

    def test_comes_from_the_users_wheels_where_python_has_none(self, tmp_path, without_pip):
        make_wheel(tmp_path / "wheels", "pip", "99.0")
        pip = find_pip(sys.executable, without_pip, Source(wheels=str(tmp_path / "wheels")), tmp_path / "work", Words())
        assert pip.environment["PYTHONPATH"] == str(tmp_path / "wheels" / "pip-99.0-py3-none-any.whl")

    def test_is_taken_from_an_index_only_if_it_is_the_right_file(self, tmp_path, monkeypatch):
        name, version = fetch_pip.WHEEL.split("-")[:2]
        wheel = make_wheel(tmp_path / "index" / "pip", name, version)
        add_page(tmp_path / "index", wheel)
        with pytest.raises(LookupError, match="not the file that was expected"):
            fetch_pip.fetch((tmp_path / "index").as_uri(), tmp_path)
        monkeypatch.setattr(fetch_pip, "SHA256", hashlib.sha256(wheel.read_bytes()).hexdigest())
        fetched = fetch_pip.fetch((tmp_path / "index").as_uri() + "/", tmp_path)
        assert fetched.read_bytes() == wheel.read_bytes()
        (tmp_path / "index" / "pip" / "index.html").write_text("<a href='pip-1.0.tar.gz'>")
        with pytest.raises(LookupError, match="has no pip"):
            fetch_pip.fetch((tmp_path / "index").as_uri(), tmp_path)
        with pytest.raises(LookupError, match="no address of a package index"):
            fetch_pip.fetch("ftp://index", tmp_path)


def test_passwords_in_addresses_are_hidden():
    assert without_password("from https://me:pw@host/simple and x") == "from https://***@host/simple and x"
    assert without_password("from https://host/simple") == "from https://host/simple"
