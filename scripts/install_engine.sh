#!/bin/bash
# The engine's packages into a folder of their own, complete or not at all.
#   install_engine.sh FOLDER [pip arguments, e.g. --index-url]
set -euo pipefail

folder=$1
shift
lock=$(cd "$(dirname "$0")/.." && pwd)/sar_radargrammetry/engine/requirements.txt
sum=$(sha256sum <"$lock" | cut -d' ' -f1)
if [ "$(cat "$folder/.lock-checksum" 2>/dev/null)" = "$sum" ]; then
    exit 0
fi
new=$folder.new.$$

# --no-deps: the lock names every package. NumPy is held at the version that QGIS and GDAL of the system are built for.
/usr/bin/python3 -m venv "$new.venv"
trap 'rm -rf "$new" "$new.venv"' EXIT
install() {
    "$new.venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --only-binary=:all: --target "$new" "$@"
}
grep -v '^torch==' "$lock" >"$new.venv/others.txt"
install --requirement "$new.venv/others.txt" "$@"
# The plain torch wheel of PyPI wants CUDA libraries of several gigabytes. The CPU build has a version of its own, which
# a mirror may offer beside the others; else it comes from PyTorch's own index.
torch=$(grep '^torch==' "$lock")+cpu
install "$torch" "$@" 2>/dev/null || install "$torch" --index-url https://download.pytorch.org/whl/cpu
echo "$sum" >"$new/.lock-checksum"
rm -rf "$folder"
mv "$new" "$folder"
