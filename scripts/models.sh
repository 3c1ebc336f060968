#!/bin/bash
# Writes the bundled graphical models, resources/models/*.model3, from scripts/models.py.
set -euo pipefail
source "$(dirname "$0")/qgis_env.sh"

mkdir -p "$root/resources/models"
/usr/bin/python3 "$root/scripts/package_plugin.py" "$QGIS_PLUGINPATH/sar_radargrammetry"
PYTHONPATH="$QGIS_PLUGINPATH" QT_QPA_PLATFORM=offscreen QT_HASH_SEED=0 \
    /usr/bin/python3 -P "$root/scripts/models.py" "$root/resources/models"
