"""A partner's end of a webhook: a real HTTP server on loopback that answers as it is told."""

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class Receiver:
    """What was received, and what to answer: a status, with `wait` seconds before it."""

    url: str = ""
    status: int = 200
    wait: float = 0.0
    hangs_up: bool = False
    answer: bytes = b""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    connections: set[int] = field(default_factory=set)

    def said(self) -> list[dict[str, Any]]:
        """Return the messages, as JSON."""
        return [json.loads(body) for _, body in self.got]


@contextmanager
def receiver(*, certificate: Path | None = None, **over: Any) -> Iterator[Receiver]:
    """Listen on a port of its own, over TLS with a certificate for localhost."""
    told = Receiver(**over)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told.got.append(({name.lower(): text for name, text in self.headers.items()}, body))
            told.connections.add(self.client_address[1])
            time.sleep(told.wait)
            self.send_response(told.status)
            self.send_header("Content-Length", str(len(told.answer)))
            if 300 <= told.status < 400:
                self.send_header("Location", told.url + "elsewhere")
            self.end_headers()
            self.wfile.write(told.answer)
            self.close_connection = told.hangs_up

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a caller may hang up
    server.block_on_close = False
    told.url = f"http://127.0.0.1:{server.server_port}/hook/"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        told.url = f"https://localhost:{server.server_port}/hook/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
