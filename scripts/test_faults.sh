#!/bin/bash
# All faults of docs/reliability.md, on the engine and through QGIS, and their count. Needs `make env plugin`; as root also
# the faults that mount small disks. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."

summary=$(mktemp)
trap 'rm -f "$summary"' EXIT

PYTHONPATH="$PWD:$PWD/build/engine-packages" OMP_WAIT_POLICY=passive \
    build/venv/bin/python -m pytest -p no:pytest_qgis tests/engine/reliability "$@" | tee "$summary"
engine=$(tail -n 1 "$summary")
bash scripts/test_desktop.sh tests/desktop/reliability "$@" | tee "$summary"
qgis=$(tail -n 1 "$summary")

printf '\nFaults on the engine: %s\nFaults through QGIS: %s\n' "$engine" "$qgis"
