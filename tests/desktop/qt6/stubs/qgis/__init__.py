"""QGIS in name only: Qt is PyQt 6, and of QGIS's own classes just what the plugin's windows and tools touch."""
