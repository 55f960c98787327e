"""The nightly look at filings: what is missing is mended once or raised, and closes itself."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Q
from pytest_django import Settings

from appeals import clocks
from appeals.evidence import intake
from appeals.models import Appeal, Evidence, Letter, Step
from appeals.reconciling import checks, repairs
from portal import audit
from portal.models import AuditEntry, OutgoingMessage
from portal.storage import evidence_store
from tests import builders
from tests.appeals.erasures import decided, granted, on, with_photo, withdrawn
from tests.appeals.reconciliations import DAY, counts, fault, raised, walked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def test_a_whole_filing_has_no_fault() -> None:
    at = builders.now()
    with_photo(builders.appeal(at=at), at)
    decided(at, result="lifted", rests=True)
    run = walked(at)
    assert counts(run) == (2, 0, 0, 0)
    assert run.done_at is not None


def test_a_file_that_left_the_store_is_raised_and_closes_once_it_is_back(tmp_path: Path) -> None:
    at = builders.now()
    row = with_photo(builders.appeal(at=at), at)
    path = next(tmp_path.rglob(row.image_name))
    path.rename(path.with_suffix(".away"))
    assert counts(walked(at)) == (1, 0, 1, 0)
    assert (raised(), fault().evidence) == (["file"], row)
    path.with_suffix(".away").rename(path)
    assert counts(walked(at + DAY / 4)) == (1, 0, 0, 1)
    assert raised() == []
    assert AuditEntry.objects.filter(action="filing.fault_gone").count() == 1


def test_a_missing_file_is_a_lost_file_and_its_fault_closes_once_that_is_known() -> None:
    at = builders.now()
    appeal = builders.appeal(at=at)
    row = with_photo(appeal, at)
    OutgoingMessage.objects.update(done_at=at)
    evidence_store().delete(row.image_name)
    walked(at)
    row.refresh_from_db()
    assert row.lost_at == at
    assert OutgoingMessage.objects.filter(key__contains="lost", done_at=None).count() == 1
    assert counts(walked(at + DAY / 4)) == (1, 0, 0, 1)
    assert raised() == []


def test_of_many_missing_files_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repairs, "_MOST_LOST", 1)
    at = builders.now()
    rows = [with_photo(builders.appeal(at=at), at) for _ in range(3)]
    for row in rows:
        evidence_store().delete(row.image_name)
    walked(at)
    assert raised() == ["file"] * 3
    assert Evidence.objects.exclude(lost_at=None).count() == 1


@pytest.mark.parametrize("is_dead", [True, False])
def test_an_old_or_closed_filing_is_not_acknowledged_years_later(is_dead: bool) -> None:
    at = builders.now()
    old, closed = builders.appeal(at=at - 8 * DAY), withdrawn(at)
    beginnings = [f"appeal:{case.pk}:received:" for case in (old, closed)]
    messages = OutgoingMessage.objects.filter(
        Q(key__startswith=beginnings[0]) | Q(key__startswith=beginnings[1])
    )
    if is_dead:
        messages.update(dead_at=at, deliveries=5)
    else:
        messages.delete()
    assert walked(at).repaired == 0
    assert raised() == ["message", "message"]
    assert not messages.filter(dead_at=None).exists()


def test_a_missing_upload_is_raised_before_anybody_examines_it() -> None:
    at = builders.now()
    appeal = builders.appeal(at=at)
    row = intake.attach_to_case(appeal, builders.photo_file(), kind="ektp", at=at)
    evidence_store().delete(row.upload_name)
    walked(at)
    assert raised() == ["file"]


def test_pictures_put_in_the_uploads_place_meanwhile_are_no_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = builders.now()
    row = with_photo(builders.appeal(at=at), at)
    Evidence.objects.filter(pk=row.pk).update(state="waiting", upload_name="0" * 32)
    whole = checks._is_stored

    def examined_meanwhile(read: Evidence) -> bool:
        is_stored = whole(read)
        Evidence.objects.filter(pk=row.pk).update(state="ready", upload_name="")
        return is_stored

    monkeypatch.setattr(checks, "_is_stored", examined_meanwhile)
    walked(at)
    assert raised() == []


def test_a_dead_acknowledgement_is_sent_again_once_and_then_raised() -> None:
    at = builders.now()
    builders.appeal(at=at)
    message = OutgoingMessage.objects.filter(key__contains=":received:")
    message.update(dead_at=at, deliveries=5)
    assert counts(walked(at)) == (1, 1, 0, 0)
    [revived] = message
    assert (revived.dead_at, revived.deliveries) == (None, 0)
    message.update(dead_at=at, deliveries=5)
    assert counts(walked(at + DAY)) == (1, 0, 1, 0)
    assert raised() == ["message"]
    message.update(dead_at=None, done_at=at)
    assert counts(walked(at + 2 * DAY)) == (1, 0, 0, 1)


def test_an_acknowledgement_that_was_never_queued_is_queued_once() -> None:
    at = builders.now()
    appeal = builders.appeal(at=at)
    OutgoingMessage.objects.all().delete()
    for night in range(3):
        walked(at + night * DAY / 4)
    [message] = OutgoingMessage.objects.all()
    assert message.recipient == appeal.email
    assert appeal.reference in message.subject
    assert raised() == []


def test_an_acknowledgement_that_waits_for_a_day_is_raised() -> None:
    at = builders.now()
    builders.appeal(at=at)
    assert counts(walked(at)) == (1, 0, 0, 0)
    assert counts(walked(at + 2 * DAY)) == (1, 0, 1, 0)
    assert raised() == ["message"]


def test_who_left_no_contact_is_owed_no_message() -> None:
    at = builders.now()
    builders.appeal(at=at, email="", phone="081200000001", consents=())
    assert counts(walked(at + 2 * DAY)) == (1, 0, 0, 0)


def test_a_due_date_that_was_removed_is_set_again() -> None:
    at = builders.now()
    appeal = builders.appeal(at=at)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE appeals_appeal ALTER due_date DROP NOT NULL")
        cursor.execute("UPDATE appeals_appeal SET due_date = NULL")
    assert counts(walked(at)) == (1, 1, 0, 0)
    appeal.refresh_from_db()
    assert appeal.due_date == clocks.decision_due(at)
    assert counts(walked(at)) == (1, 0, 0, 1)


def test_a_receipt_and_a_ruling_that_are_gone_are_issued_again() -> None:
    at = builders.now()
    appeal, _block = decided(at, result="lifted", rests=False)
    Letter.objects.all().delete()
    assert counts(walked(at)) == (1, 2, 0, 0)
    assert set(appeal.letters.values_list("kind", flat=True)) == {"receipt", "ruling"}


def test_what_nobody_can_mend_by_machine_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    at = builders.now()
    with monkeypatch.context() as silent:
        silent.setattr(audit, "record", lambda *_args, **_details: None)
        appeal = builders.appeal(at=at)
    Step.objects.filter(appeal=appeal).delete()
    Appeal.objects.filter(pk=appeal.pk).update(reference="PRK-0000000000")
    walked(at)
    assert raised() == ["audit", "number", "step"]


def test_an_examination_that_was_given_up_is_owed_again() -> None:
    at = builders.now()
    appeal = builders.appeal(at=at)
    row = intake.attach_to_case(appeal, builders.photo_file(), kind="ektp", at=at)
    Evidence.objects.update(dead_at=at, deliveries=5, due_at=at)
    assert counts(walked(at)) == (1, 1, 0, 0)
    row.refresh_from_db()
    assert (row.dead_at, row.deliveries) == (None, 0)


def test_a_file_that_nobody_examined_for_a_day_is_owed_again_and_then_raised() -> None:
    at = builders.now()
    appeal = builders.appeal(at=at)
    intake.attach_to_case(appeal, builders.photo_file(), kind="ektp", at=at)
    OutgoingMessage.objects.update(done_at=at)
    assert counts(walked(at)) == (1, 0, 0, 0)
    assert counts(walked(at + 2 * DAY)) == (1, 1, 0, 0)
    assert counts(walked(at + 2 * DAY + timedelta(hours=1))) == (1, 0, 0, 0)
    assert counts(walked(at + 4 * DAY)) == (1, 0, 1, 0)
    assert raised() == ["examination"]


def test_an_erased_case_owes_no_letter_and_no_message() -> None:
    at = builders.now()
    granted(withdrawn(at), at=at)
    OutgoingMessage.objects.update(done_at=at)
    on(at + timedelta(days=5 * 366 + 2))
    assert counts(walked(at)) == (1, 0, 0, 0)
