"""What the launcher decides before anything starts: Python, packages, mode, secrets, servers."""

import ast
import os
import runpy
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from portal import bootstrap, embedded, launcher
from portal.management.commands import up

ROOT = Path(__file__).resolve().parents[2]
BOOTSTRAP = str(ROOT / "portal" / "bootstrap.py")


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with nothing but `environment` set."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=kept | environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_missing_production_settings_are_all_named_in_one_line(tmp_path: Path) -> None:
    done = manage("check", PORTAL_MODE="production", PORTAL_VAR=str(tmp_path))
    assert done.returncode != 0
    (line,) = done.stderr.splitlines()
    for name in ("SECRET_KEY", "MASTER_KEYS", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL"):
        assert f"{name} is missing" in line


def test_an_old_python_is_named_in_one_sentence() -> None:
    old = "import sys, runpy; sys.version_info = (3, 6, 9); runpy.run_path('manage.py', {}, '__main__')"
    done = subprocess.run(
        [sys.executable, "-c", old], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert done.stderr.startswith("The portal needs Python 3.11 or newer")
    assert len(done.stderr.splitlines()) == 1


def test_manage_py_can_be_read_by_an_old_python() -> None:
    ast.parse((ROOT / "manage.py").read_text(), feature_version=(3, 6))


def test_a_python_without_venv_gets_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = runpy.run_path(BOOTSTRAP)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="lacks the venv module"):
        fresh["_make_venv"]()


def test_every_requirement_is_pinned() -> None:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in wanted if not bootstrap.PIN.match(line)] == []


@pytest.mark.parametrize(
    ("command", "installed_before", "is_wanted"),
    [("up", False, False), ("test", False, True), ("install_reader", False, True),
     ("up", True, True)],
)  # fmt: skip
def test_the_reader_is_installed_for_tests_and_on_wish(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    command: Any,
    installed_before: Any,
    is_wanted: bool,
) -> None:
    fresh = runpy.run_path(BOOTSTRAP)
    wanted = fresh["_wanted"]
    monkeypatch.setitem(wanted.__globals__, "_stamp", lambda path: tmp_path / path.name)
    if installed_before:
        (tmp_path / fresh["READER"].name).touch()
    monkeypatch.setattr(sys, "argv", ["manage.py", "--no-color", command])
    assert (fresh["READER"] in wanted()) == is_wanted


@pytest.mark.parametrize("is_installed", [True, False])
def test_up_runs_the_reader_where_it_is_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_installed: bool
) -> None:
    monkeypatch.setattr(bootstrap, "has_every_pin", lambda path: is_installed)
    programs = {program.name: program.command for program in up._programs("", 1, tmp_path)}
    assert ("reader" in programs) == is_installed
    assert "reader" not in programs["worker"]


def test_without_settings_a_command_belongs_to_the_demonstration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in launcher.SIGNS_OF_PRODUCTION:
        monkeypatch.delenv(name, raising=False)
    assert launcher.belongs_to_demonstration("")


@pytest.mark.parametrize("name", launcher.SIGNS_OF_PRODUCTION)
def test_one_setting_of_production_ends_the_demonstration(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for other in launcher.SIGNS_OF_PRODUCTION:
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, "x")
    assert not launcher.belongs_to_demonstration("")


def test_the_mode_when_given_decides() -> None:
    assert launcher.belongs_to_demonstration("demonstration")
    assert not launcher.belongs_to_demonstration("production")


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    first = launcher._secrets(tmp_path)
    assert launcher._secrets(tmp_path) == first
    assert len(first["SECRET_KEY"]) > 50
    assert first["MASTER_KEYS"].startswith("demo1:")
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.env"]


def test_a_used_port_is_left_for_another() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        used = other.getsockname()[1]
        assert launcher._free_port(used) not in {0, used}
    launcher._CLAIMS.pop().close()


def test_two_who_start_at_once_get_different_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    claims: list[socket.socket] = []
    monkeypatch.setattr(launcher, "_CLAIMS", claims)
    first = launcher._free_port(0)
    assert launcher._free_port(first) != first
    with socket.socket() as mailbox:
        mailbox.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        mailbox.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        mailbox.bind(("127.0.0.1", first))
        mailbox.listen()
    for claim in claims:
        claim.close()


def test_the_test_command_is_pytest() -> None:
    done = manage("test", "--version")
    assert "pytest" in done.stdout + done.stderr


@pytest.fixture
def folder() -> Iterator[Any]:
    """A folder outside pytest's own, which pytest closes to the `nobody` that PostgreSQL may be."""
    with tempfile.TemporaryDirectory(prefix="portal-test-") as made:
        yield Path(made)


def deep(folder: Path) -> Path:
    """Return a folder whose path is longer than a socket's may be."""
    return folder / ("a folder, with 'marks' and " + "length " * 12) / "var"


def test_servers_run_in_a_deep_folder_with_odd_letters(folder: Path) -> None:
    with embedded.servers(deep(folder)) as addresses:
        with psycopg.connect(addresses["DATABASE_URL"]) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
        with redis.Redis.from_url(addresses["REDIS_URL"]) as broker:
            assert broker.config_get("appendonly") == {"appendonly": "yes"}
    assert not embedded._keeper_lives(deep(folder))


def test_servers_stop_with_their_last_user(folder: Path) -> None:
    with embedded.servers(folder) as addresses:
        with embedded.servers(folder) as same:
            assert same == addresses
        with psycopg.connect(addresses["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(addresses["DATABASE_URL"])


def test_servers_of_two_folders_know_nothing_of_each_other(folder: Path) -> None:
    with embedded.servers(folder / "one") as one, embedded.servers(folder / "two") as two:
        assert one["DATABASE_URL"] != two["DATABASE_URL"]
        with redis.Redis.from_url(one["REDIS_URL"]) as broker:
            broker.set("mine", 1)
        with redis.Redis.from_url(two["REDIS_URL"]) as broker:
            assert broker.get("mine") is None


def test_who_starts_the_servers_may_set_postgresql_and_others_join_knowingly(
    folder: Path,
) -> None:
    unsafe = {"fsync": "off"}
    with (
        embedded.servers(folder, postgres=unsafe) as addresses,
        psycopg.connect(addresses["DATABASE_URL"]) as connection,
    ):
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
        with embedded.servers(folder, postgres=unsafe) as same:
            assert same == addresses
        with pytest.raises(embedded.ServersFailed, match="fsync=off"), embedded.servers(folder):
            pass
        assert connection.execute("SELECT 1").fetchone() == (1,)
