"""The messages of the demonstration's mailbox, read from its folder."""

import re
import time
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

_PATIENCE = 60.0  # seconds
_CODE = re.compile(r"\b\d{6}\b")
_LINK = re.compile(r"https?://[^/\s]+(/k/\S+)")


def _newest(var: Path) -> Iterator[tuple[str, str]]:
    """Yield recipient and text of every message, newest first."""
    for path in sorted((var / "mailbox").glob("*.eml"), reverse=True):
        mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())
        body = mail.get_body(("plain",))
        yield str(mail["To"]), str(body.get_content()) if body else ""


def code_for(var: Path, email: str) -> str:
    """Return the one-time code of the latest message to `email`, waiting for it."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        for recipient, text in _newest(var):
            if recipient == email and (found := _CODE.search(text)):
                return found.group()
        time.sleep(0.2)
    raise AssertionError("no message with a code came")


def secret_paths(var: Path) -> list[str]:
    """Return the path that opens a case, for every case somebody was told about."""
    paths = [found.group(1) for _to, text in _newest(var) for found in _LINK.finditer(text)]
    return list(dict.fromkeys(paths))
