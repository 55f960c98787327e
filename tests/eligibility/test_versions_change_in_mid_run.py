"""A version stopped or replaced while a run that judged by it goes on: older blocks wait."""

from datetime import date, timedelta
from typing import Any

import pytest

from eligibility import blocking, letters, policies, screening
from eligibility.models import (
    Account,
    Block,
    BlockLetter,
    CarryOver,
    Finding,
    Grant,
    Restoration,
    RulePolicy,
    ScreeningRun,
)
from eligibility.screening import running
from portal.calendar import civil_date
from portal.models import OutgoingMessage
from tests import builders
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.drafts import enabled

pytestmark = pytest.mark.django_db

TODAY = civil_date(NOON)
LATER = NOON + timedelta(hours=1)
NEXT_DAY = NOON + timedelta(days=1)
THEN = NOON + timedelta(days=2)


@pytest.fixture(autouse=True)
def age_only(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge by age alone, two accounts a range; let two people enable what they will."""
    settings.POLICY_REACH_SHARE = 100
    RulePolicy.objects.exclude(rule="age").delete()
    monkeypatch.setattr(running, "CHUNK_ACCOUNTS", 2)


@pytest.fixture
def old() -> list[Account]:
    """Four people past 64, blocked and told so."""
    found = [people.account(birth_date=date(1950, 5, 12)) for _ in range(4)]
    people.screen(at=NOON - timedelta(hours=1))
    letters.write_owed(at=NOON)
    return found


@pytest.fixture
def grown() -> list[Account]:
    """Four people of 28, whom the law admits."""
    return [people.account() for _ in range(4)]


def tighter(*, oldest: int = 25, **over: Any) -> RulePolicy:
    return enabled("age", **{"limits": {"oldest": oldest}, "valid_from": TODAY, **over})


def stop(policy: RulePolicy) -> None:
    policies.stop(policy, reason="Keliru", by=builders.officer("supervisor"), at=LATER)


def work_off(run: ScreeningRun) -> ScreeningRun:
    while screening.work_off(run):
        pass
    run.refresh_from_db()
    return run


def judged_in_pieces() -> ScreeningRun:
    """Begin a run and work off what is judged in one piece; the ranges wait."""
    run = screening.screen(None, at=LATER)
    while run.chunk_rows.filter(done_at=None).exclude(rule="").exists():
        screening.work_off(run)
    return run


def at_the_breaker(monkeypatch: pytest.MonkeyPatch) -> ScreeningRun:
    """Let the breaker stop a run that somebody asked for."""
    monkeypatch.setattr(running, "CHUNK_ACCOUNTS", 100)
    monkeypatch.setattr(running, "BREAKER_LEAST", 2)
    run = work_off(screening.screen(None, at=LATER, requested_by=builders.officer("rule_officer")))
    assert (run.status, run.newly_blocked) == ("stopped", 0)
    return run


def let_go_on(run: ScreeningRun) -> ScreeningRun:
    screening.resume(run, by=builders.officer("supervisor"), at=LATER)
    return work_off(run)


def blocks() -> set[tuple[int, str, str, int]]:
    """Return whose blocks stand how, and on which limit."""
    found = Block.objects.open().select_related("finding")
    return {
        (one.account_id, one.status, one.finding.status, one.finding.facts["oldest"])
        for one in found
    }


def standing(some: list[Account], *, oldest: int = 64) -> set[tuple[int, str, str, int]]:
    return {(one.pk, "confirmed", "acted", oldest) for one in some}


def assert_that_nobody_was_told_of_an_end() -> None:
    assert not Block.objects.exclude(ended_at=None).exists()
    assert not Restoration.objects.exists()
    assert not BlockLetter.objects.filter(done_at=None).exists()


@pytest.mark.usefixtures("grown")
def test_older_blocks_outlive_a_version_stopped_at_the_breaker(
    old: list[Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tighter()
    run = at_the_breaker(monkeypatch)
    stop(policy)
    run = let_go_on(run)
    assert (run.status, run.newly_blocked, run.ended) == ("finished", 0, 0)
    assert blocks() == standing(old)
    assert_that_nobody_was_told_of_an_end()


@pytest.mark.usefixtures("grown")
def test_older_blocks_outlive_it_in_the_next_run_and_in_one_over_changed_accounts(
    old: list[Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tighter()
    at_the_breaker(monkeypatch)
    stop(policy)
    some = Account.objects.filter(pk=old[0].pk)
    assert people.screen(some, at=LATER).ended == 0
    assert people.screen(at=NEXT_DAY).ended == 0
    assert blocks() == standing(old)
    assert_that_nobody_was_told_of_an_end()


def test_a_looser_version_stopped_in_mid_run_frees_nobody(old: list[Account]) -> None:
    policy = tighter(oldest=90)
    run = judged_in_pieces()
    stop(policy)
    assert work_off(run).ended == 0
    assert blocks() == standing(old)
    assert_that_nobody_was_told_of_an_end()


def test_a_version_stopped_between_the_ranges_leaves_the_rest_as_it_was(
    old: list[Account], grown: list[Account]
) -> None:
    policy = tighter()
    run = judged_in_pieces()
    screening.work_off(run)  # the first two of the old
    stop(policy)
    assert (work_off(run).newly_blocked, run.ended) == (0, 0)
    assert blocks() == standing(old[:2], oldest=25) | standing(old[2:])
    assert not Block.objects.filter(account__in=grown).exists()


@pytest.mark.parametrize("over", [{}, {"mode": "off"}, {"mode": "flag"}, {"oldest": 90}])
def test_a_version_replaced_in_mid_run_lets_blocks_wait_for_the_newer_one(
    old: list[Account], grown: list[Account], over: dict[str, Any]
) -> None:
    tighter()
    run = judged_in_pieces()
    tighter(**{"oldest": 64, **over})
    run = work_off(run)
    assert (run.status, run.newly_blocked, run.ended) == ("finished", 0, 0)
    assert blocks() == standing(old)
    assert not Block.objects.filter(account__in=grown).exists()
    assert_that_nobody_was_told_of_an_end()


def household_blocked(*, wave: int, card: str) -> Account:
    """Return the third recipient of a card, who is one too many."""
    members = [people.account() for _ in range(3)]
    for place, person in enumerate(members):
        granted_at = NOON - timedelta(days=90 - place)
        people.grant(person, wave=wave, kk=card, granted_at=granted_at)
    return members[2]


def test_a_version_for_some_waves_stopped_in_mid_run_lets_only_their_blocks_wait() -> None:
    builders.policy("household")
    waits = household_blocked(wave=71, card="3171010101150001")
    mended = household_blocked(wave=70, card="3171010101150002")
    people.screen(at=NOON - timedelta(hours=1))
    assert Block.objects.standing().count() == 2
    policy = enabled("household", limits={"most": 1}, valid_from=TODAY, first_wave=71)
    Grant.objects.filter(kk="3171010101150002").exclude(account=mended).delete()
    run = judged_in_pieces()
    stop(policy)
    assert work_off(run).ended == 1
    assert Block.objects.get(account=mended).reason == "facts_ceased"
    block = Block.objects.get(account=waits)
    assert (block.status, block.finding.status) == ("confirmed", "acted")


def test_no_proposal_is_confirmed_by_a_version_replaced_since(
    old: list[Account],
) -> None:
    Block.objects.update(status="proposed", confirmed_at=None)
    RulePolicy.objects.update(mode="flag")
    tighter(oldest=64)
    run = judged_in_pieces()
    tighter(oldest=64, mode="flag")
    work_off(run)
    people.screen(at=NEXT_DAY)
    assert {row[1] for row in blocks()} == {"proposed"}
    assert len(old) == len(blocks())


def test_where_the_fuse_blows_in_mid_run_blocks_go_on_and_nobody_new_is_stopped(
    old: list[Account], grown: list[Account]
) -> None:
    policy = tighter()
    run = judged_in_pieces()
    policy.fuses.create(
        rule="age", decided=40, overturned=30, lowest=0.6, highest=0.9, blown_at=LATER
    )
    assert (work_off(run).newly_blocked, run.ended) == (0, 0)
    proposed = {(one.pk, "proposed", "acted", 25) for one in grown}
    assert blocks() == standing(old, oldest=25) | proposed


class TestTheVersionEnabledAfterTheStop:
    """What the next version says of those whom the stop let wait, once, with the right letter."""

    @pytest.fixture(autouse=True)
    def a_stop(self, old: list[Account], grown: list[Account]) -> None:
        policy = tighter()
        run = judged_in_pieces()
        stop(policy)
        work_off(run)
        assert (len(old), len(grown)) == (4, 4)

    def test_of_the_same_limits_as_before_changes_nothing(self, old: list[Account]) -> None:
        tighter(oldest=64)
        run = people.screen(at=NEXT_DAY)
        assert (run.newly_blocked, run.ended, CarryOver.objects.count()) == (0, 0, 0)
        assert blocks() == standing(old)
        assert_that_nobody_was_told_of_an_end()
        assert set(Finding.objects.alive().values_list("facts__oldest", flat=True)) == {64}

    def test_as_tight_as_the_stopped_one_carries_over_once(
        self, old: list[Account], grown: list[Account]
    ) -> None:
        tighter()
        run = people.screen(at=NEXT_DAY)
        assert (run.newly_blocked, run.ended, run.carry_overs.count()) == (4, 0, 4)
        people.screen(at=THEN)
        assert CarryOver.objects.count() == 4
        assert blocks() == standing([*old, *grown], oldest=25)
        letters.write_owed(at=THEN)
        sent = OutgoingMessage.objects.filter(recipient=old[0].email, key__contains="-updated-")
        assert "25" in sent.get().body

    def test_that_is_looser_ends_blocks_and_says_that_the_rule_changed(
        self, old: list[Account]
    ) -> None:
        tighter(oldest=90)
        assert people.screen(at=NEXT_DAY).ended == 4
        assert people.screen(at=THEN).ended == 0
        over = Block.objects.filter(account__in=old).values_list("status", "reason")
        assert set(over) == {("superseded", "rule_changed")}
        assert BlockLetter.objects.filter(kind="restored").count() == 4


def test_who_was_cleared_meanwhile_is_not_found_by_the_next_version(old: list[Account]) -> None:
    policy = tighter()
    run = judged_in_pieces()
    stop(policy)
    work_off(run)
    blocking.lift(Block.objects.filter(account=old[0]), by=None, reason="proof", at=LATER)
    tighter()
    people.screen(at=NEXT_DAY)
    assert not Block.objects.open().filter(account=old[0]).exists()
