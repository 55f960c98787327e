"""A deletion list from its collecting to its second signature; nothing is deleted here.

The machine draws one up each month, an officer may at any time. Collecting walks over the cases
by key in owed slices; the first officer proposes what was found, another signs it.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from appeals.data_requests import ANSWERERS
from appeals.models import Appeal, DeletionCase, DeletionList, DeletionPart
from appeals.retention import choosing
from portal import audit, jobs
from portal.calendar import civil_date
from portal.models import User

log = logging.getLogger(__name__)

SLICE = 100
LEASE_SECONDS = 300
RETRY_IN = timedelta(minutes=5)
# Cases of one owed part: some dozens of files each, at worst deleted over a slow network.
CASES_A_PART = 25
_MOST_SLICES = 50
OFFICERS = ANSWERERS


class NotAllowed(Exception):
    """The person may not do this, or the list does not wait for it."""


class UnderWay(NotAllowed):
    """Another list is not finished yet: two would delete the same cases."""


class State(models.TextChoices):
    """Where a list stands."""

    COLLECTING = "collecting", _("Sedang disusun")
    STUCK = "stuck", _("Penyusunannya macet")
    DRAFTED = "drafted", _("Menunggu diusulkan")
    PROPOSED = "proposed", _("Menunggu persetujuan kedua")
    DELETING = "deleting", _("Sedang dihapus")
    FINISHED = "finished", _("Selesai")
    EMPTY = "empty", _("Tidak ada yang perlu dihapus")
    DROPPED = "dropped", _("Dibatalkan")


class LeaseLost(Exception):
    """Another worker has taken the work over."""


def state(of: DeletionList) -> State:
    """Return where the list stands."""
    if of.dropped_at is not None:
        return State.EMPTY if of.dropped_by_id is None else State.DROPPED
    if of.finished_at is not None:
        return State.FINISHED
    if of.signed_at is not None:
        return State.DELETING
    if of.proposed_at is not None:
        return State.PROPOSED
    if of.done_at is not None:
        return State.DRAFTED
    return State.STUCK if of.dead_at is not None else State.COLLECTING


def draw_up(*, by: User | None, at: datetime) -> DeletionList:
    """Begin a list of what is over on the day of `at`; without `by` it is the machine's.

    Raises NotAllowed for whoever is no privacy officer, UnderWay.
    """
    if by is not None:
        check(by)
    last = Appeal.objects.aggregate(last=Max("pk"))["last"] or 0
    try:
        with transaction.atomic():
            drawn = DeletionList.objects.create(
                day=civil_date(at), asked_by=by, asked_at=at, until_key=last, due_at=at
            )
            audit.record("deletion.drawn_up", by=by, subject=drawn, at=at)
            jobs.nudge("appeals.collect_deletions")
    except IntegrityError as met:
        raise UnderWay("a deletion list is under way") from met
    return drawn


def collect_owed(*, at: datetime) -> int:
    """Collect slice by slice whatever list is owed; return how many slices were done."""
    for count in range(_MOST_SLICES):
        leased = DeletionList.objects.lease(seconds=LEASE_SECONDS)
        if not leased:
            return count
        try:
            _collect(leased[0], at=at)
        except LeaseLost:
            log.warning("deletion list %s was taken over by another worker", leased[0].pk)
        except Exception:
            log.exception("deletion list %s could not be collected", leased[0].pk)
            leased[0].fail("collecting failed", retry_in=RETRY_IN)
    jobs.nudge("appeals.collect_deletions")
    return _MOST_SLICES


@transaction.atomic
def _collect(owed: DeletionList, *, at: datetime) -> None:
    """Look at the next cases by key; the last slice finishes the list.

    What was found and how far it came are one transaction: a worker killed anywhere costs a slice.
    """
    rows = choosing.candidates(at=at).filter(pk__gt=owed.cursor, pk__lte=owed.until_key)
    looked_at = list(rows.select_related("merged_into").order_by("pk")[:SLICE])
    found = [(appeal, choosing.choose(appeal, at=at)) for appeal in looked_at]
    going = [(appeal, chosen) for appeal, chosen in found if chosen.kinds]
    DeletionCase.objects.bulk_create(
        DeletionCase(
            on_list=owed,
            appeal=appeal,
            ended_at=chosen.ended_at,
            kinds=list(chosen.kinds),
            files=chosen.files,
        )
        for appeal, chosen in going
    )
    ends = [chosen.ended_at for _appeal, chosen in going]
    values: dict[str, Any] = {  # Any: values of its columns
        "cases": owed.cases + len(going),
        "counts": _counted(owed.counts, [chosen for _appeal, chosen in found]),
        "oldest_at": min(filter(None, [owed.oldest_at, *ends]), default=None),
        "newest_at": max(filter(None, [owed.newest_at, *ends]), default=None),
        "cursor": looked_at[-1].pk if looked_at else owed.until_key,
    }
    if len(looked_at) < SLICE:
        _finish(owed, values, at=at)
        return
    mine = DeletionList.objects.filter(pk=owed.pk, claimed_by=owed.claimed_by, done_at=None)
    if not mine.update(**values) or not owed.postpone(to=at):
        raise LeaseLost(f"deletion list {owed.pk}")


def _finish(owed: DeletionList, values: dict[str, Any], *, at: datetime) -> None:  # Any: as above
    if not values["cases"]:
        values["dropped_at"] = at
    if not owed.finish(**values):
        raise LeaseLost(f"deletion list {owed.pk}")
    audit.record("deletion.collected", by=None, subject=owed, at=at, cases=values["cases"])


def _counted(before: dict[str, Any], chosen: Iterable[choosing.Chosen]) -> dict[str, Any]:
    """Return the counts with what was chosen added: cases by kind, year and reason; files."""
    counts = {name: Counter(before.get(name, {})) for name in ("kinds", "years", "kept")}
    files = before.get("files", 0)
    for one in chosen:
        counts["kept"].update(one.kept)
        if one.kinds:
            counts["kinds"].update(one.kinds)
            counts["years"][str(civil_date(one.ended_at).year)] += 1
            files += one.files
    return {**{name: dict(counter) for name, counter in counts.items()}, "files": files}


@transaction.atomic
def propose(drawn: DeletionList, *, by: User, at: datetime) -> None:
    """Propose what was collected, as the first of two officers. Raises NotAllowed."""
    check(by)
    waiting = DeletionList.objects.filter(
        pk=drawn.pk, done_at__isnull=False, proposed_at=None, dropped_at=None
    )
    if not waiting.update(proposed_by=by, proposed_at=at):
        raise NotAllowed(f"deletion list {drawn.pk} does not wait to be proposed")
    audit.record("deletion.proposed", by=by, subject=drawn, at=at)


@transaction.atomic
def sign(drawn: DeletionList, *, by: User, at: datetime) -> None:
    """Have it carried out, as the second officer; from here on it cannot be undone.

    Raises NotAllowed for who proposed it, who is no privacy officer, and where it does not wait.
    """
    check(by)
    waiting = _waiting().filter(pk=drawn.pk).exclude(proposed_by=by)
    if not waiting.update(signed_by=by, signed_at=at):
        raise NotAllowed(f"deletion list {drawn.pk} does not wait for user {by.pk}")
    keys = DeletionCase.objects.filter(on_list=drawn).order_by("pk").values_list("pk", flat=True)
    DeletionPart.objects.bulk_create(
        DeletionPart(on_list=drawn, first_key=some[0], last_key=some[-1], due_at=at)
        for some in _in_parts(list(keys))
    )
    audit.record("deletion.signed", by=by, subject=drawn, at=at)
    jobs.nudge("appeals.delete_listed")


@transaction.atomic
def drop(drawn: DeletionList, *, by: User, at: datetime) -> None:
    """Put a list away that nobody has signed: nothing of it goes. Raises NotAllowed."""
    check(by)
    rows = DeletionList.objects.filter(pk=drawn.pk, signed_at=None, dropped_at=None)
    if not rows.update(dropped_at=at, dropped_by=by):
        raise NotAllowed(f"deletion list {drawn.pk} cannot be dropped")
    DeletionList.objects.filter(pk=drawn.pk).owed().update(dead_at=at, lease_until=None)
    audit.record("deletion.dropped", by=by, subject=drawn, at=at)


def _waiting() -> "models.QuerySet[DeletionList]":
    return DeletionList.objects.filter(
        proposed_at__isnull=False, signed_at=None, dropped_at=None
    )  # fmt: skip


def _in_parts(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + CASES_A_PART] for start in range(0, len(keys), CASES_A_PART))


def check(by: User) -> None:
    """Raise NotAllowed for whoever is no privacy officer."""
    if not by.has_role(*OFFICERS):
        raise NotAllowed(f"user {by.pk} is no privacy officer")
