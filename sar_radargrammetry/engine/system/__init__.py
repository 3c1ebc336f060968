"""What operating systems do in different ways: one module for each kind, with the same functions; `host` is this one's.

Both sides of the door use this: it needs the standard library only. Nothing else calls what one system alone has
(tests/engine/test_system.py reads the sources for it).
"""

import os

if os.name == "nt":
    from . import windows as host
else:
    from . import posix as host

__all__ = ["host"]
