"""Notes that a photo, or a card, was given for two people; rules and people decide what follows.

Owns the rows of photo matches. Knows no photos: whoever compares evidence says what it noticed.
"""

from datetime import datetime

from django.db import transaction

from eligibility import changed
from eligibility.models import Account, PhotoMatch
from portal import audit


class SameAccount(ValueError):
    """A photo was given twice for one account, which is no match."""


@transaction.atomic
def note_match(
    account: Account, other: Account, *, kind: str, reference: str, at: datetime
) -> bool:
    """Note for both accounts that they gave the same photo or card; say whether that is new.

    `kind` is one of PhotoMatch.Kind; `reference` says where the pair can be looked at (at most
    60 characters, nothing personal), and the first one noted stays. Raises SameAccount, and
    ValueError for another kind.
    """
    if account.pk == other.pk:
        raise SameAccount(f"account {account.pk} cannot match itself")
    sort = PhotoMatch.Kind(kind)
    values = {"reference": reference, "noticed_at": at}
    made: list[int] = []
    # Both ways in the same order of keys, so that two who notice it at once do not wait for
    # each other in a circle.
    for one, two in sorted([(account.pk, other.pk), (other.pk, account.pk)]):
        match, is_new = PhotoMatch.objects.get_or_create(
            account_id=one, other_id=two, kind=sort, defaults=values
        )
        if is_new:
            made.append(match.pk)
    if made:
        audit.record("photo.match", by=None, subject=account, at=at, other=other.pk,
                     kind=sort.value, matches=made)  # fmt: skip
        changed.note([account.pk, other.pk], at=at)
    return bool(made)
