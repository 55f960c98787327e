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


def enter(*people: Account) -> None:
    """Let people of before have their incentives paid to the account."""
    pay_to("BCA 123", *people)


def pay_to(account: str | None, *people: Account) -> None:
    Account.objects.filter(pk__in=[one.pk for one in people]).update(payout_account=account)


def test_a_group_cleared_stays_so_when_an_older_account_joins() -> None:
    older = people.account()
    paid(3)
    flagged()
    clear()
    enter(older)
    assert flagged() == {older}


def test_a_block_goes_on_when_an_older_account_joins_its_group() -> None:
    older = people.account()
    paid(3)
    flagged()
    before = set(Block.objects.values_list("pk", "finding"))
    enter(older)
    flagged()
    assert before <= set(Block.objects.open().values_list("pk", "finding"))


def test_a_group_cleared_stays_so_when_its_oldest_account_leaves() -> None:
    crowd = paid(4)
    flagged()
    clear()
    pay_to(None, crowd[0])
    assert flagged() == set()


def test_a_group_cleared_is_the_same_to_a_run_over_those_who_changed() -> None:
    older = people.account()
    paid(3)
    flagged()
    clear()
    enter(older)
    screen_changed(older)
    assert Block.objects.open().get().account == older


def test_one_cleared_who_moves_to_other_people_is_found_with_them() -> None:
    crowd = paid(3)
    flagged()
    clear()
    others = [people.account(payout_account="BRI 456") for _ in range(2)]
    pay_to("BRI 456", crowd[0])
    assert flagged() == {crowd[0], *others}


def test_of_two_groups_cleared_that_become_one_the_larger_stays_so() -> None:
    smaller = [people.account(payout_account="BRI 456") for _ in range(3)]
    paid(7)
    flagged()
    clear()
    enter(*smaller)
    assert flagged() == set(smaller)


def test_a_group_that_grows_and_shrinks_again_was_cleared_once() -> None:
    older = [people.account() for _ in range(4)]
    crowd = paid(3)
    flagged()
    clear()
    enter(*older)
    assert flagged() == {*crowd, *older}
    clear()
    pay_to(None, *older)
    assert flagged() == set()


def test_a_group_cleared_stays_so_when_it_shrinks() -> None:
    crowd = paid(6)
    flagged()
    clear()
    pay_to(None, crowd[3])
    assert flagged() == set()


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
