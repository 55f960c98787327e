"""Who may not decide a case, and why: filed by them for a caller, a hand in it before, own family,
own region, an acquaintance.

Lifecycle asks before a case is taken, handed over, decided or signed; the queue leaves such cases
out by the same questions (`AppealQuerySet.decidable_by`).
"""

from enum import Enum

from appeals.models import Appeal, DeskProfile
from appeals.querysets import AppealQuerySet
from portal.models import User


class Bar(Enum):
    """What keeps a case from an officer."""

    TAKEN_DOWN = "taken_down"
    TOUCHED = "touched"
    KNOWN = "known"
    FAMILY = "family"
    REGION = "region"


def has_touched(officer: User, appeal: Appeal) -> bool:
    """Say whether `officer` confirmed a contested block, filed the case for a caller, or had a hand
    in the chain below.

    `AppealQuerySet.untouched_by` says what a hand is. First cases may be taken again by whoever
    handed them back; an appeal opened again, like a second level, goes to fresh eyes.
    """
    return not _untouched(officer, appeal).exists()


def _untouched(officer: User, appeal: Appeal) -> AppealQuerySet:
    """Return the case alone, or nothing where `officer` had a hand in it.

    Composing the look at the chain below costs more than all other questions of a step together;
    most cases have no chain, and what a case goes on from never changes.
    """
    row = Appeal.objects.filter(pk=appeal.pk)
    return row.not_begun_by(officer) if appeal.previous_id is None else row.untouched_by(officer)


def bar_between(officer: User, appeal: Appeal) -> Bar | None:
    """Return what keeps `appeal` from `officer`, or None; two queries where nothing does."""
    row = Appeal.objects.filter(pk=appeal.pk)
    untouched = _untouched(officer, appeal)
    if untouched.within_limits_of(officer).exists():
        return None
    if not row.not_taken_down_by(officer).exists():
        return Bar.TAKEN_DOWN
    if not untouched.exists():
        return Bar.TOUCHED
    if not row.of_strangers_to(officer).exists():
        return Bar.KNOWN
    desk = DeskProfile.objects.filter(user=officer).first()
    if desk is not None and row.filter(desk.of_family()).exists():
        return Bar.FAMILY
    return Bar.REGION


def tie_between(officer: User, appeal: Appeal) -> Bar | None:
    """Return what ties `officer` to the case's person or region, or None.

    Whoever is tied does not steer the case either. A hand in it before is no tie, nor is a
    division of work that a supervisor set.
    """
    row = Appeal.objects.filter(pk=appeal.pk)
    if not row.of_strangers_to(officer).exists():
        return Bar.KNOWN
    desk = DeskProfile.objects.filter(user=officer).first()
    if desk is None:
        return None
    if row.filter(desk.of_family()).exists():
        return Bar.FAMILY
    return Bar.REGION if appeal.province_code in desk.declared_provinces else None


def bars_on(officer: User, appeal: Appeal) -> tuple[Bar | None, Bar | None]:
    """Return what keeps the case from `officer` and what ties them to it.

    Whatever ties bars, too; a row that was read with `is_free` set asks nothing more.
    """
    if getattr(appeal, "is_free", False):
        return None, None
    bar = bar_between(officer, appeal)
    return bar, tie_between(officer, appeal) if bar else None
