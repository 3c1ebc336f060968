"""The public promise: ids and names of parameters and outputs."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingModelAlgorithm, QgsProcessingParameterDefinition
from qgis.PyQt.QtGui import QIcon

import sar_radargrammetry
from sar_radargrammetry.bridge.environment import engine_environment
from sar_radargrammetry.bridge.location import PLUGIN_FOLDER, engine_location

AREA = "EXTENT AREA LEAVE_OUT"
PAIR = "REFERENCE SECONDARY DEM MIN_HEIGHT MAX_HEIGHT DEM_VERTICAL"
BUDGET = "SMOOTH SIGMA_RANGE SIGMA_ALONG SIGMA_TRACK SIGMA_DRIFT"
PROMISE = {
    "setupengine": "ACTION TORCH INDEX_URL WHEELS AGAIN",
    "diagnostics": "OUTPUT",
    "importimage": "INPUT LOOKS_AZIMUTH LOOKS_RANGE FREQUENCY POLARISATION EXTENT WINDOW OUTPUT FOOTPRINT",
    "makegeometry": "INPUT TRACK FIRST_LINE_TIME LINE_INTERVAL NEAR_RANGE RANGE_SPACING LOOK_SIDE REFERENCE_HEIGHT "
    "COLUMNS_ARE_LINES SENSOR OUTPUT",
    "orthorectify": "IMAGE DEM DEM_VERTICAL CRS PIXEL_SIZE OUTPUT MASK INCIDENCE",
    "checkpair": f"{PAIR} ALLOW_OPPOSITE_SIDES FOOTPRINTS REPORT",
    "predictvisibility": "DEM DEM_VERTICAL REFERENCE REFERENCE_TRACK REFERENCE_LOOK_SIDE SECONDARY SECONDARY_TRACK "
    "SECONDARY_LOOK_SIDE MIN_LOOK MAX_LOOK RANGE_SPACING AZIMUTH_SPACING MATCH_SIGMA CRS PIXEL_SIZE VISIBILITY SIGMA "
    "ANGLE REFERENCE_MASK SECONDARY_MASK",
    "stereodsm": f"{PAIR} {AREA} MATCHER WEIGHTS DEVICE WORKERS SCHEDULER LOOKS_AZIMUTH LOOKS_RANGE PATCH_SIZE OVERLAP "
    f"CRS PIXEL_SIZE ALLOW_OPPOSITE_SIDES REFINE MIN_CERTAINTY FILL_HOLES {BUDGET} VERTICAL ELEVATION ERROR MASK "
    "CERTAINTY OUTLIER POINTS SLANT PATCH_QUALITY CORRESPONDENCE REPORT",
    "blockdsm": "IMAGES IMAGE_FOLDER DEM MIN_HEIGHT MAX_HEIGHT DEM_VERTICAL MIN_ANGLE MAX_ANGLE MIN_OVERLAP MAX_SIGMA "
    "PAIRS_PER_IMAGE MATCHER WEIGHTS DEVICE WORKERS SCHEDULER LOOKS_AZIMUTH LOOKS_RANGE PATCH_SIZE OVERLAP CRS "
    f"PIXEL_SIZE ALLOW_OPPOSITE_SIDES REFINE MIN_CERTAINTY FILL_HOLES {BUDGET} VERTICAL ELEVATION ERROR CONTRIBUTION "
    "PAIR_TABLE FOOTPRINTS PAIR_FOLDER REPORT",
    "createpatches": f"{PAIR} {AREA} PATCH_SIZE OVERLAP ALLOW_OPPOSITE_SIDES OUTPUT",
    "matchpatches": "PATCHES MATCHER WEIGHTS DEVICE WORKERS SCHEDULER OUTPUT PATCH_QUALITY",
    "refinegeometry": "CORRESPONDENCE DEM DEM_VERTICAL DEM_SIGMA DEM_BIAS CONTROL_POINTS CONTROL_CRS CONTROL_VERTICAL "
    "CONTROL_SIGMA SIGMA_RANGE SIGMA_ALONG SIGMA_TRACK SIGMA_DRIFT DEGREE TIE_POINTS OUTPUT REPORT",
    "triangulate": f"CORRESPONDENCE {AREA} CRS PIXEL_SIZE MIN_CERTAINTY FILL_HOLES {BUDGET} VERTICAL ELEVATION ERROR "
    "MASK CERTAINTY OUTLIER POINTS SLANT",
    "mergeelevations": "ELEVATIONS ERRORS MASKS REMOVE_OFFSETS CORRELATION CONFIDENCE CRS PIXEL_SIZE ELEVATION ERROR "
    "CONTRIBUTION REPORT",
    "comparematchers": f"{PAIR} REFERENCE_DSM MATCHERS WEIGHTS DEVICE LOOKS_AZIMUTH LOOKS_RANGE PATCH_SIZE OVERLAP CRS "
    "PIXEL_SIZE ALLOW_OPPOSITE_SIDES OUTPUT",
    "evaluate": "ELEVATION REFERENCE_DSM CHECK_POINTS CHECK_POINTS_CRS HEIGHT_FIELD ERROR MASK CERTAINTY COREGISTER "
    "ELEVATION_VERTICAL REFERENCE_VERTICAL EXTENT AREA LEAVE_OUT DIFFERENCE CHECKED_POINTS REPORT STATISTICS",
    "zonalerror": "ELEVATION ERROR POLYGONS DIFFERENCE CORRELATION_LENGTH BASE_HEIGHT OUTPUT",
    "simulatepair": "DEM TERRAIN SIZE LONGITUDE LATITUDE ALTITUDE REFERENCE_LOOK SECONDARY_LOOK HEADING CROSSING "
    "LOOK_SIDE OPPOSITE_SIDES RANGE_SPACING AZIMUTH_SPACING DECORRELATION NOISE PIXEL_TYPE SEED "
    "REFERENCE SECONDARY TRUTH",
    "createtrainingset": "REFERENCE SECONDARY REFERENCE_DSM PATCH_SIZE VALIDATION_SHARE SEED OUTPUT",
    "downloadweights": "ACCEPT_LICENCE ROMA DINOV2 ROMA_SHA256 DINOV2_SHA256 OUTPUT",
    "finetune": "TRAINING_SET MATCHER WEIGHTS STEPS LEARNING_RATE FREEZE_ENCODER SEED DEVICE OUTPUT REPORT",
}
"""Parameters of the algorithms, in the order of the toolbox."""
OUTPUTS = {
    "setupengine": "FOLDER SIZE SELFTEST_ERROR VERSIONS",
    "diagnostics": "OUTPUT TEXT",
    "importimage": "OUTPUT FOOTPRINT LINES SAMPLES LOOK_SIDE INCIDENCE_ANGLE RANGE_SPACING AZIMUTH_SPACING",
    "makegeometry": "OUTPUT LINES SAMPLES INCIDENCE_ANGLE AZIMUTH_SPACING",
    "orthorectify": "OUTPUT MASK INCIDENCE SHOWN_SHARE VISIBLE_SHARE LAYOVER_SHARE SHADOW_SHARE",
    "checkpair": "FOOTPRINTS REPORT INTERSECTION_ANGLE HEIGHT_PER_PIXEL EXPECTED_SIGMA OVERLAP EXPECTED_SECONDS "
    "EXPECTED_MEMORY SUITABLE VERDICT",
    "predictvisibility": "VISIBILITY SIGMA ANGLE REFERENCE_MASK SECONDARY_MASK BOTH_SHARE REFERENCE_SHARE "
    "SECONDARY_SHARE MEDIAN_SIGMA MEDIAN_ANGLE",
    "createpatches": "OUTPUT PATCHES INTERSECTION_ANGLE HEIGHT_PER_PIXEL EXPECTED_SIGMA",
    "matchpatches": "OUTPUT PATCH_QUALITY MATCHED_SHARE",
    "refinegeometry": "OUTPUT REPORT REFERENCE SECONDARY ACROSS_BEFORE ACROSS_AFTER HEIGHT_SIGMA HEIGHT_CHANGE "
    "CONTROL_POINTS_USED",
    "triangulate": "ELEVATION ERROR MASK CERTAINTY OUTLIER POINTS SLANT MEASURED_SHARE MEDIAN_SIGMA CORRELATED_SIGMA "
    "CORRELATION_LENGTH ERROR_BUDGET",
    "stereodsm": "ELEVATION ERROR MASK CERTAINTY OUTLIER POINTS SLANT PATCH_QUALITY CORRESPONDENCE REPORT "
    "INTERSECTION_ANGLE HEIGHT_PER_PIXEL "
    "EXPECTED_SIGMA PATCHES MATCHED_SHARE MEASURED_SHARE MEDIAN_SIGMA CORRELATED_SIGMA "
    "CORRELATION_LENGTH HEIGHT_SIGMA ERROR_BUDGET REFINED",
    "blockdsm": "ELEVATION ERROR CONTRIBUTION PAIR_TABLE FOOTPRINTS PAIR_FOLDER REPORT IMAGES_USED CANDIDATES "
    "PAIRS_MATCHED MEASURED_SHARE BEST_SHARE CONTESTED_SHARE MEDIAN_SIGMA LARGEST_OFFSET LARGEST_CORRECTION REFINED",
    "mergeelevations": "ELEVATION ERROR CONTRIBUTION REPORT MEASURED_SHARE BEST_SHARE CONTESTED_SHARE MEDIAN_SIGMA "
    "LARGEST_OFFSET",
    "evaluate": "DIFFERENCE CHECKED_POINTS REPORT STATISTICS BIAS NMAD RMSE LE90 COMPLETENESS UNDER_1M UNDER_2M "
    "UNDER_5M UNDER_10M WITHIN_1_SIGMA WITHIN_2_SIGMA RANK_CORRELATION AUSE CORRELATION_LENGTH SIGMA_OF_MEAN_1HA "
    "SHIFT_EAST SHIFT_NORTH SHIFT_UP VERDICT",
    "comparematchers": "OUTPUT REPORT NUMBERS COMPARED",
    "zonalerror": "OUTPUT AREAS MEASURED_AREAS CORRELATION_LENGTH MEDIAN_SIGMA",
    "simulatepair": "REFERENCE SECONDARY TRUTH",
    "createtrainingset": "OUTPUT TRAINING_SAMPLES VALIDATION_SAMPLES SEEN_SHARE INTERSECTION_ANGLE",
    "downloadweights": "OUTPUT DIGEST",
    "finetune": "OUTPUT REPORT PCK1_BEFORE PCK1_AFTER PCK3_BEFORE PCK3_AFTER MEDIAN_BEFORE MEDIAN_AFTER",
}


def described(name):
    """The parameters of a job, as the engine itself describes them."""
    location = engine_location()
    environment = engine_environment({}, location.interpreter, location.packages, str(PLUGIN_FOLDER.parent))
    command = [location.interpreter, "-m", "sar_radargrammetry.engine", "describe", name]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=600, text=True)
    assert done.returncode == 0, done.stderr
    return {row["name"]: row for row in json.loads(done.stdout)[name]}


def own_algorithms(provider):
    """Those that are no models, which test_models.py looks at."""
    return [a for a in provider.algorithms() if not isinstance(a, QgsProcessingModelAlgorithm)]


def test_the_tests_run_on_the_assembled_plugin():
    folder = Path(sar_radargrammetry.__file__).parent
    for name in ("metadata.txt", "LICENSE", "resources/icon.svg", "engine/requirements.txt"):
        assert (folder / name).is_file(), name


def test_all_ids_are_there_and_no_others(provider):
    assert {algorithm.name() for algorithm in own_algorithms(provider)} == set(PROMISE)
    assert provider.id() == "sar_radargrammetry"


@pytest.mark.parametrize("name", PROMISE)
def test_parameters_and_outputs_have_their_promised_names(algorithm, name):
    instance = algorithm(name)
    assert {definition.name() for definition in instance.parameterDefinitions()} == set(PROMISE[name].split())
    assert {output.name() for output in instance.outputDefinitions()} == set(OUTPUTS[name].split())


@pytest.mark.parametrize("name", [name for name in PROMISE if name not in ("setupengine", "diagnostics")])
def test_parameters_agree_with_the_job(algorithm, engine, name):
    job = described(name)
    instance = algorithm(name)
    definitions = {d.name().lower(): d for d in instance.parameterDefinitions()}
    assert set(definitions) == set(job)
    for key, definition in definitions.items():
        optional = bool(definition.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional)
        if definition.defaultValue() is None or definition.isDestination():
            assert optional == (not job[key]["required"]), key
        else:
            assert definition.defaultValue() == job[key]["default"], key
        if definition.type() == "enum":
            assert set(definition.options()) <= set(job[key]["choices"] or definition.options()), key


@pytest.mark.parametrize("name", PROMISE)
def test_every_parameter_is_explained(algorithm, name):
    instance = algorithm(name)
    help_text = instance.shortHelpString()
    for definition in instance.parameterDefinitions():
        assert len(definition.help()) > 15, definition.name()
        assert definition.help() in help_text
        assert definition.description() in help_text
    assert instance.group()
    assert "radargrammetry" in instance.tags()
    assert not instance.icon().isNull()


def test_groups_follow_the_workflow(provider):
    order = sorted(own_algorithms(provider), key=lambda a: (a.group(), a.displayName()))
    assert [a.name() for a in order] == list(PROMISE)


def test_only_formats_the_engine_writes_are_offered(provider):
    assert provider.supportedOutputRasterLayerExtensions() == ["tif", "tiff"]
    assert provider.supportedOutputVectorLayerExtensions() == ["gpkg"]
    assert not provider.supportsNonFileBasedOutput()


def test_torch_is_not_on_the_path_of_qgis():
    assert not any((Path(folder) / "torch").exists() for folder in sys.path)


def report_name(instance):
    return instance.outputDefinition("REPORT").description()


def test_the_results_viewer_names_the_algorithm_and_its_images(algorithm, tmp_path):
    """It shows the words of the output of the instance whose values were checked."""
    dialog, images = algorithm("checkpair"), {}
    for name in ("REFERENCE", "SECONDARY"):
        (tmp_path / f"{name.lower()}.tif").touch()
        images[name] = str(tmp_path / f"{name.lower()}.tif")
    context = QgsProcessingContext()
    assert dialog.checkParameterValues(images, context)[0]
    assert report_name(dialog) == "Report: Check stereo pair, reference + secondary"
    dialog.create()  # as a run does
    exchanged = {"REFERENCE": images["SECONDARY"], "SECONDARY": images["REFERENCE"]}
    assert dialog.checkParameterValues(exchanged, context)[0]
    assert report_name(dialog) == "Report: Check stereo pair, secondary + reference"
    # Rows of a batch are checked one after the other before the first one runs.
    assert dialog.checkParameterValues(images, context)[0]
    assert report_name(dialog) == "Report: Check stereo pair"


def test_a_report_of_a_batch_needs_no_time(algorithm):
    """As the batch of QGIS 3.22 calls the list of results."""
    results = pytest.importorskip("processing.core.ProcessingResults").resultsList
    algorithm("checkpair").create()
    results.addResult(icon=QIcon(), name="Report [0]", result="a.html")
    results.addResult(icon=QIcon(), name="Report", timestamp=time.localtime(0.0), result="b.html")
    first, second = results.getResults()[-2:]
    assert (first.name, first.filename) == ("Report [0]", "a.html")
    assert (second.name, second.filename) == ("Report", "b.html")
