#!/bin/bash
# Brings sar_radargrammetry/i18n/*.ts up to date with the sources and compiles them. Needs lrelease (Debian:
# qttools5-dev-tools).
set -euo pipefail
source "$(dirname "$0")/qgis_env.sh"

cd "$root"
/usr/bin/python3 scripts/package_plugin.py "$QGIS_PLUGINPATH/sar_radargrammetry" # the models lie in the assembled one
PYTHONPATH="$QGIS_PLUGINPATH" QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8 \
    /usr/bin/python3 -P scripts/translations.py sar_radargrammetry/i18n/*.ts
