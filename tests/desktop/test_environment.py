"""What the engine's process inherits."""

import os

from sar_radargrammetry.bridge.environment import engine_environment


def cleaned(inherited, **options):
    return engine_environment(inherited, "/opt/python/bin/python3", "/pk", "/plugins", **options)


def test_what_leads_python_elsewhere_is_gone():
    inherited = {
        "PYTHONHOME": "/x",
        "PYTHONSTARTUP": "/x",
        "LD_LIBRARY_PATH": "/x",
        "LD_PRELOAD": "/x.so",
        "PROJ_LIB": "/x",
        "GDAL_DATA": "/x",
        "VIRTUAL_ENV": "/x",
        "HOME": "/home/ü",
        "http_proxy": "proxy",
    }
    before = dict(inherited)
    environment = cleaned(inherited)
    assert inherited == before
    assert environment["HOME"] == "/home/ü"
    assert environment["http_proxy"] == "proxy"
    assert not set(inherited) - {"HOME", "http_proxy"} & set(environment)


def test_the_engine_finds_its_packages_before_the_plugins():
    environment = cleaned({"PYTHONPATH": "/elsewhere"})
    assert environment["PYTHONPATH"] == os.pathsep.join(("/pk", "/plugins"))
    assert environment["PYTHONNOUSERSITE"] == "1"
    assert environment["OMP_WAIT_POLICY"] == "passive"


def test_folders_of_other_pythons_leave_the_path(tmp_path):
    other, tools, own, chosen = (tmp_path / name for name in ("other", "tools", "own", "chosen"))
    for folder in (other, tools, own, chosen):
        folder.mkdir()
    for folder in (other, own, chosen):
        (folder / "python3").touch()
    path = os.pathsep.join(map(str, (other, tools, own, chosen, "/usr/bin")))
    environment = engine_environment({"PATH": path}, str(chosen / "python3"), "/pk", "/p", own_folders=(str(own),))
    assert environment["PATH"] == os.pathsep.join(map(str, (tools, own, chosen, "/usr/bin")))
