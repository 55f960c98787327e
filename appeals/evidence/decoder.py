"""Asks image children for clean pictures: the worker's side of `child`.

The worker itself never decodes a photo.
"""

import atexit
import sys

from appeals.evidence import children, sniff, structure, wire
from appeals.evidence.children import ChildDied, ChildUnavailable
from appeals.evidence.codes import Rejected
from appeals.evidence.wire import Pictures

__all__ = ["Child", "ChildDied", "ChildUnavailable", "clean", "close_idle"]

WALL_SECONDS = 10.0
DOCUMENT_WALL_SECONDS = 25.0  # for ten pages
START_SECONDS = 20.0
COMMAND = (sys.executable, "-m", "appeals.evidence.child")


def clean(content: bytes) -> tuple[Pictures, ...]:
    """Have a child decode `content` and return its clean pages: of a photo, one.

    Raises Rejected where the file cannot be used, ChildDied or ChildUnavailable.
    """
    if warm := _idle.take():
        try:
            return _asked(warm, content)
        except ChildUnavailable:
            pass  # it died while it waited, which is not this photo's doing
    return _asked(Child(), content)


def _asked(child: "Child", content: bytes) -> tuple[Pictures, ...]:
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


class Child(children.Child):
    """One running image child; `ask` it, then `kill` it or let it idle."""

    def __init__(self) -> None:
        super().__init__(COMMAND, start_seconds=START_SECONDS)

    def ask(self, content: bytes) -> tuple[Pictures, ...]:
        """Return the clean pages, or raise Rejected, ChildDied or ChildUnavailable."""
        seconds = DOCUMENT_WALL_SECONDS if sniff.is_pdf(content) else WALL_SECONDS
        pages = self.exchange(content, wire.receive_answer, seconds=seconds)
        for page in pages:
            _check(page)
        return pages


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
    if max(frame.width, frame.height) > wire.LONG_EDGE:
        raise ChildDied("the image child made a picture that is too large")
    if max(thumbnail.width, thumbnail.height) > wire.THUMBNAIL_EDGE:
        raise ChildDied("the image child made a thumbnail that is too large")
    if {frame.kind, thumbnail.kind} != {sniff.JPEG}:
        raise ChildDied("the image child made another kind of file")


_idle: children.Idle[Child] = children.Idle(most_photos=wire.PHOTOS_PER_CHILD)
atexit.register(close_idle)
