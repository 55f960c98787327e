"""Other cases that may belong together: of the same person, and of the same family card."""

from dataclasses import dataclass

from django.db.models import Case, Q, When

from appeals.models import Appeal
from portal.identifiers import mask_name, mask_nik

_MOST = 10


@dataclass(frozen=True, slots=True)
class Relative:
    """A case of somebody on the same family card, masked."""

    appeal: Appeal
    name: str
    nik: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The latest other cases with the NIK of a case, and those with its family card."""

    same_person: list[Appeal]
    household: list[Relative]


def earlier_of(appeal: Appeal) -> Earlier:
    """Return the other cases of the person and of the household, the newest first; one query.

    The household is what stands on the filing or on the account; an empty number is nobody's.
    """
    cards = {appeal.kk, appeal.account.kk if appeal.account else ""} - {""}
    is_own = Q(nik=appeal.nik) if appeal.nik else Q(pk=None)
    rows = (
        Appeal.objects.filter(is_own | Q(kk__in=sorted(cards)))
        .exclude(pk=appeal.pk)
        .annotate(place=Case(When(is_own, then=0), default=1))
        .only("reference", "status", "submitted_at", "name", "nik")
        .order_by("place", "-submitted_at", "-pk")[: 2 * _MOST]
    )
    same_person = [row for row in rows if row.nik == appeal.nik]
    household = [row for row in rows if row.nik != appeal.nik]
    return Earlier(
        same_person=same_person[:_MOST],
        household=[
            Relative(row, mask_name(row.name), mask_nik(row.nik)) for row in household[:_MOST]
        ],
    )
