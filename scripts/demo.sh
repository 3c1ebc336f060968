#!/bin/bash
# A small mountain pair through all steps, each one a Processing algorithm run by qgis_process with the plugin of
# build/plugins. Results in build/demo. Stops at the first step that fails.
set -euo pipefail
source "$(dirname "$0")/qgis_env.sh"

demo="$root/build/demo"
rm -rf "$demo"
mkdir -p "$demo"
cd "$demo"
# Fails when it is enabled already; the first step shows whether it is.
qgis_process_offscreen plugins enable sar_radargrammetry >/dev/null 2>&1 || true

step() {
    local name=$1
    shift
    local begin=$SECONDS
    echo "== $name"
    if ! qgis_process_offscreen run "sar_radargrammetry:$name" -- "$@" >"$name.log" 2>&1; then
        cat "$name.log" >&2
        exit 1
    fi
    echo "   $((SECONDS - begin)) s"
}

step simulatepair TERRAIN=mountains SIZE=700 SEED=1 \
    REFERENCE="$demo/reference.nitf" SECONDARY="$demo/secondary.nitf" TRUTH="$demo/truth.tif"
step importimage INPUT="$demo/secondary.nitf" OUTPUT="$demo/secondary.tif"
step importimage INPUT="$demo/reference.nitf" OUTPUT="$demo/reference.tif"
step checkpair REFERENCE="$demo/reference.tif" SECONDARY="$demo/secondary.tif" REPORT="$demo/pair.html"
step createpatches REFERENCE="$demo/reference.tif" SECONDARY="$demo/secondary.tif" OUTPUT="$demo/patches.gpkg"
step matchpatches PATCHES="$demo/patches.gpkg" OUTPUT="$demo/correspondence.tif"
step triangulate CORRESPONDENCE="$demo/correspondence.tif" ELEVATION="$demo/elevation.tif" ERROR="$demo/error.tif"
step evaluate ELEVATION="$demo/elevation.tif" REFERENCE_DSM="$demo/truth.tif" ERROR="$demo/error.tif" \
    DIFFERENCE="$demo/difference.tif" REPORT="$demo/report.html" STATISTICS="$demo/statistics.json"

echo "== picture"
PYTHONPATH="$QGIS_PLUGINPATH:$SAR_RADARGRAMMETRY_PACKAGES" "$SAR_RADARGRAMMETRY_PYTHON" \
    -m sar_radargrammetry.engine.report.panels \
    --reference "$demo/reference.tif" --secondary "$demo/secondary.tif" \
    --elevation "$demo/elevation.tif" --truth "$demo/truth.tif" --error "$demo/error.tif" \
    --difference "$demo/difference.tif" --output "$demo/demo.png"

for result in elevation.tif elevation.qml error.tif error.qml difference.tif report.html statistics.json demo.png; do
    [ -s "$demo/$result" ] || { echo "$demo/$result is missing" >&2; exit 1; }
done

echo
echo "Accuracy against the simulated truth:"
grep -E "^(BIAS|NMAD|RMSE|LE90|COMPLETENESS|UNDER_[125]M):" evaluate.log | sed 's/^/  /'
cat <<END

Results in $demo:
  elevation.tif  heights [m], with its style beside it
  error.tif      expected error of every height [m]
  difference.tif elevation minus truth [m]
  report.html    accuracy report
  demo.png       images, measured and true elevation, expected and true error
END
