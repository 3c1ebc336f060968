#!/bin/bash
# A real QGIS desktop on a virtual screen shows the demo's results; needs "make demo" first.
set -euo pipefail
source "$(dirname "$0")/qgis_env.sh"

[ -s "$root/build/demo/correspondence.tif" ] || { echo "Run make demo first." >&2; exit 1; }

profiles="$root/build/desktop"
ini="$profiles/profiles/default/QGIS/QGIS3.ini"
rm -rf "$profiles"
mkdir -p "$(dirname "$ini")" "$root/docs/images"
# Nothing that greets a new user may lie over the picture.
cat >"$ini" <<'END'
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
userLocale=en_US
END
export SCREENSHOT="$root/docs/images/desktop.png" DEMO="$root/build/demo"
rm -f "$SCREENSHOT"
unset QGIS_CUSTOM_CONFIG_PATH
timeout 300 xvfb-run --auto-servernum --server-args="-screen 0 1600x1000x24" \
    qgis.bin --nologo --noversioncheck --profiles-path "$profiles" --code "$root/scripts/screenshot.py" \
    >"$profiles/log.txt" 2>&1 || true
[ -s "$SCREENSHOT" ] || { tail -30 "$profiles/log.txt" >&2; exit 1; }
echo "$SCREENSHOT"
