"""Speed and accuracy."""

from sar_radargrammetry.engine.gdal_setup import prepare_gdal

prepare_gdal()
