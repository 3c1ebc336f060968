#!/bin/bash
# A QGIS desktop on a virtual screen with the assembled plugin runs a script and ends with the script's status.
#   desktop_session.sh PROFILE SCRIPT [LANGUAGE [SCREEN]]
set -euo pipefail
source "$(dirname "$0")/qgis_env.sh"

# A new profile in which nothing that greets a new user lies over the window.
ini="$1/profiles/default/QGIS/QGIS3.ini"
rm -rf "$1"
mkdir -p "$(dirname "$ini")"
cat >"$ini" <<END
[PythonPlugins]
processing=true
sar_radargrammetry=true

[qgis]
checkVersion=false
showTips322=false
newsFeed=false

[core]
NewsFeed\disabled=true

[locale]
overrideFlag=true
userLocale=${3:-en_US}
END

unset QGIS_CUSTOM_CONFIG_PATH QT_QPA_PLATFORM PYTHONPATH
exec timeout "${DESKTOP_SECONDS:-300}" xvfb-run --auto-servernum --server-args="-screen 0 ${4:-1600x1000x24}" \
    qgis.bin --nologo --noversioncheck --profiles-path "$1" --code "$2"
