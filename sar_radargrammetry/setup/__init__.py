"""How the engine's packages get into the user's profile, and out of it again.

Everything but what its name says is QGIS (`network`, `diagnostics`, `dialog`) runs without it: the same code installs
from the dialog, from the algorithm `setupengine` and from a terminal (``python -m sar_radargrammetry.setup FOLDER``).
Nothing here imports what it installs.
"""
