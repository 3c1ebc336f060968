"""The real engine behind the real algorithms, on a small simulated pair."""

import json
import re
import threading
from pathlib import Path

import numpy as np
import pytest
from algorithm_runs import Feedback, pixels, qgis_process, run
from osgeo import gdal
from qgis.core import (
    QgsProcessingException,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterRasterLayer,
)

PATCHES = {"PATCH_SIZE": 256, "OVERLAP": 32}


@pytest.fixture(scope="module")
def pair(provider, engine, tmp_path_factory):
    """Folder of a simulated pair with truth, its name neither ASCII nor without a space."""
    folder = tmp_path_factory.mktemp("pair") / "Zwei Flüge"
    folder.mkdir()
    parameters = {
        "SIZE": 260.0,
        "RANGE_SPACING": 1.0,
        "AZIMUTH_SPACING": 1.0,
        "SEED": 3,
        "REFERENCE": str(folder / "a.nitf"),
        "SECONDARY": str(folder / "b.tif"),
        "TRUTH": str(folder / "truth.tif"),
    }
    run(provider.algorithm("simulatepair").create(), parameters)
    run(
        provider.algorithm("importimage").create(),
        {"INPUT": str(folder / "a.nitf"), "OUTPUT": str(folder / "a.tif")},
    )
    return folder


@pytest.fixture(scope="module")
def stereo(provider, pair):
    """Results of the one-step algorithm, and its feedback."""
    feedback = Feedback()
    parameters = {
        "REFERENCE": str(pair / "a.tif"),
        "SECONDARY": str(pair / "b.tif"),
        "ELEVATION": str(pair / "one step.tif"),
        "ERROR": str(pair / "one step error.tif"),
        "REPORT": str(pair / "bericht.html"),
        "MASK": str(pair / "mask.tif"),
        "POINTS": str(pair / "points.laz"),
        **PATCHES,
    }
    return run(provider.algorithm("stereodsm").create(), parameters, feedback), feedback


def test_one_step_gives_rasters_report_numbers_and_progress(stereo, pair):
    results, feedback = stereo
    elevation, error = pixels(results["ELEVATION"]), pixels(results["ERROR"])
    known = elevation != -9999.0
    assert elevation.shape == error.shape
    assert known.mean() > 0.1
    assert (error[known] > 0).all()
    assert (pair / "one step.qml").is_file()
    assert (pair / "one step error.qml").is_file()
    assert "<html" in (pair / "bericht.html").read_text("utf-8").lower()
    codes = pixels(results["MASK"])
    assert codes.shape == elevation.shape
    assert ((codes == 1) == known).all()
    assert (pair / "mask.qml").is_file()
    assert Path(results["POINTS"]).stat().st_size > 1000
    assert "SLANT" not in results
    assert results["PATCHES"] >= 1
    assert 0.0 < results["MATCHED_SHARE"] <= 1.0
    assert 0.0 < results["MEDIAN_SIGMA"] < 20.0
    assert feedback.percents == sorted(feedback.percents)
    assert len(feedback.percents) > 10
    assert feedback.percents[-1] == pytest.approx(100.0)


def test_the_elevation_is_that_of_the_terrain(stereo, algorithm, pair):
    results, _ = stereo
    parameters = {
        "ELEVATION": results["ELEVATION"],
        "REFERENCE_DSM": str(pair / "truth.tif"),
        "ERROR": results["ERROR"],
        "DIFFERENCE": str(pair / "difference.tif"),
        "REPORT": str(pair / "evaluation.html"),
        "STATISTICS": str(pair / "statistics.json"),
    }
    numbers = run(algorithm("evaluate"), parameters)
    assert abs(numbers["BIAS"]) < 1.0
    assert numbers["NMAD"] < 4.0
    assert numbers["COMPLETENESS"] > 0.5
    assert numbers["UNDER_1M"] <= numbers["UNDER_2M"] <= numbers["UNDER_5M"] <= numbers["UNDER_10M"] <= 1.0
    assert json.loads((pair / "statistics.json").read_text("utf-8"))
    assert (pair / "difference.qml").is_file()


