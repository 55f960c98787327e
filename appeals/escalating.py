"""Puts cases whose decision day is near on the supervisors' desk, while they run.

Officers and supervisors hear of it in one mail for all of them; it names cases by number only.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from appeals import clocks
from appeals.models import Appeal, Escalation, SourceRequest
from appeals.querysets import RUNNING
from portal import audit, outbox
from portal.models import Role, User

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_MOST_A_SWEEP = 5_000
_MOST_NAMED = 20
_EXAMINERS = (Role.AGENT, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class _News:
    """A mail to staff: its subject, its template, and the list that it leads to."""

    subject: "StrPromise"
    template: str
    page: str


_ESCALATED = _News(
    _("Kasus mendekati tenggat putusan"), "escalated", "admin:appeals_escalation_changelist"
)
_LATE = _News(_("Lembaga belum menjawab"), "sources", "admin:appeals_sourcerequest_changelist")


@transaction.atomic
def escalate(*, at: datetime) -> int:
    """Escalate the cases that are newly near their decision day; return how many."""
    day = clocks.day_of(at)
    standing = Escalation.objects.filter(
        appeal=OuterRef("pk"), due_date=OuterRef("due_date"), over_at=None
    )
    near = Appeal.objects.running().filter(due_date__lte=clocks.escalation_until(day))
    rows = near.exclude(Exists(standing)).select_related("officer").only(
        "reference", "due_date", "officer"
    )  # fmt: skip
    locked = rows.select_for_update(of=("self",), no_key=True, skip_locked=True)
    found = _put_on_desk(locked.order_by("due_date", "pk")[:_MOST_A_SWEEP], at=at)
    for row in found:
        audit.record(
            "appeal.escalated", by=None, subject=row, at=at, due=row.due_date.isoformat()
        )  # fmt: skip
    if found:
        _tell(found, at=at)
    return len(found)


def _put_on_desk(cases: Iterable[Appeal], *, at: datetime) -> list[Appeal]:
    """Put locked cases on the desk, again where a pause took them off; return those put there.

    Another sweep may have put a case there between its reading and its lock: asked under the
    lock, so that each sweep tells of its own cases and neither fails.
    """
    locked = list(cases)
    known = {
        (row.appeal_id, row.due_date): row
        for row in Escalation.objects.filter(appeal__in=locked)
    }  # fmt: skip
    new, again, put = [], [], []
    for case in locked:
        row = known.get((case.pk, case.due_date))
        if row is None:
            new.append(Escalation(appeal=case, due_date=case.due_date, officer=case.officer, at=at))
        elif row.over_at is None:
            continue
        else:
            row.officer, row.at, row.over_at = case.officer, at, None
            again.append(row)
        put.append(case)
    Escalation.objects.bulk_create(new)
    Escalation.objects.bulk_update(again, ["officer", "at", "over_at"])
    return put


def end_those_over(*, at: datetime) -> int:
    """Take cases off the desk that are decided, ended, paused or due later; return how many."""
    stands = Q(appeal__status__in=RUNNING, appeal__due_date=F("due_date"))
    return Escalation.objects.filter(over_at=None).exclude(stands).update(over_at=at)


@transaction.atomic
def remind_of_sources(*, at: datetime) -> int:
    """Tell officers, once each, of institutions whose answer is late; return how many.

    Supervisors hear of cases whose officer has left.
    """
    late = SourceRequest.objects.filter(
        ended_at=None, reminded_at=None, expected_date__lt=clocks.day_of(at)
    )
    rows = late.select_related("appeal__officer").select_for_update(of=("self",), skip_locked=True)
    found = list(rows.order_by("expected_date", "pk")[:_MOST_A_SWEEP])
    SourceRequest.objects.filter(pk__in=[row.pk for row in found]).update(reminded_at=at)
    by_officer: dict[User | None, list[Appeal]] = defaultdict(list)
    for row in found:
        audit.record("source.overdue", by=None, subject=row, at=at, appeal=row.appeal_id)
        by_officer[row.appeal.officer].append(row.appeal)
    left = []
    for officer, cases in by_officer.items():
        if officer is not None and officer.is_active and officer.has_role(*_EXAMINERS):
            _mail(_LATE, [officer], cases, at=at)
        else:
            left += cases
    if left:
        _mail(_LATE, _supervisors(), left, at=at)
    return len(found)


def _tell(cases: Sequence[Appeal], *, at: datetime) -> None:
    """Owe each officer a mail about their own cases, and each supervisor one about all."""
    by_officer: dict[User, list[Appeal]] = defaultdict(list)
    for case in cases:
        if case.officer is not None:
            by_officer[case.officer].append(case)
    for officer, own in by_officer.items():
        if not officer.has_role(Role.SUPERVISOR):
            _mail(_ESCALATED, [officer], own, at=at)
    _mail(_ESCALATED, _supervisors(), cases, at=at)


def _supervisors() -> list[User]:
    found = User.objects.filter(is_active=True, groups__name=Role.SUPERVISOR)
    return list(found.distinct().order_by("pk"))


def _mail(news: _News, to: Sequence[User], cases: Sequence[Appeal], *, at: datetime) -> None:
    words = {
        "cases": cases[:_MOST_NAMED],
        "more": max(0, len(cases) - _MOST_NAMED),
        "address": settings.SITE_URL + reverse(news.page),
    }
    with translation.override(settings.LANGUAGE_CODE):
        body = render_to_string(f"appeals/review/mail/{news.template}.txt", words)
        outbox.queue_all(
            [
                outbox.Mail(
                    to=one.email,
                    subject=str(news.subject),
                    body=body,
                    key=f"desk-{news.template}:{one.pk}:{at:%Y%m%d%H%M%S}:{cases[0].pk}",
                )
                for one in to
                if one.email and one.is_active
            ],
            at=at,
        )
