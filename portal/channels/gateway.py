"""Posts one message to an HTTP gateway: what is said, for how long, and what its answers mean.

The gateway is the operator's choice, so it may stand in an inner network; it is never followed
elsewhere. The same Idempotency-Key goes with every try, so that a try twice is one message.
"""

import http.client
import json
import socket
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from portal import mailbox
from portal.channels.line import Delayed, Line, NotSent, Refused, Unreachable
from portal.identifiers import Malformed, Phone
from portal.models import OutgoingMessage

# For each step of a message, and for the whole of it: a gateway that drips is cut off.
STEP_SECONDS = 5.0
WHOLE_SECONDS = 15.0
# In place of an address: the demonstration's own mailbox.
MAILBOX = "mailbox:"
_ANSWER_MOST = 64 * 1024
# Not this message's fault: wrong token, wrong address, too slow, too many, the same key at work.
_PASSING = frozenset({401, 403, 404, 405, 407, 408, 409, 423, 425, 429})


def is_address(url: str) -> bool:
    """Say whether messages can be posted to `url`."""
    try:
        parts = urllib.parse.urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none
        return False


def connect(url: str, *, token: str) -> Line:
    """Return an open line to the gateway at `url`; raises Unreachable, also where it is empty."""
    if not url:
        raise Unreachable("the channel is off")
    if url == MAILBOX:
        return _MailboxLine()
    line = _GatewayLine(url, token=token)
    line.open()
    return line


class _GatewayLine:
    """A connection kept open from message to message."""

    def __init__(self, url: str, *, token: str) -> None:
        parts = urllib.parse.urlsplit(url)
        kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        self._connection = kind(parts.hostname or "", parts.port, timeout=STEP_SECONDS)
        self._path = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        self._token = token
        self._is_used = False

    def open(self) -> None:
        """Connect; raises Unreachable."""
        try:
            self._connection.connect()
        except OSError as error:
            raise Unreachable(type(error).__name__) from None

    def send(self, message: OutgoingMessage) -> None:
        """Post `message`; raises Refused or Delayed."""
        body = json.dumps({"to": _number(message), "text": message.body}).encode()
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self._token}",
            "Idempotency-Key": str(message.message_id),
        }
        try:
            status = self._posted(body, headers)
        except (OSError, http.client.HTTPException):
            raise Delayed("the gateway did not answer in time") from None
        if fault := _fault(status):
            raise fault

    def _posted(self, body: bytes, headers: dict[str, str]) -> int:
        """Return the answer's status; a connection that served before may have been hung up."""
        if self._is_used:
            with suppress(ConnectionError):
                return self._exchange(body, headers)
            self.close()
        self._is_used = True
        return self._exchange(body, headers)

    def _exchange(self, body: bytes, headers: dict[str, str]) -> int:
        with _cut_off(self._connection):
            self._connection.request("POST", self._path, body=body, headers=headers)
            answer = self._connection.getresponse()
            answer.read(_ANSWER_MOST)
        if not answer.isclosed():  # more than we read: the rest would be taken for the next answer
            self.close()
        return answer.status

    def close(self) -> None:
        """Hang up; the next message opens another connection."""
        self._connection.close()


class _MailboxLine:
    """Puts messages beside the e-mails of the demonstration, where nobody is real."""

    def send(self, message: OutgoingMessage) -> None:
        """Keep `message`; raises Refused like a gateway."""
        letter = EmailMessage()
        letter["To"] = _number(message)
        letter["Subject"] = message.subject
        letter[mailbox.CHANNEL_HEADER] = message.channel
        letter.set_content(message.body)
        mailbox.store(letter.as_bytes())

    def close(self) -> None:
        """Nothing is open."""


def _number(message: OutgoingMessage) -> str:
    try:
        phone = Phone.parse(message.recipient)
    except Malformed:
        raise Refused("the number is malformed") from None
    if not phone.is_mobile:  # a dear or foreign number is nobody's who complains here
        raise Refused("the number is not an Indonesian mobile number")
    return phone.international


def _fault(status: int) -> NotSent | None:
    if 200 <= status < 300:
        return None
    if 400 <= status < 500 and status not in _PASSING:
        return Refused(f"message refused ({status})")
    return Delayed(f"message delayed ({status})")


@contextmanager
def _cut_off(connection: http.client.HTTPConnection) -> Iterator[None]:
    """End the connection once the whole message takes too long."""

    def cut() -> None:
        if connection.sock is not None:
            with suppress(OSError):  # closed meanwhile, which is what was wanted
                # Not the TLS socket's own, which would say goodbye and wait.
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    timer = threading.Timer(WHOLE_SECONDS, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
