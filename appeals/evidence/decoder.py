"""Keeps warm image children and asks them: the worker's side of `child`.

Owns starting, timing out, killing and reusing them. The worker itself never decodes a photo.
"""

import atexit
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO, cast

from appeals.evidence import sniff, structure, wire
from appeals.evidence.codes import Rejected
from appeals.evidence.wire import Pictures

WALL_SECONDS = 10.0
START_SECONDS = 20.0
COMMAND = (sys.executable, "-m", "appeals.evidence.child")

_ROOT = Path(__file__).resolve().parent.parent.parent
# Nothing of the worker's environment, which holds the keys. One malloc arena, because each
# further one reserves address space that the memory limit counts.
_ENVIRONMENT = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "PYTHONDONTWRITEBYTECODE": "1"}


class ChildUnavailable(RuntimeError):
    """The child did not start: the machine's fault, not the photo's."""


class ChildDied(RuntimeError):
    """The child crashed, hung, hit a limit or answered nonsense while it had this photo."""


def clean(content: bytes) -> tuple[Pictures, ...]:
    """Have a child decode `content` and return its clean pages: of a photo, one.

    Raises Rejected where the file cannot be used, ChildDied or ChildUnavailable.
    """
    child = _idle.take() or Child()
    try:
        pages = child.ask(content)
    except Rejected:
        _idle.give_back(child)
        raise
    except BaseException:
        child.kill()
        raise
    _idle.give_back(child)
    return pages


class Child:
    """One running child process; `ask` it, then `kill` it or let it idle."""

    def __init__(self) -> None:
        self.photos = 0
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            COMMAND,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # a Ctrl-C is for the worker, which then ends the child
        )
        self._photos = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)
        with self._deadline(START_SECONDS):
            greeting = self._answers.read(len(wire.READY))
        if greeting != wire.READY:
            self.kill()
            raise ChildUnavailable("the image child did not start")

    def ask(self, content: bytes) -> tuple[Pictures, ...]:
        """Return the clean pages, or raise Rejected or ChildDied."""
        self.photos += 1
        with self._deadline(WALL_SECONDS):
            try:
                wire.send_photo(self._photos, content)
                pages = wire.receive_answer(self._answers)
            except (OSError, wire.Garbled) as end:
                raise ChildDied("the image child ended before it answered") from end
        for page in pages:
            _check(page)
        return pages

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


class _Deadline:
    """Kills the process unless the block ends in time; its pipes then say so."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        self._timer = threading.Timer(seconds, process.kill)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


class _Idle:
    """Children waiting for their next photo, for the process that started them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._children: list[Child] = []
        self._owner = os.getpid()

    def take(self) -> Child | None:
        with self._lock:
            if self._owner != os.getpid():  # forked: the pipes belong to the other process
                self._children, self._owner = [], os.getpid()
            return self._children.pop() if self._children else None

    def give_back(self, child: Child) -> None:
        if child.photos >= wire.PHOTOS_PER_CHILD:
            child.kill()
            return
        with self._lock:
            self._children.append(child)

    def close(self) -> None:
        while child := self.take():
            child.kill()


def close_idle() -> None:
    """End every idle child of this process."""
    _idle.close()


def _check(page: Pictures) -> None:
    """Believe the child no more than the sender: what it made must be a JPEG of that size."""
    try:
        frame = structure.whole_frame(page.image)
        thumbnail = structure.whole_frame(page.thumbnail)
    except Rejected as rejected:
        raise ChildDied("the image child made no picture") from rejected
    if (frame.width, frame.height) != (page.width, page.height):
        raise ChildDied("the image child made another picture than it says")
    if {frame.kind, thumbnail.kind} != {sniff.JPEG}:
        raise ChildDied("the image child made another kind of file")


_idle = _Idle()
atexit.register(close_idle)
