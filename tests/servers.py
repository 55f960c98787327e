"""Early pytest plugin: starts the embedded servers before the settings are read."""

import atexit
import os
from contextlib import ExitStack
from pathlib import Path

from portal import embedded

_stack = ExitStack()
_var = Path(os.environ.setdefault("PORTAL_VAR", str(Path(__file__).parent.parent / "var" / "test")))
os.environ["PORTAL_MODE"] = "test"
if "DATABASE_URL" not in os.environ:
    os.environ.update(_stack.enter_context(embedded.servers(_var)))
    atexit.register(_stack.close)
