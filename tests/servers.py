"""Early pytest plugin: the embedded servers and the folders of a test session.

It runs before the settings are read. One session has one server start; xdist's workers inherit
its addresses and have a database and a Valkey number each. With DATABASE_URL set it uses that.
"""

import atexit
import fcntl
import os
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

from portal import embedded

# What a test session writes need not outlive a loss of power; killed servers lose nothing by it.
POSTGRES_SETTINGS = {"fsync": "off", "full_page_writes": "off"}
ROOT = Path(__file__).resolve().parent.parent


def _prepare() -> None:
    os.environ["PORTAL_MODE"] = "test"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in our thread
    var = Path(os.environ.setdefault("PORTAL_VAR", str(ROOT / "var" / "test"))).resolve()
    stack = ExitStack()
    atexit.register(stack.close)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        number = int(worker.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("?db=0", f"?db={number}")
    elif "DATABASE_URL" not in os.environ:
        _wait_for_turn(var)
        os.environ.update(stack.enter_context(embedded.servers(var, postgres=POSTGRES_SETTINGS)))
    _own_folders(var, stack)


def _wait_for_turn(var: Path) -> None:
    """Two sessions over one PORTAL_VAR would share a database: the second one waits."""
    var.mkdir(parents=True, exist_ok=True)
    turn = os.open(var / "session.lock", os.O_RDWR | os.O_CREAT, 0o600)  # until we end
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"waiting for another test session over {var}", file=sys.stderr)
        fcntl.flock(turn, fcntl.LOCK_EX)


def _own_folders(var: Path, stack: ExitStack) -> None:
    (var / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns where there is none
    folder = var / f"session-{os.getpid()}"
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    for name in ("EVIDENCE_DIR", "EXPORT_DIR", "IMPORT_DIR", "UPLOAD_DIR"):
        os.environ[name] = str(folder / name.removesuffix("_DIR").lower())


_prepare()
