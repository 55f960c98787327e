"""The image child: decodes photos one by one under limits that it cannot lift again.

Started by `decoder` with an empty environment, so without keys and addresses; imports neither
Django nor the settings; reads photos from stdin, answers on stdout, ends when stdin does.
"""

import os
import resource
import sys
from typing import BinaryIO

from appeals.evidence import document, picture, sniff, wire
from appeals.evidence.codes import Code, Rejected

MEMORY_BYTES = 600 * 1024 * 1024
CPU_SECONDS = 10
OPEN_FILES = 16


def main() -> None:
    """Answer up to PHOTOS_PER_CHILD photos."""
    _limit()
    photos, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(wire.READY)
    answers.flush()
    # From here on whatever a library wants to say may quote the photo.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    for _ in range(wire.PHOTOS_PER_CHILD):
        content = wire.receive_photo(photos)
        if content is None:
            return
        _limit_cpu()
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
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(what, (most, most))
    most = CPU_SECONDS * wire.PHOTOS_PER_CHILD
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))


def _limit_cpu() -> None:
    """Allow CPU_SECONDS more from now; the soft limit's signal ends the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = min(int(usage.ru_utime + usage.ru_stime) + CPU_SECONDS, most)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, most))


if __name__ == "__main__":
    main()
