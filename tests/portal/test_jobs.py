"""Nudging workers: after commit, never raising, never waiting for long."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from kombu import pools

from portal import jobs
from portal.celery import app


@pytest.fixture(autouse=True)
def rested_breaker() -> Iterator[None]:
    """Start and leave with the broker trusted."""
    jobs.breaker.rests_until = 0.0
    yield
    jobs.breaker.rests_until = 0.0


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Point the application at another broker, without pooled connections."""

    def point(url: str) -> None:
        monkeypatch.setattr(app.conf, "broker_write_url", url)
        pools.reset()
        app._pool = None  # type: ignore[attr-defined]
        app.amqp._producer_pool = None  # type: ignore[attr-defined]

    original = app.conf.broker_write_url
    yield point
    point(original)


@pytest.fixture
def frozen_broker(tmp_path: Path, broker: Any) -> Iterator[None]:
    """A socket that takes connections and never answers."""
    path = tmp_path / "frozen.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(16)
        broker(f"redis+socket://{path}")
        yield


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Collect what would go to the broker."""
    calls = []
    monkeypatch.setattr(app, "send_task", lambda name, kwargs, **_: calls.append((name, kwargs)))
    return calls


def test_a_job_is_sent_after_the_commit_only(
    sent: Any, django_db_setup: None, transactional_db: None
) -> None:
    with transaction.atomic():
        jobs.nudge("portal.deliver_outbox")
        assert sent == []
    assert sent == [("portal.deliver_outbox", {})]


def test_a_rollback_sends_nothing(sent: Any, transactional_db: None) -> None:
    with transaction.atomic():
        jobs.nudge("portal.deliver_outbox")
        transaction.set_rollback(True)
    assert sent == []


def test_ids_travel_and_nothing_else(sent: Any, transactional_db: None) -> None:
    jobs.nudge("test.examine", case_id=41)
    assert sent == [("test.examine", {"case_id": 41})]


def test_no_broker_raises_nothing(
    tmp_path: Path, broker: Any, transactional_db: None, caplog: pytest.LogCaptureFixture
) -> None:
    broker(f"redis+socket://{tmp_path / 'nobody.sock'}")
    seconds = _seconds_of_a_nudge()
    assert seconds < 3
    assert "waits for the sweep" in caplog.text


def test_a_frozen_broker_costs_two_seconds_once(
    frozen_broker: None, transactional_db: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert 0.5 < _seconds_of_a_nudge() < 3
    assert "OperationalError" in caplog.text
    assert _seconds_of_a_nudge() < 0.1


def test_the_broker_is_trusted_again_after_its_rest(
    sent: Any, monkeypatch: pytest.MonkeyPatch, transactional_db: None
) -> None:
    jobs.breaker.trip()
    jobs.nudge("test.examine")
    assert sent == []
    later = time.monotonic() + 31
    monkeypatch.setattr("portal.jobs.time.monotonic", lambda: later)
    jobs.nudge("test.examine")
    assert len(sent) == 1


def _seconds_of_a_nudge() -> float:
    begun = time.perf_counter()
    jobs.nudge("test.examine", case_id=1)
    return time.perf_counter() - begun


def test_the_platform_registers_the_task_that_beat_names() -> None:
    assert Path("portal/tasks.py").exists()
    app.loader.import_default_modules()
    assert "portal.deliver_outbox" in app.tasks
