"""How a decided appeal goes on: the second level, and opening again with new files."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from appeals import consents, lifecycle
from appeals.evidence import intake
from appeals.lifecycle import Again, OutcomeChosen, Ruling
from appeals.models import Appeal, Consent, ContestedBlock, Decision, Draft, Evidence
from appeals.timeline import timeline
from eligibility import blocking
from eligibility.models import Block, Hold
from portal.channels import gateway
from portal.models import AuditEntry, OutgoingMessage, User
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db

_DAY = timedelta(days=1)
_LATER = NOON + _DAY
# Ten working days from Friday, 20 November 2026: none of them is a holiday.
_LAST = datetime.combine((NOON + 14 * _DAY).date(), NOON.timetz())


def decided(
    *blocks: Block, result: str = "upheld", by: User | None = None, at: datetime = NOON
) -> Appeal:
    """File a case about the blocks' account and decide all of it alike."""
    return decide(builders.appeal_about(blocks[0], at=at), result=result, by=by, at=at)


def decide(
    appeal: Appeal, *, result: str = "upheld", by: User | None = None, at: datetime = NOON
) -> Appeal:
    """Take the case and decide each of its blocks alike."""
    officer = by or builders.officer("supervisor")
    lifecycle.take(appeal, by=officer, at=at)
    reason = "rule_applies" if result == "upheld" else "proof_convinces"
    chosen = tuple(
        OutcomeChosen(block.pk, result, reason) for block in lifecycle.open_contested_blocks(appeal)
    )
    lifecycle.decide(appeal, by=officer, ruling=Ruling(chosen, "Sudah dibaca."), at=at)
    return appeal


def draft_about(appeal: Appeal, *, photos: int = 0, size: tuple[int, int] = (640, 400)) -> Draft:
    """Begin a draft about a decided case, with different photos in it."""
    draft = Draft.objects.create(about=appeal, created_at=NOON, expires_at=NOON + 30 * _DAY)
    for number in range(photos):
        upload = builders.photo_file((size[0] + number, size[1]))
        intake.attach(draft, upload, kind=Evidence.Kind.SUPPORTING, at=NOON)
    return draft


def again(draft: Draft, *blocks: Block, **over: Any) -> Again:
    """Return what a person says again."""
    values: dict[str, Any] = {
        "token": draft.token,
        "text": "Putusan itu keliru: saya sudah lulus.",
        "block_ids": tuple(block.pk for block in blocks),
    }
    return Again(**{**values, **over})


def _take_on(appeal: Appeal, *blocks: Block, at: datetime = _LATER, **over: Any) -> Appeal:
    draft = draft_about(appeal)
    return lifecycle.appeal_again(appeal, again=again(draft, *blocks, **over), at=at)


def test_banding_is_a_new_case_at_the_second_level_about_the_same_block() -> None:
    block = builders.block()
    first = decided(block)
    second = _take_on(first, block)
    assert (second.level, second.previous, second.root) == (2, first, first)
    assert second.reference != first.reference
    assert list(second.contested.values_list("block", "leads")) == [(block.pk, True)]
    assert second.due_date == _LAST.date()


def test_banding_keeps_who_it_is_about_and_what_was_agreed_to() -> None:
    block = builders.block()
    first = decided(block)
    second = _take_on(first, block)
    assert (second.nik, second.email, second.account) == (first.nik, first.email, first.account)
    assert second.chronology.startswith("Putusan itu keliru")
    kept = first.consents.values_list("kind", "version", "given_at")
    assert list(second.consents.values_list("kind", "version", "given_at")) == list(kept)
    assert list(second.claims.values_list("ground", flat=True)) == ["G03"]


@pytest.mark.parametrize("kind", ["sms", "messaging"])
def test_banding_and_reopening_stay_silent_where_news_by_sms_were_stopped(
    settings: Any, kind: str
) -> None:
    settings.SMS_GATEWAY_URL = settings.WHATSAPP_GATEWAY_URL = gateway.MAILBOX
    block = builders.block(on=builders.account(email=""))
    given = builders.agreed("processing", *{kind, "sms"})
    first = decide(builders.appeal_about(block, consents=given))
    consents.withdraw(first, kind, at=_LATER)
    opened = lifecycle.reopen(first, again=again(draft_about(first, photos=1)), at=_LATER)
    decide(opened, at=_LATER)
    second = _take_on(opened, block, at=_LATER)
    for case in (opened, second):
        assert not OutgoingMessage.objects.filter(key__startswith=f"appeal:{case.pk}:").exists()
        assert case.consents.get(kind="sms").withdrawn_at == _LATER


