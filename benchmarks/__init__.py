"""Speed and accuracy."""

from sar_radargrammetry.engine.gdal_setup import raise_exceptions

raise_exceptions()
