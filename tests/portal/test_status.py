"""What operators are told."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command

from portal import outbox, status
from portal.models import OutgoingMessage

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 5, tzinfo=UTC)


@pytest.fixture
def sections(monkeypatch: pytest.MonkeyPatch) -> None:
    """The register as it is, to be changed freely."""
    monkeypatch.setattr(status, "_sections", dict(status._sections))


@pytest.fixture
def owed_and_dead() -> None:
    """One message owed since AT, one given up."""
    for key in ("owed", "dead"):
        outbox.queue(to="budi@contoh.example", subject="s", body="b", key=key, at=AT)
    OutgoingMessage.objects.filter(key="dead").update(dead_at=AT)


def test_messages_owed_and_dead_are_counted(owed_and_dead: Any) -> None:
    assert status.collect()["messages"] == {"owed": 1, "dead": 1, "oldest": AT}


def test_nothing_owed_has_no_oldest() -> None:
    assert status.collect()["messages"] == {"owed": 0, "dead": 0, "oldest": None}


def test_other_parts_add_their_sections(sections: Any) -> None:
    status.register("files", lambda: {"stored": 3})
    assert status.collect()["files"] == {"stored": 3}


def test_json_is_for_machines(owed_and_dead: Any, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("status", "--json")
    assert json.loads(capsys.readouterr().out)["messages"]["oldest"] == "2026-11-20T05:00:00Z"


def test_text_is_for_people(
    owed_and_dead: Any, sections: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    status.register("cases", lambda: {"by state": {"open": 2}})
    call_command("status")
    text = capsys.readouterr().out
    assert "oldest                   2026-11-20 12:00" in text
    assert "open" in text
    assert "budi" not in text
