"""Counts what each officer decided, per day into `OfficerDay`, and what was found of it later.

What was found (the quality sample, the second level) counts on the day of the decision that it is
about, so that it stands beside what it is a part of. What silence granted is nobody's.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q

from appeals.figures import copying, what_counts
from appeals.figures.day_span import span
from appeals.models import Decision, OfficerDay, QualityReview, Step

_Found = tuple[int, int, str, int]
_COUNTS = (
    "granted", "partly", "refused", "answered", "returned", "agreed", "form_faults", "wrong",
    "appealed", "overturned",
)  # fmt: skip

# How long the case lay in review with the one who decided it: waiting for the person, for an
# institution or for a second signature does not count, nor what an officer before them took.
_MINUTES = """
    WITH decided AS (
        SELECT decision.id, decision.proposed_by_id, decision.proposed_at,
               appeal.id AS appeal_id, appeal.level, appeal.taken_at
        FROM appeals_decision decision JOIN appeals_appeal appeal ON appeal.id = decision.appeal_id
        WHERE decision.voided_at IS NULL AND decision.proposed_by_id IS NOT NULL
          AND appeal.taken_at IS NOT NULL
          AND decision.effective_at >= %s AND decision.effective_at < %s
    ),
    stretch AS (
        SELECT decided.*, step.became, greatest(step.at, decided.taken_at) AS since,
               least(lead(step.at) OVER (PARTITION BY step.appeal_id ORDER BY step.id),
                     decided.proposed_at) AS until
        FROM decided JOIN appeals_step step ON step.appeal_id = decided.appeal_id
    )
    SELECT proposed_by_id, level, extract(epoch FROM sum(until - since)) / 60
    FROM stretch WHERE became = 'in_review' AND until > since
    GROUP BY id, proposed_by_id, level
"""


def count(day: date) -> None:
    """Count the day anew; wants a transaction."""
    cells: defaultdict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for officer, level, what, number in _found(*span(day)):
        cells[officer, level][what] += number
    minutes = _minutes(*span(day))
    OfficerDay.objects.filter(day=day).delete()
    copying.copy(
        OfficerDay,
        ("day", "officer_id", "level", *_COUNTS, "minutes"),
        (
            (
                day, officer, level, *(found[name] for name in _COUNTS),
                json.dumps(minutes[officer, level]),
            )
            for (officer, level), found in sorted(cells.items())
        ),
    )  # fmt: skip


def rounded(minutes: float) -> int:
    """Return the minutes as they are kept: to five, to an hour from two hours, to a day from two
    days, so that a histogram stays short."""
    step = 5 if minutes < 2 * 60 else 60 if minutes < 48 * 60 else 24 * 60
    return max(5, round(minutes / step) * step)


def _found(start: datetime, end: datetime) -> Iterator[_Found]:
    yield from _decided(start, end)
    yield from _returned(start, end)
    yield from _sampled(start, end)
    yield from _appealed(start, end)


def _decided(start: datetime, end: datetime) -> Iterator[_Found]:
    rows = Decision.objects.filter(
        voided_at=None, proposed_by__isnull=False, effective_at__gte=start, effective_at__lt=end
    ).values_list("proposed_by", "appeal__level", "conclusion")
    yield from rows.annotate(number=Count("pk")).order_by()


def _returned(start: datetime, end: datetime) -> Iterator[_Found]:
    """Count proposals that a second person sent back; one taken back by its officer is none."""
    sent_back = Step.objects.filter(
        appeal=OuterRef("appeal"), verb="send_back", at=OuterRef("voided_at")
    )
    rows = Decision.objects.filter(
        Exists(sent_back), proposed_by__isnull=False, voided_at__gte=start, voided_at__lt=end
    ).values_list("proposed_by", "appeal__level")
    for officer, level, number in rows.annotate(number=Count("pk")).order_by():
        yield officer, level, "returned", number


def _sampled(start: datetime, end: datetime) -> Iterator[_Found]:
    names = {
        QualityReview.Verdict.AGREE.value: "agreed",
        QualityReview.Verdict.FORM_FAULT.value: "form_faults",
        QualityReview.Verdict.WRONG_OUTCOME.value: "wrong",
    }
    rows = QualityReview.objects.filter(
        drawn_at__gte=start, drawn_at__lt=end, decider__isnull=False, verdict__in=names
    ).values_list("decider", "appeal__level", "verdict")
    for officer, level, verdict, number in rows.annotate(number=Count("pk")).order_by():
        yield officer, level, names[verdict], number


def _appealed(start: datetime, end: datetime) -> Iterator[_Found]:
    """Count blocks ruled on at the first level that the second one ruled on, too."""
    second = what_counts.later().filter(decision__appeal__level=2)
    rows = (
        what_counts.taken(start, end)
        .filter(decision__appeal__level=1, decision__proposed_by__isnull=False)
        .annotate(
            is_overturned=Exists(second.filter(~Q(result=OuterRef("result")))),
            officer=F("decision__proposed_by"),
        )
        .filter(Exists(second))
        .values_list("officer", "is_overturned")
    )
    for officer, is_overturned, number in rows.annotate(number=Count("pk")).order_by():
        yield officer, 1, "appealed", number
        if is_overturned:
            yield officer, 1, "overturned", number


def _minutes(start: datetime, end: datetime) -> defaultdict[tuple[int, int], Counter[int]]:
    found: defaultdict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(_MINUTES, [start, end])
        for officer, level, minutes in cursor.fetchall():
            found[officer, level][rounded(float(minutes))] += 1
    return found
