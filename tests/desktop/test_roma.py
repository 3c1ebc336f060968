"""The optional matcher through Processing: what is missing is said in a sentence before anything is fetched."""

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback


def refusal(algorithm, parameters):
    context = QgsProcessingContext()
    accepted, reason = algorithm.checkParameterValues(parameters, context)
    assert accepted, reason
    with pytest.raises(QgsProcessingException) as caught:
        algorithm.run(parameters, context, QgsProcessingFeedback(False), catchExceptions=False)
    assert "\n" not in str(caught.value) and "internal error" not in str(caught.value)
    return str(caught.value)


def test_licences_are_shown_before_anything_is_fetched(algorithm, engine, tmp_path):
    instance = algorithm("downloadweights")
    said = refusal(instance, {"OUTPUT": str(tmp_path / "roma.safetensors")})
    for licence in ("MIT licence", "Apache License 2.0"):
        assert licence in said and licence in instance.shortHelpString()
    assert list(tmp_path.iterdir()) == []


def test_the_matcher_without_weights_says_where_they_are_from(algorithm, engine, make_patches, tmp_path):
    patches = make_patches("p.gpkg")
    said = refusal(
        algorithm("matchpatches"), {"PATCHES": patches, "MATCHER": "roma", "OUTPUT": str(tmp_path / "c.tif")}
    )
    assert "downloadweights" in said


@pytest.mark.parametrize("name", ["matchpatches", "stereodsm"])
def test_it_is_a_choice_and_not_the_default(algorithm, name):
    instance = algorithm(name)
    definition = instance.parameterDefinition("MATCHER")
    assert "roma" in definition.options() and definition.defaultValue() == "compact"
