"""An erasure carried out: what may go goes with its bytes, what the law keeps goes on its day."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from appeals import data_requests, draft_link, erasure, lifecycle
from appeals.data_requests import Answer
from appeals.erasure import blanking, keeping
from appeals.evidence import examine, intake
from appeals.filing import ConsentGiven
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.models import (
    Appeal,
    Consent,
    DataRequest,
    Draft,
    Erasure,
    ErasurePart,
    Evidence,
    Feedback,
    Letter,
)
from appeals.tasks import carry_out_owed_erasures
from eligibility.models import Block
from portal import audit
from portal.calendar import civil_date
from portal.channels import gateway
from portal.channels.way import Channel, Way
from portal.models import AuditEntry, OutgoingMessage, User
from portal.storage import evidence_store
from tests import builders
from tests.appeals.rights import asked

pytestmark = pytest.mark.django_db

Result = DataRequest.Result
SAID = Answer(Result.PARTLY, "Kami hapus yang boleh.", "legal_hold")
EVERY = ErasurePart.Kind.values
Keeping = ErasurePart.Keeping


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def pdp() -> User:
    return builders.officer("privacy_officer")


def with_photo(appeal: Appeal, at: datetime) -> Evidence:
    row = intake.attach_to_case(appeal, builders.photo_file(), kind="ektp", at=at)
    examine.examine_owed(Evidence.objects.filed(), most=1, at=at)
    row.refresh_from_db()
    return row


def withdrawn(at: datetime) -> Appeal:
    appeal = builders.appeal(at=at, chronology="Saya lulus.")
    with_photo(appeal, at)
    lifecycle.withdraw(appeal, at=at)
    appeal.refresh_from_db()
    return appeal


def decided(at: datetime, *, result: str, rests: bool) -> tuple[Appeal, Block]:
    block = builders.block()
    appeal = builders.appeal_about(block, at=at)
    row = with_photo(appeal, at)
    agent = builders.officer("agent")
    lifecycle.take(appeal, by=agent, at=at)
    evidence = (row.pk,) if rests else ()
    reason = "proof_convinces" if result == "lifted" else "proof_missing"
    outcome = OutcomeChosen(block.pk, result, reason, evidence_ids=evidence)
    ruling = Ruling(outcomes=(outcome,), explanation="Sudah diperiksa.")
    lifecycle.decide(appeal, by=agent, ruling=ruling, at=at)
    lifecycle.close(appeal, by=agent, at=at)
    appeal.refresh_from_db()
    return appeal, block


def granted(appeal: Appeal, *, kinds: list[str] = EVERY, at: datetime) -> Erasure:
    request = asked(appeal, "erase", at=at)
    proposed = erasure.propose(request, SAID, kinds=kinds, by=pdp(), at=at)
    if proposed.signed_at is None:
        erasure.sign(proposed, by=pdp(), at=at)
    return proposed


def on(at: datetime) -> None:
    """Let every part that is owed come due, and work it off."""
    ErasurePart.objects.filter(done_at=None).update(due_at=at - timedelta(days=9000))
    erasure.carry_out_owed(ErasurePart.objects.all(), at=at)


def part(kind: str) -> ErasurePart:
    return ErasurePart.objects.get(kind=kind)


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


def test_two_people_erase_files() -> None:
    at, first = builders.now(), pdp()
    request = asked(withdrawn(at), "erase", at=at)
    proposed = erasure.propose(request, SAID, kinds=EVERY, by=first, at=at)
    request.refresh_from_db()
    assert request.answered_at is None
    assert not ErasurePart.objects.exists()
    with pytest.raises(erasure.NotAllowed):
        erasure.sign(proposed, by=first, at=at)
    with pytest.raises(erasure.NotAllowed):
        erasure.sign(proposed, by=builders.officer("supervisor"), at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.update(signed_by=first, signed_at=at)
    second = pdp()
    erasure.sign(proposed, by=second, at=at)
    request.refresh_from_db()
    assert (request.answered_by, request.result) == (second, "partly")
    with pytest.raises(erasure.NotAllowed):
        erasure.sign(proposed, by=pdp(), at=at)


def test_one_person_erases_words() -> None:
    at, first = builders.now(), pdp()
    appeal = withdrawn(at)
    request = asked(appeal, "erase", at=at)
    erasure.propose(request, SAID, kinds=["contact"], by=first, at=at)
    request.refresh_from_db()
    assert request.answered_by == first
    on(at)
    assert Evidence.objects.get().state == "ready"
    assert Appeal.objects.get().email == ""


def test_a_proposal_that_is_sent_back_leaves_the_request_unanswered() -> None:
    at = builders.now()
    request = asked(withdrawn(at), "erase", at=at)
    proposed = erasure.propose(request, SAID, kinds=EVERY, by=pdp(), at=at)
    with pytest.raises(erasure.NotAllowed):
        erasure.propose(request, SAID, kinds=EVERY, by=pdp(), at=at)
    erasure.send_back(proposed, by=pdp(), at=at)
    request.refresh_from_db()
    assert request.answered_at is None
    assert AuditEntry.objects.filter(action="erasure.sent_back").count() == 1
    erasure.propose(request, SAID, kinds=EVERY, by=pdp(), at=at)


def test_done_is_no_answer_while_a_part_is_kept() -> None:
    at = builders.now()
    request = asked(withdrawn(at), "erase", at=at)
    with pytest.raises(erasure.StillKept):
        erasure.propose(request, Answer(Result.DONE, "Semua."), kinds=EVERY, by=pdp(), at=at)
    assert not Erasure.objects.exists()


def test_done_is_no_answer_while_a_part_is_not_chosen() -> None:
    at = builders.now()
    appeal, _block = decided(at - timedelta(days=6 * 366), result="lifted", rests=False)
    request = asked(appeal, "erase", at=at)
    assert not any(part.keeping for part in erasure.plan(request, at=at))
    done = Answer(Result.DONE, "Semua.")
    with pytest.raises(erasure.StillKept):
        erasure.propose(request, done, kinds=["contact"], by=pdp(), at=at)
    erasure.propose(request, done, kinds=EVERY, by=pdp(), at=at)


def test_done_is_not_signed_once_there_is_more_to_erase() -> None:
    at = builders.now()
    appeal, _block = decided(at - timedelta(days=6 * 366), result="lifted", rests=False)
    request = asked(appeal, "erase", at=at)
    proposed = erasure.propose(request, Answer(Result.DONE, "Ya."), kinds=EVERY, by=pdp(), at=at)
    Feedback.objects.create(appeal=appeal, score=4, text="Terima kasih", at=at)
    with pytest.raises(erasure.StillKept):
        erasure.sign(proposed, by=pdp(), at=at)


@pytest.mark.parametrize(
    ("result", "kinds"), [("partly", []), ("partly", ["drafts"]), ("refused", EVERY)]
)
def test_an_erasure_of_nothing_is_not_proposed(result: str, kinds: list[str]) -> None:
    at = builders.now()
    request = asked(withdrawn(at), "erase", at=at)
    said = Answer(Result(result), "Tidak.", "legal_hold")
    with pytest.raises(erasure.NothingToErase):
        erasure.propose(request, said, kinds=kinds, by=pdp(), at=at)
    assert not Erasure.objects.exists()


def test_nothing_else_is_answered_while_a_proposal_waits() -> None:
    at = builders.now()
    request = asked(withdrawn(at), "erase", at=at)
    proposed = erasure.propose(request, SAID, kinds=EVERY, by=pdp(), at=at)
    refusal = Answer(Result.REFUSED, "Tidak.", "not_proved")
    with pytest.raises(data_requests.ProposalWaits):
        data_requests.answer(request, refusal, by=pdp(), at=at)
    erasure.send_back(proposed, by=pdp(), at=at)
    data_requests.answer(request, refusal, by=pdp(), at=at)


def test_only_a_privacy_officer_proposes() -> None:
    at = builders.now()
    request = asked(withdrawn(at), "erase", at=at)
    with pytest.raises(erasure.NotAllowed):
        erasure.propose(request, SAID, kinds=EVERY, by=builders.officer("agent"), at=at)


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


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_audit_chain_holds_afterwards_and_says_nothing_personal() -> None:
    at = builders.now()
    granted(withdrawn(at), at=at)
    on(at)
    assert audit.verify().first_fault is None
    entries = AuditEntry.objects.filter(action="erasure.carried_out")
    assert {entry.details["kind"] for entry in entries} >= {"files", "contact"}
