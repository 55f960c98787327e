"""The demonstration's mailbox: every message that was sent over any channel, as a file.

Owns storing and listing; it is used in the demonstration only, where nobody is real.
"""

import os
import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings

from portal.identifiers import clean_phone, mask_phone
from portal.models import OutgoingMessage

Channel = OutgoingMessage.Channel
# Says over what a message went that is no e-mail.
CHANNEL_HEADER = "X-Channel"
_NAME = re.compile(r"\d{20}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Mail:
    """One message as the person would see it."""

    name: str
    at: datetime
    channel: Channel
    sender: str
    recipient: str
    subject: str
    body: str


def store(content: bytes) -> str:
    """Keep a message, safely on the disk before this returns; return its name."""
    name = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}"
    folder = _folder()
    incoming = folder / f"{name}.incoming"
    with incoming.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    incoming.rename(folder / f"{name}.eml")
    _sync(folder)
    return name


def newest(limit: int = 100) -> Iterator[Mail]:
    """Yield the latest messages, newest first."""
    for path in sorted(_folder().glob("*.eml"), reverse=True)[:limit]:
        yield _read(path)


def find(name: str) -> Mail | None:
    """Return the message of this name, if there is one."""
    path = _folder() / f"{name}.eml"
    return _read(path) if _NAME.fullmatch(name) and path.exists() else None


def _folder() -> Path:
    folder: Path = settings.VAR_DIR / "mailbox"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> Mail:
    mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())
    body = mail.get_body(("plain",))
    channel = Channel(mail.get(CHANNEL_HEADER, Channel.EMAIL))
    to = str(mail.get("To", ""))
    return Mail(
        name=path.stem,
        at=datetime.fromtimestamp(int(path.stem.split("-")[0]) / 1e9, UTC),
        channel=channel,
        sender=str(mail.get("From", "")),
        recipient=to if channel == Channel.EMAIL else mask_phone(clean_phone(to)),
        subject=str(mail.get("Subject", "")),
        body=str(body.get_content()) if body else "",
    )