@pytest.fixture
def chain(provider):
    """A model: createpatches -> matchpatches -> triangulate, wired output to input."""
    model = QgsProcessingModelAlgorithm("chain", "tests")

    source = QgsProcessingModelChildParameterSource

    def child(name, step, **sources):
        step_algorithm = QgsProcessingModelChildAlgorithm(f"sar_radargrammetry:{step}")
        step_algorithm.setChildId(name)
        definition = provider.algorithm(step)
        for parameter in definition.parameterDefinitions():  # as the designer does: every default is a source
            if parameter.defaultValue() is not None and not parameter.isDestination():
                sources.setdefault(parameter.name(), source.fromStaticValue(parameter.defaultValue()))
        for parameter, value in sources.items():
            step_algorithm.addParameterSources(parameter, [value])
        return step_algorithm

    for name in ("reference", "secondary"):
        model.addModelParameter(QgsProcessingParameterRasterLayer(name, name), QgsProcessingModelParameter(name))
    fixed = {name: source.fromStaticValue(value) for name, value in PATCHES.items()}
    images = {name.upper(): source.fromModelParameter(name) for name in ("reference", "secondary")}
    last = child("points", "triangulate", CORRESPONDENCE=source.fromChildOutput("matches", "OUTPUT"))
    outputs = {}
    for name in ("ELEVATION", "ERROR"):
        output = QgsProcessingModelOutput(name)
        output.setChildId("points")
        output.setChildOutputName(name)
        outputs[name] = output
    last.setModelOutputs(outputs)
    model.addChildAlgorithm(child("cut", "createpatches", **images, **fixed))
    model.addChildAlgorithm(child("matches", "matchpatches", PATCHES=source.fromChildOutput("cut", "OUTPUT")))
    model.addChildAlgorithm(last)
    model.updateDestinationParameters()
    return model


def test_a_model_of_the_steps_gives_the_same_pixels(chain, stereo, pair):
    accepted, messages = chain.validate()
    assert accepted, messages
    parameters = {
        "reference": str(pair / "a.tif"),
        "secondary": str(pair / "b.tif"),
        "points:ELEVATION": str(pair / "model.tif"),
        "points:ERROR": str(pair / "model error.tif"),
    }
    results = run(chain, parameters)
    one_step, _ = stereo
    for name in ("ELEVATION", "ERROR"):
        made, expected = pixels(results[f"points:{name}"]), pixels(one_step[name])
        assert made.dtype == expected.dtype
        assert made.tobytes() == expected.tobytes(), name
    assert (pair / "model.qml").is_file()


def test_qgis_process_goes_from_products_to_elevation(pair, stereo, tmp_path):
    done = qgis_process(
        [
            "run",
            "sar_radargrammetry:stereodsm",
            "--",
            f"REFERENCE={pair / 'a.nitf'}",
            f"SECONDARY={pair / 'b.tif'}",
            "PATCH_SIZE=256",
            "OVERLAP=32",
            f"ELEVATION={tmp_path / 'höhe.tif'}",
            f"ERROR={tmp_path / 'fehler.tif'}",
        ],
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "MEDIAN_SIGMA" in done.stdout
    one_step, _ = stereo  # the product is imported on the way, with the same outcome
    np.testing.assert_array_equal(pixels(tmp_path / "höhe.tif"), pixels(one_step["ELEVATION"]))
    names = {path.name for path in tmp_path.iterdir()}
    assert {"höhe.tif", "höhe.qml", "fehler.tif", "fehler.qml"} <= names
    assert not [name for name in names if ".part" in name]


def test_qgis_process_goes_from_a_folder_of_images_to_elevation(pair, stereo, tmp_path):
    """With two images the surface of many images is that of the pair."""
    given = {name: tmp_path / f"{name.lower()} ä.tif" for name in ("ELEVATION", "ERROR", "CONTRIBUTION")}
    given |= {"FOOTPRINTS": tmp_path / "paare.gpkg", "PAIR_TABLE": tmp_path / "paare.csv", "IMAGE_FOLDER": pair}
    given |= {"REPORT": tmp_path / "bericht.html", "REFINE": "no", **PATCHES}
    arguments = [f"{name}={value}" for name, value in given.items()]
    done = qgis_process(["run", "sar_radargrammetry:blockdsm", "--", *arguments], tmp_path)
    assert done.returncode == 0, done.stderr
    assert re.search(r"PAIRS_MATCHED:?\s+1", done.stdout) and "MEDIAN_SIGMA" in done.stdout
    one_step, _ = stereo
    np.testing.assert_allclose(pixels(given["ELEVATION"]), pixels(one_step["ELEVATION"]), atol=1e-3)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"elevation ä.qml", "contribution ä.qml", "paare.qml", "paare.csv", "bericht.html"} <= names
    assert not [name for name in names if ".part" in name]
    assert "a,b,yes,chosen" in (tmp_path / "paare.csv").read_text("utf-8")


