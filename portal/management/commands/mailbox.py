"""Runs the demonstration's mail server."""

import asyncio
import ipaddress
import signal
from argparse import ArgumentParser

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import mailbox

_MOST_BYTES = 2 * 1024 * 1024


class Command(BaseCommand):
    """Take messages on the loopback and keep them as files until stopped."""

    help = "Takes the demonstration's messages on EMAIL_HOST:EMAIL_PORT; stop it with Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another port than EMAIL_PORT."""
        parser.add_argument("--port", type=int, default=None)

    def handle(self, *args: object, **options: int | None) -> None:
        """Serve until SIGINT or SIGTERM."""
        if settings.IN_PRODUCTION:
            raise CommandError("The mailbox is for the demonstration; set EMAIL_HOST to a server.")
        if not _is_loopback(settings.EMAIL_HOST):
            raise CommandError("The mailbox listens on the loopback only; check EMAIL_HOST.")
        port = settings.EMAIL_PORT if options["port"] is None else options["port"]
        asyncio.run(self._serve(settings.EMAIL_HOST, port))

    async def _serve(self, host: str, port: int) -> None:
        loop, stopped = asyncio.get_running_loop(), asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopped.set)
        try:
            # The launcher holds the port for us, so that nobody else is given it.
            server = await loop.create_server(_session, host, port, reuse_port=True)
        except OSError as fault:
            raise CommandError(
                f"Port {port} of {host} is taken; set EMAIL_PORT to another one."
            ) from fault
        host, port = server.sockets[0].getsockname()[:2]
        self.stdout.write(f"The mailbox listens on {host}:{port}.")
        async with server:
            await stopped.wait()


class _Keeper:
    """Keeps each message before the sender is told that it was taken."""

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content or b""
        await asyncio.to_thread(mailbox.store, content if isinstance(content, bytes) else b"")
        return "250 OK"


def _session() -> SMTP:
    return SMTP(_Keeper(), data_size_limit=_MOST_BYTES, enable_SMTPUTF8=True)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
