"""Bursts: more accounts at one device or address than a window of minutes should see.

Owns the sliding window. A burst is the deeds that lie together in windows too full, and goes on
as long as the next such deed follows within the window's length.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar

from django.db.models import F, QuerySet, Window
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Lag

from eligibility.models import Account
from eligibility.rules.base import Scope, key_array
from eligibility.rules.groups import Group, GroupLimits


@dataclass(frozen=True, slots=True)
class BurstLimits(GroupLimits):
    """How many different accounts within any window of minutes, both its ends included."""

    # Beyond a day nobody speaks of a burst.
    highest = MappingProxyType({"most": 1_000, "minutes": 1_440})

    minutes: int


B = TypeVar("B", bound=BurstLimits)

# What an account does again within the window's length is the same deed, so nobody makes a crowd
# alone. A deed ends a full window if the `most`-th before it lies inside; then those between the
# two are in it as well. One pass over the few rows of crowded keys, sorted once.
_BURSTS = """
    WITH deed AS (
        SELECT *, lag(moment) OVER (PARTITION BY key, account_key ORDER BY moment, row_id)
                  >= moment - {span} AS is_again
        FROM ({rows}) done
    ), ending AS (
        SELECT *, lag(moment, {most:d}) OVER (PARTITION BY key ORDER BY moment, row_id)
                  >= moment - {span} AS ends_full_window
        FROM deed WHERE is_again IS NOT TRUE
    ), held AS (
        SELECT *, bool_or(ends_full_window) OVER (
                      PARTITION BY key ORDER BY moment, row_id
                      ROWS BETWEEN CURRENT ROW AND {most:d} FOLLOWING
                  ) AS in_full_window
        FROM ending
    ), following AS (
        SELECT *, lag(moment) OVER (PARTITION BY key ORDER BY moment, row_id)
                  >= moment - {span} AS goes_on
        FROM held WHERE in_full_window
    )
    SELECT key, account_key, party, said_date, batch_key,
           count(*) FILTER (WHERE goes_on IS NOT TRUE)
               OVER (PARTITION BY key ORDER BY moment, row_id) AS part
    FROM following
"""

# Longer than any window, and short enough not to bring in everybody who ever came through the
# one address of a telephone network.
_NEAR = "interval '1 day'"
_NEIGHBOURS = """
    SELECT other.account_key FROM ({own}) mine
    JOIN ({rows}) other ON other.key = mine.key
         AND other.moment BETWEEN mine.moment - {near} AND mine.moment + {near}
"""


class Burst(Group[B]):
    """Accounts whose deeds at one key crowd a window of minutes."""

    moment: ClassVar[str]

    def members(self, scope: Scope, limits: B) -> tuple[str, Sequence[Any]]:
        """Return SQL for the deeds in bursts; each burst of a key is a part of its own."""
        rows, params = self._deeds(self.crowded(scope, limits))
        span = f"interval '1 minute' * {limits.minutes:d}"
        return _BURSTS.format(rows=rows, most=limits.most, span=span), params

    def within(self, scope: Scope) -> QuerySet[Any]:
        """Return nothing: without a window's length no deed belongs to a burst."""
        return Account.objects.none()

    def crowded(self, scope: Scope, limits: B) -> QuerySet[Any]:
        """Return the rows of keys where that many rows lie within a window at all: most of those
        that many people use saw them come one by one, and the index says so."""
        before = Window(
            Lag(self.moment, offset=limits.most),
            partition_by=F(self.key),
            order_by=F(self.moment).asc(),
        )
        span = timedelta(minutes=limits.minutes)
        busy = super().crowded(scope, limits).annotate(before=before)
        return self._with_key_in(busy.filter(before__gte=F(self.moment) - span))

    def _deeds(self, rows: QuerySet[Any]) -> tuple[str, Sequence[Any]]:
        columns = {**self._columns(), "moment": F(self.moment), "row_id": F("pk")}
        return rows.values(**columns).query.sql_with_params()

    def facts(self, limits: B) -> Mapping[str, Combinable | str | int]:
        """Return the group's facts and the length of the window."""
        return {**super().facts(limits), "minutes": limits.minutes}

    def neighbours(self, account_ids: Sequence[int], limits: B) -> QuerySet[Any]:
        """Return the accounts at the same key within a day of these, them included."""
        mine, own = self._deeds(
            self.rows().filter(**{f"{self.account}__in": key_array(account_ids)})
        )
        rows, params = self._deeds(self.rows())
        near = RawSQL(  # noqa: S611 - composed of compiled queries
            _NEIGHBOURS.format(own=mine, rows=rows, near=_NEAR), (*own, *params)
        )
        return Account.objects.filter(pk__in=near).values_list("pk", flat=True)

    def judge(self, facts: Mapping[str, Any], limits: B) -> bool | None:
        """Say whether the burst is still one; None where the stored facts cannot tell.

        A window too full stays so under a lower limit in a longer window, and a burst smaller
        than a higher limit holds none in a shorter one.
        """
        at_least, most, minutes = (facts.get(name) for name in ("at_least", "most", "minutes"))
        if not (isinstance(at_least, int) and isinstance(most, int) and isinstance(minutes, int)):
            return None
        if limits.most <= most and limits.minutes >= minutes:
            return True
        is_smaller = 2 * at_least - 1 <= limits.most and limits.minutes <= minutes
        return False if is_smaller else None
