"""Holds: somebody asks that nothing irreversible happens to an account for the time being.

The only writer of holds. Why one is placed stays with the asker, as an opaque reference.
"""

from datetime import datetime

from django.db import transaction

from eligibility import changed
from eligibility.models import Account, Hold
from portal import audit


def lock(account_id: int) -> None:
    """Let nobody block, lift or hold the account until this transaction is over.

    Who also locks what holds it does that afterwards, never before.
    """
    Account.objects.select_for_update(no_key=True).get(pk=account_id)


@transaction.atomic
def place(account: Account, *, reference: str, at: datetime) -> None:
    """Hold the account for `reference`; placing it again changes nothing.

    Whoever reads the account's blocks afterwards, in this transaction, reads the last ones: the
    account is locked, and blocking leaves it alone once it may go on.
    """
    lock(account.pk)
    _, created = Hold.objects.get_or_create(
        account=account, reference=reference, released_at=None, defaults={"placed_at": at}
    )
    if created:
        audit.record("hold.place", by=None, subject=account, at=at, reference=reference)


@transaction.atomic
def release(account: Account, *, reference: str, at: datetime) -> None:
    """End the hold of `reference`; releasing what is not held changes nothing.

    What the rules say about the account by now takes effect at once: it is noted as changed.
    """
    held = Hold.objects.standing().filter(account=account, reference=reference)
    if held.update(released_at=at):
        changed.note([account.pk], at=at)
        audit.record("hold.release", by=None, subject=account, at=at, reference=reference)
