"""A list is signed by two people and carried out with its proof; what came to be kept stays."""

import csv
import hashlib
import io
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from appeals import legal_holds, retention
from appeals.erasure import blanking
from appeals.models import (
    Appeal,
    DeletionList,
    DeletionPart,
    DeletionProof,
    Evidence,
    LegalHold,
    Letter,
)
from appeals.retention import NotAllowed, lists, periods
from appeals.tasks import collect_deletions, delete_listed
from portal.models import AuditEntry
from portal.storage import evidence_store
from tests import builders
from tests.appeals.deletions import carried_out, drawn_up, long_over, only_case, signed
from tests.appeals.erasures import pdp
from tests.appeals.rights import asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def test_two_people_delete_and_one_never() -> None:
    long_over()
    drawn, first = drawn_up(), pdp()
    retention.propose(drawn, by=first, at=builders.now())
    with pytest.raises(NotAllowed):
        retention.sign(drawn, by=first, at=builders.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        DeletionList.objects.update(signed_by=first, signed_at=builders.now())
    retention.sign(drawn, by=pdp(), at=builders.now())
    with pytest.raises(NotAllowed):
        retention.sign(drawn, by=pdp(), at=builders.now())


@pytest.mark.parametrize("role", ["agent", "supervisor", "rule_officer", "auditor"])
def test_only_privacy_officers_decide_on_lists(role: str) -> None:
    long_over()
    drawn, by, at = drawn_up(), builders.officer(role), builders.now()
    for verb in (retention.propose, retention.sign, retention.drop, retention.retry):
        with pytest.raises(NotAllowed):
            verb(drawn, by=by, at=at)
    with pytest.raises(NotAllowed):
        retention.draw_up(by=by, at=at)


def test_nothing_goes_before_the_second_signature() -> None:
    appeal = long_over()
    retention.propose(drawn_up(), by=pdp(), at=builders.now())
    delete_listed()
    assert evidence_store().exists(appeal.evidence.get().image_name)


def test_everything_over_goes_and_the_proof_stays() -> None:
    appeal = long_over()
    row = appeal.evidence.get()
    drawn = carried_out(signed())
    assert list(evidence_store().names()) == []
    appeal.refresh_from_db()
    assert (appeal.name, appeal.email, appeal.chronology) == ("", "", "")
    assert "masa simpannya habis" in str(Letter.objects.get().content)
    proof = DeletionProof.objects.get(kind="files")
    assert (proof.evidence, proof.file_kind, proof.sha256) == (row, "ektp", row.original_sha256)
    assert Evidence.objects.get().original_sha256 == ""
    assert (retention.state(drawn), drawn.proofs) == (retention.State.FINISHED, 4)
    entry = AuditEntry.objects.get(action="deletion.carried_out")
    assert (entry.details["list"], entry.details["sha256"]) == (drawn.pk, [row.original_sha256])


def test_the_downloaded_proof_names_nobody_and_adds_up() -> None:
    appeal = long_over()
    drawn, by = carried_out(signed()), builders.officer("auditor")
    told = b"".join(retention.export(drawn, by=by, at=builders.now())).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told)))[1:-1]
    assert len(rows) == drawn.proofs == 4
    lines = "".join(f"{';'.join(row)}\n" for row in rows)
    assert hashlib.sha256(lines.encode()).hexdigest() == drawn.digest
    assert not any(word in told for word in ("Siti", "siti@", appeal.nik, appeal.reference))
    assert AuditEntry.objects.filter(action="deletion.downloaded", actor=by).exists()


def test_a_hold_set_after_the_signature_wins() -> None:
    appeal = long_over()
    drawn = signed()
    order = legal_holds.Order(LegalHold.Cause.FRAUD, "Laporan polisi.")
    legal_holds.place(appeal, order, by=pdp(), at=builders.now())
    carried_out(drawn)
    assert evidence_store().exists(appeal.evidence.get().image_name)
    assert (only_case().result, only_case().kept_because) == ("kept", "legal_hold")
    assert retention.state(drawn) == retention.State.FINISHED


def test_a_request_that_came_meanwhile_is_answered_first() -> None:
    appeal = long_over()
    drawn = signed()
    asked(appeal, "access")
    carried_out(drawn)
    assert only_case().kept_because == "data_request"
    assert Appeal.objects.get().erased_at is None


def test_a_policy_made_longer_meanwhile_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    long_over()
    drawn = signed()
    monkeypatch.setattr(periods, "years", lambda *_args, **_on: 20)
    carried_out(drawn)
    assert not DeletionProof.objects.exists()


def test_killed_after_any_row_it_is_finished_with_the_same_proof(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shas = sorted(long_over().evidence.get().original_sha256 for _ in range(3))
    drawn = signed()
    whole = blanking.erase
    killed = iter([True, False, False, True, False, True] + [False] * 30)

    def dies(kind: str, keys: list[int], *, at: object) -> None:
        whole(kind, keys, at=builders.now())
        if next(killed):
            raise KeyboardInterrupt  # as if the process had ended before the commit

    monkeypatch.setattr(blanking, "erase", dies)
    for _ in range(4):
        try:
            carried_out(drawn)
        except KeyboardInterrupt:
            continue
    drawn.refresh_from_db()
    assert drawn.finished_at is not None
    assert list(evidence_store().names()) == []
    proofs = DeletionProof.objects.filter(kind="files")
    assert sorted(proofs.values_list("sha256", flat=True)) == shas
    assert drawn.proofs == DeletionProof.objects.count() == 12


def test_the_jobs_run_twice_and_delete_nothing_twice() -> None:
    long_over()
    drawn = carried_out(signed())
    before = AuditEntry.objects.count(), DeletionProof.objects.count()
    carried_out(drawn)
    delete_listed()
    collect_deletions()
    assert (AuditEntry.objects.count(), DeletionProof.objects.count()) == before


def test_parts_that_workers_gave_up_are_owed_again_by_hand() -> None:
    long_over()
    drawn = signed()
    with pytest.raises(NotAllowed):
        retention.retry(drawn, by=pdp(), at=builders.now())
    DeletionPart.objects.update(dead_at=builders.now(), deliveries=5)
    assert retention.progress(drawn).stuck == 1
    assert retention.retry(drawn, by=pdp(), at=builders.now()) == 1
    assert retention.state(carried_out(drawn)) == retention.State.FINISHED


def test_a_dropped_list_deletes_nothing_and_makes_room_for_another() -> None:
    long_over()
    drawn = drawn_up()
    retention.propose(drawn, by=pdp(), at=builders.now())
    retention.drop(drawn, by=pdp(), at=builders.now())
    with pytest.raises(NotAllowed):
        retention.sign(drawn, by=pdp(), at=builders.now())
    assert drawn_up().cases == 1


def test_a_list_has_a_part_for_some_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "CASES_A_PART", 2)
    for _ in range(3):
        long_over()
    drawn = signed()
    assert DeletionPart.objects.count() == 2
    delete_listed()
    assert retention.progress(drawn).deleted == 3
