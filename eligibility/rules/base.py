"""What a rule is: where it looks, when that breaks it, and the words people read.

Conditions are ORM expressions, so the same rule judges one account, a million, or a dry run.
Knows nothing of runs, blocks or policies' dates; limits come in.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject, TruncDate

from eligibility.grounds import Ground
from portal.calendar import JAKARTA

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text


class BadLimits(ValueError):
    """A policy's limits are not those the rule knows; the message names them."""


@dataclass(frozen=True, slots=True)
class NoLimits:
    """For rules that have none."""


L = TypeVar("L")


@dataclass(frozen=True, slots=True)
class Scope:
    """The accounts to look at: a range of keys, and within it all of them or some."""

    first_id: int
    last_id: int
    account_ids: tuple[int, ...] | None = None

    def condition(self, account: str) -> Q:
        """Return the condition on rows whose way to the account is `account`."""
        inside = Q(**{f"{account}__gte": self.first_id, f"{account}__lte": self.last_id})
        if self.account_ids is None:
            return inside
        return inside & Q(**{f"{account}__in": self.account_ids})


def civil_day(column: str) -> TruncDate:
    """Return the civil day in Jakarta of a moment's column."""
    return TruncDate(column, tzinfo=JAKARTA)


class Look(ABC, Generic[L]):
    """One place where a rule looks, and when what stands there breaks the rule.

    A row without the data a look needs never breaks it: SQL's NULL compares to nothing.
    """

    # Tells the looks of one rule apart in the facts.
    basis: ClassVar[str]
    looks_at: ClassVar[tuple[str, ...]]
    # The way from a row to its account.
    account: ClassVar[str] = "account"
    # What the person reads, with %(facts)s, %(source)s and %(date)s in place.
    why: ClassVar["Text"]
    # The source's name where the rows do not say one.
    source: ClassVar["Text"]

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """Return the rows looked at, any model's."""

    @abstractmethod
    def broken(self, limits: L, *, at: datetime) -> Q:
        """Return the condition on a row that breaks the rule."""

    @abstractmethod
    def facts(self, limits: L) -> Mapping[str, Combinable | str | int]:
        """Return what the finding rests on: codes, days and counts, no personal values.

        Equal facts are the same finding, whatever day or file repeats them; a limit stands among
        them where it decides, so that another limit makes another finding.
        """

    def said_by(self) -> Combinable:
        """Return the code of the register or list; empty: the programme's own data."""
        return Value("", output_field=CharField())

    @abstractmethod
    def said_on(self) -> Combinable:
        """Return the day as of which the source says so."""

    def batch(self) -> Combinable:
        """Return the key of the import batch the row came with."""
        return F("batch_id")

    def breaches(self, scope: Scope, limits: L, *, at: datetime) -> QuerySet[Any]:
        """Return one row per breach: account_key, facts, source, source_date, batch_key."""
        way = self.account
        status = "status" if way == "pk" else f"{way}__status"
        held = {
            name: value if isinstance(value, Combinable) else Value(value)
            for name, value in self.facts(limits).items()
        }
        return (
            self.rows()
            .filter(scope.condition(way))
            .exclude(**{f"{status}__in": ("revoked", "closed")})
            .filter(self.broken(limits, at=at))
            .order_by()
            .values(
                account_key=F(way),
                facts_found=JSONObject(basis=Value(self.basis), **held),
                source_code=self.said_by(),
                said_date=self.said_on(),
                batch_key=self.batch(),
            )
        )


class Rule(Generic[L]):
    """One rule of one ground; broken as soon as one of its looks is."""

    code: ClassVar[str]
    ground: ClassVar[Ground]
    limits: ClassVar[type[Any]] = NoLimits
    looks: tuple[Look[L], ...]
    title: ClassVar["Text"]
    disproved_by: ClassVar["Text"]
    proof: ClassVar["Text"]

    @property
    def looks_at(self) -> tuple[str, ...]:
        """The columns the rule reads."""
        return tuple(dict.fromkeys(column for look in self.looks for column in look.looks_at))

    def read_limits(self, stored: Mapping[str, Any]) -> L:
        """Return a policy's stored limits as values; raises BadLimits."""
        known = {field.name for field in fields(self.limits)}
        strange = set(stored) - known
        if strange or not all(type(value) is int and value > 0 for value in stored.values()):
            raise BadLimits(f"{self.code} knows the whole numbers {sorted(known)}")
        limits: L = self.limits(**stored)
        return limits

    def breaches(self, scope: Scope, limits: L, *, at: datetime) -> Sequence[QuerySet[Any]]:
        """Return the breaches of every look among the accounts in `scope`."""
        return [look.breaches(scope, limits, at=at) for look in self.looks]

    def look_behind(self, facts: Mapping[str, Any]) -> Look[L]:
        """Return the look that found `facts`; the first where they do not say."""
        basis = facts.get("basis")
        return next((look for look in self.looks if look.basis == basis), self.looks[0])
