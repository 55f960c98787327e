"""Child processes that do what is dangerous: started, asked within a deadline, kept warm, ended.

Owns processes and their pipes. What they are asked, `decoder` and `reading.reader` know.
"""

import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar, cast

from appeals.evidence import wire

_ROOT = Path(__file__).resolve().parent.parent.parent
# Nothing of the worker's environment, which holds the keys. One malloc arena, because each
# further one reserves address space that the memory limit counts.
_ENVIRONMENT = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "PYTHONDONTWRITEBYTECODE": "1"}

_Answer = TypeVar("_Answer")


class ChildUnavailable(RuntimeError):
    """The child did not start: the machine's fault, not the photo's."""


class ChildDied(RuntimeError):
    """The child crashed, hung, hit a limit or answered nonsense while it had this photo."""


class Child:
    """One running child process; `exchange` with it, then `kill` it or let it idle."""

    def __init__(self, command: tuple[str, ...], *, start_seconds: float) -> None:
        self.photos = 0
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            command,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # a Ctrl-C is for the worker, which then ends the child
        )
        self._photos = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)
        with self._deadline(start_seconds):
            greeting = self._answers.read(len(wire.READY))
        if greeting != wire.READY:
            self.kill()
            raise ChildUnavailable("the child did not start")

    def exchange(
        self, content: bytes, receive: Callable[[BinaryIO], _Answer], *, seconds: float
    ) -> _Answer:
        """Hand over `content` and return what `receive` makes of the answer.

        Raises ChildDied when no whole answer comes within `seconds`, and whatever `receive` does.
        """
        self.photos += 1
        with self._deadline(seconds):
            try:
                wire.send_photo(self._photos, content)
                return receive(self._answers)
            except (OSError, wire.Garbled) as end:
                raise ChildDied("the child ended before it answered") from end

    def kill(self) -> None:
        """End the process, whatever it does, and collect it."""
        self._process.kill()
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
        self._timer = threading.Timer(seconds, process.kill)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


class Idle(Generic[_OneChild]):
    """Children waiting for their next photo, for the process that started them."""

    def __init__(self, *, most_photos: int) -> None:
        self._lock = threading.Lock()
        self._children: list[_OneChild] = []
        self._owner = os.getpid()
        self._most_photos = most_photos

    def take(self) -> _OneChild | None:
        """Return a warm child, if one waits."""
        with self._lock:
            if self._owner != os.getpid():  # forked: the pipes belong to the other process
                self._children, self._owner = [], os.getpid()
            return self._children.pop() if self._children else None

    def give_back(self, child: _OneChild) -> None:
        """Let `child` wait, or end it once it has had its share of photos."""
        if child.photos >= self._most_photos:
            child.kill()
            return
        with self._lock:
            self._children.append(child)

    def close(self) -> None:
        """End every waiting child."""
        while child := self.take():
            child.kill()
