"""What the plugin shows of itself in the QGIS desktop; never imported by qgis_process."""
