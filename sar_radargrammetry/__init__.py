"""SAR Radargrammetry: elevation from pairs of airborne SAR images. Importable without QGIS."""


def classFactory(iface):
    """The plugin object, made for the QGIS interface `iface`."""
    from .plugin import SarRadargrammetryPlugin

    return SarRadargrammetryPlugin(iface)
