"""A real `manage.py up` in a folder and on ports of its own, and what it says."""

import contextlib
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90.0  # seconds; a quiet machine needs a tenth


def free_port() -> int:
    """Return a port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Up:
    """One `manage.py up` with its data under `var`, and `settings` by their names."""

    def __init__(self, var: Path, port: int, *arguments: str, **settings: str) -> None:
        self.port = port
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in {"PATH", "HOME"} or name.startswith("COVERAGE_")
        }
        own = {"PORTAL_VAR": str(var), "PORT": str(port)}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", *arguments],
            cwd=ROOT,
            env=kept | own | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line)

    def says(self, words: str, *, within: float = PATIENCE) -> str:
        """Return the next line that matches `words`; fails after `within` seconds."""
        heard: list[str] = []
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            with contextlib.suppress(queue.Empty):
                heard.append(self._lines.get(timeout=0.2))
                if re.search(words, heard[-1]):
                    return heard[-1]
            if self.process.poll() is not None and self._lines.empty():
                break
        raise AssertionError(f"never said {words!r}:\n{''.join(heard)}")

    def family(self) -> list[psutil.Process]:
        """Return the process and everything it started."""
        itself = psutil.Process(self.process.pid)
        return [itself, *itself.children(recursive=True)]

    def ends(self, order: signal.Signals) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(order)
        return self.process.wait(PATIENCE)
