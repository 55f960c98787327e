"""Blocking: every allowed and refused step, from the table itself, and what each entails."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eligibility import blocking, holds
from eligibility.models import Account, Block, Finding
from portal.models import AuditEntry
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db

VERBS: dict[str, Callable[[list[Block]], list[Block]]] = {
    "confirm": lambda blocks: blocking.confirm(blocks, by=None, at=NOON),
    "dismiss": lambda blocks: blocking.dismiss(blocks, by=None, reason="proof", at=NOON),
    "uphold": lambda blocks: blocking.uphold(blocks, by=None, reason="proof", at=NOON),
    "lift": lambda blocks: blocking.lift(blocks, by=None, reason="proof", at=NOON),
    "supersede": lambda blocks: blocking.supersede(blocks, by=None, reason="source", at=NOON),
    "expire": lambda blocks: blocking.expire(blocks, by=None, at=NOON),
}
# The machine's steps pass over what they may not end.
MACHINE = {"cease", "undo"}
ALLOWED = [(verb, status) for verb in VERBS for status in blocking.STEPS[verb].sources]
REFUSED = [
    (verb, status.value)
    for verb in VERBS
    for status in Block.Status
    if (verb, status) not in ALLOWED
]


def block_in(status: str) -> Block:
    """Return a block in `status`; the account's status follows."""
    block = builders.block()
    Block.objects.filter(pk=block.pk).update(status=status)
    blocking.recompute([block.account_id], at=NOON)
    block.refresh_from_db()
    return block


def status_of(account: Account) -> str:
    return Account.objects.values_list("status", flat=True).get(pk=account.pk)


def test_every_step_of_the_table_has_a_verb() -> None:
    assert VERBS.keys() | MACHINE == blocking.STEPS.keys()


@pytest.mark.parametrize(("verb", "status"), ALLOWED)
def test_an_allowed_step_is_taken(verb: str, status: str) -> None:
    block = block_in(status)
    (after,) = VERBS[verb]([block])
    block.finding.refresh_from_db()
    assert after.status == blocking.STEPS[verb].target
    assert block.finding.status == blocking.STEPS[verb].finding
    assert (after.ended_at == NOON) == blocking.STEPS[verb].ends


@pytest.mark.parametrize(("verb", "status"), REFUSED)
def test_a_refused_step_changes_nothing(verb: str, status: str) -> None:
    block = block_in(status)
    with pytest.raises(blocking.NotStanding, match=f"cannot {verb} block {block.pk}"):
        VERBS[verb]([block])
    block.refresh_from_db()
    assert block.status == status
    assert not AuditEntry.objects.filter(action=f"block.{verb}").exists()


def test_lifting_what_is_lifted_says_so() -> None:
    block = block_in("lifted")
    with pytest.raises(blocking.AlreadyLifted):
        VERBS["lift"]([block])


def test_one_refused_block_stops_the_whole_batch() -> None:
    good, bad = block_in("confirmed"), block_in("lifted")
    with pytest.raises(blocking.AlreadyLifted):
        VERBS["lift"]([good, bad])
    good.refresh_from_db()
    assert good.status == "confirmed"


def test_an_empty_batch_does_nothing() -> None:
    assert VERBS["lift"]([]) == []
    assert not AuditEntry.objects.exists()


def test_a_batch_may_be_a_queryset() -> None:
    builders.block()
    assert len(blocking.lift(Block.objects.standing(), by=None, reason="proof", at=NOON)) == 1


def test_lifting_the_only_block_makes_the_account_a_candidate_again() -> None:
    block = builders.block()
    assert status_of(block.account) == "blocked"
    VERBS["lift"]([block])
    assert status_of(block.account) == "candidate"


def test_lifting_one_of_two_leaves_the_account_blocked() -> None:
    first = builders.block("G03")
    builders.block("G02", on=first.account)
    VERBS["lift"]([first])
    assert status_of(first.account) == "blocked"


def test_a_proposed_block_only_flags() -> None:
    assert status_of(block_in("proposed").account) == "flagged"


@pytest.mark.parametrize("status", ["revoked", "closed"])
def test_revoked_and_closed_accounts_keep_their_status(status: str) -> None:
    block = builders.block()
    Account.objects.filter(pk=block.account_id).update(status=status)
    VERBS["lift"]([block])
    assert status_of(block.account) == status


