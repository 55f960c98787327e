"""An erasure carried out: what may go goes with its bytes, what the law keeps goes on its day."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from appeals import draft_link, erasure, lifecycle
from appeals.erasure import blanking, keeping
from appeals.evidence import intake
from appeals.filing import ConsentGiven
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.models import (
    Appeal,
    Consent,
    DataRequest,
    Draft,
    ErasurePart,
    Evidence,
    Feedback,
    Letter,
)
from appeals.tasks import carry_out_owed_erasures
from portal import audit
from portal.calendar import civil_date
from portal.channels import gateway
from portal.channels.way import Channel, Way
from portal.models import AuditEntry, OutgoingMessage
from portal.storage import evidence_store
from tests import builders
from tests.appeals.erasures import (
    SAID,
    Keeping,
    decided,
    granted,
    on,
    part,
    pdp,
    with_photo,
    withdrawn,
)
from tests.appeals.rights import asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def test_files_go_from_the_disk_and_leave_a_proof() -> None:
    at = builders.now()
    appeal = withdrawn(at)
    row = appeal.evidence.get()
    names = (row.image_name, row.thumbnail_name)
    assert all(evidence_store().exists(name) for name in names)
    granted(appeal, at=at)
    carry_out_owed_erasures()
    assert not any(evidence_store().exists(name) for name in names)
    row.refresh_from_db()
    assert (row.state, row.image_name, row.original_name, row.original_sha256) == (
        "erased", "", "", "",
    )  # fmt: skip
    proof = part("files")
    assert proof.done_at is not None
    assert (proof.erased, proof.digest) == (1, hashlib.sha256(f"{row.pk}".encode()).hexdigest())


def test_what_was_filed_stays_until_its_day_and_then_goes_by_itself() -> None:
    at = builders.now()
    appeal = withdrawn(at)
    granted(appeal, at=at)
    on(at)
    appeal.refresh_from_db()
    assert appeal.chronology == "Saya lulus."
    papers = part("papers")
    assert papers.keeping == "retention"
    assert papers.kept_until == civil_date(at).replace(year=civil_date(at).year + 5)
    assert civil_date(papers.due_at) == papers.kept_until + timedelta(days=1)
    on(at + timedelta(days=5 * 365))
    assert part("papers").done_at is None
    on(at + timedelta(days=5 * 366 + 2))
    appeal.refresh_from_db()
    assert (appeal.name, appeal.nik, appeal.chronology) == ("", "", "")
    assert appeal.erased_at is not None


def test_the_person_is_told_now_and_on_the_day() -> None:
    at = builders.now()
    appeal = withdrawn(at)
    erased = granted(appeal, at=at)
    [first] = OutgoingMessage.objects.filter(key__endswith=":answered")
    assert "Foto dan berkas" in first.body
    assert "kami simpan sampai" in first.body
    on(at)
    on(at)
    assert OutgoingMessage.objects.filter(key__contains=":erased").count() == 1
    on(at + timedelta(days=5 * 366 + 2))
    told = OutgoingMessage.objects.filter(key__contains=":erased").order_by("pk")
    assert [message.recipient for message in told] == ["siti@example.id"] * 2
    request = DataRequest.objects.get(pk=erased.request_id)
    assert (request.email, request.said) == ("", {})
    erased.refresh_from_db()
    assert erased.completed_at is not None


def test_who_has_only_a_telephone_is_told_when_its_number_is_gone(settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = gateway.MAILBOX
    at = builders.now()
    appeal = builders.appeal(at=at, email="", phone="081277700123")
    lifecycle.withdraw(appeal, at=at)
    erased = granted(Appeal.objects.get(), at=at)
    for day in (at, at + timedelta(days=5 * 366 + 2)):
        on(day)
    assert Appeal.objects.get().phone == ""
    told = OutgoingMessage.objects.filter(key__contains=":erased")
    assert [(one.channel, one.recipient) for one in told] == [("sms", "081277700123")] * 2
    assert DataRequest.objects.get(pk=erased.request_id).phone == ""


def test_contacts_feedback_and_consents_go_and_their_proof_stays() -> None:
    at = builders.now()
    appeal, _block = decided(at - timedelta(days=30), result="lifted", rests=False)
    Feedback.objects.create(appeal=appeal, score=4, text="Terima kasih", at=at)
    granted(appeal, at=at)
    on(at)
    appeal.refresh_from_db()
    appeal.feedback.refresh_from_db()
    assert (appeal.email, appeal.phone) == ("", "")
    assert (appeal.feedback.score, appeal.feedback.text) == (4, "")
    consent = Consent.objects.get(appeal=appeal)
    assert consent.withdrawn_at is not None
    assert consent.version


def test_an_open_case_keeps_all_but_what_was_never_sent() -> None:
    at = builders.now()
    appeal = builders.appeal(at=at)
    row = with_photo(appeal, at)
    Draft.objects.create(about=appeal, created_at=at, expires_at=at + timedelta(days=9))
    granted(appeal, at=at)
    on(at)
    assert not Draft.objects.exists()
    assert {one.keeping for one in ErasurePart.objects.filter(done_at=None)} == {"open_case"}
    assert evidence_store().exists(row.image_name)
    lifecycle.withdraw(appeal, at=at)
    on(at + timedelta(days=1))
    assert not evidence_store().exists(row.image_name)


def test_a_file_that_a_decision_rests_on_stays_with_the_papers() -> None:
    at = builders.now()
    decided(at - timedelta(days=40), result="lifted", rests=True)
    granted(Appeal.objects.get(), at=at)
    on(at)
    assert part("relied").keeping == "retention"
    assert not ErasurePart.objects.filter(kind="files").exists()
    assert Evidence.objects.get().state == "ready"


def test_a_decision_in_force_keeps_every_file() -> None:
    at = builders.now()
    appeal, _block = decided(at - timedelta(days=40), result="upheld", rests=False)
    granted(appeal, at=at)
    on(at)
    assert (part("files").keeping, part("contact").keeping) == ("in_force", "in_force")
    assert Evidence.objects.get().state == "ready"


def test_while_a_decision_may_be_fought_nothing_of_it_goes() -> None:
    at = builders.now()
    appeal, _block = decided(at, result="lifted", rests=False)
    granted(appeal, at=at)
    assert part("files").keeping == "way_on"
    assert part("files").kept_until is not None


def test_a_decision_in_force_keeps_what_joined_its_case() -> None:
    at = builders.now()
    before = at - timedelta(days=40)
    block = builders.block()
    leading = builders.appeal_about(block, at=before)
    joined = builders.appeal_about(block, at=before)
    assert joined.merged_into == leading
    with_photo(joined, before)
    agent = builders.officer("agent")
    lifecycle.take(leading, by=agent, at=before)
    outcome = OutcomeChosen(block.pk, "upheld", "proof_missing")
    lifecycle.decide(leading, by=agent, ruling=Ruling((outcome,), "Sudah diperiksa."), at=before)
    assert keeping.kept(joined, "files", at=at) == keeping.Kept(Keeping.OPEN_CASE)
    lifecycle.close(leading, by=agent, at=before)
    for case in Appeal.objects.all():
        assert keeping.kept(case, "contact", at=at) == keeping.Kept(Keeping.IN_FORCE)
    joined.refresh_from_db()
    assert keeping.kept(joined, "files", at=at) == keeping.Kept(Keeping.IN_FORCE)


def test_a_misused_nik_keeps_the_files_for_years() -> None:
    at = builders.now()
    appeal = builders.appeal(at=at, lane="misuse")
    with_photo(appeal, at)
    lifecycle.withdraw(appeal, at=at)
    appeal.refresh_from_db()
    granted(appeal, at=at)
    assert part("files").keeping == "misuse"


def test_another_filing_about_the_account_keeps_the_files_and_is_not_told() -> None:
    at = builders.now()
    appeal = withdrawn(at)
    Appeal.objects.filter(pk=appeal.pk).update(has_rival=True)
    granted(Appeal.objects.get(pk=appeal.pk), at=at)
    assert part("files").keeping == "retention"


def test_killed_after_any_row_it_is_finished_with_the_same_proof(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = builders.now()
    appeal = builders.appeal(at=at)
    rows = [
        intake.attach_to_case(appeal, builders.photo_file((900 + n, 700)), kind="supporting", at=at)
        for n in range(3)
    ]
    lifecycle.withdraw(appeal, at=at)
    appeal.refresh_from_db()
    granted(appeal, at=at)
    whole = blanking.erase
    killed = iter([True, False, True, False, False])

    def dies(kind: str, keys: list[int], *, at: datetime) -> None:
        whole(kind, keys, at=at)
        if kind == "files" and next(killed):
            raise KeyboardInterrupt  # as if the process had ended before the commit

    monkeypatch.setattr(blanking, "erase", dies)
    for _ in range(3):
        ErasurePart.objects.filter(done_at=None).update(lease_until=None, claimed_by=None)
        try:
            on(at)
        except KeyboardInterrupt:
            continue
    digest = ""
    for row in rows:
        digest = hashlib.sha256(f"{digest}{row.pk}".encode()).hexdigest()
    proof = part("files")
    assert (proof.erased, proof.digest) == (3, digest)
    assert proof.done_at is not None
    assert list(evidence_store().names()) == []


def test_running_again_erases_and_tells_nothing_more() -> None:
    at = builders.now()
    granted(withdrawn(at), at=at)
    on(at)
    before = AuditEntry.objects.count(), OutgoingMessage.objects.count()
    on(at)
    carry_out_owed_erasures()
    assert (AuditEntry.objects.count(), OutgoingMessage.objects.count()) == before


def test_a_letter_stays_real_and_says_nothing_of_anybody() -> None:
    at = builders.now()
    appeal = withdrawn(at)
    granted(appeal, at=at)
    on(at + timedelta(days=5 * 366 + 2))
    letter = Letter.objects.get()
    assert "dihapus atas permintaan" in str(letter.content)
    assert "Siti" not in str(letter.content)
    assert (
        not OutgoingMessage.objects.filter(key__startswith=f"appeal:{appeal.pk}:")
        .exclude(recipient="siti@example.id")
        .exclude(recipient="")
        .exists()
    )


def test_an_owner_erases_own_cases_and_drafts_and_nobody_elses() -> None:
    at = builders.now()
    block = builders.block()
    person = block.account
    own = builders.appeal_about(block, at=at)
    other = builders.rival_about(block, at=at)
    for answers in ({"nik": person.nik}, {"nik": builders.nik()}):
        Draft.objects.create(
            email=person.email, answers=answers, created_at=at, expires_at=at + timedelta(days=9)
        )
    request = asked(person, "erase", at=at)
    cases = {one.appeal for one in erasure.plan(request, at=at)}
    assert cases == {None, own}
    assert other not in cases
    erasure.propose(request, SAID, kinds=["drafts"], by=pdp(), at=at)
    on(at)
    [left] = Draft.objects.all()
    assert left.answers["nik"] != person.nik


def test_a_form_whose_link_went_by_sms_is_the_owners_too(settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = gateway.MAILBOX
    at = builders.now()
    person = builders.account(email="")
    for nik in (person.nik, builders.nik()):
        draft = Draft.objects.create(answers={"nik": nik}, created_at=at, expires_at=at)
        draft_link.send(draft, to=Way(Channel.SMS, person.phone), language="id", at=at)
    OutgoingMessage.objects.update(done_at=at)
    erasure.propose(asked(person, "erase", at=at), SAID, kinds=["drafts"], by=pdp(), at=at)
    on(at)
    [left] = Draft.objects.all()
    assert left.answers["nik"] != person.nik
    sent = OutgoingMessage.objects.filter(key__startswith="draft:").order_by("pk")
    assert [one.recipient for one in sent] == ["", person.phone]


def test_no_more_processing_is_an_erasure_too() -> None:
    at = builders.now()
    consents = (ConsentGiven("processing", "2026-11", "id", "Saya setuju."),)
    appeal = builders.appeal(at=at, consents=consents)
    assert erasure.is_erasing(asked(appeal, "withdraw", consent="processing"))
    assert not erasure.is_erasing(asked(appeal, "withdraw", consent="messaging"))
    assert not erasure.is_erasing(asked(appeal, "rectify", datum="kk"))


@pytest.mark.django_db(transaction=True)
def test_the_audit_chain_holds_afterwards_and_says_nothing_personal() -> None:
    at = builders.now()
    granted(withdrawn(at), at=at)
    on(at)
    assert audit.verify().first_fault is None
    entries = AuditEntry.objects.filter(action="erasure.carried_out")
    assert {entry.details["kind"] for entry in entries} >= {"files", "contact"}
