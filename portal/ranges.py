"""Parts of a file that a browser asks for to go on with a download (RFC 9110, section 14).

One part at a time: a header with several, or one that makes no sense, counts as none.
"""

import re
from dataclasses import dataclass

from django.http import HttpRequest

# Eighteen digits are more than any file has.
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)


class Unsatisfiable(ValueError):
    """The part asked for lies behind the file's end."""


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes it is."""
        return self.last - self.first + 1


def asked(request: HttpRequest, *, size: int, etag: str) -> Part | None:
    """Return the part that `request` asks for of a file of `size` bytes; None: all of it.

    A part of another edition is none: `If-Range` must be the present `etag` itself. Nor has a
    method other than GET any. Raises Unsatisfiable.
    """
    if request.method != "GET":
        return None
    header = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if header is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = header[1], header[2]
    if not first:
        return _ending(int(last), size) if last else None
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable(f"bytes {first} of {size}")
    return Part(int(first), min(int(last), size - 1) if last else size - 1)


def _ending(length: int, size: int) -> Part:
    """Return the last `length` bytes."""
    if length == 0 or size == 0:
        raise Unsatisfiable(f"the last {length} bytes of {size}")
    return Part(max(0, size - length), size - 1)
