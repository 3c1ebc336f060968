#!/bin/bash
# The docs' pictures of QGIS, taken on a virtual screen with the demo's results; needs "make demo" first.
set -euo pipefail
source "$(dirname "$0")/qgis_env.sh"

[ -s "$root/build/demo/correspondence.tif" ] || { echo "Run make demo first." >&2; exit 1; }

profile="$root/build/desktop"
taken="$root/build/pictures"
rm -rf "$taken"
mkdir -p "$taken" "$root/docs/images"
export PICTURES="$taken" DEMO="$root/build/demo" SCRIPTS="$root/scripts"
bash "$root/scripts/desktop_session.sh" "$profile" "$root/scripts/screenshot.py" >"$taken/log.txt" 2>&1 ||
    { tail -30 "$taken/log.txt" >&2; exit 1; }
for name in desktop dialog inspector models orthoimage plan toolbox; do
    [ -s "$taken/$name.png" ] || { echo "$name.png is missing" >&2; tail -30 "$taken/log.txt" >&2; exit 1; }
    if command -v pngquant >/dev/null; then # a third of the size, and no difference to be seen
        pngquant --force --floyd=0.5 --skip-if-larger --output "$taken/$name.png" 96 "$taken/$name.png" || true
    fi
    if command -v optipng >/dev/null; then
        optipng -quiet -o2 "$taken/$name.png"
    fi
    cp "$taken/$name.png" "$root/docs/images/$name.png"
    echo "$root/docs/images/$name.png"
done
