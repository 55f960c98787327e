"""Exports that come by themselves: the only writer of ExportPlan rows.

A plan that is due asks for its file as its owner would, masked, and only while the owner is an
active supervisor. Where holidays or a standstill moved its day, the next file begins where the
last one ended: one longer file, not many, and no day is left out. A pause is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from appeals.models import Export, ExportPlan
from appeals.reports import export_mail, exporting, spans
from appeals.reports.exporting import NotAllowed, Order
from appeals.reports.subjects import SUBJECTS
from appeals.reports.subjects.subject import Choice, UnknownChoice
from portal import audit
from portal.calendar import civil_date
from portal.models import AuditEntry, Role, User

MOST_PLANS = 20
_MOST_A_SWEEP = 500

Pause = ExportPlan.Pause


class TooManyPlans(Exception):
    """The supervisor has as many plans as one may have."""


class Unsuited(ValueError):
    """The days are longer than the rhythm, so that files would say the same again and again."""


class Doubled(Exception):
    """The supervisor has a plan already that asks for the same: `plan`."""

    def __init__(self, plan: ExportPlan) -> None:
        super().__init__(f"plan {plan.pk} asks for the same")
        self.plan = plan


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan is to ask for, how often (ExportPlan.Rhythm) and about which days (Span)."""

    subject: str
    format: str
    choice: Choice
    rhythm: str
    span: str
    purpose: str
    language: str


def plans_of(owner: User) -> list[ExportPlan]:
    """Return the owner's plans, MOST_PLANS at most, the oldest first."""
    return list(ExportPlan.objects.filter(owner=owner).order_by("pk"))


@transaction.atomic
def add(wanted: Wanted, *, by: User, at: datetime) -> ExportPlan:
    """Keep a plan for `by`; its first file is asked for on the next day of its rhythm.

    Raises NotAllowed for anybody but a supervisor, TooManyPlans, Doubled, Unsuited, UnknownChoice.
    """
    _check(wanted, by=by)
    plans = _plans_locked(by)
    if len(plans) >= MOST_PLANS:
        raise TooManyPlans(f"user {by.pk} has {MOST_PLANS} plans")
    _refuse_double(wanted, plans)
    plan = ExportPlan(owner=by, created_at=at)
    _take(wanted, plan)
    _begin(plan, day=civil_date(at))
    return _keep(plan, action="added", by=by, at=at)


@transaction.atomic
def change(plan: ExportPlan, wanted: Wanted, *, by: User, at: datetime) -> ExportPlan:
    """Have the plan ask for something else, or on other days; a pause ends.

    With other days a file that is due and put off is asked for now, as it was wanted until now.
    Raises NotAllowed for anybody but its owner, Doubled, Unsuited, UnknownChoice.
    """
    _check(wanted, by=by)
    others = [other for other in _plans_locked(by) if other.pk != plan.pk]
    own = _own(plan, by)
    # One that is a double already keeps what it asks for: its purpose may still be mended.
    if _asked_for(wanted, wanted.choice) != _asked_for(own, Choice.kept(own.choice)):
        _refuse_double(wanted, others)
    if own.paused_at is not None:
        _take(wanted, own)
        _begin(own, day=civil_date(at))
    elif (own.rhythm, own.span) != (wanted.rhythm, wanted.span):
        _turn_to(wanted, own, at=at)
    else:
        _take(wanted, own)
    return _keep(own, action="changed", by=by, at=at)


@transaction.atomic
def pause(plan: ExportPlan, *, by: User, at: datetime) -> None:
    """Ask for nothing until the owner goes on with the plan. Raises NotAllowed for others."""
    _pause(_own(plan, by), Pause.BY_OWNER, by=by, at=at)


@transaction.atomic
def go_on(plan: ExportPlan, *, by: User, at: datetime) -> None:
    """Ask for files again from the next day of the rhythm on.

    Raises NotAllowed for others, and Unsuited where only another rhythm or span could go on.
    """
    plan = _own(plan, by)
    _check_days(plan)
    plan.paused_at, plan.paused_why = None, ""
    _begin(plan, day=civil_date(at))
    plan.save(update_fields=["paused_at", "paused_why", "next_date", "asked_until"])
    _record("resumed", plan, by=by, at=at)


@transaction.atomic
def remove(plan: ExportPlan, *, by: User, at: datetime) -> None:
    """Forget the plan; files it asked for stay as long as any. Raises NotAllowed for others."""
    plan = _own(plan, by)
    _record("removed", plan, by=by, at=at)
    plan.delete()


def was_removed(key: int, *, by: User) -> bool:
    """Say whether `by` has removed the plan of this key."""
    removed = AuditEntry.objects.filter(
        subject_type=ExportPlan._meta.label_lower, subject_id=str(key)
    )
    return removed.filter(action="export_plan.removed", actor=by).exists()


def due(*, at: datetime) -> Sequence[int]:
    """Return the keys of plans whose day has come, the longest due first."""
    found = ExportPlan.objects.due(on=civil_date(at)).order_by("next_date", "pk")
    return list(found.values_list("pk", flat=True)[:_MOST_A_SWEEP])


