"""Groups of accounts that share a device, an address, a contact or a payout account.

Owns how a group is found, counted and named; which column, whom it counts and from how many on
it breaks a rule is the rule's business.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar, cast

from django.db.models import BigIntegerField, Count, DateField, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from eligibility.models import Account
from eligibility.rules.base import ALL_WAVES, Look, Scope, Waves, written
from eligibility.rules.joined import Query, held, joined
from eligibility.rules.limits import Bounded

# Few keys are crowded and few rows hold them, but the planner cannot know: it would read the
# whole table into a hash instead of going from the narrow index to those rows. Of findings it may
# believe that there are none yet, and read them all for each member of a crowd.
PLANNER: Mapping[str, str] = {
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_seqscan": "off",
    "jit": "off",
}


@dataclass(frozen=True, slots=True)
class GroupLimits(Bounded):
    """How many may share before a person looks at it."""

    highest = MappingProxyType({"most": 1_000})

    most: int


G = TypeVar("G", bound=GroupLimits)

# A group is counted in doublings of the first number too many: the facts of its members change
# when it has doubled and not with everybody who joins, so a group that was cleared stays cleared.
# Nor do they change with whoever is its lowest account now: a group keeps the name under which
# more than half of what makes it too large were found before; of two groups that came together,
# the name of the larger. Who left alone does not take the name along.
_HELD = """
    SELECT account_key, named, min(said_date) AS said_date, min(batch_key) AS batch_key,
           ({least:d} * power(2, floor(log(2, size / {least:d}))))::bigint AS at_least
    FROM (
        SELECT account_key, said_date, batch_key, size,
               coalesce(first_value(CASE WHEN carriers * 2 > {least:d} THEN name END) OVER (
                            PARTITION BY key, part ORDER BY name IS NULL, carriers DESC, name
                        ),
                        min(account_key) FILTER (WHERE is_a_name IS NOT TRUE) OVER one_group,
                        min(account_key) OVER one_group) AS named
        FROM (
            SELECT crowd.*, name, account_key = ANY(before.names) AS is_a_name,
                   dense_rank() OVER (PARTITION BY key, part, name ORDER BY party)
                   + dense_rank() OVER (PARTITION BY key, part, name ORDER BY party DESC)
                   - 1 AS carriers
            FROM (
                SELECT key, part, party, account_key, said_date, batch_key,
                       dense_rank() OVER (PARTITION BY key, part ORDER BY party)
                       + dense_rank() OVER (PARTITION BY key, part ORDER BY party DESC)
                       - 1 AS size
                FROM ({members}) member
            ) crowd
            CROSS JOIN LATERAL (
                SELECT array_agg(DISTINCT cluster) AS names FROM eligibility_finding finding
                WHERE finding.account_id = crowd.account_key AND finding.rule = %s
                  AND finding.facts ->> 'basis' = %s
            ) before
            LEFT JOIN LATERAL unnest(before.names) name ON true
            WHERE size >= {least:d}
        ) carried
        WINDOW one_group AS (PARTITION BY key, part)
    ) counted
    WHERE {within}
    GROUP BY account_key, named, at_least
