#!/bin/bash
# All tests on the QGIS of other Debian releases, each in a chroot of its own; needs root and debootstrap.
#   test_versions.sh [SUITE ...]      default: bookworm (QGIS 3.22) trixie (3.40) sid (3.44)
# CHROOTS names the folder of the chroots (default build/chroots, 3 to 9 GB each, kept for the next time), MIRROR Debian's
# mirror, PIP_ARGUMENTS goes to pip, PYTEST_ARGUMENTS to pytest. The table of results is CHROOTS/results.md.
#
# All tests run: those of the QGIS side and those of the engine, with Dask and the matchers that make bench compares with,
# and with the real data that SAR_RADARGRAMMETRY_DATA (or ../shared/data) names. Where the chroot's Python is this machine's, the
# engine's packages of build/engine-packages are lent to it; elsewhere they are installed into the chroot once
# (CHROOT/engine-packages). Where no index has PyTorch's CPU build, that is the CUDA build (5.3 GB), which runs on the
# processor.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
chroots=${CHROOTS:-$root/build/chroots}
mirror=${MIRROR:-http://deb.debian.org/debian}
suites=("$@")
[ ${#suites[@]} -gt 0 ] || suites=(bookworm trixie sid)
[ "$(id -u)" = 0 ] || { echo "Building a chroot needs root." >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "debootstrap is missing: apt-get install debootstrap" >&2; exit 1; }

inside() {
    local place=$1
    shift
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        ${PIP_CERT:+PIP_CERT=/etc/ssl/certs/ca-certificates.crt} ${PIP_ARGUMENTS:+PIP_ARGUMENTS="$PIP_ARGUMENTS"} \
        ${PYTEST_ARGUMENTS:+PYTEST_ARGUMENTS="$PYTEST_ARGUMENTS"} chroot "$place" "$@"
}

# A chroot with QGIS; does nothing where it is complete.
build() {
    local suite=$1 place=$chroots/$1
    [ -e "$place/.complete" ] && return
    rm -rf --one-file-system "$place"
    debootstrap --variant=minbase --include=ca-certificates "$suite" "$place" "$mirror" >"$chroots/$suite.log"
    # Nothing here must survive a power cut, no service is to start, no manual is read.
    echo force-unsafe-io >"$place/etc/dpkg/dpkg.cfg.d/unsafe-io"
    printf '#!/bin/sh\nexit 101\n' >"$place/usr/sbin/policy-rc.d"
    chmod +x "$place/usr/sbin/policy-rc.d"
    cp -L /etc/resolv.conf "$place/etc/resolv.conf"
    # A proxy of this machine may have a certificate of its own.
    [ ! -e /etc/ssl/certs/ca-certificates.crt ] || cp -L /etc/ssl/certs/ca-certificates.crt "$place/etc/ssl/certs/"
    # A frozen mirror's index is older than apt accepts by itself.
    echo 'Acquire::Check-Valid-Until "false";' >"$place/etc/apt/apt.conf.d/frozen-mirror"
    mount -t proc proc "$place/proc"
    cp "$root/scripts/install_system.sh" "$place/tmp/"
    # Pandora is built from sources where it has no wheels. In a shell of its own: after || no command ends this one.
    inside "$place" bash -euc '
        bash /tmp/install_system.sh
        if python3 -c "import sys; sys.exit(sys.version_info < (3, 14))"; then
            apt-get install -y --no-install-recommends g++ python3-dev
        fi
        apt-get clean' >>"$chroots/$suite.log" 2>&1 ||
        { umount "$place/proc"; tail -20 "$chroots/$suite.log" >&2; return 1; }
    umount "$place/proc"
    touch "$place/.complete"
}

# The working tree in the chroot, and in it pytest; results as JUnit XML.
run() {
    local suite=$1 place=$chroots/$1 tree=$chroots/$1/plugin answer=0 python
    umount_all "$place"
    rm -rf --one-file-system "$tree"
    mkdir -p "$tree/build/engine-packages"
    (cd "$root" && git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- --ignore-failed-read \
        -cf - 2>/dev/null) | tar -xf - -C "$tree"
    mount -t proc proc "$place/proc"
    mount --bind /dev "$place/dev"
    if [ -d "$data" ]; then
        mkdir -p "$place/data"
        mount --bind -o ro "$data" "$place/data"
    fi
    python=$(inside "$place" python3 -c "import sys; print(sys.version_info[:2])")
    if [ "$python" = "$(/usr/bin/python3 -c "import sys; print(sys.version_info[:2])")" ] && [ -d "$packages" ]; then
        mount --bind -o ro "$packages" "$tree/build/engine-packages"
    else
        rmdir "$tree/build/engine-packages"
        inside "$place" bash -euc 'cd /plugin && bash scripts/install_engine.sh /engine-packages ${PIP_ARGUMENTS:-}' \
            >>"$chroots/$suite.log" 2>&1 || { umount_all "$place"; tail -5 "$chroots/$suite.log" >&2; return 1; }
        ln -s /engine-packages "$tree/build/engine-packages"
    fi
    inside "$place" bash -euc '
        cd /plugin
        python3 -m venv --system-site-packages build/venv
        build/venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt ${PIP_ARGUMENTS:-}
        build/venv/bin/pip install --quiet --disable-pip-version-check --no-deps --requirement requirements-roma.txt \
            --requirement requirements-dask.txt ${PIP_ARGUMENTS:-}
        CXXFLAGS=-Wno-error=unused-but-set-variable \
            build/venv/bin/pip install --quiet --disable-pip-version-check --no-deps --target build/bench-packages \
            --requirement requirements-bench.txt ${PIP_ARGUMENTS:-}
        python3 scripts/package_plugin.py build/plugins/sar_radargrammetry
        answer=0
        export PYTHONPATH=$PWD:$PWD/build/engine-packages OMP_WAIT_POLICY=passive SAR_RADARGRAMMETRY_DATA=/data
        build/venv/bin/python -m pytest -p no:pytest_qgis --numprocesses auto --maxprocesses 4 --dist loadfile \
            tests/engine --ignore tests/engine/test_bench.py --junit-xml=/plugin/results-engine.xml \
            ${PYTEST_ARGUMENTS:-} || answer=$?
        # In a process of its own: one of those matchers loads a second GDAL.
        PYTHONPATH=$PYTHONPATH:$PWD/build/bench-packages build/venv/bin/python -m pytest -p no:pytest_qgis \
            tests/engine/test_bench.py --junit-xml=/plugin/results-bench.xml ${PYTEST_ARGUMENTS:-} || answer=$?
        unset PYTHONPATH
        bash scripts/test_desktop.sh tests/desktop --junit-xml=/plugin/results-desktop.xml ${PYTEST_ARGUMENTS:-} || answer=$?
        exit $answer' || answer=$?
    printf '%s %s %s\n' "$suite" "$(inside "$place" env QT_QPA_PLATFORM=offscreen python3 -c "
from qgis.core import Qgis
from qgis.PyQt.QtCore import QT_VERSION_STR
import platform
print(Qgis.QGIS_VERSION.split('-')[0], platform.python_version(), QT_VERSION_STR)" 2>/dev/null)" \
        "$(/usr/bin/python3 -c "
import sys
from xml.etree import ElementTree
suites = [ElementTree.parse(file).getroot().find('testsuite') for file in sys.argv[1:]]
count = {name: sum(int(suite.get(name)) for suite in suites) for name in ('tests', 'failures', 'errors', 'skipped')}
print(count['tests'] - sum(list(count.values())[1:]), count['skipped'], count['failures'] + count['errors'])" \
            "$tree"/results-*.xml)" >>"$chroots/results.txt"
    umount_all "$place"
    return "$answer"
}

umount_all() {
    local folder
    for folder in plugin/build/engine-packages data dev proc; do
        ! mountpoint -q "$1/$folder" || umount "$1/$folder"
    done
}

packages=${ENGINE_PACKAGES:-$root/build/engine-packages}
data=${SAR_RADARGRAMMETRY_DATA:-$root/../shared/data}
failed=()
mkdir -p "$chroots"
: >"$chroots/results.txt"
for suite in "${suites[@]}"; do
    echo "== $suite"
    build "$suite"
    run "$suite" || failed+=("$suite")
done

{
    echo "| QGIS | Debian | Python | Qt | passed | skipped | failed |"
    echo "|---|---|---|---|---|---|---|"
    while read -r suite qgis python qt passed skipped broken; do
        echo "| $qgis | $suite | $python | $qt | $passed | $skipped | $broken |"
    done <"$chroots/results.txt"
} | tee "$chroots/results.md"
[ ${#failed[@]} = 0 ] || { echo "Tests failed on: ${failed[*]}" >&2; exit 1; }
