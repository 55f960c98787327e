"""A virus scanner at the other end of a real socket, which speaks the ClamAV daemon's protocol."""

import socket
import socketserver
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import cast

# What every scanner calls a virus, and is none (https://www.eicar.org); in two parts, so that no
# scanner finds it in this file.
VIRUS = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"
NAME = "Eicar-Test-Signature"


class Scanner(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Listens until the block ends; `says` replaces its answer to files, `scanned` are theirs."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: object) -> None:
        self.address_family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
        super().__init__(address, _Talk)  # type: ignore[arg-type] # a path for a local socket
        self.scanned: list[bytes] = []
        self.says: bytes | None = None
        self.takes_at_most = 10**9

    def server_bind(self) -> None:
        """Bind without asking any name server."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        scanner = cast(Scanner, self.server)
        command = self._until_nul()
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM":
            content = self._streamed(scanner.takes_at_most)
            if content is None:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
            scanner.scanned.append(content)
            if scanner.says != b"":  # an empty answer: it ends without a word
                self.wfile.write(scanner.says or _verdict(content))

    def _until_nul(self) -> bytes:
        heard = b""
        while not heard.endswith(b"\0"):
            heard += self.rfile.read(1) or b"\0"
        return heard[:-1]

    def _streamed(self, most: int) -> bytes | None:
        content = b""
        while True:
            (length,) = struct.unpack("!I", self.rfile.read(4))
            if not length:
                return content
            content += self.rfile.read(length)
            if len(content) > most:
                return None


def _verdict(content: bytes) -> bytes:
    return f"stream: {NAME} FOUND\0".encode() if VIRUS in content else b"stream: OK\0"


@contextmanager
def listening(place: Path | None = None) -> Iterator[tuple[Scanner, str]]:
    """Run a scanner over TCP, or at the local socket `place`; yield it with its CLAMD_URL."""
    with Scanner(str(place) if place else ("127.0.0.1", 0)) as scanner:
        Thread(target=scanner.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield scanner, _url(scanner, place)
        finally:
            scanner.shutdown()


def _url(scanner: Scanner, place: Path | None) -> str:
    return f"unix://{place}" if place else f"tcp://127.0.0.1:{scanner.server_address[1]}"
