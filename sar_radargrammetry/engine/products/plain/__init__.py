"""Any raster that GDAL reads, with a geometry from elsewhere."""