@transaction.atomic
def run(key: int, *, at: datetime) -> Export | None:
    """Ask for the file of a plan that is due; None where somebody else does, or it is paused.

    Safe to run twice and concurrently: the plan's row is locked, and no longer due afterwards.
    """
    day = civil_date(at)
    mine = ExportPlan.objects.due(on=day).select_related("owner").filter(pk=key)
    plan = mine.select_for_update(skip_locked=True, of=("self",)).first()
    if plan is None:
        return None
    order = _order(plan, day)
    try:
        _check_days(plan)  # an older version kept any
        with transaction.atomic():
            export = exporting.request(order, by=plan.owner, address="", at=at)
    except NotAllowed:
        _pause(plan, Pause.NO_SUPERVISOR, by=None, at=at)
        return None
    except UnknownChoice:
        _pause(plan, Pause.CHOICE_GONE, by=None, at=at)
        return None
    except Unsuited:
        _pause(plan, Pause.UNSUITED, by=None, at=at)
        return None
    plan.last_date, plan.next_date = day, spans.next_after(day, plan.rhythm)
    plan.asked_until = order.period.last
    plan.save(update_fields=["last_date", "next_date", "asked_until"])
    _record("ran", plan, by=None, at=at, export=export.pk)
    return export


def _order(plan: ExportPlan, day: date) -> Order:
    return Order(
        subject=plan.subject,
        format=plan.format,
        period=spans.going_on(day, plan),
        purpose=plan.purpose,
        language=plan.language,
        choice=Choice.kept(plan.choice),
        is_planned=True,
    )


def _check(wanted: Wanted, *, by: User) -> None:
    if not (by.is_active and by.has_role(Role.SUPERVISOR)):
        raise NotAllowed(f"user {by.pk} is no supervisor")
    SUBJECTS[Export.Subject(wanted.subject)].check(wanted.choice)
    _check_days(wanted)


def _check_days(one: Wanted | ExportPlan) -> None:
    if not spans.suits(one.span, one.rhythm):
        raise Unsuited(f"{one.rhythm} about {one.span}")


def _plans_locked(owner: User) -> list[ExportPlan]:
    """Return the owner's plans; whoever adds or changes one at the same time waits.

    A file that is asked for meanwhile does not: its row only names the owner.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=owner.pk)
    return plans_of(owner)


def _refuse_double(wanted: Wanted, plans: Sequence[ExportPlan]) -> None:
    """Raise Doubled where one of `plans` brings the same rows as often, in whichever format."""
    same = _asked_for(wanted, wanted.choice)
    for plan in plans:
        if _asked_for(plan, Choice.kept(plan.choice)) == same:
            raise Doubled(plan)


def _asked_for(one: Wanted | ExportPlan, choice: Choice) -> tuple[object, ...]:
    columns = SUBJECTS[Export.Subject(one.subject)].chosen(choice)
    keys = [column.key for column in columns]
    return one.subject, keys, dict(choice.filters), one.rhythm, one.span


def _own(plan: ExportPlan, by: User) -> ExportPlan:
    """Return the plan's row, locked; raise NotAllowed unless it is there and `by` owns it."""
    if by.is_active and by.has_role(Role.SUPERVISOR):
        found = ExportPlan.objects.filter(pk=plan.pk, owner=by)
        if (own := found.select_for_update(of=("self",)).first()) is not None:
            return own
    raise NotAllowed(f"plan {plan.pk} is not user {by.pk}'s")


def _take(wanted: Wanted, plan: ExportPlan) -> None:
    plan.subject, plan.format = wanted.subject, wanted.format
    plan.choice, plan.purpose = wanted.choice.as_kept(), wanted.purpose
    plan.rhythm, plan.span = wanted.rhythm, wanted.span
    plan.language = wanted.language


def _turn_to(wanted: Wanted, plan: ExportPlan, *, at: datetime) -> None:
    """Take another rhythm or span; no day is left out between the old files and the new."""
    day = civil_date(at)
    _ask_for_owed(plan, at=at)
    told = plan.asked_until if spans.goes_on(plan) else None
    _take(wanted, plan)
    _begin(plan, day=day)
    plan.asked_until = told or plan.asked_until


def _ask_for_owed(plan: ExportPlan, *, at: datetime) -> None:
    """Ask for the file that a holiday or a standstill has put off, if its columns are there."""
    day = civil_date(at)
    if not spans.suits(plan.span, plan.rhythm) or not spans.is_owed(day, plan):
        return
    order = _order(plan, day)
    try:
        with transaction.atomic():
            export = exporting.request(order, by=plan.owner, address="", at=at)
    except UnknownChoice:
        return
    plan.last_date, plan.asked_until = day, order.period.last
    _record("ran", plan, by=None, at=at, export=export.pk)


def _keep(plan: ExportPlan, *, action: str, by: User, at: datetime) -> ExportPlan:
    plan.paused_at, plan.paused_why = None, ""
    plan.save()
    _record(action, plan, by=by, at=at)
    return plan


def _begin(plan: ExportPlan, *, day: date) -> None:
    """Set when the first file is due, and that it begins after what was over on `day`."""
    plan.next_date = spans.next_after(day, plan.rhythm)
    plan.asked_until = spans.before(day, plan.span).last


def _pause(plan: ExportPlan, why: Pause, *, by: User | None, at: datetime) -> None:
    plan.paused_at, plan.paused_why = at, why
    plan.save(update_fields=["paused_at", "paused_why"])
    _record("paused", plan, by=by, at=at, why=why.value)
    if by is None:
        export_mail.tell_paused(plan, at=at)


def _record(
    action: str, plan: ExportPlan, *, by: User | None, at: datetime, **more: int | str
) -> None:
    audit.record(
        f"export_plan.{action}",
        by=by,
        subject=plan,
        at=at,
        of=plan.subject,
        format=plan.format,
        rhythm=plan.rhythm,
        span=plan.span,
        purpose=plan.purpose,
        **more,
    )
