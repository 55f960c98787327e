"""Deleting while the store is away or a job is ended: nothing is lost, and no try is spent."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings

from appeals import erasure, legal_holds, retention
from appeals.erasure import NotAllowed, blanking
from appeals.evidence import intake
from appeals.models import (
    DeletionPart,
    DeletionProof,
    ErasurePart,
    Evidence,
    FileErasure,
    LegalHold,
)
from appeals.tasks import carry_out_owed_erasures, delete_listed
from portal.jobs import OutOfTime
from portal.models import AuditEntry
from portal.storage import Store, Unavailable, evidence_store
from tests import builders, desk
from tests.appeals.deletions import carried_out, long_over, only_case, signed
from tests.appeals.erasures import granted, on, part, pdp, withdrawn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def away(_store: Store, _name: str) -> None:
    raise Unavailable


def ends(_store: Store, _name: str) -> None:
    raise OutOfTime


def killed(_store: Store, _name: str) -> None:
    raise KeyboardInterrupt


def test_an_erasure_outlives_any_outage_of_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    at = builders.now()
    granted(withdrawn(at), kinds=["files"], at=at)
    with monkeypatch.context() as outage:
        outage.setattr(Store, "delete", away)
        for _ in range(8):
            on(at)
    waiting = part("files")
    assert (waiting.deliveries, waiting.dead_at, waiting.done_at) == (0, None, None)
    assert waiting.due_at > at + timedelta(minutes=9)
    on(at)
    assert part("files").done_at is not None
    assert list(evidence_store().names()) == []


def test_a_deletion_list_outlives_any_outage_of_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    long_over()
    drawn = signed()
    with monkeypatch.context() as outage:
        outage.setattr(Store, "delete", away)
        for _ in range(8):
            carried_out(drawn)
    assert DeletionPart.objects.values_list("deliveries", "dead_at").get() == (0, None)
    assert retention.state(carried_out(drawn)) == retention.State.FINISHED


def test_a_job_that_is_ended_spends_no_try(monkeypatch: pytest.MonkeyPatch) -> None:
    at = builders.now()
    granted(withdrawn(at), kinds=["files"], at=at)
    long_over()
    signed()
    monkeypatch.setattr(Store, "delete", ends)
    for job in (carry_out_owed_erasures, delete_listed):
        with pytest.raises(OutOfTime):
            job()
    assert (part("files").deliveries, part("files").done_at) == (0, None)
    assert DeletionPart.objects.values_list("deliveries", "done_at").get() == (0, None)


def test_parts_that_workers_gave_up_are_owed_again_by_a_button() -> None:
    at = builders.now()
    ordered = granted(withdrawn(at), kinds=["files"], at=at)
    browser = desk.signed_in(pdp())
    page = reverse("admin:appeals_datarequest_change", args=[ordered.request_id])
    again = reverse("admin:appeals_datarequest_retry", args=[ordered.request_id])
    assert "Coba lagi" not in browser.get(page).content.decode()
    ErasurePart.objects.update(dead_at=at, deliveries=5)
    assert again in browser.get(page).content.decode()
    assert "dicoba lagi" in browser.post(again, follow=True).content.decode()
    on(at)
    assert part("files").done_at is not None
    assert AuditEntry.objects.get(action="erasure.retried").details["count"] == 1
    assert "Tidak ada lagi yang macet" in browser.post(again, follow=True).content.decode()


@pytest.mark.parametrize("role", ["agent", "supervisor", "auditor"])
def test_nobody_else_owes_parts_again(role: str) -> None:
    at = builders.now()
    ordered = granted(withdrawn(at), kinds=["files"], at=at)
    ErasurePart.objects.update(dead_at=at, deliveries=5)
    by = builders.officer(role)
    with pytest.raises(NotAllowed):
        erasure.retry(ordered, by=by, at=at)
    again = reverse("admin:appeals_datarequest_retry", args=[ordered.request_id])
    assert desk.signed_in(by).post(again).status_code == 403
    assert part("files").dead_at is not None


def test_a_rollback_takes_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    row = long_over().evidence.get()
    drawn = signed()
    whole = blanking.erase

    def fails(kind: str, keys: list[int], *, at: datetime) -> None:
        whole(kind, keys, at=at)
        raise ValueError("the commit failed")

    monkeypatch.setattr(blanking, "erase", fails)
    carried_out(drawn)
    row.refresh_from_db()
    assert row.state == "ready"
    assert evidence_store().exists(row.image_name)
    assert not DeletionProof.objects.exists()
    assert not FileErasure.objects.exists()


def test_killed_before_the_bytes_go_a_list_ends_what_it_began(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    appeal = long_over()
    first = appeal.evidence.get()
    second = intake.attach_to_case(appeal, builders.photo_file(), kind="kk", at=appeal.submitted_at)
    drawn = signed()
    with monkeypatch.context() as death:
        death.setattr(Store, "delete", killed)
        with pytest.raises(KeyboardInterrupt):
            carried_out(drawn)
    assert DeletionProof.objects.get().deleted_at is None
    assert evidence_store().exists(first.image_name)
    order = legal_holds.Order(LegalHold.Cause.FRAUD, "Laporan polisi.")
    legal_holds.place(appeal, order, by=pdp(), at=builders.now())
    carried_out(drawn)
    assert not evidence_store().exists(first.image_name)
    assert evidence_store().exists(second.upload_name)
    assert DeletionProof.objects.get().deleted_at is not None
    assert (only_case().result, only_case().kept_because) == ("partly", "legal_hold")


def test_no_part_is_done_before_its_bytes_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    at = builders.now()
    granted(withdrawn(at), kinds=["files"], at=at)
    with monkeypatch.context() as outage:
        outage.setattr(Store, "delete", away)
        on(at)
        assert Evidence.objects.get().state == "erased"
        assert (part("files").erased, part("files").done_at) == (1, None)
    on(at)
    assert (part("files").erased, FileErasure.objects.get().names) == (1, [])
    assert part("files").done_at is not None


def test_the_sweep_ends_what_a_dead_part_began(monkeypatch: pytest.MonkeyPatch) -> None:
    at = builders.now()
    granted(withdrawn(at), kinds=["files"], at=at)
    with monkeypatch.context() as outage:
        outage.setattr(Store, "delete", away)
        on(at)
        carry_out_owed_erasures()
    ErasurePart.objects.update(dead_at=at)
    assert list(evidence_store().names())
    carry_out_owed_erasures()
    assert list(evidence_store().names()) == []
