"""The image child: decodes photos one by one under limits that it cannot lift again.

Started by `decoder` with an empty environment, so without keys and addresses; imports neither
Django nor the settings; reads photos from stdin, answers on stdout, ends when stdin does.
"""

import sys
from typing import BinaryIO

from appeals.evidence import document, limits, picture, sniff, wire
from appeals.evidence.codes import Code, Rejected

MEMORY_BYTES = 600 * 1024 * 1024
CPU_SECONDS = 10
DOCUMENT_CPU_SECONDS = 25  # for ten pages
OPEN_FILES = 16


def main() -> None:
    """Answer up to PHOTOS_PER_CHILD photos."""
    _limit()
    photos, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(wire.READY)
    answers.flush()
    limits.silence()
    for _ in range(wire.PHOTOS_PER_CHILD):
        content = wire.receive_photo(photos)
        if content is None:
            return
        _limit_cpu(content)
        answer(content, answers)


def answer(content: bytes, answers: BinaryIO) -> None:
    """Write the clean pages of one file, or the code of what is wrong with it."""
    try:
        pages = document.pages(content) if sniff.is_pdf(content) else [picture.clean(content)]
    except Rejected as rejected:
        wire.send_code(answers, rejected.code)
    except MemoryError:
        wire.send_code(answers, Code.TOO_MANY_PIXELS)
    except Exception:  # noqa: BLE001 - a decoder may raise anything; all of it means unreadable
        wire.send_code(answers, Code.UNREADABLE)
    else:
        wire.send_pages(answers, pages)


def _limit() -> None:
    cpu_seconds = DOCUMENT_CPU_SECONDS * wire.PHOTOS_PER_CHILD
    limits.limit(memory_bytes=MEMORY_BYTES, cpu_seconds=cpu_seconds, open_files=OPEN_FILES)


def _limit_cpu(content: bytes = b"") -> None:
    limits.allow_cpu(DOCUMENT_CPU_SECONDS if sniff.is_pdf(content) else CPU_SECONDS)


if __name__ == "__main__":
    main()