def test_qgis_process_projects_an_image(pair, tmp_path):
    output = tmp_path / "ortho ä.tif"
    given = [f"IMAGE={pair / 'b.tif'}", f"DEM={pair / 'truth.tif'}", f"OUTPUT={output}"]
    done = qgis_process(["run", "sar_radargrammetry:orthorectify", "--", *given], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "VISIBLE_SHARE" in done.stdout
    assert "Unable to compute a transformation" not in done.stdout + done.stderr
    assert np.mean(pixels(output) != -9999.0) > 0.9
    assert output.with_suffix(".qml").is_file()


def test_qgis_process_predicts_what_two_images_show(pair, tmp_path):
    output = tmp_path / "sicht ä.tif"
    given = [f"DEM={pair / 'truth.tif'}", f"REFERENCE={pair / 'a.nitf'}", f"SECONDARY={pair / 'b.tif'}"]
    done = qgis_process(["run", "sar_radargrammetry:predictvisibility", "--", *given, f"VISIBILITY={output}"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "BOTH_SHARE" in done.stdout and "MEDIAN_SIGMA" in done.stdout
    assert set(np.unique(pixels(output))) <= {0, 1, 2, 3, 4} and np.mean(pixels(output) == 1) > 0.3


def test_qgis_process_fails_with_one_sentence(pair, tmp_path):
    broken = tmp_path / "kaputt ä.nitf"
    broken.write_bytes((pair / "a.nitf").read_bytes()[:5000])
    done = qgis_process(
        ["run", "sar_radargrammetry:importimage", "--", f"INPUT={broken}", f"OUTPUT={tmp_path / 'out.tif'}"], tmp_path
    )
    assert done.returncode == 1
    assert str(broken) in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.tif").exists()


def test_cancel_ends_a_running_job(pair, algorithm, tmp_path, hold):
    feedback = Feedback()
    feedback.progressChanged.connect(lambda percent: feedback.cancel() if percent >= 20.0 else None)
    patches = str(tmp_path / "p.gpkg")
    images = {"REFERENCE": str(pair / "a.tif"), "SECONDARY": str(pair / "b.tif")}
    run(algorithm("createpatches"), {**images, **PATCHES, "OUTPUT": patches})
    hold("progress 20")
    results = run(algorithm("matchpatches"), {"PATCHES": patches, "OUTPUT": str(tmp_path / "c.tif")}, feedback)
    assert results == {}
    assert not (tmp_path / "c.tif").exists()
    assert not list(tmp_path.glob(".c.*.part*"))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"INPUT": "truth.tif"}, "truth.tif"),
        ({"OUTPUT": "/no such folder/out.tif"}, "/no such folder"),
    ],
)
def test_a_failure_of_the_engine_is_its_sentence(pair, algorithm, tmp_path, change, reason):
    parameters = {"INPUT": "a.nitf", "OUTPUT": str(tmp_path / "out.tif"), **change}
    parameters["INPUT"] = str(pair / parameters["INPUT"])
    with pytest.raises(QgsProcessingException, match=reason) as caught:
        run(algorithm("importimage"), parameters)
    assert "\n" not in str(caught.value)
    assert "internal error" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_temporary_output_is_a_file_that_is_there(pair, algorithm):
    results = run(
        algorithm("importimage"),
        {"INPUT": str(pair / "a.nitf"), "OUTPUT": QgsProcessingOutputLayerDefinition("TEMPORARY_OUTPUT")},
    )
    assert Path(results["OUTPUT"]).is_file()
    assert results["LINES"] > 100
    assert results["LOOK_SIDE"] == "right"


