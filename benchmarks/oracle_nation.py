"""What the oracle looks at: all rows of a small nation in memory, and the calendar of its rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

JAKARTA = ZoneInfo("Asia/Jakarta")

Row = Mapping[str, Any]  # Any: a column's value
Found = tuple[int, str, dict[str, Any]]


@dataclass(slots=True)
class Nation:
    """Everything the rules look at, by table; and by account where that is asked."""

    at: datetime
    accounts: dict[int, Row]
    grants: list[Row]
    purchases: list[Row]
    events: list[Row]
    verdicts: list[Row]
    entries: list[Row]
    matches: list[Row]
    waves: dict[int, int]
    known_until: date | None
    judged: set[int] = field(default_factory=set)


def load(at: datetime) -> Nation:
    """Read the whole database; meant for some ten thousand accounts."""
    accounts = {row["id"]: row for row in _rows("SELECT * FROM eligibility_account")}
    known = _rows("SELECT max(source_date) AS day FROM eligibility_importbatch "
                  "WHERE kind = 'training' AND finished_at IS NOT NULL")  # fmt: skip
    return Nation(
        at=at,
        accounts=accounts,
        grants=_rows("SELECT * FROM eligibility_grant ORDER BY granted_at, id"),
        purchases=_rows("SELECT * FROM eligibility_trainingpurchase"),
        events=_rows("SELECT * FROM eligibility_registrationevent ORDER BY at, id"),
        verdicts=_rows(
            "SELECT * FROM eligibility_registryverdict WHERE superseded_at IS NULL ORDER BY id"
        ),
        entries=_rows(
            "SELECT * FROM eligibility_referencelistentry WHERE removed_at IS NULL "
            "ORDER BY since, id"
        ),
        matches=_rows("SELECT * FROM eligibility_photomatch"),
        waves={row["id"]: row["number"] for row in _rows("SELECT * FROM eligibility_gelombang")},
        known_until=known[0]["day"],
        judged={key for key, row in accounts.items() if row["status"] not in ("revoked", "closed")},
    )


def _rows(sql: str) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, _plain(row), strict=True)) for row in cursor.fetchall()]


def _plain(row: Sequence[Any]) -> list[Any]:
    return [bytes(value) if isinstance(value, memoryview) else value for value in row]


def day_of(moment: datetime) -> date:
    """Return the civil day in Jakarta."""
    return moment.astimezone(JAKARTA).date()


def completed_years(born: date, on: date) -> int:
    """Return the age; born on 29 February: a year is complete on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def birthday(born: date, years: int) -> date:
    """Return the day `years` are complete; born on 29 February: 28 February."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 2, 28)
