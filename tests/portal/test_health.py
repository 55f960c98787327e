"""Alive and ready: what the probes are told, and what they are not."""

import socket
import stat
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from portal import health, outbox, status
from tests import scanner


def test_live_needs_neither_database_nor_host_nor_session(client: Client) -> None:
    answer = client.get("/healthz/", HTTP_HOST="10.1.2.3")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.fixture
def ready(db: None, settings: Settings, tmp_path: Path) -> None:
    """A place for evidence that can be written to."""
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def test_ready_names_every_part(client: Client, ready: None) -> None:
    answer = client.get("/readyz/", HTTP_HOST="10.1.2.3")
    assert answer.status_code == 200
    assert set(answer.json()) == {"database", "migrations", "broker", "storage", "jobs"}
    assert set(answer.json().values()) == {"ok"}


def test_a_scanner_that_is_away_is_named_and_the_portal_stays_ready(
    client: Client, ready: None, settings: Settings
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    answer = client.get("/readyz/")
    assert answer.json()["scanner"] == "not ok"
    assert answer.status_code == 200


def test_a_scanner_that_answers_is_named(client: Client, ready: None, settings: Settings) -> None:
    with scanner.listening() as (_, settings.CLAMD_URL):
        assert client.get("/readyz/").json()["scanner"] == "ok"


def test_a_broker_that_is_away_is_named_without_its_address(
    client: Client, ready: None, settings: Settings, tmp_path: Path
) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    answer = client.get("/readyz/")
    assert answer.status_code == 503
    assert answer.json()["broker"] == "not ok"
    assert "nobody" not in answer.content.decode()


def test_storage_that_cannot_be_written_is_not_ready(
    client: Client, ready: None, settings: Settings, tmp_path: Path
) -> None:
    settings.EVIDENCE_DIR = tmp_path / "file"
    settings.EVIDENCE_DIR.write_text("in the way")
    assert client.get("/readyz/").json()["storage"] == "not ok"


def test_the_storage_probe_leaves_nothing_behind(
    client: Client, ready: None, settings: Settings
) -> None:
    client.get("/readyz/")
    assert list(settings.EVIDENCE_DIR.iterdir()) == []
    assert stat.S_IMODE(settings.EVIDENCE_DIR.stat().st_mode) == 0o700


def test_migrations_not_applied_are_not_ready(
    client: Client, ready: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.health.MigrationExecutor.migration_plan", lambda *_: ["one"])
    assert client.get("/readyz/").json()["migrations"] == "not ok"


def test_a_database_that_is_away_is_not_ready(
    client: Client, ready: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OSError

    monkeypatch.setitem(health._CHECKS, "database", refuse)
    assert client.get("/readyz/").status_code == 503


def test_a_frozen_database_is_not_ready_within_seconds(
    client: Client, ready: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as frozen:  # accepts and never answers
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", str(frozen.getsockname()[1]))
        began = time.monotonic()
        answer = client.get("/readyz/")
    assert time.monotonic() - began < 4
    assert answer.status_code == 503
    assert {name for name, word in answer.json().items() if word != "ok"} == {
        "database",
        "migrations",
        "jobs",
    }


def test_the_database_probe_leaves_no_connection_open(client: Client, ready: None) -> None:
    def connections() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            )
            return int(cursor.fetchone()[0])

    before = connections()
    client.get("/readyz/")
    assert connections() <= before


def test_while_parts_start_one_line_is_written_and_no_warning(
    client: Client, ready: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    served = health._CHECKS["broker"]
    monkeypatch.setitem(health._CHECKS, "broker", _refuse)
    with caplog.at_level("INFO"):
        answers = [client.get("/readyz/").status_code for _ in range(3)]
        monkeypatch.setitem(health._CHECKS, "broker", served)
        answers += [client.get("/readyz/").status_code for _ in range(2)]
    assert answers == [503, 503, 503, 200, 200]
    told = [(each.levelname, each.getMessage()) for each in caplog.records]
    assert told == [("INFO", "not ready: broker"), ("INFO", "ready")]


def test_what_fails_once_all_has_served_is_a_warning(
    client: Client, ready: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/readyz/")
    monkeypatch.setitem(health._CHECKS, "broker", _refuse)
    for _ in range(2):
        client.get("/readyz/")
    told = [(each.levelname, each.getMessage()) for each in caplog.records]
    assert told == [("WARNING", "not ready: broker")]


def _refuse() -> None:
    raise OSError


@pytest.mark.parametrize(("minutes", "word"), [(4, "ok"), (6, "not ok")])
def test_messages_owed_for_more_than_five_minutes_are_late(
    client: Client, ready: None, minutes: int, word: str
) -> None:
    at = timezone.now() - timedelta(minutes=minutes)
    outbox.queue(to="budi@contoh.example", subject="s", body="b", key="k", at=at)
    assert client.get("/readyz/").json()["jobs"] == word


def test_what_stands_still_is_looked_for_once_a_minute(
    client: Client, ready: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def since() -> datetime:
        asked.append(1)
        return timezone.now()

    monkeypatch.setitem(status._standing, "photos", since)
    for _ in range(3):
        assert client.get("/readyz/").json()["photos"] == "not ok"
    assert len(asked) == 1
    caches["process"].clear()
    client.get("/readyz/")
    assert len(asked) == 2
