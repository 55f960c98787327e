"""The same NIK on another person's card: a fact for eligibility, where it asks people to look.

Only a NIK that was read surely counts, only in a filing from the account's own contact, and only
where it is plainly another number. A family card's number is its members' and never counts.
"""

from collections.abc import Iterator
from datetime import datetime

from appeals.models import Appeal, Reading
from eligibility import photos
from eligibility.models import Account, PhotoMatch

# Fewer are a slip: of the machine, or of the fingers that changed two digits' places.
LEAST_DIGITS_APART = 3
# One card that hundreds gave is found all the same, and no reading takes minutes.
MOST_OTHERS = 20


def note(reading: Reading, *, at: datetime) -> int:
    """Note for eligibility whose card it may be; return with how many accounts it was matched."""
    appeal = reading.evidence.appeal
    account = _own_account(appeal) if reading.is_sure_of_nik else None
    if appeal is None or account is None:
        return 0
    others = {other.pk: other for other in _others(reading, appeal) if other.pk != account.pk}
    for _key, other in sorted(others.items())[:MOST_OTHERS]:
        photos.note_match(
            account, other, kind=PhotoMatch.Kind.NUMBER, reference=f"reading {reading.pk}", at=at
        )
    return len(others)


def are_apart(one: str, other: str) -> bool:
    """Say whether two numbers differ by more than a slip."""
    differing = sum(left != right for left, right in zip(one, other, strict=False))
    return differing + abs(len(one) - len(other)) >= LEAST_DIGITS_APART


def _others(reading: Reading, appeal: Appeal) -> Iterator[Account]:
    nik = reading.nik or ""
    if are_apart(nik, appeal.nik):
        yield from Account.objects.filter(nik=nik).order_by("pk")[:MOST_OTHERS]
    elsewhere = (
        Reading.objects.surely_naming(nik)
        .filter(evidence__appeal__isnull=False)
        .exclude(evidence__appeal__nik=appeal.nik)
        .select_related("evidence__appeal__account")
        .order_by("pk")
    )
    for other in elsewhere[:MOST_OTHERS]:
        account = _own_account(other.evidence.appeal)
        if account is not None and are_apart(account.nik, appeal.nik):
            yield account


def _own_account(appeal: Appeal | None) -> Account | None:
    """Return the account, if the case came from its own contact: anybody can type a NIK."""
    account = appeal.account if appeal else None
    if appeal is None or account is None:
        return None
    return account if Appeal.objects.filed_by(account).filter(pk=appeal.pk).exists() else None
