"""The policy of keeping: one dated table, `periods.csv`, of years per kind of file and outcome.

Reads only. What else keeps a case, such as a legal hold, `erasure.keeping` says.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from appeals.models import Decision, Evidence

FILE, RELIED, PAPERS = "file", "relied", "papers"
ANY, UNDECIDED = "any", "undecided"
WHATS = (*Evidence.Kind.values, FILE, RELIED, PAPERS)
OUTCOMES = (*Decision.Conclusion.values, UNDECIDED, ANY)

_TABLE = Path(__file__).parent / "periods.csv"


@dataclass(frozen=True, slots=True)
class Period:
    """One line: from `since` on, `what` of cases that ended so is kept for `years`."""

    since: date
    what: str
    outcome: str
    years: int
    basis: str


class Unknown(LookupError):
    """No line of the table is about this on that day."""


def in_force(*, on: date) -> list[Period]:
    """Return the lines that count on a day, in the table's order."""
    newest = {(line.what, line.outcome): line for line in _lines() if line.since <= on}
    return [line for line in _lines() if newest.get((line.what, line.outcome)) is line]


def years(what: str, outcomes: Iterable[str], *, on: date) -> int:
    """Return for how long `what` is kept where a matter had these outcomes: the longest counts.

    Raises Unknown.
    """
    lines = {(line.what, line.outcome): line for line in in_force(on=on)}
    found = [_nearest(lines, what, outcome) for outcome in outcomes]
    if None in found or not found:
        raise Unknown(f"no period for {what} on {on}")
    return max(line.years for line in found if line is not None)


def shortest(*, on: date) -> int:
    """Return the years before which nothing at all is over."""
    return min(line.years for line in in_force(on=on))


def _nearest(lines: dict[tuple[str, str], Period], what: str, outcome: str) -> Period | None:
    names = (what,) if what in (RELIED, PAPERS) else (what, FILE)
    places = ((name, ending) for name in names for ending in (outcome, ANY))
    return next((lines[place] for place in places if place in lines), None)


def _lines() -> Sequence[Period]:
    return _read(settings.RETENTION_YEARS)


@lru_cache(maxsize=4)
def _read(usual: int) -> Sequence[Period]:
    """Return the table in the order of its days."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        found = [
            Period(
                since=date.fromisoformat(row["from"]),
                what=row["what"],
                outcome=row["outcome"],
                years=int(row["years"] or usual),
                basis=row["basis"],
            )
            for row in rows
        ]
    return sorted(found, key=lambda line: line.since)
