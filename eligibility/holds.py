"""Holds: somebody asks that nothing irreversible happens to an account for the time being.

The only writer of holds. Why one is placed stays with the asker, as an opaque reference.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from eligibility import changed
from eligibility.models import Account, Block, Hold
from portal import audit


def lock(account_id: int) -> None:
    """Let nobody block, lift or hold the account until this transaction is over.

    Who also locks what holds it does that afterwards, never before.
    """
    Account.objects.select_for_update(no_key=True).get(pk=account_id)


@transaction.atomic
def place(account: Account, *, reference: str, at: datetime, blocks: Iterable[Block] = ()) -> None:
    """Hold the account for `reference`, which looks at `blocks`; placing it again only adds those.

    Whoever reads the account's blocks afterwards, in this transaction, reads the last ones: the
    account is locked, and blocking leaves it alone once it may go on.
    """
    lock(account.pk)
    hold, created = Hold.objects.get_or_create(
        account=account, reference=reference, released_at=None, defaults={"placed_at": at}
    )
    hold.blocks.add(*blocks)
    if created:
        audit.record("hold.place", by=None, subject=account, at=at, reference=reference)


@transaction.atomic
def answer(account: Account, *, reference: str, further_until: date | None, at: datetime) -> None:
    """Note that `reference` came to a result; the account stays on hold until it is released.

    `further_until`: the last day to have the result looked at again; None: nowhere here.
    """
    held = Hold.objects.standing().filter(account=account, reference=reference)
    if held.update(answered_at=at, further_until=further_until):
        audit.record("hold.answer", by=None, subject=account, at=at, reference=reference)


@transaction.atomic
def release(account: Account, *, reference: str, at: datetime) -> None:
    """End the hold of `reference`; releasing what is not held changes nothing.

    What the rules say about the account by now takes effect at once: it is noted as changed.
    """
    held = Hold.objects.standing().filter(account=account, reference=reference)
    if held.update(released_at=at):
        changed.note([account.pk], at=at)
        audit.record("hold.release", by=None, subject=account, at=at, reference=reference)
