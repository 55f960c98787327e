"""Many cases at once, all or none; who comes first; merging, parting and linking by officers."""

from typing import Any

import pytest

from appeals import lifecycle
from appeals.filing import GroundClaim
from appeals.lifecycle import bulk
from appeals.models import Appeal, CaseLink, Message, Priority, PriorityChange
from appeals.review.next_case import take_next
from eligibility import blocking
from eligibility.models import Block, Hold
from portal import audit
from portal.models import AuditEntry, OutgoingMessage
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db
Reason = PriorityChange.Reason


def _urgent(appeal: Appeal, **over: Any) -> None:
    values: dict[str, Any] = {"reason": Reason.HEALTH, "by": builders.officer(), "at": NOON}
    lifecycle.set_priority(appeal, Priority.URGENT, **{**values, **over})


def _why(order: bulk.Order, *appeals: Appeal) -> dict[int, type[Exception]]:
    with pytest.raises(bulk.SomeRefused) as refused:
        bulk.carry_out(order, appeals)
    return {one.appeal.pk: type(one.why) for one in refused.value.refused}


def test_an_urgent_case_is_the_next_one_and_says_who_put_it_first_and_why() -> None:
    officer = builders.officer()
    builders.appeal()
    urgent = builders.appeal()
    _urgent(urgent, by=officer)
    change = urgent.priority_changes.get()
    assert (change.became, change.reason, change.by) == (Priority.URGENT, Reason.HEALTH, officer)
    assert AuditEntry.objects.filter(action="appeal.put_first", actor=officer).exists()
    assert take_next(builders.officer(), at=NOON) == urgent


def test_a_priority_is_refused_twice_on_a_finished_case_and_to_other_roles() -> None:
    urgent, over = builders.appeal(), builders.appeal()
    _urgent(urgent)
    lifecycle.withdraw(over, at=NOON)
    with pytest.raises(lifecycle.AsItWas):
        _urgent(urgent)
    with pytest.raises(lifecycle.NotAllowed):
        _urgent(over)
    with pytest.raises(lifecycle.NotAllowed):
        _urgent(builders.appeal(), by=builders.officer("auditor"))
    assert PriorityChange.objects.count() == 1


def test_one_refused_case_keeps_all_others_as_they_are() -> None:
    supervisor, agent = builders.officer("supervisor"), builders.officer()
    free, held = builders.appeal(), builders.appeal()
    lifecycle.take(held, by=agent, at=NOON)
    order = bulk.assign(to=agent, by=supervisor, at=NOON)
    assert [one.appeal for one in bulk.rehearse(order, [free, held])] == [held]
    assert _why(order, free, held) == {held.pk: lifecycle.NotAllowed}
    free.refresh_from_db()
    assert free.officer is None
    assert not OutgoingMessage.objects.filter(key__contains="in_review", recipient=free.email)[1:]


def test_each_case_is_assigned_and_written_down_by_itself() -> None:
    supervisor, agent = builders.officer("supervisor"), builders.officer()
    cases = [builders.appeal(), builders.appeal()]
    bulk.carry_out(bulk.assign(to=agent, by=supervisor, at=NOON), cases)
    assert Appeal.objects.held_by(agent).count() == 2
    assert AuditEntry.objects.filter(action="appeal.assign", actor=supervisor).count() == 2
    one = builders.appeal()
    order = bulk.assign(to=supervisor, by=agent, at=NOON)
    assert _why(order, one) == {one.pk: lifecycle.NotAllowed}  # agents assign nothing


def test_a_case_that_went_on_since_it_was_read_is_refused() -> None:
    read, moved = builders.appeal(), builders.appeal()
    lifecycle.take(Appeal.objects.get(pk=moved.pk), by=builders.officer(), at=NOON)
    order = bulk.note("Dicek bersama.", by=builders.officer(), at=NOON)
    assert _why(order, read, moved) == {moved.pk: lifecycle.MovedByOther}
    assert not Message.objects.exists()


