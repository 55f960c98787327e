"""The door `manage.py up`: the whole portal on this machine, in one terminal.

Owns the order in which things start and what is printed; `embedded` has the servers, `supervisor`
the processes.
"""

import fcntl
import hashlib
import http.client
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from portal import bootstrap, embedded, launcher
from portal.supervisor import Program, Stopped, Supervisor, stop_signals_raise

READY_WITHIN = 60.0  # seconds
PORT_DEFAULT = 8000


class Command(BaseCommand):
    """Starts servers, web, worker and beat; Ctrl-C stops them all."""

    help = "Run the whole portal here: database, broker, web, worker, beat. Ctrl-C stops it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the one choice there is."""
        parser.add_argument(
            "--empty", action="store_true", help="load no demonstration data into the database"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Bring everything up, watch it, and take it down in the right order."""
        self.is_empty = bool(options["empty"])
        self.began_at = float(os.environ.get("PORTAL_STARTED_AT") or time.time())
        self.host = os.environ.get("HOST") or "127.0.0.1"
        self.port = _port(os.environ.get("PORT", ""))
        self.var: Path = settings.VAR_DIR
        try:
            with stop_signals_raise(), ExitStack() as stack:
                stack.enter_context(_only_one(self.var, address=settings.SITE_URL))
                _refuse_used_port(self.host, self.port)
                self._run(stack)
        except Stopped:
            self._say("stopped; nothing is left running")

    def _run(self, stack: ExitStack) -> None:
        if launcher.has_embedded_servers():
            stack.enter_context(embedded.servers(self.var, note=self._say))
            self._say("PostgreSQL and Valkey are running")
        stack.callback(connections.close_all)
        self._prepare_data()
        programs = _programs(self.host, self.port, self.var)
        supervisor = Supervisor(programs, logs=self.var / "log", say=self._say)
        stack.callback(supervisor.stop)
        stack.callback(self._say, "stopping")
        supervisor.start()
        self._say(f"starting: {', '.join(program.name for program in programs)}")
        self._wait_until_ready(supervisor)
        self._introduce()
        supervisor.watch()

    def _prepare_data(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        self._say("the database is migrated")
        call_command("compile_locale", verbosity=0)
        if _changed(self.var / "stamps" / "static", _static_digest()):
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            _stamp(self.var / "stamps" / "static", _static_digest())
            self._say("static files are collected")
        if settings.DEMONSTRATION and not self.is_empty:
            self._load_demonstration()
        connections.close_all()

    def _load_demonstration(self) -> None:
        if "load_demonstration" not in get_commands():
            self._say("there is no demonstration data to load")
            return
        call_command("load_demonstration", stdout=self.stdout)
        self._say("the demonstration data is there")

    def _wait_until_ready(self, supervisor: Supervisor) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while (status := _status(self.host, self.port, "/readyz/")) != http.client.OK:
            supervisor.mend()
            if time.monotonic() > deadline:
                self._say(
                    f"not every part is ready (/readyz/ answers {status or 'nothing'}); "
                    f"the logs are in {self.var / 'log'}"
                )
                return
            time.sleep(0.1)
        self._say("ready")

    def _introduce(self) -> None:
        lines = ["", f"  The portal:   {settings.SITE_URL}/", *_people(self.var)]
        lines += ["", f"  Logs: {self.var / 'log'}    Ctrl-C stops everything.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def _say(self, text: str) -> None:
        self.stdout.write(f"[{time.time() - self.began_at:6.1f} s] {text}")
        self.stdout.flush()


def _programs(host: str, port: int, var: Path) -> list[Program]:
    """Return the programs in the order in which they are stopped."""
    python = sys.executable
    (var / "beat").mkdir(mode=0o700, parents=True, exist_ok=True)
    programs = [
        Program("web", (
            python, "-m", "portal.serve", "--interface", "wsgi", "--host", host, "--port", str(port),
            "--blocking-threads", "8", "--workers-kill-timeout", "5", "portal.wsgi:application",
        )),
        Program("beat", (
            python, "-m", "celery", "-A", "portal", "beat", "--loglevel", "warning",
            "--schedule", str(var / "beat" / "schedule"), "--pidfile", "",
        )),
        Program("worker", (
            python, "-m", "celery", "-A", "portal", "worker", "--loglevel", "warning",
            "--concurrency", "2", "--without-gossip", "--without-mingle",
        )),
    ]  # fmt: skip
    if bootstrap.has_every_pin(bootstrap.READER):
        programs.append(Program("reader", (
            python, "-m", "celery", "-A", "portal", "worker", "--loglevel", "warning",
            "--queues", "reader", "--concurrency", "1", "--without-gossip", "--without-mingle",
        )))  # fmt: skip
    if settings.DEMONSTRATION and "mailbox" in get_commands():
        manage = str(settings.BASE_DIR / "manage.py")
        programs.append(Program("mailbox", (python, manage, "mailbox")))
    return programs


def _port(text: str) -> int:
    if not text:
        return PORT_DEFAULT
    if not (text.isdigit() and 0 < int(text) < 65536):
        raise CommandError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


@contextmanager
def _only_one(var: Path, *, address: str) -> Iterator[None]:
    """Hold the lock of `up`; raises CommandError naming the address of the one that runs."""
    (var / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
    with (var / "run" / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CommandError(
                f"The portal already runs here: {lock.read().strip() or 'it is starting'}."
            ) from None
        lock.truncate(0)
        lock.write(address)
        lock.flush()
        yield


def _refuse_used_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise CommandError(
                f"Port {port} of {host} cannot be used ({fault.strerror}); choose another one: "
                f"PORT={port + 1 if port < 65535 else port - 1} python3 manage.py up"
            ) from None


def _status(host: str, port: int, path: str) -> int:
    """Return the status of a GET, 0 when nobody answers."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not a bind
    connection = http.client.HTTPConnection(reached, port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": settings.ALLOWED_HOSTS[0].lstrip(".")})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def _static_digest() -> str:
    """Return a digest of what collectstatic would take: names, sizes and times."""
    digest = hashlib.sha256(repr(settings.STORAGES).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _changed(stamp: Path, digest: str) -> bool:
    return not stamp.exists() or stamp.read_text() != digest


def _stamp(stamp: Path, digest: str) -> None:
    stamp.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp.write_text(digest)


def _people(var: Path) -> list[str]:
    """Return the lines about whom to be: staff of each role, and participants to try."""
    path = var / "demonstration.json"
    if not (settings.DEMONSTRATION and path.exists()):
        return []
    known = json.loads(path.read_text(encoding="utf-8"))
    lines = [f"  Staff:        {settings.SITE_URL}/pmo/"]
    lines += [
        f"    {person['role']:<16} {person['username']:<16} {person['password']}"
        for person in known["staff"]
    ]
    lines += ["  Blocked participants to try:"]
    lines += [
        f"    {person['ground']:<16} NIK {person['nik']}   e-mail {person['email']}"
        for person in known["participants"]
    ]
    return lines
