#!/bin/bash
# The engine's packages into a folder of their own, complete or not at all; nothing to do where they are already.
#   install_engine.sh FOLDER [options of "python -m sar_radargrammetry.setup", e.g. --index-url]
set -euo pipefail

folder=$(realpath -m "$1")
shift
cd "$(dirname "$0")/.."
exec /usr/bin/python3 -m sar_radargrammetry.setup "$folder" "$@"
