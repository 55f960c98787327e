"""The embedded PostgreSQL and Valkey as their users see them; nothing else knows they are embedded.

A user shares a lock while it needs the servers. The first one starts the keeper
(`portal/keeper.py`), which stops both servers once the last lock is gone.
"""

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SOCKET_LENGTH_MOST = 100  # bytes; Linux allows 107, macOS 103
STOPPED_WITHIN = 60.0  # seconds
KEEPER = Path(__file__).with_name("keeper.py")
# The servers need none of these, and the keeper is not shielded (portal/shielding.py).
_SECRETS = frozenset({"MASTER_KEYS", "SECRET_KEY"})


class ServersFailed(RuntimeError):
    """The embedded servers did not start; the message says why."""


def addresses(var: Path) -> dict[str, str]:
    """Return DATABASE_URL and REDIS_URL of the servers whose data lie under `var`."""
    sockets = _socket_folder(var)
    return {
        "DATABASE_URL": f"postgresql://postgres@/portal?host={sockets}",
        "REDIS_URL": f"unix://{sockets}/valkey.sock?db=0",
    }


@contextmanager
def servers(
    var: Path,
    *,
    note: Callable[[str], None] | None = None,
    postgres: Mapping[str, str] | None = None,
) -> Iterator[dict[str, str]]:
    """Run both servers, or use the running ones, while the context lasts; yields their addresses.

    Raises ServersFailed, also where running ones have settings that nobody asked for here. `note`
    receives what an operator should know; `postgres` are settings besides the keeper's own, for
    who starts the server.
    """
    var = var.resolve()
    for folder in (var, var / "run", var / "log"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    users = _open(var / "run" / "users.lock")
    try:
        keeper = _join(var, users, note or _on_stderr, postgres=postgres or {})
        yield addresses(var)
    finally:
        is_last = _locked(users)
        os.close(users)
        if is_last:
            _wait_until_stopped(var)
    if keeper is not None and is_last:
        keeper.wait(STOPPED_WITHIN)


def _join(
    var: Path, users: int, note: Callable[[str], None], *, postgres: Mapping[str, str]
) -> subprocess.Popen[str] | None:
    start = _open(var / "run" / "start.lock")
    try:
        fcntl.flock(start, fcntl.LOCK_EX)  # one at a time
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper is stopping
        if not _keeper_lives(var):
            _settings(var).write_text(json.dumps(dict(postgres)), encoding="utf-8")
            return _start_keeper(var, note, postgres=postgres)
    finally:
        os.close(start)
    _refuse_unasked_settings(var, postgres)
    return None


def _settings(var: Path) -> Path:
    return var / "run" / "postgresql.json"


def _refuse_unasked_settings(var: Path, asked: Mapping[str, str]) -> None:
    """Keep who needs safe servers from those that a test session made fast and unsafe."""
    path = _settings(var)
    running = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if unasked := [f"{name}={value}" for name, value in running.items() if name not in asked]:
        raise ServersFailed(
            f"The servers under {var} run with {', '.join(unasked)}, most likely for tests;"
            " wait until these end, or set PORTAL_VAR to another folder."
        )


def _start_keeper(
    var: Path, note: Callable[[str], None], *, postgres: Mapping[str, str]
) -> subprocess.Popen[str]:
    sockets = _socket_folder(var)
    settings = [f"{name}={value}" for name, value in postgres.items()]
    _make_private(sockets)
    with (var / "log" / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-P", str(KEEPER), str(var), str(sockets), *settings],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd="/",
            env={name: value for name, value in os.environ.items() if name not in _SECRETS},
            start_new_session=True,  # Ctrl-C is for the commands, not for the servers
        )
    assert keeper.stdout is not None
    with keeper.stdout as lines:
        for line in lines:
            word, _, text = line.strip().partition(": ")
            if word == "ready:":
                return keeper
            if word == "note":
                note(text)
            else:
                raise ServersFailed(f"{text}.")
    raise ServersFailed(
        f"The keeper of the embedded servers ended; look into {var}/log/keeper.log."
    )


def _keeper_lives(var: Path) -> bool:
    lock = _open(var / "run" / "keeper.lock")
    try:
        return not _locked(lock)
    finally:
        os.close(lock)


def _wait_until_stopped(var: Path) -> None:
    deadline = time.monotonic() + STOPPED_WITHIN
    while _keeper_lives(var) and time.monotonic() < deadline:
        time.sleep(0.05)


def _socket_folder(var: Path) -> Path:
    """Return `var`/run, or a folder of ours in the temporary folder if the path does not do.

    A socket's path is short by law of the kernel, and commas or quotes mean something to libpq.
    """
    folder = var.resolve() / "run" / "sockets"
    if len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= SOCKET_LENGTH_MOST and re.fullmatch(
        r"[\w./+-]+", str(folder), re.ASCII
    ):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"portal-{os.getuid()}-{digest}"


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    nobody_may_own = os.geteuid() == 0  # then PostgreSQL runs as `nobody`
    if folder.is_symlink() or (status.st_uid != os.geteuid() and not nobody_may_own):
        raise ServersFailed(f"{folder} belongs to somebody else; remove it.")
    folder.chmod(0o700)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _on_stderr(text: str) -> None:
    print(text, file=sys.stderr)
