"""The doorkeeper of evidence: who opens which photo, what for, how long, and what stays of it."""

from datetime import datetime, timedelta

import pytest

from appeals import lifecycle
from appeals.models import Appeal, Evidence
from appeals.review import looking
from appeals.review.looking import Purpose, Shut, Why, WordsMissing
from portal import audit, calendar
from portal.models import AuditEntry, Role, User
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db

REASON = "Menggantikan rekan yang sakit"


def photo(appeal: Appeal) -> Evidence:
    return Evidence.objects.create(
        appeal=appeal, kind="ektp", state="ready", original_name="a.jpg",
        original_sha256="0" * 64, original_bytes=10, uploaded_at=NOON,
    )  # fmt: skip


def taken() -> tuple[Appeal, User]:
    officer, appeal = builders.officer(), builders.appeal()
    lifecycle.take(appeal, by=officer, at=NOON)
    return appeal, officer


def why_shut(evidence: Evidence, user: User, at: datetime = NOON) -> Why:
    with pytest.raises(Shut) as caught:
        looking.pass_for(evidence, user=user, at=at)
    return caught.value.why


def test_the_holder_says_once_a_day_what_for() -> None:
    appeal, officer = taken()
    file = photo(appeal)
    assert why_shut(file, officer) == Why.PURPOSE
    looking.choose(appeal, Purpose.IDENTITY, by=officer, at=NOON)
    given = looking.pass_for(file, user=officer, at=NOON + timedelta(hours=2))
    assert (given.case, given.purpose, given.is_holder) == (appeal, Purpose.IDENTITY, True)


def test_a_purpose_ends_with_the_day_in_jakarta() -> None:
    appeal, officer = taken()
    looking.choose(appeal, Purpose.IDENTITY, by=officer, at=NOON)
    end = calendar.end_of_day(calendar.civil_date(NOON))
    assert looking.pass_on(appeal, user=officer, at=end)
    assert looking.pass_on(appeal, user=officer, at=end + timedelta(seconds=1)) is None


def test_a_purpose_is_one_officers_and_one_cases() -> None:
    appeal, officer = taken()
    looking.choose(appeal, Purpose.IDENTITY, by=officer, at=NOON)
    other = builders.appeal()
    lifecycle.take(other, by=officer, at=NOON)
    assert why_shut(photo(other), officer) == Why.PURPOSE
    assert why_shut(photo(appeal), builders.officer()) == Why.REASON


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_who_does_not_hold_the_case_writes_a_reason(role: str) -> None:
    appeal, _officer = taken()
    file, other = photo(appeal), builders.officer(role)
    with pytest.raises(WordsMissing):
        looking.choose(appeal, Purpose.PROOF, by=other, at=NOON)
    looking.choose(appeal, Purpose.PROOF, note=REASON, by=other, at=NOON)
    given = looking.pass_for(file, user=other, at=NOON)
    assert (given.note, given.is_holder) == (REASON, False)


def test_another_purpose_needs_words_from_the_holder_too() -> None:
    appeal, officer = taken()
    with pytest.raises(WordsMissing):
        looking.choose(appeal, Purpose.OTHER, by=officer, at=NOON)
    assert looking.choose(appeal, Purpose.OTHER, note="Contoh untuk rapat", by=officer, at=NOON)


def test_a_holders_purpose_ends_with_the_case_in_their_hands() -> None:
    appeal, officer = taken()
    looking.choose(appeal, Purpose.IDENTITY, by=officer, at=NOON)
    lifecycle.hand_back(appeal, by=officer, at=NOON)
    assert why_shut(photo(appeal), officer) == Why.REASON


def test_who_has_finished_a_case_holds_it_no_more() -> None:
    appeal, officer = taken()
    lifecycle.void(appeal, by=officer, at=NOON)
    assert appeal.officer == officer
    assert why_shut(photo(appeal), officer) == Why.REASON


@pytest.mark.parametrize("role", sorted(set(Role.values) - {"agent", "supervisor"}))
def test_no_other_role_opens_a_photo_whatever_it_writes(role: str) -> None:
    appeal, _officer = taken()
    file, user = photo(appeal), builders.officer(role)
    assert why_shut(file, user) == Why.ROLE
    with pytest.raises(Shut):
        looking.choose(appeal, Purpose.REQUEST, note=REASON, by=user, at=NOON)
    assert not AuditEntry.objects.filter(action="evidence.purpose").exists()


def test_who_lost_the_role_opens_nothing_on_an_earlier_purpose() -> None:
    appeal, officer = taken()
    looking.choose(appeal, Purpose.IDENTITY, by=officer, at=NOON)
    officer.groups.clear()
    assert why_shut(photo(appeal), User.objects.get(pk=officer.pk)) == Why.ROLE


def test_the_holder_sees_what_was_folded_into_the_case() -> None:
    block, officer = builders.block("G03"), builders.officer()
    leading, filed_again = builders.appeal_about(block), builders.appeal_about(block)
    filed_again.refresh_from_db()
    assert filed_again.merged_into == leading
    lifecycle.take(leading, by=officer, at=NOON)
    looking.choose(leading, Purpose.COMPARE, by=officer, at=NOON)
    assert looking.pass_for(photo(filed_again), user=officer, at=NOON).case == leading
    assert why_shut(photo(builders.appeal()), officer) == Why.REASON


def test_a_photo_lies_on_the_desks_that_it_is_open_to_and_no_other() -> None:
    root, folded, second, third, folded_later, _stranger = cases = [
        builders.appeal() for _ in range(6)
    ]
    for row, into in ((folded, root), (folded_later, second)):
        Appeal.objects.filter(pk=row.pk).update(status="merged", merged_into=into)
    for row, previous in ((second, root), (third, second)):
        Appeal.objects.filter(pk=row.pk).update(root=root, previous=previous)
    for case in Appeal.objects.all():
        file = photo(case)
        seen_on = {each for each in cases if file in Evidence.objects.open_to(fresh(each))}
        assert set(Appeal.objects.with_file(file)) == seen_on, case


def fresh(appeal: Appeal) -> Appeal:
    return Appeal.objects.get(pk=appeal.pk)


def test_a_purpose_and_its_words_stand_in_the_audit_trail() -> None:
    appeal, officer = taken()
    looking.choose(appeal, Purpose.OTHER, note="Contoh untuk rapat", by=officer, at=NOON)
    entry = AuditEntry.objects.get(action="evidence.purpose")
    assert (entry.actor, entry.subject_id) == (officer, str(appeal.pk))
    assert entry.details == {"purpose": "other", "note": "Contoh untuk rapat", "is_holder": True}


def test_words_that_quote_a_person_are_refused() -> None:
    appeal, _officer = taken()
    with pytest.raises(audit.Personal):
        looking.choose(
            appeal, Purpose.OTHER, note="Telepon 081234567890", by=builders.officer(), at=NOON
        )
