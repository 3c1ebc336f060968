# Sourced by the scripts that start QGIS: the assembled plugin, a profile of its own, the engine's parts.
# Debian's qgis_process is a wrapper that fails; the program itself is qgis_process.bin.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

export QGIS_PLUGINPATH="$root/build/plugins"
export QGIS_CUSTOM_CONFIG_PATH="$root/build/profile"
export XDG_RUNTIME_DIR="$root/build/runtime"
export SAR_RADARGRAMMETRY_PYTHON="${SAR_RADARGRAMMETRY_PYTHON:-/usr/bin/python3}"
export SAR_RADARGRAMMETRY_PACKAGES="${SAR_RADARGRAMMETRY_PACKAGES:-$root/build/engine-packages}"
export OMP_WAIT_POLICY=passive

mkdir -p "$QGIS_CUSTOM_CONFIG_PATH" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"

qgis_process_program=$(command -v qgis_process.bin || command -v qgis_process)

qgis_process_offscreen() {
    QT_QPA_PLATFORM=offscreen "$qgis_process_program" "$@"
}
