"""Geometry files of version 1 are read for ever: documents as version 1.0 writes them, with places that they give.

The documents in `sargeom_version_1.json` are never written again; a new version of the format gets examples of its own.
"""

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from sar_radargrammetry.engine.sensor import sidecar
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.sidecar import read_sidecar

EXAMPLES = json.loads(Path(__file__).with_name("sargeom_version_1.json").read_text("utf-8"))
SCHEMA = json.loads(Path(sidecar.__file__).with_name("sargeom.schema.json").read_text("utf-8"))
METRE = 1e-5
"""About a metre in degrees."""


def test_there_is_an_example_of_every_kind():
    assert {example["document"].get("kind", "range_doppler") for example in EXAMPLES.values()} == set(sidecar.KINDS)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_document_of_version_1_gives_the_places_that_it_gave(name, tmp_path):
    document, places = EXAMPLES[name]["document"], np.array(EXAMPLES[name]["places"])
    jsonschema.Draft7Validator(SCHEMA).validate(document)
    path = tmp_path / "a.sargeom.json"
    path.write_text(json.dumps(document), "utf-8")
    model, _ = read_sidecar(path)
    line, sample, height, longitude, latitude = places.T
    found = ecef_to_geodetic(image_to_ground(model, line, sample, height))
    assert np.abs(found[0] - longitude).max() < 1e-3 * METRE and np.abs(found[1] - latitude).max() < 1e-3 * METRE
