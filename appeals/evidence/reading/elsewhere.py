"""The same NIK on another person's card: a fact for eligibility, where it asks people to look.

Only a NIK that was read surely counts, only in a filing from the account's own contact, and only
where it is plainly another number. It is said of who gave the card, never of who holds the number.
A family card's number is its members' and never counts.
"""

from datetime import datetime

from appeals.models import Appeal, Reading
from eligibility import photos
from eligibility.models import Account

# Fewer are a slip: of the machine, or of the fingers that changed two digits' places.
LEAST_DIGITS_APART = 3
# Of one card that hundreds gave so many others are noted, and no reading takes minutes.
MOST_OTHERS = 20


def note(reading: Reading, *, at: datetime) -> int:
    """Note for eligibility who gave a card that may be another's; return how many that are new."""
    appeal, nik = reading.evidence.appeal, reading.nik
    account = appeal.own_account if appeal and reading.is_sure_of_nik else None
    if account is None or not nik:
        return 0
    gave = _who_gave(nik, besides=account)
    found = [(other, account) for other in gave if are_apart(nik, other.nik)]
    if are_apart(nik, account.nik):
        others = {other.pk: other for other in (*_holders(nik), *gave)}
        found += [(account, other) for other in others.values()]
    reference = f"reading {reading.pk}"
    return sum(
        photos.note_number(giver, other, reference=reference, at=at)
        for giver, other in sorted(found, key=lambda pair: (pair[0].pk, pair[1].pk))
    )


def are_apart(one: str, other: str) -> bool:
    """Say whether two numbers differ by more than a slip."""
    differing = sum(left != right for left, right in zip(one, other, strict=False))
    return differing + abs(len(one) - len(other)) >= LEAST_DIGITS_APART


def _holders(nik: str) -> list[Account]:
    return list(Account.objects.filter(nik=nik).order_by("pk")[:MOST_OTHERS])


def _who_gave(nik: str, *, besides: Account) -> list[Account]:
    """Return accounts from whose own contact a card with this number came.

    Accounts and not readings are counted, so that no heap of filings by strangers hides one.
    """
    readings = Reading.objects.surely_naming(nik)
    cases = Appeal.objects.from_own_contact().filter(evidence__reading__in=readings)
    others = Account.objects.filter(pk__in=cases.values("account")).exclude(nik=besides.nik)
    found = others.order_by("pk")[:MOST_OTHERS]
    return [other for other in found if are_apart(other.nik, besides.nik)]
