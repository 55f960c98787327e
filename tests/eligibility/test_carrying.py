"""Blocks that go on: by another version, on other facts, and back again when a run is undone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appeals.models import Appeal
from eligibility import blocking, explain, holds, letters, screening
from eligibility.explain.facts import INTERNAL
from eligibility.models import (
    Account,
    Block,
    BlockLetter,
    CarryOver,
    Finding,
    RegistryVerdict,
    Restoration,
    RulePolicy,
    ScreeningRun,
)
from eligibility.policies import counting
from eligibility.policies.settled import UNREAD
from portal.models import AuditEntry, OutgoingMessage
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db

NEXT_DAY = NOON + timedelta(days=1)
THEN = NOON + timedelta(days=2)
CARD = "3171010101150001"


@pytest.fixture(autouse=True)
def household_only() -> None:
    RulePolicy.objects.exclude(rule="household").delete()


def family(size: int = 3) -> list[Account]:
    """Return recipients of one card, the earliest first."""
    members = [people.account() for _ in range(size)]
    for place, person in enumerate(members):
        people.grant(person, kk=CARD, granted_at=NOON - timedelta(days=90 - place))
    return members


def enable(*, most: int = 1, mode: str = "block", version: int = 2) -> RulePolicy:
    """Put a newer version of the household rule in force."""
    first = builders.policy("household")
    return RulePolicy.objects.create(
        rule="household", version=version, mode=mode, limits={"most": most}, legal_source="uji",
        valid_from=first.valid_from, enabled_at=NOON,
    )  # fmt: skip


def first_version(*, mode: str) -> None:
    RulePolicy.objects.filter(rule="household").update(mode=mode)


def undo(run: ScreeningRun) -> None:
    officer, supervisor = builders.officer("rule_officer"), builders.officer("supervisor")
    screening.ask_roll_back(run, by=officer, reason="Batas keliru", at=THEN)
    screening.roll_back(run, by=supervisor, at=THEN)


def of(person: Account) -> Block:
    return Block.objects.get(account=person)


def settled(block: Block) -> set[str]:
    return set(Finding.objects.filter(account=block.account).values_list("status", flat=True))


def test_a_newer_version_carries_blocks_over_and_blocks_who_is_new() -> None:
    _, second, third = family()
    old = people.screen()
    enable()
    run = people.screen(at=NEXT_DAY)
    block = of(third)
    assert (block.status, block.confirmed_at, block.run) == ("confirmed", NOON, old)
    assert (block.policy, block.finding.policy) == (
        RulePolicy.objects.get(version=1), RulePolicy.objects.get(version=2),
    )  # fmt: skip
    third.refresh_from_db()
    assert third.blocked_since == NOON
    assert of(second).run == run
    assert (run.newly_blocked, run.ended) == (1, 0)
    assert AuditEntry.objects.get(action="block.carry_over").details["blocks"] == [block.pk]


def test_who_was_told_other_reasons_gets_a_letter_of_its_own_kind() -> None:
    third = family()[2]
    people.screen()
    assert letters.write_owed(at=NOON) is not None
    enable()
    people.screen(at=NEXT_DAY)
    assert letters.write_owed(at=NEXT_DAY) is not None
    message = OutgoingMessage.objects.get(key__contains="-updated-")
    assert message.subject == "Alasan blokir diperbarui"
    assert message.recipient == third.email
    assert "masih diblokir, sejak Jumat, 20 November 2026" in message.body
    assert "- Paling banyak menurut aturan: 1, sebelumnya 2." in message.body
    assert "paling lambat Senin, 21 Desember 2026" in message.body
    assert not BlockLetter.objects.filter(kind="blocked", block__account=third, done_at=None)


def test_each_update_has_its_letter() -> None:
    third = family()[2]
    people.screen()
    for number, most in enumerate((1, 2), start=2):
        letters.write_owed(at=NOON)
        enable(most=most, version=number)
        people.screen(at=NOON + timedelta(hours=number))
    letters.write_owed(at=THEN)
    assert of(third).carry_overs.count() == 2
    assert OutgoingMessage.objects.filter(key__contains="-updated-").count() == 2


def test_a_version_that_says_the_same_changes_nothing_and_writes_nothing() -> None:
    third = family()[2]
    people.screen()
    letters.write_owed(at=NOON)
    enable(most=2)
    people.screen(at=NEXT_DAY)
    assert (of(third).policy, CarryOver.objects.count()) == (builders.policy("household"), 0)
    assert not BlockLetter.objects.filter(done_at=None).exists()


def test_who_is_still_owed_the_first_letter_reads_the_reasons_of_then() -> None:
    family()
    people.screen()
    enable()
    people.screen(at=NEXT_DAY)
    assert not BlockLetter.objects.filter(kind="updated").exists()


def test_an_open_complaint_outlives_a_newer_version() -> None:
    third = family()[2]
    people.screen()
    appeal = builders.appeal_about(of(third))
    enable()
    people.screen(at=NEXT_DAY)
    assert of(third).carry_overs.count() == 0  # on hold
    holds.release(third, reference=appeal.reference, at=NEXT_DAY)
    people.screen(at=THEN)
    assert of(third).carry_overs.count() == 1
    assert not Appeal.objects.made_moot().exists()


@pytest.mark.parametrize("most", [2, 1])
def test_a_proposal_is_confirmed_by_a_version_that_blocks(most: int) -> None:
    first_version(mode="flag")
    third = family()[2]
    people.screen()
    newer = enable(most=most)
    run = people.screen(at=NEXT_DAY)
    block = of(third)
    assert (block.status, block.confirmed_at, block.confirmed_by) == ("confirmed", NEXT_DAY, None)
    assert (block.policy, block.run, block.proposed_at) == (newer, run, NOON)
    assert BlockLetter.objects.filter(block=block).get().kind == "blocked"
    assert run.newly_blocked == Account.objects.filter(status="blocked").count()


def test_a_proposal_on_hold_waits_for_its_confirmation() -> None:
    first_version(mode="flag")
    third = family()[2]
    people.screen()
    holds.place(third, reference="R", at=NOON)
    enable(most=2)
    people.screen(at=NEXT_DAY)
    assert of(third).status == "proposed"
    holds.release(third, reference="R", at=NEXT_DAY)
    people.screen(at=THEN)
    assert of(third).status == "confirmed"


def test_where_a_fuse_has_blown_a_proposal_stays_one() -> None:
    first_version(mode="flag")
    third = family()[2]
    people.screen()
    enable().fuses.create(
        rule="household", decided=40, overturned=30, lowest=0.6, highest=0.9, blown_at=NOON
    )
    people.screen(at=NEXT_DAY)
    assert of(third).status == "proposed"


@pytest.mark.parametrize("mode", ["flag", "observe"])
@pytest.mark.parametrize("most", [2, 1])
def test_a_confirmed_block_does_not_fall_back(mode: str, most: int) -> None:
    third = family()[2]
    people.screen()
    enable(mode=mode, most=most)
    people.screen(at=NEXT_DAY)
    assert (of(third).status, of(third).confirmed_at) == ("confirmed", NOON)


def test_what_a_person_upheld_stays_on_its_facts() -> None:
    third = family()[2]
    people.screen()
    blocking.uphold([of(third)], by=None, reason="proof", at=NOON)
    before = of(third).finding
    enable()
    people.screen(at=NEXT_DAY)
    assert (of(third).status, of(third).finding) == ("upheld", before)


def test_a_looser_version_ends_blocks_and_says_why() -> None:
    third = family()[2]
    people.screen()
    enable(most=3)
    people.screen(at=NEXT_DAY)
    assert (of(third).status, of(third).reason) == ("superseded", "rule_changed")
    assert explain.how_it_ended(of(third)).startswith("Aturannya berubah")


@pytest.mark.parametrize("most", [1, 2])
def test_who_was_cleared_under_one_limit_is_not_found_under_another(most: int) -> None:
    third = family(4)[3]
    people.screen()
    blocking.lift([of(third)], by=None, reason="proof", at=NOON)
    enable(most=most)
    people.screen(at=NEXT_DAY)
    assert of(third).status == "lifted"
    assert settled(of(third)) == {"settled"}


def test_other_data_fires_after_a_limit_moved_too() -> None:
    members = family(4)
    people.screen()
    blocking.lift([of(members[3])], by=None, reason="proof", at=NOON)
    members[0].grants.all().delete()  # the fourth is the third now
    enable()
    people.screen(at=NEXT_DAY)
    assert Block.objects.open().get(account=members[3]).finding.facts["place"] == 3


def test_lifting_what_was_carried_over_settles_both() -> None:
    third = family()[2]
    people.screen()
    newer = enable()
    people.screen(at=NEXT_DAY)
    blocking.lift([of(third)], by=None, reason="proof", at=NEXT_DAY)
    assert settled(of(third)) == {"settled"}
    RulePolicy.objects.filter(pk=newer.pk).update(valid_until=NOON.date())  # the first is back
    people.screen(at=THEN)
    assert of(third).status == "lifted"


def test_undoing_a_run_puts_back_what_it_carried_over() -> None:
    _, second, third = family()
    people.screen()
    before = of(third)
    enable()
    undo(people.screen(at=NEXT_DAY))
    block = of(third)
    assert (block.status, block.finding, block.run) == ("confirmed", before.finding, before.run)
    assert (block.finding.status, of(second).reason) == ("acted", "run_rolled_back")
    third.refresh_from_db()
    assert (third.status, third.blocked_since) == ("blocked", NOON)
    assert not Restoration.objects.filter(block=block).exists()
    entry = AuditEntry.objects.get(action="screening.rolled_back")
    assert (entry.details["undone"], entry.details["put_back"]) == (1, 1)


def test_a_block_of_a_moment_gives_back_a_day() -> None:
    second = family()[1]
    award = second.grants.get()
    award.first_training_until = THEN + timedelta(days=5)
    award.save()
    people.screen()
    enable()
    undo(people.screen(at=THEN - timedelta(minutes=1)))
    assert Restoration.objects.get().days == 1


def test_an_update_that_was_never_sent_is_not_taken_back_by_letter() -> None:
    third = family()[2]
    people.screen()
    letters.write_owed(at=NOON)
    enable()
    undo(people.screen(at=NEXT_DAY))
    letters.write_owed(at=THEN)
    assert not OutgoingMessage.objects.filter(recipient=third.email, key__contains="updated")


def test_an_update_that_was_sent_is_taken_back_by_letter() -> None:
    third = family()[2]
    people.screen()
    letters.write_owed(at=NOON)
    enable()
    run = people.screen(at=NEXT_DAY)
    letters.write_owed(at=NEXT_DAY)
    undo(run)
    letters.write_owed(at=THEN)
    told = OutgoingMessage.objects.filter(recipient=third.email, key__contains="updated")
    assert "- Paling banyak menurut aturan: 2, sebelumnya 1." in told.latest("pk").body


@pytest.mark.parametrize("most", [2, 1])
def test_undoing_a_run_makes_its_confirmations_proposals_again(most: int) -> None:
    first_version(mode="flag")
    third = family()[2]
    people.screen()
    before = of(third)
    enable(most=most)
    undo(people.screen(at=NEXT_DAY))
    again = Block.objects.open().get(account=third)
    assert (again.status, again.finding, again.policy, again.proposed_at) == (
        "proposed", before.finding, before.policy, before.proposed_at,
    )  # fmt: skip
    third.refresh_from_db()
    assert third.status == "flagged"
    assert BlockLetter.objects.filter(block__account=third, kind="restored").exists()


def test_the_next_screening_does_it_all_again() -> None:
    _, second, third = family()
    people.screen()
    enable()
    undo(people.screen(at=NEXT_DAY))
    run = people.screen(at=THEN)
    assert run.newly_blocked == 1
    assert of(third).carry_overs.filter(run=run).exists()
    assert Block.objects.open().get(account=second).run == run


def test_what_a_person_confirmed_is_not_undone() -> None:
    first_version(mode="flag")
    third = family()[2]
    run = people.screen()
    blocking.confirm([of(third)], by=builders.officer(), at=NEXT_DAY)
    undo(run)
    assert of(third).status == "confirmed"


@pytest.mark.parametrize(("mode", "cleared"), [("block", False), ("flag", False), ("block", True)])
def test_a_dry_run_foresees_whom_the_pass_newly_blocks(mode: str, cleared: bool) -> None:
    first_version(mode=mode)
    members = family(4)
    people.screen()
    if cleared:
        blocking.lift([of(members[3])], by=None, reason="proof", at=NOON)
    terms = counting.of_terms("household", {"most": 1}, mode="block", at=NEXT_DAY)
    foreseen = counting.count(terms)
    enable()
    run = people.screen(at=NEXT_DAY)
    assert (foreseen.hits, foreseen.newly_blocked) == (3, run.newly_blocked)


def cost_of(count: int) -> int:
    """Return how many queries it takes to carry over so many blocks."""
    builders.policy("education")
    said = [people.verdict(people.account()) for _ in range(count)]
    people.screen()
    RegistryVerdict.objects.filter(pk__in=[one.pk for one in said]).update(superseded_at=NOON)
    for verdict in said:
        people.verdict(verdict.account, as_of=NOON.date())
    run = screening.screen(None, at=NEXT_DAY)
    with CaptureQueriesContext(connection) as captured:
        while screening.work_off(run):
            pass
    assert CarryOver.objects.filter(run=run).count() == count
    return len(captured)


def test_twenty_five_are_carried_over_in_as_many_queries_as_one() -> None:
    assert cost_of(1) == cost_of(25)


def test_what_nobody_reads_is_what_the_words_leave_out() -> None:
    assert set(UNREAD) == INTERNAL | {"cluster"}
