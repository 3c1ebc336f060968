"""Qt as QGIS 4 has it: the modules of PyQt 6 under other names."""

import importlib
import sys

for name in ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtTest"):
    module = importlib.import_module(f"PyQt6.{name}")
    globals()[name] = sys.modules[f"{__name__}.{name}"] = module
