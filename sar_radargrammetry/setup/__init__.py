"""How the engine's packages get into the user's profile, and out of it again.

Nothing here imports QGIS or what it installs: the same code installs from the dialog, from the algorithm `setupengine`
and from a terminal (``python -m sar_radargrammetry.setup FOLDER``).
"""
