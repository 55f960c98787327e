"""What ends when facts are gone, what comes back with them, and what never fires again."""

from datetime import date, timedelta
from typing import Any

import pytest

from eligibility import blocking, holds
from eligibility.models import (
    Account,
    Block,
    BlockLetter,
    Finding,
    RegistryVerdict,
    Restoration,
    RulePolicy,
)
from eligibility.screening import running
from portal.models import AuditEntry
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db

NEXT_DAY = NOON + timedelta(days=1)


def blocked(**over: str) -> Account:
    """Return somebody blocked for an employment outside the target."""
    person = people.account(employment="other", **over)
    people.screen()
    return person


def employ(person: Account, employment: str = "jobseeker") -> None:
    Account.objects.filter(pk=person.pk).update(employment=employment)


def finding_status(person: Account, rule: str = "employment") -> str:
    return Finding.objects.get(account=person, rule=rule).status


def status(person: Account) -> str:
    return Account.objects.get(pk=person.pk).status


@pytest.mark.parametrize("some", [False, True])
def test_a_block_whose_facts_are_gone_ends(some: bool) -> None:
    person = blocked()
    employ(person)
    run = people.screen(Account.objects.all() if some else None, at=NEXT_DAY)
    ended = Block.objects.get()
    assert (ended.status, ended.reason, ended.ended_at) == ("superseded", "facts_ceased", NEXT_DAY)
    assert (finding_status(person), status(person), run.ended) == ("ceased", "candidate", 1)
    assert AuditEntry.objects.get(action="block.cease").details["blocks"] == [ended.pk]


def test_facts_that_come_back_block_again() -> None:
    person = blocked()
    employ(person)
    people.screen(at=NEXT_DAY)
    employ(person, "other")
    people.screen(at=NOON + timedelta(days=2))
    assert [block.status for block in Block.objects.order_by("pk")] == ["superseded", "confirmed"]
    assert finding_status(person) == "acted"


def test_what_a_block_cost_comes_back_with_its_end() -> None:
    person = people.account(employment="other")
    award = people.grant(person)
    people.screen()
    employ(person)
    people.screen(at=NOON + timedelta(days=3))
    given = Restoration.objects.get()
    assert (given.grant, given.days) == (award, 4)
    assert BlockLetter.objects.filter(kind="restored").count() == 1


def test_other_facts_of_the_rule_keep_the_account_blocked_without_a_break() -> None:
    person = people.account()
    said = people.verdict(person)
    people.grant(person)
    people.screen()
    RegistryVerdict.objects.filter(pk=said.pk).update(superseded_at=NOON)
    people.verdict(person, as_of=NOON.date())
    run = people.screen(at=NEXT_DAY)
    person.refresh_from_db()
    assert (Block.objects.get().status, Block.objects.get().confirmed_at) == ("confirmed", NOON)
    assert (person.status, person.blocked_since) == ("blocked", NOON)
    assert (run.newly_blocked, run.ended) == (0, 0)
    assert not Restoration.objects.exists()
    assert not BlockLetter.objects.filter(kind="restored").exists()


def test_what_a_person_has_upheld_stands_without_its_facts() -> None:
    person = blocked()
    blocking.uphold(Block.objects.all(), by=None, reason="proof", at=NOON)
    employ(person)
    people.screen(at=NEXT_DAY)
    assert (Block.objects.get().status, finding_status(person)) == ("upheld", "acted")


def test_a_hold_lets_nothing_end() -> None:
    person = blocked()
    holds.place(person, reference="R", at=NOON)
    employ(person)
    people.screen(at=NEXT_DAY)
    assert (Block.objects.get().status, finding_status(person)) == ("confirmed", "acted")
    holds.release(person, reference="R", at=NEXT_DAY)
    people.screen(at=NEXT_DAY)
    assert (Block.objects.get().status, finding_status(person)) == ("superseded", "ceased")


@pytest.mark.parametrize("change", [{"mode": "off"}, {"valid_until": date(2026, 11, 20)}])
def test_a_rule_that_is_off_or_over_ends_nothing(change: dict[str, object]) -> None:
    person = blocked()
    employ(person)
    RulePolicy.objects.filter(rule="employment").update(**change)
    people.screen(at=NEXT_DAY)
    assert (Block.objects.get().status, finding_status(person)) == ("confirmed", "acted")


@pytest.mark.parametrize("some", [False, True])
def test_a_day_without_any_policy_changes_nothing(some: bool) -> None:
    person = blocked()
    RulePolicy.objects.update(valid_until=date(2026, 11, 20))
    run = people.screen(Account.objects.all() if some else None, at=NEXT_DAY)
    assert (run.status, Block.objects.get().status, status(person)) == (
        "finished", "confirmed", "blocked",
    )  # fmt: skip


def test_an_open_finding_whose_facts_are_gone_ceases() -> None:
    RulePolicy.objects.filter(rule="employment").update(mode="observe")
    person = blocked()
    employ(person)
    people.screen(at=NEXT_DAY)
    RulePolicy.objects.filter(rule="employment").update(mode="block")
    people.screen(at=NEXT_DAY)
    assert finding_status(person) == "ceased"
    assert not Block.objects.exists()


