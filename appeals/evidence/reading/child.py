"""The reader child: looks at clean pictures one by one under limits that it cannot lift again.

Started by `reader` with an empty environment, so without keys and addresses; imports neither
Django nor the settings, and refuses itself the network: its models lie in its packages.
"""

import os
import sys
from functools import cache
from typing import TYPE_CHECKING

from appeals.evidence import limits
from appeals.evidence.reading import wire
from appeals.evidence.wire import READY, receive_photo

if TYPE_CHECKING:
    from appeals.evidence.reading.faces import Faces
    from appeals.evidence.reading.text import Text

MEMORY_BYTES = 1600 * 1024 * 1024
CPU_SECONDS = 20
OPEN_FILES = 64
GIVES_WAY = 5  # to pages and to other jobs: what is read is a hint, and can come later
_REFUSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")


class Offline(RuntimeError):
    """A library wanted to speak to the network or to start a program."""


def main() -> None:
    """Answer up to PHOTOS_PER_CHILD pictures."""
    limits.limit(
        memory_bytes=MEMORY_BYTES,
        cpu_seconds=CPU_SECONDS * wire.PHOTOS_PER_CHILD,
        open_files=OPEN_FILES,
    )
    os.nice(GIVES_WAY)
    sys.addaudithook(refuse)
    from appeals.evidence.reading.text import Text  # noqa: PLC0415 - under the limits, too

    text = Text()
    pictures, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(READY)
    answers.flush()
    limits.silence()
    for _ in range(wire.PHOTOS_PER_CHILD):
        content = receive_photo(pictures)
        if content is None:
            return
        limits.allow_cpu(CPU_SECONDS)
        wire.send_seen(answers, look(content, text))


def look(content: bytes, text: "Text") -> wire.Seen:
    """Return what the wish before the picture asks for."""
    wish = wire.Wish(content[:1].decode("ascii", "replace"))
    match wish:
        case wire.Wish.TEXT:
            return wire.Seen(text=text.lines(content[1:]))
        case wire.Wish.FACES:
            boxes = _faces().boxes(content[1:])
            return wire.Seen(faces=len(boxes), boxes=boxes)


@cache
def _faces() -> "Faces":
    """Load the cascade with the first selfie."""
    from appeals.evidence.reading.faces import Faces  # noqa: PLC0415 - under the limits, too

    return Faces()


def refuse(event: str, _arguments: object) -> None:
    """Raise Offline where anything wants out of this process."""
    if event.startswith(_REFUSED):
        raise Offline(event)


if __name__ == "__main__":
    main()
