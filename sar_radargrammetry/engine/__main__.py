"""``python -m sar_radargrammetry.engine``: the engine from a terminal, or as the process behind QGIS."""

import os
import sys

# Before anything can import torch: its threads otherwise spin while they wait, which makes two threads on a busy
# machine many times slower than one.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
# NumPy's products are of small matrices. After each of them OpenBLAS's other threads would spin for 20 milliseconds.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# oneDNN keeps the machine code of a thousand convolutions, a quarter of a megabyte each. Parts of patches have many
# sizes, and to make the code anew takes no time that can be measured.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "32")

if __name__ == "__main__":
    from .jobs import JOBS
    from .memory import limit_memory
    from .process.cli import main
    from .process.supervision import supervised

    limit_memory(os.environ)
    given = sys.argv[1:]
    sys.exit(supervised(lambda: main(given), given) if given[:1] and given[0] in JOBS else main(given))