def test_patches_of_an_extent_and_of_the_polygons_of_a_layer(algorithm, pair, tmp_path):
    """A place in the middle of the scene, and one a degree away, where there is none."""
    corners = np.array(gdal.Info(str(pair / "truth.tif"), format="json")["wgs84Extent"]["coordinates"][0])
    x, y = 0.5 * (corners.min(0) + corners.max(0))

    def write(name, *places):
        shapes = [
            {
                "type": "Feature",
                "properties": {},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[x + dx + e, y + n] for e, n in ((0, 0), (1e-4, 0), (1e-4, 1e-4), (0, 0))]],
                },
            }
            for dx in places
        ]
        (tmp_path / name).write_text(json.dumps({"type": "FeatureCollection", "features": shapes}))
        return str(tmp_path / name)

    images = {"REFERENCE": str(pair / "a.tif"), "SECONDARY": str(pair / "b.tif"), "MIN_HEIGHT": 800, "MAX_HEIGHT": 1000}
    given = {**images, "PATCH_SIZE": 96, "OVERLAP": 24, "OUTPUT": str(tmp_path / "patches.gpkg")}
    extent = f"{x},{x + 1e-4},{y},{y + 1e-4} [EPSG:4326]"
    whole, area, part = (
        run(algorithm("createpatches"), {**given, **more})["PATCHES"]
        for more in ({}, {"AREA": write("both.geojson", 0.0, 1.0)}, {"EXTENT": extent})
    )
    assert 0 < area <= part < whole
    with pytest.raises(QgsProcessingException, match="contains nothing of the ground that the images show"):
        run(algorithm("createpatches"), {**given, "AREA": write("far.geojson", 1.0)})


def test_jobs_run_in_background_threads(pair, algorithm, tmp_path):
    outcome = []

    def work():
        outcome.append(
            run(algorithm("importimage"), {"INPUT": str(pair / "a.nitf"), "OUTPUT": str(tmp_path / "o.tif")})
        )

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert outcome
    assert outcome[0]["OUTPUT"] == str(tmp_path / "o.tif")
    assert (tmp_path / "o.qml").is_file()


def test_matchers_are_compared_in_a_folder(pair, algorithm, tmp_path):
    parameters = {
        "REFERENCE": str(pair / "a.tif"),
        "SECONDARY": str(pair / "b.tif"),
        "REFERENCE_DSM": str(pair / "truth.tif"),
        "MATCHERS": ["poc"],
        "OUTPUT": str(tmp_path / "vergleich"),
        **PATCHES,
    }
    results = run(algorithm("comparematchers"), parameters)
    assert results["COMPARED"] == 1
    assert "<html" in Path(results["REPORT"]).read_text("utf-8").lower()
    numbers = json.loads(Path(results["NUMBERS"]).read_text("utf-8"))
    assert [row["matcher"] for row in numbers["matchers"]] == ["poc"]
    for name in ("elevation", "error", "difference", "mask"):
        assert (tmp_path / "vergleich" / "poc" / f"{name}.tif").is_file()
        assert (tmp_path / "vergleich" / "poc" / f"{name}.qml").is_file()


def test_a_training_set_is_made_in_a_folder(pair, algorithm, tmp_path):
    parameters = {
        "REFERENCE": str(pair / "a.tif"),
        "SECONDARY": str(pair / "b.tif"),
        "REFERENCE_DSM": str(pair / "truth.tif"),
        "PATCH_SIZE": 64,
        "OUTPUT": str(tmp_path / "übung"),
    }
    results = run(algorithm("createtrainingset"), parameters)
    manifest = json.loads((tmp_path / "übung" / "manifest.json").read_text("utf-8"))
    assert len(manifest["samples"]) == results["TRAINING_SAMPLES"] + results["VALIDATION_SAMPLES"]
    assert results["OUTPUT"] == str(tmp_path / "übung")
    assert list((tmp_path / "übung" / "previews").glob("*.png"))