def test_one_of_several_upheld_grounds_may_go_on_alone() -> None:
    one = builders.block("G03")
    other = builders.block("G10", on=one.account)
    second = _take_on(decided(one, other), other)
    assert list(second.contested.values_list("block", flat=True)) == [other.pk]


def test_the_account_stays_on_hold_while_the_second_level_is_open() -> None:
    block = builders.block()
    first = decided(block)
    second = _take_on(first, block)
    lifecycle.close_settled(at=NOON + 30 * _DAY)
    first.refresh_from_db()
    assert first.status == Appeal.Status.CLOSED
    assert Hold.objects.standing().get().reference == second.reference


def test_a_closed_case_goes_on_late_with_a_hold_of_its_own() -> None:
    block = builders.block()
    first = decided(block)
    lifecycle.close_settled(at=NOON + 30 * _DAY)
    assert not Hold.objects.standing().exists()
    first.refresh_from_db()
    second = _take_on(first, block, at=NOON + 31 * _DAY, late_reason="Saya sakit.")
    assert second.late_reason == "Saya sakit."
    assert Hold.objects.standing().get().reference == second.reference


def test_late_is_told_from_the_day_after_the_last_day() -> None:
    first = decided(builders.block())
    assert not lifecycle.ways_on(first, at=_LAST).is_late
    assert lifecycle.ways_on(first, at=_LAST + _DAY).is_late
    assert lifecycle.ways_on(first, at=_LAST + _DAY).may_appeal_again


def test_the_same_token_twice_is_one_banding() -> None:
    block = builders.block()
    first, draft = decided(block), None
    draft = draft_about(first)
    said = again(draft, block)
    once = lifecycle.appeal_again(first, again=said, at=_LATER)
    assert lifecycle.appeal_again(first, again=said, at=_LATER) == once
    assert OutgoingMessage.objects.filter(key__contains=":banding:").count() == 1


def test_while_a_banding_is_open_there_is_no_other() -> None:
    one = builders.block("G03")
    other = builders.block("G10", on=one.account)
    first = decided(one, other)
    _take_on(first, one)
    with pytest.raises(lifecycle.NotAllowed):
        _take_on(first, other)


def test_another_ground_goes_on_once_the_first_banding_is_decided() -> None:
    one = builders.block("G03")
    other = builders.block("G10", on=one.account)
    first = decided(one, other)
    decide(_take_on(first, one), at=_LATER)
    assert list(lifecycle.ways_on(first, at=_LATER).blocks) == [other]
    assert _take_on(first, other).level == 2


def test_there_is_no_third_level() -> None:
    block = builders.block()
    second = decide(_take_on(decided(block), block), at=_LATER)
    with pytest.raises(lifecycle.NotAllowed):
        _take_on(second, block)
    with pytest.raises(lifecycle.NotAllowed):
        _take_on(Appeal.objects.get(level=1), block)


def test_a_withdrawn_banding_may_be_made_again() -> None:
    block = builders.block()
    first = decided(block)
    lifecycle.withdraw(_take_on(first, block), at=_LATER)
    assert _take_on(first, block).level == 2


@pytest.mark.parametrize("result", ["lifted", "open"])
def test_nothing_goes_on_from_a_case_that_refused_nothing(result: str) -> None:
    block = builders.block()
    first = builders.appeal_about(block) if result == "open" else decided(block, result=result)
    with pytest.raises(lifecycle.NotAllowed):
        _take_on(first, block)


def test_a_block_that_the_case_was_not_about_cannot_be_brought_in() -> None:
    block = builders.block("G03")
    first = decided(block)
    lifecycle.close(first, by=None, at=NOON)  # which ends the hold
    new = builders.block("G10", on=block.account)
    with pytest.raises(lifecycle.NotAllowed):
        _take_on(first, block, new)
    with pytest.raises(lifecycle.NotAllowed):
        _take_on(first)


def test_a_draft_about_another_case_carries_nothing_here() -> None:
    block = builders.block()
    first, other = decided(block), decided(builders.block())
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.appeal_again(first, again=again(draft_about(other), block), at=_LATER)


def test_who_decided_first_may_not_take_the_second_level_and_another_may() -> None:
    block, officer = builders.block(), builders.officer("supervisor")
    second = _take_on(decided(block, by=officer), block)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.take(second, by=officer, at=_LATER)
    decide(second, result="lifted", at=_LATER)
    block.refresh_from_db()
    assert block.status == Block.Status.LIFTED


def test_files_of_the_draft_come_along() -> None:
    block = builders.block()
    first = decided(block)
    draft = draft_about(first, photos=2)
    second = lifecycle.appeal_again(first, again=again(draft, block), at=_LATER)
    assert second.evidence.count() == 2
    assert not Draft.objects.exists()


