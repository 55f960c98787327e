"""Remedies: who may open and sign one, and for what."""

import pytest

from eligibility import remedies
from eligibility.models import Block, Finding
from portal.models import Role
from tests import builders
from tests.builders import NOON
from tests.eligibility.campaigns import approved, batch, blocks_by, opened, statuses

pytestmark = pytest.mark.django_db


def test_the_reach_counts_blocks_and_people() -> None:
    source = batch()
    first = builders.block()
    builders.block("G02", on=first.account)
    builders.block("G04")
    Block.objects.filter(rule="office").update(status="proposed")
    Finding.objects.update(batch=source)
    found = remedies.reach(remedies.Cause(batch=source))
    assert (found.standing, found.proposed, found.people, found.blocks) == (2, 1, 2, 3)


@pytest.mark.parametrize("role", ["agent", "privacy_officer", "auditor"])
def test_only_supervisors_and_rule_officers_open_one(role: str) -> None:
    with pytest.raises(remedies.NotAllowed):
        opened(batch(), role=role)


@pytest.mark.parametrize(("title", "explanation"), [(" ", "e"), ("t", "")])
def test_nobody_opens_one_without_words(title: str, explanation: str) -> None:
    with pytest.raises(remedies.NotAllowed, match="explanation"):
        remedies.open_for(
            title=title, explanation=explanation, batch=batch(),
            by=builders.officer("supervisor"), at=NOON,
        )  # fmt: skip


def test_a_remedy_has_exactly_one_cause() -> None:
    by = builders.officer("supervisor")
    with pytest.raises(ValueError, match="one cause"):
        remedies.open_for(title="t", explanation="e", by=by, at=NOON)
    with pytest.raises(ValueError, match="one cause"):
        remedies.open_for(
            title="t", explanation="e", batch=batch(), policy=builders.policy(), by=by, at=NOON
        )


def test_one_cause_has_one_remedy_at_a_time() -> None:
    source = batch()
    blocks_by(source)
    first = opened(source)
    with pytest.raises(remedies.NotAllowed, match="under way"):
        opened(source)
    remedies.stop(first, by=builders.officer("supervisor"), at=NOON)
    assert opened(source).pk != first.pk


def test_a_cause_without_open_blocks_has_no_remedy() -> None:
    source = batch()
    with pytest.raises(remedies.NothingToLift):
        opened(source)
    blocks_by(source, 1)
    Block.objects.update(status="lifted", ended_at=NOON)
    with pytest.raises(remedies.NothingToLift):
        opened(source)


def test_nobody_signs_their_own_remedy() -> None:
    by, source = builders.officer("supervisor", is_superuser=True), batch()
    blocks_by(source, 1)
    remedy = remedies.open_for(title="t", explanation="e", batch=source, by=by, at=NOON)
    with pytest.raises(remedies.NotAllowed, match="may not sign"):
        remedies.approve(remedy, by=by, at=NOON)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SUPERVISOR])
def test_only_a_supervisor_signs(role: Role) -> None:
    source = batch()
    blocks_by(source, 1)
    with pytest.raises(remedies.NotAllowed, match="may not do this"):
        remedies.approve(opened(source), by=builders.officer(role.value), at=NOON)


def test_it_is_signed_once() -> None:
    source = batch()
    blocks_by(source)
    remedy = approved(source)
    with pytest.raises(remedies.NotAllowed, match="already"):
        remedies.approve(remedy, by=builders.officer("supervisor"), at=NOON)


def test_what_others_have_ended_meanwhile_is_not_signed_for() -> None:
    source = batch()
    blocks_by(source, 1)
    remedy = opened(source)
    Block.objects.update(status="lifted", ended_at=NOON)
    with pytest.raises(remedies.NothingToLift):
        remedies.approve(remedy, by=builders.officer("supervisor"), at=NOON)


def test_nothing_happens_before_it_is_signed() -> None:
    source = batch()
    blocks_by(source)
    opened(source)
    assert remedies.work_off(at=NOON) is None
    assert statuses() == {"confirmed"}
