#!/bin/bash
# QGIS and what the tests need from Debian; does nothing where it is installed already.
set -euo pipefail

if command -v qgis_process.bin qgis.bin xvfb-run >/dev/null &&
    /usr/bin/python3 -c "import qgis.core, venv, ensurepip, osgeo.gdal" 2>/dev/null; then
    exit 0
fi
as_root=()
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "QGIS is missing: run this as root, or install sudo." >&2; exit 1; }
    as_root=(sudo)
fi
"${as_root[@]}" apt-get update
# Reports are laid out in WebKit, or where Debian has it no more, in QtWebEngine.
browser=python3-pyqt5.qtwebkit
[ -n "$(apt-cache show "$browser" 2>/dev/null)" ] || browser=python3-pyqt5.qtwebengine
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    qgis python3-qgis qgis-providers python3-venv python3-gdal "$browser" xvfb xauth procps
