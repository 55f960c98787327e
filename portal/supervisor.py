"""Runs the portal's own processes: starts them, starts them again when they die, stops them.

It knows commands and process ids, and nothing of what the processes do.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from portal.keeper import end_with_parent

POLL = 0.2
STOPPED_WITHIN = 10.0  # seconds; jobs are leased rows, so an unfinished one is taken again
STEADY_AFTER = 60.0
PAUSE_MOST = 30.0
LOG_MOST = 5_000_000  # bytes


class Stopped(BaseException):
    """Somebody asked the launcher to end (Ctrl-C, SIGTERM or a closed terminal)."""


@dataclass(frozen=True, slots=True)
class Program:
    """One process to keep running."""

    name: str
    command: tuple[str, ...]


@contextmanager
def stop_signals_raise() -> Iterator[None]:
    """Turn the first SIGINT, SIGTERM or SIGHUP into Stopped, and ignore the later ones."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Supervisor:
    """Keeps programs running until it is stopped, and stops them in the order given."""

    def __init__(self, programs: list[Program], *, logs: Path, say: Callable[[str], None]) -> None:
        self._say = say
        self._logs = logs
        self._children = [_Child(program, logs / f"{program.name}.log") for program in programs]

    def start(self) -> None:
        """Start every program."""
        self._logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        for child in self._children:
            child.start()

    def watch(self) -> NoReturn:
        """Start again whatever dies, later each time; ends only by an exception."""
        while True:
            self.mend()
            time.sleep(POLL)

    def mend(self) -> None:
        """Start again what died and has waited long enough."""
        for child in self._children:
            ended = child.ended()
            if ended is not None:
                pause = child.postpone()
                self._say(
                    f"{child.program.name} ended ({ended}); it starts again in {pause:.0f} s; "
                    f"see {child.log}"
                )
            child.start_if_due()

    def pids(self) -> dict[str, int]:
        """Return the process id of every running program."""
        return {child.program.name: child.process.pid for child in self._children if child.process}

    def stop(self) -> None:
        """Stop every program, one after the other, with all it started."""
        for child in self._children:
            child.stop()


class _Child:
    """A program's process and how often it died."""

    def __init__(self, program: Program, log: Path) -> None:
        self.program = program
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._due_at: float | None = None
        self._pause = 1.0

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_MOST:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C reaches us alone, so the order is ours
                preexec_fn=end_with_parent(signal.SIGTERM),
            )
        self._started_at = time.monotonic()
        self._due_at = None

    def ended(self) -> str | None:
        """Return how the process ended, once; None while it runs."""
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        self._end_group()
        self.process = None
        return f"exit code {code}" if code >= 0 else signal.Signals(-code).name

    def postpone(self) -> float:
        """Set when to start again; returns the seconds until then."""
        if time.monotonic() - self._started_at > STEADY_AFTER:
            self._pause = 1.0
        pause = self._pause
        self._due_at = time.monotonic() + pause
        self._pause = min(2 * pause, PAUSE_MOST)
        return pause

    def start_if_due(self) -> None:
        if self._due_at is not None and time.monotonic() >= self._due_at:
            self.start()

    def stop(self) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOPPED_WITHIN)
            except subprocess.TimeoutExpired:
                pass
        self._end_group()
        self.process.wait()
        self.process = None

    def _end_group(self) -> None:
        """Kill what the process started and left behind."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
