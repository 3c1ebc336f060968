"""The commands of docs/guide.md, run as they stand, from the zip file in a profile that nobody has used."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from osgeo import gdal
from repository import ROOT, script

from sar_radargrammetry.setup.lock import read_record

OUTPUTS = ("elevation.tif", "elevation.qml", "error.tif", "error.qml", "report.html", "accuracy.html")


def commands():
    """The lines of the guide's first block for a shell."""
    text = (ROOT / "docs" / "guide.md").read_text("utf-8")
    return re.search(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)[1].splitlines()


@pytest.fixture(scope="module")
def followed(engine, tmp_path_factory):
    """Folder in which the commands were run, and what each of them printed.

    The packages are those that the other tests use (SAR_RADARGRAMMETRY_PACKAGES): `setupengine` finds them complete and
    tests them; where they have PyTorch's CUDA build, it is asked for that. Fetching them anew is measured by hand, see
    the guide.
    """
    home, folder, runtime = (tmp_path_factory.mktemp(name) for name in ("home", "guide", "runtime"))
    runtime.chmod(0o700)
    script("package_plugin").pack(folder / "sar_radargrammetry.zip")
    kept = ("PATH", "LANG", "SAR_RADARGRAMMETRY_PACKAGES", "OMP_NUM_THREADS", "OMP_WAIT_POLICY")
    environment = {name: value for name, value in os.environ.items() if name in kept}
    environment.update(HOME=str(home), XDG_RUNTIME_DIR=str(runtime))
    said, record = {}, read_record(Path(os.environ["SAR_RADARGRAMMETRY_PACKAGES"]))
    environment["PATH"] = "/usr/bin:/bin"  # a user's shell knows nothing of the tests' virtual environment
    for line in commands():
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            environment[name] = value
            continue
        build = record.torch if line.endswith(":setupengine") and record else "cpu"
        command = ["bash", "-c", line if build == "cpu" else f"{line} -- TORCH={build}"]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        said[line] = done.stdout
    return folder, said


def first_band(path):
    dataset = gdal.Open(str(path))  # without a name it would be gone before its band is read
    return dataset.GetRasterBand(1).ReadAsArray()


def output(said, algorithm, name):
    text = next(text for line, text in said.items() if f":{algorithm}" in line)
    return float(re.search(rf"^{name}:\s+(\S+)$", text, flags=re.MULTILINE)[1])


def test_the_guide_leads_to_an_elevation_its_error_and_two_reports(followed):
    folder, _ = followed
    for name in OUTPUTS:
        assert (folder / name).stat().st_size > 500, name
    elevation, error = (first_band(folder / name) for name in ("elevation.tif", "error.tif"))
    known = elevation != -9999
    assert known.mean() > 0.3
    assert (error[known] > 0).all()


def test_the_elevation_of_the_guide_is_as_good_as_it_says(followed):
    _, said = followed
    assert output(said, "setupengine", "SELFTEST_ERROR") < 3.0
    assert output(said, "evaluate", "NMAD") < 2.0
    assert abs(output(said, "evaluate", "BIAS")) < 0.5
    assert output(said, "evaluate", "COMPLETENESS") > 0.8


def test_the_guide_uses_what_every_debian_with_qgis_has(followed):
    _, said = followed
    programs = {line.split()[0] for line in said}
    assert programs == {"python3", "qgis_process.bin"}
    assert all(Path("/usr/bin", program).is_file() for program in programs)
