"""The list of the engine's packages, and which build of PyTorch is looked for where."""

import sys

import pytest

from sar_radargrammetry.setup import lock
from sar_radargrammetry.setup.pip import Source
from sar_radargrammetry.setup.wheels import CUDA, PYTORCH, torch_candidates

PYTHON = sys.version_info[:2]


class TestTheLock:
    @pytest.mark.parametrize("python", [(3, 10), (3, 11), (3, 12), (3, 13), (3, 14)])
    @pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
    def test_names_every_package_once_for_each_python_and_processor(self, python, machine):
        names = [lock.normal(wanted.name) for wanted in lock.locked(python, machine=machine)]
        assert len(names) == len(set(names))
        assert {"torch", "numpy", "scipy", "sarpy", "matplotlib", "networkx", "h5py"} <= set(names)

    def test_may_name_other_versions_for_a_processor(self, tmp_path):
        marker = 'python_version < "3.12" and platform_machine'
        (tmp_path / "lock").write_text(f'a==1 ; {marker} != "aarch64"\na==2 ; {marker} == "aarch64"\n')
        found = {
            machine: lock.locked((3, 11), tmp_path / "lock", machine) for machine in ("x86_64", "AMD64", "aarch64")
        }
        assert {machine: list(map(str, names)) for machine, names in found.items()} == {
            "x86_64": ["a==1"],
            "AMD64": ["a==1"],
            "aarch64": ["a==2"],
        }
        assert lock.locked((3, 12), tmp_path / "lock", "aarch64") == []

    def test_with_an_unclear_line_is_refused(self, tmp_path):
        for line in ("numpy>=1.0", "numpy", 'numpy==1.0 ; sys_platform == "win32"'):
            (tmp_path / "lock").write_text(line)
            with pytest.raises(ValueError, match="cannot read the line"):
                lock.locked(PYTHON, tmp_path / "lock")

    def test_is_compared_by_name_and_version(self, tmp_path):
        (tmp_path / "lock").write_text(
            "torch==2.0\nMarkupSafe==3.0\n# a remark\n\npython-dateutil==2.9.post0\nscipy==1.0\n"
        )
        for name in ("torch-2.0+cpu", "markupsafe-3.0", "python_dateutil-2.9.post0"):
            (tmp_path / "pk" / f"{name}.dist-info").mkdir(parents=True)
        assert lock.missing(tmp_path / "pk", lock.locked(PYTHON, tmp_path / "lock")) == ["scipy"]
        assert lock.problem(tmp_path / "pk", PYTHON, tmp_path / "lock").startswith(
            "The engine's packages (scipy) are not"
        )
        (tmp_path / "pk" / "scipy-1.0.dist-info").mkdir()
        assert lock.problem(tmp_path / "pk", PYTHON, tmp_path / "lock") == ""
        (tmp_path / "pk" / "torch-2.0+cpu.dist-info").rename(tmp_path / "pk" / "torch-1.9+cpu.dist-info")
        assert "torch 1.9 instead of 2.0" in lock.problem(tmp_path / "pk", PYTHON, tmp_path / "lock")


class TestTorch:
    @pytest.mark.parametrize(
        ("build", "platform", "wanted"),
        [
            ("cpu", "linux", [("torch==2+cpu", ""), ("torch==2+cpu", f"{PYTORCH}cpu")]),
            ("cpu", "windows", [("torch==2+cpu", ""), ("torch===2", ""), ("torch==2+cpu", f"{PYTORCH}cpu")]),
            ("cpu", "darwin", [("torch===2", "")]),
            ("cuda", "darwin", [("torch===2", "")]),
            ("cuda", "linux", [(f"torch==2+{CUDA}", ""), ("torch===2", ""), (f"torch==2+{CUDA}", f"{PYTORCH}{CUDA}")]),
            ("cuda", "windows", [(f"torch==2+{CUDA}", ""), (f"torch==2+{CUDA}", f"{PYTORCH}{CUDA}")]),
        ],
    )
    def test_is_looked_for_where_the_build_is(self, build, platform, wanted):
        found = torch_candidates("2", build, Source(), platform)
        assert [(requirement, place.index) for requirement, place in found] == wanted

    def test_is_never_fetched_for_a_computer_without_network(self):
        for build in ("cpu", "cuda"):
            assert all(place.wheels == "/w" for _, place in torch_candidates("2", build, Source(wheels="/w"), "linux"))
