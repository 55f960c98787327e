"""Rotating the master keys: rows and files move, step by step, and nothing is lost."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from pytest_django import Settings

from portal import rotation
from portal.models import OutgoingMessage
from portal.storage import evidence_store
from tests.portal.test_fields import NEW, OLD, Card, cards, stored

__all__ = ["cards"]  # the fixture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def old_key_first(settings: Settings, tmp_path: Path) -> None:
    settings.MASTER_KEYS = [OLD]
    settings.EVIDENCE_DIR, settings.EXPORT_DIR = tmp_path / "evidence", tmp_path / "exports"
    settings.IMPORT_DIR = tmp_path / "imports"


def rotate(*, batch: int = 2) -> rotation.Rotated | None:
    return next(reversed(list(rotation.rotate_rows(Card, batch=batch))), None)


def test_every_sealed_column_moves(cards: models.Manager[Card], settings: Settings) -> None:
    for number in range(5):
        cards.create(number=str(number), note=f"n{number}", answers={"n": number})
    settings.MASTER_KEYS = [NEW, OLD]
    done = rotate()
    settings.MASTER_KEYS = [NEW]
    assert done is not None
    assert (done.changed, done.left) == (5, [])
    assert [card.answers["n"] for card in cards.order_by("pk")] == list(range(5))
    assert cards.get(number="3", phone="").note == "n3"
    for column in ("number", "phone", "note", "remark", "answers"):
        assert all(value.startswith(b"\x05newer") for value in stored(column))


def test_an_interrupted_walk_goes_on_where_it_stopped(
    cards: models.Manager[Card], settings: Settings
) -> None:
    cards.bulk_create(Card(number=str(number)) for number in range(5))
    settings.MASTER_KEYS = [NEW, OLD]
    assert next(rotation.rotate_rows(Card, batch=2)).changed == 2
    rest = rotate()
    assert rest is not None
    assert rest.changed == 3
    assert rotate() is None


def test_a_value_that_came_again_under_the_new_key_is_left_and_named(
    cards: models.Manager[Card], settings: Settings
) -> None:
    first, twice, third = (cards.create(number=number) for number in "123")
    settings.MASTER_KEYS = [NEW, OLD]
    cards.create(number="2")
    done = rotate(batch=10)
    assert done is not None
    assert (done.changed, done.left) == (2, [str(twice.pk)])
    assert cards.filter(pk__in=[first.pk, third.pk]).count() == 2


def test_the_walk_knows_every_table_with_sealed_columns() -> None:
    assert OutgoingMessage in rotation.tables()
    assert Card not in rotation.tables()


def test_the_command_moves_rows_and_files(settings: Settings) -> None:
    OutgoingMessage.objects.create(key="a", recipient="a@b.example", subject="s", body="b")
    name = evidence_store().write(b"photo")
    settings.MASTER_KEYS = [NEW, OLD]
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    settings.MASTER_KEYS = [NEW]
    assert OutgoingMessage.objects.get(recipient="a@b.example").body == "b"
    assert evidence_store().read_bytes(name) == b"photo"
    assert "portal.OutgoingMessage: 1" in said.getvalue()
    assert "evidence files: 1" in said.getvalue()


def test_the_command_fails_while_a_file_keeps_its_old_key(settings: Settings) -> None:
    name = evidence_store().write(b"photo")
    settings.MASTER_KEYS = [NEW]
    complaint = StringIO()
    with pytest.raises(CommandError, match="1 kept"):
        call_command("rotate_keys", stdout=StringIO(), stderr=complaint)
    assert name in complaint.getvalue()


def test_a_file_deleted_meanwhile_is_passed_over(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = evidence_store()
    monkeypatch.setattr(store, "names", lambda: iter(["0" * 32]))
    assert list(rotation.rotate_files("evidence files", store)) == []


def test_rotating_again_changes_nothing(settings: Settings) -> None:
    evidence_store().write(b"photo")
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    assert "evidence files: 0" in said.getvalue()
