#!/bin/bash
# The engine's packages into a folder of their own, complete or not at all; nothing to do where they are already.
#   install_engine.sh FOLDER [options of "python -m sar_radargrammetry.setup", e.g. --index-url]
# Without --torch: PyTorch's CPU build, or where that cannot be installed the CUDA build (5.3 GB), which runs on the
# processor and which the package index has. A folder with the CUDA build keeps it.
set -euo pipefail

folder=$(realpath -m "$1")
shift
cd "$(dirname "$0")/.."

install() {
    /usr/bin/python3 -m sar_radargrammetry.setup "$folder" "$@"
}

case " $* " in
*" --torch"*) install "$@" ;;
*)
    if ! grep --quiet '"torch": "cuda"' "$folder/.setup.json" 2>/dev/null; then
        answer=0
        install --torch cpu "$@" || answer=$?
        [ "$answer" = 1 ] || exit "$answer" # 130: interrupted
        echo "PyTorch's CPU build was not installed; the CUDA build is tried, which runs on the processor too." >&2
    fi
    install --torch cuda "$@"
    ;;
esac