def test_a_case_opens_again_with_a_new_file_at_the_first_level() -> None:
    block = builders.block()
    first = decided(block)
    draft = draft_about(first, photos=1)
    anew = lifecycle.reopen(first, again=again(draft), at=_LATER)
    assert (anew.level, anew.previous, anew.root) == (1, first, first)
    assert list(anew.contested.values_list("block", flat=True)) == [block.pk]
    assert Hold.objects.standing().filter(reference=anew.reference).exists()
    first.refresh_from_db()
    assert first.status == Appeal.Status.DECIDED


def test_no_case_opens_again_without_a_file_that_is_new() -> None:
    block = builders.block()
    first = decided(block)
    intake.attach_to_case(first, builders.photo_file((640, 400)), kind="supporting", at=NOON)
    with pytest.raises(lifecycle.NothingNew):
        lifecycle.reopen(first, again=again(draft_about(first)), at=_LATER)
    with pytest.raises(lifecycle.NothingNew):
        lifecycle.reopen(first, again=again(draft_about(first, photos=1)), at=_LATER)


def test_a_case_opens_again_on_the_tenth_day_and_not_on_the_eleventh() -> None:
    first = decided(builders.block())
    assert lifecycle.ways_on(first, at=NOON + 10 * _DAY).may_reopen
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.reopen(
            first, again=again(draft_about(first, photos=1)), at=NOON + 11 * _DAY
        )  # fmt: skip


def test_a_case_opened_again_and_refused_goes_to_the_second_level_from_there() -> None:
    block, officer = builders.block(), builders.officer("supervisor")
    first = decided(block, by=officer)
    draft = draft_about(first, photos=1)
    anew = decide(lifecycle.reopen(first, again=again(draft), at=_LATER), at=_LATER)
    with pytest.raises(lifecycle.NotAllowed):
        _take_on(first, block)
    second = _take_on(anew, block)
    assert (second.previous, second.root, second.level) == (anew, first, 2)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.take(second, by=officer, at=_LATER)


def test_an_answer_without_blocks_opens_again_with_a_new_file() -> None:
    agent, first = builders.officer(), builders.appeal()
    lifecycle.take(first, by=agent, at=NOON)
    lifecycle.decide(first, by=agent, ruling=Ruling((), "Akun tidak kami temukan."), at=NOON)
    assert first.decisions.get().conclusion == Decision.Conclusion.ANSWERED
    with pytest.raises(lifecycle.NotAllowed):
        _take_on(first)
    anew = lifecycle.reopen(first, again=again(draft_about(first, photos=1)), at=_LATER)
    assert anew.previous == first


def test_both_cases_tell_in_their_timelines_what_happened() -> None:
    block = builders.block()
    first = decided(block)
    second = _take_on(first, block)
    assert "Banding diajukan dengan nomor baru" in _titles(first)
    assert _titles(second)[0] == "Banding diterima"


def test_the_person_is_told_the_new_number_and_the_step_is_on_file() -> None:
    block = builders.block()
    second = _take_on(decided(block), block)
    mail = OutgoingMessage.objects.get(key=f"appeal:{second.pk}:banding:1")
    assert second.reference in mail.subject
    assert "belum pernah menangani" in mail.body
    assert second.steps.get().verb == "appeal_again"
    assert AuditEntry.objects.filter(action="appeal.appeal_again").count() == 1


def test_a_moot_banding_is_closed_like_any_case() -> None:
    block = builders.block()
    second = _take_on(decided(block), block)
    block.refresh_from_db()
    blocking.supersede([block], by=None, reason="source_corrected", at=_LATER)
    lifecycle.close_all_moot(at=_LATER)
    second.refresh_from_db()
    assert second.status == Appeal.Status.VOID
    assert not ContestedBlock.objects.filter(leads=True).exists()


def test_a_token_of_a_filing_elsewhere_is_refused() -> None:
    block, token = builders.block(), uuid.uuid4()
    first = decided(block)
    builders.appeal(token=token)
    said = Again(token=token, text="Keliru.", block_ids=(block.pk,))
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.appeal_again(first, again=said, at=_LATER)


def _titles(appeal: Appeal) -> list[str]:
    return [moment.title for moment in timeline(appeal, day=_LATER.date())]


def test_a_consent_taken_back_above_ends_below_and_the_other_way_round() -> None:
    first = decided(builders.block())
    second = _take_on(first, *(contested.block for contested in first.contested.all()))
    for case, kind in ((second, "messaging"), (first, "biometric")):
        Consent.objects.create(appeal=first, kind=kind, version="1", given_at=NOON)
        Consent.objects.create(appeal=second, kind=kind, version="1", given_at=NOON)
        assert consents.withdraw(case, kind, at=_LATER)
        assert not consents.stands(first, kind)
        assert not consents.stands(second, kind)
