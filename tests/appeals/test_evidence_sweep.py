"""Removing what nobody asks for again, and telling store and rows apart."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture
from pytest_django import Settings

from appeals import tasks
from appeals.evidence import intake, sweep
from appeals.models import Draft, Evidence
from portal.storage import evidence_store
from tests import builders, photos

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def draft(*, days_left: int) -> Draft:
    """Return a draft with one photo."""
    at = builders.NOON
    made = Draft.objects.create(created_at=at, expires_at=at + timedelta(days=days_left))
    intake.attach(made, photos.upload(photos.jpeg()), kind="ektp", at=at)
    return made


def test_an_expired_draft_goes_with_its_photos(django_capture_on_commit_callbacks: Capture) -> None:
    draft(days_left=0)
    kept = draft(days_left=1)
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep.remove_expired_drafts(at=builders.NOON) == 1
    (row,) = Evidence.objects.all()
    assert row.draft == kept
    assert list(evidence_store().names()) == [row.upload_name]


def test_a_file_without_a_row_goes_once_it_is_a_day_old() -> None:
    draft(days_left=1)
    orphan = evidence_store().write(b"left behind")
    assert sweep.remove_orphans() == 0
    assert sweep.remove_orphans(older_than_seconds=0) == 1
    assert not evidence_store().exists(orphan)
    assert len(list(evidence_store().names())) == 1


def test_both_sides_of_a_mismatch_are_named() -> None:
    row = draft(days_left=1).evidence.get()
    draft(days_left=1)
    evidence_store().delete(row.upload_name)
    orphan = evidence_store().write(b"left behind")
    assert set(sweep.mismatches()) == {
        sweep.Mismatch(orphan, is_in_store=True),
        sweep.Mismatch(row.upload_name, is_in_store=False),
    }


def test_the_nightly_job_may_run_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    draft(days_left=1)
    tasks.purge_expired_drafts()
    tasks.purge_expired_drafts()
    assert Evidence.objects.count() <= 1
