"""Geoid grids for tests: a plane of undulations, as a raster that PROJ takes."""

import numpy as np
from osgeo import gdal, osr


def undulation(lon, lat):
    """A plane (m): bilinear interpolation reproduces it."""
    return 45.0 + 2.0 * (lon - 14.5) - 3.0 * (lat - 45.5)


def write_geoid(path, values=undulation, west=13.0, north=47.0, **options):
    """A raster of undulations with cell centres every 0.25 degrees, as PROJ wants its grids (pixel is point)."""
    lon, lat = west + 0.25 * np.arange(13), north - 0.25 * np.arange(13)
    raster = gdal.GetDriverByName("GTiff").Create(str(path), 13, 13, 1, gdal.GDT_Float32)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(4326)
    raster.SetSpatialRef(crs)
    raster.SetGeoTransform((west - 0.125, 0.25, 0.0, north + 0.125, 0.0, -0.25))
    raster.SetMetadata({"AREA_OR_POINT": "Point", "TYPE": "VERTICAL_OFFSET_GEOGRAPHIC_TO_VERTICAL", **options})
    raster.GetRasterBand(1).SetDescription("geoid_undulation")
    raster.GetRasterBand(1).SetUnitType("metre")
    raster.GetRasterBand(1).WriteArray(values(lon, lat[:, None]))
    return str(path)