@pytest.mark.parametrize("status", ["revoked", "closed"])
def test_nothing_ends_on_accounts_out_of_reach(status: str) -> None:
    person = blocked()
    employ(person)
    Account.objects.update(status=status)
    people.screen(at=NEXT_DAY)
    assert finding_status(person) == "acted"


def test_accounts_outside_the_run_keep_their_blocks() -> None:
    person, other = blocked(), blocked()
    Account.objects.update(employment="jobseeker")
    people.screen(Account.objects.filter(pk=other.pk), at=NEXT_DAY)
    assert (finding_status(person), finding_status(other)) == ("acted", "ceased")


def test_the_breaker_stops_a_run_that_frees_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        people.account(employment="other")
    people.screen()
    Account.objects.update(employment="jobseeker")
    monkeypatch.setattr(running, "BREAKER_LEAST", 2)
    run = people.screen(at=NEXT_DAY)
    assert (run.status, run.ended) == ("stopped", 0)
    assert "end more blocks" in run.stop_reason
    assert Block.objects.standing().count() == 5


def test_a_few_may_always_end(settings: Any) -> None:
    settings.SCREENING_BREAKER_SHARE = 0
    person = people.account(employment="other")
    run = people.screen()
    employ(person)
    run = people.screen(at=NEXT_DAY)
    assert (run.status, run.ended) == ("finished", 1)


def settle(verb: str) -> None:
    """Lift or dismiss the only block."""
    if verb == "dismiss":
        blocking.dismiss(Block.objects.all(), by=None, reason="proof", at=NOON)
    else:
        blocking.lift(Block.objects.all(), by=None, reason="proof", at=NOON)


@pytest.mark.parametrize(("verb", "mode"), [("lift", "block"), ("dismiss", "flag")])
def test_settled_facts_never_fire_again(verb: str, mode: str) -> None:
    RulePolicy.objects.filter(rule="education").update(mode=mode)
    said = people.verdict(people.account())
    people.screen()
    settle(verb)
    people.screen(at=NEXT_DAY)
    batch = people.training_file(date(2026, 11, 19))  # the next file says the same
    RegistryVerdict.objects.filter(pk=said.pk).update(as_of=NOON.date(), batch=batch)
    people.screen(at=NEXT_DAY)
    RulePolicy.objects.filter(rule="age").update(limits={"youngest": 20})
    people.screen(Account.objects.all(), at=NEXT_DAY)
    assert not Block.objects.open().exists()


@pytest.mark.parametrize(("verb", "mode"), [("lift", "block"), ("dismiss", "flag")])
def test_new_facts_fire_after_others_were_settled(verb: str, mode: str) -> None:
    RulePolicy.objects.filter(rule="education").update(mode=mode)
    person = people.account()
    people.verdict(person)
    people.screen()
    settle(verb)
    people.verdict(person, register="emis")
    people.screen(at=NEXT_DAY)
    assert Block.objects.open().get().finding.facts["register"] == "emis"


def test_settled_facts_that_went_and_came_back_stay_settled() -> None:
    person = blocked()
    settle("lift")
    for employment in ("jobseeker", "other"):
        employ(person, employment)
        people.screen(at=NEXT_DAY)
    assert finding_status(person) == "settled"
    assert not Block.objects.open().exists()


def test_a_policy_for_some_waves_says_nothing_about_others() -> None:
    RulePolicy.objects.exclude(rule="household").delete()
    first, second, third = [people.account() for _ in range(3)]
    for person in (first, second, third):
        people.grant(
            person, kk="3171010101150001", granted_at=NOON - timedelta(days=9 - person.pk % 3)
        )
    people.screen()
    held = Block.objects.get()
    RulePolicy.objects.filter(rule="household").update(first_wave=71)
    people.screen(at=NEXT_DAY)
    held.refresh_from_db()
    assert held.status == "confirmed"


def test_a_blown_fuse_leaves_it_to_people() -> None:
    policy = builders.policy("employment")
    policy.fuses.create(
        rule="employment", decided=40, overturned=30, lowest=0.6, highest=0.9, blown_at=NOON
    )
    person = blocked()
    assert (Block.objects.get().status, status(person)) == ("proposed", "flagged")


@pytest.mark.parametrize(
    "scope", [{"source": "emis"}, {"rule": "age"}, {"reset_at": NOON}, {"source": "kemdikbud"}]
)
def test_a_fuse_covers_its_own_scope_only(scope: dict[str, object]) -> None:
    policy = builders.policy("education")
    policy.fuses.create(
        decided=40, overturned=30, lowest=0.6, highest=0.9, blown_at=NOON,
        **{"rule": "education", **scope},
    )  # fmt: skip
    people.verdict(people.account())
    people.screen()
    expected = "proposed" if scope == {"source": "kemdikbud"} else "confirmed"
    assert Block.objects.get().status == expected
