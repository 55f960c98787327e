"""How values of a row read in a file, and the filters that several subjects share."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.utils.translation import gettext_lazy as _

from appeals.reports import words
from appeals.reports.subjects.subject import Filter, Open
from eligibility.explain import source_name
from eligibility.grounds import Ground
from eligibility.models import Gelombang, Grant
from portal import regions
from portal.models import Role, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Offered = Sequence[tuple[str, "StrOrPromise"]]


def plain(value: object) -> str:
    """Return the value as it is, nothing for None."""
    return "" if value is None else str(value)


def named(names: Mapping[str, "StrOrPromise"]) -> Callable[[str | None], str]:
    """Return what reads codes as their names; a code of another day stays as it is."""
    return lambda code: str(names.get(code, code)) if code else ""


def person(user: str) -> Coalesce:
    """Return the expression of how staff call a colleague: the name, without one the user name.

    Two may bear one name, so a column of it has one of the user name beside it.
    """
    name = Trim(Concat(f"{user}__first_name", Value(" "), f"{user}__last_name"))
    return Coalesce(NullIf(name, Value("")), f"{user}__username")


def source(code: str | None) -> str:
    """Return how people know a register or list, nothing for None."""
    return source_name(code) if code else ""


def level(number: int) -> str:
    """Return a level's name."""
    return words.level(str(number))


def ground(code: str | None) -> str:
    """Return a ground's code and words, nothing for None."""
    return words.ground(code) if code else ""


def province_of(nik: str) -> str:
    """Return the province that a NIK begins with."""
    code = nik[:2]
    return regions.province_name(code) if regions.is_known_province(code) else ""


def open_as(title: "StrOrPromise") -> Open:
    """Return how a masked column reads where it is open: as it was written."""
    return Open(title, plain)


def grounds() -> Offered:
    """Return the grounds by code."""
    return [(code, words.ground(code)) for code in Ground.values]


def provinces() -> Offered:
    """Return the provinces by name."""
    return sorted(regions.PROVINCES.items(), key=lambda pair: pair[1])


def officers() -> Offered:
    """Return who works on cases, those who have left included."""
    found = User.objects.filter(groups__name__in=[Role.AGENT, Role.SUPERVISOR]).distinct()
    return [(str(one.pk), one.identity) for one in found.order_by("username")]


def waves() -> Offered:
    """Return the waves, the newest first."""
    numbers = Gelombang.objects.order_by("-number").values_list("number", flat=True)
    return [(str(number), str(number)) for number in numbers]


def is_(field: str) -> Callable[[str], Q]:
    """Return the condition that `field` is the chosen value."""
    return lambda value: Q(**{field: value})


def granted_in(account: str) -> Callable[[str], Q]:
    """Return the condition that the account behind `account` was drawn in the chosen wave."""
    return lambda number: Q(
        Exists(Grant.objects.filter(account=OuterRef(account), gelombang__number=int(number)))
    )


def wave_filter(account: str) -> Filter:
    """Return the filter by the wave in which the account behind `account` was drawn."""
    return Filter("wave", _("Gelombang"), waves, granted_in(account))
