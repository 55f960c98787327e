"""What operators see of a running installation."""

import io
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from pytest_django import Settings

from appeals.evidence import nightly
from appeals.models import Appeal, DuplicateSearch, Evidence, Export
from portal import health, status
from portal.storage import Store, Unavailable, evidence_store
from tests import builders
from tests.appeals.exports import requested
from tests.builders import NOON


def _seen() -> dict[str, dict[str, object]]:
    out = io.StringIO()
    call_command("status", "--json", stdout=out)
    seen: dict[str, dict[str, object]] = json.loads(out.getvalue())
    return seen


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
def test_status_finds_files_without_rows_and_rows_without_files(
    settings: Settings, tmp_path: Path
) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    before = _looked_at()
    name = evidence_store().write(b"nobody knows me")
    os.utime(settings.EVIDENCE_DIR / name[:2] / name[2:4] / name, (0, 0))
    _owed_photo(builders.appeal(), upload_name="lost")
    seen = _looked_at()
    assert seen["files without rows"] == before["files without rows"] + 1
    assert seen["rows without files"] == before["rows without files"] + 1


def _looked_at() -> dict[str, int]:
    """Return what status says of evidence once the night's check is done."""
    nightly.begin(at=NOON)
    nightly.work(at=NOON)
    return _seen()["evidence"]  # type: ignore[return-value]


@pytest.mark.django_db
def test_status_answers_while_the_store_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise Unavailable

    for question in ("names", "read", "exists", "age_seconds"):
        monkeypatch.setattr(Store, question, away)
    assert _seen()["evidence"]["rows"] == 0


@pytest.mark.django_db
def test_photos_owed_too_long_make_the_portal_not_ready() -> None:
    photo = _owed_photo(builders.appeal(at=builders.now()))
    assert status.late(after=health.LATE_AFTER) == []
    Evidence.objects.filter(pk=photo.pk).update(due_at=Now() - timedelta(minutes=6))
    assert status.late(after=health.LATE_AFTER) == ["photos"]
    assert health.readiness()["jobs"] is False


@pytest.mark.django_db
def test_searches_given_up_or_late_are_counted_and_make_nothing_unready() -> None:
    case = builders.appeal(at=builders.now())
    late, dead = (
        DuplicateSearch.objects.create(evidence=_owed_photo(case, state="ready", done_at=Now(),
                                                            image_name="a", thumbnail_name="a"))
        for _ in range(2)
    )  # fmt: skip
    long_ago = Now() - timedelta(hours=1)
    DuplicateSearch.objects.filter(pk=late.pk).update(due_at=long_ago)
    DuplicateSearch.objects.filter(pk=dead.pk).update(dead_at=long_ago)
    seen = _seen()["duplicate searches"]
    assert (seen["owed"], seen["dead"]) == (1, 1)
    assert status.late(after=health.LATE_AFTER) == []


@pytest.mark.django_db
def test_exports_that_wait_for_each_other_or_stand_still_leave_the_portal_ready() -> None:
    supervisor = builders.officer("supervisor")
    first, second = requested(supervisor), requested(supervisor)
    Export.objects.update(is_planned=True, due_at=Now() - timedelta(hours=1))
    [held] = Export.objects.lease(seconds=900, limit=2)  # its worker may be dead
    assert status.late(after=health.LATE_AFTER) == []
    assert health.readiness()["jobs"] is True
    assert status.standing() == {}
    held.finish()
    assert status.standing() == {}
    Export.objects.filter(pk=held.pk).update(done_at=Now() - timedelta(minutes=31))
    left = Export.objects.exclude(pk=held.pk).get()
    assert {held, left} == {first, second}
    assert status.standing() == {"waiting exports": left.due_at}
    judge = builders.officer("supervisor")  # who kept it waiting
    Export.objects.filter(pk=left.pk).update(judged_by=judge, approved_at=Now())
    assert status.standing() == {}
    assert _seen()["exports"]["owed"] == 1
