"""Posts a message to an address outside: no redirects, no inner networks, and never for long.

A name is looked up once and the connection goes to what was checked (no rebinding). Knows
nothing of partners or of what a message says.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeAlias

from django.conf import settings

# For each step of a message, and for the whole of it: an address that drips is cut off.
STEP_SECONDS = 5.0
WHOLE_SECONDS = 10.0
_ANSWER_MOST = 64 * 1024
# Where https is spoken in the open.
PORTS = (443, 8443)

# Why a message did not arrive; deliveries keep these sentences.
UNANSWERED = "no answer in time, or a broken one"
UNCONNECTED = "no connection, or a broken one"
BAD_CERTIFICATE = "the certificate is not valid for this address"
UNKNOWN_NAME = "the name of the address is not known"
INSIDE = "the address leads into an inner network"
OTHER_PORT = "the address has port 443 or 8443"
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Ways to write an inner address that no partner on the internet has: local NAT64, translated and
# compatible IPv4, the old local networks.
_NEVER_OUTSIDE = tuple(
    ipaddress.IPv6Network(each)
    for each in ("64:ff9b:1::/48", "::ffff:0:0:0/96", "::/96", "fec0::/10")
)

_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(ValueError):
    """We do not send there; the message says what the address should be."""


class Unanswered(Exception):
    """No answer came; the message is a short constant text."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where an address leads, as written."""

    is_tls: bool
    host: str
    port: int
    path: str


def check(url: str) -> Target:
    """Return where `url` leads; raises Refused without looking its name up."""
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("this is not an address") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.WEBHOOK_ALLOW_PRIVATE):
        raise Refused("the address begins with https://")
    if not parts.hostname or parts.username is not None or parts.fragment:
        raise Refused("the address has a host, and neither a user nor a fragment")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise Refused("the address is written in ASCII, without spaces")
    is_tls = parts.scheme == "https"
    path = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
    usual = 443 if is_tls else 80
    target = Target(is_tls, parts.hostname, usual if port is None else port, path)
    _check_port(target.port)
    _check_literal(target.host)
    return target


def _check_port(port: int) -> None:
    """Refuse what no partner listens on: another port would knock at somebody else's door."""
    if port not in PORTS and not settings.WEBHOOK_ALLOW_PRIVATE:
        raise Refused(OTHER_PORT)


def _check_literal(host: str) -> None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return
    if not is_outside(address):
        raise Refused(INSIDE)


def is_outside(address: _Address) -> bool:
    """Say whether anybody on the internet has this address, also behind its other notations."""
    if settings.WEBHOOK_ALLOW_PRIVATE:
        return True
    if any(address in each for each in _NEVER_OUTSIDE):
        return False
    inner = _inner(address)
    return address.is_global and not address.is_multicast and (inner is None or is_outside(inner))


def _inner(address: _Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 one stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


class Line:
    """A connection to one address, kept open from message to message; use it with `with`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: _Pinned | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.hang_up()

    def post(self, body: bytes, headers: Mapping[str, str]) -> int:
        """Post `body` and return the answer's HTTP status; raises Refused and Unanswered."""
        if self._connection is not None:
            with suppress(ConnectionError):  # the other side hung up between two messages
                return self._exchange(self._connection, body, headers)
        self.hang_up()
        target = check(self._url)
        self._connection = _Pinned(target, _resolve(target))
        try:
            return self._exchange(self._connection, body, headers)
        except ConnectionError:
            raise Unanswered(UNCONNECTED) from None

    def _exchange(self, connection: "_Pinned", body: bytes, headers: Mapping[str, str]) -> int:
        try:
            with _cut_off(connection):
                connection.request("POST", connection.path, body=body, headers=dict(headers))
                answer = connection.getresponse()
                answer.read(_ANSWER_MOST)
        except ssl.SSLCertVerificationError:
            self.hang_up()
            raise Unanswered(BAD_CERTIFICATE) from None
        except (OSError, http.client.HTTPException) as error:
            self.hang_up()
            if isinstance(error, ConnectionError) and not connection.is_cut:
                raise
            raise Unanswered(UNANSWERED) from None
        if not answer.isclosed():
            self.hang_up()
        return answer.status

    def hang_up(self) -> None:
        """Close the connection; the next message opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _Pinned(http.client.HTTPConnection):
    """A connection to an address looked up before; the name stays for the Host and the TLS."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=STEP_SECONDS)
        self.path = target.path
        self._address = address
        self._is_tls = target.is_tls
        self.is_cut = False

    def connect(self) -> None:
        """Connect to the address that was checked."""
        self.sock = socket.create_connection((self._address, self.port), STEP_SECONDS)
        if self._is_tls:
            self.sock = tls_context().wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self._stop_if_cut()
            self.sock.do_handshake()
        self._stop_if_cut()

    def cut(self) -> None:
        """End the connection from another thread: whoever waits for it wakes up."""
        self.is_cut = True
        if self.sock is not None:
            with suppress(OSError):  # closed meanwhile, which is what was wanted
                # Not the TLS socket's own, which would say goodbye and wait.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def _stop_if_cut(self) -> None:
        if self.is_cut:
            raise TimeoutError


def tls_context() -> ssl.SSLContext:
    """Return how certificates are checked: against the machine's authorities, with the name."""
    return ssl.create_default_context()


@contextmanager
def _cut_off(connection: _Pinned) -> Iterator[None]:
    """Cut the connection once the whole message takes too long."""
    timer = threading.Timer(WHOLE_SECONDS, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _resolve(target: Target) -> str:
    """Return the address of the name; raises Refused when any of its addresses is inside."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unanswered(UNKNOWN_NAME) from None
    addresses = [str(each[4][0]) for each in found]
    if not all(is_outside(ipaddress.ip_address(each.partition("%")[0])) for each in addresses):
        raise Refused(INSIDE)
    return addresses[0]
