"""Metadata of a result in QGIS: title, abstract, extent and history, in a .qmd file beside it and on the layer."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from osgeo import gdal
from qgis.core import QgsBox3d, QgsLayerMetadata, QgsMapLayer

from ..engine.record import record_of
from ..translation import tr

DATUM = "VERTICAL_DATUM"


@dataclasses.dataclass(frozen=True)
class About:
    """Description of one of the outputs of an algorithm.

    Parameters
    ----------
    title, abstract : str
        Translated.
    """

    title: str
    abstract: str


def layer_metadata(layer: QgsMapLayer, path: str, about: About) -> QgsLayerMetadata:
    """The metadata of the result at `path`, from the algorithm and the file."""
    source = gdal.OpenEx(path)
    described = source.GetLayer(0) if source.GetLayerCount() else source
    metadata = QgsLayerMetadata()
    metadata.setIdentifier(Path(path).name)
    metadata.setType("dataset")
    metadata.setTitle(f"{about.title} ({Path(path).stem})")
    metadata.setAbstract("\n".join([about.abstract, *_facts(source, described.GetMetadataItem(DATUM))]))
    metadata.setHistory(_history(record_of(described) or {}))
    if layer.crs().isValid():
        metadata.setCrs(layer.crs())
        place, extent = QgsLayerMetadata.SpatialExtent(), QgsLayerMetadata.Extent()
        box = layer.extent()
        place.extentCrs = layer.crs()
        place.bounds = QgsBox3d(box.xMinimum(), box.yMinimum(), 0.0, box.xMaximum(), box.yMaximum(), 0.0)
        extent.setSpatialExtents([place])
        metadata.setExtent(extent)
    return metadata


def _facts(source: gdal.Dataset, datum: str | None) -> list[str]:
    """What the bands hold, and what heights refer to."""
    facts = []
    for number in range(1, source.RasterCount + 1):
        band = source.GetRasterBand(number)
        unit = tr("unit: {unit}").format(unit=band.GetUnitType()) if band.GetUnitType() else ""
        text = ", ".join(filter(None, [band.GetDescription(), unit]))
        if text:
            facts.append(tr("Band {number}: {text}").format(number=number, text=text))
    if datum is not None:
        facts.append(tr("Vertical datum: {datum}").format(datum=datum))
    return facts


def _history(record: dict[str, Any]) -> list[str]:
    """Steps, inputs and versions of the record that the engine wrote into the file."""
    history = []
    versions = record.get("versions", {})
    if "created" in record:
        text = tr("{created}: {job}, version {version}")
        version = versions.get("sar_radargrammetry", "?")
        history.append(text.format(created=record["created"], job=record.get("job", "?"), version=version))
    for name, one in record.get("inputs", {}).items():
        about = ", ".join(str(one[key]) for key in ("path", "modified") if key in one)
        history.append(tr("Input {name}: {about}").format(name=name, about=about))
    matcher = record.get("matching", record).get("matcher")
    if matcher:
        history.append(tr("Matcher: {matcher}").format(matcher=matcher))
    if "command" in record:
        history.append(tr("Command: {command}").format(command=record["command"]))
    if versions:
        text = ", ".join(f"{name} {version}" for name, version in versions.items())
        history.append(tr("Versions: {versions}").format(versions=text))
    return history


def metadata_file(path: str) -> Path:
    """Where QGIS looks for the metadata of the file at `path`."""
    return Path(path).with_suffix(".qmd")
