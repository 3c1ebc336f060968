#!/bin/bash
# pytest in QGIS, on the assembled plugin. Arguments go to pytest.
set -euo pipefail
source "$(dirname "$0")/qgis_env.sh"

# A profile of its own: a user's settings must not decide whether a test passes.
export QGIS_CUSTOM_CONFIG_PATH="$root/build/test-profile"
mkdir -p "$QGIS_CUSTOM_CONFIG_PATH"

cd "$root"
PYTHONPATH="$QGIS_PLUGINPATH:/usr/share/qgis/python/plugins" QT_QPA_PLATFORM=offscreen \
    build/venv/bin/python -P -m pytest "$@" # -P: the checkout itself must not come before the assembled plugin
