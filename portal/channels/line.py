"""What every channel offers the outbox: a line that is open, and what may go wrong on it."""

from typing import Protocol

from portal.models import OutgoingMessage


class Unreachable(Exception):
    """The other end cannot be talked to; no message was tried."""


class NotSent(Exception):
    """This message was not accepted; `fault` is a constant text without personal values."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class Refused(NotSent):
    """Refused for good: trying again cannot help."""


class Delayed(NotSent):
    """Not accepted now, or nobody knows whether it was: try again later."""


class Line(Protocol):
    """An open way to a mail server or a gateway."""

    def send(self, message: OutgoingMessage) -> None:
        """Hand over one message; raises Refused or Delayed."""

    def close(self) -> None:
        """Hang up."""
