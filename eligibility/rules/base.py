"""What a rule is: where it looks, when that breaks it, and the words people read.

Conditions are ORM expressions, so the same rule judges one account, a million, or a dry run.
Knows nothing of runs, blocks or policies' dates; limits come in.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.db.models import BigIntegerField, CharField, DateField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import Combinable, RawSQL
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


def written(account_ids: Iterable[int]) -> str:
    """Return the keys as one array, written out: thousands of parameters, or of elements that the
    driver adapts one by one, cost more than the query itself."""
    return "{" + ",".join(map(str, account_ids)) + "}"


def key_array(account_ids: Iterable[int]) -> RawSQL:
    """Return the keys as a query for them."""
    return RawSQL("SELECT unnest(%s::bigint[])", (written(account_ids),))


@dataclass(frozen=True, slots=True)
class Scope:
    """The accounts to look at: a range of keys (None: no bound), in it all of them or some."""

    first_id: int | None = None
    last_id: int | None = None
    account_ids: tuple[int, ...] | None = None

    def condition(self, account: str) -> Q:
        """Return the condition on rows whose way to the account is `account`."""
        inside = Q()
        if self.first_id is not None:
            inside &= Q(**{f"{account}__gte": self.first_id})
        if self.last_id is not None:
            inside &= Q(**{f"{account}__lte": self.last_id})
        if self.account_ids is not None:
            inside &= Q(**{f"{account}__in": key_array(self.account_ids)})
        return inside


EVERYBODY = Scope()


@dataclass(frozen=True, slots=True)
class Waves:
    """The waves a policy governs: from and to (None: no bound), without those of `but`.

    `but` are the ranges that newer versions of the rule govern instead.
    """

    first: int | None = None
    last: int | None = None
    but: "tuple[Waves, ...]" = ()

    @property
    def are_all(self) -> bool:
        """Whether no wave is left out."""
        return self.first is None and self.last is None and not self.but

    def condition(self, number: str) -> Q:
        """Return the condition on rows whose way to the wave's number is `number`."""
        inside = Q()
        if self.first is not None:
            inside &= Q(**{f"{number}__gte": self.first})
        if self.last is not None:
            inside &= Q(**{f"{number}__lte": self.last})
        for other in self.but:
            inside &= ~other.condition(number)
        return inside


ALL_WAVES = Waves()


def civil_day(column: str) -> TruncDate:
    """Return the civil day in Jakarta of a moment's column."""
    return TruncDate(column, tzinfo=JAKARTA)


class YearsAfter(Func):
    """The day a number of years after another; of 29 February in a common year: 28 February."""

    template = "(%(expressions)s)::date"
    arg_joiner = " + interval '1 year' * "
    output_field = DateField()


