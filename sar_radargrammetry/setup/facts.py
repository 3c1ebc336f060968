"""What the engine's interpreter is, as JSON on standard output; run by `child.py`."""

import json
import sys

try:
    import numpy
except ImportError:
    numpy = None

if __name__ == "__main__":
    print(json.dumps({"python": list(sys.version_info[:2]), "numpy": numpy.__version__ if numpy else ""}))
