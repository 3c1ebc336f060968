"""What two results must share to count as the same."""

from osgeo import gdal
from safetensors.numpy import load

from sar_radargrammetry.engine.record import record_of


def content(path):
    """All that a file says: its bytes; of a raster every bit of its pixels and metadata.

    Files of equal rasters were seen to differ in bytes, rarely. Weights say how long it took
    to train them: of those the numbers.
    """
    if path.suffix == ".tif":
        dataset = gdal.Open(str(path))
        bands = [dataset.GetRasterBand(number + 1) for number in range(dataset.RasterCount)]
        told = [(band.GetDescription(), band.GetMetadata(), band.GetUnitType()) for band in bands]
        about = dataset.GetMetadata(), str(record_of(dataset))
        return dataset.ReadAsArray().tobytes(), about, dataset.GetGeoTransform(), str(told)
    if path.name == "weights.safetensors":
        return {name: values.tobytes() for name, values in load(path.read_bytes()).items()}
    return path.read_bytes()
