"""Groups as screening sees them: cleared once, grown, entered and left."""

import pytest

from eligibility import blocking, changed, screening
from eligibility.models import Account, Block, Finding
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db


def paid(number: int) -> list[Account]:
    """Register people paid to one bank account, of whom the rule admits two."""
    return [people.account(payout_account="BCA 123") for _ in range(number)]


def flagged() -> set[Account]:
    """Screen everybody and return whose block waits for somebody to confirm it."""
    people.screen()
    waiting = Block.objects.filter(rule="shared_payout", status=Block.Status.PROPOSED)
    return {block.account for block in waiting.select_related("account")}


def clear() -> None:
    """Let an officer say that the group is in order."""
    waiting = Block.objects.filter(rule="shared_payout", status=Block.Status.PROPOSED)
    blocking.dismiss(waiting, by=None, reason="family", at=NOON)


def test_a_group_only_flags() -> None:
    crowd = paid(3)
    assert flagged() == set(crowd)
    assert set(Account.objects.values_list("status", flat=True)) == {"flagged"}


def test_a_group_cleared_stays_so_until_it_has_doubled() -> None:
    crowd = paid(3)
    flagged()
    clear()
    newcomers = paid(2)
    assert flagged() == set(newcomers)
    clear()
    last = paid(1)
    assert flagged() == {*crowd, *newcomers, *last}


def test_one_who_enters_brings_the_others_in() -> None:
    two = paid(2)
    assert flagged() == set()
    third = people.account()
    Account.objects.filter(pk=third.pk).update(payout_account="BCA 123")
    screen_changed(third)
    assert set(Finding.objects.values_list("account", flat=True)) == {one.pk for one in [*two, third]}  # fmt: skip


def test_one_who_leaves_takes_the_others_out() -> None:
    crowd = paid(3)
    flagged()
    Account.objects.filter(pk=crowd[2].pk).update(payout_account=None)
    screen_changed(crowd[2])
    assert not Block.objects.open().exists()
    assert set(Account.objects.values_list("status", flat=True)) == {"candidate"}


def screen_changed(on: Account) -> None:
    """Note the account as changed and screen it with its groups."""
    changed.note([on.pk], at=NOON)
    run = screening.screen_changed(at=NOON)
    while screening.work_off(run):
        pass