def test_being_blocked_since_counts_from_the_first_of_several_blocks() -> None:
    first = builders.block("G03")
    since = Account.objects.get(pk=first.account_id).blocked_since
    builders.block("G02", on=first.account)
    VERBS["lift"]([first])
    assert Account.objects.get(pk=first.account_id).blocked_since == since


def test_a_step_names_who_and_what_in_the_audit() -> None:
    block, officer = builders.block(), builders.officer()
    blocking.lift([block], by=officer, reason="proof", at=NOON)
    entry = AuditEntry.objects.get(action="block.lift")
    assert entry.actor == officer
    assert entry.subject_id == str(block.account_id)
    assert entry.details["blocks"] == [block.pk]
    assert entry.details["reason"] == "proof"


def test_lifting_settles_what_else_the_rule_had_found_by_then() -> None:
    block = builders.block()
    waiting = Finding.objects.create(
        account=block.account,
        rule=block.rule,
        ground=block.ground,
        policy=block.finding.policy,
        facts={"register": "emis"},
        facts_digest="2" * 64,
        found_at=NOON,
    )
    VERBS["lift"]([block])
    waiting.refresh_from_db()
    assert waiting.status == Finding.Status.SETTLED


def finding_of(account: Account, *, mode: str) -> Finding:
    policy = builders.policy("office")
    type(policy).objects.filter(pk=policy.pk).update(mode=mode)
    return Finding.objects.create(
        account=account,
        rule="office",
        ground="G04",
        policy=policy,
        facts={"declared": "asn"},
        facts_digest="1" * 64,
        found_at=NOON,
    )


@pytest.mark.parametrize(
    ("mode", "blocks", "status"),
    [
        ("block", ["confirmed"], "blocked"),
        ("flag", ["proposed"], "flagged"),
        ("observe", [], "active"),
    ],
)
def test_the_policys_mode_decides_what_a_finding_does(
    mode: str, blocks: list[str], status: str
) -> None:
    account = builders.account()
    finding = finding_of(account, mode=mode)
    blocking.apply(Finding.objects.filter(pk=finding.pk), at=NOON)
    assert [block.status for block in Block.objects.all()] == blocks
    assert status_of(account) == status
    finding.refresh_from_db()
    assert (finding.status == "open") == (mode == "observe")


@pytest.mark.parametrize("status", ["revoked", "closed"])
def test_no_block_is_put_on_a_revoked_or_closed_account(status: str) -> None:
    finding = finding_of(builders.account(status=status), mode="block")
    applied = blocking.apply(Finding.objects.filter(pk=finding.pk), at=NOON)
    assert applied == blocking.Applied(0, 0)


def test_a_hold_makes_findings_wait() -> None:
    account = builders.account()
    finding = finding_of(account, mode="block")
    holds.place(account, reference="R", at=NOON)
    blocking.apply(Finding.objects.filter(pk=finding.pk), at=NOON)
    assert not Block.objects.exists()
    holds.release(account, reference="R", at=NOON)
    blocking.apply(Finding.objects.filter(pk=finding.pk), at=NOON)
    assert Block.objects.get().status == "confirmed"


def test_applying_twice_makes_one_block() -> None:
    finding = finding_of(builders.account(), mode="block")
    findings = Finding.objects.filter(pk=finding.pk)
    assert blocking.apply(findings, at=NOON) == blocking.Applied(1, 1)
    assert blocking.apply(findings, at=NOON) == blocking.Applied(0, 0)


def queries(verb: str, blocks: list[Block]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        VERBS[verb](blocks)
    return len(captured)


@pytest.mark.parametrize("verb", ["lift", "uphold", "expire"])
def test_twenty_five_blocks_cost_as_many_queries_as_one(verb: str) -> None:
    one = queries(verb, [builders.block()])
    assert queries(verb, [builders.block() for _ in range(25)]) == one


def test_applying_twenty_five_costs_as_many_queries_as_one() -> None:
    def cost(number: int) -> int:
        ids = [finding_of(builders.account(), mode="block").pk for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            blocking.apply(Finding.objects.filter(pk__in=ids), at=NOON + timedelta(days=number))
        return len(captured)

    assert cost(1) == cost(25)
