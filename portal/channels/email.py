"""Hands one message to the mail server.

Owns the envelope, the headers and what the server's answers mean; who is owed a message and
when it is tried again is the outbox's business.
"""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from portal.channels.line import Delayed, NotSent, Refused, Unreachable
from portal.models import OutgoingMessage


class MailLine:
    """An open connection to the mail server."""

    def __init__(self, connection: BaseEmailBackend) -> None:
        self._connection = connection

    def send(self, message: OutgoingMessage) -> None:
        """Send `message`; raises Refused or Delayed."""
        try:
            self._connection.send_messages([_email(message)])
        except ValueError:  # a line break in a header, an address that is none
            raise Refused("the address or the subject is malformed") from None
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _verdict(min(codes), "recipient") from None
        except smtplib.SMTPResponseException as error:
            raise _verdict(error.smtp_code, "message") from None
        except (OSError, smtplib.SMTPException):
            raise Delayed("connection lost while sending") from None

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def connect() -> MailLine:
    """Return an open connection to the mail server; raises Unreachable."""
    connection: BaseEmailBackend = get_connection(timeout=settings.EMAIL_TIMEOUT)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(type(error).__name__) from None
    return MailLine(connection)


def _verdict(code: int, what: str) -> NotSent:
    if code >= 500:
        return Refused(f"{what} refused ({code})")
    return Delayed(f"{what} delayed ({code})")


def _email(message: OutgoingMessage) -> EmailMessage:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    return EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.recipient],
        headers={
            # The same at every try, so that a message delivered twice is recognised as one.
            "Message-ID": f"<{message.message_id}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
