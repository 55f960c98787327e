"""`manage.py up` for real, with a folder and a port of its own: start, start twice, die, stop."""

import contextlib
import http.client
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.running import PATIENCE, Up, free_port

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def place() -> Iterator[Any]:
    """A folder and a port for one launcher after the other.

    The folder is not pytest's, which pytest closes to the `nobody` that PostgreSQL may be.
    """
    with tempfile.TemporaryDirectory(prefix="portal-test-") as folder:
        yield Path(folder), free_port()


@contextlib.contextmanager
def running(place: Any, **settings: str) -> Iterator[Any]:
    """A launcher that has come up; whatever is left of it is killed."""
    folder, port = place
    launcher = Up(folder, port, "--empty", **settings)
    family = []
    try:
        launcher.says("The portal:")
        family = launcher.family()
        yield launcher
    finally:
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        launcher.process.kill()
        launcher.process.wait()


@pytest.fixture(scope="module")
def up(place: Any) -> Iterator[Any]:
    """One launcher for the tests below; the last of them stops it."""
    with running(place) as launcher:
        yield launcher


def status(port: int, path: str) -> int:
    """Return the status of a GET."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", path)
        return connection.getresponse().status


def left(processes: list[psutil.Process], within: float) -> list[str]:
    """Return which processes still run after `within` seconds."""
    _gone, alive = psutil.wait_procs(processes, timeout=within)
    return [" ".join(process.cmdline()) for process in alive if process.status() != "zombie"]


def test_a_second_start_names_the_address_of_the_first(up: Any, place: Any) -> None:
    second = Up(*place, "--empty")
    assert f"The portal already runs here: http://localhost:{up.port}" in second.says("runs here")
    assert second.process.wait(PATIENCE) == 1
    assert status(up.port, "/healthz/") == 200


def test_a_dead_worker_is_started_again_and_said(up: Any) -> None:
    (worker, *_) = [
        process for process in up.family() if {"celery", "worker"} <= set(process.cmdline())
    ]
    worker.kill()
    assert "SIGKILL" in up.says("worker ended")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        workers = [p for p in up.family() if {"celery", "worker"} <= set(p.cmdline())]
        if any(process.pid != worker.pid for process in workers):
            return
        time.sleep(0.1)
    raise AssertionError("no new worker")


def test_ctrl_c_leaves_no_process(up: Any) -> None:
    assert status(up.port, "/healthz/") == 200
    family = up.family()
    assert len(family) >= 8  # itself, keeper, two servers, web and its worker, beat, worker
    assert up.ends(signal.SIGINT) == 0
    assert left(family, within=0.5) == []


def test_a_killed_launcher_takes_its_processes_along_and_the_next_one_comes_up(place: Any) -> None:
    # Unmeasured and without the worker that reads cards: the launcher above had both.
    settings = {"COVERAGE_PROCESS_CONFIG": "", "READER": "false"}
    with running(place, **settings) as first:
        family = first.family()
        first.ends(signal.SIGKILL)
        with running(place, **settings) as second:
            assert status(second.port, "/healthz/") == 200
            assert left(family, within=10) == []
            assert second.ends(signal.SIGTERM) == 0


def test_a_port_in_use_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        launcher = Up(tmp_path, port, "--empty")
        assert f"Port {port} of 127.0.0.1 cannot be used" in launcher.says("cannot be used")
        assert launcher.process.wait(PATIENCE) == 1
