"""Child processes that do what is dangerous: started, asked within a deadline, kept warm, ended.

Owns processes and their pipes. What they are asked, `decoder` and `reading.reader` know.
"""

import os
import signal
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar, cast

from appeals.evidence import wire

_ROOT = Path(__file__).resolve().parent.parent.parent
# Nothing of the worker's environment, which holds the keys. One malloc arena, because each
# further one reserves address space that the memory limit counts.
_ENVIRONMENT = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "PYTHONDONTWRITEBYTECODE": "1"}

_Answer = TypeVar("_Answer")


class ChildUnavailable(RuntimeError):
    """The child did not start, or ended before it had the photo: the machine's fault."""


class ChildDied(RuntimeError):
    """The child crashed, hung, hit a limit or answered nonsense while it had this photo."""


class Child:
    """One running child process; `exchange` with it, then `kill` it or let it idle."""

    def __init__(self, command: tuple[str, ...], *, start_seconds: float) -> None:
        self.photos = 0
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                command,
                cwd=_ROOT,
                env=_ENVIRONMENT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # a Ctrl-C is for the worker, which then ends the child
            )
        except (OSError, MemoryError) as fault:  # no memory, no processes, no descriptors left
            raise ChildUnavailable("the child could not be started") from fault
        self._photos = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)
        try:
            with self._deadline(start_seconds):
                greeting = self._answers.read(len(wire.READY))
            if greeting != wire.READY:
                raise ChildUnavailable("the child did not start")
        except BaseException:
            self.kill()
            raise

    def exchange(
        self, content: bytes, receive: Callable[[BinaryIO], _Answer], *, seconds: float
    ) -> _Answer:
        """Hand over `content` and return what `receive` makes of the answer.

        Raises ChildUnavailable when it ended before, ChildDied when no whole answer comes within
        `seconds`, and whatever `receive` does.
        """
        self.photos += 1
        with self._deadline(seconds):
            try:
                wire.send_photo(self._photos, content)
                return receive(self._answers)
            except wire.Gone as gone:
                raise ChildUnavailable("the child had ended before") from gone
            except (OSError, wire.Garbled) as end:
                raise ChildDied("the child ended before it answered") from end

    def has_ended(self) -> bool:
        """Say whether the process is over."""
        return self._process.poll() is not None

    def kill(self) -> None:
        """End the process with all it started, whatever they do, and collect it."""
        _kill_group(self._process)
        self._process.wait()
        for pipe in (self._photos, self._answers):
            try:
                pipe.close()
            except BrokenPipeError:
                pass  # what was left to send has nobody to read it

    def _deadline(self, seconds: float) -> "_Deadline":
        return _Deadline(self._process, seconds)


_OneChild = TypeVar("_OneChild", bound=Child)


class _Deadline:
    """Kills the process unless the block ends in time; its pipes then say so."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        self._timer = threading.Timer(seconds, _kill_group, [process])
        self._timer.daemon = True

    def __enter__(self) -> None:
        try:
            self._timer.start()
        except RuntimeError as fault:  # no threads left
            raise ChildUnavailable("nobody can watch the time") from fault

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill the session that the child leads."""
    with suppress(ProcessLookupError, PermissionError):  # over already
        os.killpg(process.pid, signal.SIGKILL)


class Idle(Generic[_OneChild]):
    """Children waiting for their next photo, for the process that started them."""

    def __init__(self, *, most_photos: int) -> None:
        self._lock = threading.Lock()
        self._children: list[_OneChild] = []
        self._owner = os.getpid()
        self._most_photos = most_photos

    def take(self) -> _OneChild | None:
        """Return a warm child, if one waits; those that died meanwhile are thrown away."""
        while (child := self._next()) and child.has_ended():
            child.kill()
        return child

    def give_back(self, child: _OneChild) -> None:
        """Let `child` wait, or end it once it has had its share of photos."""
        if child.photos >= self._most_photos:
            child.kill()
            return
        with self._lock:
            self._children.append(child)

    def close(self) -> None:
        """End every waiting child."""
        while child := self._next():
            child.kill()

    def _next(self) -> _OneChild | None:
        with self._lock:
            if self._owner != os.getpid():  # forked: the pipes belong to the other process
                self._children, self._owner = [], os.getpid()
            return self._children.pop() if self._children else None