def test_nobody_closes_what_no_officer_opened_nor_what_still_stands() -> None:
    agent = builders.officer()
    unseen, seen, standing = (builders.appeal_about(builders.block()) for _ in range(3))
    over = Block.objects.filter(contests__appeal__in=(unseen, seen))
    blocking.lift(over, by=None, reason="source_wrong", at=NOON)
    audit.record("case.viewed", by=builders.officer("auditor"), subject=unseen, at=NOON)
    for case in (seen, standing):
        audit.record("case.viewed", by=agent, subject=case, at=NOON)
    order = bulk.close_moot(by=agent, at=NOON)
    expected = {unseen.pk: bulk.NeverOpened, standing.pk: bulk.NotMoot}
    assert _why(order, unseen, seen, standing) == expected
    bulk.carry_out(order, [seen])
    seen.refresh_from_db()
    assert seen.status == Appeal.Status.VOID


def test_more_than_a_hundred_at_once_are_refused() -> None:
    order = bulk.note("Dicek.", by=builders.officer(), at=NOON)
    with pytest.raises(lifecycle.NotAllowed):
        bulk.carry_out(order, [Appeal()] * (bulk.MOST + 1))


def _two_of_one_person() -> tuple[Appeal, Appeal]:
    """Two cases of one account from two contacts, about a block each."""
    first = builders.block("G03")
    second = builders.block("G10", on=first.account)
    one = builders.appeal_about(first, claims=(GroundClaim("G03"),))
    return one, builders.rival_about(second, claims=(GroundClaim("G10"),))


def test_merging_hands_over_what_the_case_is_about_and_parting_takes_it_along() -> None:
    officer = builders.officer()
    into, merged = _two_of_one_person()
    lifecycle.take(into, by=officer, at=NOON)
    lifecycle.merge(merged, into=into, by=officer, at=NOON)
    revision = into.revision
    into.refresh_from_db()
    assert (merged.status, lifecycle.leading(merged)) == (Appeal.Status.MERGED, into)
    assert (into.grounds, into.revision) == (["G03", "G10"], revision + 1)
    assert Hold.objects.standing().get().reference == into.reference
    lifecycle.split(merged, by=officer, at=NOON)
    into.refresh_from_db()
    assert (merged.status, merged.merged_into, merged.grounds) == ("submitted", None, ["G10"])
    assert into.grounds == ["G03"]
    assert merged.contested.get().leads
    assert AuditEntry.objects.filter(action="appeal.split", actor=officer).exists()


def test_what_was_decided_for_both_is_parted_no_more() -> None:
    officer = builders.officer()
    into, merged = _two_of_one_person()
    lifecycle.merge(merged, into=into, by=officer, at=NOON)
    into.refresh_from_db()
    lifecycle.withdraw(into, at=NOON)
    Appeal.objects.filter(pk=merged.pk).update(merged_into=into, status="merged")
    merged.refresh_from_db()
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.split(merged, by=officer, at=NOON)


def test_the_second_level_takes_over_no_new_ground() -> None:
    into, merged = _two_of_one_person()
    Appeal.objects.filter(pk=into.pk).update(level=2, previous=merged)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.merge(merged, into=into, by=builders.officer(), at=NOON)
    merged.refresh_from_db()
    assert merged.is_open


def test_a_link_shows_on_both_cases_once_and_can_be_taken_away() -> None:
    officer, one, other = builders.officer(), builders.appeal(), builders.appeal()
    reason = CaseLink.Reason.HOUSEHOLD
    lifecycle.link(other, one, reason=reason, by=officer, at=NOON)
    lifecycle.link(one, other, reason=reason, by=officer, at=NOON)
    assert list(lifecycle.links_of(one)) == list(lifecycle.links_of(other))
    assert AuditEntry.objects.filter(action="appeal.linked").count() == 2
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.link(one, one, reason=reason, by=officer, at=NOON)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.unlink(one, other, by=builders.officer("auditor"), at=NOON)
    lifecycle.unlink(one, other, by=officer, at=NOON)
    assert not lifecycle.links_of(one).exists()
