"""Asks a ClamAV daemon whether a file holds a known virus; off while CLAMD_URL is empty.

Owns the daemon's protocol (INSTREAM and PING, over TCP or a local socket) and how long to wait
for it. What becomes of an infected file, the caller knows.
"""

import re
import socket
import struct
import time
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from django.conf import settings

PORT = 3310
SCAN_SECONDS = 20.0
PING_SECONDS = 2.0
_CHUNK = 64 * 1024
_LENGTH = struct.Struct("!I")
_MOST_ANSWER = 4096
# What the daemon reports where it could not look: no viruses. Too deep or too large for it:
_TOO_MUCH = "Heuristics.Limits.Exceeded"
# Behind a password:
ENCRYPTED = "Heuristics.Encrypted."
# What a signature's name may hold: it goes into the audit trail, where long numbers are people's.
_STRANGE = re.compile(r"[^A-Za-z0-9._:/-]|\d{8,}")


class Away(RuntimeError):
    """The daemon does not answer at all: nothing can be said of any file."""


class Undecided(RuntimeError):
    """The daemon is there, but did not say what it thinks of this file."""


def is_on() -> bool:
    """Say whether files are to be scanned."""
    return bool(settings.CLAMD_URL)


def is_address(url: str) -> bool:
    """Say whether `url` is tcp://host:port or unix:///path/to/socket."""
    try:
        parts = urlsplit(url)
        return bool(parts.scheme == "tcp" and parts.hostname and (parts.port or PORT)) or bool(
            parts.scheme == "unix" and parts.path and not parts.netloc
        )
    except ValueError:  # not a port
        return False


def virus_in(content: bytes) -> str:
    """Return the name of the virus that the daemon finds in `content`, empty for none.

    Raises Away, or Undecided.
    """
    try:
        answer = _asked(_streamed(content), seconds=SCAN_SECONDS)
    except OSError as fault:
        if answers():
            raise Undecided("it broke off in the middle of the file") from fault
        raise Away("it does not answer") from fault
    return _verdict(answer)


def answers(*, within: float = PING_SECONDS) -> bool:
    """Say whether the daemon answers a ping `within` seconds."""
    try:
        return _asked([b"zPING\0"], seconds=within) == "PONG"
    except OSError:
        return False


def _streamed(content: bytes) -> Iterator[bytes]:
    yield b"zINSTREAM\0"
    for at in range(0, len(content), _CHUNK):
        chunk = content[at : at + _CHUNK]
        yield _LENGTH.pack(len(chunk)) + chunk
    yield _LENGTH.pack(0)


def _verdict(answer: str) -> str:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        name = _STRANGE.sub("_", said.removesuffix(" FOUND"))[:80] or "_"
        if name.startswith(_TOO_MUCH):
            raise Undecided(name)
        return name
    raise Undecided(said[:100])


def _asked(parts: Iterable[bytes], *, seconds: float) -> str:
    """Send `parts` and return the one answer; raises OSError after `seconds` altogether."""
    ends = time.monotonic() + seconds
    with _connected(_left(ends)) as line:
        try:
            for part in parts:
                line.settimeout(_left(ends))
                line.sendall(part)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has heard enough, and says why
        return _answer(line, ends)


def _answer(line: socket.socket, ends: float) -> str:
    heard = b""
    while b"\0" not in heard and len(heard) < _MOST_ANSWER:
        line.settimeout(_left(ends))
        more = line.recv(_MOST_ANSWER)
        if not more:
            raise ConnectionError("the daemon ended before it answered")
        heard += more
    return heard.split(b"\0")[0].decode("ascii", "replace").strip()


def _connected(seconds: float) -> socket.socket:
    parts = urlsplit(settings.CLAMD_URL)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname, parts.port or PORT), timeout=seconds)
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(seconds)
        line.connect(parts.path)
    except BaseException:
        line.close()
        raise
    return line


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("the daemon took too long")
    return left