"""


def _within(scope: Scope) -> Query:
    """Return the scope as a condition on the groups' rows: after the counting and before the join,
    which begins with the few that are left."""
    accounts = None if scope.account_ids is None else written(scope.account_ids)
    conditions = {
        "account_key >= %s": scope.first_id,
        "account_key <= %s": scope.last_id,
        "account_key = ANY(%s::bigint[])": accounts,
    }
    asked = {sql: value for sql, value in conditions.items() if value is not None}
    return " AND ".join(asked) or "true", list(asked.values())


class Group(Look[G]):
    """Accounts whose rows hold the same key.

    A row without the key belongs to no group. Everybody counts, whatever became of their account,
    so that revoking one member does not clear the others.
    """

    # The rule that looks here: under what name it found a group before is the group's name now.
    rule: ClassVar[str]
    # The column shared, and whom the group counts: accounts, people (NIK) or families (KK).
    key: ClassVar[str]
    party: ClassVar[str]

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """Return the rows that have a key."""

    def members(self, scope: Scope, limits: G) -> Query:
        """Return SQL for the rows of crowded keys: key, part, party, account_key, said_date,
        batch_key; a key's rows are counted part by part."""
        return (
            self.crowded(scope, limits)
            .values(**self._columns(), part=Value(0))
            .query.sql_with_params()
        )

    def crowded(self, scope: Scope, limits: G) -> QuerySet[Any]:
        """Return the rows whose key more than `limits.most` rows have; with accounts named in
        `scope`, of the keys that those have."""
        keyed = self.rows()
        if scope.account_ids is not None:
            keyed = self._with_key_in(self.rows().filter(scope.condition(self.account)))
        keys = keyed.order_by().values(self.key).annotate(rows=Count("*"))
        return self._with_key_in(keys.filter(rows__gt=limits.most))

    def _with_key_in(self, some: QuerySet[Any]) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.rows().filter(**{f"{self.key}__in": some.values(self.key)})
        return rows.order_by()

    def _columns(self) -> dict[str, Combinable]:
        return {
            "key": F(self.key),
            "party": F(self.party),
            "account_key": F(self.account),
            "said_date": self.said_on(),
            "batch_key": self.batch(),
        }

    def broken(self, limits: G, *, at: datetime) -> Q:
        """Return no condition: whom a crowded group holds is in breach."""
        return Q()

    def facts(self, limits: G) -> Mapping[str, Combinable | str | int]:
        """Return which group it is, how large at least, and the limit."""
        at_least = held("at_least", BigIntegerField())
        return {"cluster": self.cluster(), "at_least": at_least, "most": limits.most}

    def cluster(self) -> Combinable:
        """Return the group's name: the account key that was its lowest when it was first found."""
        return held("named", BigIntegerField())

    def within(self, scope: Scope) -> QuerySet[Any]:
        """Return the accounts in `scope` with each of their groups, however small."""
        return self._held_by_groups(scope, cast("G", GroupLimits(most=0)))

    def _held_by_groups(self, scope: Scope, limits: G) -> QuerySet[Account]:
        members, params = self.members(scope, limits)
        within, ends = _within(scope)
        sql = _HELD.format(members=members, least=limits.most + 1, within=within)
        groups = (sql, (*params, self.rule, self.basis, *ends))
        return joined(Account.objects.all(), groups, by="account_key")

    def breaches(
        self, scope: Scope, limits: G, *, at: datetime, waves: Waves = ALL_WAVES
    ) -> QuerySet[Any]:
        """Return one row per account and group; the columns are those of every look."""
        facts = {
            name: value if isinstance(value, Combinable) else Value(value)
            for name, value in self.facts(limits).items()
        }
        accounts = self._held_by_groups(scope, limits)
        return accounts.exclude(status__in=("revoked", "closed")).values(
            account_key=F("pk"),
            facts_found=JSONObject(basis=Value(self.basis), **facts),
            source_code=self.said_by(),
            said_date=held("said_date", DateField()),
            batch_key=held("batch_key", BigIntegerField()),
            cluster_key=self.cluster(),
        )

    def neighbours(self, account_ids: Sequence[int], limits: G) -> QuerySet[Any]:
        """Return the keys of the accounts whose crowded key one of these has, them included."""
        sharing = self.crowded(Scope(account_ids=tuple(account_ids)), limits)
        keys: QuerySet[Any] = sharing.values_list(self.account, flat=True).distinct()
        return keys

    def judge(self, facts: Mapping[str, Any], limits: G) -> bool | None:
        """Say whether a group of that size is too large; None: it may have grown past the line.

        The group had `at_least` members and fewer than twice as many.
        """
        at_least = facts.get("at_least")
        if not isinstance(at_least, int):
            return None
        if at_least > limits.most:
            return True
        return False if 2 * at_least - 1 <= limits.most else None
