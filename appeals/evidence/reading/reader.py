"""Asks reader children what they see in a picture: the worker's side of `child`."""

import atexit
import sys

from appeals.evidence import children
from appeals.evidence.reading import wire
from appeals.evidence.reading.wire import Seen, Wish

WALL_SECONDS = 120.0
START_SECONDS = 60.0
COMMAND = (sys.executable, "-m", "appeals.evidence.reading.child")


def look(picture: bytes, wish: Wish) -> Seen:
    """Return what a child sees in the JPEG; raises ChildDied or ChildUnavailable."""
    content = wish.value.encode() + picture
    if warm := _idle.take():
        try:
            return _asked(warm, content)
        except children.ChildUnavailable:
            pass  # it died while it waited, which is not this picture's doing
    return _asked(children.Child(COMMAND, start_seconds=START_SECONDS), content)


def _asked(child: children.Child, content: bytes) -> Seen:
    try:
        seen = child.exchange(content, wire.receive_seen, seconds=WALL_SECONDS)
    except BaseException:
        child.kill()
        raise
    _idle.give_back(child)
    return seen


def close_idle() -> None:
    """End every idle child of this process."""
    _idle.close()


_idle: children.Idle[children.Child] = children.Idle(most_photos=wire.PHOTOS_PER_CHILD)
atexit.register(close_idle)
