"""What files are called in the names of layer groups."""

import shutil
import tempfile
from pathlib import Path

import numpy as np
from qgis.core import QgsProcessingContext, QgsProcessingUtils, QgsProject, QgsRasterLayer

from sar_radargrammetry.algorithms.titles import title, titles_of


def test_temporary_files_are_called_by_their_layers_in_names_of_groups(provider, algorithm, make_raster):
    folder = Path(tempfile.mkdtemp(dir=QgsProcessingUtils.tempFolder()))
    temporary = {name: str(folder / f"{name}.tif") for name in ("REFERENCE", "SECONDARY")}
    lasting = make_raster("lasting.tif", np.ones((20, 20)))
    for path in temporary.values():
        shutil.copy(lasting, path)
    project, context = QgsProject.instance(), QgsProcessingContext()
    context.setProject(project)
    layers = [QgsRasterLayer(temporary["REFERENCE"], "East"), QgsRasterLayer(lasting, "West")]
    project.addMapLayers(layers)
    given = {"reference": temporary["REFERENCE"], "secondary": lasting, "matcher": "compact"}
    stereo = algorithm("stereodsm")
    stereo._titles = titles_of(stereo, {"REFERENCE": layers[0].id(), "SECONDARY": layers[1].id()}, given, context)
    assert stereo.layer_group(given).title == "SAR elevation: East + lasting (compact)"
    pair = algorithm("simulatepair")
    given = {"reference": temporary["REFERENCE"]}
    pair._titles = titles_of(pair, {"REFERENCE": "TEMPORARY_OUTPUT"}, given, context)
    assert pair.layer_group(given).title == "SAR pair: simulated"
    assert title(temporary["SECONDARY"], {}) == "Secondary" and title(lasting, {lasting: "West"}) == "lasting"
    project.clear()
    shutil.rmtree(folder)
