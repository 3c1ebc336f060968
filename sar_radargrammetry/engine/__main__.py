"""``python -m sar_radargrammetry.engine``: the engine from a terminal, or as the process behind QGIS."""

import os
import sys

# Before anything can import torch: its threads otherwise spin while they wait, which makes two threads on a busy
# machine many times slower than one.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

if __name__ == "__main__":
    from .cli import main

    sys.exit(main(sys.argv[1:]))
