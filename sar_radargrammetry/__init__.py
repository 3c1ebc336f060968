"""SAR Radargrammetry: elevation from pairs of airborne SAR images. Importable without QGIS."""


def classFactory(iface):  # noqa: N802 - the name QGIS calls
    """The plugin object, made for the QGIS interface `iface`."""
    from .plugin import SarRadargrammetryPlugin

    return SarRadargrammetryPlugin(iface)