class Look(ABC, Generic[L]):
    """One place where a rule looks, and when what stands there breaks the rule.

    A row without the data a look needs never breaks it: SQL's NULL compares to nothing.
    """

    # Tells the looks of one rule apart in the facts.
    basis: ClassVar[str]
    looks_at: ClassVar[tuple[str, ...]]
    # The way from a row to its account, and to the number of its wave; empty: it has none.
    account: ClassVar[str] = "account"
    wave: ClassVar[str] = ""
    # What the person reads, with %(facts)s, %(source)s and %(date)s in place.
    why: ClassVar["Text"]
    # The source's name where the rows do not say one.
    source: ClassVar["Text"]

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """Return the rows looked at, any model's."""

    def within(self, scope: Scope) -> QuerySet[Any]:
        """Return the rows of the accounts in `scope`.

        A look that compares rows with others narrows those, too, or judging one account would
        read everybody's.
        """
        return self.rows().filter(scope.condition(self.account))

    def candidates(self, scope: Scope, limits: L) -> QuerySet[Any]:
        """Return the rows in `scope` that may break the rule under `limits`, at least those."""
        return self.within(scope)

    @abstractmethod
    def broken(self, limits: L, *, at: datetime) -> Q:
        """Return the condition on a row that breaks the rule.

        It says what the partial indexes of the models say, where it can, so that only the few
        rows that may break the rule are read.
        """

    @abstractmethod
    def facts(self, limits: L) -> Mapping[str, Combinable | str | int]:
        """Return what the finding rests on: codes, days and counts, no personal values.

        Equal facts are the same finding, whatever day or file repeats them; a limit stands among
        them where it decides, so that another limit makes another finding.
        """

    def judge(self, facts: Mapping[str, Any], limits: L) -> bool | None:
        """Say whether facts found before break the rule under `limits`; asks the database nothing.

        None: they do not tell, as where a file of an older shape left out what decides.
        """
        return None

    def said_by(self) -> Combinable:
        """Return the code of the register or list; empty: the programme's own data."""
        return Value("", output_field=CharField())

    @abstractmethod
    def said_on(self) -> Combinable:
        """Return the day as of which the source says so."""

    def batch(self) -> Combinable:
        """Return the key of the import batch the row came with."""
        return F("batch_id")

    def cluster(self) -> Combinable:
        """Return the lowest account key of the row's group; NULL where a rule knows no groups."""
        return Value(None, output_field=BigIntegerField())

    def neighbours(self, account_ids: Sequence[int], limits: L) -> QuerySet[Any] | None:
        """Return the keys of all accounts in groups with these, or None: there are no groups.

        What becomes of one account of a group may change what becomes of the others; of a group
        too small for `limits` nothing becomes, so it may be left out.
        """
        return None

    def governs(self, waves: Waves) -> bool:
        """Say whether a policy for `waves` has a word here: one for some waves only where a row
        has a wave, and one without waves of its own everywhere."""
        return bool(self.wave) or (waves.first is None and waves.last is None)

    def breaches(
        self, scope: Scope, limits: L, *, at: datetime, waves: Waves = ALL_WAVES
    ) -> QuerySet[Any]:
        """Return one row per breach: account_key, facts_found, source_code, said_date, batch_key,
        cluster_key."""
        way = self.account
        status = "status" if way == "pk" else f"{way}__status"
        held = {
            name: value if isinstance(value, Combinable) else Value(value)
            for name, value in self.facts(limits).items()
        }
        return (
            self.candidates(scope, limits)
            .filter(waves.condition(self.wave) if self.wave else Q())
            .exclude(**{f"{status}__in": ("revoked", "closed")})
            .filter(self.broken(limits, at=at))
            .order_by()
            .values(
                account_key=F(way),
                facts_found=JSONObject(basis=Value(self.basis), **held),
                source_code=self.said_by(),
                said_date=self.said_on(),
                batch_key=self.batch(),
                cluster_key=self.cluster(),
            )
        )


class Rule(Generic[L]):
    """One rule of one ground; broken as soon as one of its looks is."""

    code: ClassVar[str]
    ground: ClassVar[Ground]
    limits: ClassVar[type[Any]] = NoLimits
    looks: tuple[Look[L], ...]
    # Judged for all accounts in one piece: about groups, or driven by a short list of others.
    in_one_piece: ClassVar[bool] = False
    # Settings of PostgreSQL, local to the transaction that judges this rule.
    planner: ClassVar[Mapping[str, str]] = MappingProxyType({})
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

    def breaches(
        self, scope: Scope, limits: L, *, at: datetime, waves: Waves = ALL_WAVES
    ) -> Sequence[QuerySet[Any]]:
        """Return the breaches of every look among the accounts in `scope`."""
        return [
            look.breaches(scope, limits, at=at, waves=waves)
            for look in self.looks
            if look.governs(waves)
        ]

    def look_behind(self, facts: Mapping[str, Any]) -> Look[L]:
        """Return the look that found `facts`; the first where they do not say."""
        basis = facts.get("basis")
        return next((look for look in self.looks if look.basis == basis), self.looks[0])
