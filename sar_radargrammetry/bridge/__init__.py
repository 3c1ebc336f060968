"""The way from QGIS to the engine's process: where it lives, its environment, its conversation."""
