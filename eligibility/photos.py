"""Notes that a photo, or a card, was given for two people; rules and people decide what follows.

Owns the rows of photo matches. Knows no photos: whoever compares evidence says what it noticed.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from eligibility import changed
from eligibility.models import Account, PhotoMatch
from portal import audit


class SameAccount(ValueError):
    """A photo was given twice for one account, which is no match."""


def note_match(
    account: Account, other: Account, *, kind: str, reference: str, at: datetime
) -> bool:
    """Note for both accounts that they gave the same photo; say whether that is new.

    `kind` is PhotoMatch.Kind.CARD or SELFIE; `reference` says where the pair can be looked at (at
    most 60 characters, nothing personal), and the first one noted stays. Raises SameAccount, and
    ValueError for another kind.
    """
    sort = PhotoMatch.Kind(kind)
    if sort == PhotoMatch.Kind.NUMBER:
        raise ValueError("who gave a number is one of two: note_number")
    both = [(account, other), (other, account)]
    return _note(both, kind=sort, reference=reference, at=at)


def note_number(account: Account, other: Account, *, reference: str, at: datetime) -> bool:
    """Note that `account` gave a card whose NIK is that of `other`, or in their card, too.

    Nothing is noted for `other`, who may have sent nothing, and whose card it may be. Otherwise
    as `note_match`.
    """
    return _note([(account, other)], kind=PhotoMatch.Kind.NUMBER, reference=reference, at=at)


@transaction.atomic
def _note(
    pairs: Sequence[tuple[Account, Account]],
    *,
    kind: PhotoMatch.Kind,
    reference: str,
    at: datetime,
) -> bool:
    account, other = pairs[0]
    if account.pk == other.pk:
        raise SameAccount(f"account {account.pk} cannot match itself")
    values = {"reference": reference, "noticed_at": at}
    made: list[int] = []
    # Both ways in the same order of keys, so that two who notice it at once do not wait for
    # each other in a circle.
    for one, two in sorted((one.pk, two.pk) for one, two in pairs):
        match, is_new = PhotoMatch.objects.get_or_create(
            account_id=one, other_id=two, kind=kind, defaults=values
        )
        if is_new:
            made.append(match.pk)
    if made:
        audit.record("photo.match", by=None, subject=account, at=at, other=other.pk,
                     kind=kind.value, matches=made)  # fmt: skip
        changed.note([one.pk for one, _other in pairs], at=at)
    return bool(made)
