"""What operators see of a running installation."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models.functions import Now

from appeals.models import Appeal, Evidence
from portal import health, status
from portal.storage import evidence_store
from tests import builders
from tests.builders import NOON


def _seen() -> dict[str, dict[str, object]]:
    out = io.StringIO()
    call_command("status", "--json", stdout=out)
    return json.loads(out.getvalue())


def _owed_photo(appeal: Appeal, **over: object) -> Evidence:
    return Evidence.objects.create(
        appeal=appeal, kind="ektp", original_name="a.jpg", original_sha256="0" * 64,
        original_bytes=1, uploaded_at=NOON, **over,
    )  # fmt: skip


@pytest.mark.django_db
def test_status_counts_appeals_by_state_and_accounts() -> None:
    builders.appeal_about(builders.block("G03"))
    seen = _seen()
    assert seen["appeals"]["submitted"] == 1
    assert seen["appeals"]["closed"] == 0
    assert seen["accounts"]["blocked"] == 1
    assert seen["messages"]["owed"] == 1


@pytest.mark.django_db
def test_status_finds_files_without_rows_and_rows_without_files() -> None:
    before = _seen()["evidence"]
    name = evidence_store().write(b"nobody knows me")
    _owed_photo(builders.appeal(), upload_name="lost")
    seen = _seen()["evidence"]
    evidence_store().delete(name)
    assert seen["files without rows"] == before["files without rows"] + 1
    assert seen["rows without files"] == before["rows without files"] + 1


@pytest.mark.django_db
def test_photos_owed_too_long_make_the_portal_not_ready() -> None:
    photo = _owed_photo(builders.appeal(at=builders.now()))
    assert status.late(after=health.LATE_AFTER) == []
    Evidence.objects.filter(pk=photo.pk).update(due_at=Now() - timedelta(minutes=6))
    assert status.late(after=health.LATE_AFTER) == ["photos"]
    assert health.readiness()["jobs"] is False
