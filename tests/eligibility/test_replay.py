"""Replay: the version of that day on that day's facts, and on the data of today."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from eligibility.models import Account, Block, Finding, RegistryVerdict, RulePolicy
from eligibility.replay import Replay, replay, replay_all
from eligibility.rules import catalogue
from eligibility.rules.catalogue import AnyRule
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db


def enrolled() -> Block:
    """Let a register say that somebody is at school, screen, and return the block."""
    people.verdict(people.account())
    people.screen()
    return Block.objects.get()


def replayed(block: Block) -> Replay:
    """Replay the block as it stands in the database, in Indonesian."""
    fresh = Block.objects.select_related("account", "policy", "finding__policy").get(pk=block.pk)
    with translation.override("id"):
        return replay(fresh, at=NOON)


def fires(replay: Replay) -> tuple[bool | None, bool | None, bool | None]:
    """Return what each of the three verdicts says."""
    return (
        replay.that_day.fires,
        replay.that_version_today.fires,
        replay.todays_version_today.fires,
    )


def headline(block: Block) -> str:
    """Return the headline in Indonesian."""
    with translation.override("id"):
        return replayed(block).headline


def corrected(block: Block) -> None:
    """Let the register take its word back."""
    RegistryVerdict.objects.update(superseded_at=NOON)
    people.verdict(block.account, "matches", as_of=date(2026, 11, 1))


def new_version(rule: str, *, mode: str = "block", **limits: int) -> None:
    """Enable another version of a rule, with limits of its own."""
    latest = RulePolicy.objects.filter(rule=rule).latest("version")
    RulePolicy.objects.create(
        rule=rule,
        version=latest.version + 1,
        mode=mode,
        limits=limits,
        legal_source="uji",
        valid_from=latest.valid_from,
        enabled_at=NOON - timedelta(days=1),
    )


def test_a_block_whose_facts_stand_fires_as_on_its_day() -> None:
    block = enrolled()
    assert fires(replayed(block)) == (True, True, True)
    assert headline(block) == "Kalau dinilai hari ini: tetap kena."


def test_a_corrected_register_would_not_fire_today() -> None:
    block = enrolled()
    corrected(block)
    assert fires(replayed(block)) == (True, False, False)
    assert headline(block) == "Kalau dinilai hari ini: tidak kena."


def test_what_changed_since_stands_beside_what_was() -> None:
    block = enrolled()
    corrected(block)
    changes = replayed(block).todays_version_today.differences
    assert [(each.label, each.then, each.now) for each in changes] == [
        ("Tercatat sejak", "3 Maret 2026", "1 November 2026")
    ]


def test_data_that_is_gone_is_said_to_be_gone() -> None:
    block = enrolled()
    RegistryVerdict.objects.all().delete()
    verdict = replayed(block).that_version_today
    assert verdict.fires is False
    assert "sudah tidak ada" in verdict.sentence


def test_another_limit_acquits_today_and_not_that_day() -> None:
    people.account(birth_date=date(2009, 3, 10), registered_at=NOON)
    people.screen()
    block = Block.objects.get()
    new_version("age", youngest=17)
    assert fires(replayed(block)) == (True, True, False)


def test_stricter_facts_of_today_fire_and_are_named() -> None:
    block = enrolled()
    RegistryVerdict.objects.update(since=date(2026, 5, 1))
    verdict = replayed(block).todays_version_today
    assert verdict.fires is True
    assert [change.now for change in verdict.differences] == ["1 Mei 2026"]
    assert "dengan fakta yang berbeda" in headline(block)


def test_other_data_of_the_same_rule_still_fire_and_are_said_to_be_other() -> None:
    block = enrolled()
    corrected(block)
    Account.objects.update(education="school")
    verdict = replayed(block).todays_version_today
    assert verdict.fires is True
    assert "berdasar data lain" in verdict.sentence


def test_a_rule_without_a_policy_in_force_is_said_to_be_over() -> None:
    block = enrolled()
    RulePolicy.objects.filter(rule="education").update(valid_until=NOON.date() - timedelta(days=1))
    verdict = replayed(block).todays_version_today
    assert verdict.fires is False
    assert "tidak berlaku lagi" in verdict.sentence
    assert replayed(block).that_version_today.fires is True


def test_a_rule_that_is_no_more_cannot_be_judged_again() -> None:
    block = enrolled()
    Block.objects.update(rule="phase_of_the_moon")
    assert fires(replayed(block)) == (None, None, False)


def test_facts_that_do_not_tell_enough_leave_that_day_open() -> None:
    people.account(birth_date=date(2009, 3, 10), registered_at=NOON)
    people.screen()
    block = Block.objects.get()
    Finding.objects.update(facts={"basis": "registration"})
    assert replayed(block).that_day.fires is None


def test_limits_that_the_rule_no_longer_knows_leave_that_version_open() -> None:
    block = enrolled()
    RulePolicy.objects.filter(rule="education").update(limits={"grades": 3})
    new_version("education")
    assert fires(replayed(block)) == (None, None, True)


@pytest.mark.parametrize(("mode", "words"), [("flag", "hanya menandai"), ("observe", "mengamati")])
def test_a_rule_that_blocks_no_more_says_so(mode: str, words: str) -> None:
    block = enrolled()
    new_version("education", mode=mode)
    verdict = replayed(block).todays_version_today
    assert verdict.fires is True
    assert words in verdict.sentence


@pytest.mark.parametrize("status", ["revoked", "closed"])
def test_an_account_that_is_not_judged_any_more_is_neither_guilty_nor_acquitted(
    status: str,
) -> None:
    block = enrolled()
    Account.objects.update(status=status)
    assert fires(replayed(block)) == (True, None, None)
    assert headline(block) == "Kalau dinilai hari ini: tidak bisa dipastikan."


def test_somebody_elses_data_do_not_count() -> None:
    block = enrolled()
    corrected(block)
    people.verdict(people.account())
    assert replayed(block).todays_version_today.fires is False


def test_a_replay_changes_nothing() -> None:
    block = enrolled()
    corrected(block)
    before = list(Finding.objects.values()), list(Block.objects.values())
    replayed(block)
    assert (list(Finding.objects.values()), list(Block.objects.values())) == before


def asked(blocks: list[Block]) -> int:
    """Return how many queries replaying the blocks takes."""
    keys = [block.pk for block in blocks]
    loaded = Block.objects.select_related("account", "policy", "finding__policy")
    fresh = list(loaded.filter(pk__in=keys))
    with CaptureQueriesContext(connection) as queries:
        replay_all(fresh, at=NOON)
    return len(queries)


def in_the_rules_name(rule: AnyRule, *, basis: str) -> Block:
    """Return a block of the rule, as if that look had found it, under a policy of its own."""
    block = builders.block("G03")
    policy = builders.policy(rule.code)
    Finding.objects.update(rule=rule.code, facts={"basis": basis}, policy=policy)
    Block.objects.update(rule=rule.code, policy=policy)
    new_version(rule.code)
    return block


@pytest.mark.parametrize(
    ("rule", "basis"),
    [(rule, look.basis) for rule in catalogue.RULES for look in rule.looks],
    ids=lambda value: value if isinstance(value, str) else value.code,
)
def test_every_look_of_every_rule_is_replayed_in_a_dozen_queries(rule: AnyRule, basis: str) -> None:
    block = in_the_rules_name(rule, basis=basis)
    assert asked([block]) <= 12
    assert replayed(block).todays_version_today.fires is False


def test_a_group_that_fell_apart_would_not_fire_today() -> None:
    builders.policy("shared_payout")
    sharing = [people.account(payout_account="1234567890") for _ in range(4)]
    people.screen()
    block = Block.objects.filter(rule="shared_payout").latest("pk")
    assert replayed(block).todays_version_today.fires is True
    Account.objects.exclude(pk=sharing[0].pk).update(payout_account=None)
    verdict = replayed(block).todays_version_today
    assert verdict.fires is False
    assert "kelompoknya" in verdict.sentence


def test_a_replay_takes_no_more_queries_in_a_large_table() -> None:
    block = enrolled()
    alone = asked([block])
    for _ in range(25):
        people.verdict(people.account())
    assert asked([block]) == alone
